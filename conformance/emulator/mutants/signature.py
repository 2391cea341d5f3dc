"""Holes in the signature, and signatures that are understood wrongly."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

from conformance.emulator import signature
from conformance.emulator.authentication import Gate, check_sign
from conformance.emulator.form import Pairs
from conformance.emulator.mutants.model import Fault, Mutant
from conformance.emulator.mutants.patches import check
from conformance.emulator.mutants.witness import add, create, groups, listed, sent
from conformance.emulator.refusal import Refused
from conformance.emulator.request import Request
from conformance.emulator.service import Service

PUBLIC = ("app_id", "random", "timestamp")


def fits(gate: Gate, request: Request, sign: str) -> bool:
    """Whether the request carries that sign."""
    sent_sign = request.values.get("sign", "")
    return signature.equal(sent_sign, sign, gate.readings["sign.case"])


def or_else(other: Callable[[Gate, Request], bool]) -> Fault:
    """What the good check refuses may still come in by another rule."""

    def instead(gate: Gate, request: Request, now: float) -> None:
        try:
            check_sign(gate, request, now)
        except Refused:
            if not other(gate, request):
                raise

    return check("sign", instead)


def only_over(pairs_of: Callable[[Request], Pairs], text_limit: int | None = None) -> Fault:
    """The sign is understood to be over other pairs than it is, and its text not longer than so many characters."""

    def instead(gate: Gate, request: Request, now: float) -> None:  # noqa: ARG001 - every check takes the time
        text = text_of(pairs_of(request), gate.secret_key)[:text_limit]
        if not fits(gate, request, md5(text)):
            raise Refused("bad-signature", "sign doesn't fit")

    return check("sign", instead)


def text_of(pairs: Pairs, secret_key: str) -> str:
    """The text of a signature over just these pairs, in their order."""
    return "&".join([f"{name}={value}" for name, value in pairs if name != "sign"] + [f"key={secret_key}"])


def md5(text: str) -> str:
    """The sign of a text."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper()


def in_order(request: Request) -> Pairs:
    """The pairs as they are to be signed."""
    return sorted(((name, value) for name, value in request.pairs if value), key=lambda pair: pair[0])


def with_empties(request: Request) -> Pairs:
    """The empty ones too."""
    return sorted(request.pairs, key=lambda pair: pair[0])


def with_files(request: Request) -> Pairs:
    """The files too."""
    files = [(name, content.decode("latin-1")) for name, content in request.files.items()]
    return sorted([*in_order(request), *files], key=lambda pair: pair[0])


def documented(request: Request) -> Pairs:
    """Those that the document names."""
    names = {parameter.name for parameter in request.operation.parameters} | {*PUBLIC, "Description"}
    return [pair for pair in in_order(request) if pair[0] in names]


def keyless(gate: Gate, request: Request) -> bool:
    """A sign that anybody can make."""
    text = "&".join(f"{name}={value}" for name, value in in_order(request) if name != "sign")
    return fits(gate, request, md5(text))


def public_only(gate: Gate, request: Request) -> bool:
    """A sign over the public parameters."""
    pairs = [pair for pair in in_order(request) if pair[0] in PUBLIC]
    return fits(gate, request, md5(text_of(pairs, gate.secret_key)))


def begins_right(gate: Gate, request: Request) -> bool:
    """A sign of which eight characters are right."""
    right = signature.sign_of(list(request.values.items()), gate.secret_key)
    return hmac.compare_digest(request.values.get("sign", "")[:8].encode(), right[:8].encode())


def multipart(gate: Gate, request: Request) -> bool:  # noqa: ARG001 - rules take the gate
    """Any sign of a multipart request."""
    return not request.urlencoded and bool(request.values.get("sign"))


def unsigned_read(gate: Gate, request: Request) -> bool:  # noqa: ARG001
    """No sign, where nothing is changed."""
    return request.operation.effect == "read" and not request.values.get("sign")


def seen_before(service: Service) -> None:
    """A sign that was right once is right for everything."""
    known: set[str] = set()

    def instead(gate: Gate, request: Request, now: float) -> None:
        sign = request.values.get("sign", "")
        if sign not in known:
            check_sign(gate, request, now)
            known.add(sign)

    service.gate.checks["sign"] = instead


MUTANTS = [
    Mutant(
        "authentication.multipart-unchecked",
        kind="signature-hole",
        requirement="addFace.sign.wrong",
        sentence="The sign of multipart requests is not checked.",
        why="Anybody in the shop's network can add faces to the gold-card group.",
        witness=(sent(add(), "wrong"),),
        fault=or_else(multipart),
    ),
    Mutant(
        "authentication.eight-characters",
        kind="signature-hole",
        requirement="createGroup.sign.wrong",
        sentence="Only the first eight characters of the sign are compared.",
        why="A sign can be guessed in an afternoon.",
        witness=(sent(create(), "wrong"),),
        fault=or_else(begins_right),
    ),
    Mutant(
        "authentication.public-only",
        kind="signature-hole",
        requirement="createGroup.sign.wrong",
        sentence="A sign over app_id, random and timestamp alone is enough.",
        why="Whoever overhears one request can send any other with its sign.",
        witness=(sent(create(), "over app_id,random,timestamp"),),
        fault=or_else(public_only),
    ),
    Mutant(
        "authentication.keyless",
        kind="signature-hole",
        requirement="getGroupList.sign.wrong",
        sentence="A sign that was made without the secret key is accepted.",
        why="The secret key protects nothing.",
        witness=(sent(groups(), "keyless"),),
        fault=or_else(keyless),
    ),
    Mutant(
        "authentication.reads-unsigned",
        kind="signature-hole",
        requirement="getFaceList.sign.required",
        sentence="Requests that change nothing are answered without a sign.",
        why="Anybody in the shop's network reads the customers' data.",
        witness=(listed(sign=None),),
        fault=or_else(unsigned_read),
    ),
    Mutant(
        "authentication.seen-before",
        kind="signature-hole",
        requirement="createGroup.sign.wrong",
        sentence="A sign that was right once is right for every later request.",
        why="Whoever overhears one request owns the camera.",
        witness=(groups(), sent(create(), "before")),
        fault=seen_before,
    ),
    Mutant(
        "authentication.text-256",
        kind="signature-misread",
        requirement="createGroup.answer.accepts",
        sentence="The text of a signature is cut after 256 characters, so that longer requests are refused.",
        why="Long names and descriptions fail, with a message about the credentials.",
        witness=(create("n" * 96, description="d" * 150),),
        fault=only_over(in_order, text_limit=256),
    ),
    Mutant(
        "authentication.file-signed",
        kind="signature-misread",
        requirement="addFace.answer.accepts",
        sentence="The file is expected to take part in the signature.",
        why="No app made by the document can register a face.",
        witness=(add(),),
        fault=only_over(with_files),
    ),
    Mutant(
        "authentication.empties-signed",
        kind="signature-misread",
        requirement="getFaceList.sign.empty-fields",
        sentence="Empty parameters are expected to take part in the signature.",
        why="Forms with an empty field are refused, with a message about the credentials.",
        witness=(sent(listed(page_num=""), signed="empties"),),
        fault=only_over(with_empties),
    ),
    Mutant(
        "authentication.attributes-unsigned",
        kind="signature-misread",
        requirement="addFace.answer.accepts",
        sentence="User-defined attributes are expected not to take part in the signature.",
        why="Customers can be registered only without a phone number.",
        witness=(add(hobby="golf"),),
        fault=only_over(documented),
    ),
    Mutant(
        "authentication.as-sent",
        kind="signature-misread",
        requirement="createGroup.answer.accepts",
        sentence="Parameters are expected to be signed in the order in which they are sent, not sorted.",
        why="Whether a request is accepted depends on the app's programming language.",
        witness=(create(),),
        fault=only_over(lambda request: [pair for pair in request.pairs if pair[1]]),
    ),
]
