"""Section 12, Get Face Record (s:677-745)."""

from conformance.suite.drive import all_parameters_of, all_public_of
from conformance.suite.requirement import requirement
from conformance.suite.world import World

LOOKING_LIKE_NO_TEXT = ("12", "007", "1.50", "true", "two  blanks ", "[1]")

test_parameters = all_parameters_of("getFace")
test_public_parameters = all_public_of("getFace")


@requirement("getFace.record.asked", "getFace.values.stored", "getFace.age_range.fits", "getFace.answer.accepts")
@requirement("getFace.attributes.type", "getFace.attributes.by-name")
def test_each_record_is_answered_by_its_faceid(world: World) -> None:
    """Six records in two groups, each as it was added, texts as texts; also the first and the last."""
    groups = [world.group(attributes=("hobby", "vip_level")) for _ in range(2)]
    records = [
        world.record(
            groups[person % 2],
            person=person,
            age=7 * (person + 1),
            gender=person % 3,
            hobby=f"hobby {person}",
            vip_level=LOOKING_LIKE_NO_TEXT[person],
        )
        for person in range(6)
    ]
    world.look(groups)
    for record in (*records, *records[::-1]):
        world.ipc.get_face(record.faceid)


@requirement("getFace.unknown")
def test_deleted_record(world: World) -> None:
    """What getFace answers where there is none is open (point 76)."""
    world.look()
    world.ipc.get_face(world.deleted_faceid())
