"""ipc-conformance doctor: what it says of a camera that can be tested. What it finds wrong: test_unreachable.py."""

from __future__ import annotations

import pytest
from support import inprocess
from support.bad_cameras import BadCamera
from support.certificates import client_files
from support.commands import call, program
from support.emulators import emulated

pytest_plugins = ["support.fixtures"]


def findings(ended):
    """Each subject with its mark and text."""
    lines = (line.partition(": ") for line in ended.out.splitlines())
    return {head.split(maxsplit=1)[1]: (head.split()[0], text) for head, _, text in lines}


def test_good_camera(secure):
    ended = inprocess.doctor(*secure.options)
    assert ended.status == 0, ended.said
    found = findings(ended)
    assert list(found) == ["network", "TLS", "client certificate", "clock", "credentials"]
    assert {found[subject][0] for subject in ("network", "TLS", "clock", "credentials")} == {"ok"}
    assert found["TLS"][1].startswith("TLSv1.3, ")
    assert found["client certificate"] == ("unknown", "none is given, and none is demanded")
    assert found["credentials"][1] == "the camera accepted a signed getGroupList"


def test_client_certificate(tmp_path):
    files = client_files(tmp_path)
    with emulated("--client-ca", files.ca) as camera:
        options = ["--client-cert", files.p12, "--client-cert-password-file", files.password_file]
        ended = inprocess.doctor(*camera.options, *options)
    assert ended.status == 0, ended.said
    assert findings(ended)["client certificate"][0] == "ok"


def test_clock_that_is_off(plain):
    camera = BadCamera(plain.url, lambda *_: "date")
    try:
        ended = inprocess.doctor(*plain.options_for(camera.url))
    finally:
        camera.close()
    assert ended.status == 0, ended.said
    mark, text = findings(ended)["clock"]
    assert mark == "problem"
    assert "+3600 s off ours" in text or "+3599 s off ours" in text
    assert "--time-offset auto" in text


def test_clock_that_is_not_told(plain):
    camera = BadCamera(plain.url, lambda *_: "")
    try:
        ended = inprocess.doctor(*plain.options_for(camera.url))
    finally:
        camera.close()
    assert findings(ended)["clock"][0] == "unknown"


def test_plain_camera_has_no_tls(plain):
    assert "TLS" not in findings(inprocess.doctor(*plain.options))


@pytest.mark.parametrize("password", ["hunter2"])
def test_proxy_without_its_password(plain, password):
    proxied = plain.url.replace("//", f"//me:{password}@")
    ended = inprocess.doctor(*plain.options_for("http://camera.invalid"), "--proxy", proxied)
    assert password not in ended.said
    assert f"reached through the proxy {plain.url}" in ended.out


def test_as_a_process(secure, tmp_path):
    ended = call(program(), "doctor", *secure.options, cwd=tmp_path)
    assert (ended.status, ended.err) == (0, "")
    assert list(tmp_path.iterdir()) == []
