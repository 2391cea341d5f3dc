"""Limits of texts and numbers that are too wide, too narrow, or kept by cutting."""

from __future__ import annotations

import json
from typing import Any

from conformance.emulator.camera import Camera
from conformance.emulator.mutants.model import Fault, Mutant
from conformance.emulator.mutants.patches import Read, around_read, by_kind, by_parameter, sent, understood
from conformance.emulator.mutants.witness import absent, add, attributes, change, create, listed, migration, update
from conformance.emulator.refusal import Refused
from conformance.emulator.request import Request


def cut(name: str, most: int) -> Fault:
    """createGroup with a parameter cut to so many characters."""

    def shorten(values: dict[str, str]) -> None:
        if name in values:
            values[name] = values[name][:most]

    return sent("createGroup", shorten)


def cut_names(values: dict[str, str]) -> None:
    """Attribute names cut to 50 characters."""
    try:
        names = json.loads(values.get("name_list", ""))
        values["name_list"] = json.dumps([name[:50] for name in names])
    except (ValueError, TypeError):
        return


def cut_attributes(read: Read, camera: Camera, asked: Request) -> Any:
    """Values of attributes cut to 50 characters."""
    own = {parameter.name for parameter in asked.operation.parameters}
    asked.values.update({name: value[:50] for name, value in asked.values.items() if name not in own})
    return read(camera, asked)


def eighteen_digits(read: Read, camera: Camera, asked: Request) -> Any:
    """A faceid has at most 18 digits, as many as always fit into 64 bits."""
    if len(asked.values.get("faceid", "")) > 18:
        raise Refused("bad-parameter", "the faceid is too long")
    return read(camera, asked)


def at_most(most: int, values: dict[str, str]) -> None:
    """A page size not above so many."""
    if values.get("page_size", "").isdigit():
        values["page_size"] = str(min(int(values["page_size"]), most))


MUTANTS = [
    Mutant(
        "createGroup.name-one-more",
        kind="text-limit-loose",
        requirement="createGroup.name.max-length",
        sentence="A group name of 97 characters is taken; the document allows 96.",
        why="The name no longer fits into the tables of the till system that were made for 96.",
        witness=(create("n" * 97),),
        fault=by_kind("createGroup", "group_name", max_length=97),
    ),
    Mutant(
        "updateGroup.name-unlimited",
        kind="text-limit-loose",
        requirement="updateGroup.name.max-length",
        sentence="The length of a new name is not looked at when a group is renamed.",
        why="A name gets in by the back door that no other camera of the chain takes.",
        witness=(create(), update(name="n" * 97)),
        fault=by_kind("updateGroup", "group_name", max_length=None),
    ),
    Mutant(
        "updateFace.value-one-more",
        kind="text-limit-loose",
        requirement="updateFace.attributes.max-length",
        sentence="An update takes an attribute's value of 51 characters; the document allows 50.",
        why="A record that was updated can't be copied to another camera.",
        witness=(create(), attributes("hobby"), add(group="vip"), change(group="vip", hobby="h" * 51)),
        fault=by_kind("updateFace", "attribute_value", max_length=51),
    ),
    Mutant(
        "updateGroup.first-blank",
        kind="text-limit-loose",
        requirement="updateGroup.name.first-character",
        sentence="A group can be renamed to a name that begins with a blank.",
        why="The group can't be found by its name on the till, where the blank is not seen.",
        witness=(create(), update(name=" vip")),
        fault=by_kind("updateGroup", "group_name", first_character_not=""),
    ),
    Mutant(
        "createGroup.name-one-less",
        kind="text-limit-tight",
        requirement="createGroup.name.max-length",
        sentence="A group name of 96 characters is refused; the document allows it.",
        why="A name that worked on another camera of the chain is refused on this one.",
        witness=(create("n" * 96),),
        fault=by_kind("createGroup", "group_name", max_length=95),
    ),
    Mutant(
        "updateGroup.description-one-less",
        kind="text-limit-tight",
        requirement="updateGroup.description.max-length",
        sentence="A description of 150 characters is refused when a group is edited.",
        why="A group that was created with this description can't be edited any more.",
        witness=(create(), update(description="d" * 150)),
        fault=by_kind("updateGroup", "description", max_length=149),
    ),
    Mutant(
        "addFaceInfoItem.name-one-less",
        kind="text-limit-tight",
        requirement="addFaceInfoItem.answer.accepts",
        sentence="An attribute name of 50 characters is refused; the document allows it.",
        why="The columns of the head office's customer table can't be set up.",
        witness=(create(), attributes("a" * 50)),
        fault=by_kind("addFaceInfoItem", "attribute_name", max_length=49),
    ),
    Mutant(
        "addFace.value-one-less",
        kind="text-limit-tight",
        requirement="addFace.answer.accepts",
        sentence="An attribute's value of 50 characters is refused when a record is added.",
        why="A customer with a long address can't be registered.",
        witness=(create(), attributes("hobby"), add(group="vip", hobby="h" * 50)),
        fault=by_kind("addFace", "attribute_value", max_length=49),
    ),
    Mutant(
        "createGroup.description-cut",
        kind="clamped",
        requirement="createGroup.description.max-length",
        sentence="A description that is too long is cut to 150 characters and taken.",
        why="The end of what the manager wrote is lost, and nobody is told.",
        witness=(create(description="d" * 151),),
        fault=cut("description", 150),
    ),
    Mutant(
        "addFaceInfoItem.name-cut",
        kind="clamped",
        requirement="addFaceInfoItem.name_list.max-length",
        sentence="An attribute name that is too long is cut to 50 characters and taken.",
        why="Values sent under the full name are ignored from then on.",
        witness=(create(), attributes("a" * 51)),
        fault=sent("addFaceInfoItem", cut_names),
    ),
    Mutant(
        "addFace.value-cut",
        kind="clamped",
        requirement="addFace.attributes.max-length",
        sentence="An attribute's value that is too long is cut to 50 characters and taken.",
        why="Half an address is stored and believed to be the whole one.",
        witness=(create(), attributes("hobby"), add(group="vip", hobby="h" * 51)),
        fault=around_read("addFace", cut_attributes),
    ),
    Mutant(
        "getFaceList.page-of-fifty",
        kind="clamped",
        requirement="getFaceList.page_size.entries",
        sentence="A page never holds more than 50 records, though 100 may be asked for.",
        why="A backup that asks for pages of 100 misses every second half.",
        witness=(add("{n}", times=51), listed(page_size=100)),
        fault=sent("getFaceList", lambda values: at_most(50, values)),
    ),
    Mutant(
        "getFaceByArrival.at-most-five",
        kind="clamped",
        requirement="getFaceByArrival.num.entries",
        sentence="No more than five records are returned, though up to ten may be asked for.",
        why="The list of customers to win back is half as long as ordered.",
        witness=(add("{n}", times=6), absent(num=6)),
        fault=understood("getFaceByArrival", lambda asked: asked._replace(num=min(asked.num, 5))),
    ),
    Mutant(
        "updateMigration.arrive-times-eleven",
        kind="number-limit-loose",
        requirement="updateMigration.arrive_times.max",
        sentence="arrive_times of 11 is taken; the range ends at 10.",
        why="The condition that the shop set is one that other cameras refuse.",
        witness=(migration(arrive_times=11),),
        fault=by_kind("updateMigration", "arrive_times", max=11),
    ),
    Mutant(
        "updateMigration.arrive-times-zero",
        kind="number-limit-loose",
        requirement="updateMigration.arrive_times.min",
        sentence="arrive_times of 0 is taken; the range begins at 1.",
        why="Every passer-by becomes a regular at once.",
        witness=(migration(arrive_times=0),),
        fault=by_kind("updateMigration", "arrive_times", min=0),
    ),
    Mutant(
        "updateMigration.period-zero",
        kind="number-limit-loose",
        requirement="updateMigration.period.min",
        sentence="A period of 0 days is taken; the range begins at 1.",
        why="Within no days nobody comes often enough: there are no new regulars.",
        witness=(migration(period=0),),
        fault=by_kind("updateMigration", "period", min=0),
    ),
    Mutant(
        "updateMigration.period-unlimited",
        kind="number-limit-loose",
        requirement="updateMigration.period.max",
        sentence="A period of 101 days and more is taken; the range ends at 100.",
        why="The camera keeps a promise that it has no memory for.",
        witness=(migration(period=101),),
        fault=by_kind("updateMigration", "period", max=None),
    ),
    Mutant(
        "getFaceList.page-size-unlimited",
        kind="number-limit-loose",
        requirement="getFaceList.page_size.max",
        sentence="A page of 200 records is given; the range ends at 100.",
        why="One careless request keeps the camera busy while customers walk by.",
        witness=(add("{n}", times=101), listed(page_size=200)),
        fault=by_parameter("getFaceList", "page_size", max=None),
        readings=("page_size.outside=clamped",),
    ),
    Mutant(
        "updateMigration.period-ninety-nine",
        kind="number-limit-tight",
        requirement="updateMigration.answer.accepts",
        sentence="A period of 100 days is refused; it is the last one allowed.",
        why="The longest period of the shop's manual can't be set.",
        witness=(migration(period=100),),
        fault=by_kind("updateMigration", "period", max=99),
    ),
    Mutant(
        "updateMigration.arrive-times-from-two",
        kind="number-limit-tight",
        requirement="updateMigration.answer.accepts",
        sentence="arrive_times of 1 is refused; it is the first one allowed.",
        why="A shop can't have a customer be a regular on the second visit.",
        witness=(migration(arrive_times=1),),
        fault=by_kind("updateMigration", "arrive_times", min=2),
    ),
    Mutant(
        "addFace.nineteen-digits-refused",
        kind="number-limit-tight",
        requirement="addFace.answer.accepts",
        sentence="A faceid of 19 digits is refused, though 64 bits hold it.",
        why="Customer numbers of the head office can't be used as faceids.",
        witness=(add("9223372036854775807"),),
        fault=around_read("addFace", eighteen_digits),
    ),
    Mutant(
        "getFaceByArrival.ten-refused",
        kind="number-limit-tight",
        requirement="getFaceByArrival.answer.accepts",
        sentence="num of 10 is refused; it is the last one allowed.",
        why="The weekly report that asks for ten records fails.",
        witness=(add(), absent(num=10)),
        fault=by_parameter("getFaceByArrival", "num", max=9),
        readings=("getFaceByArrival.empty-group=code-207",),
    ),
    Mutant(
        "getFaceList.hundred-refused",
        kind="number-limit-tight",
        requirement="getFaceList.answer.accepts",
        sentence="A page_size of 100 is refused; it is the last one allowed.",
        why="A backup with the largest page gets nothing at all.",
        witness=(listed(page_size=100),),
        fault=by_parameter("getFaceList", "page_size", max=99),
    ),
]
