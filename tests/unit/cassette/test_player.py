"""Requests are answered by what they mean, refused where they are signed badly, and never guessed."""

import json
import random
import time
from dataclasses import replace

import pytest
from recording import CREDENTIALS, FAULT, HEADER, PICTURE

from conformance.cassette import Cassette, Redactor, Writer
from conformance.cassette.format import request_line
from conformance.cassette.player import Player
from conformance.wire import Call, Client, Credentials, FilePart, Response, Target, auth_state
from conformance.wire.digest import Digest
from conformance.wire.exchange import Exchange, Request
from conformance.wire.seal import Sealer

REDACTOR = Redactor(CREDENTIALS)


def request_of(call, credentials=CREDENTIALS, clock=time.time, seed=None):
    """A call as it arrives, freshly signed."""
    sealed = Sealer(credentials, clock, random.Random(seed)).seal(call)
    return Request(
        sealed.method, call.path, call.operation, call.encoding, sealed.fields, call.files,
        auth_state(sealed.fields, CREDENTIALS, time.time()),
    )  # fmt: skip


def answer(code=0, **data):
    return Response(200, (("Content-Type", "application/json"),), json.dumps({"code": code, "data": data}).encode())


@pytest.fixture
def cassette_of(tmp_path):
    def make(*exchanges, redactor=REDACTOR):
        path = tmp_path / "run.jsonl"
        with Writer(path, HEADER, redactor) as writer:
            for number, (request, came) in enumerate(exchanges, start=1):
                response, fault = (came, None) if isinstance(came, Response) else (None, came)
                writer(Exchange(number, request, response, fault, time.time(), 0.01))
        return Cassette.open(path)

    return make


CREATE = Call.of("createGroup", name="vip", capacity=10, description="é人")
LIST = Call.of("getGroupList")
ADD = Call.of("addFace", group_name="vip", faceid="1", age=20, pic=replace(PICTURE, name="pic"))


def recorded(*calls):
    return [(request_of(call), answer(at=number)) for number, call in enumerate(calls, start=1)]


def test_a_request_with_new_nonce_and_time_gets_the_recorded_answer(cassette_of):
    player = Player(cassette_of(*recorded(CREATE, LIST)), REDACTOR)
    reply = player.reply(request_of(LIST, seed=7))
    assert (reply.outcome, reply.number, reply.status) == ("recorded", 2, 200)
    assert json.loads(reply.body) == {"code": 0, "data": {"at": 2}}
    assert reply.headers == (("Content-Type", "application/json"),)
    assert player.unused() == [1]


def test_order_of_fields_and_names_of_files_do_not_count(cassette_of):
    player = Player(cassette_of(*recorded(ADD)), REDACTOR)
    part = FilePart("pic", "other.JPG", "image/pjpeg", PICTURE.data)
    again = replace(ADD, fields=ADD.fields[::-1], files=(part,), order="reversed")
    assert player.reply(request_of(again)).number == 1


def test_another_picture_counts(cassette_of):
    player = Player(cassette_of(*recorded(ADD)), REDACTOR)
    reply = player.reply(request_of(replace(ADD, files=(replace(ADD.files[0], data=b"other"),))))
    assert (reply.outcome, reply.status) == ("unmatched", 501)
    assert [each["field"] for each in json.loads(reply.body)["nearest"]["differences"]] == ["pic (file)"]


def test_the_nearest_is_named_with_each_difference(cassette_of):
    other = CREATE.but(name="staff", capacity=20)
    player = Player(cassette_of(*recorded(LIST, other, CREATE)), REDACTOR)
    reply = player.reply(request_of(CREATE.but(capacity=11)))
    assert json.loads(reply.body) == {
        "error": "createGroup: no such request was recorded",
        "nearest": {"exchange": 3, "differences": [{"field": "capacity", "recorded": "10", "sent": "11"}]},
    }
    assert reply.why.endswith("The nearest is exchange 3: capacity was '10' and is '11'")
    assert player.unmatched == 1


def test_an_operation_that_was_never_recorded(cassette_of):
    player = Player(cassette_of(*recorded(LIST)), REDACTOR)
    explained = json.loads(player.reply(request_of(CREATE)).body)
    assert explained["nearest"]["exchange"] == 1
    assert explained["nearest"]["differences"][0] == {
        "field": "operation", "recorded": "getGroupList", "sent": "createGroup",
    }  # fmt: skip


def test_nothing_recorded(cassette_of):
    reply = Player(cassette_of(), REDACTOR).reply(request_of(LIST))
    assert json.loads(reply.body) == {"error": "getGroupList: the cassette has no exchanges"}


def test_the_same_request_is_answered_in_recorded_order(cassette_of):
    cassette = cassette_of(*recorded(LIST, CREATE, LIST, LIST))
    player = Player(cassette, REDACTOR)
    assert [player.reply(request_of(LIST)).number for _ in range(3)] == [1, 3, 4]
    reply = player.reply(request_of(LIST))
    assert reply.outcome == "unmatched"
    assert "all recorded exchanges with this request were answered already, the last one was 4" in reply.why
    again = Player(cassette, REDACTOR, repeat=True)
    assert [again.reply(request_of(LIST)).number for _ in range(5)] == [1, 3, 4, 4, 4]


def test_meanings_that_alternate(cassette_of):
    calls = [LIST, CREATE] * 5
    player = Player(cassette_of(*recorded(*calls)), REDACTOR)
    assert [player.reply(request_of(LIST)).number for _ in range(5)] == [1, 3, 5, 7, 9]
    assert [player.reply(request_of(CREATE)).number for _ in range(5)] == [2, 4, 6, 8, 10]
    assert player.unused() == []


def test_used_up_before_its_next_one_is_indexed(cassette_of):
    player = Player(cassette_of(*recorded(LIST, CREATE, LIST, CREATE)), REDACTOR)
    calls = (LIST, LIST, CREATE, CREATE)
    assert [player.reply(request_of(call)).number for call in calls] == [1, 3, 2, 4]


def test_strict_order(cassette_of):
    player = Player(cassette_of(*recorded(LIST, CREATE, LIST)), REDACTOR, order="strict")
    assert player.reply(request_of(LIST)).number == 1
    reply = player.reply(request_of(LIST))
    assert reply.outcome == "unmatched"
    assert "exchange 2 comes next in the recording, and it is another request" in reply.why
    assert [player.reply(request_of(call)).number for call in (CREATE, LIST)] == [2, 3]
    assert "the recording is over" in player.reply(request_of(LIST)).why


BAD = {
    "wrong sign": (replace(LIST, sign="wrong"), 3),
    "lower-case sign": (replace(LIST, sign="lower"), 3),
    "no sign": (LIST.tampered(sign=None), 3),
    "another secret": (replace(LIST, secret_key="87654321"), 3),
    "no app_id": (LIST.with_public(app_id=None), 2),
    "short random": (LIST.with_public(random="1"), 2),
    "old timestamp": (LIST.with_public(timestamp="1593029283"), None),
}


@pytest.mark.parametrize("name", BAD)
def test_what_was_never_recorded_in_this_state_is_refused(cassette_of, name):
    player = Player(cassette_of(*recorded(LIST)), REDACTOR)
    reply = player.reply(request_of(BAD[name][0]))
    assert (reply.outcome, reply.status, reply.number) == ("refused", 200, None)
    assert json.loads(reply.body)["code"] != 0
    assert "was never recorded" in reply.why
    assert (player.refused, player.unmatched, player.unused()) == (1, 0, [1])


def test_a_recorded_state_gets_the_recorded_answer(cassette_of):
    wrong = request_of(replace(LIST, sign="wrong"))
    player = Player(cassette_of((wrong, answer(2)), *recorded(LIST)), REDACTOR)
    assert player.reply(request_of(replace(LIST, sign="wrong"))).number == 1
    assert player.reply(request_of(LIST)).number == 2


def test_it_refuses_as_the_recorded_camera_did(cassette_of):
    wrong = request_of(replace(CREATE, sign="wrong"))
    refusal = Response(401, (("Content-Type", "text/json"),), b'{"code":1,"msg":"sign"}')
    player = Player(cassette_of((wrong, refusal), *recorded(LIST)), REDACTOR)
    reply = player.reply(request_of(replace(LIST, sign="wrong")))
    assert (reply.outcome, reply.status, json.loads(reply.body)["msg"]) == ("refused", 401, "sign")
    assert player.unused() == [1, 2]


def test_how_another_path_was_refused_says_nothing_of_an_operation(cassette_of):
    page = replace(request_of(replace(CREATE, sign="wrong")), path="/index.html", operation="")
    player = Player(cassette_of((page, Response(404, (), b"")), *recorded(LIST)), REDACTOR)
    reply = player.reply(request_of(replace(LIST, sign="wrong")))
    assert (reply.outcome, reply.status, json.loads(reply.body)["code"]) == ("refused", 200, 3)


def test_an_answer_that_was_not_kept_is_told_and_not_made_up(cassette_of):
    large = Response(200, (("Content-Type", "image/jpeg"),), b"", Digest.of(b"x" * 5_000_000))
    player = Player(cassette_of((request_of(LIST), large)), REDACTOR)
    reply = player.reply(request_of(LIST))
    assert (reply.outcome, reply.status, reply.number) == ("unmatched", 501, 1)
    assert json.loads(reply.body) == {"error": reply.why}
    assert reply.why == "exchange 1 was answered with 5000000 bytes, which were not kept when it was recorded"
    assert (player.unmatched, player.unused()) == (1, [])


def test_redacted_values_match_by_their_digests(cassette_of):
    call = Call.of("createGroup", name="x").but(sn="ABC123")
    cassette = cassette_of(*recorded(call))
    assert b"ABC123" not in cassette.raw_at(0)
    assert Player(cassette, REDACTOR).reply(request_of(call.but(sn="ABC124"))).outcome == "unmatched"
    assert Player(cassette, REDACTOR).reply(request_of(call)).number == 1


def test_masked_values_match(cassette_of):
    call = CREATE.but(description=f"the key is {CREDENTIALS.secret_key}, isn't it")
    cassette = cassette_of(*recorded(call))
    assert CREDENTIALS.secret_key.encode() not in cassette.raw_at(0)
    assert Player(cassette, REDACTOR).reply(request_of(call)).number == 1


def test_without_the_secret_signs_and_redacted_values_are_not_told_apart(cassette_of):
    call = CREATE.but(sn="ABC123")
    player = Player(cassette_of(*recorded(call, call)), verified=False)
    request = request_of(call.but(sn="ZZZ"), Credentials("other", "unknown"))
    unknown = replace(request, auth=auth_state(request.fields, None, time.time()))
    assert player.reply(unknown).number == 1
    unsigned = request_of(call.tampered(sign=None))
    reply = player.reply(replace(unsigned, auth=auth_state(unsigned.fields, None, time.time())))
    assert reply.outcome == "refused"


def test_what_a_recorder_without_the_secret_saw_counts_as_well_signed(cassette_of):
    request = request_of(LIST)
    unknown = replace(request, auth=replace(request.auth, sign="unknown"))
    player = Player(cassette_of((unknown, answer())), REDACTOR)
    assert player.reply(request_of(replace(LIST, sign="wrong"))).outcome == "refused"
    assert player.reply(request_of(LIST)).number == 1


def test_faults_come_back_as_what_they_were(cassette_of):
    player = Player(cassette_of((request_of(LIST), FAULT)), REDACTOR)
    reply = player.reply(request_of(LIST))
    assert (reply.outcome, reply.fault, reply.status) == ("recorded", "timeout", 0)


def test_other_paths_are_known_by_method_and_path(cassette_of):
    request = replace(request_of(replace(LIST, path="/other")), operation="")
    player = Player(cassette_of((request, answer())), REDACTOR)
    assert player.reply(replace(request, path="/another")).outcome == "unmatched"
    assert player.reply(replace(request, method="PUT")).outcome == "unmatched"
    assert player.reply(request).number == 1


def test_summary(cassette_of):
    player = Player(cassette_of(*recorded(LIST, CREATE)), REDACTOR)
    for call in (LIST, replace(LIST, sign="wrong"), ADD):
        player.reply(request_of(call))
    assert list(player.summary()) == [
        "1 of 2 recorded exchanges were replayed",
        "1 requests were refused: they were signed in a way that was never recorded for them",
        "1 requests matched nothing that was recorded",
        "1 exchanges were not used: 2 createGroup",
    ]


def test_a_client_gets_what_another_client_recorded(plain_camera, tmp_path):
    """The same requests of two clients with other randoms, through the real recorder."""
    path = tmp_path / "run.jsonl"
    with (
        Writer(path, HEADER, REDACTOR) as writer,
        Client(Target(plain_camera), CREDENTIALS, observers=(writer,)) as ipc,
    ):
        answers = [ipc.send(call).answer for call in (LIST, CREATE, LIST, Call.of("deleteGroup", name="vip"))]
    player = Player(Cassette.open(path), REDACTOR)
    replies = [player.reply(request_of(call)) for call in (LIST, CREATE, LIST, Call.of("deleteGroup", name="vip"))]
    assert [json.loads(reply.body) for reply in replies] == answers


@pytest.mark.parametrize("verified", [True, False])
@pytest.mark.parametrize(
    "call",
    [LIST, CREATE, ADD, CREATE.but(sn="ABC"), CREATE.doubled("name", "x"), CREATE.but(name="12345678 %31 \\u0031")],
)
def test_the_short_way_to_a_meaning_is_the_long_one(cassette_of, call, verified):
    player = Player(cassette_of(), REDACTOR if verified else None, verified=verified)
    request = request_of(call)
    line = REDACTOR.request_line(request) if verified else request_line(request, lambda _, text: text)
    assert player.meaning(request) == player.matcher.lens.meaning(line)
