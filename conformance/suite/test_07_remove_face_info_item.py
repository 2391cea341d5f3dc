"""Section 7, Delete Attributes of A Face Group (s:313-352)."""

from conformance.suite.refusals import Check, required_parameters_of
from conformance.suite.requirement import requirement
from conformance.suite.world import World
from conformance.wire import Call

test_required_parameter_left_out = required_parameters_of("removeFaceInfoItem")


@requirement("removeFaceInfoItem.effect.gone", "removeFaceInfoItem.answer.accepts")
def test_removed_attribute_is_gone(check: Check, world: World) -> None:
    """Of three attributes the middle one is removed; the others stay."""
    group = world.group(attributes=("phone_num", "weight", "hobby"))
    removed = world.ipc.must_accept(Call.of("removeFaceInfoItem", num=1, group_name=group.name, name_list=["weight"]))
    names = sorted(world.attributes(group))
    check("removeFaceInfoItem.effect.gone").equal(names, ["hobby", "phone_num"], "the attributes", removed)
