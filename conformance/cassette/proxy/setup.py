"""What a recording is to be like, and what it needs: a writer with a redactor, and a voice without secrets."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from conformance import __version__
from conformance.cassette.format import Header
from conformance.cassette.proxy.flows import Manner
from conformance.cassette.proxy.notices import Notices, Say
from conformance.cassette.proxy.recording import Authority, Recording
from conformance.cassette.redact import TOKENS, Redactor
from conformance.cassette.writer import Writer
from conformance.wire import Credentials


@dataclass(frozen=True)
class Plan:
    """A recording as it was asked for. `url` is the camera's, empty where that is not known; `only` it is recorded, of
    a proxy that clients use for other hosts too.

    `secrets` are values that must not reach the disk besides the secret key; `fields` names fields whose values become
    tokens; `key` is what the tokens are made with: without it the secret key is, or a random one for this recording.
    """

    cassette: Path
    url: str = ""
    only: bool = False
    append: bool = False
    keep_pictures: bool = False
    app_id: str = ""
    secret_key: str = field(default="", repr=False)
    secrets: Sequence[str] = field(default=(), repr=False)
    fields: Sequence[str] = ()
    key: bytes | None = field(default=None, repr=False)

    def redactor(self) -> Redactor:
        """The redactor of this recording."""
        key = self.key
        if key is None and not self.secret_key:
            key = os.urandom(32)
        return Redactor(Credentials(self.app_id, self.secret_key), self.secrets, key=key, fields=self.fields)


def start(plan: Plan, warn: Say, tell: Say) -> Recording:
    """The addon of a recording, its cassette open. Raises CassetteError."""
    redactor = plan.redactor()
    header = Header(
        f"ipc-conformance {__version__} record",
        {"url": plan.url} if plan.url else {},
        redacted=("sign", *sorted(TOKENS.union(plan.fields))),
    )
    writer = Writer(plan.cassette, header, redactor, append=plan.append, keep_pictures=plan.keep_pictures)
    manner = Manner(plan.secret_key, plan.app_id, plan.keep_pictures)
    camera = Authority.of(plan.url) if plan.only else None
    return Recording(writer, manner, Notices(warn, tell, redactor.sentence), camera)
