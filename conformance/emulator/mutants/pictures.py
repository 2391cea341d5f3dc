"""Pictures: formats and sizes."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from conformance.emulator.camera import Camera
from conformance.emulator.mutants.model import Mutant
from conformance.emulator.mutants.patches import Read, around_read, by_parameter
from conformance.emulator.mutants.witness import add, change, find
from conformance.emulator.request import Request


def gif_as_png(read: Read, camera: Camera, asked: Request) -> Any:
    """A GIF is converted before anybody looks at it."""
    content = asked.files.get("pic", b"")
    if content.startswith(b"GIF8"):
        Image.open(io.BytesIO(content)).convert("RGB").save(png := io.BytesIO(), "PNG")
        asked.files["pic"] = png.getvalue()
    return read(camera, asked)


MUTANTS = [
    Mutant(
        "addFace.pic-height-unchecked",
        kind="picture-limit-loose",
        requirement="addFace.pic.max-size",
        sentence="Only the width of a picture is looked at: one of 1920*1081 is taken.",
        why="A tall photo of a phone fills the memory of the face library.",
        witness=(add(picture="too-high"),),
        fault=by_parameter("addFace", "pic", max_height=10**6),
    ),
    Mutant(
        "updateFace.pic-bytes-unlimited",
        kind="picture-limit-loose",
        requirement="updateFace.pic.max-bytes",
        sentence="A picture of more than 1M bytes is taken when a record is updated.",
        why="A few such photos fill the storage.",
        witness=(add(), change(picture="over-megabyte")),
        fault=by_parameter("updateFace", "pic", max_bytes=10**9, sure_bytes=10**9),
    ),
    Mutant(
        "getFaceByPicture.pic-width-unchecked",
        kind="picture-limit-loose",
        requirement="getFaceByPicture.pic.max-size",
        sentence="Only the height of a picture is looked at: one of 1921*1080 is taken.",
        why="A panorama sent for a search stops recognition for seconds.",
        witness=(add(), find("too-wide")),
        fault=by_parameter("getFaceByPicture", "pic", max_width=10**6),
    ),
    Mutant(
        "updateFace.gif-taken",
        kind="picture-limit-loose",
        requirement="updateFace.pic.format",
        sentence="A GIF is taken as a photo; the document names jpg and png.",
        why="A company's logo becomes a customer's face.",
        witness=(add(), change(picture="gif")),
        fault=around_read("updateFace", gif_as_png),
    ),
    Mutant(
        "getFaceByPicture.largest-refused",
        kind="picture-limit-tight",
        requirement="getFaceByPicture.pic.max-size",
        sentence="A picture of just 1920*1080 is refused in a search.",
        why="Every still of a full-HD camera is refused.",
        witness=(add(picture="largest"), find("largest")),
        fault=by_parameter("getFaceByPicture", "pic", max_width=1919),
    ),
    Mutant(
        "addFace.half-a-megabyte",
        kind="picture-limit-tight",
        requirement="addFace.answer.accepts",
        sentence="A picture of more than half a megabyte is refused; the document allows one.",
        why="Good photos are refused, bad ones taken.",
        witness=(add(picture="megabyte"),),
        fault=by_parameter("addFace", "pic", max_bytes=524288, sure_bytes=524288),
    ),
    Mutant(
        "addFace.png-refused",
        kind="picture-limit-tight",
        requirement="addFace.answer.accepts",
        sentence="A PNG is refused; the document names jpg and png.",
        why="The registration desk's software, which saves PNG, can't be used.",
        witness=(add(picture="png"),),
        fault=by_parameter("addFace", "pic", formats=("jpg",)),
    ),
]
