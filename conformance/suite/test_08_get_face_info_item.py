"""Section 8, Get List of User-defined Attributes of A Face Group (s:354-399)."""

from conformance.suite.refusals import Check, required_parameters_of
from conformance.suite.requirement import requirement
from conformance.suite.world import World
from conformance.wire import Call

test_required_parameter_left_out = required_parameters_of("getFaceInfoItem")


@requirement("getFaceInfoItem.num.counts", "getFaceInfoItem.answer.accepts")
def test_num_is_the_number_of_attributes(check: Check, world: World) -> None:
    """num is 3 for three attributes."""
    group = world.group(attributes=("phone", "address", "vip_level"))
    listed = world.ipc.must_accept(Call.of("getFaceInfoItem", group_name=group.name))
    check("getFaceInfoItem.num.counts").equal(listed.data.get("num"), len(group.attributes), "num", listed)


@requirement("getFaceInfoItem.names.own")
def test_attributes_are_the_groups_own(check: Check, world: World) -> None:
    """Two groups have different attributes, and a third has none."""
    groups = [world.group(attributes=names) for names in (("phone",), ("address", "weight"), ())]
    listed = [sorted(world.attributes(group)) for group in groups]
    expected = [sorted(group.attributes) for group in groups]
    check("getFaceInfoItem.names.own").equal(listed, expected, "the attributes of the three groups")
