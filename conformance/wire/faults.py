"""What went wrong on the way, as sentences instead of tracebacks."""

from __future__ import annotations

import ssl

import httpx

from conformance.wire.exchange import Fault


class OverlongError(Exception):
    """An answer that is larger than any that the document allows."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"the answer is larger than {limit} bytes")


def fault_of(error: Exception, timeout: float, kept: bool) -> Fault:
    """The fault behind an exception of httpx. `kept`: the request went over a connection used before."""
    cause = _ssl_cause(error)
    if cause is not None:
        return Fault("tls", _tls_sentence(cause))
    match error:
        case OverlongError():
            return Fault("too-large", f"{error}; the rest was not read")
        case httpx.ConnectTimeout():
            return Fault("unreachable", f"no connection within {timeout:g} s: {_words(error)}")
        case httpx.ConnectError() | httpx.ProxyError() | httpx.UnsupportedProtocol() | httpx.InvalidURL():
            return Fault("unreachable", f"no connection: {_words(error)}")
        case httpx.TimeoutException():
            return Fault("timeout", f"no complete answer within {timeout:g} s")
        case httpx.RemoteProtocolError() if "disconnected without" in str(error):
            return Fault("closed", "the device closed the connection without an answer", kept)
        case httpx.ReadError() | httpx.WriteError():
            return Fault("closed", f"the connection broke off before the answer was complete ({_words(error)})", kept)
        case _:
            return Fault("protocol", f"the answer is not HTTP, or cut off: {_words(error)}")


def _ssl_cause(error: BaseException | None) -> ssl.SSLError | None:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return error
        error = error.__cause__ or error.__context__
    return None


def _tls_sentence(error: ssl.SSLError) -> str:
    reason = (error.reason or str(error)).replace("_", " ").lower()
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"the camera's certificate is not trusted ({error.verify_message}); give --ca FILE with the certificate "
            "that signed it, or --insecure to go on without checking"
        )
    if "certificate required" in reason or "alert handshake" in reason or "alert bad certificate" in reason:
        return f"the camera refused the TLS handshake ({reason}); it may want a client certificate: --client-cert FILE"
    if "wrong version" in reason or "http request" in reason or "record layer" in reason:
        return f"what answers there does not speak TLS ({reason}); is it HTTP, or another port?"
    if "unknown ca" in reason or "certificate unknown" in reason:
        return f"the camera does not accept the client certificate ({reason})"
    return f"TLS failed ({reason}); --insecure also accepts old versions and short keys"


def _words(error: Exception) -> str:
    return str(error).strip().rstrip(".") or type(error).__name__
