"""A client's traffic, recorded and judged: a fault of the camera is found, and a good camera is not accused."""

from __future__ import annotations

import io
import itertools
import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image
from support.commands import PATIENCE, call, environment, program
from support.emulators import APP_ID, SECRET, emulated
from support.recorders import recorder

from conformance.wire import sign

MUTANT, REQUIREMENT = "createGroup.capacity-constant", "createGroup.effect.listed"
NUMBERS = itertools.count(10_000_000)
Post = Callable[[str, dict[str, str], Path | None], Any]


def signed(values: dict[str, str]) -> dict[str, str]:
    fields = {"app_id": APP_ID, "random": str(next(NUMBERS)), "timestamp": str(int(time.time())), **values}
    return {**fields, "sign": sign(fields.items(), SECRET)}


def with_requests(url: str) -> Post:
    session = requests.Session()
    session.trust_env = False

    def post(operation: str, values: dict[str, str], picture: Path | None = None) -> Any:
        files = {"pic": ("face.jpg", picture.read_bytes(), "image/jpeg")} if picture else None
        answer = session.post(f"{url}/openapi/face/{operation}", data=signed(values), files=files, timeout=PATIENCE)
        return answer.json()

    return post


def with_curl(url: str) -> Post:
    def post(operation: str, values: dict[str, str], picture: Path | None = None) -> Any:
        option = "--form-string" if picture else "--data-urlencode"
        fields = [word for name, value in signed(values).items() for word in (option, f"{name}={value}")]
        file = ["-F", f"pic=@{picture};type=image/jpeg"] if picture else []
        command = ["curl", "-sS", *fields, *file, f"{url}/openapi/face/{operation}"]
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, env=environment(), check=True)
        return json.loads(done.stdout)

    return post


def day_at_the_shop(post: Post, picture: Path) -> list[int]:
    """What an app does, and the codes that it gets: it finds its group there already, and goes on."""
    group = {"name": "vip", "capacity": "20", "description": "regular guests"}
    face = {"group_name": "vip", "faceid": "4711"}
    listed = {"group_name": "vip", "page_num": "1", "page_size": "10"}
    gone = {"group_name": "vip", "num": "1", "faceid_list": '["4711"]'}
    answers = [
        post("getGroupList", {}, None),
        post("createGroup", group, None),
        post("getGroupList", {}, None),
        post("createGroup", {**group, "description": "guests"}, None),
        post("addFace", {**face, "age": "30", "gender": "1"}, picture),
        post("getFaceList", listed, None),
        post("getFace", {"faceid": "4711"}, None),
        post("deleteFace", gone, None),
        post("deleteGroup", {"name": "vip"}, None),
        post("getGroupList", {}, None),
    ]
    return [answer["code"] for answer in answers]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "face.jpg"
    image = Image.effect_noise((240, 320), 60)
    image.save(content := io.BytesIO(), "JPEG")
    file.write_bytes(content.getvalue())
    return file


@pytest.mark.parametrize(
    ("client", "mutant"),
    [
        pytest.param(with_requests, MUTANT, id="requests, a fault"),
        pytest.param(with_curl, "", id="curl, no fault"),
        pytest.param(with_requests, "", id="requests, no fault", marks=pytest.mark.slow),
        pytest.param(with_curl, MUTANT, id="curl, a fault", marks=pytest.mark.slow),
    ],
)
def test_what_a_client_meets_is_judged(
    tmp_path: Path, picture: Path, client: Callable[[str], Post], mutant: str
) -> None:
    options = ["--mutant", mutant] if mutant else []
    with emulated("--plain", *options) as camera, recorder(tmp_path, camera.url) as recording:
        codes = day_at_the_shop(client(recording.url), picture)
        assert recording.end().status == 0
    assert [code == 0 for code in codes] == [True, True, True, False, *[True] * 6]
    judged = call(program(), "judge", recording.cassette, "--json", cwd=tmp_path)
    verdict = json.loads(judged.out)
    failed = [each["id"] for each in verdict["requirements"] if each["verdict"] in ("fail", "warn")]
    assert (judged.status, failed) == ((1, [REQUIREMENT]) if mutant else (0, [])), judged.said
