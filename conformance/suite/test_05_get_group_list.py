"""Section 5, Get The List of Face Group (s:194-264)."""

from conformance.spec import load_spec
from conformance.suite.drive import all_public_of
from conformance.suite.requirement import requirement
from conformance.suite.world import World

DEVICE = load_spec().device

test_public_parameters = all_public_of("getGroupList")


@requirement("getGroupList.num.counts", "getGroupList.defaults.listed", "getGroupList.stranger.condition")
def test_list_follows_the_groups(world: World) -> None:
    """num, the default groups and the stranger's condition, as groups come and go."""
    world.look()
    group, _ = world.group(), world.group()
    world.look()
    world.ipc.delete_group(group.name)
    world.look()


@requirement("getGroupList.groups.limit", "getGroupList.capacity.sum")
def test_list_of_a_full_device(world: World) -> None:
    """As many groups as there may be, the last with all capacity that is left: the list still keeps to both limits."""
    listed = world.groups()
    for _ in range(DEVICE.groups_total - len(listed) - 1):
        world.group(capacity=1)
    listed = world.groups()
    free = DEVICE.capacity_total - sum(int(entry["capacity"]) for entry in listed.values())
    world.ipc.create_group(world.new_name(), max(free, 1), "all that is left")
    world.ipc.create_group(world.new_name(), 1, "one more")
    world.look()


@requirement("getGroupList.values.stored", "getGroupList.count.within-capacity")
def test_count_follows_the_records(world: World) -> None:
    """count is 0, 1, 2, 1, 2 as records come, go, and move in; the other group's follows too."""
    group, other = world.group(), world.group()
    world.look()
    record = world.record(group, person=0)
    world.look()
    world.record(group, person=1)
    world.look()
    world.ipc.delete_face(group.name, [record.faceid])
    world.look()
    moved = world.record(other, person=2)
    world.ipc.update_face(other.name, moved.faceid, new_group_name=group.name)
    world.look()


@requirement("getGroupList.order")
def test_order_of_the_list(world: World) -> None:
    """By creation, by name, the newest first, or otherwise: open (point 38)."""
    for stem in ("b", "c", "a"):
        world.named_group(stem)
    listed = world.ipc.get_group_list()
    names = [str(entry.get("name")) for entry in listed.data.get("face_group", [])]
    own = [name for name in names if name in {group.name for group in world.made}]
    made = [group.name for group in world.made]
    orders = {"creation": made, "name": sorted(made), "newest-first": made[::-1]}
    if sorted(own) == sorted(made):
        value = next((name for name, order in orders.items() if own == order), "other")
        world.ipc.reading("getGroupList.order", value, listed)
