"""Two runs at once on one camera would mix up what its state is: the second is refused."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from conformance.run.outcomes import UsageError


class Lock:
    """Holds a camera for this process, as far as this machine goes. The system lets go of it however a run ends."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        digest = hashlib.sha256(f"{parts.hostname}:{parts.port}".encode()).hexdigest()[:16]
        self._path = Path(tempfile.gettempdir()) / f"ipc-conformance-{os.getuid()}-{digest}.lock"
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            raise UsageError(f"another run is checking {url} at this moment; wait until it has ended") from error

    def release(self) -> None:
        """Lets others check this camera."""
        self._path.unlink(missing_ok=True)
        os.close(self._file)
