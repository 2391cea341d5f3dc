"""What the probes of the readings share: their registry, and a few ways to act on a camera."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlencode

from emulating import FORM, Desk, Reply, encoded

from conformance.emulator import arrivals
from conformance.spec import load_spec

Act = Callable[[Desk], Any]


class Probe(NamedTuple):
    act: Act
    shows: dict[str, Any]


PROBES: dict[str, Probe] = {}


def probe(name: str, /, **shows: Any) -> Callable[[Act], Act]:
    """Registers a probe. Values are written as Python names: `more_than`, `application_json`, `_45`."""

    def register(act: Act) -> Act:
        by_name = {value.replace("-", "_").replace("/", "_"): value for value in load_spec().readings[name].values}
        PROBES[name] = Probe(act, {by_name[key.strip("_")]: shown for key, shown in shows.items()})
        return act

    return register


def arrive(desk: Desk, faceid: str, when: int | None = None) -> None:
    arrivals.by_faceid(desk.camera, faceid, int(time.time()) if when is None else when)


def raw(desk: Desk, operation: str, params: list[tuple[str, str]], as_form: bool = False) -> Reply:
    if as_form:
        return desk.send(operation, FORM, urlencode(params).encode())
    return desk.send(operation, *encoded(operation, params, None))
