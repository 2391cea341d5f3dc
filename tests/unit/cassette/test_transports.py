"""httpx clients of other people: what they do is recorded, and answered again without a camera."""

import asyncio
import random
import ssl

import httpx
import pytest
from recording import CREDENTIALS, HEADER, PICTURE

from conformance.cassette import Cassette, Redactor, Writer
from conformance.cassette.transports import RecordTransport, ReplayTransport
from conformance.wire import Credentials, SignatureAuth

API = "/openapi/face"
AUTH = SignatureAuth(CREDENTIALS)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "app.jsonl"


def recorder(path, inner, credentials=CREDENTIALS):
    writer = Writer(path, HEADER, Redactor(CREDENTIALS))
    return writer, RecordTransport(inner, writer, credentials)


def session(client, url, boundary="x"):
    """What an app does: the answers."""
    files = {"pic": (f"{boundary}.jpg", PICTURE.data, "image/jpeg")}
    random_boundary = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    return [
        client.post(f"{url}{API}/createGroup", data={"name": "vip", "capacity": "5", "description": "x"}, auth=AUTH),
        client.post(f"{url}{API}/getGroupList", auth=AUTH),
        client.post(f"{url}{API}/addFace", data={"group_name": "vip"}, files=files, headers=random_boundary, auth=AUTH),
        client.get(f"{url}/index.html"),
        client.post(f"{url}{API}/deleteGroup", data={"name": "vip"}, auth=AUTH),
    ]


def test_what_was_recorded_is_replayed(plain_camera, path):
    writer, transport = recorder(path, httpx.HTTPTransport())
    with writer, httpx.Client(transport=transport) as client:
        live = session(client, plain_camera)
    replay = ReplayTransport(path, CREDENTIALS)
    with httpx.Client(transport=replay) as client:
        played = session(client, "https://elsewhere", boundary=f"b{random.getrandbits(64)}")
    assert [answer.status_code for answer in played] == [answer.status_code for answer in live]
    assert [answer.content for answer in played if answer.content] == [each.content for each in live if each.content]
    assert replay.player.unused() == []
    assert Cassette.open(path).complete


def test_async_clients(plain_camera, path):
    async def lists(transport):
        async with httpx.AsyncClient(transport=transport) as client:
            answers = [await client.post(f"{plain_camera}{API}/getGroupList", auth=AUTH) for _ in range(2)]
            return [answer.json() for answer in answers]

    writer, transport = recorder(path, httpx.AsyncHTTPTransport(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)))
    with writer:
        live = asyncio.run(lists(transport))
    assert asyncio.run(lists(ReplayTransport(path, CREDENTIALS))) == live


def test_without_credentials(plain_camera, path):
    writer, transport = recorder(path, httpx.HTTPTransport(), credentials=None)
    with writer, httpx.Client(transport=transport) as client:
        session(client, plain_camera)
    assert Cassette.open(path).exchange(1)["request"]["auth"]["sign"] == "unknown"
    with httpx.Client(transport=ReplayTransport(path)) as client:
        assert session(client, "https://elsewhere")[1].json()["code"] == 0


def test_a_wrong_signature_is_refused(plain_camera, path):
    writer, transport = recorder(path, httpx.HTTPTransport())
    with writer, httpx.Client(transport=transport) as client:
        session(client, plain_camera)
    replay = ReplayTransport(path, CREDENTIALS)
    other = SignatureAuth(Credentials(CREDENTIALS.app_id, "another secret"))
    with httpx.Client(transport=replay) as client:
        assert client.post(f"https://x{API}/getGroupList", auth=other).json()["code"] != 0
    assert replay.player.refused == 1


def test_faults_are_recorded_and_raised_again(path):
    errors = iter([httpx.ReadTimeout("slow"), httpx.RemoteProtocolError("gone"), httpx.ConnectError("no")])

    def fail(request):
        raise next(errors)

    writer, transport = recorder(path, httpx.MockTransport(fail))
    kinds = (httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.ConnectError)
    with writer, httpx.Client(transport=transport) as client:
        for kind in kinds:
            with pytest.raises(kind):
                client.post(f"https://x{API}/getGroupList", auth=AUTH)
    assert [line["fault"]["kind"] for line in Cassette.open(path).exchanges()] == ["timeout", "closed", "unreachable"]
    with httpx.Client(transport=ReplayTransport(path, CREDENTIALS)) as client:
        for kind in kinds:
            with pytest.raises(kind):
                client.post(f"https://x{API}/getGroupList", auth=AUTH)
