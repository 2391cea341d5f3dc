"""What a mutant is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conformance.emulator.mutants.witness import Act, Witness, length
from conformance.emulator.service import Service

Fault = Callable[[Service], None]
"""Patches one thing on one service."""


@dataclass(frozen=True)
class Mutant:
    """One named fault of the emulated camera.

    `id` is `operation.name`, or `transport.name` and `authentication.name` for what no operation is to blame for.
    `kind` is the kind of defect, `requirement` the id of the catalogue that the fault breaks, `sentence` what goes
    wrong, `why` what it means to a shop that runs the camera. The witness shows it on a camera of these `readings`;
    the fault contradicts the requirement under all of them.
    """

    id: str
    kind: str
    requirement: str
    sentence: str
    why: str
    witness: Witness
    fault: Fault
    readings: tuple[str, ...] = ()

    @property
    def operation(self) -> str:
        """The operation at fault, or `transport` or `authentication`."""
        return self.id.partition(".")[0]

    @property
    def requests(self) -> int:
        """How many requests the witness has."""
        return length(self.witness)

    @property
    def rig(self) -> str:
        """The capability of a rig without which the fault can't be seen; empty if none is needed."""
        return next((step.capability for step in self.witness if isinstance(step, Act)), "")

    def install(self, service: Service) -> None:
        """Gives the fault to a service that has answered nothing yet."""
        self.fault(service)
