"""Sections 1 to 5: groups and the migration condition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.oracle.context import Context
from conformance.oracle.judgement import Judgement, kept
from conformance.oracle.known import UNKNOWN, KnownGroup, is_known
from conformance.oracle.reasons import Choice, Reason, may, must

GIVEN = {"capacity", "description"}
"""What createGroup and updateGroup give a group, beside its name."""

# ------------------------------------------------------------------ reasons to refuse


def create_reasons(context: Context) -> Iterator[Reason]:
    """Section 1: the name is free, there is a place, and the sum of the capacities stays within the total."""
    name, state, spec = context.arguments.text("name"), context.state, context.spec
    if name is not None:
        yield from _name_reasons(context, name, "createGroup")
    if not state.all_groups:
        yield may("the number of groups is not known")
        return
    if len(state.groups) >= spec.device.groups_total:
        yield must("createGroup.groups.limit", f"there are {len(state.groups)} groups already", "group-number")
    yield from _sum_reasons(context, "createGroup", None)


def update_reasons(context: Context) -> Iterator[Reason]:
    """Section 2: the group exists, keeps its name if it is a default one, and the new name is free."""
    old, name, state = context.arguments.text("old_name"), context.arguments.text("name"), context.state
    if old is None:
        return
    yield from missing_group(context, "old_name", "written")
    meant = state.resolve(old)
    if name is not None and name not in (old, meant):
        yield from _renaming_reasons(context, old, meant, name)
    elif name is not None and name != meant and meant in state.defaults:
        yield may(f"{meant} is a default group, named in other case", "default-group")
    yield from _sum_reasons(context, "updateGroup", old)
    yield from _below_count(context, old)


def _renaming_reasons(context: Context, old: str, meant: str, name: str) -> Iterator[Reason]:
    """A default group keeps its name; another gets one that is free. `meant` is the group that `old` may mean."""
    if old in context.state.defaults:
        yield must("updateGroup.name.default-group", f"{old} is a default group", "default-group")
    elif meant in context.state.defaults:
        yield may(f"{meant} is a default group, named in other case", "default-group")
    yield from _name_reasons(context, name, "updateGroup", meant)


def delete_reasons(context: Context) -> Iterator[Reason]:
    """Section 4: the group exists, is no default one, and is empty."""
    name = context.arguments.text("name")
    if name is None:
        return
    if name in context.state.defaults:
        default = context.state.group(name)
        # With records in it there are two causes, and which of the codes comes is open (point 35).
        cause = "default-group" if default is not None and default.count == 0 else "default-group-filled"
        yield must("deleteGroup.name.default-group", f"{name} is a default group", cause)
        return
    yield from missing_group(context, "name", "written")
    group = context.state.group(name)
    if group is None:
        return
    if not is_known(group.count):
        yield may("the number of records is not known")
    elif group.count > 0:
        yield must("deleteGroup.group.not-empty", f"it holds {group.count} records", "group-not-empty")


def no_reasons(_: Context) -> Iterator[Reason]:
    """Nothing but the parameters."""
    return iter(())


def missing_group(context: Context, parameter: str, level: str) -> Iterator[Reason]:
    """The group named does not exist; by `level` that is a refusal demanded or the reading of an open point."""
    name, state = context.arguments.text(parameter), context.state
    if name is None or state.group(name) is not None:
        return
    if not state.group_is_missing(name):
        yield may("whether the group exists is not known")
    elif any(known.lower() == name.lower() for known in state.groups):
        yield may("a group's name in other case", "group-spelling", Choice("name.case", "sensitive", "insensitive"))
    elif name != name.strip():
        yield may("a group's name with blanks around", "group-spelling")
    elif level == "open":
        yield may("there is no such group", "group-missing")
    else:
        requirement = f"{context.operation.name}.{parameter}.missing"
        yield must(requirement, f"there is no group {name!r}", "group-missing")


def _name_reasons(context: Context, name: str, operation: str, own: str = "") -> Iterator[Reason]:
    """`own` is the name that a group has already: to it, in whatever case, it may keep."""
    state = context.state
    if name in state.defaults and operation == "createGroup":
        yield must("createGroup.name.default-group", f"{name} is a default group", "default-group-name")
    elif state.group(name) is not None:
        cause = "default-group-name" if name in state.defaults else "group-name-taken"
        yield must(f"{operation}.name.taken", f"there is a group {name!r} already", cause)
    elif any(known.lower() == name.lower() for known in state.groups if known != own):
        choice = Choice("name.case", "insensitive", "sensitive")
        yield may("a group's name in other case", "group-name-taken", choice)
    elif not state.all_groups:
        yield may("whether the name is taken is not known")
    if name != name.rstrip():
        choice = Choice("name.trailing-blank", "refused", "")
        yield may("the name ends with blanks", "name-characters", choice)
    if any(map(_is_special, name)):
        # A device may refuse some of them; the reading is decided by quotes.
        special = Choice("name.special-characters", "refused", "accepted") if '"' in name else None
        yield may("the name holds special characters", "name-characters", special)


# What a name may hold beyond doubt besides letters, digits and blanks inside (point 22).
_PLAIN = frozenset("-_.,()")


def _is_special(character: str) -> bool:
    if ord(character) > 0xFFFF:
        return True
    return character.isascii() and character.isprintable() and not (character.isalnum() or character in {" ", *_PLAIN})


def _sum_reasons(context: Context, operation: str, old: str | None) -> Iterator[Reason]:
    capacity, state, total = context.arguments.integer("capacity"), context.state, context.spec.device.capacity_total
    if capacity is None or capacity > total:
        return
    others = [group for group in state.groups.values() if group.name != old]
    if not state.all_groups or any(not is_known(group.capacity) for group in others):
        yield may("the sum of the capacities is not known")
        return
    own = [group.capacity for group in others if group.name not in state.defaults]
    whole = capacity + sum(group.capacity for group in others)
    counted = context.readings.value("capacity.defaults-counted")
    over_by_itself = old not in state.defaults and capacity + sum(own) > total
    if over_by_itself or (whole > total and counted == "yes"):
        # Once a device was seen to count the default groups, that is what the sum is.
        yield must(f"{operation}.capacity.sum", f"the sum of the capacities would be over {total}", "capacity-refused")
    elif whole > total and counted is None:
        choice = Choice("capacity.defaults-counted", "yes", "no")
        yield may("the sum with the default groups is over the total", "capacity-refused", choice)


def _below_count(context: Context, name: str) -> Iterator[Reason]:
    capacity, group = context.arguments.integer("capacity"), context.state.group(name)
    if capacity is None or capacity < 0 or group is None:
        return
    if not is_known(group.count):
        yield may("the number of records is not known")
    elif capacity < group.count:
        choice = Choice("capacity.below-count", "refused", "accepted")
        yield may(f"the group holds {group.count} records", "capacity-below-count", choice)


# ------------------------------------------------------------------ carried out


def _name_kept(context: Context) -> str | None:
    """The name that a group has now; None where it is not known what became of the blanks at its end (point 22)."""
    name = context.arguments.text("name")
    if name is None or name == name.rstrip():
        return name
    reading = context.readings.value("name.trailing-blank")
    return {"kept": name, "trimmed": name.rstrip()}.get(reading or "")


def created(context: Context) -> Iterator[Judgement]:
    """The group exists now, empty, with what was given."""
    name = _name_kept(context)
    if name is None:
        context.state.forget()
        return
    context.state.groups[name] = KnownGroup(
        name,
        capacity=_integer(context, "capacity"),
        description=_text(context, "description"),
        attributes=[],
        count=0,
        complete=True,
        since=context.number - 1,
    )
    context.state.happened(context.number, "createGroup", True, {f"group:{name}"}, GIVEN)
    yield from ()


def updated(context: Context) -> Iterator[Judgement]:
    """The group has its new name, capacity and description, and keeps its records and attributes."""
    old, name, state = context.group_name("old_name"), _name_kept(context), context.state
    group = state.groups.pop(old, None) if old else None
    if name is None or old is None:
        state.forget()
        return
    if group is None:
        group = KnownGroup(name)
        state.all_groups = False
    for record in state.records_of(old):
        state.records.regroup(record, name)
    records = {f"record:{record.faceid}" for record in state.records_of(name)}
    group.name, group.capacity = name, _integer(context, "capacity")
    group.description = _text(context, "description")
    state.groups[name] = group
    keys = {f"group:{old}", f"group:{name}", f"attributes:{name}", *records}
    state.happened(context.number, "updateGroup", True, keys, GIVEN)
    yield from ()


def migration_set(context: Context) -> Iterator[Judgement]:
    """The condition is the stranger group's times and period now."""
    times, days = context.arguments.integer("arrive_times"), context.arguments.integer("period")
    context.state.migration = (times, days) if times is not None and days is not None else _unknown()
    context.state.happened(context.number, "updateMigration", True, {"migration:stranger"})
    yield from ()


def deleted(context: Context) -> Iterator[Judgement]:
    """The group is gone."""
    name = context.group_name("name")
    if name is None:
        context.state.forget()
        return
    context.state.groups.pop(name, None)
    context.state.deleted_groups[name] = context.number
    context.state.happened(context.number, "deleteGroup", True, {f"group:{name}"})
    yield from ()


def listed(context: Context) -> Iterator[Judgement]:
    """The list shows each group as it is known, and nothing else."""
    entries = context.data.get("face_group")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return
    names = [str(entry.get("name")) for entry in entries]
    num = context.data.get("num")
    yield context.holds("getGroupList.num.counts", num == len(entries), f"num to be {len(entries)}", f"it is {num!r}")
    yield from _within_device(context, entries, names)
    yield from _defaults_listed(context, names)
    yield from _presence(context, names)
    for entry in entries:
        yield from _entry(context, entry)
    context.state.all_groups = True


def _within_device(context: Context, entries: list[Any], names: list[str]) -> Iterator[Judgement]:
    """So many groups and so much capacity as a device has (s:23, s:37)."""
    device, defaults = context.spec.device, context.state.defaults
    own = [entry for entry, name in zip(entries, names, strict=True) if name not in defaults]
    yield context.holds(
        "getGroupList.groups.limit",
        len(entries) <= device.groups_total and len(own) <= device.groups_user,
        f"at most {device.groups_total} groups, {device.groups_user} of them users' own",
        f"there are {len(entries)}, {len(own)} of them users' own",
    )
    counted = entries if context.readings.value("capacity.defaults-counted") == "yes" else own
    total = sum(entry["capacity"] for entry in counted if isinstance(entry.get("capacity"), int))
    most = device.capacity_total
    yield context.holds("getGroupList.capacity.sum", total <= most, f"at most {most} in all", f"they are {total}")


def _defaults_listed(context: Context, names: list[str]) -> Iterator[Judgement]:
    for name in context.state.defaults:
        times = names.count(name)
        yield context.holds("getGroupList.defaults.listed", times == 1, f"{name} once", f"it stands {times} times")


def _presence(context: Context, names: list[str]) -> Iterator[Judgement]:
    state = context.state
    for name in [name for name in state.groups if name not in names]:
        group = state.groups.pop(name)
        yield context.surprise(f"group:{name}", group.since, "presence", "listed", "missing")
        for record in state.records_of(name):
            state.records.pop(record.faceid)
    for name, number in list(state.deleted_groups.items()):
        if name not in names:
            yield kept("deleteGroup.effect.gone", f"{name} is not listed any more", number, context.number)
    state.deleted_groups.clear()
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            since = state.groups[name].since if name in state.groups else 0
            yield context.surprise(f"group:{name}", since, "presence", "listed once", f"{names.count(name)} times")
        if name not in state.groups:
            if state.all_groups:
                yield context.surprise(f"group:{name}", context.state.listed_since, "presence", "not listed", "listed")
            state.groups[name] = KnownGroup(name)
    state.listed_since = context.number


def _entry(context: Context, entry: Mapping[str, Any]) -> Iterator[Judgement]:
    state = context.state
    group = state.groups[str(entry.get("name"))]
    if "description" in entry or "Description" in entry:
        spelled = "description" if "description" in entry else "Description"
        yield from context.observe("description.answer-key", spelled)
    shown = {
        "capacity": entry.get("capacity"),
        "description": entry.get("description", entry.get("Description")),
        "count": entry.get("count"),
    }
    known = {
        "capacity": group.capacity,
        "description": group.description,
        "count": UNKNOWN if state.changes_by_itself(group.name) else group.count,
    }
    yield from context.compare(f"group:{group.name}", group.since, known, shown)
    group.capacity, group.count = _number(shown["capacity"]), _number(shown["count"])
    group.description = shown["description"]
    group.since = context.number
    yield from _condition(context, group.name, entry)
    yield from _within_capacity(context, group.name, shown["count"], shown["capacity"])


# Readings by which a group may come to hold more than its capacity (points 27, 74).
_OVERFULL = ("capacity.below-count", "updateFace.move-full")


def _within_capacity(context: Context, name: str, count: Any, capacity: Any) -> Iterator[Judgement]:
    allowed = any(context.readings.value(reading) == "accepted" for reading in _OVERFULL)
    if not allowed and isinstance(count, int) and isinstance(capacity, int):
        expected = f"{name!r} to hold at most {capacity} records"
        yield context.holds("getGroupList.count.within-capacity", count <= capacity, expected, f"it holds {count}")


def _condition(context: Context, name: str, entry: Mapping[str, Any]) -> Iterator[Judgement]:
    """times and period are the stranger group's alone (s:217)."""
    state, stranger = context.state, context.state.defaults[0]
    present = [key for key in ("times", "period") if entry.get(key) is not None]
    expected = ["times", "period"] if name == stranger else []
    yield context.holds(
        "getGroupList.stranger.condition",
        present == expected,
        f"{' and '.join(expected) or 'no times and period'} in {name!r}",
        f"there is {' and '.join(present) or 'none of them'}",
    )
    if name != stranger:
        return
    shown = {"times and period": (entry.get("times"), entry.get("period"))}
    yield from context.compare(
        "migration:stranger", state.migration_since, {"times and period": state.migration}, shown
    )
    state.migration, state.migration_since = shown["times and period"], context.number


def _number(value: Any) -> Any:
    """What a list says, where it is a number; else it is not known."""
    return value if isinstance(value, int) and not isinstance(value, bool) else UNKNOWN


def _integer(context: Context, name: str) -> Any:
    value = context.arguments.integer(name)
    return _unknown() if value is None else value


def _text(context: Context, name: str) -> Any:
    values = context.arguments.sent(name)
    return values[0] if len(values) == 1 else _unknown()


def _unknown() -> Any:
    return UNKNOWN
