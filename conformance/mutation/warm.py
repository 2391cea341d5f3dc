"""What every trial needs, imported once: the processes of the trials are copies of one that has it all."""

from __future__ import annotations

import importlib
import pkgutil

import hypothesis.stateful  # noqa: F401
import uvicorn  # noqa: F401

import conformance.emulator
import conformance.isolation
import conformance.mutation.hunt
import conformance.report.results
import conformance.run.session
import conformance.suite
from conformance.run.pictures import DrawnAlbum

PEOPLE = 12

for _package in (conformance.emulator, conformance.suite):
    for _module in pkgutil.walk_packages(_package.__path__, f"{_package.__name__}."):
        if not _module.name.endswith("__main__"):
            importlib.import_module(_module.name)

# Pictures are drawn once and kept; those of the first people serve most checks.
_album = DrawnAlbum(0)
for _number in range(PEOPLE):
    _album.person(_number)
