"""Signing, form and multipart bodies, TLS, exchanges, and the httpx client."""

from conformance.wire.auth import SignatureAuth
from conformance.wire.authstate import AuthState, auth_state
from conformance.wire.bodies import FilePart
from conformance.wire.call import Call
from conformance.wire.client import Client, Observer
from conformance.wire.exchange import Exchange, Fault, NotJson, Request, Response
from conformance.wire.sign import Credentials, sign, text_to_sign
from conformance.wire.target import Target
from conformance.wire.tls import TLSError, TLSOptions

__all__ = [
    "AuthState",
    "Call",
    "Client",
    "Credentials",
    "Exchange",
    "Fault",
    "FilePart",
    "NotJson",
    "Observer",
    "Request",
    "Response",
    "SignatureAuth",
    "TLSError",
    "TLSOptions",
    "Target",
    "auth_state",
    "sign",
    "text_to_sign",
]
