"""Section 6, Add Attributes to A Face Group (s:266-311)."""

from conformance.suite.refusals import Check, required_parameters_of
from conformance.suite.requirement import requirement
from conformance.suite.world import World
from conformance.wire import Call

test_required_parameter_left_out = required_parameters_of("addFaceInfoItem")


@requirement("addFaceInfoItem.effect.listed", "addFaceInfoItem.answer.accepts")
def test_added_attributes_are_listed(check: Check, world: World) -> None:
    """Two attributes, then a third: all three are listed, each once."""
    group = world.group(attributes=("phone_num", "weight"))
    added = world.ipc.must_accept(Call.of("addFaceInfoItem", num=1, group_name=group.name, name_list=["hobby"]))
    names = sorted(world.attributes(group))
    check("addFaceInfoItem.effect.listed").equal(names, ["hobby", "phone_num", "weight"], "the attributes", added)
