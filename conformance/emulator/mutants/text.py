"""Texts that do not come back as they were sent."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from conformance.emulator.camera import Camera
from conformance.emulator.mutants.model import Fault, Mutant
from conformance.emulator.mutants.patches import PRESET, Read, answered, around_read, sent, understood
from conformance.emulator.mutants.witness import add, attributes, change, create, get, groups, named, update
from conformance.emulator.render import Data
from conformance.emulator.request import Request


def attribute_values(operation: str, mangle: Callable[[str], str]) -> Fault:
    """The values of all attributes in a request are mangled."""

    def around(read: Read, camera: Camera, asked: Request) -> Any:
        own = {parameter.name for parameter in (*camera.spec.public, *asked.operation.parameters)}
        asked.values.update({name: mangle(value) for name, value in asked.values.items() if name not in own})
        return read(camera, asked)

    return around_read(operation, around)


def descriptions(operation: str, mangle: Callable[[str], str]) -> Fault:
    """The description in a request is mangled, after it was found to be allowed."""
    return understood(operation, lambda values: values._replace(description=mangle(values.description)))


def names(mangle: Callable[[str], str]) -> Fault:
    """The names of new attributes are mangled, after they were found to be allowed."""
    return understood("addFaceInfoItem", lambda values: values._replace(names=[mangle(name) for name in values.names]))


def without_null(values: dict[str, str]) -> None:
    """The word null is nothing."""
    for name in [name for name, value in values.items() if value == "null"]:
        del values[name]


def numbers_guessed(data: Data) -> None:
    """Values of attributes that look like numbers are some."""
    for name, value in data.items():
        if name not in PRESET and value.isdigit():
            data[name] = int(value)


def escaped(data: Data) -> None:
    """Descriptions are ready for a web page."""
    for group in data["face_group"]:
        for key in ("description", "Description"):
            if key in group:
                group[key] = html.escape(group[key])


def without_zeros(value: str) -> str:
    """A number without leading zeros, a text as it is."""
    return str(int(value)) if value.isdigit() else value


def without_emoji(value: str) -> str:
    """Characters of four bytes become question marks."""
    return "".join("?" if ord(character) > 0xFFFF else character for character in value)


MUTANTS = [
    Mutant(
        "createGroup.percent-twice",
        kind="text-decoding",
        requirement="createGroup.effect.listed",
        sentence="Percent signs in a description are decoded twice.",
        why="`10%25` in a description becomes `10%`, other texts become unreadable.",
        witness=(create(description="from 10%25 on"), groups()),
        fault=descriptions("createGroup", unquote),
    ),
    Mutant(
        "updateGroup.ampersand-cut",
        kind="text-decoding",
        requirement="updateGroup.effect.updated",
        sentence="A description ends at the first ampersand when a group is edited.",
        why="`Friends & family` becomes `Friends`.",
        witness=(create(), update(description="Friends & family"), groups()),
        fault=descriptions("updateGroup", lambda text: text.partition("&")[0] or text),
    ),
    Mutant(
        "addFace.plus-blank",
        kind="text-decoding",
        requirement="addFace.effect.readable",
        sentence="A plus sign in an attribute becomes a blank, though the body is no form.",
        why="Phone numbers lose the plus of their country code.",
        witness=(create(), attributes("phone"), add(group="vip", phone="+49 40"), get()),
        fault=attribute_values("addFace", lambda value: value.replace("+", " ")),
    ),
    Mutant(
        "addFace.equals-cut",
        kind="text-decoding",
        requirement="addFace.effect.readable",
        sentence="An attribute's value ends at the first equals sign.",
        why="Customer numbers in base64 lose their end.",
        witness=(create(), attributes("card"), add(group="vip", card="QQ==8"), get()),
        fault=attribute_values("addFace", lambda value: value.partition("=")[0] or value),
    ),
    Mutant(
        "addFaceInfoItem.quote-escaped",
        kind="text-decoding",
        requirement="addFaceInfoItem.effect.listed",
        sentence="Quotes in an attribute's name are stored with the backslash that JSON had before them.",
        why="The value of the attribute is sent under its true name and ignored.",
        witness=(create(), attributes('"best" dish'), named()),
        fault=names(lambda name: name.replace('"', '\\"')),
    ),
    Mutant(
        "updateFace.emoji-lost",
        kind="text-decoding",
        requirement="updateFace.effect.updated",
        sentence="An emoji in an attribute becomes a question mark when a record is updated.",
        why="Names that customers gave themselves are damaged by every edit.",
        witness=(create(), attributes("nick"), add(group="vip"), change(group="vip", nick="Ann 🎾"), get()),
        fault=attribute_values("updateFace", without_emoji),
    ),
    Mutant(
        "createGroup.name-lower-case",
        kind="text-normalised",
        requirement="createGroup.effect.listed",
        sentence="The name of a new group is stored in lower case.",
        why="The till does not find the group by the name that it gave it.",
        witness=(create("VIP"), groups()),
        fault=understood("createGroup", lambda values: values._replace(name=values.name.lower())),
    ),
    Mutant(
        "createGroup.first-blank-trimmed",
        kind="text-normalised",
        requirement="createGroup.name.first-character",
        sentence="A name that begins with a blank is trimmed and taken, though it is to be refused.",
        why="Two shops believe to have groups of different names.",
        witness=(create(" vip"),),
        fault=sent("createGroup", lambda values: values.update(name=values.get("name", "").strip())),
    ),
    Mutant(
        "getGroupList.description-escaped",
        kind="text-normalised",
        requirement="getGroupList.values.stored",
        sentence="Descriptions are listed with HTML entities.",
        why="`Friends &amp; family` grows by an `amp;` with every edit.",
        witness=(create(description="Friends & family"), groups()),
        fault=answered("getGroupList", escaped),
    ),
    Mutant(
        "addFace.zeros-lost",
        kind="text-coerced",
        requirement="addFace.effect.readable",
        sentence="An attribute's value that looks like a number loses its leading zeros.",
        why="Phone and card numbers are wrong.",
        witness=(create(), attributes("phone"), add(group="vip", phone="0049"), get()),
        fault=attribute_values("addFace", without_zeros),
    ),
    Mutant(
        "updateFace.null-dropped",
        kind="text-coerced",
        requirement="updateFace.effect.updated",
        sentence="The value `null` of an attribute counts as not given.",
        why="Mrs. Null keeps her maiden name.",
        witness=(create(), attributes("name"), add(group="vip"), change(group="vip", name="null"), get()),
        fault=sent("updateFace", without_null),
    ),
    Mutant(
        "getFace.numbers-guessed",
        kind="text-coerced",
        requirement="getFace.values.stored",
        sentence="An attribute's value that looks like a number is shown as a number.",
        why="The same field is text for one customer and a number for the next.",
        witness=(create(), attributes("weight"), add(group="vip", weight="60"), get()),
        fault=answered("getFace", numbers_guessed),
    ),
]
