"""Twenty planted secrets, in every place and form in which they travel: none on disk, none in a log, nothing lost."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from support.commands import PATIENCE
from support.emulators import APP_ID, SECRET, Emulated
from support.recorders import Recorder, mitmdump, recorder

from conformance.wire import sign

pytestmark = pytest.mark.slow

pytest_plugins = ["support.fixtures"]

# Of letters and digits: what is left of a masked one can't be found by accident.
PLANTED = [f"planted{number:02}{'Qz7' * (1 + number % 4)}kW" for number in range(18)] + [SECRET, "geheim-schlüssel-人"]


def forms(secret: str) -> dict[str, str]:
    raw = secret.encode()
    return {
        "plain": secret,
        "percent": "".join(f"%{byte:02x}" for byte in raw),
        "quoted": quote(secret, safe=""),
        "json": json.dumps(secret)[1:-1],
        "escaped": "".join(f"\\u{ord(character):04x}" for character in secret),
        "hex": raw.hex(),
        "HEX": raw.hex().upper(),
        **{f"base64 {lead}": base64.b64encode(b"xyz"[:lead] + raw + b"!").decode() for lead in range(3)},
        **{f"url-safe {lead}": base64.urlsafe_b64encode(b"\xff\xfe\xfd"[:lead] + raw).decode() for lead in range(3)},
    }


def send(url: str, secret: str, form: str) -> int:
    """Requests with the secret in a form field, a file name, a part, headers, JSON, a path and a query."""
    fields = {"app_id": APP_ID, "random": "1234567", "timestamp": "1600000000", "name": form, "sn": secret}
    fields["sign"] = sign(fields.items(), SECRET)
    files = {"pic": (f"{form}.jpg", b"\xff\xd8" + form.encode(), "image/jpeg")}
    headers = {"Authorization": f"Bearer {form}", "Cookie": f"id={quote(form)}", "X-Note": quote(form)}
    typed = {"Content-Type": f"text/plain; note={quote(form)}"}
    with requests.Session() as session:
        session.trust_env = False
        answers = [
            session.post(f"{url}/openapi/face/createGroup", data=fields, headers=headers, timeout=PATIENCE),
            session.post(f"{url}/openapi/face/addFace", data=fields, files=files, timeout=PATIENCE),
            session.post(f"{url}/login", json={"password": form, form: [secret]}, timeout=PATIENCE),
            session.post(f"{url}/note", data=form.encode(), headers=typed, timeout=PATIENCE),
            session.get(f"{url}/{quote(form, safe='')}", params={"token": form}, timeout=PATIENCE),
        ]
    return len(answers)


def found_in(text: str) -> list[str]:
    lower = text.lower()
    return [
        f"{secret} as {name}"
        for secret in PLANTED
        for name, form in forms(secret).items()
        if (form in text if "base64" in name or "url-safe" in name else form.lower() in lower)
    ]


def sent_through(recording: Recorder, url: str) -> int:
    every = [(secret, form) for secret in PLANTED for form in forms(secret).values()]
    # Each secret in three forms, in turn, so that all forms occur.
    return sum(send(url, *each) for each in every[::4])


def left_in(folder: Path) -> str:
    """All that was written, and the names of the files."""
    return "\n".join(
        f"{file.name}\n{file.read_bytes().decode('utf-8', 'replace')}" for file in folder.rglob("*") if file.is_file()
    )


@pytest.mark.parametrize("through", ["record", "addon"])
def test_none_of_twenty_secrets_is_on_disk_or_in_a_log(tmp_path: Path, plain: Emulated, through: str) -> None:
    where = tmp_path / "recording"
    where.mkdir()
    values = tmp_path / "values"
    values.write_text("\n".join(PLANTED), encoding="utf-8")
    if through == "record":
        with recorder(where, plain.url, "--redact-values", values) as recording:
            number = sent_through(recording, recording.url)
            ended = recording.end()
    else:
        options = ["-q", "--mode", f"reverse:{plain.url}", "--set", "ipc_record=" + str(where / "app.jsonl")]
        with mitmdump(where, *options, "--set", f"ipc_redact_values={values}") as recording:
            number = sent_through(recording, f"http://{recording.url}")
            ended = recording.end()
    assert ended.status == 0
    assert len(recording.exchanges()) == number
    assert found_in(left_in(where)) == []


def test_the_search_would_find_them() -> None:
    for secret in PLANTED:
        for form in forms(secret).values():
            assert found_in(f"before {form} behind")
