"""A record as an answer shows it, held against what is known of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.oracle.context import Context
from conformance.oracle.judgement import Judgement
from conformance.oracle.known import UNKNOWN, KnownRecord, is_known

ARRIVAL = ("arrive_count", "arrive_time")
PRESET = frozenset({"faceid", "group_name", "age", "age_range", "gender", *ARRIVAL})


def record_shown(context: Context, entry: Mapping[str, Any], group: str | None) -> Iterator[Judgement]:
    """Judges one record of an answer and learns from it. `group` is where it must be, None if the entry tells."""
    state, faceid = context.state, str(entry.get("faceid"))
    home = group or _text(entry.get("group_name"))
    record = state.record(faceid)
    if record is None:
        if state.record_is_missing(faceid):
            yield context.surprise(f"record:{faceid}", 0, "presence", "gone", "shown")
        record = state.records[faceid] = KnownRecord(faceid, UNKNOWN if home is None else home)
        state.gone.discard(faceid)
    yield from _age(context, record, entry)
    yield from _compared(context, record, entry, home)
    yield from _age_range(context, entry)
    yield from _ignored(context, record, entry)
    _learn(record, entry, home)
    record.since = context.number


def _compared(context: Context, record: KnownRecord, entry: Mapping[str, Any], home: str | None) -> Iterator[Judgement]:
    free = is_known(record.group) and context.state.changes_by_itself(record.group)
    known: dict[str, Any] = {"group_name": UNKNOWN if home is None or free else record.group}
    if is_known(record.age) and record.age is not None:
        known["age"] = record.age
    if is_known(record.gender) and record.gender is not None:
        known["gender"] = record.gender
    arrives = is_known(record.group) and context.state.sees_arrivals(record.group)
    group = context.state.group(record.group) if is_known(record.group) else None
    known |= _attributes(record, group.attributes if group else UNKNOWN)
    known |= {
        name: value
        for name, value in record.shown.items()
        if name not in known and not (name in ARRIVAL and (arrives or record.searched))
    }
    shown = {**entry, "group_name": home, "presence": "listed"}
    if context.operation.name == "getFaceList":
        known["presence"] = "listed"
    first = "arrive_count" not in record.shown and context.operation.name != "getFaceByPicture"
    if record.arrivals == 0 and first and not arrives:
        count = entry.get("arrive_count")
        yield context.holds("addFace.arrive_count.zero", count == 0, "no arrival of a new record", f"there are {count}")
    if record.arrivals == 0 and entry.get("arrive_count") == 0:
        never = unset_value(entry, "arrive_time")
        if never:
            yield from context.observe("arrive_time.never", never)
    yield from _search_counted(context, record, entry)
    yield from context.compare(f"record:{record.faceid}", record.since, known, shown)


def _attributes(record: KnownRecord, names: Any) -> dict[str, Any]:
    """What must be shown of the attributes that were given: those that the group has with their values, others not."""
    if not is_known(names):
        return {}
    expected: dict[str, Any] = {}
    for name, value in record.attributes.items():
        if name in PRESET:
            continue
        if value is not None and name in names:
            expected[name] = value
    return expected


def _ignored(context: Context, record: KnownRecord, entry: Mapping[str, Any]) -> Iterator[Judgement]:
    """Values that named no attribute of the group are stored nowhere (s:435)."""
    for name, value in record.attributes.items():
        if value is None and name not in PRESET:
            shown = entry.get(name)
            yield context.holds(
                "addFace.attributes.unknown-ignored", not shown, f"no value for {name}", f"it is {shown!r}"
            )


def _age(context: Context, record: KnownRecord, entry: Mapping[str, Any]) -> Iterator[Judgement]:
    if record.age is not None:
        return
    value = unset_value(entry, "age")
    yield context.holds("addFace.age.unset", bool(value), "an age that is not set", f"it is {entry.get('age')!r}")
    if value:
        yield from context.observe("age.unset", value)


def _age_range(context: Context, entry: Mapping[str, Any]) -> Iterator[Judgement]:
    """The age range is that of the age (s:702-704); 45 and 55 stand in two (point 80)."""
    age, shown = entry.get("age"), entry.get("age_range")
    if not isinstance(age, int) or isinstance(age, bool):
        return
    fitting = [number for number, (low, high) in context.spec.age_ranges.items() if low <= age <= high]
    if not fitting or age == 0:
        return
    yield context.holds(
        f"{context.operation.name}.age_range.fits",
        shown in fitting,
        f"age_range {' or '.join(map(str, fitting))} for the age {age}",
        f"it is {shown!r}",
    )
    if len(fitting) > 1 and shown in fitting:
        yield from context.observe(f"age_range.at-{age}", str(shown))


def _search_counted(context: Context, record: KnownRecord, entry: Mapping[str, Any]) -> Iterator[Judgement]:
    """Whether a search by picture counted as an arrival (point 102)."""
    before, now = record.shown.get("arrive_count"), entry.get("arrive_count")
    if not record.searched or not isinstance(before, int) or not isinstance(now, int):
        return
    if context.operation.name == "getFaceByPicture" and now == before:
        return  # it may be counted once this is answered
    if not (is_known(record.group) and context.state.sees_arrivals(record.group)):
        yield from context.observe("getFaceByPicture.counts-arrival", "yes" if now > before else "no")


def unset_value(entry: Mapping[str, Any], name: str) -> str:
    """How a value that is not set shows: absent, null, zero; empty if it is set."""
    if name not in entry:
        return "absent"
    value = entry[name]
    if value is None:
        return "null"
    return "zero" if value == 0 and not isinstance(value, bool) else ""


def _learn(record: KnownRecord, entry: Mapping[str, Any], home: str | None) -> None:
    if home is not None:
        record.group = home
    if is_known(record.age) is False and isinstance(entry.get("age"), int) and entry["age"]:
        record.age = entry["age"]
    for name in ("age_range", "gender", *ARRIVAL):
        if name in entry:
            record.shown[name] = entry[name]
    record.searched = False


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
