"""Wrong usage: exit 2, and a sentence that names the option as it was typed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from conformance.cli import main

CAMERA = ["--url", "https://127.0.0.1:1", "--app-id", "APP", "--secret-key", "planted-secret"]


def refused(*options: str | Path, verb: str = "run") -> str:
    """What the command said, in one line of blanks; asserts that it was refused as wrong usage."""
    result = CliRunner().invoke(main, [verb, *map(str, options)], env={"IPC_APP_ID": None, "IPC_SECRET_KEY": None})
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    assert "planted-secret" not in result.output
    return " ".join(result.output.split())


@pytest.fixture(autouse=True)
def somewhere_else(tmp_path, monkeypatch):
    """A folder that has to stay empty: nothing is begun that can't be."""
    folder = tmp_path / "cwd"
    folder.mkdir()
    monkeypatch.chdir(folder)
    yield
    assert list(folder.iterdir()) == []


@pytest.fixture
def text(tmp_path):
    """A file that is not what it should be."""
    file = tmp_path / "some--ca file.txt"
    file.write_text("neither certificate nor secret")
    return file


@pytest.mark.parametrize("verb", ["run", "doctor"])
@pytest.mark.parametrize(
    "url",
    ["camera", "192.168.0.1", "ftp://camera", "https://", "https://camera:99999", "https://camera:x", "https://[::1",
     "https://cam era", "https://camera:0", "https://camera/?a=b", "https://camera/#top", "https://\u2603.\udcff"],
)  # fmt: skip
def test_url_that_is_none(url, verb):
    said = refused("--url", url, *CAMERA[2:], verb=verb)
    assert "--url" in said
    assert "https://ADDRESS" in said


def test_empty_url_is_not_the_embedded_emulator():
    assert "no camera given: --url" in refused("--url", "")


def test_credentials_in_a_wrong_url_are_not_repeated():
    said = refused("--url", "https://admin:hunter2@camera?x=1", *CAMERA[2:])
    assert "hunter2" not in said
    assert "https://camera" in said


@pytest.mark.parametrize("option", ["--app-id", "--secret-key", "--ca", "--client-cert", "--proxy"])
def test_a_camera_is_described_but_not_named(option):
    assert f"{option} is given, but no camera: --url" in refused(option, "x")


def test_missing_credentials():
    assert "no app_id given: --app-id ID, or the environment variable IPC_APP_ID" in refused(*CAMERA[:2])
    said = refused(*CAMERA[:4])
    assert "no secret key given: --secret-key-file FILE" in said
    assert "IPC_SECRET_KEY" in said


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, "No such file"), (b"", "it is empty"), (b" \n", "it is empty"), (b"\xff\xfe", "not a text in UTF-8"),
     (b"x" * 100_000, "too large")],
)  # fmt: skip
@pytest.mark.parametrize("option", ["--secret-key-file", "--client-cert-password-file"])
def test_secret_file(option, content, why, tmp_path):
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    camera = CAMERA[:4] if option == "--secret-key-file" else CAMERA
    said = refused(*camera, option, file)
    assert f"{option} {file}" in said
    assert why in said


def test_secret_file_that_is_a_folder_or_endless(tmp_path):
    assert "Is a directory" in refused(*CAMERA[:4], "--secret-key-file", tmp_path)
    assert "too large" in refused(*CAMERA[:4], "--secret-key-file", "/dev/zero")


def test_argument_that_is_no_text():
    assert "--app-id: it is not a text in UTF-8" in refused(*CAMERA[:2], "--app-id", "\udcff", "--secret-key", "k")


@pytest.mark.parametrize("option", ["--ca", "--client-cert"])
def test_certificate_file(option, text, tmp_path):
    said = refused(*CAMERA, option, text)
    assert f"{option} {text}" in said
    assert "PEM" in said
    said = refused(*CAMERA, option, tmp_path / "none.pem")
    assert f"{option} {tmp_path / 'none.pem'}" in said
    assert "no such file" in said


def test_p12_that_is_none_or_has_another_password(text, tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    p12 = tmp_path / "client.p12"
    p12.write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, None, None, BestAvailableEncryption(b"right")))
    password = tmp_path / "password"
    password.write_text("planted-secret")
    said = refused(*CAMERA, "--client-cert", p12, "--client-cert-password-file", password)
    assert f"--client-cert {p12}" in said
    assert "--client-cert-password-file" in said
    (tmp_path / "text.p12").write_text("no p12")
    assert "--client-cert" in refused(*CAMERA, "--client-cert", tmp_path / "text.p12")
    assert "--client-key" in refused(*CAMERA, "--client-key", text)


@pytest.mark.parametrize("value", ["0", "-1", "nan", "inf", "soon"])
def test_timeout(value):
    assert "--timeout" in refused(*CAMERA, "--timeout", value)


@pytest.mark.parametrize("value", ["nan", "inf", "now"])
def test_time_offset(value):
    assert f"--time-offset {value}: not a number of seconds" in refused(*CAMERA, "--time-offset", value)


@pytest.mark.parametrize("value", ["proxy", "socks5://127.0.0.1:1", "http://", "http://a b"])
def test_proxy(value):
    said = refused(*CAMERA, "--proxy", value)
    assert f"--proxy {value}" in said
    assert "http://ADDRESS:PORT" in said


@pytest.mark.parametrize("value", ["makeGroup", "createGroup,nothing.*", "", " , "])
def test_only_that_names_nothing(value):
    said = refused(*CAMERA, "--only", value)
    assert "--only" in said
    assert "nothing" in said or "ipc-conformance requirements" in said


def test_pictures(tmp_path):
    (tmp_path / "empty").mkdir()
    assert f"--pictures {tmp_path / 'empty'}" in refused(*CAMERA, "--pictures", tmp_path / "empty")
    assert f"--pictures {tmp_path / 'none'}" in refused(*CAMERA, "--pictures", tmp_path / "none")


@pytest.mark.parametrize(
    ("rig", "why"),
    [("robot", "can't be loaded"), ("no_such_module:Rig", "No module named"), ("json:Rig", "no attribute"),
     ("json:JSONDecoder", "not a rig"), ("emulator:http://127.0.0.1:1", "no control plane answers"),
     ("emulator:nonsense", "no control plane answers"), ("antigravity_:", "can't be loaded")],
)  # fmt: skip
def test_rig(rig, why):
    said = refused(*CAMERA, "--rig", rig)
    assert f"--rig {rig}" in said
    assert why in said


@pytest.mark.parametrize("source", ["raise RuntimeError('the arm is off')", "import sys; sys.exit(0)", "def broken("])
def test_rig_whose_module_fails(source, tmp_path, monkeypatch):
    (tmp_path / "lab_rig_that_fails.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    assert "--rig lab_rig_that_fails:Rig: can't be loaded" in refused(*CAMERA, "--rig", "lab_rig_that_fails:Rig")


def test_report_dir(tmp_path):
    full = tmp_path / "full"
    full.mkdir()
    (full / "results.json").write_text("of last night")
    said = refused(*CAMERA, "--report-dir", full)
    assert f"--report-dir {full}: the folder is not empty" in said
    assert (full / "results.json").read_text() == "of last night"
    for place in (full / "results.json", full / "results.json" / "below", Path("/proc/reports")):
        said = refused(*CAMERA, "--report-dir", place)
        assert f"--report-dir {place}: can't be written" in said
        assert "another folder" in said


def test_default_report_folder_that_cannot_be_made(monkeypatch):
    monkeypatch.chdir("/proc")
    assert "name another folder with --report-dir" in refused(*CAMERA)


def test_record(tmp_path):
    there = tmp_path / "there.jsonl"
    there.write_text("a recording")
    assert f"--record {there}: it exists already" in refused(*CAMERA, "--record", there)
    assert there.read_text() == "a recording"
    assert f"--record {there / 'below'}: there is no folder" in refused(*CAMERA, "--record", there / "below")
    report = tmp_path / "report"
    assert "--record /proc/run.jsonl" in refused(*CAMERA, "--record", "/proc/run.jsonl", "--report-dir", report)


def test_seed_and_unknown_options():
    assert "--seed" in refused(*CAMERA, "--seed", "text")
    assert "--colour" in refused(*CAMERA, "--colour")
    assert "No such command" in refused(verb="fly")
    assert "--nothing" in refused("--nothing", verb="requirements")


def test_working_folder_that_is_gone(tmp_path):
    """As after somebody removed it in another terminal."""
    script = (
        "import os, sys; os.mkdir('gone'); os.chdir('gone'); os.rmdir('../gone'); os.execv(sys.argv[1], sys.argv[1:])"
    )
    command = [sys.executable, "-c", script, str(Path(sys.executable).with_name("ipc-conformance")), "run"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "folder" in done.stderr
