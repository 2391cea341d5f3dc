"""The example of a signed request in shell, against the emulated camera."""

import json
import os
import subprocess
from pathlib import Path

SCRIPT = Path(__file__).with_name("signed_request.sh")


def run(url, secret_key="12345678"):
    environment = {
        "PATH": os.environ["PATH"], "IPC_URL": url, "IPC_APP_ID": "JO83UNV983U9OR", "IPC_SECRET_KEY": secret_key,
    }  # fmt: skip
    done = subprocess.run(["sh", SCRIPT], env=environment, capture_output=True, text=True, timeout=20, check=False)
    assert done.stderr == ""
    return [json.loads(line) for line in done.stdout.splitlines()]


def names(answer):
    return {group["name"] for group in answer["data"]["face_group"]}


def test_it_lists_and_creates(plain_camera):
    before, created, after = run(plain_camera)
    assert [answer["code"] for answer in (before, created, after)] == [0, 0, 0]
    assert names(after) - names(before) == {"vip"}
    (vip,) = (group for group in after["data"]["face_group"] if group["name"] == "vip")
    assert "people & friends, 50% more" in vip.values()


def test_a_wrong_secret_is_refused(plain_camera):
    assert {answer["code"] for answer in run(plain_camera, "wrong")} == {3}


def test_it_is_short():
    assert len(SCRIPT.read_text().splitlines()) <= 20
