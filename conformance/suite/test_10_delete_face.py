"""Section 10, Delete Face Record (s:523-573)."""

from conformance.suite.refusals import Check, required_parameters_of
from conformance.suite.requirement import requirement
from conformance.suite.world import World
from conformance.wire import Call

test_required_parameter_left_out = required_parameters_of("deleteFace")


@requirement("deleteFace.effect.gone", "deleteFace.success_list.deleted", "deleteFace.answer.accepts")
def test_deleted_records_are_gone(check: Check, world: World) -> None:
    """Two of three records are deleted and named; the third stays."""
    group = world.group()
    first, stays, last = (world.record(group, person=person) for person in range(3))
    doomed = [first.faceid, last.faceid]
    deleted = world.ipc.must_accept(Call.of("deleteFace", num=2, group_name=group.name, faceid_list=doomed))
    named = sorted(map(str, deleted.data.get("success_list", [])))
    check("deleteFace.effect.gone").equal(sorted(world.records(group)), [stays.faceid], "what is left", deleted)
    check("deleteFace.success_list.deleted").equal(named, sorted(doomed), "success_list", deleted)


@requirement("deleteFace.not_exist_list.missing", "deleteFace.success_list.deleted")
def test_missing_faceids_are_named(check: Check, world: World) -> None:
    """One faceid exists and one does not: each stands in its list (s:558-571)."""
    group = world.group()
    record, missing = world.record(group), world.run.faceid()
    deleted = world.ipc.must_accept(
        Call.of("deleteFace", num=2, group_name=group.name, faceid_list=[record.faceid, missing])
    )
    check("deleteFace.not_exist_list.missing").equal(
        deleted.data.get("not_exist_list"), [missing], "not_exist_list", deleted
    )
    check("deleteFace.success_list.deleted").equal(
        deleted.data.get("success_list"), [record.faceid], "success_list", deleted
    )
