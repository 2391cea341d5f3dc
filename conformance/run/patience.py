"""How long to wait for a device that does not answer: the first hang costs a whole time limit, the others need not."""

from __future__ import annotations

import math
from collections import Counter, defaultdict

from conformance.spec import Spec

# Once a device was seen to hang, whoever takes so many times as long as its answers usually do is taken to hang too.
HANG_FACTOR = 20
HANG_LEAST = 2.0
# After so many hangs an operation is not called again: each costs time and tells nothing new.
HANGS = 2
# So many answers of an operation say how long it usually takes; before, those of all operations of its kind do.
ENOUGH = 20
USUAL = 0.95


class Durations:
    """How long answers took, to a tenth: so few numbers that a night's worth of them is looked through at once."""

    def __init__(self) -> None:
        self._steps: Counter[int] = Counter()

    def add(self, seconds: float) -> None:
        """One more."""
        self._steps[math.ceil(math.log(max(seconds, 1e-6), _STEP))] += 1

    def __len__(self) -> int:
        return self._steps.total()

    @property
    def usual(self) -> float:
        """The seconds within which nineteen of twenty answers came."""
        wanted, seen = USUAL * len(self), 0
        for step in sorted(self._steps):
            seen += self._steps[step]
            if seen >= wanted:
                return float(_STEP**step)
        return 0.0


_STEP = 1.1


class Patience:
    """The time for each exchange, and which operations are given up. `limit` is the whole time limit in seconds."""

    def __init__(self, spec: Spec, limit: float) -> None:
        self._limit = limit
        self._with_picture = {
            name for name, each in spec.operations.items() if any(p.kind.type == "file" for p in each.parameters)
        }
        self._of_operation: defaultdict[str, Durations] = defaultdict(Durations)
        self._of_kind = {False: Durations(), True: Durations()}
        self._hangs: Counter[str] = Counter()

    def answered(self, operation: str, seconds: float) -> None:
        """An answer came."""
        self._of_operation[operation].add(seconds)
        self._of_kind[operation in self._with_picture].add(seconds)

    def hung(self, operation: str) -> None:
        """None came in time."""
        self._hangs[operation] += 1

    def has_hung(self, operation: str) -> bool:
        """Whether an operation ever let us wait in vain."""
        return self._hangs[operation] > 0

    def given_up(self, operation: str) -> bool:
        """Whether an operation is not called any more."""
        return self._hangs[operation] >= HANGS

    def limit_for(self, operation: str) -> float:
        """The seconds for one exchange. What a picture costs a device, its answers without pictures don't tell."""
        if not self._hangs:
            return self._limit
        own, alike = self._of_operation[operation], self._of_kind[operation in self._with_picture]
        known = own if len(own) >= ENOUGH else alike
        if not known:
            return self._limit
        return min(self._limit, max(HANG_LEAST, HANG_FACTOR * known.usual))
