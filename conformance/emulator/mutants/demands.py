"""What a request must hold: parameters that aren't demanded, words where numbers belong, GET for POST."""

from __future__ import annotations

from typing import Any

from conformance.emulator.camera import Camera
from conformance.emulator.mutants.model import Fault, Mutant
from conformance.emulator.mutants.patches import Acting, Read, around_act, around_read, both, sent
from conformance.emulator.mutants.witness import add, attributes, call, create, listed, named
from conformance.emulator.mutants.witness import sent as sent_by
from conformance.emulator.render import Data
from conformance.emulator.request import Request
from conformance.emulator.service import App, Service
from conformance.emulator.store import groups


def supposed(operation: str, name: str, value: str) -> Fault:
    """A parameter that is missing is supposed to have that value."""

    def suppose(values: dict[str, str]) -> None:
        if not values.get(name):
            values[name] = value

    return sent(operation, suppose)


def numeric(operation: str, name: str, otherwise: str) -> Fault:
    """What is no number counts as `otherwise`, as with C's atoi and a check for 0."""

    def convert(values: dict[str, str]) -> None:
        if values.get(name) and not any(character.isdigit() for character in values[name]):
            values[name] = otherwise

    return sent(operation, convert)


def names_counted(values: dict[str, str]) -> None:
    """A missing num is the number of names."""
    if not values.get("num"):
        values["num"] = str(values.get("name_list", "").count('"') // 2)


def word_as_list(values: dict[str, str]) -> None:
    """A word is a list of one."""
    text = values.get("name_list", "")
    if text and text[0] not in '["{':
        values["name_list"], values["num"] = f'["{text}"]', "1"


def newest_group(read: Read, camera: Camera, asked: Request) -> Any:
    """A missing name means the newest group of one's own."""
    own = groups.every(camera.db)[len(camera.spec.device.default_groups) :]
    if own and not asked.values.get("name"):
        asked.values["name"] = own[-1].name
    return read(camera, asked)


def period_kept(read: Read, camera: Camera, asked: Request) -> Any:
    """A missing period stays as it is."""
    if not asked.values.get("period"):
        asked.values["period"] = str(groups.condition(camera.db).period)
    return read(camera, asked)


def everywhere(read: Read, camera: Camera, asked: Request) -> Any:
    """deleteFace without a group: the group of each record; here the first that has one."""
    if not asked.values.get("group_name"):
        filled = [group.name for group in groups.every(camera.db) if group.size]
        asked.values["group_name"] = filled[0] if filled else camera.spec.device.default_groups[0]
    return read(camera, asked)


def without_picture(read: Read, camera: Camera, asked: Request) -> Any:
    """A search without a picture is let through."""
    return read(camera, asked) if asked.files else None


def last_found(act: Acting, camera: Camera, *read: Any) -> Data | None:
    """A search without a picture finds nobody and says so with success."""
    return act(camera, *read) if read[-1] is not None else None


def by_get(path: str) -> Fault:
    """GET is carried out like POST."""

    def surface(app: App) -> App:
        async def device(scope: Any, receive: Any, send: Any) -> None:
            if scope["path"].endswith(path) and scope["method"] == "GET":
                scope = {**scope, "method": "POST"}
            await app(scope, receive, send)

        return device

    def fault(service: Service) -> None:
        service.surfaces.append(surface)

    return fault


MUTANTS = [
    Mutant(
        "createGroup.description-optional",
        kind="required-optional",
        requirement="createGroup.description.required",
        sentence="A group is created without a description, though it is required.",
        why="The shop's own software, tested on this camera, fails on every other.",
        witness=(call("createGroup", name="vip", capacity=10),),
        fault=supposed("createGroup", "description", "no description"),
    ),
    Mutant(
        "updateMigration.period-optional",
        kind="required-optional",
        requirement="updateMigration.period.required",
        sentence="The condition can be set without a period; the old one stays.",
        why="Half of a setting that was never confirmed is in force.",
        witness=(call("updateMigration", arrive_times=3),),
        fault=around_read("updateMigration", period_kept),
    ),
    Mutant(
        "deleteGroup.nameless-newest",
        kind="required-optional",
        requirement="deleteGroup.name.required",
        sentence="Without a name the newest group is deleted.",
        why="A bug in an app that forgets the name costs the shop a group.",
        witness=(create(), call("deleteGroup")),
        fault=around_read("deleteGroup", newest_group),
    ),
    Mutant(
        "removeFaceInfoItem.num-optional",
        kind="required-optional",
        requirement="removeFaceInfoItem.num.required",
        sentence="Attributes are removed without num, though it is required.",
        why="A request that was cut on its way deletes what it should not.",
        witness=(create(), attributes("hobby"), call("removeFaceInfoItem", group_name="vip", name_list=["hobby"])),
        fault=sent("removeFaceInfoItem", names_counted),
    ),
    Mutant(
        "deleteFace.group-optional",
        kind="required-optional",
        requirement="deleteFace.group_name.required",
        sentence="Without a group records are deleted from whichever group holds some.",
        why="The safeguard that a record is only deleted from its group is gone.",
        witness=(call("deleteFace", num=1, faceid_list=["1"]),),
        fault=around_read("deleteFace", everywhere),
    ),
    Mutant(
        "getFaceByPicture.picture-optional",
        kind="required-optional",
        requirement="getFaceByPicture.pic.required",
        sentence="A search without a picture is answered with success.",
        why="The till believes that somebody was searched for.",
        witness=(call("getFaceByPicture"),),
        fault=both(around_read("getFaceByPicture", without_picture), around_act("getFaceByPicture", last_found)),
    ),
    Mutant(
        "createGroup.capacity-word",
        kind="type-unchecked",
        requirement="createGroup.capacity.type",
        sentence="A capacity that is a word is taken for 1000.",
        why="A typing error takes a thousand places away.",
        witness=(create(capacity="many"),),
        fault=numeric("createGroup", "capacity", "1000"),
    ),
    Mutant(
        "addFaceInfoItem.name-list-word",
        kind="type-unchecked",
        requirement="addFaceInfoItem.name_list.type",
        sentence="A name_list that is a bare word is taken for a list of one name.",
        why="A list that was written wrongly becomes one strange attribute.",
        witness=(create(), call("addFaceInfoItem", num=1, group_name="vip", name_list="hobby")),
        fault=sent("addFaceInfoItem", word_as_list),
    ),
    Mutant(
        "addFace.age-word",
        kind="type-unchecked",
        requirement="addFace.age.type",
        sentence="An age that is a word is taken for 1.",
        why="An adult stands in the records as a baby.",
        witness=(add(age="young"),),
        fault=numeric("addFace", "age", "1"),
    ),
    Mutant(
        "getFaceList.page-size-word",
        kind="type-unchecked",
        requirement="getFaceList.page_size.type",
        sentence="A page_size that is a word is taken for the default.",
        why="An export with a typing error looks complete and holds ten records.",
        witness=(listed(page_size="all"),),
        fault=numeric("getFaceList", "page_size", "10"),
    ),
    Mutant(
        "createGroup.by-get",
        kind="method",
        requirement="createGroup.method.post-only",
        sentence="createGroup is carried out by GET.",
        why="A link in a mail, or a proxy that repeats GETs, changes the face library.",
        witness=(sent_by(create(), method="GET"),),
        fault=by_get("/createGroup"),
    ),
    Mutant(
        "getFaceInfoItem.by-get",
        kind="method",
        requirement="getFaceInfoItem.method.post-only",
        sentence="getFaceInfoItem is carried out by GET.",
        why="Caches between the till and the camera keep old answers.",
        witness=(create(), sent_by(named(), method="GET")),
        fault=by_get("/getFaceInfoItem"),
    ),
]
