"""The judge: given what is known of the camera, which answers does the document allow to this request?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from conformance.oracle.answers import judge_fields, shape_readings, sign_reading
from conformance.oracle.arguments import Arguments
from conformance.oracle.authentication import authentication_reasons
from conformance.oracle.codes import Codes
from conformance.oracle.context import Context
from conformance.oracle.judgement import Judgement, kept, violated
from conformance.oracle.known import State
from conformance.oracle.parameters import parameter_reasons
from conformance.oracle.promises import has_empty_field, has_plain_values, promise_of
from conformance.oracle.readings import Readings
from conformance.oracle.reasons import Choice, Reason, may
from conformance.oracle.rules import attributes, groups, reads, records
from conformance.oracle.transport import is_api_answer, judge_json, judge_transport
from conformance.spec import CodeBook, Operation, Spec, load_spec
from conformance.wire import Exchange

# A write that was not answered in time may be carried out within so many times that time.
LATE = 3


@dataclass(frozen=True)
class Rules:
    """What is to be said of an operation: why it could be refused, and what follows when it is carried out."""

    reasons: Callable[[Context], Iterator[Reason]]
    carried_out: Callable[[Context], Iterator[Judgement]]


RULES: Mapping[str, Rules] = {
    "createGroup": Rules(groups.create_reasons, groups.created),
    "updateGroup": Rules(groups.update_reasons, groups.updated),
    "updateMigration": Rules(groups.no_reasons, groups.migration_set),
    "deleteGroup": Rules(groups.delete_reasons, groups.deleted),
    "getGroupList": Rules(groups.no_reasons, groups.listed),
    "addFaceInfoItem": Rules(attributes.add_reasons, attributes.added),
    "removeFaceInfoItem": Rules(attributes.remove_reasons, attributes.removed),
    "getFaceInfoItem": Rules(attributes.get_reasons, attributes.listed),
    "addFace": Rules(records.add_reasons, records.added),
    "deleteFace": Rules(records.delete_reasons, records.deleted),
    "updateFace": Rules(records.update_reasons, records.updated),
    "getFace": Rules(reads.get_reasons, reads.got),
    "getFaceList": Rules(reads.list_reasons, reads.listed),
    "getFaceByArrival": Rules(reads.arrival_reasons, reads.by_arrival),
    "getFaceByPicture": Rules(reads.picture_reasons, reads.found),
}


class Judge:
    """Judges exchanges in their order, and learns the camera's state, readings and code book from them.

    `declared` are the readings of the device's profile and `book` its code book; `quiet`: nobody walks by, so nothing
    changes by itself. `foreign`: it is the traffic of some client, so that nobody knows how the camera is and who
    arrives before it.
    """

    def __init__(
        self,
        spec: Spec | None = None,
        declared: Mapping[str, str] | None = None,
        *,
        book: CodeBook | None = None,
        quiet: bool = False,
        foreign: bool = False,
    ) -> None:
        self.spec = spec or load_spec()
        self.state = State(self.spec.device.default_groups, quiet=quiet, foreign=foreign)
        self.readings = Readings(self.spec.readings, declared)
        self.codes = Codes(self.spec, book)
        self._book = book or self.spec.code_book
        self._signed_empty = False
        self._signed_plain = False
        self._excused = 0

    def judge(self, exchange: Exchange) -> list[Judgement]:
        """All that the document says of this exchange."""
        return list(self._judge(exchange))

    def excuses(self, exchange: Exchange) -> bool:
        """Whether an open point may be why the request that was judged last was refused: no fault of the camera's."""
        return self._excused == exchange.number

    def _judge(self, exchange: Exchange) -> Iterator[Judgement]:
        yield from judge_transport(exchange)
        self.state.settle(exchange.at)
        operation = self.spec.operations.get(exchange.operation)
        if operation is None:
            return
        if exchange.response is None or exchange.response.omitted is not None:
            # Of an answer that was not kept, nobody knows what it said.
            self._unanswered(exchange, operation)
            return
        yield from judge_json(exchange)
        if exchange.code is None and is_api_answer(exchange):
            self._unanswered(exchange, operation)
            return
        context = self._context(exchange, operation)
        if is_api_answer(exchange):
            yield from self.codes.listed(exchange, operation)
        if self.state.overlapping:
            # Requests at the same time may be carried out in any order: what one alone must be is all that is judged.
            if exchange.succeeded:
                yield from judge_fields(context)
            yield from shape_readings(context)
            return
        if self.state.trouble:
            # What the rig does to a camera excuses any refusal, and what a list then shows.
            yield from shape_readings(context)
            self._carried_out_in_trouble(context)
            return
        reasons = list(self._reasons(context))
        if exchange.succeeded:
            yield from self._success(context, reasons)
        elif self.state.foreign and self._tells_of_trouble(context):
            # Its storage may be gone, or its state lost with it: what was known is no more.
            yield from shape_readings(context)
            self.state.forget()
        else:
            yield from self._refusal(context, reasons)

    def _context(self, exchange: Exchange, operation: Operation) -> Context:
        arguments = Arguments(exchange.request, operation, self.state.spellings)
        return Context(exchange, operation, arguments, self.state, self.readings, self.spec)

    def _reasons(self, context: Context) -> Iterator[Reason]:
        yield from authentication_reasons(context.exchange.request, context.operation)
        yield from self._repeated(context)
        yield from parameter_reasons(context.arguments)
        yield from RULES[context.operation.name].reasons(context)

    def _tells_of_trouble(self, context: Context) -> bool:
        """Whether a camera that is in no state to work refuses so, by what its codes mean."""
        return any(self._book.code(context.operation, cause) == context.exchange.code for cause in TROUBLES)

    def _success(self, context: Context, reasons: list[Reason]) -> Iterator[Judgement]:
        binding = [reason for reason in reasons if reason.binding]
        for reason in binding:
            came = f"{reason.why}, and code 0 came"
            yield violated(reason.requirement, "a refusal", came, context.number)
        if not binding:
            yield from self._accepted(context)
            for reason in reasons:
                if reason.choice and reason.choice.accepted:
                    yield from context.observe(reason.choice.reading, reason.choice.accepted)
            yield from judge_fields(context)
            self._learn_spelling(context)
        yield from shape_readings(context)
        if binding and context.operation.effect == "write":
            # What a device does with a request that it should have refused is nowhere written.
            self._forget(context)
        elif context.exchange.request.raw or context.arguments.ambiguous:
            # What the device made of a body that was changed on its way out, or which value counts, can't be known.
            if context.operation.effect == "write":
                self._forget(context)
        elif not binding:
            yield from RULES[context.operation.name].carried_out(context)

    def _carried_out_in_trouble(self, context: Context) -> None:
        """What a device did all the same has its effects; a search may count as an arrival (point 102)."""
        if context.exchange.succeeded and context.operation.effect == "write":
            self._forget(context)
        elif context.exchange.succeeded:
            self.state.arrived(records.picture_digest(context) or "")

    def _forget(self, context: Context) -> None:
        """Everything but the picture, which is some record's now."""
        self.state.forget()
        picture = records.picture_digest(context)
        for faceid in (context.arguments.text("faceid"), context.data.get("faceid")):
            if picture is not None and isinstance(faceid, str):
                self.state.remember_picture(faceid, picture)

    def _refusal(self, context: Context, reasons: list[Reason]) -> Iterator[Judgement]:
        described = context.exchange.describe()
        possible = self._possible(reasons)
        if any(self._is_open(each) for each in reasons):
            self._excused = context.number
        if not reasons:
            expected = f"an allowed {context.operation.name} to be carried out"
            yield violated(self._broken_promise(context), expected, f"{described} came", context.number)
        elif len(possible) == 1:
            yield from self._sole(context, possible[0], described)
        yield from shape_readings(context, possible[0].cause if len(possible) == 1 else "")
        if context.operation.effect == "write":
            self.state.happened(context.number, context.operation.name, False, _about(context))
            attributes.refused(context, reasons)

    def _accepted(self, context: Context) -> Iterator[Judgement]:
        """An allowed call was carried out."""
        accepts, why = f"{context.operation.name}.answer.accepts", f"an allowed {context.operation.name} got code 0"
        yield kept(accepts, why, context.number)
        promise = promise_of(context)
        # Whether the search found the right record, its answer tells.
        if promise not in (accepts, "getFaceByPicture.match.found"):
            yield kept(promise, why, context.number)
        self._signed_empty |= has_empty_field(context)
        if has_plain_values(context):
            self._signed_plain = True
            yield kept("device.sign.plain-values", "the sign of values that are not encoded fits", context.number)

    def _broken_promise(self, context: Context) -> str:
        """What the refusal of an allowed call breaks.

        It may look as if its sign were not understood, for the one or the other inference about what is signed. Once
        a call of the kind got through, that is not why.
        """
        name = context.operation.name
        is_sign = context.exchange.code is None or context.exchange.code == self.codes.learned_code(
            "bad-signature", name
        )
        if is_sign and has_empty_field(context) and not self._signed_empty:
            return f"{name}.sign.empty-fields"
        if is_sign and has_plain_values(context) and not self._signed_plain:
            return "device.sign.plain-values"
        return promise_of(context)

    def _possible(self, reasons: list[Reason]) -> list[Reason]:
        """Without those that are none by the readings that the device was seen to follow, if a binding one is left."""
        left = [each for each in reasons if self._counts(each)]
        return left if any(each.binding for each in left) else reasons

    def _is_open(self, reason: Reason) -> bool:
        """Whether an open point decides, as the device was seen to read it; that of the same face has no choice where
        nobody knows of whom the records are.
        """
        return self._counts(reason) and (reason.choice is not None or reason.cause == "picture-same")

    def _counts(self, reason: Reason) -> bool:
        """Whether it is a reason by the readings that the device was seen to follow."""
        choice = reason.choice
        return choice is None or self.readings.value(choice.reading) != choice.accepted

    def _sole(self, context: Context, reason: Reason, described: str) -> Iterator[Judgement]:
        """A refusal with one possible reason: it is the requirement's, the reading's, the code's."""
        if reason.binding:
            yield kept(reason.requirement, f"{reason.why}, and {described} came", context.number)
        elif reason.choice and reason.choice.refused:
            value = reason.choice.refused
            if value == reads.ANY_CODE:
                value = f"code-{context.exchange.code}"
            if value in self.spec.readings[reason.choice.reading].values:
                yield from context.observe(reason.choice.reading, value)
        if reason.cause == "bad-signature" and reason.binding:
            yield from sign_reading(context)
        yield from self.codes.learn(context, reason.cause)

    def _learn_spelling(self, context: Context) -> None:
        for parameter in context.operation.parameters:
            if parameter.also and len(context.arguments.sent(parameter.name)) == 1:
                self.state.spellings.add(context.arguments.spelling(parameter))

    def _repeated(self, context: Context) -> Iterator[Reason]:
        """A random that was used before with the same timestamp (facts 2.2: open)."""
        request = context.exchange.request
        for pair in zip(request.values("random"), request.values("timestamp"), strict=False):
            if not all(pair):
                continue
            used = hash(pair)  # a year of traffic would not fit into the memory
            if used in self.state.used_randoms:
                yield may("random was used before", "random-repeated", Choice("random.repeated", "refused", "accepted"))
            self.state.used_randoms.add(used)

    def _unanswered(self, exchange: Exchange, operation: Operation) -> None:
        """A write without an answer may have been applied; one that never left was not."""
        never_left = exchange.fault is not None and exchange.fault.kind in ("unreachable", "tls")
        if operation.effect == "write" and not never_left:
            self.state.forget()
            if exchange.fault is not None and exchange.fault.kind == "timeout":
                # We stopped waiting; the device may not have stopped working on it.
                self.state.unsettled_until = exchange.at + LATE * exchange.elapsed


# No request brings these about.
TROUBLES = ("internal-failure", "not-activated", "storage-gone", "library-busy")


def _about(context: Context) -> set[str]:
    """The objects that a refused write named."""
    arguments = context.arguments
    groups = [arguments.text(name) for name in ("name", "old_name", "group_name", "new_group_name")]
    keys = {f"group:{name}" for name in groups if name} | {f"attributes:{name}" for name in groups if name}
    faceids = [arguments.text("faceid"), *(arguments.strings("faceid_list") or [])]
    keys |= {f"record:{faceid}" for faceid in faceids if faceid}
    return keys | ({"migration:stranger"} if context.operation.name == "updateMigration" else set())
