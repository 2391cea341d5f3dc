"""The journal of a run, and what is made of it when the run was killed."""

import os

import pytest

from conformance.run.journal import Journal
from conformance.run.outcomes import Blocked, UsageError
from conformance.run.own import own_faceid
from conformance.run.undo import read_journal
from conformance.wire import Call, FilePart

PICTURE = FilePart("pic", "a.jpg", "image/jpeg", b"x")


def test_what_a_killed_run_may_have_left(tmp_path):
    journal = Journal(tmp_path / "journal.jsonl", "ipcc-0a1b2c")
    journal.about_to(Call.of("getGroupList"))
    journal.about_to(Call.of("createGroup", name="ipcc-0a1b2c-g1", capacity=1, description="d"))
    mine = [own_faceid("ipcc-0a1b2c", number) for number in range(1, 4)]
    for faceid in (mine[0], "7", own_faceid("ipcc-0a1b2d", 1)):
        journal.about_to(Call.of("addFace", group_name="stranger", faceid=faceid, pic=PICTURE))
    journal.about_to(Call.of("addFace", group_name="ipcc-0a1b2c-g1", faceid=mine[1], pic=PICTURE))
    for faceid in (mine[2], mine[0]):
        journal.about_to(
            Call.of("updateFace", group_name="ipcc-0a1b2c-g1", new_group_name="regular", faceid=faceid, age=1)
        )
    journal.original(Call.of("updateMigration", arrive_times=5, period=7))
    journal.close()
    with (tmp_path / "journal.jsonl").open("a") as file:
        file.write('{"operation": "addFa')
    left = read_journal(tmp_path)
    assert (left.prefix, left.finished) == ("ipcc-0a1b2c", False)
    assert left.faceids == [mine[0], mine[2]]
    assert [dict(call.fields) for call in left.restore] == [{"arrive_times": "5", "period": "7"}]


def test_a_run_that_cleared_up_says_so(tmp_path):
    journal = Journal(tmp_path / "journal.jsonl", "ipcc-0a1b2c")
    journal.finished()
    journal.close()
    assert read_journal(tmp_path).finished


@pytest.mark.parametrize("text", ["", "{}", "no journal", '{"operation": "createGroup", "fields": {}}'])
def test_something_else(tmp_path, text):
    (tmp_path / "journal.jsonl").write_text(text)
    with pytest.raises(UsageError, match=r"--run .* is not that of a run"):
        read_journal(tmp_path)


def test_no_run(tmp_path):
    with pytest.raises(UsageError, match=r"no journal\.jsonl there"):
        read_journal(tmp_path)


def test_a_full_disk_allows_what_takes_back_and_nothing_else(tmp_path):
    prefix = "ipcc-0a1b2c"
    journal = Journal(tmp_path / "journal.jsonl", prefix)
    back = Call.of("updateMigration", arrive_times=5, period=7)
    journal.original(back)
    journal.made("a name without it")
    full = os.open("/dev/full", os.O_WRONLY)
    os.dup2(full, journal._file)
    os.close(full)
    mine, other = own_faceid(prefix, 1), own_faceid("ipcc-0a1b2d", 1)
    journal.about_to(back)
    journal.about_to(Call.of("getGroupList"))
    journal.about_to(Call.of("deleteGroup", name=f"{prefix}-g1"))
    journal.about_to(Call.of("deleteGroup", name="a name without it"))
    journal.about_to(Call.of("deleteFace", num=1, group_name=f"{prefix}-g1", faceid_list=[other]))
    journal.about_to(Call.of("deleteFace", num=1, group_name="stranger", faceid_list=[mine]))
    for call in (
        Call.of("createGroup", name=f"{prefix}-g2", capacity=1, description="d"),
        Call.of("updateMigration", arrive_times=5, period=8),
        Call.of("deleteGroup", name="vip"),
        Call.of("deleteFace", num=2, group_name="stranger", faceid_list=[mine, other]),
        Call.of("deleteFace", num=0, group_name="stranger", faceid_list=[]),
    ):
        with pytest.raises(Blocked, match="the journal can't be written"):
            journal.about_to(call)
    journal.close()
