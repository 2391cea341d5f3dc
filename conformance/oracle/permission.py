"""Requests that must not be carried out, whatever else is right or wrong about them."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.oracle.judgement import Judgement, violated
from conformance.spec import Operation, Parameter
from conformance.wire import Exchange, Request


def judge_permission(exchange: Exchange, operation: Operation) -> Iterator[Judgement]:
    """A success where the document demands a refusal. That a refusal came for the right reason, checks must show."""
    if not exchange.succeeded:
        return
    for requirement, why in forbidden(exchange.request, operation):
        yield violated(requirement, "a refusal", f"{why} was answered with code 0", exchange.number)


def forbidden(request: Request, operation: Operation) -> Iterator[tuple[str, str]]:
    """Why the document forbids a request: the requirement, and what is wrong, in words."""
    name, auth = operation.name, request.auth
    if request.method != "POST":
        yield f"{name}.method.post-only", f"the method {request.method}"
        return
    if auth.sign == "wrong":
        yield f"{name}.sign.wrong", "a sign that does not fit"
    if auth.sign == "absent":
        yield f"{name}.sign.required", "a request without sign"
    if auth.app_id == "absent":
        yield f"{name}.app_id.required", "a request without app_id"
    if auth.random == "absent":
        yield f"{name}.random.required", "a request without random"
    if auth.timestamp == "absent":
        yield f"{name}.timestamp.required", "a request without timestamp"
    if not request.raw:
        yield from _missing(request, operation)


def _missing(request: Request, operation: Operation) -> Iterator[tuple[str, str]]:
    present = {name for name, _ in request.fields} | {part.name for part in request.files}
    for parameter in operation.required:
        if present.isdisjoint(_spellings(parameter)):
            yield f"{operation.name}.{parameter.name}.required", f"a request without {parameter.name}"


def _spellings(parameter: Parameter) -> tuple[str, ...]:
    return (parameter.name, *parameter.also)
