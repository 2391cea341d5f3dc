"""Sections 6 to 8: the user-defined attributes of a group."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.oracle.context import Context
from conformance.oracle.judgement import Judgement, kept
from conformance.oracle.known import UNKNOWN, Doubt, KnownGroup, is_known
from conformance.oracle.parameters import LENGTH_UNITS
from conformance.oracle.reasons import Choice, Reason, may, must
from conformance.oracle.rules.groups import missing_group


def add_reasons(context: Context) -> Iterator[Reason]:
    """Section 6: an existing group of one's own, names that are not reserved, at most so many attributes."""
    yield from missing_group(context, "group_name", "written")
    name = context.group_name("group_name")
    if name in context.state.defaults:
        yield must("addFaceInfoItem.group_name.default-group", f"{name} is a default group", "attributes-default-group")
    names = context.arguments.strings("name_list")
    if names is None:
        return
    yield from _names_reasons(context, names)
    yield from num_reasons(context, len(names), "attributes.num-mismatch")
    group = context.state.group(name) if name else None
    if group is None or name in context.state.defaults:
        # A default group has none (s:270), also where it refuses to say so.
        yield from _list_reasons(context, names)
        return
    if not is_known(group.attributes):
        yield may("the group's attributes are not known")
        return
    yield from _place_reasons(context, names, group.attributes)


def remove_reasons(context: Context) -> Iterator[Reason]:
    """Section 7: an existing group that has these attributes."""
    yield from missing_group(context, "group_name", "written")
    name = context.group_name("group_name")
    if name in context.state.defaults:
        requirement = "removeFaceInfoItem.group_name.default-group"
        yield must(requirement, f"{name} is a default group", "attributes-default-group")
    names = context.arguments.strings("name_list")
    if names is None:
        return
    limit = context.spec.kinds["attribute_name"].max_length or 0
    if names and all(len(each) > limit for each in names):
        why = f"the names are longer than {limit} characters"
        yield must("removeFaceInfoItem.name_list.max-length", why, "attribute-length")
    elif any(len(each) > limit for each in names):
        # Whoever removes what there is need not look at the rest (point 50).
        yield may(f"a name is longer than {limit} characters", "attribute-length")
    if not names or "" in names:
        yield may("no name, or an empty one", "attribute-name")
    yield from num_reasons(context, len(names), "attributes.num-mismatch")
    yield from _list_reasons(context, names)
    if any(each in context.spec.reserved_attributes for each in names):
        yield may("no attribute has a reserved name", "attribute-name")
    group = context.state.group(name) if name else None
    if group is None or name in context.state.defaults:
        return
    if not is_known(group.attributes):
        yield may("the group's attributes are not known")
        return
    missing = [each for each in names if each not in group.attributes]
    if missing and len(missing) == len(names):
        yield must("removeFaceInfoItem.name_list.missing", f"the group has no {missing[0]!r}", "attribute-missing")
    elif missing:
        choice = Choice("attributes.remove-unknown", "", "partly-removed")
        yield may(f"the group has no {missing[0]!r}", "attribute-missing", choice)


def get_reasons(context: Context) -> Iterator[Reason]:
    """Section 8: the group exists; a default one has no attributes (point 52)."""
    yield from missing_group(context, "group_name", "inferred")
    if context.group_name("group_name") in context.state.defaults:
        choice = Choice("getFaceInfoItem.default-group", "refused", "empty")
        yield may("a default group has no attributes", "attributes-default-group", choice)


def num_reasons(context: Context, length: int, reading: str) -> Iterator[Reason]:
    """num differs from the length of its list (points 41, 67): which of the other two readings, the effect shows."""
    num = context.arguments.integer("num")
    if num is None and context.arguments.sent("num"):
        yield may("num is no plain number, nor is it known how many it counts", "num-mismatch")
    elif num is not None and num != length:
        # A device that counts by num may refuse one that counts nothing, or more than there is.
        choice = Choice(reading, "refused", "") if 0 < num < length else None
        yield may(f"num is {num} for {length} entries", "num-mismatch", choice)


def _list_reasons(context: Context, names: list[str]) -> Iterator[Reason]:
    """What a device may look at in a list of names before it looks for the group."""
    if len(set(names)) < len(names):
        yield may("a name stands twice", "attribute-name")
    if len(names) > context.spec.device.attributes_per_group:
        yield may("there are more names than a group can have", "attribute-limit")


def _names_reasons(context: Context, names: list[str]) -> Iterator[Reason]:
    limit = context.spec.kinds["attribute_name"].max_length
    assert limit is not None
    if not names or "" in names:
        yield may("no name, or an empty one", "attribute-name")
    for name in names:
        if name in context.spec.reserved_attributes:
            yield must("addFaceInfoItem.name_list.reserved", f"{name} is a reserved name", "attribute-reserved")
        elif len(name) > limit:
            why = f"a name of {len(name)} characters is longer than {limit}"
            yield must("addFaceInfoItem.name_list.max-length", why, "attribute-length")
        elif len(name.encode("utf-8", "replace")) > limit:
            choice = Choice(LENGTH_UNITS["attribute_name"], "bytes", "characters")
            yield may("a name of more bytes than characters", "attribute-length", choice)
        elif not name.isprintable() or name != name.strip() or name in CLASHING:
            # A device may bar some of them; the reading is decided by one that stands in every answer.
            clash = Choice("attributes.clashing-name", "refused", "accepted") if name == "arrive_count" else None
            yield may(f"{name!r} is an unusual name", "attribute-name", clash)


# Not reserved, though a clash would break signing or the answer (point 44).
CLASHING = frozenset({
    "app_id", "random", "timestamp", "sign", "key", "new_group_name", "num", "point", "arrive_time", "arrive_count",
    "old_name", "name", "name_list", "faceid_list", "capacity", "description", "data", "code",
})  # fmt: skip


def _place_reasons(context: Context, names: list[str], present: list[str]) -> Iterator[Reason]:
    limit = context.spec.device.attributes_per_group
    if len(set(names)) < len(names) or set(names) & set(present):
        choice = Choice("attributes.duplicate", "refused", "ignored")
        yield may("a name is there already, or stands twice", "attribute-duplicate", choice)
    wanted = len(set(present) | set(names))
    if wanted <= limit:
        return
    if len(present) == limit:
        why = f"the group has {limit} attributes already"
        yield must("addFaceInfoItem.attributes.limit", why, "attribute-limit")
    else:
        choice = Choice("attributes.exceeding", "", "partly-added")
        yield may(f"there would be {wanted} attributes", "attribute-limit", choice)


# ------------------------------------------------------------------ refused


def refused(context: Context, reasons: list[Reason]) -> None:
    """A call that could be carried out in part may have been so though it was refused (points 42, 50)."""
    if any(reason.binding for reason in reasons):
        return
    readings = [each.choice.reading for each in reasons if each.choice and each.choice.reading in PARTLY]
    group, names = _group(context), context.arguments.strings("name_list")
    if not readings or group is None or names is None or not is_known(group.attributes):
        return
    group.in_doubt = Doubt(readings[0], len(reasons) == 1, frozenset(group.attributes), frozenset(names))
    group.attributes = UNKNOWN
    if context.operation.name == "removeFaceInfoItem":
        _forget_values(context, group, names)


PARTLY = ("attributes.exceeding", "attributes.remove-unknown")


def _forget_values(context: Context, group: KnownGroup, names: list[str]) -> None:
    for record in context.state.records_of(group.name):
        for name in names:
            record.attributes.pop(name, None)


def _done_in_part(context: Context, group: KnownGroup, shown: list[str]) -> Iterator[Judgement]:
    """What the refusal of a call left of it: nothing, or a part; but nothing that it did not speak of."""
    assert group.in_doubt is not None
    doubt, group.in_doubt = group.in_doubt, None
    if set(shown) == doubt.before:
        # With another reason the call may have been refused whole for that one.
        if doubt.alone:
            yield from context.observe(doubt.reading, "refused")
    elif set(shown) ^ doubt.before <= doubt.names:
        yield from context.observe(doubt.reading, "partly-refused")
    else:
        key = f"attributes:{group.name}"
        yield context.surprise(key, group.attributes_since, "attributes", sorted(doubt.before), sorted(shown))


# ------------------------------------------------------------------ carried out


def added(context: Context) -> Iterator[Judgement]:
    """The group has the attributes besides those it had."""
    group, names = _group(context), context.arguments.strings("name_list")
    if group is not None:
        group.in_doubt = None
        if names is None or not is_known(group.attributes) or not _num_fits(context, names):
            group.attributes = UNKNOWN
        else:
            together = list(dict.fromkeys([*group.attributes, *names]))
            group.attributes = together if len(together) <= context.spec.device.attributes_per_group else UNKNOWN
    _happened(context, "addFaceInfoItem")
    yield from ()


def removed(context: Context) -> Iterator[Judgement]:
    """The group no longer has the attributes; what records held for them may be gone (point 50)."""
    group, names = _group(context), context.arguments.strings("name_list")
    if group is not None:
        group.in_doubt = None
        if names is None or not is_known(group.attributes) or not _num_fits(context, names):
            group.attributes = UNKNOWN
        else:
            group.attributes = [name for name in group.attributes if name not in names]
        _forget_values(context, group, names or [])
    _happened(context, "removeFaceInfoItem")
    yield from ()


def listed(context: Context) -> Iterator[Judgement]:
    """The list shows the group's attributes, in any order, and num fits."""
    names = context.data.get("name_list")
    shown = list(names) if isinstance(names, list) else []
    num, group = context.data.get("num"), _group(context)
    if shown or num is not None or names is not None:
        yield context.holds(
            "getFaceInfoItem.num.counts", num == len(shown), f"num to be {len(shown)}", f"it is {num!r}"
        )
    if not shown and context.group_name("group_name") not in context.state.defaults:
        value = "empty" if names is not None else "absent" if num is not None else "no-field"
        yield from context.observe("getFaceInfoItem.none", value)
    if group is None:
        return
    if group.in_doubt:
        yield from _done_in_part(context, group, list(map(str, shown)))
    elif is_known(group.attributes):
        known = {"attributes": sorted(group.attributes)}
        key = f"attributes:{group.name}"
        yield from context.compare(key, group.attributes_since, known, {"attributes": sorted(map(str, shown))})
        yield kept("getFaceInfoItem.names.own", "the attributes are those of the group", context.number)
    limit = context.spec.device.attributes_per_group
    yield context.holds(
        "addFaceInfoItem.attributes.limit", len(shown) <= limit, f"at most {limit} attributes", f"it has {len(shown)}"
    )
    group.attributes, group.attributes_since = shown, context.number


def _group(context: Context) -> KnownGroup | None:
    name = context.group_name("group_name")
    return context.state.group(name) if name else None


def _num_fits(context: Context, names: list[str]) -> bool:
    return context.arguments.integer("num") == len(names)


def _happened(context: Context, operation: str) -> None:
    name = context.group_name("group_name")
    context.state.happened(context.number, operation, True, {f"attributes:{name}"})
