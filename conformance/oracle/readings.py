"""How the device reads the open points: found out as it answers, narrowed, and held against what it did before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.oracle.judgement import Judgement, violated
from conformance.spec import Reading


class Readings:
    """The readings observed so far. `declared` are those of the device's profile."""

    def __init__(self, known: Mapping[str, Reading], declared: Mapping[str, str] | None = None) -> None:
        self._known = known
        self._declared = dict(declared or {})
        self._observed: dict[str, tuple[str, int]] = {}

    def value(self, name: str) -> str | None:
        """The reading that the device follows, if it was seen."""
        observed = self._observed.get(name)
        return observed[0] if observed else None

    def all(self) -> dict[str, str]:
        """All readings observed, by name."""
        return {name: value for name, (value, _) in sorted(self._observed.items())}

    def observe(self, name: str, value: str, number: int) -> Iterator[Judgement]:
        """Enters a reading that an exchange showed. A device that mixes readings is judged so."""
        if name not in self._known:
            raise KeyError(f"{name} is not in the table of readings")
        before = self._observed.setdefault(name, (value, number))
        if before[0] != value:
            yield violated(
                name, f"the reading {before[0]} as in exchange {before[1]}", f"it is {value} now", before[1], number
            )
            return
        declared = self._declared.get(name)
        if declared is not None and declared != value:
            yield violated(name, f"the reading {declared} of the profile", f"the device follows {value}", number)
            return
        yield Judgement(name, "observed", f"the device follows the reading {value}", (number,))
