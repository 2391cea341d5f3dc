"""Witnesses: sequences of requests as data, for whoever can sign and send them.

In a value, `{n}` stands for the number of the repetition (from 1) and `{now}` for the Unix time; a list becomes JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

Value = str | int | Sequence[str] | None
"""Of a parameter; None leaves a parameter out that would be there otherwise."""


@dataclass(frozen=True)
class Call:
    """One request, or `times` of them.

    `picture` names a picture of the gallery that the runner has. `signed` tells how: `right`; `wrong` (one character
    differs); `over NAME,...` (these parameters only); `keyless` (without the secret key); `empties` (the empty
    parameters too); `before` (with app_id, random, timestamp and sign of the request before). A public parameter in
    `given` is sent as it is.
    """

    operation: str
    given: dict[str, Value] = field(default_factory=dict)
    picture: str = ""
    signed: str = "right"
    times: int = 1
    method: str = "POST"


@dataclass(frozen=True)
class Together:
    """Requests sent at the same time, each on a connection of its own; their answers count as a set."""

    calls: tuple[Call, ...]


@dataclass(frozen=True)
class Act:
    """What a rig does: a capability of the rig and how; `days_ago` and `seconds_ago` give the time of an arrival."""

    capability: str
    faceid: str = ""
    picture: str = ""
    days_ago: float = 0.0
    times: int = 1


Step = Call | Together | Act
Witness = tuple[Step, ...]


def length(witness: Witness) -> int:
    """The number of requests; what a rig does is none."""
    return sum(
        step.times if isinstance(step, Call) else sum(call.times for call in step.calls)
        for step in witness
        if not isinstance(step, Act)
    )


def call(operation: str, **given: Value) -> Call:
    """A request with these parameters."""
    return Call(operation, given)


def repeat(one: Call, times: int) -> Call:
    """The same request, `times` times."""
    return replace(one, times=times)


def sent(one: Call, signed: str = "right", method: str = "POST") -> Call:
    """The same request, otherwise signed or with another method."""
    return replace(one, signed=signed, method=method)


def create(name: str = "vip", capacity: Value = 10, description: Value = "Customers with gold card.") -> Call:
    """createGroup (s:59)."""
    return call("createGroup", name=name, capacity=capacity, description=description)


def update(
    old_name: str = "vip", name: str = "vip", capacity: Value = 10, description: Value = "Customers with gold card."
) -> Call:
    """updateGroup (s:105)."""
    return call("updateGroup", old_name=old_name, name=name, capacity=capacity, description=description)


def attributes(*names: str, group: str = "vip", num: int | None = None) -> Call:
    """addFaceInfoItem (s:305)."""
    count = len(names) if num is None else num
    return call("addFaceInfoItem", num=count, group_name=group, name_list=names)


def unattribute(*names: str, group: str = "vip") -> Call:
    """removeFaceInfoItem (s:346)."""
    return call("removeFaceInfoItem", num=len(names), group_name=group, name_list=names)


def named(group: str = "vip") -> Call:
    """getFaceInfoItem (s:385)."""
    return call("getFaceInfoItem", group_name=group)


def add(faceid: str | None = "1", group: str = "regular", picture: str = "anna", times: int = 1, **more: Value) -> Call:
    """addFace (s:449); without `faceid` the camera makes one."""
    return Call("addFace", {"group_name": group, "faceid": faceid, **more}, picture, times=times)


def change(faceid: str = "1", group: str = "regular", picture: str = "", **more: Value) -> Call:
    """updateFace (s:616)."""
    return Call("updateFace", {"group_name": group, "faceid": faceid, **more}, picture)


def delete(*faceids: str, group: str = "regular") -> Call:
    """deleteFace (s:557)."""
    return call("deleteFace", num=len(faceids), group_name=group, faceid_list=faceids)


def get(faceid: str = "1") -> Call:
    """getFace (s:720)."""
    return call("getFace", faceid=faceid)


def listed(group: str = "regular", **more: Value) -> Call:
    """getFaceList (s:793)."""
    return call("getFaceList", group_name=group, **more)


def absent(group: str = "regular", **more: Value) -> Call:
    """getFaceByArrival (s:877)."""
    return call("getFaceByArrival", group_name=group, **more)


def find(picture: str = "anna") -> Call:
    """getFaceByPicture (s:961)."""
    return Call("getFaceByPicture", picture=picture)


def groups() -> Call:
    """getGroupList (s:227)."""
    return call("getGroupList")


def migration(arrive_times: Value = 3, period: Value = 20) -> Call:
    """updateMigration (s:147)."""
    return call("updateMigration", arrive_times=arrive_times, period=period)


def arrive(faceid: str = "1", days_ago: float = 0.0, times: int = 1, picture: str = "") -> Act:
    """A face arrives, so many days ago, so often."""
    return Act("arrive-at" if days_ago else "arrive", faceid if not picture else "", picture, days_ago, times)
