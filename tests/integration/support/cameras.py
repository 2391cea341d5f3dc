"""Cameras that fail on the way, for trials: each is served in a process of its own."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass

from conformance.mutation.cameras import GoodCamera, Ready
from conformance.wire import Credentials


@dataclass(frozen=True)
class NeverStarts:
    """Ends before it listens."""

    id: str = "never-starts"

    def serve(self, _credentials: Credentials, _ready: Ready) -> None:
        raise SystemExit("no camera today")


@dataclass(frozen=True)
class NeverTells:
    """Takes its time for ever."""

    id: str = "never-tells"

    def serve(self, _credentials: Credentials, _ready: Ready) -> None:
        time.sleep(3600)


@dataclass(frozen=True)
class Dies:
    """Serves a good camera, and dies at the moment it is ready."""

    id: str = "dies"

    def serve(self, credentials: Credentials, ready: Ready) -> None:
        def told(url: str, control_url: str) -> None:
            ready(url, control_url)
            threading.Timer(0.05, os._exit, (9,)).start()

        GoodCamera().serve(credentials, told)
