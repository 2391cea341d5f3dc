"""Undoes what a killed run left on a camera, by the journal that it kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.run.camera import Camera
from conformance.run.folder import JOURNAL
from conformance.run.outcomes import UsageError
from conformance.run.snapshot import state_of
from conformance.run.sweep import clear_group, sweep
from conformance.spec import load_spec
from conformance.wire import Call

_PREFIX = re.compile(r"ipcc-[0-9a-f]{6}")


@dataclass
class Left:
    """What a journal says that a run may have left: groups by their prefix, records, values to be put back."""

    prefix: str = ""
    finished: bool = False
    records: list[tuple[str, str]] = field(default_factory=list)
    restore: list[Call] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)


def read_journal(run: Path, option: str = "--run") -> Left:
    """What the run in this folder may have left. Raises UsageError where there is no journal."""
    try:
        lines = (run / JOURNAL).read_text(encoding="ascii", errors="replace").splitlines()
    except OSError as error:
        raise UsageError(f"{option} {run}: no {JOURNAL} there ({error.strerror}); give the folder of a run") from error
    left = Left()
    for line in lines:
        try:
            _take(json.loads(line), left)
        except (ValueError, KeyError, TypeError):
            continue  # the last line of a killed run may be torn
    if not left.prefix:
        raise UsageError(f"{option} {run}: its {JOURNAL} is not that of a run")
    return left


def _take(line: dict[str, Any], left: Left) -> None:
    if "run" in line:
        left.prefix = line["run"]
    elif "finished" in line:
        left.finished = True
    elif "made" in line:
        left.groups.append(str(line["made"]))
    elif "restore" in line:
        left.restore.append(Call.of(line["restore"]["operation"], **line["restore"]["fields"]))
    elif line["operation"] == "addFace" and line["fields"].get("group_name") in load_spec().device.default_groups:
        left.records.append((line["fields"]["group_name"], line["fields"].get("faceid", "")))


def undo(camera: Camera, left: Left | None) -> Iterator[str]:
    """Undoes it, and tells what was done, in sentences. Without a journal: the groups that any run made."""
    listed = state_of(camera.get_group_list())
    if listed is None:
        yield "the list of groups can't be read"
        return
    prefixes = {found.group() for name in listed if (found := _PREFIX.match(name.lstrip()))}
    for prefix in sorted(prefixes if left is None else prefixes & {left.prefix}):
        mine = [name for name in listed if name.lstrip().startswith(prefix)]
        sweep(camera, prefix, mine, {})
        yield f"deleted {len(mine)} groups of the run {prefix}"
    if left is not None and not left.finished:
        yield from _delete(camera, [name for name in left.groups if name in listed])
        yield from _put_back(camera, left)


def _delete(camera: Camera, groups: list[str]) -> Iterator[str]:
    """Groups that were made under names which others might give too: the journal alone tells."""
    for name in groups:
        clear_group(camera, name)
        yield f"deleted the group {name!r} and its records"


def _put_back(camera: Camera, left: Left) -> Iterator[str]:
    for group, faceid in left.records:
        if faceid and faceid in camera.delete_face(group, [faceid]).data.get("success_list", []):
            yield f"deleted the record {faceid} of {group}"
    done: set[str] = set()
    for call in left.restore:
        what = call.operation + (call.value_of("old_name") or "")
        if what not in done and camera.send(call).succeeded:
            yield f"put back {call.operation} {dict(call.fields)}"
        done.add(what)
