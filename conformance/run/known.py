"""What a run tells the judge beyond the exchanges: written as events, so that they can be judged again by the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.oracle.judge import Judge
from conformance.oracle.judgement import Judgement
from conformance.run.ledger import Ledger

Event = Mapping[str, Any]


def take(event: Event, judge: Judge, ledger: Ledger) -> None:
    """Applies an event to what the judge knows, in a run and whenever it is judged again; others are passed over."""
    state = judge.state
    match event["event"]:
        case "vouched":
            picture, usual = event["picture"], event["usual"]
            if event["same_face"]:
                state.faces[picture] = usual
            if usual in state.accepted_pictures:
                state.accepted_pictures.add(picture)
        case "arrival":
            state.arrived(event["picture"])
        case "trouble" if event["active"]:
            state.trouble.add(event["cause"])
        case "trouble":
            state.trouble.discard(event["cause"])
            if event["forgets"]:
                state.forget()
        case "overlapping":
            state.overlapping = event["active"]
            if not event["active"]:
                state.forget()
        case "reading":
            for judgement in judge.readings.observe(event["reading"], event["value"], max(event["exchanges"])):
                ledger.record(judgement)


def claimed(event: Event) -> Judgement:
    """What a check found, as it stands in an event."""
    return Judgement(
        requirement=event["requirement"],
        finding=event["finding"],
        reason=event["reason"],
        exchanges=tuple(event["exchanges"]),
        expected=event.get("expected", ""),
        actual=event.get("actual", ""),
    )
