"""Sections 9 to 11: adding, deleting and updating records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.oracle.arguments import shape_of
from conformance.oracle.context import Context
from conformance.oracle.judgement import Judgement
from conformance.oracle.known import UNKNOWN, KnownGroup, KnownRecord, is_known
from conformance.oracle.parameters import LENGTH_UNITS
from conformance.oracle.pictures import picture_facts, picture_reasons
from conformance.oracle.reasons import Choice, Reason, may, must
from conformance.oracle.records import same_number
from conformance.oracle.rules.attributes import num_reasons
from conformance.oracle.rules.groups import missing_group
from conformance.spec.faceid import SIGNED_END, UNSIGNED_END

# ------------------------------------------------------------------ reasons to refuse


def add_reasons(context: Context) -> Iterator[Reason]:
    """Section 9: an existing group with a place, a new faceid, a usable picture, attributes within their limit."""
    yield from missing_group(context, "group_name", "written")
    name = context.group_name("group_name")
    group = context.state.group(name) if name else None
    faceid = context.arguments.text("faceid")
    if faceid is not None:
        yield from _taken_reasons(context, faceid)
    if group is not None:
        yield from _full_reasons(context, group)
        yield from _attribute_reasons(context, group)
    yield from face_reasons(context)


def delete_reasons(context: Context) -> Iterator[Reason]:
    """Section 10: an existing group, and a list whose length is num."""
    yield from missing_group(context, "group_name", "inferred")
    ids = context.arguments.strings("faceid_list")
    if ids is None:
        return
    yield from num_reasons(context, len(ids), "deleteFace.num-mismatch")
    if not ids or len(set(ids)) < len(ids) or not all(_is_faceid(each) for each in ids):
        yield may("the list is empty, or holds odd or doubled entries")
    yield from _none_exist_reasons(context, ids)


def _none_exist_reasons(context: Context, ids: list[str]) -> Iterator[Reason]:
    """Partial failure is code 0 by the sample (s:562); what a failure of all is, is open (point 69)."""
    group = context.group_name("group_name")
    if group is None or context.state.group(group) is None:
        return
    if not ids or any(_may_be_in(context, each, group) for each in ids):
        return
    choice = Choice("deleteFace.none-exist", "refused", "listed")
    certain = all(_is_missing(context, each) for each in ids)
    yield may("no record is known to be there to be deleted", "records-missing", choice if certain else None)


def _may_be_in(context: Context, faceid: str, group: str) -> bool:
    """Whether a record is known that is in the group, or may be."""
    record = context.state.record(faceid)
    if record is None:
        return context.state.records.same_number(faceid)
    return not is_known(record.group) or record.group == group


def _is_missing(context: Context, faceid: str) -> bool:
    return context.state.record_is_missing(faceid) and not any(
        same_number(each, faceid) for each in context.state.records
    )


def update_reasons(context: Context) -> Iterator[Reason]:
    """Section 11: an existing record in the group named, and what addFace demands of the values."""
    state = context.state
    yield from missing_group(context, "group_name", "inferred")
    yield from missing_group(context, "new_group_name", "written")
    if context.exchange.request.encoding == "form":
        yield may("a urlencoded update", "encoding", Choice("updateFace.urlencoded", "refused", "accepted"))
    faceid = context.arguments.text("faceid")
    record = state.record(faceid) if faceid else None
    if faceid is None:
        return
    if record is None:
        yield from _missing_record(context, faceid)
        return
    if not is_known(record.group):
        yield may("the record's group is not known")
        return
    named = context.group_name("group_name")
    if named is not None and state.group(named) is not None and named != record.group:
        choice = Choice("updateFace.other-group", "refused", "accepted")
        yield may("the record is in another group", "record-elsewhere", choice)
    yield from _target_reasons(context, record)
    yield from face_reasons(context)
    if not _mentioned(context):
        yield may("nothing is to be changed")


def face_reasons(context: Context) -> Iterator[Reason]:
    """Only a picture that was accepted before is certain to show a face; a second record of it is open (point 63)."""
    digest = picture_digest(context)
    if digest is None:
        return
    if any(reason.binding for reason in own_picture_reasons(context)):
        return
    if digest not in context.state.accepted_pictures and not _shows_nothing(context):
        yield may("whether the picture shows a face is for the device to say", "picture-face")
    yield from _same_face_reasons(context, digest)


def _same_face_reasons(context: Context, digest: str) -> Iterator[Reason]:
    """A face that has a record already (point 63), which may be the very one that the new record would replace."""
    faceid, adds = context.arguments.text("faceid"), context.operation.name == "addFace"
    if context.state.has_other(faceid, digest):
        # The reading is about adding; what an update may do is not said.
        choice = Choice("picture.same", "refused", "accepted") if adds else None
        yield may("the same face has a record already", "picture-same", choice)
    elif context.state.may_have_other(None if adds else faceid, digest):
        yield may("a record of the same face may be there already", "picture-same")


def _shows_nothing(context: Context) -> bool:
    """Whether a picture without a face was given, which is a reason to refuse it by itself (point 60)."""
    parts = [part for part in context.exchange.request.files if part.name == "pic" and part.is_there]
    return any(picture_facts(part).plain for part in parts)


def own_picture_reasons(context: Context) -> Iterator[Reason]:
    """What is wrong with the picture in itself; then nobody need look for a face in it."""
    for part in context.exchange.request.files:
        if part.name == "pic":
            yield from picture_reasons(part, "", context.spec.kinds["picture"])


def picture_digest(context: Context) -> str | None:
    """The SHA-256 of the one picture sent."""
    files = [part for part in context.exchange.request.files if part.name == "pic"]
    return files[0].sha256 if len(files) == 1 else None


def _taken_reasons(context: Context, faceid: str) -> Iterator[Reason]:
    if context.state.record(faceid) is not None:
        yield may(f"{faceid} exists", "faceid-taken", Choice("faceid.taken", "refused", "replaced"))
    elif context.state.records.same_number(faceid):
        yield may(f"{faceid} but for its zeros exists", "faceid-taken", Choice("faceid.leading-zeros", "", "distinct"))


def _full_reasons(context: Context, group: KnownGroup) -> Iterator[Reason]:
    if not is_known(group.count) or not is_known(group.capacity):
        yield may("whether there is a place is not known", "group-full")
    elif group.count >= group.capacity:
        faceid = context.arguments.text("faceid")
        record = context.state.record(faceid) if faceid else None
        if context.state.changes_by_itself(group.name):
            yield may("a default group is full", "group-full")
        elif record is not None and record.group in (group.name, UNKNOWN):
            # Where a taken faceid is replaced (point 63), the record takes the place of its predecessor.
            yield may("the group is full, and the record may take its own place", "group-full")
        else:
            why = f"the group holds {group.count} of {group.capacity} records"
            yield must("addFace.group.full", why, "group-full")


def _attribute_reasons(context: Context, group: KnownGroup) -> Iterator[Reason]:
    limit = context.spec.kinds["attribute_value"].max_length
    assert limit is not None
    for name, value in context.arguments.attributes().items():
        if len(value.encode("utf-8", "replace")) <= limit:
            continue
        if not is_known(group.attributes):
            yield may("whether the group has this attribute is not known")
        elif name not in group.attributes:
            # It is ignored (s:435), but a device may look at its length first.
            yield may("a long value of an attribute that the group lacks")
        elif len(value) > limit:
            requirement = f"{context.operation.name}.attributes.max-length"
            yield must(requirement, f"{len(value)} characters are more than {limit}", "attribute-value")
        else:
            choice = Choice(LENGTH_UNITS["attribute_value"], "bytes", "characters")
            yield may("a value of more bytes than characters", "attribute-value", choice)


def _target_reasons(context: Context, record: KnownRecord) -> Iterator[Reason]:
    name = context.group_name("new_group_name")
    target = context.state.group(name) if name else None
    if target is not None and name != record.group:
        if not is_known(target.count) or not is_known(target.capacity):
            yield may("whether there is a place is not known", "group-full")
        elif target.count >= target.capacity:
            choice = Choice("updateFace.move-full", "refused", "accepted")
            yield may("the new group is full", "group-full", choice)
    group = target or context.state.group(record.group)
    if group is not None:
        yield from _attribute_reasons(context, group)
        if target is not None and context.arguments.attributes():
            # Which group's attributes count, the old one's or the new one's, is open (point 74).
            yield may("a move with attributes")


def _missing_record(context: Context, faceid: str) -> Iterator[Reason]:
    if context.state.records.same_number(faceid):
        # A refusal does not tell whether it is another one or none at all.
        choice = Choice("faceid.leading-zeros", "", "same")
        yield may(f"{faceid} but for its zeros exists", missing_cause(faceid), choice)
    elif not context.state.record_is_missing(faceid):
        yield may("whether the record exists is not known")
    else:
        yield must("updateFace.faceid.missing", f"there is no record {faceid}", missing_cause(faceid))


def missing_cause(faceid: str) -> str:
    """What the refusal of a faceid without a record is for; of an odd one it may be its form (points 54, 55)."""
    return "record-missing" if shape_of(faceid) == "integer" and 0 < int(faceid) < SIGNED_END else ""


def _is_faceid(text: str) -> bool:
    return shape_of(text) == "integer" and 0 < int(text) < UNSIGNED_END


# ------------------------------------------------------------------ carried out


def added(context: Context) -> Iterator[Judgement]:
    """The record exists now, in the group, with what was given."""
    state, arguments = context.state, context.arguments
    group, given = context.group_name("group_name"), arguments.text("faceid")
    faceid = context.data.get("faceid")
    if given is not None:
        same = faceid == given or (isinstance(faceid, str) and same_number(faceid, given))
        yield context.holds("addFace.faceid.answered", same, f"the faceid {given} to be answered", f"it is {faceid!r}")
        if isinstance(faceid, str) and same_number(faceid, given):
            yield from context.observe("faceid.leading-zeros", "same")
            given = faceid
    elif not arguments.sent("faceid"):
        yield _generated(context, faceid)
    name = given or (faceid if isinstance(faceid, str) else None)
    if name is None or group is None or len(arguments.sent("faceid")) > 1:
        state.forget()
        return
    if name in state.records:
        state.drop(name)
    record = KnownRecord(name, group, since=context.number - 1, arrivals=0)
    _apply(context, record, state.group(group), new=True)
    state.add(record)
    state.happened(context.number, "addFace", True, {f"record:{name}", f"group:{group}"})


def _generated(context: Context, faceid: Any) -> Judgement:
    number = int(faceid) if isinstance(faceid, str) and shape_of(faceid) == "integer" else 0
    good = 0 < number < UNSIGNED_END and context.state.record(str(faceid)) is None
    return context.holds(
        "addFace.faceid.generated", good, "a positive 64-bit number that no other record has", f"it is {faceid!r}"
    )


def _apply(context: Context, record: KnownRecord, group: KnownGroup | None, *, new: bool) -> None:
    """Takes over age, gender, picture and attributes as sent."""
    arguments = context.arguments
    for field in ("age", "gender"):
        if arguments.sent(field):
            number = arguments.integer(field)
            setattr(record, field, UNKNOWN if number is None or not _is_plain(context, field, number) else number)
        elif new:
            setattr(record, field, None)
    digest = picture_digest(context)
    if digest is not None:
        context.state.records.repicture(record, digest)
        context.state.accepted_pictures.add(digest)
    known: Any = group.attributes if group is not None else UNKNOWN
    for name, value in arguments.attributes().items():
        if not is_known(known) or not value:
            record.attributes.pop(name, None)
        else:
            record.attributes[name] = value if name in known else None


def _is_plain(context: Context, field: str, value: int) -> bool:
    """Whether a value that was accepted is stored as it is: a gender outside the values may become unknown."""
    kind = context.operation.parameter(field).kind
    return not kind.values or value in kind.values


def updated(context: Context) -> Iterator[Judgement]:
    """The record has the new values, keeps the others, and stands in the new group if one was named."""
    state, faceid = context.state, context.arguments.text("faceid")
    record = state.record(faceid) if faceid else None
    if faceid is None or record is None:
        state.forget()
        return
    target = context.group_name("new_group_name")
    keys = {f"record:{faceid}", f"group:{record.group}"}
    if target is not None and target != record.group:
        keys.add(f"group:{target}")
        state.move(record, target)
        # What the new group lacks may be dropped or kept for a move back (point 74).
        record.attributes.clear()
    group = state.group(record.group) if is_known(record.group) else None
    _apply(context, record, group, new=False)
    mentioned = _mentioned(context)
    if mentioned & {"pic", "age", "gender"}:
        # The device may choose anew what it chose from the picture or the age.
        record.shown.pop("age_range", None)
        record.shown.pop("gender", None)
    state.happened(context.number, "updateFace", True, keys, mentioned)
    yield from ()


def _mentioned(context: Context) -> set[str]:
    """The fields of a record that an update is about."""
    named = {"age", "gender"} & {name for name, _ in context.exchange.request.fields}
    if context.arguments.text("new_group_name"):
        named.add("group_name")
    if picture_digest(context) is not None:
        named.add("pic")
    return named | set(context.arguments.attributes())


def deleted(context: Context) -> Iterator[Judgement]:
    """Each faceid asked for stands in one of the three lists, and rightly so."""
    state, asked = context.state, context.arguments.strings("faceid_list")
    lists = {name: _strings(context.data.get(name)) for name in ("success_list", "failed_list", "not_exist_list")}
    num = context.arguments.integer("num")
    group = context.group_name("group_name")
    keys = {f"record:{faceid}" for faceid in lists["success_list"]} | {f"group:{group}"}
    if asked is not None and len(set(asked)) == len(asked) and num == len(asked):
        yield from _lists_judged(context, asked, [each for faceids in lists.values() for each in faceids])
        for faceid in asked:
            yield from _fate(context, faceid, group, lists)
    here = state.group(group) if group else None
    for faceid in lists["success_list"]:
        if faceid not in state.records and here is not None:
            here.count = UNKNOWN
        state.drop(faceid)
    state.happened(context.number, "deleteFace", True, keys)


def _lists_judged(context: Context, asked: list[str], named: list[str]) -> Iterator[Judgement]:
    """Each faceid stands in them once, and no other. Zeros before a number may come or go (points 55, 66)."""
    wanted, shown = [_number(each) for each in asked], [_number(each) for each in named]
    if len(set(wanted)) < len(wanted):
        return
    yield context.holds(
        "deleteFace.lists.complete",
        all(shown.count(each) == 1 for each in wanted),
        f"each of the {len(asked)} faceids in one of the three lists",
        f"the lists name {named}",
    )
    yield context.holds(
        "deleteFace.lists.asked-only",
        set(shown) <= set(wanted),
        f"nothing but the {len(asked)} faceids in the three lists",
        f"the lists name {named}",
    )


def _number(faceid: str) -> str:
    return faceid.lstrip("0") if faceid.isdecimal() else faceid


def _fate(context: Context, faceid: str, group: str | None, lists: dict[str, list[str]]) -> Iterator[Judgement]:
    state = context.state
    record = state.record(faceid)
    if record is not None and state.foreign and is_known(record.group) and state.changes_by_itself(record.group):
        # A client's customers walk by: a stranger may be a regular by now.
        return
    inside = [name for name, faceids in lists.items() if faceid in faceids]
    where = " and ".join(inside) or "none"
    if record is not None and is_known(record.group) and record.group == group:
        yield context.holds(
            "deleteFace.success_list.deleted",
            inside == ["success_list"],
            f"{faceid} in success_list",
            f"it is in {where}",
        )
    elif record is not None and is_known(record.group):
        other = [name for name in inside if name in ("failed_list", "not_exist_list")]
        yield context.holds(
            "deleteFace.group.own",
            "success_list" not in inside,
            f"{faceid} of another group not to be deleted",
            f"it is in {where}",
        )
        if len(other) == 1:
            yield from context.observe("deleteFace.other-group", other[0])
    elif state.record_is_missing(faceid) and not state.records.same_number(faceid):
        yield context.holds(
            "deleteFace.not_exist_list.missing",
            inside == ["not_exist_list"],
            f"{faceid} in not_exist_list",
            f"it is in {where}",
        )


def _strings(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []
