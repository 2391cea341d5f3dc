"""What a run may send."""

import time

import pytest

from conformance.run.guard import Guard
from conformance.run.outcomes import Untested
from conformance.spec import load_spec
from conformance.wire import Call

SPEC = load_spec()


@pytest.mark.parametrize("operation", SPEC.operations.values(), ids=lambda operation: operation.name)
def test_read_only_sends_the_get_operations_alone(operation):
    guard = Guard(SPEC, read_only=True)
    if operation.effect == "read":
        guard.admit(Call.of(operation.name))
    else:
        with pytest.raises(Untested, match="read-only"):
            guard.admit(Call.of(operation.name))


@pytest.mark.parametrize(
    ("call", "admitted"),
    [
        (Call.of("updateMigration", arrive_times=1, period=1), False),
        (Call.of("updateGroup", old_name="stranger", name="x"), False),
        (Call.of("updateGroup", old_name="Regular ", name="x"), False),
        (Call.of("deleteGroup", name="regular"), False),
        (Call.of("updateGroup", old_name="vip", name="stranger"), False),
        (Call.of("addFace", group_name="stranger"), False),
        (Call.of("updateFace", group_name="vip", new_group_name="regular"), False),
        (Call.of("addFace", group_name="vip"), True),
        (Call.of("getFaceList", group_name="stranger"), True),
    ],
    ids=str,
)
def test_the_default_groups_are_left_alone(call, admitted):
    guard = Guard(SPEC, keep_defaults=True)
    if admitted:
        guard.admit(call)
    else:
        with pytest.raises(Untested, match="left alone"):
            guard.admit(call)


def test_operations_that_are_declared_absent():
    guard = Guard(SPEC, absent=frozenset({"getFaceByPicture"}))
    guard.admit(Call.of("getGroupList"))
    with pytest.raises(Untested, match="declares getFaceByPicture absent"):
        guard.admit(Call.of("getFaceByPicture"))


def test_the_rate_is_held():
    guard = Guard(SPEC, rate=50)
    began = time.monotonic()
    for _ in range(6):
        guard.admit(Call.of("getGroupList"))
    assert time.monotonic() - began >= 5 / 50
