"""The judge on return codes, without a code book and with a profile's."""

import pytest
from conversation import Conversation, group, with_group, with_record

from conformance.spec import load_code_book, load_spec

ONE_CODE, APART = "codes.one-cause-one-code", "codes.told-apart"


def filled():
    """A camera whose group vip holds a record."""
    return with_record()


def book(folder, cause, code):
    """The code book of a profile that names one cause."""
    text = [
        "[code_book]",
        'name = "lab"',
        "[[cause]]",
        f'name = "{cause}"',
        f"codes = [{code}]",
        'confidence = "given"',
    ]
    file = folder / "book.toml"
    file.write_text("\n".join([*text, 'reason = "told by its maker"', ""]))
    return load_code_book(file)


def test_one_cause_has_one_code():
    talk = with_group().says("deleteGroup", 204, name="gone")
    assert ONE_CODE in talk.kept
    talk.says("getFaceInfoItem", 204, group_name="gone")
    assert ONE_CODE in talk.kept
    gone = {"old_name": "gone", "name": "gone", "capacity": 5, "description": "x"}
    assert talk.says("updateGroup", 201, **gone).violated == {ONE_CODE}


def test_an_operation_may_have_a_code_that_the_others_lack():
    talk = with_group().says("getFaceInfoItem", 204, group_name="gone")
    assert not talk.says("deleteGroup", 205, name="gone").violated


def test_another_code_where_the_first_is_not_listed_is_no_contradiction():
    talk = with_group().says("deleteGroup", 204, name="gone")
    assert not talk.says("getFaceList", 2, group_name="gone").violated
    assert not talk.says("getFaceByArrival", 207, group_name="gone").violated


@pytest.mark.parametrize(("code", "apart"), [(204, False), (2, True), (205, True)])
def test_causes_with_a_code_each(code, apart):
    talk = filled().says("deleteGroup", 204, name="gone")
    talk.says("deleteGroup", code, name="vip")
    assert (APART in talk.violated) is not apart
    assert (APART in talk.kept) is apart


def test_one_general_code_for_everything_tells_nothing():
    talk = filled().says("deleteGroup", 2, name="gone").says("deleteGroup", 2, name="vip")
    assert not talk.violated


def test_a_default_group_with_records_has_two_causes():
    talk = filled().says("deleteGroup", 205, name="vip")
    stranger = {"name": "stranger", "capacity": 1000, "description": "s", "count": 2, "times": 5, "period": 7}
    regular = {"name": "regular", "capacity": 5000, "description": "r", "count": 0}
    entries = [stranger, regular, group(count=1)]
    talk.says("getGroupList", {"code": 0, "data": {"face_group": entries, "num": 3}})
    assert APART not in talk.says("deleteGroup", 205, name="stranger").violated
    assert APART in talk.says("deleteGroup", 205, name="regular").violated


def test_the_profile_names_its_codes(tmp_path):
    talk = Conversation(book=book(tmp_path, "group-missing", 201)).lists()
    assert talk.says("deleteGroup", 201, name="gone").violated == set()
    assert talk.says("deleteGroup", 204, name="gone").violated == {ONE_CODE}


def test_causes_that_the_profile_leaves_out_are_free(tmp_path):
    assert not Conversation(book=book(tmp_path, "group-full", 2)).lists().says("deleteGroup", 2, name="gone").violated


def test_refusals_name_causes_of_the_code_book_and_operations():
    spec = load_spec()
    for refusal in spec.refusals.values():
        assert refusal.book in spec.code_book.causes
        assert set(refusal.everywhere) <= {"*", *spec.operations}
    for row in spec.told_apart:
        assert row.operation in spec.operations
        assert set(row.causes) <= set(spec.refusals)
        own = {spec.code_book.code(spec.operations[row.operation], spec.refusals[each].book) for each in row.causes}
        assert len(own - spec.general_codes) == len(row.causes)


def test_general_codes():
    assert load_spec().general_codes == {0, 1, 2, 3, 5, 7, 211, 220}
