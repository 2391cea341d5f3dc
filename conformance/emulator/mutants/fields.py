"""Fields of answers that are missing, null, renamed, or of the wrong type: one row each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from conformance.emulator.mutants.model import Mutant
from conformance.emulator.mutants.patches import answered
from conformance.emulator.mutants.witness import (
    Step,
    absent,
    add,
    arrive,
    attributes,
    create,
    delete,
    find,
    get,
    groups,
    listed,
    named,
)
from conformance.emulator.render import Data

READS: dict[str, tuple[Step, ...]] = {
    "getGroupList": (groups(),),
    "getFaceInfoItem": (create(), named()),
    "addFace": (add(),),
    "deleteFace": (delete("7"),),
    "getFace": (add(age=10), get()),
    "getFaceList": (add(age=10), listed()),
    "getFaceByArrival": (add(age=10), absent()),
    "getFaceByPicture": (add(age=10), find()),
}
"""The shortest way to an answer that holds all the fields of an operation."""


def holders(data: Data, path: str) -> Iterator[tuple[Data, str]]:
    """The objects that hold the field of that path, and its name."""
    *outer, name = path.split(".")
    inside = data[outer[0]] if outer else [data]
    yield from ((each, name) for each in inside if name in each)


def at(path: str, change: Callable[[Data, str], None]) -> Callable[[Data], None]:
    """Changes the field of that path wherever it stands."""

    def everywhere(data: Data) -> None:
        for each, name in list(holders(data, path)):
            change(each, name)

    return everywhere


def drop(data: Data, name: str) -> None:
    """The field is missing."""
    del data[name]


def null(data: Data, name: str) -> None:
    """The field is null."""
    data[name] = None


def null_if_zero(data: Data, name: str) -> None:
    """The field is null instead of 0."""
    data[name] = data[name] or None


def text(data: Data, name: str) -> None:
    """The number is text instead of a number."""
    if data[name] is not None:
        data[name] = str(data[name])


def number(data: Data, name: str) -> None:
    """The text is a number, where it looks like one."""
    value = data[name]
    if isinstance(value, list):
        data[name] = [int(each) if each.isdigit() else each for each in value]
    else:
        data[name] = int(value) if value.isdigit() else value


def renamed(new: str) -> Callable[[Data, str], None]:
    """The field has another name."""

    def change(data: Data, name: str) -> None:
        data[new] = data.pop(name)

    return change


def objects(data: Data, name: str) -> None:
    """The texts are objects."""
    data[name] = [{"name": each} for each in data[name]]


def single(data: Data, name: str) -> None:
    """A list of one is the one itself."""
    if len(data[name]) == 1:
        data[name] = data[name][0]


@dataclass(frozen=True)
class Row:
    """One field's fault; `witness` where the shortest way to the field is not that of READS."""

    id: str
    path: str
    kind: str
    change: Callable[[Data, str], None]
    sentence: str
    why: str
    witness: tuple[Step, ...] = ()


ROWS = (
    Row(
        "getGroupList.capacity-missing", "face_group.capacity", "field-missing", drop,
        "The list of groups does not tell their capacities.", "Nobody can see how many places are left.",
    ),
    Row(
        "getFaceInfoItem.num-missing", "num", "field-missing", drop,
        "The list of attributes comes without num.", "Clients that read num first show no attributes.",
    ),
    Row(
        "deleteFace.failed-list-missing", "failed_list", "field-missing", drop,
        "failed_list is left out.", "An app that goes through all three lists crashes after each deletion.",
    ),
    Row(
        "getFace.group-name-missing", "group_name", "field-missing", drop,
        "A record does not tell its group.", "The till can't tell a gold-card customer from a banned one.",
    ),
    Row(
        "getFaceList.arrive-count-missing", "faceid_list.arrive_count", "field-missing", drop,
        "The records of a list come without arrive_count.", "The report of visits is empty.",
    ),
    Row(
        "getFaceByPicture.age-range-missing", "age_range", "field-missing", drop,
        "A found record comes without age_range.", "Advertising by age stops working.",
    ),
    Row(
        "getGroupList.description-null", "face_group.description", "field-null", null,
        "The description of a group is null.", "What a group is for is lost in every overview.",
    ),
    Row(
        "addFace.faceid-null", "faceid", "field-null", null,
        "The answer to a new record says null for its faceid.", "A record whose faceid nobody learns can't be deleted.",
    ),
    Row(
        "getFaceByArrival.arrive-count-null", "faceid_list.arrive_count", "field-null", null_if_zero,
        "arrive_count is null instead of 0.", "Sums over all customers fail.",
    ),
    Row(
        "getFaceByPicture.group-name-null", "group_name", "field-null", null,
        "A found record has null for its group.", "A banned customer is greeted like any other.",
    ),
    Row(
        "getFace.gender-null", "gender", "field-null", null_if_zero,
        "A gender of 0 shows as null.", "Unknown and broken can't be told apart.", (add(gender=0), get()),
    ),
    Row(
        "getGroupList.count-text", "face_group.count", "number-as-text", text,
        "count is text instead of a number.", "`9` is more than `10` for an app that sorts by it.",
    ),
    Row(
        "getGroupList.times-text", "face_group.times", "number-as-text", text,
        "times of the stranger group is text instead of a number.", "An app that edits it sends it back wrongly.",
    ),
    Row(
        "getFace.age-text", "age", "number-as-text", text,
        "age is text instead of a number.", "Age checks at the till compare text.",
    ),
    Row(
        "getFaceList.total-num-text", "total_num", "number-as-text", text,
        "total_num is text instead of a number.", "An app that pages to the end never gets there.",
        (listed(),),
    ),
    Row(
        "getFaceByPicture.gender-text", "gender", "number-as-text", text,
        "gender is text instead of a number.", "Greetings by gender fall back to `unknown`.",
    ),
    Row(
        "addFace.faceid-number", "faceid", "text-as-number", number,
        "The faceid of a new record is a number.", "JavaScript rounds it: the app keeps another customer's faceid.",
    ),
    Row(
        "deleteFace.faceids-numbers", "not_exist_list", "text-as-number", number,
        "not_exist_list holds numbers.", "The app does not find its own faceids in the answer.",
    ),
    Row(
        "getFace.faceid-number", "faceid", "text-as-number", number,
        "The faceid of a record is a number.", "Leading zeros and the last digits get lost on the way to the till.",
    ),
    Row(
        "getGroupList.groups-renamed", "face_group", "field-renamed", renamed("groups"),
        "face_group is called groups.", "No app shows any group.",
    ),
    Row(
        "getGroupList.period-renamed", "face_group.period", "field-renamed", renamed("days"),
        "period of the stranger group is called days.", "The condition can be set but not shown.",
    ),
    Row(
        "getFace.arrive-count-renamed", "arrive_count", "field-renamed", renamed("arrive_times"),
        "arrive_count is called arrive_times, like the parameter of the condition.", "Visits are not counted any more.",
    ),
    Row(
        "getFaceList.faceid-renamed", "faceid_list.faceid", "field-renamed", renamed("face_id"),
        "faceid is called face_id in a list.", "Records can be seen and not be named.",
    ),
    Row(
        "getFaceByArrival.list-renamed", "faceid_list", "field-renamed", renamed("face_list"),
        "faceid_list is called face_list.", "The list of customers to win back is always empty.",
        (absent(),),
    ),
    Row(
        "getFaceByPicture.arrive-time-renamed", "arrive_time", "field-renamed", renamed("last_arrival"),
        "arrive_time of a record that arrived is called last_arrival.", "Nobody can say when the customer came last.",
        (add(), arrive(days_ago=1), find()),
    ),
    Row(
        "getFaceInfoItem.names-objects", "name_list", "wrong-shape", objects,
        "name_list holds objects instead of texts.", "The registration form shows `[object Object]`.",
        (create(), attributes("hobby"), named()),
    ),
    Row(
        "getFaceList.single-bare", "faceid_list", "wrong-shape", single,
        "A list of one record is the record itself.", "Groups with one member can't be shown.",
    ),
)  # fmt: skip


def mutant(row: Row) -> Mutant:
    """The mutant of a row: it breaks the requirement that the field stands in the answer, with its type."""
    operation = row.id.partition(".")[0]
    return Mutant(
        row.id,
        row.kind,
        f"{operation}.answer.{row.path}",
        row.sentence,
        row.why,
        row.witness or READS[operation],
        answered(operation, at(row.path, row.change)),
    )


MUTANTS = [mutant(row) for row in ROWS]
