"""A covering array leaves out no combination of three parameters, and has far fewer rows than all."""

from __future__ import annotations

from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from conformance.suite.generate.covering import covering_array


@given(st.lists(st.integers(1, 4), min_size=1, max_size=5))
def test_every_three_meet_in_every_combination(sizes: list[int]) -> None:
    parameters = {f"p{number}": list(range(size)) for number, size in enumerate(sizes)}
    rows = covering_array(parameters)
    for names in combinations(parameters, min(3, len(parameters))):
        wanted = set(product(*(parameters[name] for name in names)))
        assert {tuple(row[name] for name in names) for row in rows} == wanted


def test_fewer_rows_than_all_combinations() -> None:
    assert len(covering_array({name: range(3) for name in "abcdef"})) < 3**6 / 8
