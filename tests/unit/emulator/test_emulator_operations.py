"""What the operations do to the state, in the default readings."""

from __future__ import annotations

from collections.abc import Callable

from emulating import Desk, face

from conformance.spec import load_spec


def test_new_camera_has_the_default_groups(camera: Desk) -> None:
    device = load_spec().device
    groups = camera.groups()
    assert list(groups)[:2] == list(device.default_groups)
    assert groups["stranger"]["times"] == device.migration_arrive_times
    assert groups["stranger"]["period"] == device.migration_period_days
    assert "times" not in groups["regular"]


def test_created_group_is_listed(camera: Desk) -> None:
    assert camera.groups()["vip"] == {"name": "vip", "capacity": 100, "description": "d", "count": 0}


def test_group_can_be_renamed_and_keeps_its_records(camera: Desk) -> None:
    camera.attributes("a")
    camera.add("1", a="v")
    assert camera.update("vip", "svip", 50, "new") == 0
    assert "vip" not in camera.groups()
    assert camera.groups()["svip"] == {"name": "svip", "capacity": 50, "description": "new", "count": 1}
    assert camera.face("1")["a"] == "v"


def test_default_group_changes_all_but_its_name(camera: Desk) -> None:
    assert camera.update("regular", "regular", 4000, "new") == 0
    assert camera.groups()["regular"]["capacity"] == 4000
    assert camera.update("regular", "Regular", 4000, "new") == 201
    assert camera.update("vip", "regular") == 201


def test_capacities_sum_to_the_devices(camera: Desk) -> None:
    left = load_spec().device.capacity_total - 1000 - 5000 - 100
    assert camera.create("big", left + 1) == 202
    assert camera.create("big", left) == 0
    assert camera.update("big", "big", left) == 0
    assert camera.update("big", "big", left + 1) == 202


def test_deleted_group_takes_its_attributes_along(camera: Desk) -> None:
    camera.attributes("a")
    camera.done("deleteGroup", name="vip")
    camera.create()
    assert camera.named() == []


def test_attributes_are_those_of_the_group(camera: Desk) -> None:
    camera.create("other")
    assert camera.attributes("b", "a") == 0
    assert camera.attributes("c") == 0
    assert (camera.named(), camera.named("other")) == (["b", "a", "c"], [])
    assert camera.attributes("a", remove=True) == 0
    assert camera.named() == ["b", "c"]


def test_attribute_names(camera: Desk) -> None:
    limit = load_spec().kinds["attribute_name"].max_length
    assert [camera.attributes(name) for name in ("", "x" * (limit + 1), *load_spec().reserved_attributes)] == [241] * 12
    assert [camera.attributes(name) for name in ("x" * limit, " ", "arrive_count", "sign")] == [0] * 4


def test_added_record_reads_back(camera: Desk) -> None:
    camera.attributes("hobby", "weight")
    assert camera.add("000123", age="10", gender="1", hobby="é" * 25, unknown="x" * 99) == 0
    assert camera.face("000123") == {
        "faceid": "000123", "group_name": "vip", "age": 10, "age_range": 2, "gender": 1, "arrive_count": 0,
        "arrive_time": 0, "hobby": "é" * 25,
    }  # fmt: skip


def test_attribute_values_have_a_limit(camera: Desk) -> None:
    camera.attributes("a")
    limit = load_spec().kinds["attribute_value"].max_length
    assert camera.add("1", a="x" * (limit + 1)) == 2
    assert camera.add("1", a="x" * limit) == 0
    assert camera.code("updateFace", group_name="vip", faceid="1", a="x" * (limit + 1)) == 2


def test_preset_fields_and_public_parameters_are_no_attributes(camera: Desk) -> None:
    assert camera.attributes("arrive_count", "sign", "new_group_name") == 0
    camera.add("1", arrive_count="9")
    assert camera.face("1")["arrive_count"] == 0
    assert camera.face("1").keys().isdisjoint({"sign", "new_group_name"})


def test_estimates_are_the_same_for_the_same_picture(camera: Desk) -> None:
    camera.add("1")
    camera.add("2")
    one, two = camera.face("1"), camera.face("2")
    assert (one["age"], one["age_range"], one["gender"]) == (None, two["age_range"], two["gender"])


def test_update_keeps_what_it_does_not_mention(camera: Desk) -> None:
    camera.attributes("a", "b")
    camera.add("1", age="10", gender="2", a="x", b="y")
    before = camera.face("1")
    camera.done("updateFace", group_name="vip", faceid="1", b="z")
    assert camera.face("1") == before | {"b": "z"}
    camera.done("updateFace", group_name="vip", faceid="1", age="30")
    assert camera.face("1") == before | {"b": "z", "age": 30, "age_range": 5}


def test_update_with_a_picture_changes_whom_it_shows(camera: Desk) -> None:
    camera.add("1", person=1)
    camera.done("updateFace", face(2), group_name="vip", faceid="1")
    assert camera.code("getFaceByPicture", face(1)) == 283
    assert camera.done("getFaceByPicture", face(2, quality=50))["faceid"] == "1"


def test_moved_record(camera: Desk) -> None:
    camera.create("other")
    camera.attributes("a", "b")
    camera.attributes("b", "c", group="other")
    camera.add("1", a="1", b="2")
    camera.done("updateFace", group_name="vip", faceid="1", new_group_name="other", c="3")
    assert camera.face("1")["group_name"] == "other"
    assert {name: camera.face("1").get(name) for name in "abc"} == {"a": None, "b": "2", "c": "3"}
    assert (camera.listed("vip"), camera.listed("other")) == ([], ["1"])
    assert [camera.groups()[name]["count"] for name in ("vip", "other")] == [0, 1]


def test_move_to_the_own_group_needs_no_room(camera: Desk) -> None:
    camera.update(capacity=1)
    camera.add("1")
    assert camera.code("updateFace", group_name="vip", faceid="1", new_group_name="vip") == 0


def test_replaced_record_needs_no_room(cameras: Callable[..., Desk]) -> None:
    camera = cameras("faceid.taken=replaced")
    camera.create(capacity=1)
    assert [camera.add("1"), camera.add("1", age="5"), camera.add("2")] == [0, 0, 208]
    assert camera.face("1")["age"] == 5


def test_deletion_tells_what_became_of_each(camera: Desk) -> None:
    camera.create("other")
    camera.add("1"), camera.add("2"), camera.add("3", group="other")
    assert camera.delete("1", "9", "1", "3", "no faceid").data == {
        "success_list": ["1"], "failed_list": [], "not_exist_list": ["9", "3", "no faceid"],
    }  # fmt: skip
    assert (camera.listed(), camera.listed("other")) == (["2"], ["3"])


def test_pages_hold_every_record_once(camera: Desk) -> None:
    for faceid in range(1, 26):
        camera.add(str(faceid))
    pages = [camera.listed(page_num=str(page), page_size="10") for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [10, 10, 5, 0]
    assert [faceid for page in pages for faceid in page] == [str(faceid) for faceid in range(1, 26)]
    assert len(camera.listed()) == load_spec().kinds["page_size"].default
    assert camera.listed(page_num=str(2**62)) == []


def test_picture_is_searched_in_all_groups(camera: Desk) -> None:
    camera.add("1", person=1)
    camera.add("2", person=2, group="stranger")
    assert camera.done("getFaceByPicture", face(2, size=(200, 260)))["group_name"] == "stranger"
    assert camera.code("getFaceByPicture", face(3)) == 283
