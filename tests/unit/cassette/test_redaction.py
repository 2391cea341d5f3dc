"""Secrets never reach the disk, in whatever form they travel; and a line with secrets masked is still a line."""

import base64
import copy
import json
import re
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from recording import CREDENTIALS, HEADER, SIGN, checked, exchange

from conformance.cassette import Cassette, Header, Redactor, Writer
from conformance.cassette.needles import Needles
from conformance.wire import Credentials, Fault, FilePart, sign
from conformance.wire.text import to_bytes

SECRETS = [
    "12345678",
    "0123456789abcdef0123456789ABCDEF",
    "vip",
    "k3Y",
    "pass word+with/odd%chars&=",
    "schlüssel-人-😀",
    "quo\"te\\back\\\\slash'",
    "line\nbreak\ttab",
    "fields",
    "response",
    "masked",
    "nothing",
    "\\\\\\\\",
    "...*[a](b)^$|?+",
]


def forms(secret):
    """The forms in which a secret is looked for. Written apart from the package."""
    raw = secret.encode()
    yield "plain", secret
    yield "upper case", "".join(character.upper() if character.isascii() else character for character in secret)
    yield "percent", quote(secret, safe="")
    yield "percent lower", re.sub("%..", lambda found: found.group().lower(), quote(secret, safe=""))
    yield "form", quote_plus(secret)
    yield "fully percent", "".join(f"%{byte:02X}" for byte in raw)
    yield "fully percent lower", "".join(f"%{byte:02x}" for byte in raw)
    yield "twice percent", quote(quote(secret, safe=""), safe="")
    yield "json", json.dumps(secret)[1:-1]
    yield "json utf-8", json.dumps(secret, ensure_ascii=False)[1:-1]
    units = secret.encode("utf-16-be")
    escaped = "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
    yield "fully json", escaped
    yield "fully json upper", escaped.upper().replace("\\U", "\\u")
    yield "json in json", json.dumps(json.dumps(secret)[1:-1])[1:-1]
    yield "hex", raw.hex()
    yield "hex upper", raw.hex().upper()
    for lead in range(3):
        for tail in (b"", b"\xff", b"zz"):
            encoded = base64.b64encode(b"\x5a\xa5"[:lead] + raw + tail).decode()
            yield f"base64 {lead} {tail!r}", encoded
            yield f"url-safe base64 {lead} {tail!r}", encoded.translate(str.maketrans("+/", "-_"))


def found_in(text, secret):
    """The forms of a secret that a text holds; what base64 has of its neighbours does not count."""
    raw = secret.encode()
    for name, form in forms(secret):
        if "base64" not in name and form in text:
            yield name
    for piece in re.findall(r"[A-Za-z0-9+/_-]{4,}", text):
        for start in range(4):
            part = piece[start:].translate(str.maketrans("-_", "+/"))
            part = part[: len(part) // 4 * 4]
            if part and raw in base64.b64decode(part):
                yield "base64"


def foreign(line):
    """What people and devices wrote in a line: all of it but the line's own names and numbers."""
    request, response = line.get("request", {}), line.get("response", {})
    parts = [request.get("path"), request.get("method"), request.get("fields"), request.get("headers")]
    parts += [[part["name"], part["filename"], part["type"]] for part in request.get("files", ())]
    parts += [response.get(name) for name in ("type", "json", "text", "base64")]
    parts += [line.get("fault", {}).get("text"), line.get("device"), line.get("run")]
    return "\n".join(json.dumps(part) + json.dumps(part, ensure_ascii=False) for part in parts if part)


DOCUMENTED = Redactor(CREDENTIALS)


def looking_for(*secrets):
    """A redactor without the slow key of the tokens, which plays no part here."""
    redactor = copy.copy(DOCUMENTED)
    redactor._needles = Needles([*secrets, CREDENTIALS.app_id])
    return redactor


def redacted(secret, *extra, **more):
    """The text of the line of an exchange, and the line."""
    redactor = looking_for(secret, *extra)
    text = redactor.exchange_text(exchange(**more))
    line = json.loads(text)
    assert line == json.loads(json.dumps(redactor.exchange_line(exchange(**more)), ensure_ascii=True))
    return text, line


PLACES = {
    "field": lambda form: {"fields": [("remark", f"<{form}>")]},
    "field name": lambda form: {"fields": [(f"<{form}>", "x")]},
    "path": lambda form: {"path": f"/openapi/<{form}>"},
    "file name": lambda form: {"files": (FilePart("p", f"<{form}>", f"<{form}>", b"x"),)},
    "answer": lambda form: {"body": to_bytes(json.dumps({"msg": f"<{form}>", f"<{form}>": [f"<{form}>"]}))},
    "answer in utf-8": lambda form: {"body": to_bytes(json.dumps([f"<{form}>"], ensure_ascii=False))},
    "html": lambda form: {"body": to_bytes(f"<html>{form}</html>")},
    "binary": lambda form: {"body": b"\xff<" + to_bytes(form) + b">\xfe"},
    "content type": lambda form: {"content_type": f"<{form}>"},
    "header": lambda form: {"headers": (("Content-Type", f"<{form}>"),)},
    "fault": lambda form: {"fault": Fault("protocol", f"<{form}>")},
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("secret", SECRETS)
def test_no_form_of_a_secret_is_left_anywhere(secret, place):
    redactor = looking_for(secret)
    for name, form in forms(secret):
        text = redactor.exchange_text(exchange(**PLACES[place](form)))
        line = json.loads(text)
        assert list(found_in(foreign(line), secret)) == [], (name, text)
        assert line["masked"] >= 1, name
        assert line["kind"] == "exchange"
        assert line["request"]["operation"] == "createGroup"


@pytest.mark.parametrize("secret", SECRETS)
def test_what_holds_no_secret_stays_as_it_is(secret):
    text, line = redacted(secret, fields=[("name", "a group"), ("capacity", "10")], body=b'{"code":0,"data":{"a":1}}')
    assert line["request"]["fields"][3:] == [["name", "a group"], ["capacity", "10"]]
    assert line["response"]["json"] == {"code": 0, "data": {"a": 1}}
    assert "masked" not in line
    assert "*" not in text


@pytest.mark.parametrize("secret", ["fields", "response", "code", "json", "2020", "200", "exchange", "correct"])
def test_the_lines_own_names_and_words_are_never_masked(secret):
    """It is a secret where a device or a person wrote it, and a word of the format where we did."""
    _, line = redacted(secret, fields=[("name", f"my {secret}")], body=json.dumps({"x": secret}).encode())
    assert {"kind", "n", "at", "ms", "request", "response", "masked"} == line.keys()
    assert {"method", "path", "operation", "encoding", "auth", "fields"} == line["request"].keys()
    assert line["response"]["status"] == 200
    assert line["at"].startswith("2020")
    assert line["request"]["fields"][3] == ["name", "my " + "*" * len(secret)]
    assert line["response"]["json"] == {"x": "*" * len(secret)}
    assert line["masked"] == 2 + (secret == "json")  # application/json


@pytest.mark.parametrize("secret", ["", "1", "12", "ab"])
def test_what_is_shorter_than_three_bytes_is_no_secret(secret):
    _, line = redacted(secret, fields=[("name", "12 ab 1")])
    assert line["request"]["fields"][3] == ["name", "12 ab 1"]
    assert "masked" not in line


def test_a_number_that_is_the_secret():
    _, line = redacted("12345678", body=b'{"code":0,"data":[12345678,123456,-12345678.5,true]}')
    assert line["response"]["json"] == {"code": 0, "data": ["********", 123456, "-********.5", True]}


def test_a_short_number_is_a_count():
    _, line = redacted("100", body=b'{"code":0,"num":100}', fields=[("capacity", "100")])
    assert line["response"]["json"] == {"code": 0, "num": 100}
    assert line["request"]["fields"][3] == ["capacity", "***"]


def test_further_secrets():
    _, line = redacted("12345678", "p12 password", "other one", fields=[("a", "P12+PASSWORD"), ("b", "b3RoZXIgb25l")])
    assert [value for _, value in line["request"]["fields"][3:]] == ["*" * 12, "*" * 12]


# ----------------------------------------------------------------- sign and app_id


def test_the_sign_is_never_written():
    own = [("sign", SIGN.lower()), ("Sign", "ABC"), ("SIGN", "x")]
    text, line = redacted("12345678", fields=own)
    assert "sign" not in {name.lower() for name, _ in line["request"]["fields"]}
    assert SIGN.lower() not in text.lower()


@pytest.mark.parametrize("body", [{"msg": f"bad sign {SIGN}"}, {SIGN.lower(): 1}, f"<html>{SIGN}"])
def test_a_device_that_repeats_the_sign(body):
    """With the sign and the rest of the request anybody could try secrets."""
    raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    text, line = redacted("12345678", body=raw)
    assert SIGN.lower() not in text.lower()
    assert line["masked"] == 1


def app_id_of(app_id, secret="12345678"):
    redactor = Redactor(Credentials(app_id, secret))
    return redactor.value("app_id", app_id)


def shape(text):
    classes = (str.isdigit, str.isupper, str.islower)
    return [(len(to_bytes(c)), *(is_one(c) and c.isascii() for is_one in classes)) for c in text]


@given(st.text(min_size=1, max_size=20) | st.from_regex(r"[A-Z0-9]{8,14}", fullmatch=True))
def test_an_app_id_becomes_a_token_of_the_same_shape(app_id):
    redactor = REDACTORS[0]
    found = redactor.value("app_id", app_id)
    assert shape(found) == shape(app_id)
    assert found == redactor.value("app_id", app_id)


REDACTORS = [Redactor(Credentials("a", key)) for key in ("12345678", "87654321")]


@given(st.from_regex(r"[A-Z0-9]{8,14}", fullmatch=True))
def test_another_key_gives_another_token(app_id):
    first, second = (redactor.value("app_id", app_id) for redactor in REDACTORS)
    assert len({first, second, app_id}) == 3


@given(st.text(st.characters(codec=None)))
@example("\u023a")  # longer in lower case
def test_a_token_of_anything(text):
    found = REDACTORS[0].value("SN", text)
    assert len(found) == len(text)
    assert len(to_bytes(found)) == len(to_bytes(text))


def test_the_app_id_is_a_token_in_requests_and_in_answers_and_nowhere_readable():
    body = {
        "app_id": "JO83UNV983U9OR",
        "data": {"sn": "FS101D8BS00106", "list": [{"APP_ID": "JO83UNV983U9OR"}]},
        "m": "JO83UNV983U9OR!",
    }
    text, line = redacted("12345678", fields=[("sn", "FS101D8BS00106")], body=json.dumps(body).encode())
    values = dict(line["request"]["fields"])
    answer = line["response"]["json"]
    assert answer["app_id"] == answer["data"]["list"][0]["APP_ID"] == values["app_id"]
    assert answer["data"]["sn"] == values["sn"] != "FS101D8BS00106"
    assert answer["m"] == "*" * 14 + "!"
    assert "JO83UNV983U9OR" not in text
    assert "FS101D8BS00106" not in text


def test_attributes_that_are_named_like_secrets_keep_their_place():
    _, line = redacted("12345678", fields=[("key", "my value"), ("secret_key", "abc")])
    values = dict(line["request"]["fields"])
    assert len(values["key"]) == 8
    assert values["key"] != "my value"
    assert "secret_key" in values


# ----------------------------------------------------------------- whole cassettes


def test_the_chain_is_over_the_masked_text(tmp_path):
    path = tmp_path / "run.jsonl"
    header = Header("tests", {"url": "https://12345678@camera", "12345678": 1}, "p-12345678", "0")
    with Writer(path, header, Redactor(CREDENTIALS, ["p12 password"])) as writer:
        for number, (_, form) in enumerate(forms("12345678"), 1):
            writer(exchange(number, [("x", form)], body=json.dumps({"y": form}).encode()))
    assert len(checked(path)) == 2 + len(list(forms("12345678")))
    for text in path.read_text().splitlines():
        assert list(found_in(foreign(json.loads(text)), "12345678")) == []
    assert CREDENTIALS.app_id not in path.read_text()


def test_nothing_of_a_real_signed_request_is_left(tmp_path):
    fields = [("name", "vip"), ("description", urlencode({"key": "12345678"}))]
    real = sign([("app_id", CREDENTIALS.app_id), *fields], "12345678")
    path = tmp_path / "run.jsonl"
    with Writer(path, HEADER, Redactor(CREDENTIALS)) as writer:
        writer(exchange(fields=[*fields, ("sign", real)]))
    assert real not in path.read_text()
    assert "12345678" not in path.read_text()


ANY_SECRET = st.text(st.characters(codec="utf-8"), min_size=3, max_size=12)


@given(ANY_SECRET, st.data())
def test_any_secret_in_any_form(secret, data):
    form = data.draw(st.sampled_from([form for _, form in forms(secret)]))
    arguments = data.draw(st.sampled_from(list(PLACES.values())))(form)
    redactor = looking_for(secret)
    text = redactor.exchange_text(exchange(**arguments))
    line = json.loads(text)
    shown = foreign(line)
    assert [name for name in found_in(shown, secret) if set(secret) != {"*"}] == []


@pytest.mark.parametrize("secret", ["createGroup", "claim", "kept", "a needle"])
def test_what_an_event_tells_is_masked_and_its_own_words_are_not(secret, tmp_path):
    redactor = Redactor(Credentials("a", secret))
    event = {"event": "claim", "requirement": "createGroup.name.taken", "finding": "kept", "exchanges": [1]}
    with Writer(tmp_path / "run.jsonl", HEADER, redactor) as writer:
        writer.note({**event, "reason": f"it is {secret!r}", "json": [{secret: f"<{secret}>"}, 1]})
    with Cassette.open(tmp_path / "run.jsonl") as cassette:
        (line,) = [line for line in cassette if line["kind"] == "event"]
    assert {key: line[key] for key in event} == event
    assert secret not in json.dumps([line["reason"], line["json"]])
    assert line["masked"] == 3
