"""The signature as an httpx auth flow, for anybody's own httpx client."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Generator

import httpx

from conformance.wire.bodies import (
    FORM,
    MULTIPART,
    boundary_of,
    decode_form,
    decode_multipart,
    encode_form,
)
from conformance.wire.call import Call
from conformance.wire.multipart import encode_parts
from conformance.wire.seal import Pairs, Sealer
from conformance.wire.sign import Credentials


class SignatureAuth(httpx.Auth):
    """Adds app_id, random, timestamp and sign to a form or multipart request; what stands in its body stays.

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
        body = request.content
        content_type = request.headers.get("Content-Type", "" if body else FORM)
        media_type = content_type.partition(";")[0].strip().lower()
        if media_type == FORM:
            added = encode_form(self._added(decode_form(body)))
            yield _with_body(request, content_type, added + b"&" + body if body else added)
        elif media_type == MULTIPART:
            boundary = boundary_of(content_type)
            fields, _ = decode_multipart(body, boundary)
            yield _with_body(request, content_type, encode_parts(self._added(fields), [], boundary) + body)
        else:
            raise ValueError(
                f"only form and multipart bodies can be signed, not {content_type or 'one without a type'}"
            )

    def _added(self, fields: Pairs) -> Pairs:
        """The public parameters and the sign of these fields, without the fields themselves."""
        sealed = self._sealer.sealed_fields(Call(operation="", fields=tuple(fields)))
        return sealed[: -len(fields) - 1] + sealed[-1:]


def _with_body(request: httpx.Request, content_type: str, body: bytes) -> httpx.Request:
    """The same request with another body of known length."""
    headers = request.headers.copy()
    headers.pop("Transfer-Encoding", None)
    headers["Content-Type"] = content_type
    headers["Content-Length"] = str(len(body))
    return httpx.Request(
        request.method, request.url, headers=headers, content=body, extensions=dict(request.extensions)
    )
