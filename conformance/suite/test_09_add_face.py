"""Section 9, Add Face Record (s:401-521)."""

from conformance.suite.refusals import Check, required_parameters_of
from conformance.suite.requirement import requirement
from conformance.suite.things import Record
from conformance.suite.world import World
from conformance.wire import Call

test_required_parameter_left_out = required_parameters_of("addFace")


@requirement("addFace.effect.readable", "addFace.answer.accepts")
def test_added_record_can_be_read(check: Check, world: World) -> None:
    """getFace shows the group and all values that were given."""
    group = world.group(attributes=("hobby", "vip_level"))
    record = world.record(group, age=10, gender=1, hobby="hiking", vip_level="2")
    read = world.ipc.must_accept(Call.of("getFace", faceid=record.faceid))
    given = {"faceid": record.faceid, "group_name": group.name, "age": 10, "gender": 1, **record.attributes}
    shown = {key: read.data.get(key) for key in given}
    check("addFace.effect.readable").equal(shown, given, "the record", read)


@requirement("addFace.effect.listed")
def test_added_record_is_listed_once(check: Check, world: World) -> None:
    """The record stands in its group's list, once, and in no other group's."""
    group, other = world.group(), world.group()
    record = world.record(group)
    listed = world.ipc.must_accept(Call.of("getFaceList", group_name=group.name))
    elsewhere = world.ipc.must_accept(Call.of("getFaceList", group_name=other.name))
    shown = [[entry.get("faceid") for entry in answer.data.get("faceid_list", [])] for answer in (listed, elsewhere)]
    check("addFace.effect.listed").equal(shown, [[record.faceid], []], "the two lists", listed, elsewhere)


@requirement("addFace.faceid.answered")
def test_answer_names_the_faceid(check: Check, world: World) -> None:
    """The faceid given comes back (s:446)."""
    record = Record(world.run.faceid(), world.group(), world.person(0), 0)
    added = world.add(world.call_to_add(record))
    check("addFace.faceid.answered").equal(added.data.get("faceid"), record.faceid, "the faceid answered", added)


@requirement("addFace.faceid.generated")
def test_missing_faceid_is_generated(check: Check, world: World) -> None:
    """Two records without faceid get two, positive and of 64 bits, by which they can be read."""
    group = world.group()
    added = [
        world.add(world.call_to_add(Record("", group, world.person(person), person)).without("faceid"))
        for person in (0, 1)
    ]
    ids = [answer.data.get("faceid") for answer in added]
    numbers = [text for text in ids if isinstance(text, str) and text.isdecimal() and 0 < int(text) < 2**64]
    assertion = check("addFace.faceid.generated")
    assertion.that(len(numbers) == 2, "two positive 64-bit numbers", f"they are {ids}", *added)
    assertion.that(ids[0] != ids[1], "two different faceids", f"both are {ids[0]}", *added)
    assertion.equal(sorted(world.records(group)), sorted(numbers), "the faceids listed", *added)


@requirement("addFace.attributes.unknown-ignored")
def test_unknown_attributes_are_ignored(check: Check, world: World) -> None:
    """The group has hobby and no weight; a weight sent along is signed, accepted, and not stored."""
    record = world.record(world.group(attributes=("hobby",)), hobby="tennis", weight="60")
    read = world.ipc.must_accept(Call.of("getFace", faceid=record.faceid))
    shown = (read.data.get("hobby"), read.data.get("weight"))
    check("addFace.attributes.unknown-ignored").equal(shown, ("tennis", None), "hobby and weight", read)


@requirement("addFace.age.unset")
def test_age_left_out_stays_unset(check: Check, world: World) -> None:
    """Age shows as null, absent or 0 (open), and there is an age range all the same (s:437)."""
    record = world.record(world.group())
    read = world.ipc.must_accept(Call.of("getFace", faceid=record.faceid))
    age, age_range = read.data.get("age"), read.data.get("age_range")
    assertion = check("addFace.age.unset")
    assertion.that(not age, "an age that is not set", f"it is {age!r}", read)
    known = age_range in world.run.spec.age_ranges
    assertion.that(known, "an age range set by the camera", f"age_range is {age_range!r}", read)
