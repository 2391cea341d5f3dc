"""Return codes: listed ones, and the code book that the device seems to go by."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.oracle.context import Context
from conformance.oracle.judgement import Judgement, kept, violated
from conformance.spec import CodeBook, Operation, Spec
from conformance.wire import Exchange

ONE_CODE = "codes.one-cause-one-code"
TOLD_APART = "codes.told-apart"


class Codes:
    """What was learned of the meaning of the codes: `learned[cause][operation]` is the code that came.

    `book` is the code book of the device's profile: what it names itself, the device must keep to.
    """

    def __init__(self, spec: Spec, book: CodeBook | None = None) -> None:
        self._spec = spec
        self._book = book
        self._general = spec.general_codes
        self._first: dict[tuple[str, str], int] = {}
        self.learned: dict[str, dict[str, int]] = {}

    def listed(self, exchange: Exchange, operation: Operation) -> Iterator[Judgement]:
        """`{operation}.answer.code-listed`."""
        requirement = f"{operation.name}.answer.code-listed"
        if exchange.code in operation.codes:
            yield kept(requirement, f"code {exchange.code} came, which is listed", exchange.number)
        else:
            listed = ", ".join(map(str, operation.codes))
            yield violated(requirement, f"one of {listed}", f"code {exchange.code} came", exchange.number)

    def learn(self, context: Context, cause: str) -> Iterator[Judgement]:
        """Notes the code of a refusal that had this cause alone, and holds it against what was learned before."""
        code = context.exchange.code
        if code is None or not cause or code not in context.operation.codes:
            return
        self.learned.setdefault(cause, {}).setdefault(context.operation.name, code)
        self._first.setdefault((cause, context.operation.name), context.number)
        yield from self._as_elsewhere(context, cause, code)
        yield from self._as_profiled(context, cause, code)
        yield from self._apart(context, cause, code)

    def _as_elsewhere(self, context: Context, cause: str, code: int) -> Iterator[Judgement]:
        """The same cause has the same code in every operation that lists it."""
        refusal, name = self._spec.refusals.get(cause), context.operation.name
        if refusal is None or not refusal.is_everywhere(name):
            return
        # An operation with another code that the device could not have answered elsewhere says nothing.
        differing = {
            other: known
            for other, known in self.learned[cause].items()
            if refusal.is_everywhere(other)
            and known != code
            and known in context.operation.codes
            and code in self._spec.operations[other].codes
        }
        if differing:
            other, known = next(iter(differing.items()))
            actual = f"{name} answered {code}, {other} {known}"
            yield violated(ONE_CODE, f"one code for {cause}", actual, self._first[cause, other], context.number)
        else:
            yield kept(ONE_CODE, f"{cause} is answered with {code}", context.number)

    def _as_profiled(self, context: Context, cause: str, code: int) -> Iterator[Judgement]:
        """The profile's code book names the code of this cause."""
        refusal = self._spec.refusals.get(cause)
        if self._book is None or refusal is None or refusal.book not in self._book.own:
            return
        if refusal.everywhere and not refusal.is_everywhere(context.operation.name):
            return
        expected = self._book.code(context.operation, refusal.book)
        if code != expected:
            actual = f"{context.operation.name} answered {code}"
            yield violated(ONE_CODE, f"{expected} for {cause}, as the profile's code book says", actual, context.number)

    def _apart(self, context: Context, cause: str, code: int) -> Iterator[Judgement]:
        """Causes with a code each in the operation's list don't share one of them."""
        name = context.operation.name
        for row in self._spec.told_apart:
            if row.operation != name or cause not in row.causes:
                continue
            for other in row.causes:
                known = self.learned.get(other, {}).get(name)
                if other == cause or known is None:
                    continue
                numbers = (self._first[other, name], context.number)
                if known == code and code not in self._general:
                    yield violated(TOLD_APART, f"a code each for {other} and {cause}", f"{code} for both", *numbers)
                else:
                    yield kept(TOLD_APART, f"{other} is answered with {known}, {cause} with {code}", *numbers)
