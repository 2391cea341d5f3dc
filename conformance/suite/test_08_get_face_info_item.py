"""Section 8, Get List of User-defined Attributes of A Face Group (s:354-399)."""

from conformance.spec import load_spec
from conformance.suite.drive import all_parameters_of, all_public_of
from conformance.suite.requirement import requirement
from conformance.suite.world import World

test_parameters = all_parameters_of("getFaceInfoItem")
test_public_parameters = all_public_of("getFaceInfoItem")


@requirement("getFaceInfoItem.num.counts", "getFaceInfoItem.names.own", "getFaceInfoItem.answer.accepts")
def test_attributes_are_the_groups_own(world: World) -> None:
    """Groups with 3, 1, 5 and no attributes: each lists its own, and num fits."""
    for names in (("phone", "address", "vip_level"), ("weight",), ("a", "b", "c", "d", "e"), ()):
        world.group(attributes=names)
    world.look(world.made)


@requirement("getFaceInfoItem.default-group")
def test_default_groups(world: World) -> None:
    """They have none: an empty list or a refusal (point 52)."""
    world.look()
    for name in load_spec().device.default_groups:
        world.ipc.get_face_info_item(name)
