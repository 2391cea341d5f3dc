"""The cases of the public parameters and of the signature, for any operation."""

from __future__ import annotations

import time
from collections.abc import Iterator

from conformance.spec import Operation, load_spec
from conformance.suite.cases.case import Case, Change
from conformance.suite.world import World
from conformance.wire import Call

DAY = 24 * 3600


def public_cases(operation: Operation) -> list[Case]:
    """Every case of app_id, random, timestamp and sign."""
    return [
        *_presence(operation),
        *_random(operation),
        *_timestamp(operation),
        *_sign(operation),
        *_tampered(operation),
        *_transport(operation),
    ]


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
    yield Case("random", "symbols", form, _public("random", "12-45.78"))
    yield Case("random", "letters", "random.letters", _public("random", "a1b2c3d4"))


def _random_of(digit: str, length: int) -> Change:
    """Digits that change from second to second, so that no random is sent twice."""

    def change(call: Call, _: World) -> Call:
        text = f"{digit}{time.monotonic_ns() // 1000}"
        return call.with_public(random=(text * (length // len(text) + 1))[:1] + _tail(text, length))

    return change


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
    yield Case("sign", "other-secret", wrong, lambda call, world: call.signed("correct", world.secret + "x"))
    yield Case("sign", "no-secret", wrong, lambda call, _: call.signed("correct", ""))
    yield Case("sign", "empty-field-signed", wrong, lambda call, _: call.but(zz_empty="").signed("with-empties"))
    yield Case("sign", "lower-case", "sign.case", lambda call, _: call.signed("lower"))


def _tampered(operation: Operation) -> Iterator[Case]:
    """Whatever is changed, added or removed once the sign stands breaks it; the order of the fields does not."""
    wrong = f"{operation.name}.sign.wrong"
    for name in ("app_id", "random", "timestamp"):
        yield Case(name, "changed-after-signing", wrong, _changed(name))
    for parameter in operation.parameters:
        if parameter.kind.type != "file":
            yield Case(parameter.name, "changed-after-signing", wrong, _changed(parameter.name))
            yield Case(parameter.name, "removed-after-signing", wrong, _removed(parameter.name))
    if operation.user_attributes:
        yield Case("item", "changed-after-signing", wrong, _changed("hobby"))
    yield Case("unknown", "unsigned", wrong, lambda call, _: call.tampered(zz_unsigned="1"))
    accepts = f"{operation.name}.answer.accepts"
    yield Case("sign", "fields-reversed", accepts, lambda call, _: call.in_order("reversed"))
    yield Case("sign", "fields-sorted", accepts, lambda call, _: call.in_order("sorted"))


def _changed(name: str) -> Change:
    """The last character is another one. A call that has no such field stays as it is, with a field unsigned."""

    def change(call: Call, world: World) -> Call:
        value = call.value_of(name)
        if name in ("app_id", "random", "timestamp"):
            value = world.public(name)
            return call.with_public(**{name: value}).tampered(**{name: _other(value)})
        return call.tampered(**{name: _other(value) if value else "1"})

    return change


def _removed(name: str) -> Change:
    def change(call: Call, _: World) -> Call:
        return call.tampered(**{name: None}) if call.value_of(name) else call.tampered(**{name: "1"})

    return change


def _other(text: str) -> str:
    return text[:-1] + ("1" if text[-1] != "1" else "2")


def _transport(operation: Operation) -> Iterator[Case]:
    post = f"{operation.name}.method.post-only"
    for method in ("GET", "PUT", "DELETE"):
        yield Case("method", method, post, _by(method))
    yield Case("method", "GET-with-body", post, lambda call, _: call.by("GET", with_body=True))
    accepts = f"{operation.name}.answer.accepts"
    yield Case("body", "in-pieces", accepts, lambda call, _: call.in_pieces(7))
    yield Case("body", "empty", accepts, lambda call, _: call.broken(lambda _: b""))
    yield Case("body", "cut", accepts, lambda call, _: call.broken(lambda body: body[: len(body) * 2 // 3]))
    yield Case("body", "garbage", accepts, lambda call, _: call.broken(lambda _: b"\x00\xff=%%%&&&=;" * 20))


def _by(method: str) -> Change:
    return lambda call, _: call.by(method)
