"""The catalogue of mutants: what it promises to whoever reads the kill table."""

from __future__ import annotations

from collections import Counter

import pytest
from emulating import Desk

from conformance.emulator.faults import FAULTS
from conformance.emulator.mutants import Mutant, catalogue, describe, load_mutants
from conformance.emulator.mutants.witness import Act, Together
from conformance.run.rig import CAPABILITIES
from conformance.spec import load_spec

MUTANTS = load_mutants()
every_mutant = pytest.mark.parametrize("mutant", MUTANTS.values(), ids=lambda mutant: mutant.id)


def test_no_id_stands_twice() -> None:
    assert len(MUTANTS) == sum(len(subject.MUTANTS) for subject in catalogue.SUBJECTS)


def test_there_are_enough_of_them() -> None:
    assert len(MUTANTS) >= 130
    assert sum(mutant.requests >= 3 for mutant in MUTANTS.values()) >= 45


def test_no_kind_of_defect_prevails() -> None:
    (_, most), *_ = Counter(mutant.kind for mutant in MUTANTS.values()).most_common(1)
    assert most <= 6


def test_every_operation_has_some() -> None:
    mutated = Counter(mutant.operation for mutant in MUTANTS.values())
    assert min(mutated[operation] for operation in load_spec().operations) >= 5
    assert set(mutated) == {*load_spec().operations, *catalogue.BESIDE}


def test_they_are_ordered_by_operation() -> None:
    order = [*load_spec().operations, *catalogue.BESIDE]
    places = [order.index(mutant.operation) for mutant in MUTANTS.values()]
    assert places == sorted(places)


def test_every_answer_field_that_may_not_be_left_out_is_at_fault_somewhere() -> None:
    blamed = {mutant.requirement for mutant in MUTANTS.values()}
    lists = ("getGroupList", "getFaceInfoItem", "getFaceList", "getFaceByArrival", "getFaceByPicture", "getFace")
    for operation in lists:
        fields = [name for name in load_spec().requirements if name.startswith(f"{operation}.answer.")]
        assert len(blamed & set(fields)) >= 2, operation


@every_mutant
def test_it_breaks_a_requirement_that_can_be_broken(mutant: Mutant) -> None:
    assert load_spec().requirements[mutant.requirement].level in ("written", "inferred")


@every_mutant
def test_it_says_what_goes_wrong_and_why_it_matters(mutant: Mutant) -> None:
    for sentence in (mutant.sentence, mutant.why):
        assert sentence.endswith(".")
        assert 15 < len(sentence) < 200
    assert mutant.sentence != mutant.why
    assert set(mutant.id.partition(".")[2]) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@every_mutant
def test_its_witness_ends_with_a_request(mutant: Mutant) -> None:
    assert not isinstance(mutant.witness[-1], Act)
    calls = [call for step in mutant.witness for call in getattr(step, "calls", (step,)) if not isinstance(call, Act)]
    assert {call.operation for call in calls} <= set(load_spec().operations)
    assert mutant.requests == sum(call.times for call in calls)
    assert mutant.rig in {"", *CAPABILITIES} - set(FAULTS)


def test_a_description_is_plain_data() -> None:
    described = describe(MUTANTS["addFace.capacity-one-more"])
    assert described == {
        "id": "addFace.capacity-one-more",
        "operation": "addFace",
        "kind": "room-limit-loose",
        "requirement": "addFace.group.full",
        "level": "written",
        "sentence": "A group takes one record more than its capacity.",
        "why": "The record beyond the capacity overwrites one that the shop relies on.",
        "requests": 3,
        "rig": "",
        "readings": [],
    }


def test_one_camera_has_the_fault_and_the_next_has_not(camera: Desk) -> None:
    faulty = Desk()
    MUTANTS["createGroup.name-one-more"].install(faulty.service)
    assert faulty.create("n" * 97) == 0
    assert camera.create("n" * 97) != 0
    faulty.close()


def test_requests_at_the_same_time_count_each() -> None:
    mutant = MUTANTS["addFace.room-checked-early"]
    assert isinstance(mutant.witness[-1], Together)
    assert mutant.requests == 3
