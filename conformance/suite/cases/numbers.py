"""Cases of integers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.spec import Kind, load_spec

HUGE = "9" * 20


def number_texts(kind: Kind, usual: int) -> Iterator[tuple[str, str]]:
    """Texts for an integer parameter: around its limits, and forms that are none or perhaps one."""
    yield from _limits(kind)
    if kind.name != "age" and not kind.values:
        # What is left of it in 32 or 64 bits would be allowed.
        yield from ((f"wraps-{bits}-bit", str(2**bits + usual)) for bits in (32, 64))
    yield "word", "abc"
    yield "number-and-word", f"{usual}x"
    yield "float", f"{usual}.5"
    yield "whole-float", f"{usual}.0"
    yield "leading-zeros", f"00{usual}"
    yield "plus", f"+{usual}"
    yield "blanks", f" {usual} "
    yield "hex", f"0x{usual:x}"
    yield "huge", HUGE
    yield "nul", f"{usual}\0"
    yield "newline", f"{usual}\n"


def _limits(kind: Kind) -> Iterator[tuple[str, str]]:
    numbers: dict[str, int] = {}
    if kind.name == "age":
        numbers = _ages(load_spec().age_ranges)
    elif kind.values:
        numbers = {f"value-{value}": value for value in kind.values}
        numbers |= {"min-1": min(kind.values) - 1, "max+1": max(kind.values) + 1, "far-beyond": max(kind.values) + 97}
    elif kind.name == "capacity":
        numbers = {"negative": -1, "zero": 0, "min": 1}
    elif kind.min is not None:
        numbers = {"min-1": kind.min - 1, "min": kind.min, "min+1": kind.min + 1, "negative": -kind.min}
        if kind.max is not None:
            middle = (kind.min + kind.max) // 2
            numbers |= {"middle": middle, "max-1": kind.max - 1, "max": kind.max, "max+1": kind.max + 1}
            numbers |= {"far-beyond": 100 * kind.max, "wraps-8-bit": 256 + kind.min, "wraps-16-bit": 65536 + kind.min}
    yield from ((name, str(number)) for name, number in numbers.items())


def _ages(ranges: Mapping[int, tuple[int, int]]) -> dict[str, int]:
    """Both ends of every age range, and beyond the first and the last."""
    ends = sorted({end for limits in ranges.values() for end in limits})
    ages = {f"age-{age}": age for age in ends}
    inner = {f"age-{low + 1}": low + 1 for low, _ in ranges.values()}
    return ages | inner | {"zero": 0, "negative": -1, "above": ends[-1] + 1, "far-beyond": 100 * ends[-1]}
