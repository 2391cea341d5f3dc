"""Public parameters, the signature and the form of bodies (facts 2.1, 2.2), beside the cases of each operation."""

from dataclasses import replace

from conformance.run.outcomes import Untested
from conformance.suite.cases.texts import SPECIAL
from conformance.suite.requirement import Check, requirement
from conformance.suite.world import World
from conformance.wire import Call, Client

# Seconds for an answer to what should get none.
PATIENCE = 2.0


@requirement("form.unencoded", "form.blank-before-name")
def test_body_as_in_the_samples(world: World) -> None:
    """Values as they are, and a blank before the first parameter behind the sign (points 3, 4)."""
    group = world.named_group("of three words")
    world.look([group])
    call = Call.of("getFaceInfoItem", group_name=group.name)
    plain = world.ipc.send(call.broken(lambda body: _unencoded(body, group.name)))
    world.ipc.reading("form.unencoded", "accepted" if plain.succeeded else "refused", plain)
    spaced = world.ipc.send(call.broken(lambda body: body.replace(b"&group_name=", b"& group_name=")))
    if spaced.succeeded:
        world.ipc.reading("form.blank-before-name", "ignored", spaced)
    elif plain.succeeded:
        world.ipc.reading("form.blank-before-name", "part-of-name", spaced)
    else:
        raise Untested("not observable on this camera: it refuses any blank in a body")


def _unencoded(body: bytes, name: str) -> bytes:
    """The body with the name as it is."""
    before, _, rest = body.partition(b"group_name=")
    _, separator, after = rest.partition(b"&")
    return before + b"group_name=" + name.encode() + separator + after


@requirement("device.sign.plain-values")
def test_values_are_signed_as_they_are(world: World) -> None:
    """Blanks, marks and letters beyond ASCII in what is signed, in a form and in multipart."""
    group = world.group(attributes=("hobby",))
    record = world.record(group, person=13, hobby="tennis")
    world.look([group])
    for text in SPECIAL.values():
        world.ipc.update_group(group.name, group.name, 20, f"signed: {text}")
        world.ipc.update_face(group.name, record.faceid, hobby=text)
    world.look([group])


@requirement("transport.https-only")
def test_plain_http(check: Check, world: World) -> None:
    """The same request without TLS: whatever comes, it is not carried out."""
    usual = world.ipc.client
    scheme, _, address = usual.target.url.partition("://")
    if scheme != "https":
        raise Untested("not observable on this camera: it is reached without TLS")
    world.look()
    # A client of its own: what comes, if anything, is no answer of the camera that the run goes on with.
    with Client(replace(usual.target, url=f"http://{address}", timeout=PATIENCE), usual.credentials) as plain:
        answer = plain.send(Call.of("getGroupList"))
    check("transport.https-only").that(not answer.succeeded, "plain HTTP to carry out nothing", "code 0 came")
