"""What went wrong on the way, as sentences instead of tracebacks."""

from __future__ import annotations

import ssl

import httpx

from conformance.wire.attempt import Attempt, OverlongError
from conformance.wire.exchange import Fault
from conformance.wire.strictness import WeakCertificateError

_STATUS_LINE = b"HTTP/"
_TLS_ALERT = b"\x15\x03"
"""How a server that speaks TLS answers to plain HTTP: an alert record."""


def fault_of(error: Exception, timeout: float, attempt: Attempt) -> Fault:
    """The fault behind an exception of httpx, in an attempt that was given `timeout` seconds."""
    match error:
        case OverlongError():
            return Fault("too-large", str(error))
        case httpx.TimeoutException():
            return _late(error, timeout, attempt)
        case httpx.ReadError() | httpx.WriteError() | httpx.ConnectError() if (cause := _ssl_cause(error)) is not None:
            return Fault("tls", _tls_sentence(cause))
        case httpx.RemoteProtocolError() | httpx.ReadError() | httpx.WriteError():
            return _broken_off(error, attempt)
        case httpx.ProxyError():
            return Fault("unreachable", f"the proxy made no connection: {_words(error)}")
        case _:
            return Fault("unreachable", f"no connection: {_words(error)}")


def _late(error: Exception, timeout: float, attempt: Attempt) -> Fault:
    if isinstance(error, httpx.ConnectTimeout) and attempt.connected:
        return Fault("tls", f"the TLS handshake was not over within {timeout:g} s; does it speak TLS, or HTTP?")
    if isinstance(error, httpx.ConnectTimeout):
        return Fault("unreachable", f"no connection within {timeout:g} s")
    if attempt.received:
        return Fault("timeout", f"the answer began, but was not complete within {timeout:g} s")
    return Fault("timeout", f"no answer within {timeout:g} s")


def _broken_off(error: Exception, attempt: Attempt) -> Fault:
    """Closed before an answer began, or in the middle of one, or something else than HTTP came."""
    words = _words(error)
    if not attempt.received and not attempt.first:
        how = "" if isinstance(error, httpx.RemoteProtocolError) else f" ({words})"
        return Fault("closed", f"the device closed the connection without an answer{how}", attempt.kept)
    if attempt.first.startswith(_TLS_ALERT):
        return Fault("protocol", "what answers there speaks TLS, not plain HTTP: use https://")
    if "Receive buffer too long" in words:
        return Fault("too-large", "the head of the answer does not end; the rest was not read")
    if _STATUS_LINE.startswith(attempt.first[: len(_STATUS_LINE)]):
        if "disconnected without" in words:
            return Fault("protocol", "the connection was closed in the middle of the answer")
        if isinstance(error, httpx.ReadError) or "peer closed" in words:
            return Fault("protocol", f"the connection was closed in the middle of the answer ({words})")
    left_over = "; it may be left over from the answer before, whose length was wrong" if attempt.kept else ""
    return Fault("protocol", f"the answer is not HTTP ({_not_http(error, attempt)}){left_over}")


def _not_http(error: Exception, attempt: Attempt) -> str:
    words = _words(error)
    return f"it begins with {attempt.first!r}" if "disconnected" in words or "illegal status line" in words else words


def _ssl_cause(error: BaseException | None) -> ssl.SSLError | None:
    """The TLS error behind an error. An end of the connection without a goodbye is none, once it was secure."""
    handshake = isinstance(error, httpx.ConnectError)
    while error is not None:
        if isinstance(error, ssl.SSLError):
            gone = isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError)
            return error if handshake or not gone else None
        error = error.__cause__ or error.__context__
    return None


def _tls_sentence(error: ssl.SSLError) -> str:
    reason = (getattr(error, "reason", None) or str(error)).replace("_", " ").lower()
    if isinstance(error, ssl.SSLCertVerificationError):
        return _untrusted(error)
    if isinstance(error, WeakCertificateError):
        return f"the camera's TLS is out of date: {error.weakness}; without --strict-tls it would do"
    if isinstance(error, ssl.SSLEOFError):
        return "the connection was closed in the TLS handshake; does it speak TLS, or HTTP?"
    if "certificate required" in reason or "bad certificate" in reason:
        return f"the camera refused the TLS handshake ({reason}); it wants a client certificate: --client-cert FILE"
    if "alert handshake" in reason:
        return (
            f"the camera refused the TLS handshake ({reason}); it may want a client certificate (--client-cert FILE), "
            "or offer only what is out of date (--insecure)"
        )
    if "unknown ca" in reason or "certificate unknown" in reason or "certificate expired" in reason:
        return f"the camera does not accept the client certificate ({reason}); give another with --client-cert FILE"
    if "wrong version" in reason or "http request" in reason or "record layer" in reason or "packet length" in reason:
        return f"what answers there does not speak TLS ({reason}); is it HTTP, or another port?"
    return f"TLS failed ({reason}); --insecure without --strict-tls also accepts old versions, short keys and SHA-1"


def _untrusted(error: ssl.SSLCertVerificationError) -> str:
    if error.verify_code in _OTHER_NAME:
        return (
            f"the camera's certificate is for another name ({error.verify_message}); reach it by that name, "
            "or give --insecure to go on without checking"
        )
    return (
        f"the camera's certificate is not trusted ({error.verify_message}); give --ca FILE with the certificate "
        "that signed it, or --insecure to go on without checking"
    )


# X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH
_OTHER_NAME = (62, 64)


def _words(error: Exception) -> str:
    return str(error).strip().rstrip(".") or type(error).__name__
