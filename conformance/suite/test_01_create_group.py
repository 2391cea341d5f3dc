"""Section 1, Create Face Group (s:19-65)."""

import pytest

from conformance.run.outcomes import Untested
from conformance.spec import load_spec
from conformance.suite.drive import all_parameters_of, all_public_of
from conformance.suite.requirement import Check, requirement
from conformance.suite.world import World
from conformance.wire import Call

DEVICE = load_spec().device

test_parameters = all_parameters_of("createGroup")
test_public_parameters = all_public_of("createGroup")


@requirement("createGroup.effect.listed", "createGroup.answer.accepts", "createGroup.effect.others-kept")
def test_created_groups_are_listed(world: World) -> None:
    """Each new group stands in the list with what was given, empty, beside the others."""
    for capacity, description in ((7, "Customers with gold card."), (1, "one")):
        world.group(capacity=capacity, description=description)
        world.look(world.made)


@requirement("description.parameter-key", "description.answer-key")
def test_description_has_two_spellings(world: World) -> None:
    """The table says Description, the sample description (point 18)."""
    world.look()
    answers = {}
    for spelling in ("description", "Description"):
        fields = (("name", world.new_name()), ("capacity", "20"), (spelling, "spelled so"))
        answers[spelling] = world.ipc.plain_send(world.call_with("createGroup", fields))
        world.look()
    taken = [spelling for spelling, answer in answers.items() if answer.succeeded]
    if taken:
        value = taken[0] if len(taken) == 1 else "either"
        world.ipc.reading("description.parameter-key", value, *answers.values())


@requirement("createGroup.name.taken", "createGroup.refused.changes-nothing")
def test_taken_name(world: World) -> None:
    """A second group of the same name."""
    group = world.group()
    world.look()
    world.ipc.create_group(group.name, 30, "a second one")
    world.look()


@pytest.mark.parametrize("name", DEVICE.default_groups)
@requirement("createGroup.name.default-group")
def test_name_of_a_default_group(world: World, name: str) -> None:
    """There is a group stranger, and one regular."""
    world.look()
    world.ipc.create_group(name, 30, "a second one")
    world.look()


@requirement("createGroup.groups.limit", "createGroup.refused.changes-nothing")
def test_one_group_too_many(world: World) -> None:
    """As many groups as there is room for, and one more; when one has gone, there is room again."""
    free = DEVICE.groups_total - len(world.groups())
    for _ in range(free):
        world.group(capacity=1)
    world.look()
    world.ipc.create_group(world.new_name(), 1, "one too many")
    world.look()
    if not world.made:
        raise Untested(f"needs a free group; the camera has {DEVICE.groups_total} of {DEVICE.groups_total}")
    world.ipc.delete_group(world.made[0].name)
    world.ipc.create_group(world.new_name(), 1, "in its place")
    world.look()


@requirement("createGroup.capacity.sum", "capacity.defaults-counted")
@pytest.mark.parametrize("over", [0, 1])
def test_sum_of_capacities(world: World, over: int) -> None:
    """The last place of the total is given away, and one more.

    Whether the default groups count toward it is open (point 21); the sum without them shows which it is.
    """
    world.group(capacity=10)
    listed = world.groups()
    for counted in ([name for name in listed if name not in DEVICE.default_groups], list(listed)):
        free = DEVICE.capacity_total - sum(int(listed[name]["capacity"]) for name in counted)
        name = world.new_name()
        if world.ipc.create_group(name, free + over, "the rest").succeeded:
            world.look()
            world.ipc.delete_group(name)
        world.look()


@requirement("name.trailing-blank")
def test_blank_at_the_end_of_a_name(check: Check, world: World) -> None:
    """It is part of the name, cut off, or refused (point 22)."""
    world.look()
    name = f"{world.new_name()} "
    answer = world.ipc.create_group(name, 20, "with a blank at the end of its name")
    listed = world.groups()
    if not answer.succeeded:
        world.ipc.reading("name.trailing-blank", "refused", answer)
        return
    kept, trimmed = name in listed, name.rstrip() in listed
    check("createGroup.effect.listed").that(
        kept != trimmed, f"{name!r} to be listed, or without its blank", "it is not", answer
    )
    world.ipc.reading("name.trailing-blank", "kept" if kept else "trimmed", answer)


@requirement("parameter.doubled")
def test_doubled_parameter(world: World) -> None:
    """Two capacities: refused, or the first or the last counts (facts 2.2)."""
    world.look()
    name = world.new_name()
    fields = (("name", name), ("capacity", "21"), ("capacity", "22"), ("description", "two capacities"))
    answer = world.ipc.send(world.call_with("createGroup", fields))
    entry = world.groups().get(name, {})
    value = {21: "first", 22: "last"}.get(entry.get("capacity", 0))
    if answer.succeeded and value:
        world.ipc.reading("parameter.doubled", value, answer)


@requirement("random.repeated")
def test_repeated_random(world: World) -> None:
    """The same random with the same timestamp (facts 2.2: open)."""
    world.look()
    call = Call.of("getGroupList").with_public(random=world.public("random"), timestamp=world.public("timestamp"))
    for _ in range(2):
        world.ipc.send(call)
