"""Section 11, Update Face Record (s:575-675)."""

from conformance.suite.refusals import Check, required_parameters_of
from conformance.suite.requirement import requirement
from conformance.suite.world import World
from conformance.wire import Call

test_required_parameter_left_out = required_parameters_of("updateFace")


@requirement("updateFace.effect.updated", "updateFace.answer.accepts")
def test_updated_record_reads_back(check: Check, world: World) -> None:
    """Age, gender and an attribute are changed at once."""
    record = world.record(world.group(attributes=("hobby",)), age=20, gender=1, hobby="tennis")
    new: dict[str, int | str] = {"age": 40, "gender": 2, "hobby": "chess"}
    updated = world.ipc.must_accept(Call.of("updateFace", group_name=record.group.name, faceid=record.faceid, **new))
    read = world.ipc.must_accept(Call.of("getFace", faceid=record.faceid))
    shown = {key: read.data.get(key) for key in new}
    check("updateFace.effect.updated").equal(shown, new, "the record", updated, read)


@requirement("updateFace.effect.others-kept")
def test_what_is_not_mentioned_stays(check: Check, world: World) -> None:
    """Only the gender is changed."""
    group = world.group(attributes=("hobby",))
    record, other = world.record(group, age=20, gender=1, hobby="tennis"), world.record(group, person=1, age=30)
    before = world.records(group)
    updated = world.ipc.must_accept(Call.of("updateFace", group_name=group.name, faceid=record.faceid, gender=2))
    after = world.records(group)
    expected = {record.faceid: {**before[record.faceid], "gender": 2}, other.faceid: before[other.faceid]}
    check("updateFace.effect.others-kept").equal(after, expected, "the records of the group", updated)


@requirement("updateFace.new_group_name.moves")
def test_record_moves_to_the_new_group(check: Check, world: World) -> None:
    """It leaves the old group for the new one, and both counts follow."""
    old, new = world.group(), world.group()
    record = world.record(old, age=20, gender=1)
    updated = world.ipc.must_accept(
        Call.of("updateFace", group_name=old.name, faceid=record.faceid, new_group_name=new.name)
    )
    shown = (list(world.records(old)), list(world.records(new)), world.count(old), world.count(new))
    expected: tuple[list[str], list[str], int, int] = ([], [record.faceid], 0, 1)
    check("updateFace.new_group_name.moves").equal(shown, expected, "the records and counts of both", updated)
