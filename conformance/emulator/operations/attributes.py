"""addFaceInfoItem, removeFaceInfoItem, getFaceInfoItem (s:270 to s:399)."""

from __future__ import annotations

from typing import NamedTuple

from conformance.emulator import render
from conformance.emulator.camera import Camera
from conformance.emulator.refusal import Refused
from conformance.emulator.render import Data
from conformance.emulator.request import Request
from conformance.emulator.rules import attributes as rules
from conformance.emulator.rules import lists, names, numbers, presence
from conformance.emulator.store import attributes


class AttributeNames(NamedTuple):
    """A group and the names to add or to remove."""

    group_name: str
    names: list[str]


def read_add_attributes(camera: Camera, request: Request) -> AttributeNames:
    """The parameters of addFaceInfoItem: their form, then the names. Raises Refused."""
    values = read_names(camera, request)
    rules.check_names(values.names, camera.spec, camera.readings)
    return values


def read_remove_attributes(camera: Camera, request: Request) -> AttributeNames:
    """The parameters of removeFaceInfoItem: their form, the names, how many they are. Raises Refused."""
    values = read_names(camera, request)
    rules.check_names(values.names, camera.spec, camera.readings)
    distinct = rules.without_duplicates(values.names, (), camera.readings)
    rules.check_number(distinct, camera.spec)
    return AttributeNames(values.group_name, distinct)


def read_names(camera: Camera, request: Request) -> AttributeNames:
    """The group and the list of names, by the reading attributes.num-mismatch. Raises Refused."""
    num = numbers.integer(presence.required(request, "num"), camera.readings)
    group_name = presence.required(request, "group_name")
    text = presence.required(request, "name_list")
    loose = request.operation.parameter("name_list").or_string
    plain = camera.readings["removeFaceInfoItem.plain-name"] if loose else "refused"
    listed = lists.one_or_more(text, plain)
    return AttributeNames(group_name, lists.counted(listed, num, camera.readings["attributes.num-mismatch"]))


def add_attributes(camera: Camera, values: AttributeNames) -> None:
    """More attributes for a group (s:270)."""
    group = camera.existing_group(values.group_name)
    rules.check_group(names.is_default(group.name, camera.spec, camera.readings))
    present = attributes.names(camera.db, group.id)
    new = rules.without_duplicates(values.names, present, camera.readings)
    fitting = rules.that_fit(new, present, camera.spec, camera.readings)
    attributes.add(camera.db, group.id, fitting)
    if len(fitting) < len(new) and camera.readings["attributes.exceeding"] == "partly-refused":
        raise Refused("attribute-limit", f"{len(fitting)} of {len(new)} fit", partly=True)


def remove_attributes(camera: Camera, values: AttributeNames) -> None:
    """Fewer attributes for a group (s:317), their values by the reading attributes.removed-values."""
    group = camera.existing_group(values.group_name)
    rules.check_group(names.is_default(group.name, camera.spec, camera.readings))
    present = attributes.names(camera.db, group.id)
    known = rules.that_exist(values.names, present, camera.readings)
    attributes.remove(camera.db, group.id, known)
    if camera.readings["attributes.removed-values"] == "dropped":
        attributes.drop_values(camera.db, group.id, known)
    if len(known) < len(values.names) and camera.readings["attributes.remove-unknown"] == "partly-refused":
        raise Refused("attribute-missing", f"{len(known)} of {len(values.names)} existed", partly=True)


def read_get_attributes(camera: Camera, request: Request) -> str:  # noqa: ARG001 - every reader takes the camera
    """The parameter of getFaceInfoItem. Raises Refused."""
    return presence.required(request, "group_name")


def get_attributes(camera: Camera, group_name: str) -> Data:
    """The attributes of a group (s:358); of a default group by getFaceInfoItem.default-group."""
    group = camera.existing_group(group_name)
    if camera.readings["getFaceInfoItem.default-group"] == "refused":
        rules.check_group(names.is_default(group.name, camera.spec, camera.readings))
    return render.attribute_list(attributes.names(camera.db, group.id), camera.readings)
