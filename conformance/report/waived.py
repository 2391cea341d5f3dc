"""What became of each waiver of a run: used, expired, no longer needed, for another device, or not put to the test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from conformance.run.ledger import NOT_JUDGED, Entry
from conformance.run.session import Run
from conformance.run.waivers import Waiver

State = Literal["used", "expired", "not-needed", "not-seen", "not-judged", "other-device"]


def waived_mark(run: Run, entry: Entry) -> dict[str, dict[str, str]]:
    """The mark of a requirement whose every violation is waived; nothing for the others."""
    waiver = run.waivers.covering_all(entry.requirement.id, sorted(entry.violators))
    return {"waived": waiver.terms()} if waiver else {}


def waivers_of(run: Run) -> list[dict[str, Any]]:
    """The waivers as they stand in results.json."""
    verdicts = {name: run.ledger.verdict(name)[0] for name in run.ledger.entries}
    return [_told(run, waiver, verdicts) for waiver in run.waivers.entries]


def _told(run: Run, waiver: Waiver, verdicts: Mapping[str, str]) -> dict[str, Any]:
    violated = sorted(
        name for name, entry in run.ledger.entries.items() if any(waiver.covers(name, each) for each in entry.violators)
    )
    state, why = _state(run, waiver, violated, verdicts)
    told = {
        "requirement": waiver.requirement,
        "check": waiver.check,
        "device": waiver.device,
        "firmware": waiver.firmware,
        **waiver.terms(),
        "sometimes": waiver.sometimes,
        "state": state,
        "why": why,
        "violated": violated if run.waivers.is_for(waiver) else [],
    }
    return {key: run.masked(value) if isinstance(value, str) else value for key, value in told.items()}


def _state(run: Run, waiver: Waiver, violated: list[str], verdicts: Mapping[str, str]) -> tuple[State, str]:
    if not run.waivers.is_for(waiver):
        return "other-device", f"it is for device {waiver.device}, firmware {waiver.firmware}; this is {_this(run)}"
    if run.waivers.is_expired(waiver):
        still = ", and what it waived is still violated" if violated else ""
        return "expired", f"it was good until {waiver.expires}{still}"
    if violated:
        return "used", f"violated: {', '.join(violated)}"
    if waiver.requirement and verdicts[waiver.requirement] in NOT_JUDGED:
        return "not-judged", f"its requirement is {verdicts[waiver.requirement]}"
    if not _is_proved(run, waiver):
        return "not-judged", "this run did not make all checks that could have shown the violation"
    if waiver.sometimes:
        return "not-seen", "the camera fails only sometimes, and did not in this run"
    return "not-needed", "nothing that it waives was violated, though it was checked; take it out of the file"


def _is_proved(run: Run, waiver: Waiver) -> bool:
    """Whether all that could have shown the violation was checked, so that its absence means something."""
    if waiver.check:
        return run.checks.all_ended(waiver.means)
    own = set(run.checks.of(waiver.requirement))
    if own:
        return run.checks.all_ended(own.__contains__)
    # What every exchange is judged by, only a whole run has seen enough of.
    partial = bool(run.settings.only) or run.settings.depth == "quick"
    return run.checks.complete and not (partial or run.stopped or run.problem or run.suite_errors)


def _this(run: Run) -> str:
    """The camera, in words that patterns are held against."""
    return f"{run.waivers.names[0]}, firmware {run.waivers.firmware or 'not told (a profile tells it)'}"
