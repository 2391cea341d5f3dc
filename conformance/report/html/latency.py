"""Latencies as a plot: a line for each operation from its median to its slowest answer, on a logarithmic scale."""

from __future__ import annotations

from math import floor, log10
from typing import Any

from conformance.report.results import Results

WIDTH = 1000
"""Units of the drawing's scale, whatever its size on the page."""
_LEAST = 0.01
"""Milliseconds; what is faster stands at the left edge."""


def latency_of(results: Results) -> dict[str, Any]:
    """The rows with their places from 0 to WIDTH, and the ticks of the scale in milliseconds."""
    latencies = {name: times for name, times in results["latency_ms"].items() if times["count"]}
    if not latencies:
        return {"rows": [], "ticks": []}
    first = floor(log10(max(_LEAST, min(times["p50"] for times in latencies.values()))))
    last = max(first + 1, -floor(-log10(max(_LEAST, *(times["max"] for times in latencies.values())))))

    def place(milliseconds: float) -> int:
        share = (log10(max(_LEAST, milliseconds)) - first) / (last - first)
        return round(WIDTH * min(1.0, max(0.0, share)))

    rows = [
        {"name": name, **times, "at": {key: place(times[key]) for key in ("p50", "p95", "max")}}
        for name, times in latencies.items()
    ]
    ticks = [{"at": place(10.0**power), "text": f"{10.0**power:,.10g} ms"} for power in range(first, last + 1)]
    return {"rows": rows, "ticks": ticks}
