"""The known records: found by group, picture and number, however they change, and at the same cost for any number."""

from random import Random

from conformance.oracle.known import UNKNOWN, KnownRecord, State
from conformance.oracle.records import Records, same_number


def test_indexes_follow_every_change():
    """Against a plain look at all records, over a thousand random changes."""
    random, records = Random(1), Records()
    for _ in range(1000):
        faceid = f"{'0' * random.randrange(3)}{random.randrange(1, 30)}"
        known = records.get(faceid)
        match random.randrange(5):
            case 0 | 1:
                records.add(KnownRecord(faceid, random.choice("abc"), picture=random.choice([UNKNOWN, "x", "y"])))
            case 2:
                records.pop(faceid)
            case 3 if known:
                records.regroup(known, random.choice([UNKNOWN, "a", "b"]))
            case 4 if known:
                records.repicture(known, random.choice([UNKNOWN, "x", "y"]))
        every = list(records.values())
        for name in "abc":
            assert {each.faceid for each in records.of_group(name)} == {r.faceid for r in every if r.group == name}
        for name in "xy":
            assert {each.faceid for each in records.of_picture(name)} == {r.faceid for r in every if r.picture == name}
            others = [each for each in every if each.picture == name and each.faceid != faceid]
            assert records.has_picture(name, faceid) == bool(others)
        assert records.same_number(faceid) == any(same_number(each.faceid, faceid) for each in every)
    records.clear()
    assert not len(records)
    assert not records.of_group("a")


def test_a_record_that_is_not_in_yet_can_be_changed():
    records, record = Records(), KnownRecord("7")
    records.regroup(record, "vip")
    records.repicture(record, "x")
    records.add(record)
    assert records.of_group("vip") == records.of_picture("x") == [record]


def test_numbers_that_differ_by_their_zeros_alone():
    assert same_number("007", "7")
    assert not same_number("7", "7")
    assert not same_number("007x", "7x")


def test_who_may_be_the_person_on_a_picture():
    state = State(("stranger", "regular"))
    state.add(KnownRecord("7", "vip", picture="usual"))
    state.faces["smaller"] = "usual"
    assert state.has_other("8", "usual")
    assert not state.has_other("7", "usual")
    assert state.may_have_other("8", "smaller")
    assert not state.may_have_other("7", "smaller")
    state.forget()
    assert not state.may_have_other("8", "smaller")
    state.records.add(KnownRecord("7", "vip"))
    assert state.may_have_other("8", "smaller")
    assert not state.may_have_other("8", "somebody")
