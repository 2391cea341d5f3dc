"""TLS on both sides of the recorder: a given certificate for clients, and cameras as old as they come."""

from __future__ import annotations

import signal
import ssl
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from support.certificates import client_files, server_files
from support.commands import PATIENCE, environment, program
from support.emulators import Emulated, emulated
from support.recorders import Recorder, recorder
from support.servers import answering

pytest_plugins = ["support.fixtures"]

PATH = "/openapi/face/getGroupList"


def status(url: str, verify: bool | Path = False) -> int:
    """The HTTP status of a request, by a client that verifies the certificate or not."""
    with requests.Session() as session, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of urllib3, about not verifying
        session.trust_env = False
        return session.post(
            url + PATH, data={"a": "b"}, verify=verify if verify is False else str(verify), timeout=PATIENCE
        ).status_code


def test_clients_verify_the_given_certificate(tmp_path: Path, secure: Emulated) -> None:
    files = server_files(tmp_path)
    with recorder(tmp_path, secure.url, "--tls-cert", files.pem) as recording:
        assert status(recording.url, files.ca) == 200
        with pytest.raises(requests.exceptions.SSLError):
            status(recording.url, Path(requests.certs.where()))
        assert recording.end().status == 0
        assert len(recording.exchanges()) == 1


@pytest.mark.slow
def test_clients_of_a_regular_proxy_verify_it_too(tmp_path: Path, secure: Emulated) -> None:
    files = server_files(tmp_path)
    with recorder(tmp_path, secure.url, "--tls-cert", files.pem, "--mode", "regular") as recording:
        command = ["curl", "-sS", "--proxy", recording.url, "--cacert", str(files.ca), "-d", "a=b", secure.url + PATH]
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, env=environment(), check=False)
        assert (done.returncode, b'"code"' in done.stdout) == (0, True), done.stderr
        assert recording.end().status == 0
        assert len(recording.exchanges()) == 1


@pytest.mark.slow
def test_clients_of_a_replay_verify_it_too(tmp_path: Path) -> None:
    files = server_files(tmp_path)
    cassette = Path(__file__).parents[2] / "cassettes" / "good.jsonl"
    process = subprocess.Popen(
        [program(), "replay", cassette, "--tls-cert", files.pem], stdout=subprocess.PIPE, text=True, env=environment()
    )
    assert process.stdout is not None
    try:
        url = process.stdout.readline().split()[1]
        assert status(url, files.ca) in (200, 501)
        with pytest.raises(requests.exceptions.SSLError):
            status(url, Path(requests.certs.where()))
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 1
    finally:
        process.kill()
        process.communicate()


# ------------------------------------------------------------------------------------------ towards the camera


@contextmanager
def old_camera(folder: Path, bits: int = 2048, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2) -> Iterator[str]:
    """A camera of 2020: its newest version of TLS, and a certificate with a key of so many bits."""
    pem, key = folder / "old.pem", folder / "old.key"
    command = f"openssl req -x509 -newkey rsa:{bits} -nodes -keyout {key} -out {pem} -subj /CN=camera"
    subprocess.run(command.split(), check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, newest
    context.load_cert_chain(pem, key)
    with answering(200, "application/json", b'{"code":0}', context) as port:
        yield f"https://127.0.0.1:{port}"


def refused(recording: Recorder) -> str:
    """What the recorder says of a camera to which it makes no TLS connection."""
    assert status(recording.url) == 502
    said = recording.end().err
    assert recording.exchanges()[-1]["fault"]["kind"] == "tls"
    return said


@pytest.mark.parametrize(
    ("bits", "newest"),
    [
        pytest.param(2048, ssl.TLSVersion.TLSv1, id="TLS 1.0"),
        pytest.param(1024, ssl.TLSVersion.TLSv1_2, id="a short key", marks=pytest.mark.slow),
    ],
)
def test_an_old_camera_is_recorded_unless_strict_tls_refuses_it(
    tmp_path: Path, bits: int, newest: ssl.TLSVersion
) -> None:
    with old_camera(tmp_path, bits, newest) as camera:
        with recorder(tmp_path, camera) as recording:
            assert status(recording.url) == 200
            assert recording.end().status == 0
            assert recording.exchanges()[0]["response"]["json"] == {"code": 0}
        with recorder(tmp_path, camera, "--append", "--strict-tls") as recording:
            said = refused(recording)
    assert "out of date" in said
    assert "--strict-tls" in said


@pytest.mark.slow
def test_strict_tls_takes_a_camera_that_is_up_to_date(tmp_path: Path, secure: Emulated) -> None:
    with recorder(tmp_path, secure.url, "--strict-tls") as recording:
        assert status(recording.url) == 200


@pytest.mark.slow
def test_the_camera_s_certificate_is_checked_against_the_given_one(tmp_path: Path, secure: Emulated) -> None:
    address, own = urlsplit(secure.url), tmp_path / "own.pem"
    assert address.hostname is not None
    assert address.port is not None
    own.write_text(ssl.get_server_certificate((address.hostname, address.port)))
    with recorder(tmp_path, secure.url, "--ca", own, insecure=False) as recording:
        assert status(recording.url) == 200
    with recorder(tmp_path, secure.url, "--ca", server_files(tmp_path).ca, "--append", insecure=False) as recording:
        assert "check it against another file with --ca" in refused(recording)


@pytest.mark.slow
def test_an_old_camera_is_not_taken_where_certificates_are_checked(tmp_path: Path) -> None:
    with (
        old_camera(tmp_path, newest=ssl.TLSVersion.TLSv1) as camera,
        recorder(tmp_path, camera, "--ca", tmp_path / "old.pem", insecure=False) as recording,
    ):
        assert "--insecure without --strict-tls accepts it" in refused(recording)


@pytest.mark.parametrize("apart", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_a_client_certificate_is_shown_to_the_camera(tmp_path: Path, apart: bool) -> None:
    files = client_files(tmp_path)
    certificate, key = tmp_path / "only.pem", tmp_path / "only.key"
    text = files.pem.read_text()
    middle = text.index("-----BEGIN CERTIFICATE")
    key.write_text(text[:middle])
    certificate.write_text(text[middle:])
    given = ["--client-cert", certificate, "--client-key", key] if apart else ["--client-cert", files.pem]
    with emulated("--client-ca", files.ca) as camera, recorder(tmp_path, camera.url, *given) as recording:
        assert status(recording.url) == 200
