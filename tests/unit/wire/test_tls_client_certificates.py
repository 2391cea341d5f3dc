"""Our own certificate towards a camera that demands one, in each file format that vendors hand out."""

import os
import pty
import ssl
import subprocess
import sys
import tempfile

import pytest
from certificates import identity
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, pkcs12

from conformance.wire import Call, Client, Credentials, Target, TLSError, TLSOptions
from conformance.wire.tls import ssl_context

CREDENTIALS = Credentials("app", "secret")


@pytest.fixture(scope="module")
def authority():
    return identity("store's CA", authority=True, hosts=())


@pytest.fixture(scope="module")
def own(authority):
    return identity("openapi", signer=authority, rsa_bits=2048)


@pytest.fixture
def send(tls_server, authority):
    """One exchange with a camera that demands a certificate of the authority."""

    def send(path=None, key=None, password=None, client_ca=authority):
        options = TLSOptions(insecure=True, client_cert=path, client_key=key, client_cert_password=password)
        with tls_server(client_ca=client_ca) as server, Client(Target(server.url, options), CREDENTIALS) as client:
            return client.send(Call.of("getGroupList"))

    return send


@pytest.fixture
def write(tmp_path):
    def write(name, *contents):
        path = tmp_path / name
        path.write_bytes(b"".join(contents))
        return path

    return write


@pytest.fixture(autouse=True)
def temporary(tmp_path_factory, monkeypatch):
    """Nothing temporary stays behind, whatever happens."""
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def p12(own, password, *others):
    encryption = BestAvailableEncryption(password) if password else NoEncryption()
    return pkcs12.serialize_key_and_certificates(b"ipc", own.key, own.certificate, others or None, encryption)


def legacy_p12(own, folder, password):
    """RC2-40 and 3DES, as tools of 2020 made them."""
    pem = folder / "for-p12.pem"
    pem.write_bytes(own.pem + own.key_pem())
    command = ["openssl", "pkcs12", "-export", "-legacy", "-in", str(pem), "-passout", f"pass:{password}"]
    return subprocess.run(command, check=True, capture_output=True).stdout


def test_pem_with_the_key_in_it(send, write, own):
    assert send(write("own.pem", own.pem, own.key_pem())).succeeded


def test_pem_with_the_key_apart(send, write, own):
    assert send(write("own.crt", own.pem), write("own.key", own.key_pem())).succeeded


def test_pem_with_an_encrypted_key(send, write, own):
    assert send(write("own.pem", own.pem, own.key_pem(b"pass")), password="pass").succeeded
    assert send(write("a.crt", own.pem), write("a.key", own.key_pem(b"pass")), password="pass").succeeded


@pytest.mark.parametrize("password", ["pass", "pässwörd 人", None])
def test_modern_p12(send, write, own, authority, password):
    content = p12(own, password.encode() if password else None, authority.certificate)
    assert send(write("own.p12", content), password=password).succeeded


def test_legacy_p12(send, write, own, tmp_path):
    assert send(write("own.PFX", legacy_p12(own, tmp_path, "pass")), password="pass").succeeded


def test_p12_with_an_empty_password(send, write, own, tmp_path):
    assert send(write("own.p12", legacy_p12(own, tmp_path, ""))).succeeded


# ----------------------------------------------------------------- cameras that demand one


def test_none_given_over_tls_1_3_is_said_although_the_handshake_seemed_to_succeed(send):
    found = send().fault
    assert found.kind == "tls"
    assert "it wants a client certificate: --client-cert FILE" in found.text


def test_none_given_over_tls_1_2(tls_server, server_context, self_signed, authority):
    context = server_context(self_signed, authority)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    server = tls_server(client_ca=authority)
    server._tls = context
    with server, Client(Target(server.url, TLSOptions(insecure=True)), CREDENTIALS) as client:
        found = client.send(Call.of("getGroupList")).fault
    assert found.kind == "tls"
    assert "--client-cert FILE" in found.text


def test_one_of_another_ca(send, write):
    stranger = identity("stranger")
    found = send(write("s.pem", stranger.pem, stranger.key_pem())).fault
    assert found.kind == "tls"
    assert "does not accept the client certificate" in found.text


# ----------------------------------------------------------------- files that can't be used


def refused(path, key=None, password=None):
    with pytest.raises(TLSError) as caught:
        ssl_context(TLSOptions(insecure=True, client_cert=path, client_key=key, client_cert_password=password))
    return str(caught.value)


def test_missing_files(tmp_path, write, own):
    assert refused(tmp_path / "no.pem") == f"--client-cert {tmp_path}/no.pem: there is no such file"
    assert refused(tmp_path / "no.p12") == f"--client-cert {tmp_path}/no.p12: there is no such file"
    cert = write("own.crt", own.pem)
    assert refused(cert, tmp_path / "no.key") == f"--client-key {tmp_path}/no.key: there is no such file"
    assert "can't be read (Is a directory)" in refused(tmp_path)


def test_passwords_of_pem(write, own):
    path = write("own.pem", own.pem, own.key_pem(b"pass"))
    assert "is encrypted; give its password with --client-cert-password-file FILE" in refused(path)
    assert "wrong password" in refused(path, password="other")


@pytest.mark.parametrize("legacy", [True, False])
def test_passwords_of_p12(write, own, tmp_path, legacy):
    path = write("own.p12", legacy_p12(own, tmp_path, "pass") if legacy else p12(own, b"pass"))
    assert "give the password with --client-cert-password-file FILE" in refused(path)
    assert "wrong password" in refused(path, password="other")


def test_a_missing_password_is_not_asked_for_on_the_terminal(write, own):
    """In a process that has a terminal: it ends, and has asked nothing."""
    path = write("own.pem", own.pem, own.key_pem(b"pass"))
    code = (
        "from pathlib import Path; from conformance.wire import TLSError, TLSOptions\n"
        "from conformance.wire.tls import ssl_context\n"
        "try: ssl_context(TLSOptions(insecure=True, client_cert=Path(__import__('sys').argv[1])))\n"
        "except TLSError: print('refused')"
    )
    terminal, end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=end, stdout=end, stderr=end, start_new_session=True
    )
    os.close(end)
    assert process.wait(10) == 0
    assert os.read(terminal, 1000).decode().strip() == "refused"
    os.close(terminal)


@pytest.mark.parametrize("name", ["own.pem", "own.p12"])
@pytest.mark.parametrize("content", [b"", b"nothing of the kind", b"\x30\x80\x00"])
def test_damaged_files(write, name, content):
    assert refused(write(name, content)).startswith("--client-cert ")


def test_a_certificate_without_a_key(write, own):
    assert "holds no private key in PEM; give the file that does with --client-key" in refused(write("o.pem", own.pem))
    only = pkcs12.serialize_key_and_certificates(b"x", None, None, [own.certificate], NoEncryption())
    assert "no certificate with a private key" in refused(write("own.p12", only))


def test_a_key_of_another_certificate(write, own):
    assert "key values mismatch" in refused(write("o.pem", own.pem, identity("x", rsa_bits=2048).key_pem()))


def test_nothing_temporary_stays_when_openssl_refuses_the_certificate(write, own, monkeypatch, temporary):
    """A short key in a .p12 is refused by a strict context: only once the file was written."""
    short = identity("short", rsa_bits=1024)
    path = write("own.p12", p12(short, b"pass"))
    written = []
    real = tempfile.mkstemp

    def mkstemp(*arguments, **named):
        written.append(real(*arguments, **named))
        return written[-1]

    monkeypatch.setattr(tempfile, "mkstemp", mkstemp)
    with pytest.raises(TLSError, match="ee key too small"):
        ssl_context(TLSOptions(insecure=True, strict=True, client_cert=path, client_cert_password="pass"))
    assert len(written) == 1
    assert list(temporary.iterdir()) == []
