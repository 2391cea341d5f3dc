"""The recorder takes curl, requests and Node alike; with and without TLS, as reverse and as regular proxy."""

from __future__ import annotations

import json
import ssl
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from support.certificates import client_files
from support.commands import PATIENCE, environment
from support.emulators import APP_ID, SECRET, Emulated, emulated
from support.recorders import Recorder, meaning, recorder

from conformance.wire import sign

pytestmark = pytest.mark.slow

pytest_plugins = ["support.fixtures"]

PICTURE = b"\xff\xd8 a picture \xff\xd9" * 100
GROUP = "nobody-人"


def signed(**values: str) -> dict[str, str]:
    """Fields as a client sends them."""
    fields = {"app_id": APP_ID, "random": "1234567", "timestamp": str(int(time.time())), **values}
    return {**fields, "sign": sign(fields.items(), SECRET)}


def by_curl(url: str, picture: Path, *options: str) -> None:
    form = [part for name, value in signed().items() for part in ("--data-urlencode", f"{name}={value}")]
    parts = [part for name, value in signed(group_name=GROUP).items() for part in ("-F", f"{name}={value}")]
    file = ["-F", f"pic=@{picture};type=image/jpeg;filename=curl.jpg"]
    for path, body in (("getGroupList", form), ("addFace", [*parts, *file])):
        command = ["curl", "-sS", *options, *body, f"{url}/openapi/face/{path}"]
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, env=environment(), check=False)
        assert done.returncode == 0, done.stderr
        assert "code" in json.loads(done.stdout)


def by_requests(url: str, picture: Path, **options: object) -> None:
    with requests.Session() as session:
        session.trust_env = False
        listed = session.post(f"{url}/openapi/face/getGroupList", data=signed(), timeout=PATIENCE, **options)
        files = {"pic": ("requests.jpg", picture.read_bytes(), "image/jpeg")}
        given = signed(group_name=GROUP)
        added = session.post(f"{url}/openapi/face/addFace", data=given, files=files, timeout=PATIENCE, **options)
        assert listed.json()["code"] == 0
        assert "code" in added.json()


def by_node(url: str, picture: Path, ca: Path) -> None:
    script = Path(__file__).with_name("clients_node.mjs")
    done = subprocess.run(
        ["node", script, url, APP_ID, SECRET, picture],
        capture_output=True,
        timeout=PATIENCE,
        env=environment(NODE_EXTRA_CA_CERTS=str(ca)),
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [("code" in json.loads(line)) for line in done.stdout.splitlines()] == [True, True]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "face.jpg"
    file.write_bytes(PICTURE)
    return file


def test_curl_requests_and_node_are_recorded_alike(tmp_path: Path, secure: Emulated, picture: Path) -> None:
    with recorder(tmp_path, secure.url) as recording:
        ca = tmp_path.parent / "ca" / "mitmproxy-ca-cert.pem"
        by_curl(recording.url, picture, "--cacert", str(ca))
        by_requests(recording.url, picture, verify=str(ca))
        by_node(recording.url, picture, ca)
        ended = recording.end()
        assert ended.status == 0, ended.err
        lines = recording.exchanges()
    first, second, third = (list(map(meaning, lines[at : at + 2])) for at in (0, 2, 4))
    assert len(lines) == 6
    assert first == second == third
    assert [each["operation"] for each in first] == ["getGroupList", "addFace"]
    assert {each["auth"]["sign"] for each in first} == {"correct"}
    assert first[1]["files"] != []
    assert not (tmp_path / "pictures").exists()
    assert "6 exchanges recorded" in ended.err


def test_pictures_are_kept_where_that_is_asked_for(tmp_path: Path, plain: Emulated, picture: Path) -> None:
    with recorder(tmp_path, plain.url, "--keep-pictures") as recording:
        by_curl(recording.url, picture)
        assert recording.end().status == 0
        (file,) = recording.exchanges()[1]["request"]["files"]
    assert (tmp_path / "pictures" / file["sha256"]).read_bytes() == PICTURE


def test_a_regular_proxy_records_what_goes_to_the_camera_and_nothing_else(
    tmp_path: Path, secure: Emulated, plain: Emulated, picture: Path
) -> None:
    with recorder(tmp_path, secure.url, "--mode", "regular") as recording:
        ca = tmp_path.parent / "ca" / "mitmproxy-ca-cert.pem"
        by_curl(secure.url, picture, "--proxy", recording.url, "--cacert", str(ca))
        by_curl(plain.url, picture, "--proxy", recording.url)
        ended = recording.end()
        lines = recording.exchanges()
    assert [line["request"]["operation"] for line in lines] == ["getGroupList", "addFace"]
    assert "2 with other hosts passed by, not recorded" in ended.err


def test_a_camera_that_demands_a_client_certificate(tmp_path: Path, picture: Path) -> None:
    files = client_files(tmp_path)
    certificate = ["--client-cert", files.p12, "--client-cert-password-file", files.password_file]
    with emulated("--client-ca", files.ca) as camera:
        with recorder(tmp_path, camera.url, *certificate) as recording:
            by_curl(recording.url, picture, "-k")
            assert recording.end().status == 0
            assert recording.exchanges()[0]["response"]["json"]["code"] == 0
        with recorder(tmp_path, camera.url, "--append") as recording:
            assert _status(recording) == 502
            assert "--client-cert" in recording.end().err


def test_the_camera_s_certificate_is_checked_where_that_is_asked_for(tmp_path: Path, secure: Emulated) -> None:
    address = urlsplit(secure.url)
    assert address.hostname is not None
    assert address.port is not None
    own = tmp_path / "own.pem"
    own.write_text(ssl.get_server_certificate((address.hostname, address.port)))
    with recorder(tmp_path, secure.url, "--ca", own, insecure=False) as recording:
        assert _status(recording) == 200
        assert recording.end().status == 0
    with recorder(tmp_path, secure.url, "--append", insecure=False) as recording:
        assert _status(recording) == 502
        said = recording.end().err
        assert recording.exchanges()[-1]["fault"]["kind"] == "tls"
    assert "--ca" in said
    assert "--insecure" in said


def _status(recording: Recorder) -> int:
    ca = recording.cassette.parent.parent / "ca" / "mitmproxy-ca-cert.pem"
    url = f"{recording.url}/openapi/face/getGroupList"
    with requests.Session() as session:
        session.trust_env = False
        return session.post(url, data=signed(), verify=str(ca), timeout=PATIENCE).status_code
