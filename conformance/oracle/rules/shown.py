"""A record as an answer shows it, held against what is known of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from conformance.oracle.context import Context
from conformance.oracle.judgement import Judgement
from conformance.oracle.known import UNKNOWN, KnownRecord, is_known
from conformance.spec import load_spec

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
        record = state.records.add(KnownRecord(faceid, UNKNOWN if home is None else home))
        state.gone.discard(faceid)
    yield from _age(context, record, entry)
    yield from _gender(context, record, entry)
    yield from _compared(context, record, entry, home)
    yield from _attributes_shown(context, record, entry)
    yield from _age_range(context, entry)
    yield from _range_outside(context, record, entry)
    yield from _ignored(context, record, entry)
    if home is not None:
        state.records.regroup(record, home)
    _learn(record, entry)
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
    if not _is_positional(entry, group.attributes if group else UNKNOWN):
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


def _is_positional(entry: Mapping[str, Any], names: Any) -> bool:
    """Whether attributes are shown as item1 to item5 though the group has others: as one sample does (s:893)."""
    return "item1" in entry and is_known(names) and "item1" not in names


def _attributes_shown(context: Context, record: KnownRecord, entry: Mapping[str, Any]) -> Iterator[Judgement]:
    """Under their own names (point 56), and as strings (s:708); one without a value may be null (point 82)."""
    group = context.state.group(record.group) if is_known(record.group) else None
    names: Any = group.attributes if group else UNKNOWN
    if not is_known(names) or not names:
        return
    operation = context.operation.name
    own = [name for name in names if name not in PRESET and entry.get(name) is not None]
    if _is_positional(entry, names):
        yield context.holds(f"{operation}.attributes.by-name", False, f"the attributes {names}", "there is item1")
    elif own:
        yield from context.each_holds(f"{operation}.attributes.by-name", True, "attributes under their own names", "")
    if own:
        odd = {name: entry[name] for name in own if not isinstance(entry[name], str)}
        kind = f"{operation}.attributes.type"
        yield from context.each_holds(kind, not odd, "attributes as strings", f"there is {odd}")


def _gender(context: Context, record: KnownRecord, entry: Mapping[str, Any]) -> Iterator[Judgement]:
    """Without gender the device sets one (s:439)."""
    if record.gender is None:
        values, shown = context.spec.kinds["gender"].values, entry.get("gender")
        good = shown in values and not isinstance(shown, bool)
        yield from context.each_holds(
            "addFace.gender.automatic", good, "a gender that the device chose", f"it is {shown!r}"
        )


def _range_outside(context: Context, record: KnownRecord, entry: Mapping[str, Any]) -> Iterator[Judgement]:
    """How the age range of an age shows that has none (point 80)."""
    if not isinstance(record.age, int) or record.age <= _oldest() or entry.get("age") != record.age:
        return
    shown = entry.get("age_range")
    if shown is None or isinstance(shown, int):
        value = "absent" if shown is None else ("zero" if shown == 0 else "nearest")
        yield from context.observe("age_range.outside", value)


@cache
def _oldest() -> int:
    """The greatest age that has a range."""
    return max(high for _, high in load_spec().age_ranges.values())


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
    shown = entry.get("age_range")
    good = shown in context.spec.age_ranges and not isinstance(shown, bool)
    chosen = "an age range that the device chose"
    yield from context.each_holds("addFace.age_range.automatic", good, chosen, f"it is {shown!r}")
    if value:
        yield from context.observe("age.unset", value)


def _age_range(context: Context, entry: Mapping[str, Any]) -> Iterator[Judgement]:
    """The age range is that of the age (s:702-704); 45 and 55 stand in two (point 80)."""
    age, shown = entry.get("age"), entry.get("age_range")
    if not isinstance(age, int) or isinstance(age, bool):
        return
    spec = context.spec
    fitting = [number for number, (low, high) in spec.age_ranges.items() if low <= age <= high]
    if not fitting or age == 0:
        return
    reading = f"age_range.at-{age}"
    if fitting[0] in spec.printed_age_ranges:
        # The table leaves this number out and prints another one twice.
        low, high = spec.age_ranges[fitting[0]]
        reading = f"age_range.at-{low}-{high}"
        fitting.append(spec.printed_age_ranges[fitting[0]])
    yield from context.each_holds(
        f"{context.operation.name}.age_range.fits",
        shown in fitting,
        f"age_range {' or '.join(map(str, fitting))} for the age {age}",
        f"it is {shown!r}",
    )
    if len(fitting) > 1 and shown in fitting:
        yield from context.observe(reading, str(shown))


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


def _learn(record: KnownRecord, entry: Mapping[str, Any]) -> None:
    if is_known(record.age) is False and isinstance(entry.get("age"), int) and entry["age"]:
        record.age = entry["age"]
    for name in ("age_range", "gender", *ARRIVAL):
        if name in entry:
            record.shown[name] = entry[name]
    record.searched = False


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
