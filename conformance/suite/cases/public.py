"""The cases of the public parameters and of the signature, for any operation."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from conformance.run.outcomes import Untested
from conformance.spec import Operation, load_spec
from conformance.suite.cases.case import Case, Change
from conformance.suite.examples import ATTRIBUTES
from conformance.suite.world import World
from conformance.wire import Call
from conformance.wire.call import Sign

DAY = 24 * 3600


def public_cases(operation: Operation) -> list[Case]:
    """Every case of app_id, random, timestamp and sign."""
    return [
        *_unknown(operation),
        *_presence(operation),
        *_random(operation),
        *_timestamp(operation),
        *_sign(operation),
        *_tampered(operation),
        *_transport(operation),
    ]


def _unknown(operation: Operation) -> Iterator[Case]:
    """First of all: what a field that no table names does, tells what else it may be refused for."""
    if not operation.user_attributes:
        yield Case("unknown", "signed", "parameter.unknown", lambda call, _: call.but(zz_unknown="1"))


def _with_unknown(operation: Operation, change: Callable[[Call], Call]) -> Change:
    """A field that no table names tells nothing of the signature where such a one is refused anyway."""

    def changed(call: Call, world: World) -> Call:
        if not operation.user_attributes and _refuses_unknown(world):
            raise Untested("not observable on this camera: it refuses any parameter that no table names")
        return change(call)

    return changed


def _refuses_unknown(world: World) -> bool:
    """How the camera takes a field that no table names (point 51); a list of groups shows it, if nothing has yet."""
    readings = world.ipc.judge.readings
    if readings.value("parameter.unknown") is None:
        world.ipc.send(Call.of("getGroupList").but(zz_unknown="1"))
    return readings.value("parameter.unknown") == "refused"


def _empty_signed(call: Call) -> Call:
    return call.but(zz_empty="").signed("with-empties")


def _presence(operation: Operation) -> Iterator[Case]:
    for parameter in load_spec().public:
        name = parameter.name
        requirement = f"{operation.name}.{name}.required"
        if name == "sign":
            yield Case(name, "absent", requirement, lambda call, _: call.tampered(sign=None))
            yield Case(name, "empty", requirement, lambda call, _: call.tampered(sign=""))
        else:
            yield Case(name, "absent", requirement, _public(name, None))
            yield Case(name, "empty", requirement, _public(name, ""))
    yield Case("app_id", "other", "app_id.other", lambda call, world: call.with_public(app_id=_longer(world)))


def _longer(world: World) -> str:
    return world.public("app_id") + "X"


def _public(name: str, value: str | None) -> Change:
    return lambda call, _: call.with_public(**{name: value})


def _random(operation: Operation) -> Iterator[Case]:
    kind = next(parameter.kind for parameter in load_spec().public if parameter.name == "random")
    least, most = kind.min_length or 0, kind.max_length or 0
    form, accepts = f"{operation.name}.random.form", f"{operation.name}.answer.accepts"
    yield Case("random", "min-1", form, _random_of("1", least - 1))
    yield Case("random", "min", accepts, _random_of("2", least))
    yield Case("random", "max", accepts, _random_of("3", most))
    yield Case("random", "max+1", form, _random_of("4", most + 1))
    yield Case("random", "far-beyond", form, _random_of("5", 20 * most))
    yield Case("random", "symbols", form, lambda call, _: call.with_public(random=f"{_clock(4)}-{_clock(4)[::-1]}"))
    yield Case("random", "letters", "random.letters", lambda call, _: call.with_public(random=f"a{_clock(7)}z"))


def _random_of(digit: str, length: int) -> Change:
    """Digits that change from second to second, so that no random is sent twice."""

    def change(call: Call, _: World) -> Call:
        text = f"{digit}{time.monotonic_ns() // 1000}"
        return call.with_public(random=(text * (length // len(text) + 1))[:1] + _tail(text, length))

    return change


def _clock(digits: int) -> str:
    """The last digits of the microseconds, so that no random is sent twice."""
    return str(time.monotonic_ns() // 1000)[-digits:]


def _tail(text: str, length: int) -> str:
    return (text * (length // len(text) + 2))[-(length - 1) :] if length > 1 else ""


def _timestamp(operation: Operation) -> Iterator[Case]:
    form = f"{operation.name}.timestamp.form"
    yield Case("timestamp", "word", form, _public("timestamp", "abcdefghij"))
    yield Case("timestamp", "one-digit-less", form, lambda call, world: _at(call, world, lambda now: now // 10))
    yield Case("timestamp", "one-digit-more", form, lambda call, world: _at(call, world, lambda now: now * 10))
    yield Case("timestamp", "milliseconds", form, lambda call, world: _at(call, world, lambda now: now * 1000))
    yield Case("timestamp", "leading-zeros", form, lambda call, world: _at(call, world, lambda now: f"00{now}"))
    yield Case("timestamp", "far-beyond", form, _public("timestamp", "9" * 40))
    yield Case("timestamp", "negative", form, lambda call, world: _at(call, world, lambda now: -now))
    yield Case(
        "timestamp", "stale", "timestamp.window", lambda call, world: _at(call, world, lambda now: now - 3 * DAY)
    )
    yield Case(
        "timestamp", "future", "timestamp.window", lambda call, world: _at(call, world, lambda now: now + 3 * DAY)
    )


def _at(call: Call, world: World, change: object) -> Call:
    assert callable(change)
    return call.with_public(timestamp=str(change(int(world.ipc.client.camera_time()))))


def _sign(operation: Operation) -> Iterator[Case]:
    wrong = f"{operation.name}.sign.wrong"
    yield Case("sign", "wrong", wrong, lambda call, _: call.signed("wrong"))
    yield Case("sign", "zeros", wrong, lambda call, _: call.tampered(sign="0" * 32))
    yield Case("sign", "word", wrong, lambda call, _: call.tampered(sign="sign"))
    for how in ("wrong-middle", "wrong-last", "cut-1", "cut-8", "cut-31", "longer", "keyless"):
        yield Case("sign", how, wrong, _signed(how))
    texts = [parameter.name for parameter in operation.parameters if parameter.kind.type != "file"]
    if texts:
        yield Case("sign", "public-only", wrong, _signed_public_only(texts[0]))
    yield Case("sign", "of-another-request", wrong, _signed_as_before)
    yield Case("sign", "other-secret", wrong, lambda call, world: call.signed("correct", world.secret + "x"))
    yield Case("sign", "no-secret", wrong, lambda call, _: call.signed("correct", ""))
    empty = f"{operation.name}.sign.empty-fields"
    yield Case("sign", "empty-field-signed", empty, _with_unknown(operation, _empty_signed))
    yield Case("sign", "lower-case", "sign.case", lambda call, _: call.signed("lower"))


def _signed_as_before(call: Call, world: World) -> Call:
    """With the sign of a request that the camera has just carried out."""
    before = world.ipc.send(Call.of("getGroupList")).request.values("sign")
    return call.tampered(sign=before[-1])


def _signed(how: Sign) -> Change:
    return lambda call, _: call.signed(how)


def _signed_public_only(name: str) -> Change:
    """The sign leaves the operation's own fields out, of which there must be one: a picture is no part of a sign."""

    def change(call: Call, _: World) -> Call:
        return (call if call.fields else call.but(**{name: _value(call, name)})).signed("public-only")

    return change


def _tampered(operation: Operation) -> Iterator[Case]:
    """A sign for something else than what is sent breaks it; the order of the fields does not.

    What is sent is a valid call, so that the sign is the one reason to refuse: it is made for another value, or
    without the field, or with one more.
    """
    wrong = f"{operation.name}.sign.wrong"
    for name in ("app_id", "random", "timestamp"):
        yield Case(name, "signed-otherwise", wrong, _signed_with_another_public(name))
    names = [parameter.name for parameter in operation.parameters if parameter.kind.type != "file"]
    for name in [*names, *([ATTRIBUTES[0]] if operation.user_attributes else [])]:
        yield Case(name, "signed-otherwise", wrong, _signed_with_another(name))
        yield Case(name, "not-signed", wrong, _signed_without(name))
    yield Case("sign", "one-field-more", wrong, lambda call, _: call.but(zz_more="1").tampered(zz_more=None))
    unsigned = f"{operation.name}.sign.unknown-fields" if operation.encoding == "form" else wrong
    yield Case("unknown", "unsigned", unsigned, _with_unknown(operation, lambda call: call.tampered(zz_unsigned="1")))
    accepts = f"{operation.name}.answer.accepts"
    yield Case("sign", "fields-reversed", accepts, lambda call, _: call.in_order("reversed"))
    yield Case("sign", "fields-sorted", accepts, lambda call, _: call.in_order("sorted"))


def _signed_with_another_public(name: str) -> Change:
    def change(call: Call, world: World) -> Call:
        value = world.public(name)
        return call.with_public(**{name: _other(value)}).tampered(**{name: value})

    return change


def _signed_with_another(name: str) -> Change:
    """The sign is for a call with another last character of this value."""

    def change(call: Call, _: World) -> Call:
        value = _value(call, name)
        return call.but(**{name: _other(value)}).tampered(**{name: value})

    return change


def _signed_without(name: str) -> Change:
    return lambda call, _: call.without(name).tampered(**{name: _value(call, name)})


def _value(call: Call, name: str) -> str:
    """The value of a field; for an optional one that the call leaves out, one that changes nothing."""
    usual = call.value_of("group_name") if name == "new_group_name" else "1"
    return call.value_of(name) or usual or "1"


def _other(text: str) -> str:
    return text[:-1] + ("1" if text[-1] != "1" else "2")


def _transport(operation: Operation) -> Iterator[Case]:
    post = f"{operation.name}.method.post-only"
    for method in ("GET", "PUT", "DELETE"):
        yield Case("method", method, post, _by(method, operation))
    if operation.encoding != "multipart":
        yield Case("method", "GET-with-body", post, lambda call, _: call.by("GET", with_body=True))
    accepts = f"{operation.name}.answer.accepts"
    yield Case("headers", "lower-case", accepts, lambda call, _: call.framed("lower-case-headers"))
    if operation.encoding == "multipart":
        yield Case("body", "picture-first", accepts, lambda call, _: call.framed("files-first"))
        yield Case("body", "quoted-boundary", accepts, lambda call, _: call.framed("quoted-boundary"))
    yield Case("body", "in-pieces", accepts, lambda call, _: call.in_pieces(7))
    yield Case("body", "empty", accepts, lambda call, _: call.broken(lambda _: b""))
    yield Case("body", "cut", accepts, lambda call, _: call.broken(lambda body: body[: len(body) * 2 // 3]))
    yield Case("body", "garbage", accepts, lambda call, _: call.broken(lambda _: b"\x00\xff=%%%&&&=;" * 20))


def _by(method: str, operation: Operation) -> Change:
    """By another method. A picture has no place in a query, so such a call keeps its body, whatever the method."""
    if operation.encoding == "multipart":
        return lambda call, _: replace(call, method=method)
    return lambda call, _: call.by(method)
