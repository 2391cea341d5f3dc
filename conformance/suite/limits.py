"""The limit finder: where a bounded field of a device really ends, found by search."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from conformance.run.ledger import FoundLimit
from conformance.run.pictures import draw, sized
from conformance.spec import Kind, Operation, Parameter, load_spec
from conformance.spec.catalogue import is_firm_range
from conformance.suite.cases.texts import filled
from conformance.suite.drive import Stage
from conformance.suite.examples import ATTRIBUTES
from conformance.suite.world import World, file_of
from conformance.wire import Call, Exchange

Make = Callable[[Call, World, int], Call]


@dataclass(frozen=True)
class Limit:
    """An upper limit of the document: `make` gives a parameter the size or the number `n`. `most` bounds the search."""

    operation: str
    parameter: str
    documented: int
    make: Make
    unit: str
    most: int
    requirement: str

    def __repr__(self) -> str:
        return self.id

    @property
    def id(self) -> str:
        """The name of the check."""
        return f"{self.operation}-{self.parameter}-{self.unit}"


def all_limits() -> list[Limit]:
    """Every upper limit of a parameter that one call can show."""
    return [
        limit
        for operation in load_spec().operations.values()
        for parameter in operation.parameters
        for limit in _limits(operation, parameter)
    ] + [limit for operation in load_spec().operations.values() for limit in _attribute_limits(operation)]


def find(limit: Limit, stage: Stage) -> FoundLimit:
    """The largest value that is accepted, and the code of the answer beyond.

    Two requests where the device keeps to the document; else a search between what is accepted and what is not.
    """
    accepted, refused, beyond = 0, limit.most + 1, None
    candidates = [limit.documented, limit.documented + 1]
    while candidates or refused - accepted > 1:
        value = candidates.pop(0) if candidates else _between(accepted, refused, limit.documented)
        if not accepted < value < refused:
            continue
        answer = _try(limit, stage, value)
        if answer.succeeded:
            accepted = value
        else:
            refused, beyond = value, answer.code
        if accepted == limit.documented and refused == limit.documented + 1:
            break
    found = accepted if refused <= limit.most else None
    return FoundLimit(limit.operation, limit.parameter, limit.unit, limit.documented, found, beyond)


def _between(accepted: int, refused: int, documented: int) -> int:
    """Above the documented limit the search goes up by doubling before it halves, for limits are near it."""
    if accepted >= documented and refused > 4 * accepted:
        return 2 * accepted
    return (accepted + refused) // 2


def _try(limit: Limit, stage: Stage, value: int) -> Exchange:
    """One attempt; what came of it is cleared away."""
    valid = stage.valid()
    answer = stage.world.ipc.send(limit.make(valid.call, stage.world, value))
    stage.world.look(valid.groups)
    if answer.succeeded and load_spec().operations[limit.operation].effect == "write":
        stage.strike()
    return answer


def _limits(operation: Operation, parameter: Parameter) -> Iterator[Limit]:
    kind, name = parameter.kind, parameter.name
    if kind.type == "string" and kind.max_length and not parameter.refers:
        make: Make = lambda call, world, n: call.but(**{name: filled(world, n)})  # noqa: E731
        requirement = f"{operation.name}.{name}.max-length"
        yield Limit(operation.name, name, kind.max_length, make, "characters", 20 * kind.max_length, requirement)
    if kind.type == "int" and is_firm_range(kind) and kind.max:
        yield Limit(operation.name, name, kind.max, _number(name), "number", 10**6, f"{operation.name}.{name}.max")
    if kind.items == "attribute_name" and operation.name == "addFaceInfoItem":
        limit = load_spec().kinds["attribute_name"].max_length or 0
        names: Make = lambda call, _, n: call.but(num=1).but(**{name: ["n" * n]})  # noqa: E731
        yield Limit(
            operation.name, name, limit, names, "characters", 20 * limit, "addFaceInfoItem.name_list.max-length"
        )
    if kind.type == "file":
        yield from _picture_limits(operation, name, kind)


def _number(name: str) -> Make:
    return lambda call, _, n: call.but(**{name: n})


def _picture_limits(operation: Operation, name: str, kind: Kind) -> Iterator[Limit]:
    width, height, size = kind.max_width or 0, kind.max_height or 0, kind.max_bytes or 0
    prefix = f"{operation.name}.{name}"

    def picture(call: Call, world: World, w: int, h: int) -> Call:
        drawn = draw(0, width=max(w, 64), height=max(h, 64), seed=world.run.settings.seed)
        return call.with_file(name, file_of(world.vouched(drawn)))

    wide: Make = lambda call, world, n: picture(call, world, n, height)  # noqa: E731
    high: Make = lambda call, world, n: picture(call, world, width, n)  # noqa: E731
    long: Make = lambda call, world, n: call.with_file(name, file_of(world.vouched(sized(world.person(0), n))))  # noqa: E731
    yield Limit(operation.name, name, width, wide, "pixels wide", 2 * width, f"{prefix}.max-size")
    yield Limit(operation.name, name, height, high, "pixels high", 2 * height, f"{prefix}.max-size")
    yield Limit(operation.name, name, size, long, "bytes", 2 * size, f"{prefix}.max-bytes")


def _attribute_limits(operation: Operation) -> Iterator[Limit]:
    if operation.user_attributes:
        limit = load_spec().kinds["attribute_value"].max_length or 0
        make: Make = lambda call, _, n: call.but(**{ATTRIBUTES[0]: "v" * n})  # noqa: E731
        requirement = f"{operation.name}.attributes.max-length"
        yield Limit(operation.name, ATTRIBUTES[0], limit, make, "characters", 20 * limit, requirement)
