"""Parameters that meet: any three of an operation's choices in all their combinations; at depth deep all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import pytest

from conformance.run.pictures import reencoded
from conformance.spec import load_spec
from conformance.suite.generate.covering import covering_array
from conformance.suite.requirement import requirement
from conformance.suite.things import Group
from conformance.suite.world import World, file_of
from conformance.wire import Call, FilePart

ATTRIBUTES = ("hobby", "weight")
MOST = load_spec().device.attributes_per_group
NAMES = tuple(f"item{number}" for number in range(1, 2 * MOST))
Row = dict[str, Any]
Choices = Mapping[str, Sequence[Any]]

ADD: Choices = {
    "faceid": ["given", None],
    "age": [None, 6, 45, 100],
    "gender": [None, 0, 1, 2],
    "attributes": [(), ("hobby",), ATTRIBUTES, ("lacking",)],
    "group": ["plain", "with-attributes", "default"],
    "format": ["jpg", "png"],
}  # fmt: skip
UPDATE: Choices = {
    "moved": ["not", "same", "other", "without-attributes"],
    "pic": [False, True],
    "age": [None, 7],
    "gender": [None, 0, 1],
    "attributes": [(), ("hobby",), ("hobby", "lacking")],
}  # fmt: skip
PAGES: Choices = {"page_num": [None, 1, 2, 5], "page_size": [None, 1, 3, 100], "records": [0, 1, 3, 4, 12]}
ITEMS: Choices = {
    "present": [0, 2, MOST - 1, MOST],
    "added": [1, 2, MOST],
    "duplicates": ["none", "of-call", "of-group"],
}


def _rows(parameters: Choices) -> pytest.MarkDecorator:
    """A check for each row of a covering array, and for a deep run one for each of the other rows that there are."""
    chosen = covering_array(parameters)
    others = (dict(zip(parameters, values, strict=True)) for values in product(*parameters.values()))
    return pytest.mark.parametrize(
        "row",
        [*chosen, *(pytest.param(row, marks=pytest.mark.deep) for row in others if row not in chosen)],
        ids=lambda row: "-".join(map(str, row.values())).replace("::", ":"),
    )


def _values(names: tuple[str, ...]) -> dict[str, str]:
    return {name: f"value of {name}" for name in names}


def _picture(world: World, picture_format: str) -> FilePart:
    usual = world.person(0)
    return file_of(usual if picture_format == usual.format else world.vouched(reencoded(usual, "png")))


@requirement("addFace.answer.accepts", "addFace.effect.readable", "addFace.effect.listed")
@_rows(ADD)
def test_adding(world: World, row: Row) -> None:
    """What is given is stored, what is not is chosen, whatever else is there."""
    if row["group"] == "default":
        name, groups = load_spec().device.default_groups[0], list[Group]()
    else:
        groups = [world.group(attributes=ATTRIBUTES if row["group"] == "with-attributes" else ())]
        name = groups[0].name
    world.look(groups)
    answer = world.ipc.add_face(
        name,
        _picture(world, row["format"]),
        # In a default group it is given always: by it a run that was killed can be undone.
        faceid=world.run.faceid() if row["faceid"] or not groups else None,
        age=row["age"],
        gender=row["gender"],
        **_values(row["attributes"]),
    )
    faceid = answer.data.get("faceid")
    if answer.succeeded and isinstance(faceid, str):
        if not groups:
            world.stray(name, faceid)
        world.ipc.get_face(faceid)
    world.look(groups)


@requirement("updateFace.effect.updated", "updateFace.unmentioned.kept", "updateFace.new_group_name.moves")
@_rows(UPDATE)
def test_updating(world: World, row: Row) -> None:
    """What is given changes, what is not stays, moved or not."""
    home, plain = world.group(attributes=ATTRIBUTES), world.group()
    other = world.group(attributes=ATTRIBUTES)
    targets = {"not": None, "same": home.name, "other": other.name, "without-attributes": plain.name}
    record = world.record(home, age=34, gender=2, hobby="tennis", weight="60")
    world.look(world.made)
    world.ipc.update_face(
        home.name,
        record.faceid,
        new_group_name=targets[row["moved"]],
        pic=world.part(1) if row["pic"] else None,
        age=row["age"],
        gender=row["gender"],
        **dict.fromkeys(row["attributes"], "another"),
    )
    world.look(world.made)
    world.ipc.get_face(record.faceid)


@requirement("getFaceList.page_size.entries", "getFaceList.page_size.default", "getFaceList.return_num.counts")
@pytest.mark.parametrize("records", PAGES["records"])
def test_paging(world: World, records: int) -> None:
    """Number and size of the page, for groups of several sizes."""
    group = world.group()
    for person in range(records):
        world.record(group, person=person)
    world.look([group])
    for row in (row for row in covering_array(PAGES) if row["records"] == records):
        world.ipc.get_face_list(group.name, row["page_num"], row["page_size"])


@requirement("addFaceInfoItem.effect.listed", "addFaceInfoItem.attributes.limit", "attributes.duplicate")
@_rows(ITEMS)
def test_adding_attributes(world: World, row: Row) -> None:
    """How many there are, how many come, and whether a name comes twice."""
    present = NAMES[: row["present"]]
    group = world.group(attributes=present)
    names = list(NAMES[row["present"] : row["present"] + row["added"]])
    if row["duplicates"] == "of-call":
        names.append(names[0])
    elif row["duplicates"] == "of-group" and present:
        names.append(present[0])
    world.look([group])
    world.ipc.send(Call.of("addFaceInfoItem", num=len(names), group_name=group.name, name_list=names))
    world.look([group])
