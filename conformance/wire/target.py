"""Where a camera is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from conformance.wire.tls import TLSOptions


@dataclass(frozen=True)
class Target:
    """Where the camera is and how to reach it. `timeout` is the time for one whole exchange, in seconds."""

    url: str
    tls: TLSOptions = field(default_factory=TLSOptions)
    timeout: float = 10.0
    proxy: str | None = None
    time_offset: float = 0.0

    def at_offset(self, seconds: float) -> Target:
        """The same camera, its clock so many seconds ahead of ours."""
        return replace(self, time_offset=seconds)
