"""What a person sees: at a terminal, wide and narrow, and in a pipe."""

from __future__ import annotations

import re

import pytest
from support.bad_cameras import on_operation
from support.commands import check, environment, program
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
    text = " ".join(seen.split())
    assert re.search(r"1 create group: \d+ checks", text)
    assert "Verdict: conforms (only a part was checked)" in text
    assert "createGroup" in text
    assert re.search(r"\d+ requests in \d+\.\d s; reports in", text)
    widest = max(len(line) for line in re.split(r"[\r\n]", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen)))
    assert widest <= columns
    assert ("operation" in seen.split()) == (columns >= 80)


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
