"""What of a request may reach the disk: the one place where secrets are kept back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from conformance.cassette.needles import Needles
from conformance.cassette.tokens import token
from conformance.wire import Credentials

NEVER = frozenset({"sign", "key", "secret_key"})
TOKENS = frozenset({"app_id", "sn"})


class Redactor:
    """Redacts for one camera. The key of the tokens is derived from its secret and stands nowhere."""

    def __init__(self, credentials: Credentials, secrets: Iterable[str] = ()) -> None:
        self._key = hashlib.sha256(b"ipc-conformance tokens " + credentials.secret_key.encode()).digest()
        self._needles = Needles([credentials.secret_key, *secrets])
        self._app_id = credentials.app_id

    def value(self, name: str, text: str) -> str | None:
        """What stands for a field's value; None for one that is never written."""
        if name.lower() in NEVER:
            return None
        return token(text, self._key) if name.lower() in TOKENS else text

    def line(self, text: str) -> str:
        """A whole line, with known secrets masked wherever they stand."""
        masked, hits = self._needles.mask(text)
        return f'{masked[:-1]},"masked":{hits}}}' if hits else text
