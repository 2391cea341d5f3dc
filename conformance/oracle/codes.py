"""Return codes: listed ones, and the code book that the device seems to go by."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.oracle.context import Context
from conformance.oracle.judgement import Judgement, kept, violated
from conformance.spec import Operation, Spec
from conformance.wire import Exchange

# Causes that are the same everywhere by any reading; of the rest a device may see several in one.
ONE_EVERYWHERE = ("bad-signature",)


class Codes:
    """What was learned of the meaning of the codes: `learned[cause][operation]` is the code that came."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
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
        """Notes the code of a refusal that had this cause alone."""
        code = context.exchange.code
        if code is None or not cause or code not in context.operation.codes:
            return
        known = self.learned.setdefault(cause, {})
        others = {value for value in known.values() if value != code and value in context.operation.codes}
        known.setdefault(context.operation.name, code)
        if cause not in ONE_EVERYWHERE:
            return
        if others:
            actual = f"{context.operation.name} answered {code}, others {', '.join(map(str, sorted(others)))}"
            yield violated("codes.one-cause-one-code", f"one code for {cause}", actual, context.number)
        else:
            yield kept("codes.one-cause-one-code", f"{cause} is answered with {code}", context.number)
