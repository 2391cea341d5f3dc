"""What the judge pays for one answer: the kept jsonschema validator beside ours. `python benchmarks/validator.py`."""

from __future__ import annotations

import json
from collections.abc import Callable
from statistics import median
from time import perf_counter

from conformance.oracle.validator import explainer, violations
from conformance.spec import load_spec
from conformance.spec.schemas.examples import example_answer

ROUNDS = 15
CASES = (("createGroup", 0), ("getFace", 0), ("getGroupList", 10), *(("getFaceList", size) for size in (1, 10, 100)))


def answer(operation: str, size: int) -> object:
    """A successful answer with a list of so many entries, as it comes from the wire."""
    spec = load_spec()
    example = example_answer(spec.operations[operation], spec)
    data = example.get("data", {})
    for name, value in data.items():
        if isinstance(value, list):
            data[name] = (value * size)[-size:]
    return json.loads(json.dumps(example))


def microseconds(call: Callable[[], object], seconds: float = 0.02) -> float:
    """The median over rounds of the mean time of one call."""
    start = perf_counter()
    call()
    number = max(1, int(seconds / (perf_counter() - start)))
    means = []
    for _ in range(ROUNDS):
        start = perf_counter()
        for _ in range(number):
            call()
        means.append((perf_counter() - start) / number * 1e6)
    return median(means)


def row(operation: str, size: int) -> str:
    value = answer(operation, size)
    assert violations(operation, value) == ()
    validator = explainer(operation)
    slow = microseconds(lambda: list(validator.iter_errors(value)))
    fast = microseconds(lambda: violations(operation, value))
    return f"{operation + ' of ' + str(size):<24}{slow:>10.1f} us{fast:>8.1f} us{slow / fast:>6.0f}x"


def main() -> None:
    print(f"{'answer':<24}{'jsonschema':>13}{'ours':>11}{'ratio':>7}")
    for operation, size in CASES:
        print(row(operation, size))


if __name__ == "__main__":
    main()
