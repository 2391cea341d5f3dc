"""The judge: what an exchange says of the requirements, whoever sent it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.oracle.judgement import Judgement, kept, violated
from conformance.oracle.permission import forbidden, judge_permission
from conformance.oracle.transport import is_api_answer, judge_json, judge_transport
from conformance.oracle.validator import violations
from conformance.spec import Operation, Spec, answer_fields, load_spec
from conformance.wire import Exchange


class Judge:
    """Judges exchanges one by one."""

    def __init__(self, spec: Spec | None = None) -> None:
        self._spec = spec or load_spec()
        self._fields = {name: _paths(operation) for name, operation in self._spec.operations.items()}

    def judge(self, exchange: Exchange) -> list[Judgement]:
        """All that the document says of this exchange."""
        return list(self._judge(exchange))

    def _judge(self, exchange: Exchange) -> Iterator[Judgement]:
        yield from judge_transport(exchange)
        operation = self._spec.operations.get(exchange.operation)
        if operation is None or exchange.response is None:
            return
        yield from judge_json(exchange)
        if exchange.code is None:
            return
        yield from judge_permission(exchange, operation)
        if is_api_answer(exchange):
            yield _judge_code(exchange, operation)
            yield from self._judge_fields(exchange, operation)

    def _judge_fields(self, exchange: Exchange, operation: Operation) -> Iterator[Judgement]:
        """`{operation}.answer.{field}`: of a success that the document allows."""
        if not exchange.succeeded or any(forbidden(exchange.request, operation)):
            return
        broken: dict[str, str] = {}
        for violation in violations(operation.name, exchange.answer):
            broken.setdefault(violation.field, f"{violation.path or 'the answer'}: {violation.message}")
        for field, actual in broken.items():
            requirement = self._requirement(operation.name, field)
            yield violated(requirement, "the documented fields", actual, exchange.number)
        for path, spellings in self._fields[operation.name].items():
            if path not in broken and _is_there(exchange.data, path, spellings):
                yield kept(f"{operation.name}.answer.{path}", f"{path} came as documented", exchange.number)

    def _requirement(self, operation: str, field: str) -> str:
        """The requirement that a violation of the schema breaks; the envelope's where the field has none."""
        if field in self._fields[operation]:
            return f"{operation}.answer.{field}"
        return f"{operation}.answer.{'code-listed' if field == 'code' else 'json'}"


def _judge_code(exchange: Exchange, operation: Operation) -> Judgement:
    requirement = f"{operation.name}.answer.code-listed"
    if exchange.code in operation.codes:
        return kept(requirement, f"code {exchange.code} came, which is listed", exchange.number)
    listed = ", ".join(map(str, operation.codes))
    return violated(requirement, f"one of {listed}", f"code {exchange.code} came", exchange.number)


def _paths(operation: Operation) -> Mapping[str, tuple[str, ...]]:
    """Each answer field's path, with the names under which the field itself may stand."""
    return {path: (field.name, *field.also) for path, field in answer_fields(operation.answer)}


def _is_there(data: Mapping[str, object], path: str, spellings: tuple[str, ...]) -> bool:
    """Whether the answer has the field, in any object of a list for those below it."""
    name, _, below = path.partition(".")
    if not below:
        return any(spelling in data for spelling in spellings)
    value = data.get(name)
    entries = [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
    return any(spelling in entry for entry in entries for spelling in spellings)
