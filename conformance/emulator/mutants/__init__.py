"""Named single faults of the emulated camera: what a firmware engineer gets wrong, to see whether a check finds it.

Each is a `Mutant`: the requirement that it breaks, a sentence, why it matters, a witness (a shortest sequence of
requests whose last answer differs from the good camera's), and `install`, which patches one thing on one service.
"""

from conformance.emulator.mutants.catalogue import describe, load_mutants
from conformance.emulator.mutants.model import Mutant

__all__ = ["Mutant", "describe", "load_mutants"]
