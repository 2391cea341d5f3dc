"""Sections 12 to 15: reading records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.oracle.answers import nothing_to_list
from conformance.oracle.context import Context
from conformance.oracle.judgement import Judgement
from conformance.oracle.known import UNKNOWN, KnownGroup, KnownRecord, is_known
from conformance.oracle.reasons import Choice, Reason, may
from conformance.oracle.records import same_number
from conformance.oracle.rules.groups import missing_group
from conformance.oracle.rules.records import missing_cause, own_picture_reasons, picture_digest
from conformance.oracle.rules.shown import ARRIVAL, record_shown
from conformance.spec import Kind

ANY_CODE = "code-*"
"""In a choice: the reading is named after the code that came."""

# ------------------------------------------------------------------ reasons to refuse


def get_reasons(context: Context) -> Iterator[Reason]:
    """Section 12: how an unknown faceid is answered is open (point 76)."""
    faceid, state = context.arguments.text("faceid"), context.state
    if faceid is None or state.record(faceid) is not None:
        return
    if state.records.same_number(faceid):
        yield may("the faceid but for its zeros exists")
    elif state.record_is_missing(faceid):
        cause = missing_cause(faceid)
        yield may("there is no such record", cause, Choice("getFace.unknown", ANY_CODE, "empty") if cause else None)
    else:
        yield may("whether the record exists is not known")


def list_reasons(context: Context) -> Iterator[Reason]:
    """Section 13: an unknown group and a page beyond the last are open (points 87, 88)."""
    yield from _unknown_group(context, "getFaceList.unknown-group")
    group, number, size = _group(context), context.arguments.integer("page_num"), page_size(context)
    if group is None or number is None or number <= 1:
        return
    if not is_known(group.count) or size is None or context.state.changes_by_itself(group.name):
        yield may("whether there is such a page is not known")
    elif (number - 1) * size >= group.count:
        # Of the other two readings, the list tells which.
        choice = Choice("getFaceList.beyond-end", "refused", "")
        yield may("the page is beyond the last", "page-beyond", choice)


def arrival_reasons(context: Context) -> Iterator[Reason]:
    """Section 14: an unknown and an empty group are open (point 94)."""
    yield from _unknown_group(context, "getFaceByArrival.unknown-group")
    group = _group(context)
    if group is None:
        return
    records = context.state.records_of(group.name)
    if group.complete and not records and not context.state.changes_by_itself(group.name):
        choice = Choice("getFaceByArrival.empty-group", ANY_CODE, "empty")
        yield may("the group is empty", "records-none", choice)
    elif not records and (not group.complete or context.state.changes_by_itself(group.name)):
        yield may("the group may be empty", "records-none")
    elif not context.state.lists_without_arrivals and not any(_has_arrived(each.shown) for each in records):
        yield may("no record is known to have arrived", "records-none")


def picture_reasons(context: Context) -> Iterator[Reason]:
    """Section 15: only a picture of which there is a record must find one."""
    digest = picture_digest(context)
    if digest is None or any(reason.binding for reason in own_picture_reasons(context)):
        return
    if not context.state.records.has_picture(digest):
        yield may("no record is known to have this picture", "no-match")


def _unknown_group(context: Context, reading: str) -> Iterator[Reason]:
    for reason in missing_group(context, "group_name", "open"):
        # Where an unknown group may be answered with an empty list, a success says nothing of upper and lower case.
        choice = None if reason.choice and reason.choice.reading == "name.case" else reason.choice
        if choice is None and reason.why == "there is no such group":
            choice = Choice(reading, ANY_CODE, "empty")
        yield may(reason.why, reason.cause, choice)


# ------------------------------------------------------------------ carried out


def got(context: Context) -> Iterator[Judgement]:
    """The record asked for, as it is known."""
    faceid, data = context.arguments.text("faceid"), context.data
    if faceid is None:
        return
    shown = data.get("faceid")
    there = context.state.record(faceid) is not None
    alike = isinstance(shown, str) and same_number(shown, faceid)
    if shown is None and not there:
        return
    yield context.holds(
        "getFace.record.asked", shown == faceid or (alike and not there), f"the record {faceid}", f"it is {shown!r}"
    )
    if isinstance(shown, str):
        yield from record_shown(context, data, None)


def listed(context: Context) -> Iterator[Judgement]:
    """The page holds as many records of the group as it must, each once, as they are known."""
    entries, group = _entries(context), _group(context)
    if entries is None:
        if group is not None and not context.state.changes_by_itself(group.name) and not _may_be_left_out(context):
            yield context.holds("getFaceList.answer.faceid_list", False, "a list of records", "there is none")
        return
    number = context.data.get("return_num", context.data.get("num"))
    keys = [key for key in ("return_num", "num") if key in context.data]
    if keys:
        yield from context.observe("getFaceList.count-key", "both" if len(keys) > 1 else keys[0])
    yield context.holds(
        "getFaceList.return_num.counts", number == len(entries), f"return_num {len(entries)}", f"it is {number!r}"
    )
    total = context.data.get("total_num")
    if group is None:
        if not _in_other_case(context) and context.state.group_is_missing(str(context.arguments.text("group_name"))):
            yield context.holds("getFaceList.records.asked-group", not entries, "no records", f"{len(entries)} came")
            if type(total) is int:
                yield context.holds("getFaceList.total_num.counts", total == 0, "total_num 0", f"it is {total}")
        return
    if not context.state.changes_by_itself(group.name):
        yield from _total(context, group, total)
        yield from _page_length(context, entries, total)
    yield from _members(context, group, entries, total)


def _may_be_left_out(context: Context) -> bool:
    """Whether there is nothing to list and so no list need come: on a page beyond the last one (point 88)."""
    return context.data.get("return_num", context.data.get("num")) == 0 and nothing_to_list(context)


def _total(context: Context, group: KnownGroup, total: Any) -> Iterator[Judgement]:
    if is_known(group.count):
        yield context.holds(
            "getFaceList.total_num.counts", total == group.count, f"total_num {group.count}", f"it is {total!r}"
        )
    else:
        group.count = total if isinstance(total, int) else UNKNOWN


def page_size(context: Context) -> int | None:
    """The entries of a page as asked for, by default, or None where that is not clear."""
    return _amount(context, "page_size", context.spec.kinds["page_size"])


def _amount(context: Context, name: str, kind: Kind) -> int | None:
    """How many entries a parameter asks for, at most as many as allowed; the default where it is left out."""
    if not context.arguments.sent(name):
        return kind.default
    number = context.arguments.integer(name)
    if number is None or kind.min is None or kind.max is None or number < kind.min:
        return None
    return min(number, kind.max)


def _page_length(context: Context, entries: list[Mapping[str, Any]], total: Any) -> Iterator[Judgement]:
    size = page_size(context)
    number = context.arguments.integer("page_num") if context.arguments.sent("page_num") else 1
    limit = context.spec.kinds["page_size"].max
    assert limit is not None
    if size is None or size >= limit:
        came = f"{len(entries)} came"
        yield context.holds("getFaceList.page_size.max", len(entries) <= limit, f"at most {limit} records", came)
    if size is None or number is None or number < 1 or not isinstance(total, int):
        return
    expected = max(0, min(size, total - (number - 1) * size))
    if number > 1 and total and not expected:
        last = total - (total - 1) // size * size
        yield from _beyond_end(context, len(entries), last)
        return
    given = "entries" if context.arguments.sent("page_size") else "default"
    yield context.holds(
        f"getFaceList.page_size.{given}",
        len(entries) == expected,
        f"{expected} records on page {number} of {total} with {size} a page",
        f"{len(entries)} came",
    )


def _beyond_end(context: Context, came: int, last: int) -> Iterator[Judgement]:
    """On a page beyond the last there is nothing, or the `last` records of the last page once more (point 88)."""
    yield context.holds(
        "getFaceList.page_size.entries",
        came in (0, last),
        f"no records, or the {last} of the last page",
        f"{came} came",
    )
    if came in (0, last):
        yield from context.observe("getFaceList.beyond-end", "last-page" if came else "empty")


def _members(context: Context, group: KnownGroup, entries: list[Mapping[str, Any]], total: Any) -> Iterator[Judgement]:
    ids = [str(entry.get("faceid")) for entry in entries]
    yield context.holds(
        "getFaceList.records.once", len(set(ids)) == len(ids), "each record once on a page", f"they are {ids}"
    )
    state = context.state
    alien = [faceid for faceid in ids if _is_elsewhere(context, faceid, group)]
    if entries:
        yield context.holds(
            "getFaceList.records.asked-group", not alien, f"records of {group.name!r}", f"there are {alien}"
        )
    for entry in entries:
        record = state.record(str(entry.get("faceid")))
        if record is None and group.complete and not state.changes_by_itself(group.name):
            yield context.surprise(f"record:{entry.get('faceid')}", 0, "presence", "not in the group", "listed")
        yield from record_shown(context, entry, group.name)
    if len(entries) != total or state.changes_by_itself(group.name):
        return
    for record in state.records_of(group.name):
        if record.faceid not in ids:
            yield context.surprise(f"record:{record.faceid}", record.since, "presence", "listed", "missing")
            state.records.pop(record.faceid)
    group.complete, group.count = True, total


def _is_elsewhere(context: Context, faceid: str, group: KnownGroup) -> bool:
    record, state = context.state.record(faceid), context.state
    if record is None or not is_known(record.group) or record.group == group.name:
        return False
    # A surprise of a write just made is that write's; what was confirmed before is this list's fault.
    moves_by_itself = state.changes_by_itself(record.group) and state.changes_by_itself(group.name)
    return not moves_by_itself and state.responsible(record.since, f"record:{faceid}") is None


def by_arrival(context: Context) -> Iterator[Judgement]:
    """At most num records of the group, those longest absent."""
    entries, group = _entries(context), _group(context)
    if entries is None:
        if group is not None and any(_has_arrived(each.shown) for each in context.state.records_of(group.name)):
            yield context.holds("getFaceByArrival.answer.faceid_list", False, "a list of records", "there is none")
        return
    number = context.data.get("return_num", context.data.get("num"))
    yield context.holds(
        "getFaceByArrival.return_num.counts", number == len(entries), f"return_num {len(entries)}", f"it is {number!r}"
    )
    wanted = _amount(context, "num", context.spec.kinds["arrival_num"])
    if wanted is not None:
        yield context.holds(
            "getFaceByArrival.num.at-most", len(entries) <= wanted, f"at most {wanted} records", f"{len(entries)} came"
        )
    ids = [str(entry.get("faceid")) for entry in entries]
    yield context.holds("getFaceByArrival.records.once", len(set(ids)) == len(ids), "each record once", f"{ids}")
    if group is None:
        return
    if entries and not any(_has_arrived(each.shown) for each in context.state.records_of(group.name)):
        context.state.lists_without_arrivals = True
    for entry in entries:
        yield from _of_group(context, entry, group)
        yield from record_shown(context, entry, group.name)
    if group.complete and not context.state.sees_arrivals(group.name) and wanted is not None:
        yield from _longest_absent(context, group, ids, wanted)


def _of_group(context: Context, entry: Mapping[str, Any], group: KnownGroup) -> Iterator[Judgement]:
    record = context.state.record(str(entry.get("faceid")))
    if context.state.changes_by_itself(group.name):
        return
    alien = (record is None and group.complete) or (
        record is not None and is_known(record.group) and record.group != group.name
    )
    yield context.holds(
        "getFaceByArrival.records.asked-group", not alien, f"records of {group.name!r}", f"{entry.get('faceid')} came"
    )


def _longest_absent(context: Context, group: KnownGroup, ids: list[str], wanted: int) -> Iterator[Judgement]:
    """Which ones, how many, and in which order (points 93, 97), where all last arrivals are known."""
    records = context.state.records_of(group.name)
    if any("arrive_count" not in each.shown for each in records):
        return
    times = {each.faceid: _time(each.shown) for each in records}
    arrived = {faceid: time for faceid, time in times.items() if time}
    if any(not times.get(faceid) for faceid in ids):
        yield from context.observe("getFaceByArrival.never-arrived", "included")
    elif len(arrived) < len(times) and len(ids) < wanted:
        yield from context.observe("getFaceByArrival.never-arrived", "left-out")
    pool = arrived if context.readings.value("getFaceByArrival.never-arrived") == "left-out" else times
    sure = len(arrived) == len(times) or context.readings.value("getFaceByArrival.never-arrived") is not None
    if sure:
        expected = min(wanted, len(pool))
        given = "entries" if context.arguments.sent("num") else "default"
        yield context.holds(
            f"getFaceByArrival.num.{given}", len(ids) == expected, f"{expected} records", f"{len(ids)} came"
        )
    if len(arrived) == len(times) and len(set(times.values())) == len(times) and ids:
        yield from _order(context, ids, times)


def _order(context: Context, ids: list[str], times: Mapping[str, int]) -> Iterator[Judgement]:
    oldest = sorted(times, key=lambda faceid: times[faceid])
    yield context.holds(
        "getFaceByArrival.records.longest-absent",
        set(ids) == set(oldest[: len(ids)]),
        f"the {len(ids)} records whose last arrival is longest ago",
        f"they are {ids}",
    )
    if len(ids) > 1:
        shown = [times.get(faceid, 0) for faceid in ids]
        if shown in (sorted(shown), sorted(shown, reverse=True)):
            yield context.holds("getFaceByArrival.records.sorted", True, "an order by last arrival", "")
        if shown == sorted(shown):
            yield from context.observe("getFaceByArrival.order", "oldest-first")
        elif shown == sorted(shown, reverse=True):
            yield from context.observe("getFaceByArrival.order", "newest-first")
        else:
            yield context.holds("getFaceByArrival.records.sorted", False, "an order by last arrival", f"{shown}")


def found(context: Context) -> Iterator[Judgement]:
    """The record found has the picture that was sent."""
    faceid, digest = context.data.get("faceid"), picture_digest(context)
    if not isinstance(faceid, str):
        return
    state = context.state
    record = state.record(faceid)
    owners = [each.faceid for each in state.records.of_picture(digest)] if digest else []
    may_be = digest and (state.may_show(record, digest) if record else state.may_have_shown(faceid, digest))
    if owners and digest and (faceid in owners or not may_be):
        yield context.holds(
            "getFaceByPicture.match.found", faceid in owners, f"the record {' or '.join(owners)}", f"it is {faceid}"
        )
    yield from _searched(context, faceid)


def _searched(context: Context, faceid: str) -> Iterator[Judgement]:
    """Whether a search counts as an arrival is open (point 102), and so is whether its own answer shows that."""
    record, now = context.state.record(faceid), context.data.get("arrive_count")
    before = record.shown.get("arrive_count") if record else None
    if record is not None:
        yield from _arrivals_of_found(context, record)
        record.searched = True
    yield from record_shown(context, context.data, None)
    found = context.state.records[faceid]
    if isinstance(before, int) and isinstance(now, int):
        found.searched = now == before
    else:
        for name in ARRIVAL:
            found.shown.pop(name, None)


def _arrivals_of_found(context: Context, record: KnownRecord) -> Iterator[Judgement]:
    """Nobody else arrives: there are as many arrivals as before, or one more for each search that may count."""
    before, now = record.shown.get("arrive_count"), context.data.get("arrive_count")
    free = not is_known(record.group) or context.state.changes_by_itself(record.group)
    if free or not isinstance(before, int) or not isinstance(now, int):
        return
    most = before + (2 if record.searched else 1)
    requirement = "getFaceByPicture.values.stored"
    yield context.holds(requirement, before <= now <= most, f"arrive_count from {before} to {most}", f"it is {now}")
    if now == before and "arrive_time" in record.shown:
        known, shown = record.shown["arrive_time"], context.data.get("arrive_time")
        yield context.holds(requirement, shown == known, f"arrive_time to be {known!r}", f"it is {shown!r}")


# ------------------------------------------------------------------ parts


def _group(context: Context) -> KnownGroup | None:
    name = context.arguments.text("group_name")
    if name is not None and context.readings.value("name.case") == "insensitive":
        meant = context.state.resolve(name)
        # Where case counts for nothing, a blank at the end still may.
        name = meant if meant.lower() == name.lower() else name
    return context.state.group(name) if name else None


def _in_other_case(context: Context) -> bool:
    """Whether the group named is known in other upper and lower case, so that it is open which one is meant."""
    name = context.arguments.text("group_name")
    return name is not None and context.state.resolve(name) != name


def _entries(context: Context) -> list[Mapping[str, Any]] | None:
    entries = context.data.get("faceid_list")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return None
    return entries


def _time(shown: Mapping[str, Any]) -> int:
    time = shown.get("arrive_time")
    return time if isinstance(time, int) else 0


def _has_arrived(shown: Mapping[str, Any]) -> bool:
    return _time(shown) > 0
