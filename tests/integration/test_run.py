"""`ipc-conformance run`: what its options do, one with the other, against real emulators."""

from __future__ import annotations

import json

import pytest
from support.bad_cameras import BadCamera, on_operation
from support.commands import check, program
from support.emulators import emulated
from support.processes import lines_of
from support.terminal import at_terminal
from support.terminal import plain as without_control

pytest_plugins = ["support.fixtures"]

ONE = "getGroupList.num.counts"


def checked(ended):
    """The requirements with a verdict."""
    return {name for name, verdict in ended.verdicts().items() if verdict != "untested"}


def names_of(ended):
    """The names of groups that were made, without the run's prefix."""
    lines = lines_of(ended.folder / "run.jsonl")
    prefix = lines[0]["run"]["prefix"]
    requests = [line["request"] for line in lines if "request" in line]
    values = [value for request in requests for name, value in request["fields"] if name in ("name", "group_name")]
    return [value.removeprefix(prefix) for value in values]


# ------------------------------------------------------------- which checks


def test_only_an_operation(plain, tmp_path):
    ended = check(tmp_path, *plain.options, "--only", "createGroup")
    assert ended.status == 0, ended.said
    assert ended.results["partial"] is True
    assert {name for name in checked(ended) if name.startswith("createGroup.")} == {
        name for name in ended.verdicts() if name.startswith("createGroup.")
    }
    reasons = {each["id"]: each["reason"] for each in ended.results["requirements"]}
    assert reasons["getFaceByPicture.pic.format"] == "not selected"


def test_only_patterns(plain, tmp_path):
    ended = check(tmp_path, *plain.options, "--only", f"delete*.sign.wrong, {ONE}")
    ran = {each["id"] for each in ended.results["requirements"] if each["checks"]}
    assert ran >= {"deleteGroup.sign.wrong", "deleteFace.sign.wrong", ONE}
    # A check may be for more than one requirement.
    assert {name.partition(".")[0] for name in ran} == {"deleteGroup", "deleteFace", "getGroupList"}


def test_only_what_every_exchange_is_judged_by(plain, tmp_path):
    ended = check(tmp_path, *plain.options, "--only", "getGroupList.answer.json")
    assert ended.status == 0, ended.said
    assert ended.verdicts()["getGroupList.answer.json"] == "pass"


def test_fail_fast(spoilt, tmp_path):
    ended = check(tmp_path, *spoilt(on_operation("getGroupList", "groups-as-text")), "--fail-fast")
    assert ended.status == 1, ended.said
    lines = ended.out.splitlines()
    assert [line for line in lines if "checks" in line or "check," in line] == ["1 create group: 1 check, 1 failed"]
    reasons = [each["reason"] for each in ended.results["requirements"] if each["operation"] == "getFace"]
    assert set(reasons) == {"not reached: the run stopped at the first failure"}


# ------------------------------------------------------------- repeatable


def test_seed(plain, tmp_path):
    names, pictures = [], []
    for folder, seed in (("a", "7"), ("b", "7"), ("c", "8")):
        (tmp_path / folder).mkdir()
        ended = check(tmp_path / folder, *plain.options, "--seed", seed, "--only", "getFace.record.asked")
        assert ended.results["seed"] == int(seed)
        names.append(names_of(ended))
        pictures.append(sorted(path.name for path in (ended.folder / "pictures").iterdir()))
    assert names[0] == names[1] == names[2]
    assert pictures[0] == pictures[1] != pictures[2]
    assert pictures[0]


# ------------------------------------------------------------- clock, proxy


def test_time_offset(tmp_path):
    with emulated("--plain") as camera, camera.clock_off_by(7200):
        ended = check(tmp_path, *camera.options, "--only", ONE, "--time-offset", "7200")
        assert ended.status == 0, ended.said


def test_time_offset_by_the_cameras_own_clock(tmp_path):
    """The proxy says an hour more than it is, and so does the camera behind it."""
    with emulated("--plain") as camera, camera.clock_off_by(3600):
        proxy = BadCamera(camera.url, lambda *_: "date")
        try:
            ended = check(tmp_path, *camera.options_for(proxy.url), "--only", ONE, "--time-offset", "auto")
        finally:
            proxy.close()
    assert ended.status == 0, ended.said


def test_time_offset_of_an_emulator_by_its_own_clock(tmp_path):
    with emulated("--plain") as camera, camera.clock_off_by(-7200):
        assert check(tmp_path, *camera.options, "--only", ONE, "--time-offset", "auto").status == 0


def test_time_offset_of_a_camera_that_needs_none(plain, tmp_path):
    """It does not tell its time, and takes our requests as they are."""
    proxy = BadCamera(plain.url, lambda *_: "")
    try:
        ended = check(tmp_path, *plain.options_for(proxy.url), "--only", ONE, "--time-offset", "auto")
    finally:
        proxy.close()
    assert ended.status == 0, ended.said


def test_proxy(plain, tmp_path):
    """What stands there takes requests for any host, as a proxy does."""
    proxy = BadCamera(plain.url, lambda *_: "")
    try:
        options = plain.options_for("http://camera.invalid")
        ended = check(tmp_path, *options, "--only", ONE, "--proxy", proxy.url)
    finally:
        proxy.close()
    assert ended.status == 0, ended.said
    assert proxy.requests == ended.results["requests"]


# ------------------------------------------------------------- files


def test_record(plain, tmp_path):
    ended = check(tmp_path, *plain.options, "--only", ONE, "--record", "night.jsonl")
    assert ended.status == 0, ended.said
    assert ended.results["cassette"] == "../night.jsonl"
    assert lines_of(tmp_path / "night.jsonl")[-1]["count"] == ended.results["requests"]
    assert not (ended.folder / "run.jsonl").exists()


def test_restored_and_said_so(tmp_path):
    with emulated("--plain") as camera:
        before = camera.groups()
        ended = check(tmp_path, *camera.options, "--only", "createGroup,updateGroup,updateMigration")
        assert camera.groups() == before
    assert ended.results["restored"] == {"ok": True, "differences": []}
    assert "Not as before" not in ended.out


def test_what_is_not_as_before_is_said(spoilt, tmp_path):
    """A camera that deletes no group."""
    ended = check(tmp_path, *spoilt(on_operation("deleteGroup", "deaf")), "--only", "getFaceList.records.*")
    assert ended.status == 1, ended.said
    differences = ended.results["restored"]["differences"]
    assert differences
    assert all("was not there before" in each for each in differences)
    assert f"Not as before: {differences[0]}" in ended.out


# ------------------------------------------------------------- rigs

LAB = """
class Rig:
    capabilities = frozenset({"arrive", "arrive-at"})
    def act(self, capability, **how):
        with open("acted", "a") as file:
            print(capability, sorted(how), file=file)
        BODY
"""
ARRIVALS = "getFaceByArrival"


def test_lab_rig_from_the_current_folder(plain, tmp_path):
    (tmp_path / "lab.py").write_text(LAB.replace("BODY", "pass"))
    ended = check(tmp_path, *plain.options, "--only", ARRIVALS, "--rig", "lab:Rig")
    assert "Traceback" not in ended.said
    assert "arrive ['picture']" in (tmp_path / "acted").read_text()
    assert not (tmp_path / "__pycache__").exists()


def test_lab_rig_that_fails_is_no_fault_of_the_camera(plain, tmp_path):
    (tmp_path / "lab.py").write_text(LAB.replace("BODY", "raise OSError('the arm is off')"))
    ended = check(tmp_path, *plain.options, "--only", "updateMigration.effect.moves", "--rig", "lab:Rig")
    assert ended.status == 3, ended.said
    assert "the rig failed at arrive: OSError: the arm is off" in ended.results["problems"][0]


def test_without_a_rig_what_needs_one_is_untested(plain, tmp_path):
    ended = check(tmp_path, *plain.options, "--only", ARRIVALS)
    assert ended.status == 0, ended.said
    codes = {(each["operation"], each["code"]): each for each in ended.results["codes"]}
    assert any(each["reason"].startswith("needs rig capability") for each in codes.values())


def test_person_as_rig(plain, tmp_path):
    command = [program(), "run", *plain.options, "--report-dir", tmp_path / "report", "--only", ARRIVALS]
    answers = {"then press Enter; or type skip: ": "\n"}
    status, screen = at_terminal(*command, "--rig", "person", cwd=tmp_path, columns=80, answers=answers)
    seen = plain_text(screen)
    assert "Please make a face arrive at the camera (now), then press Enter" in seen
    assert status in (0, 1), seen
    assert "Verdict: " in seen


def test_person_who_is_not_there(plain, tmp_path):
    ended = check(tmp_path, *plain.options, "--only", "device.reboot.state-kept", "--rig", "person")
    assert ended.status == 0, ended.said
    reasons = [each["reason"] for each in ended.results["requirements"]]
    assert "nobody could reboot the camera" in reasons


def plain_text(screen):
    """What a person reads, in one line."""
    return " ".join(without_control(screen).split())


# ------------------------------------------------------------- the embedded emulator


@pytest.mark.parametrize("strict", [False, True])
def test_two_words_check_the_embedded_emulator(strict, tmp_path):
    ended = check(tmp_path, *(["--strict"] if strict else []), "--only", ONE)
    assert ended.status == 0, ended.said
    assert ended.results["environment"]["strict"] is strict
    assert ended.results["device"]["url"].startswith("https://127.0.0.1:")
    assert json.loads((ended.folder / "results.json").read_text())["seed"] == 0
