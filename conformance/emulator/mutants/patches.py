"""Ways to patch one service: each returns a fault.

An operation has two halves (`service.Handler`): reading its parameters and acting on the camera. Most faults stand
around one of them, or show the operation other limits than the document's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from conformance.emulator.authentication import Check
from conformance.emulator.camera import Camera
from conformance.emulator.mutants.model import Fault
from conformance.emulator.refusal import Refused
from conformance.emulator.render import Answer, Data
from conformance.emulator.request import Request
from conformance.emulator.service import Service
from conformance.emulator.store import groups
from conformance.emulator.store.groups import Group
from conformance.spec import Operation, Spec

PRESET = {"faceid", "group_name", "age", "age_range", "gender", "arrive_count", "arrive_time", "point"}
"""Fields of a record that are no attributes."""

Read = Callable[[Camera, Request], Any]
Acting = Callable[..., Data | None]
Answering = Callable[[Operation, bytes, bytes], Awaitable[Answer]]


def around_read(operation: str, around: Callable[[Read, Camera, Request], Any]) -> Fault:
    """`around` reads the parameters instead, with the good reader at hand."""

    def fault(service: Service) -> None:
        handler = service.handlers[operation]
        service.handlers[operation] = handler._replace(read=lambda camera, asked: around(handler.read, camera, asked))

    return fault


def around_act(operation: str, around: Callable[..., Data | None]) -> Fault:
    """`around(act, camera, *read)` acts instead, with the good act at hand."""

    def fault(service: Service) -> None:
        handler = service.handlers[operation]
        service.handlers[operation] = handler._replace(act=lambda camera, *read: around(handler.act, camera, *read))

    return fault


def sent(operation: str, change: Callable[[dict[str, str]], None]) -> Fault:
    """`change` alters the parameters, after the signature was checked and before they are read."""

    def around(read: Read, camera: Camera, asked: Request) -> Any:
        change(asked.values)
        return read(camera, asked)

    return around_read(operation, around)


def understood(operation: str, change: Callable[[Any], Any]) -> Fault:
    """`change` returns other parameters than were read."""
    return around_read(operation, lambda read, camera, asked: change(read(camera, asked)))


def answered(operation: str, change: Callable[[Data], Any]) -> Fault:
    """`change` alters the data of a successful answer."""

    def around(act: Acting, camera: Camera, *read: Any) -> Data | None:
        data = act(camera, *read)
        if data is not None:
            change(data)
        return data

    return around_act(operation, around)


def by_spec(operation: str, change: Callable[[Spec], Spec]) -> Fault:
    """The operation alone sees another document than the others."""

    def fault(service: Service) -> None:
        handler, spec = service.handlers[operation], change(service.camera.spec)

        def read(camera: Camera, asked: Request) -> Any:
            asked.operation = spec.operations[operation]
            return handler.read(replace(camera, spec=spec), asked)

        def act(camera: Camera, *given: Any) -> Data | None:
            return handler.act(replace(camera, spec=spec), *given)

        service.handlers[operation] = handler._replace(read=read, act=act)

    return fault


def by_device(operation: str, **limits: Any) -> Fault:
    """The operation alone sees other constants of the device."""
    return by_spec(operation, lambda spec: replace(spec, device=replace(spec.device, **limits)))


def by_kind(operation: str, kind: str, **limits: Any) -> Fault:
    """The operation alone sees other limits of a kind of values."""

    def change(spec: Spec) -> Spec:
        return replace(spec, kinds={**spec.kinds, kind: replace(spec.kinds[kind], **limits)})

    return by_spec(operation, change)


def by_parameter(operation: str, name: str, **limits: Any) -> Fault:
    """The operation alone sees other limits of one of its parameters."""

    def change(spec: Spec) -> Spec:
        changed = with_parameter(spec.operations[operation], name, limits)
        return replace(spec, operations={**spec.operations, operation: changed})

    return by_spec(operation, change)


def with_parameter(operation: Operation, name: str, limits: Mapping[str, Any]) -> Operation:
    """The operation with other limits of a parameter."""
    parameters = tuple(
        replace(parameter, kind=replace(parameter.kind, **limits)) if parameter.name == name else parameter
        for parameter in operation.parameters
    )
    return replace(operation, parameters=parameters)


def forgiven(operation: str, *causes: str) -> Fault:
    """A refusal for one of these causes is answered with success; nothing is done."""

    def around(act: Acting, camera: Camera, *read: Any) -> Data | None:
        try:
            return act(camera, *read)
        except Refused as refused:
            if refused.cause not in causes:
                raise
            return None

    return around_act(operation, around)


def recoded(operation: str, cause: str, code: int) -> Fault:
    """A refusal for that cause has that code."""

    def around(half: Callable[..., Any], *given: Any) -> Any:
        try:
            return half(*given)
        except Refused as refused:
            raise Refused(refused.cause, refused.detail, code if refused.cause == cause else refused.code) from refused

    return both(around_read(operation, around), around_act(operation, around))


def refused_yet(operation: str, cause: str, do: Callable[..., None]) -> Fault:
    """A refusal for that cause by the acting half; yet `do(camera, *read)` is done, and stays."""

    def around(act: Acting, camera: Camera, *read: Any) -> Data | None:
        try:
            return act(camera, *read)
        except Refused as refused:
            if refused.cause == cause:
                do(camera, *read)
                camera.db.execute("COMMIT")
                camera.db.execute("BEGIN")  # for the rollback of the refusal
            raise

    return around_act(operation, around)


def both(*faults: Fault) -> Fault:
    """Patches that make one fault."""

    def fault(service: Service) -> None:
        for each in faults:
            each(service)

    return fault


def rendered(operation: str, change: Callable[[Answer], Answer]) -> Fault:
    """`change` alters the answer as it leaves: status and bytes."""

    async def around(answer: Answering, asked: Operation, content_type: bytes, body: bytes) -> Answer:
        return change(await answer(asked, content_type, body))

    return around_answer(operation, around)


def around_answer(operation: str, around: Callable[..., Awaitable[Answer]]) -> Fault:
    """`around(answer, operation, content type, body)` answers instead; an empty operation means all."""

    def fault(service: Service) -> None:
        good = service.answer

        async def answer(asked: Operation, content_type: bytes, body: bytes) -> Answer:
            if operation in ("", asked.name):
                return await around(good, asked, content_type, body)
            return await good(asked, content_type, body)

        service.answer = answer  # type: ignore[method-assign,assignment]

    return fault


async def never() -> None:
    """Waits for ever: until the emulator is stopped, when nobody waits for the answer any more."""
    with suppress(asyncio.CancelledError):
        await asyncio.Event().wait()


def stored(*statements: str) -> Fault:
    """SQL on the state before the first request: mostly triggers, which the state file does not keep if TEMP."""

    def fault(service: Service) -> None:
        for statement in statements:
            service.camera.db.execute(statement)

    return fault


def trigger(event: str, statement: str) -> Fault:
    """SQL at an event of the state."""
    return stored(f"CREATE TEMP TRIGGER mutant {event} BEGIN {statement}; END")


def check(name: str, instead: Check) -> Fault:
    """Another check of the gate in the place of the one of that name."""

    def fault(service: Service) -> None:
        service.gate.checks[name] = instead

    return fault


def own_groups(camera: Camera) -> list[Group]:
    """The groups that are not default ones, the oldest first."""
    return groups.every(camera.db)[len(camera.spec.device.default_groups) :]
