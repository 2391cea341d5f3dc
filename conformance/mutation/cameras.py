"""The cameras that the suite is tried on: the emulator as it should be, and each of its mutants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from conformance.wire import Credentials

if TYPE_CHECKING:
    from conformance.emulator import server

Ready = Callable[[str, str], None]
"""Gets the URL of the device and that of its control plane, once both are served."""


class CameraUnderTrial(Protocol):
    """A camera that one process serves until it is told to end. It is pickled on its way there."""

    @property
    def id(self) -> str:
        """Its name in the table."""

    def serve(self, credentials: Credentials, ready: Ready) -> None:
        """Serves the camera, on free ports."""


@dataclass(frozen=True)
class GoodCamera:
    """The emulator without a fault: the control of each table."""

    id: str = "control"

    def serve(self, credentials: Credentials, ready: Ready) -> None:
        """Serves it until SIGTERM."""
        from conformance.emulator import server

        server.run(settings_of(credentials), ready)


@dataclass(frozen=True)
class MutantCamera:
    """The emulator with one named fault, and with the readings on which its witness shows it."""

    id: str

    def serve(self, credentials: Credentials, ready: Ready) -> None:
        """Serves it until SIGTERM."""
        from conformance.emulator import server
        from conformance.emulator.mutants import load_mutants

        mutant = load_mutants()[self.id]
        server.run(settings_of(credentials, mutant.install, mutant.readings), ready)


def settings_of(
    credentials: Credentials, alter: Callable[..., None] | None = None, given: Sequence[str] = ()
) -> server.Settings:
    """An emulator over HTTPS with the given readings (`NAME=VALUE`), on free ports, its state in memory."""
    from conformance.emulator import readings
    from conformance.emulator.server import Settings
    from conformance.spec import load_spec

    spec = load_spec()
    chosen = readings.choose(spec, given)
    return Settings(spec, chosen, spec.code_book, credentials.app_id, credentials.secret_key, alter=alter)
