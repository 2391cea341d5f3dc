"""The order of refusals, and that a refused request changes nothing."""

from __future__ import annotations

import itertools

import pytest
from emulating import Desk, face
from test_emulator_codes import GOOD, OWN

ORDER = {
    "createGroup": [
        (5, "not-activated", {}),
        (2, "", {"app_id": ""}),
        (7, "", {"app_id": "another"}),
        (3, "", {"sign": "0" * 32}),
        (2, "", {"random": "1"}),
        (7, "", {"timestamp": "1593029283"}),
        (1, "internal-failure", {}),
        (211, "storage-gone", {}),
        (220, "library-busy", {}),
        (2, "", {"capacity": "x"}),
        (212, "", {"description": "x" * 200}),
        (201, "", {"name": "stranger"}),
        (202, "", {"capacity": "30000"}),
    ],
    "addFaceInfoItem": [
        (2, "", {"num": "7"}),
        (241, "", {"name_list": '["age"]'}),
        (204, "", {"group_name": "nobody"}),
        (240, "", {"group_name": "stranger"}),
        (241, "", {"name_list": '["a1"]'}),
    ],
    "removeFaceInfoItem": [
        (2, "", {"num": "7"}),
        (242, "", {"num": "6", "name_list": '["1","2","3","4","5","6"]'}),
        (204, "", {"group_name": "nobody"}),
        (240, "", {"group_name": "stranger"}),
        (243, "", {"name_list": '["b"]'}),
    ],
    "addFace": [
        (2, "", {"age": "x"}),
        (210, "", {"pic": b"broken"}),
        (204, "", {"group_name": "nobody"}),
        (206, "", {"faceid": "7"}),
        (208, "", {"group_name": "full"}),
    ],
    "updateFace": [
        (2, "", {"gender": "x"}),
        (210, "", {"pic": b"broken"}),
        (204, "", {"new_group_name": "nobody"}),
        (207, "", {"faceid": "8"}),
        (208, "", {"new_group_name": "full"}),
    ],
}
"""Of each operation: code, fault and parameters that bring it about, in the order in which they are found out."""

PAIRS = [(operation, one, other) for operation, row in ORDER.items() for one, other in itertools.combinations(row, 2)]


@pytest.fixture
def prepared(camera: Desk) -> Desk:
    camera.create("full", 1)
    camera.attributes("a1")
    camera.add("7")
    camera.add("1", group="full", person=2)
    return camera


@pytest.mark.parametrize(
    ("operation", "one", "other"), PAIRS, ids=[f"{name}-{one[0]}-{other[0]}" for name, one, other in PAIRS]
)
def test_the_first_of_two_causes_is_answered(prepared: Desk, operation: str, one: tuple, other: tuple) -> None:
    prepared.camera.faults |= {fault for _, fault, _ in (one, other) if fault}
    good = {"pic": face(1), **GOOD[operation]}
    assert prepared.code(operation, **(good | other[2] | one[2])) == one[0]


@pytest.mark.parametrize(("operation", "code"), OWN, ids=lambda value: str(value))
def test_refused_request_changes_nothing(prepared: Desk, operation: str, code: int) -> None:
    prepared.create("spare", 5)
    before = list(prepared.camera.db.iterdump())
    assert prepared.code(operation, face(1), **(GOOD[operation] | OWN[operation, code])) == code
    assert list(prepared.camera.db.iterdump()) == before


def test_a_failure_of_the_emulator_is_an_answer_and_changes_nothing(
    prepared: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from conformance.emulator.store import attributes

    before = list(prepared.camera.db.iterdump())
    monkeypatch.setattr(attributes, "set_values", lambda *_: 1 / 0)
    assert prepared.add("9") == 1
    assert list(prepared.camera.db.iterdump()) == before
    assert "addFace failed" in caplog.text
