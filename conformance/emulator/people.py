"""Finds records: by faceid, by face."""

from __future__ import annotations

from conformance.emulator import pictures
from conformance.emulator.camera import Camera
from conformance.emulator.store import records
from conformance.emulator.store.records import Record


def by_faceid(camera: Camera, faceid: str) -> Record | None:
    """The record that a faceid means, by the reading faceid.leading-zeros."""
    if camera.readings["faceid.leading-zeros"] == "same":
        return records.by_number(camera.db, faceid)
    return records.by_faceid(camera.db, faceid)


def by_picture(camera: Camera, picture: bytes) -> Record | None:
    """The record whose face a picture hash shows, in whichever group."""
    hashes = records.hashes(camera.db)
    if camera.readings["getFaceByPicture.several-matches"] == "last":
        hashes.reverse()
    record_id = pictures.nearest(picture, hashes)
    return None if record_id is None else records.by_id(camera.db, record_id)
