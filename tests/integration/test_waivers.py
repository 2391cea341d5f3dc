"""Waivers of a run: what they excuse is checked and shown all the same, and old ones fail the run by name."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from support.commands import Ended, call, check, check_by_pytest, program
from support.emulators import emulated

pytest_plugins = ["support.fixtures"]

REFERENCES = Path(__file__).parents[2] / "cassettes"
FAILING, KEPT = "createGroup.description.required", "createGroup.name.max-length"
CHECK = "test_01_create_group.py::test_parameters[description-absent]"
ONLY = ["--only", FAILING]
NAME = f"{FAILING} (CAM-12)"


@pytest.fixture(scope="module")
def faulty():
    """A camera that takes groups without a description."""
    with emulated("--plain", "--mutant", "createGroup.description-optional") as camera:
        yield camera


@pytest.fixture
def waivers(tmp_path):
    """Writes a file of waivers; gives the options that name it."""

    def written(*entries: dict[str, str]) -> list[str]:
        usual = {"reason": "fixed in 1.5", "ticket": "CAM-12", "expires": "2999-12-31"}
        tables = [
            "[[waiver]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in {**usual, **entry}.items())
            for entry in entries
        ]
        (tmp_path / "waivers.toml").write_text("\n".join(tables))
        return ["--waivers", str(tmp_path / "waivers.toml")]

    return written


def states(ended: Ended) -> dict[str, str]:
    """What became of each waiver."""
    return {each["requirement"] or each["check"]: each["state"] for each in ended.results["waivers"]}


def case_of(ended: Ended, name: str) -> ET.Element:
    """A test case of junit.xml."""
    assert ended.folder is not None
    cases = ET.parse(ended.folder / "junit.xml").getroot().iter("testcase")
    return next(each for each in cases if each.get("name") == name)


def ctrf_of(ended: Ended, name: str) -> dict[str, object]:
    """A test of ctrf.json."""
    assert ended.folder is not None
    tests = json.loads((ended.folder / "ctrf.json").read_text())["results"]["tests"]
    return next(each for each in tests if each["name"] == name)


def page_of(ended: Ended) -> str:
    """What report.html says, without its tags."""
    assert ended.folder is not None
    page = (ended.folder / "report.html").read_text()
    return " ".join(re.sub(r"<script.*?</script>|<style.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL).split())


def test_waived_failure_is_checked_and_shown_everywhere(faulty, waivers, tmp_path):
    ended = check(tmp_path, *faulty.options, *ONLY, "--fail-fast", *waivers({"requirement": FAILING}))
    assert ended.status == 0, ended.said
    results = ended.results
    assert results["verdict"] == "conforms"
    assert ended.verdicts()[FAILING] == "fail"
    assert states(ended) == {FAILING: "used"}
    (waiver,) = results["waivers"]
    assert waiver["violated"] == [FAILING]
    terms = {"reason": "fixed in 1.5", "ticket": "CAM-12", "expires": "2999-12-31"}
    assert [each["waived"] for each in results["requirements"] if "waived" in each] == [terms]
    assert [each["requirement"] for each in results["findings"]] == [FAILING]

    assert re.search(rf"^WAIVED {FAILING} .*; waived: fixed in 1\.5 \(CAM-12, until 2999-12-31\)$", ended.out, re.M)
    assert f"WAIVED {FAILING} (s:38, written)\n" in ended.out
    assert "  waived:   fixed in 1.5 (CAM-12, until 2999-12-31)\n" in ended.out
    assert "Verdict: conforms with 1 waiver (only a part was checked)\n" in ended.out
    assert "FAIL" not in ended.out

    skipped = case_of(ended, FAILING).find("skipped")
    assert skipped.get("type") == "waived"
    assert "CAM-12" in skipped.get("message")
    assert case_of(ended, FAILING).find("properties/property[@name='waiver.expires']").get("value") == "2999-12-31"
    assert case_of(ended, NAME).find("failure") is None
    test = ctrf_of(ended, FAILING)
    assert (test["status"], test["rawStatus"], test["extra"]["waived"]) == ("other", "fail", terms)
    page = page_of(ended)
    assert re.search(r"conforms with 1 waiver: in the part that was checked, \d+ of \d+ judged requirements are", page)
    assert "1 violated requirement is waived" in page
    assert "Waived fixed in 1.5 (CAM-12, until 2999-12-31)" in page


def test_without_the_waiver_it_fails(faulty, waivers, tmp_path):
    other = waivers({"requirement": FAILING, "firmware": "1.3.*"}, {"requirement": KEPT})
    ended = check(tmp_path, *faulty.options, *ONLY, *other)
    assert (ended.status, ended.results["verdict"]) == (1, "does-not-conform")
    # Neither what is for another firmware nor what was not checked is called superfluous.
    assert states(ended) == {FAILING: "other-device", KEPT: "not-judged"}
    assert "The run fails, because waiver" not in ended.out


def test_patterns_of_device_and_firmware_are_held_against_the_profile(faulty, waivers, tmp_path):
    (tmp_path / "profile.toml").write_text('model = "FM020"\nfirmware = "1.4.2"\n')
    given = waivers({"requirement": FAILING, "device": "FM0*", "firmware": "1.4.*"})
    ended = check(tmp_path, *faulty.options, *ONLY, *given, "--profile", tmp_path / "profile.toml")
    assert (ended.status, states(ended)) == (0, {FAILING: "used"}), ended.said


def test_expired_waiver_fails_the_run_by_name(faulty, waivers, tmp_path):
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    ended = check(tmp_path, *faulty.options, *ONLY, *waivers({"requirement": FAILING, "expires": yesterday}))
    assert (ended.status, ended.results["verdict"]) == (1, "does-not-conform")
    assert states(ended) == {FAILING: "expired"}
    assert f"The run fails, because waiver {NAME} is expired." in ended.out
    assert f"Waiver {NAME}: expired: it was good until {yesterday}, and what it waived is still violated." in ended.out
    assert case_of(ended, NAME).find("failure") is not None
    assert ctrf_of(ended, f"waiver {NAME}")["status"] == "failed"
    assert f"The run fails, because waiver {NAME} is expired." in page_of(ended)


def test_waiver_that_is_no_longer_needed_fails_the_run_by_name(plain, waivers, tmp_path):
    given = waivers({"requirement": FAILING}, {"check": CHECK, "ticket": "CAM-13"}, {"requirement": KEPT})
    ended = check(tmp_path, *plain.options, *ONLY, *given)
    # The camera conforms: it is the list of waivers that is wrong.
    assert (ended.status, ended.results["verdict"]) == (1, "conforms")
    assert states(ended) == {FAILING: "not-needed", CHECK: "not-needed", KEPT: "not-judged"}
    both = f"The run fails, because waiver {NAME} is no longer needed; waiver {CHECK} (CAM-13) is no longer needed."
    assert both in ended.out
    assert "Verdict: conforms (only a part was checked)\n" in ended.out
    assert case_of(ended, NAME).find("failure").get("message").startswith("not-needed: ")
    assert both in page_of(ended)


def test_waiver_for_what_fails_sometimes_is_needed_longer(plain, waivers, tmp_path):
    given = waivers({"requirement": FAILING, "sometimes": True})
    ended = check(tmp_path, *plain.options, *ONLY, *given)
    assert (ended.status, states(ended)) == (0, {FAILING: "not-seen"}), ended.said


def test_waiver_of_a_check(faulty, waivers, tmp_path):
    ended = check(tmp_path, *faulty.options, *ONLY, *waivers({"check": CHECK}))
    assert (ended.status, states(ended)) == (0, {CHECK: "used"}), ended.said
    assert ended.results["waivers"][0]["violated"] == [FAILING]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"requirement": "createGroup.nothing"}, "waiver 1 (createGroup.nothing): there is no such requirement"),
        ({"check": "test_01_create_group.py::test_nothing"}, "waiver 1: there is no check test_01_create_group.py::"),
        ({"requirement": FAILING, "expires": "soon"}, f"waiver 1 ({FAILING}): expires is not a day"),
        ({"requirement": FAILING, "device": "[a-z"}, f"waiver 1 ({FAILING}): device = '[a-z' is no pattern"),
    ],
)
def test_wrong_waivers_are_wrong_usage(entry, said, waivers, tmp_path):
    # Nobody listens there: had a request been sent, the status would be another one.
    nobody = ["--url", "http://127.0.0.1:1", "--app-id", "a", "--secret-key", "bbbb"]
    options = waivers(entry)
    ended = check(tmp_path, *nobody, *options)
    assert ended.status == 2, ended.said
    assert f"Error: {' '.join(options)}: {said}" in ended.err
    assert ended.out == ""
    assert not (tmp_path / "report").exists()


def test_replay_with_the_same_waivers_has_the_same_verdict(waivers, tmp_path):
    header, *lines = (json.loads(line) for line in (REFERENCES / "faulty.jsonl").read_text().splitlines())
    assert header["kind"] == "header"
    day = next(line["at"] for line in lines if line["kind"] == "exchange")[:10]
    failing = "getFaceByPicture.answer.code-listed"
    # Good until the day of the recording, and for the camera that was recorded.
    given = waivers({"requirement": failing, "expires": day, "device": header["device"]["url"]})
    replayed = check(tmp_path, "--replay", REFERENCES / "faulty.jsonl", *given)
    assert (replayed.status, replayed.results["verdict"]) == (0, "conforms"), replayed.said
    assert states(replayed) == {failing: "used"}
    judged = call(program(), "judge", REFERENCES / "faulty.jsonl", cwd=tmp_path)
    assert judged.status == 1


def test_comparison_shows_a_new_waiver_as_a_change(faulty, plain, waivers, tmp_path):
    given = waivers({"requirement": FAILING})
    runs = {}
    for name, camera, options in (("good", plain, []), ("bad", faulty, []), ("waived", faulty, given)):
        (tmp_path / name).mkdir()
        runs[name] = check(tmp_path / name, *camera.options, *ONLY, *options).folder

    def compared(before: str, after: str) -> tuple[int, str]:
        ended = call(program(), "compare", runs[before], runs[after], cwd=tmp_path)
        return ended.status, ended.out

    status, said = compared("bad", "waived")
    assert status == 0, said
    assert f"  {FAILING}: fail -> fail, waived\n" in said
    assert f"  {NAME}, device *, firmware *: none -> used, until 2999-12-31\n" in said
    status, said = compared("good", "waived")
    assert status == 0, said
    assert f"  {FAILING}: pass -> fail, waived\n" in said
    status, said = compared("waived", "bad")
    assert status == 1, said
    assert f"  WORSE {FAILING}: fail, waived -> fail\n" in said


def test_waivers_in_pytest(faulty, waivers, tmp_path):
    (_, file), connection = waivers({"requirement": FAILING}), ["--ipc-" + each[2:] for each in faulty.options[::2]]
    options = [each for pair in zip(connection[:3], faulty.options[1::2], strict=False) for each in pair]
    ended = check_by_pytest(tmp_path, *options, "--ipc-only", FAILING, "--ipc-waivers", file, "-rx")
    assert ended.status == 0, ended.said
    assert re.search(r"1 xfailed", ended.out)
    assert "waived: fixed in 1.5 (CAM-12, until 2999-12-31)" in ended.out
    assert "verdict: conforms with 1 waiver" in ended.out
    wrong = waivers({"check": "test_01_create_group.py::test_nothing"})[1]
    (tmp_path / "wrong").mkdir()
    refused = check_by_pytest(tmp_path / "wrong", *options, "--ipc-waivers", wrong)
    assert refused.status == 4, refused.said
    assert "--ipc-waivers" in refused.said
    assert "there is no check test_01_create_group.py::test_nothing" in refused.said
