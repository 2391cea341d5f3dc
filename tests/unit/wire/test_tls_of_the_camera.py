"""The camera's certificate and the versions it offers: what is trusted, and what the sentence says if not."""

import socket
import ssl
import subprocess
import warnings

import pytest
from certificates import identity
from raw_server import OK, RawServer, answering

from conformance.wire import Call, Client, Credentials, Target, TLSError, TLSOptions
from conformance.wire.tls import ssl_context

CREDENTIALS = Credentials("app", "secret")
CALL = Call.of("getGroupList")


def send(url, options=None, timeout=5.0):
    with Client(Target(url, options or TLSOptions(), timeout), CREDENTIALS) as client:
        return client.send(CALL)


def refused(server, options=None):
    with server:
        found = send(server.url, options).fault
    assert found.kind == "tls"
    return found.text


def accepted(server, options):
    with server:
        exchange = send(server.url, options)
    return exchange.succeeded


@pytest.fixture(scope="module")
def authority():
    return identity("vendor's CA", authority=True, hosts=())


@pytest.fixture
def ca_file(tmp_path):
    def write(*identities):
        path = tmp_path / "ca.pem"
        path.write_bytes(b"".join(each.pem for each in identities))
        return TLSOptions(ca=path)

    return write


def test_a_self_signed_certificate_is_refused_and_the_sentence_says_what_to_do(tls_server):
    text = refused(tls_server())
    assert "not trusted (self-signed certificate)" in text
    assert "--ca FILE" in text
    assert "--insecure" in text


def test_a_self_signed_certificate_with_insecure(tls_server, insecure):
    assert accepted(tls_server(), insecure)


def test_a_self_signed_certificate_as_ca(tls_server, self_signed, ca_file):
    assert accepted(tls_server(), ca_file(self_signed))


def test_a_certificate_of_the_vendors_ca(tls_server, authority, ca_file):
    camera = identity("camera", signer=authority)
    assert accepted(tls_server(camera), ca_file(authority))
    assert "not trusted" in refused(tls_server(camera))


def test_the_cameras_own_certificate_is_enough_without_its_ca(tls_server, authority, ca_file):
    camera = identity("camera", signer=authority)
    assert accepted(tls_server(camera), ca_file(camera))


def test_another_ca_does_not_do(tls_server, ca_file):
    assert "not trusted" in refused(tls_server(), ca_file(identity("other", authority=True)))


def test_an_expired_certificate(tls_server, ca_file, insecure):
    old = identity("camera", days=-1)
    assert "expired" in refused(tls_server(old), ca_file(old))
    assert accepted(tls_server(old), insecure)


def test_a_certificate_for_another_name(tls_server, ca_file, insecure):
    """Cameras' certificates rarely name their address (facts 3): the sentence must not ask for a CA."""
    camera = identity("camera", hosts=("192.168.200.1", "camera.local"))
    text = refused(tls_server(camera), ca_file(camera))
    assert "for another name" in text
    assert "--insecure" in text
    assert "--ca" not in text
    assert accepted(tls_server(camera), insecure)


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_a_ca_file_that_is_none(tmp_path, content):
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TLSError, match=r"^--ca .*ca\.pem: .*give a file with certificates in PEM"):
        ssl_context(TLSOptions(ca=path))


def test_a_folder_as_ca(tmp_path):
    with pytest.raises(TLSError, match="--ca"):
        ssl_context(TLSOptions(ca=tmp_path))


# ----------------------------------------------------------------- what cameras of 2020 offer


@pytest.fixture(scope="module")
def old_certificate(folder):
    """Makes a certificate with a short key or a SHA-1 signature, as nothing but openssl makes it any more."""

    def make(bits, digest):
        pem = folder / f"{bits}-{digest}.pem"
        command = f"openssl req -x509 -{digest} -newkey rsa:{bits} -nodes -keyout {pem} -out {pem}.crt -subj /CN=camera"
        subprocess.run(command.split(), check=True, capture_output=True)
        pem.write_bytes(pem.read_bytes() + (folder / f"{pem.name}.crt").read_bytes())
        return pem

    return make


def old_server(pem, newest=ssl.TLSVersion.TLSv1_3):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = newest
    context.load_cert_chain(pem)
    return answering(OK, tls=context)


STRICT = TLSOptions(insecure=True, strict=True)


@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_versions_are_accepted_with_insecure_and_refused_with_strict(old_certificate, insecure, newest):
    pem = old_certificate(2048, "sha256")
    assert accepted(old_server(pem, newest), insecure)
    assert "--strict-tls" in refused(old_server(pem, newest), STRICT)


@pytest.mark.parametrize(("bits", "digest", "named"), [(1024, "sha256", "1024 bits"), (2048, "sha1", "SHA1")])
@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_old_certificates_are_accepted_with_insecure_and_refused_with_strict(
    old_certificate, insecure, bits, digest, named, newest
):
    pem = old_certificate(bits, digest)
    assert accepted(old_server(pem, newest), insecure)
    text = refused(old_server(pem, newest), STRICT)
    assert named in text
    assert "--strict-tls" in text


def test_strict_accepts_what_is_up_to_date(tls_server):
    assert accepted(tls_server(), STRICT)


# ----------------------------------------------------------------- not TLS, or not HTTP


def test_tls_to_an_http_port(insecure):
    with RawServer(lambda connection, number: connection.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as server:
        found = send(server.url.replace("http:", "https:"), insecure).fault
    assert found.kind == "tls"
    assert "does not speak TLS" in found.text


def test_http_to_a_tls_port(tls_server):
    with tls_server() as server:
        found = send(server.url.replace("https:", "http:")).fault
    assert found.kind in ("protocol", "closed")
    assert found.text.endswith("use https://")


def test_an_alert_to_plain_http_is_understood():
    with RawServer(lambda connection, number: connection.send(b"\x15\x03\x01\x00\x02\x02\x46")) as server:
        found = send(server.url).fault
    assert found.text == "what answers there speaks TLS, not plain HTTP: use https://"


def test_a_handshake_that_hangs(insecure):
    with RawServer(lambda connection, number: server.stopped.wait(5)) as server:
        exchange = send(server.url.replace("http:", "https:"), insecure, timeout=0.3)
    assert exchange.fault.kind == "tls"
    assert "handshake was not over within 0.3 s" in exchange.fault.text
    assert exchange.elapsed < 2


def test_a_connection_closed_in_the_handshake(insecure):
    with RawServer(lambda connection, number: connection.sock.recv(9999)) as server:
        found = send(server.url.replace("http:", "https:"), insecure).fault
    assert found.kind == "tls"
    assert "closed in the TLS handshake" in found.text


@pytest.mark.parametrize("goodbye", [True, False])
def test_a_secure_connection_closed_without_an_answer(server_context, self_signed, insecure, goodbye):
    """Whether the device says goodbye in TLS or not: it hung up, and TLS is not to blame."""

    def behave(connection, number):
        connection.request()
        if goodbye:
            connection.sock.unwrap()
        else:
            connection.sock.shutdown(socket.SHUT_RDWR)

    with RawServer(behave, server_context(self_signed)) as server:
        found = send(server.url, insecure).fault
    assert found.kind == "closed"


def test_ciphers_without_any_in_common(self_signed, server_context, insecure):
    context = server_context(self_signed)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-RSA-AES256-GCM-SHA384")  # the certificate has an EC key
    with RawServer(lambda connection, number: None, context) as server:
        found = send(server.url, insecure).fault
    assert found.kind == "tls"
    assert "refused the TLS handshake" in found.text
