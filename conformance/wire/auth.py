"""The signature as an httpx auth flow, for anybody's own httpx client."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Generator

import httpx

from conformance.wire.bodies import (
    FORM,
    MULTIPART,
    FilePart,
    boundary_of,
    decode_form,
    decode_multipart,
    encode_form,
    encode_multipart,
)
from conformance.wire.call import Call
from conformance.wire.seal import Sealer
from conformance.wire.sign import Credentials


class SignatureAuth(httpx.Auth):
    """Adds app_id, random, timestamp and sign to a form or multipart request.

        httpx.post(url, data={"name": "vip"}, auth=SignatureAuth(Credentials("app", "secret")))

    `clock` gives Unix seconds by the camera's clock. Raises ValueError for a body of another kind.
    """

    requires_request_body = True

    def __init__(
        self,
        credentials: Credentials,
        *,
        clock: Callable[[], float] = time.time,
        randomness: random.Random | None = None,
    ) -> None:
        self._sealer = Sealer(credentials, clock, randomness or random.SystemRandom())

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Yields the signed request; one round."""
        content_type = request.headers.get("Content-Type", FORM)
        fields, files = _fields_of(request.content, content_type)
        sealed = self._sealer.sealed_fields(Call(operation="", fields=tuple(fields)))
        if files or content_type.startswith(MULTIPART):
            body = encode_multipart(sealed, files, boundary_of(content_type))
        else:
            body = encode_form(sealed)
        yield _with_body(request, content_type, body)


def _fields_of(body: bytes, content_type: str) -> tuple[list[tuple[str, str]], list[FilePart]]:
    if content_type.startswith(MULTIPART):
        return decode_multipart(body, boundary_of(content_type))
    if content_type.startswith(FORM):
        return decode_form(body), []
    raise ValueError(f"only form and multipart bodies can be signed, not {content_type}")


def _with_body(request: httpx.Request, content_type: str, body: bytes) -> httpx.Request:
    headers = request.headers.copy()
    headers["Content-Type"] = content_type
    headers["Content-Length"] = str(len(body))
    return httpx.Request(
        request.method, request.url, headers=headers, content=body, extensions=dict(request.extensions)
    )
