"""Section 13, Get List of Face Records (s:747-831)."""

import pytest

from conformance.spec import load_spec
from conformance.suite.drive import all_parameters_of, all_public_of
from conformance.suite.requirement import Check, requirement
from conformance.suite.world import World

PAGE = load_spec().kinds["page_size"]

test_parameters = all_parameters_of("getFaceList")
test_public_parameters = all_public_of("getFaceList")


@requirement("getFaceList.paging.complete", "getFaceList.page_size.entries", "getFaceList.page_size.default")
@requirement("getFaceList.values.stored")
def test_pages_hold_each_record_once(check: Check, world: World) -> None:
    """Thirteen records on pages of several sizes: nothing is repeated, nothing is missed, each is whole."""
    group = world.group(capacity=30, attributes=("hobby",))
    ids = sorted(world.record(group, person=person, hobby=f"h{person}").faceid for person in range(13))
    world.look([group])
    for size in (1, 2, 5, 12, 13, 14, PAGE.max or 0, None):
        pages, step = [], size or PAGE.default or 1
        for number in range(1, -(-len(ids) // step) + 1):
            pages.append(world.ipc.get_face_list(group.name, number, size))
        listed = sorted(str(entry.get("faceid")) for page in pages for entry in page.data.get("faceid_list", []))
        check("getFaceList.paging.complete").equal(listed, ids, f"the faceids on all pages of {step}", *pages)
        world.ipc.get_face_list(group.name, len(pages) + 1, size)


@requirement("getFaceList.beyond-end")
def test_pages_beyond_the_last(world: World) -> None:
    """Next to the last one, which is full or not, and far behind it: empty, refused, or the last one (point 88)."""
    group = world.group()
    for person in range(4):
        world.record(group, person=person)
    world.look([group])
    for number, size in ((3, 2), (3, 3), (1000, 2)):
        world.ipc.get_face_list(group.name, number, size)


@requirement("getFaceList.page_num.default", "getFaceList.total_num.counts", "getFaceList.return_num.counts")
def test_defaults(check: Check, world: World) -> None:
    """Without page_num the first page comes, without page_size ten records; with neither, the first ten."""
    group = world.group(capacity=30)
    for person in range(11):
        world.record(group, person=person)
    world.look([group])
    for size in (None, 4):
        plain, first = world.ipc.get_face_list(group.name, None, size), world.ipc.get_face_list(group.name, 1, size)
        shown, expected = (
            [entry.get("faceid") for entry in each.data.get("faceid_list", [])] for each in (plain, first)
        )
        check("getFaceList.page_num.default").equal(shown, expected, "the page without page_num", plain, first)


@requirement("getFaceList.records.asked-group", "getFaceList.values.stored", "getFaceList.answer.accepts")
@requirement("getFaceList.attributes.type", "getFaceList.attributes.by-name")
def test_list_shows_the_groups_records(world: World) -> None:
    """Only its own, with the values that getFace reports."""
    groups = [world.group(attributes=("hobby",)), world.group(attributes=("weight",)), world.group()]
    for person, group in enumerate(groups[:2] * 3):
        world.record(group, person=person, age=10 + person, gender=person % 3, hobby=f"h{person}", weight=f"w{person}")
    for group in groups:
        world.look([group])
        for faceid in world.records(group):
            world.ipc.get_face(faceid)


@requirement("getFaceList.order")
def test_order_of_the_list(world: World) -> None:
    """By addition, by faceid, the newest first, or otherwise: open (point 89)."""
    group = world.group()
    ids = [world.run.faceid() for _ in range(3)]
    order = [ids[1], ids[2], ids[0]]
    for person, faceid in enumerate(order):
        world.record(group, person=person, faceid=faceid)
    listed = world.ipc.get_face_list(group.name)
    shown = [entry.get("faceid") for entry in listed.data.get("faceid_list", [])]
    if sorted(map(str, shown)) == sorted(ids):
        orders = {"added": order, "faceid": sorted(ids), "newest-first": order[::-1]}
        value = next((name for name, expected in orders.items() if shown == expected), "other")
        world.ipc.reading("getFaceList.order", value, listed)


@requirement(
    "getFaceList.page_size.max", "getFaceList.paging.complete", "getFaceByPicture.match.found",
    "addFace.effect.readable",
)  # fmt: skip
@pytest.mark.parametrize("extra", [3])
def test_more_records_than_a_page_can_hold(check: Check, world: World, extra: int) -> None:
    """More than a hundred records: two pages of the largest size, and the last record by itself."""
    assert PAGE.max is not None
    number = PAGE.max + extra
    group = world.group(capacity=number)
    records = [world.record(group, person=person) for person in range(number)]
    ids = sorted(record.faceid for record in records)
    for faceid in ids:
        world.ipc.get_face(faceid)
    pages = [world.ipc.get_face_list(group.name, page, PAGE.max) for page in (1, 2)]
    listed = sorted(str(entry.get("faceid")) for page in pages for entry in page.data.get("faceid_list", []))
    check("getFaceList.paging.complete").equal(listed, ids, "the faceids on both pages", *pages)
    for size in (PAGE.max + 1, number, 10 * number):  # refused, or a page that is not larger than the largest
        world.ipc.get_face_list(group.name, 1, size)
    world.ipc.get_face_list(group.name, number, 1)
    for record in (records[0], records[number // 2], records[-1]):
        world.find(record.picture)
