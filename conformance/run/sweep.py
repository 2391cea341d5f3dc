"""Deletes what a run made: after each check, and at the end what an interrupted check left."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Mapping, Sequence

from conformance.run.camera import Camera
from conformance.run.outcomes import Blocked
from conformance.run.snapshot import State, state_of
from conformance.spec import load_spec
from conformance.wire import Call

PAGE = 100
"""The largest page that may be asked for (s:764) keeps the number of requests small."""


def sweep(
    camera: Camera,
    prefix: str,
    known: Iterable[str],
    faceids: Mapping[str, Sequence[str]],
    spared: Collection[str] = (),
) -> None:
    """Deletes the groups whose names begin with the run's prefix, their records first. What fails is left.

    `known` are groups and `faceids` records by group that were made for sure, for a camera that doesn't list them.
    `spared` are groups of the run that are still needed.
    """
    for group in _groups(camera, prefix, known):
        if group in spared:
            continue
        clear_group(camera, group, faceids.get(group, ()))


def clear_group(camera: Camera, group: str, faceids: Sequence[str] = ()) -> None:
    """Deletes a group and its records; `faceids` are those that are in it where the camera doesn't list them."""
    # One operation that does not answer is no reason to leave everything as it is.
    with contextlib.suppress(Blocked):
        _clear(camera, group, faceids)
    with contextlib.suppress(Blocked):
        camera.delete_group(group)


def put_back_migration(camera: Camera, before: State | None, after: State | None) -> bool:
    """Sets the migration condition as it was, where an interrupted check could not. Whether that was needed."""
    stranger = load_spec().device.default_groups[0]
    was, now = (((state or {}).get(stranger) or {}) for state in (before, after))
    times, days = was.get("times"), was.get("period")
    if not isinstance(times, int) or not isinstance(days, int):
        return False
    if (now.get("times"), now.get("period")) == (times, days):
        return False
    camera.update_migration(times, days)
    return True


def _groups(camera: Camera, prefix: str, known: Iterable[str]) -> list[str]:
    try:
        listed = state_of(camera.send(Call.of("getGroupList")))
    except Blocked:
        listed = None
    names = known if listed is None else listed
    return [name for name in names if name.lstrip().startswith(prefix)]


def _clear(camera: Camera, group: str, faceids: Sequence[str]) -> None:
    before: list[str] = []
    while (ids := _ids(camera, group, faceids)) and ids != before:
        camera.delete_face(group, ids)
        before = ids


def _ids(camera: Camera, group: str, faceids: Sequence[str]) -> list[str]:
    """The faceids of a page of the group's list; those that were given where there is no list."""
    try:
        listed = camera.get_face_list(group, 1, PAGE).data.get("faceid_list")
    except Blocked:
        listed = None
    entries = listed if isinstance(listed, list) else [None]
    shown = [str(entry["faceid"]) for entry in entries if isinstance(entry, dict) and entry.get("faceid")]
    return shown if shown or not entries else list(faceids)[:PAGE]
