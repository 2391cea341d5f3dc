"""Which operation comes next, and whether its call is valid, awkward or ill-formed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from conformance.run.outcomes import Untested
from conformance.spec import load_spec
from conformance.suite.cases import Case, parameter_cases, public_cases
from conformance.suite.generate.awkward import awkward_call
from conformance.suite.generate.calls import valid_call
from conformance.suite.generate.scene import Scene
from conformance.wire import Call

WEIGHTS: Mapping[str, int] = {
    "createGroup": 9, "updateGroup": 7, "updateMigration": 4, "deleteGroup": 8, "getGroupList": 7,
    "addFaceInfoItem": 8, "removeFaceInfoItem": 6, "getFaceInfoItem": 6, "addFace": 16, "deleteFace": 7,
    "updateFace": 11, "getFace": 7, "getFaceList": 8, "getFaceByArrival": 7, "getFaceByPicture": 6,
}  # fmt: skip
# Of a hundred requests. The rest is valid, which is what a shrinking search comes to.
AWKWARD, ILL_FORMED, BADLY_SIGNED = 14, 12, 8
# Cases that arrange objects of their own, and those that are told apart by bytes on the wire and take long.
_OWN_OBJECTS = {("faceid", "missing"), ("faceid", "taken"), ("body", "in-pieces")}


@dataclass(frozen=True)
class Drawn:
    """A call, and what was meant by it: `kind` is valid, awkward, ill-formed or badly-signed."""

    call: Call
    kind: str
    what: str = ""


def draw_request(scene: Scene, operation: str = "") -> Drawn:
    """A request of the operation, of any by its weight if none is given."""
    while True:
        drawn = _drawn(operation or _operation(scene), scene)
        if drawn is not None:
            return drawn
        operation = "" if operation != "getGroupList" else operation


def draw_of(operation: str, scene: Scene) -> Drawn | None:
    """A request of just this operation, if the scene has something to call it with."""
    return _drawn(operation, scene)


def _operation(scene: Scene) -> str:
    number = scene.random.randrange(sum(WEIGHTS.values()))
    for operation, weight in WEIGHTS.items():
        number -= weight
        if number < 0:
            return operation
    raise AssertionError("the weights are exhausted")


def _drawn(operation: str, scene: Scene) -> Drawn | None:
    chance = scene.random.randrange(100)
    if chance >= 100 - AWKWARD:
        awkward = awkward_call(operation, scene)
        return Drawn(awkward[1], "awkward", awkward[0]) if awkward else None
    call = valid_call(operation, scene)
    if call is None:
        return None
    if chance >= 100 - AWKWARD - ILL_FORMED:
        return _case(call, scene, "ill-formed", _parameter_cases(operation))
    if chance >= 100 - AWKWARD - ILL_FORMED - BADLY_SIGNED:
        return _case(call, scene, "badly-signed", _public_cases(operation))
    return Drawn(call, "valid")


def _case(call: Call, scene: Scene, kind: str, cases: tuple[Case, ...]) -> Drawn | None:
    if not cases:
        return None
    case = scene.one_of(cases)
    try:
        return Drawn(case.change(call, scene.world), kind, f"{case.parameter} {case.name}")
    except Untested:
        return None


@cache
def _parameter_cases(operation: str) -> tuple[Case, ...]:
    cases = parameter_cases(load_spec().operations[operation])
    return tuple(case for case in cases if (case.parameter, case.name) not in _OWN_OBJECTS)


@cache
def _public_cases(operation: str) -> tuple[Case, ...]:
    cases = public_cases(load_spec().operations[operation])
    return tuple(case for case in cases if (case.parameter, case.name) not in _OWN_OBJECTS)
