"""What a person sees: at a terminal, wide and narrow, and in a pipe."""

from __future__ import annotations

import json
import re
import signal

import pytest
from support.bad_cameras import on_operation
from support.commands import check, environment, program
from support.processes import going
from support.terminal import at_terminal, coloured, plain

pytest_plugins = ["support.fixtures"]

ONLY = ["--only", "createGroup,deleteGroup"]


@pytest.mark.parametrize("columns", [80, 40])
def test_progress_and_verdict_at_a_terminal(columns, secure, tmp_path):
    command = [program(), "run", *secure.options, "--report-dir", tmp_path / "r", *ONLY]
    status, screen = at_terminal(*command, cwd=tmp_path, columns=columns)
    assert status == 0, screen
    assert coloured(screen)
    seen = plain(screen)
    assert re.search(r"\d+/\d+  0 failed  \d+ s", seen)
    if columns == 80:
        # How fast it goes, and the operation that is being asked; less where there is less room.
        assert re.search(r"  \d+ requests/s  [a-z]+[A-Z]\w+", seen)
    assert ("[##" in seen) == (columns == 80)
    text = " ".join(seen.split())
    assert re.search(r"1 create group: \d+ checks", text)
    assert "Verdict: conforms (only a part was checked)" in text
    assert "createGroup" in text
    assert re.search(r"[\d,]+ requests in \d+\.\d s; reports in", text)
    assert widest(screen) <= columns
    assert ("operation" in seen.split()) == (columns >= 80)


def widest(screen: str) -> int:
    return max(len(line) for line in re.split(r"[\r\n]", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen)))


@pytest.mark.parametrize("columns", [80, 60])
def test_failures_as_they_come_and_at_the_end(columns, spoilt, tmp_path):
    options = spoilt(on_operation("getGroupList", "groups-as-text"))
    command = [program(), "run", *options, "--report-dir", tmp_path / "r", "--only", "getGroupList.num.counts"]
    status, screen = at_terminal(*command, cwd=tmp_path, columns=columns)
    assert status == 1, screen
    assert widest(screen) <= columns
    seen = plain(screen)
    came, ended = (
        seen.index("FAIL getGroupList.answer.num (s:213): "),
        seen.index("FAIL getGroupList.answer.num (s:213, "),
    )
    assert came < seen.index("5 get group list: 1 check, 1 failed") < ended
    assert "  repeated: fails always (3 of 3 attempts)" in seen
    assert ("operation           pass  fail" in seen) == (columns == 80)
    # What does not fit goes on below itself, and not at the edge.
    statement = seen[ended:].splitlines()[1:3]
    assert all(line.startswith("  ") for line in statement)
    assert "Verdict: does not conform" in seen


def test_terminal_that_knows_no_cursor(secure, tmp_path):
    command = [program(), "run", *secure.options, "--report-dir", tmp_path / "r", "--only", "getGroupList.num.counts"]
    status, screen = at_terminal("env", "TERM=dumb", *command, cwd=tmp_path, columns=80)
    assert status == 0, screen
    assert "\x1b" not in screen
    assert "Verdict: conforms" in screen


def test_terminal_without_colours(secure, tmp_path):
    command = [program(), "run", *secure.options, "--report-dir", tmp_path / "r", *ONLY]
    status, screen = at_terminal(*command, cwd=tmp_path, columns=80, NO_COLOR="1")
    assert status == 0, screen
    assert not coloured(screen)
    assert "Verdict: conforms" in plain(screen)


def test_plain_lines_in_a_pipe(secure, tmp_path):
    ended = check(tmp_path, *secure.options, *ONLY)
    assert "\x1b" not in ended.out
    assert "\r" not in ended.out
    assert ended.err == ""
    lines = ended.out.splitlines()
    assert lines[0] == f"Checking {secure.url}"
    chapters = [line for line in lines[1:] if re.fullmatch(r"[a-z0-9 ]+: \d+ checks?", line)]
    assert [chapter.partition(":")[0] for chapter in chapters[:2]] == ["1 create group", "4 delete group"]
    rows = {line.split()[0]: line.split()[1:] for line in lines if line.startswith(" ")}
    counts = ended.verdicts()
    passed = sum(verdict == "pass" for name, verdict in counts.items() if name.startswith("createGroup."))
    assert rows["createGroup"][0] == str(passed)
    assert lines[-2] == "Verdict: conforms (only a part was checked)"
    assert lines[-1].endswith(f"reports in {tmp_path / 'report'}")


def test_no_colours_in_a_pipe_whatever_the_shell_says(plain, tmp_path):
    ended = check(tmp_path, *plain.options, *ONLY[:1], "getGroupList.num.counts", env=environment(FORCE_COLOR="1"))
    assert ended.status == 0
    assert "\x1b" not in ended.out


def test_quiet(spoilt, plain, tmp_path):
    ended = check(tmp_path, *plain.options, "--only", "getGroupList.num.counts", "--quiet")
    assert ended.status == 0
    verdict, numbers = ended.out.strip().splitlines()
    assert verdict == "Verdict: conforms (only a part was checked)"
    assert re.match(r"[\d,]+ requests in \d+\.\d s; reports in ", numbers)
    (tmp_path / "bad").mkdir()
    options = spoilt(on_operation("getGroupList", "groups-as-text"))
    failed = check(tmp_path / "bad", *options, "--only", "getGroupList.num.counts", "--quiet")
    assert failed.status == 1
    starts = [line for line in failed.out.splitlines() if line and not line.startswith("  ")]
    assert [line.split()[0] for line in starts[:-1]] == ["FAIL", "FAIL", "Not", "Verdict:"]


def test_json_is_one_document(spoilt, tmp_path):
    options = spoilt(on_operation("getGroupList", "groups-as-text"))
    # A lab's rig prints what it likes, also by commands that it runs.
    (tmp_path / "lab.py").write_text(
        "import subprocess\n"
        "class Rig:\n"
        "    capabilities = frozenset({'clock'})\n"
        "    def __init__(self):\n"
        "        print('the lab is ready')\n"
        "        subprocess.run(['echo', 'and warm'])\n"
        "    def act(self, capability, **how): ...\n"
    )
    ended = check(tmp_path, *options, "--only", "getGroupList.num.counts", "--rig", "lab:Rig", "--json")
    assert ended.status == 1
    assert json.loads(ended.out) == ended.results
    assert sorted(ended.err.splitlines()) == ["and warm", "the lab is ready"]


def test_json_of_a_camera_that_is_not_there(tmp_path):
    ended = check(tmp_path, "--url", "http://127.0.0.1:1", "--app-id", "a", "--secret-key", "bbbb", "--json")
    assert ended.status == 3
    assert json.loads(ended.out)["verdict"] == "not-judged"
    wrong = check(
        tmp_path, "--url", "http://127.0.0.1:1", "--app-id", "a", "--secret-key", "bbbb", "--json", "--depth", "x"
    )
    assert (wrong.status, wrong.out) == (2, "")


def test_json_of_a_run_that_is_interrupted(plain, tmp_path):
    with going(tmp_path, *plain.options, "--json") as run:
        run.until_requests(50)
        run.signal(signal.SIGINT)
        ended = run.end()
    assert ended.status == 3
    assert json.loads(ended.out) == ended.results
    assert ended.results["problems"] == ["the run was interrupted"]


def test_failure_with_its_sentence_expected_and_actual(spoilt, tmp_path):
    options = spoilt(on_operation("getGroupList", "groups-as-text"))
    ended = check(tmp_path, *options, "--only", "getGroupList.num.counts")
    assert ended.status == 1, ended.said
    finding = ended.results["findings"][0]
    requirement = next(each for each in ended.results["requirements"] if each["id"] == finding["requirement"])
    assert f"FAIL {requirement['id']} ({requirement['source']}, {requirement['level']})" in ended.out
    for text in (requirement["statement"], f"expected: {finding['expected']}", f"actual:   {finding['actual']}"):
        assert text in ended.out
    assert f"exchanges {finding['sequence'][0]}" in ended.out
    assert "Verdict: does not conform" in ended.out


@pytest.mark.parametrize("env", [{"PYTHONIOENCODING": "ascii"}, {"PYTHONUTF8": "0", "LC_ALL": "C"}])
def test_terminal_that_knows_ascii_alone(env, spoilt, tmp_path):
    options = spoilt(on_operation("getGroupList", "code-chinese"))
    ended = check(tmp_path, *options, "--only", "getGroupList.num.counts", env=environment(**env))
    assert ended.status == 1, ended.said
    assert ended.err == ""
    assert "Verdict: does not conform" in ended.out


@pytest.mark.parametrize("times", [1, 2])
def test_interrupted_at_a_terminal(times, secure, tmp_path):
    """Also by somebody who presses Ctrl-C twice: nothing of the progress stands among the lines of the end."""
    command = (program(), "run", *secure.options, "--only", "createGroup,updateGroup", "--depth", "quick")
    keys = [("1 create group", "\x03"), ("^C", "\x03")][:times]
    status, screen = at_terminal(*command, cwd=tmp_path, columns=80, keys=keys)
    assert status == 3
    assert plain(screen).count("1 create group: ") == 1
    ending = screen[screen.index("operation") :]
    assert "requests/s" not in ending
    assert "Verdict: not judged" in plain(ending)
    (file,) = tmp_path.glob("reports/*/results.json")
    reasons = {each["id"]: each["reason"] for each in json.loads(file.read_text())["requirements"]}
    # A quick run makes one check of several; that the others were not selected is not why.
    assert reasons["updateGroup.sign.wrong"] == "not reached: the run was interrupted"
    assert reasons["getFace.sign.wrong"] == "not selected"
