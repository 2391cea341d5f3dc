"""Random requests, valid and not: for the differential test, the stateful check and whoever wants many of them.

Everything is drawn from a `random.Random`, which may be seeded or hypothesis' own, so that failures shrink.
"""

from conformance.suite.generate.mixture import WEIGHTS, Drawn, draw_request
from conformance.suite.generate.scene import Scene

__all__ = ["WEIGHTS", "Drawn", "Scene", "draw_request"]
