"""Which lines of the emulator a quick run reaches, under each of a few packs of readings.

A branch that only another reading takes can't be found fault with on the default camera: a mutant there is tried on a
camera that reads so.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import coverage
from reading_sweep import READINGS, given, nth_values

import conformance.emulator
from conformance.mutation.cameras import Ready, settings_of
from conformance.mutation.pool import Pool
from conformance.mutation.trial import Found, Trial
from conformance.wire import Credentials

ROOT = Path(conformance.emulator.__file__).parent
PACKS = tuple(nth_values(number) for number in range(max(len(reading.values) for reading in READINGS.values())))
"""For each open point its n-th value, where that is not the default; the first pack is empty."""

Lines = dict[Path, set[int]]


@dataclass(frozen=True)
class MeasuredCamera:
    """The good emulator with a pack of readings; the lines that it went through are written when it ends."""

    id: str
    readings: tuple[str, ...]
    data: str

    def serve(self, credentials: Credentials, ready: Ready) -> None:
        """Serves it until SIGTERM."""
        from conformance.emulator import server

        measuring = coverage.Coverage(data_file=self.data, include=[f"{ROOT}/*"], config_file=False)
        measuring.start()
        try:
            server.run(settings_of(credentials, given=self.readings), ready)
        finally:  # SIGTERM ends it in good order; a process of a pool knows no atexit
            measuring.stop()
            measuring.save()


def reached_lines(jobs: int) -> Sequence[Lines]:
    """For each pack the lines that were gone through, those of definitions not among them."""
    with tempfile.TemporaryDirectory() as folder, Pool(jobs) as pool:
        files = [Path(folder) / str(number) for number in range(len(PACKS))]
        cameras = [MeasuredCamera(file.name, given(pack), str(file)) for file, pack in zip(files, PACKS, strict=True)]
        waiting = [Trial(camera, depth="quick") for camera in reversed(cameras)]

        def ended(trial: Trial, found: Found) -> None:
            if found.state != "survived":
                raise SystemExit(f"void: the good emulator with pack {trial.camera.id}: {found}")

        pool.run(lambda: waiting.pop() if waiting else None, ended)
        return [_lines(file) for file in files]


def _lines(file: Path) -> Lines:
    data = coverage.CoverageData(str(file))
    data.read()
    return {Path(name): set(data.lines(name) or ()) for name in data.measured_files()}


if __name__ == "__main__":
    for pack, lines in zip(PACKS, reached_lines(2), strict=True):
        print(len(pack), "readings that are not the default:", sum(map(len, lines.values())), "lines")
