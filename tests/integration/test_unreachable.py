"""A camera that can't be tested: exit 3, one sentence, results.json as far as the run got; and what doctor says."""

from __future__ import annotations

import pytest
from support import inprocess
from support.commands import check, read_results
from support.unreachable import CASES, Cameras, page

pytest_plugins = ["support.fixtures"]


@pytest.fixture
def cameras(plain, secure, tmp_path):
    return Cameras(plain, secure, tmp_path)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_run_is_not_judged(case, cameras, tmp_path):
    with case.opened(cameras) as options:
        ended = inprocess.run(tmp_path, *options)
    assert ended.status == 3, ended.said
    results = ended.results
    assert results["verdict"] == "not-judged"
    assert results["summary"]["blocked"] == len(results["requirements"])
    (problem,) = results["problems"]
    assert case.happened in problem
    assert case.to_do in problem
    assert problem[1:] in " ".join(ended.out.split())
    assert ended.out.count(problem[1:40]) == 1
    where = options[options.index("--url") + 1]
    assert where in ended.said
    assert (tmp_path / "report" / "run.jsonl").read_text().count('"kind":"exchange"') == results["requests"]


@pytest.mark.parametrize(
    "body",
    [
        '{"code": "0"}',
        '{"result": 0, "data": {}}',
        '[{"code": 0}]',
        '{"code": 0.5}',
        '\ufeff{"code": 0}',
        '{"code": 0,}',
    ],
)
def test_an_api_without_a_readable_code_is_the_cameras_fault(body, tmp_path):
    with page(200, body.encode()) as options:
        ended = inprocess.run(tmp_path, *options)
    assert ended.status == 1, ended.said
    failed = [each["id"] for each in ended.results["requirements"] if each["verdict"] == "fail"]
    assert "getGroupList.answer.json" in failed
    assert "gives no return code that is an integer" in ended.results["problems"][0]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_doctor_finds_it(case, cameras):
    with case.opened(cameras) as options:
        ended = inprocess.doctor(*options)
    assert ended.status == 3, ended.said
    problems = [line for line in ended.out.splitlines() if line.startswith("problem")]
    assert problems[0].startswith(f"problem  {case.subject}: ")
    assert case.happened in ended.out


def test_a_real_process_ends_so_too(plain, tmp_path):
    ended = check(tmp_path, "--url", plain.url, "--app-id", "OTHER", "--secret-key", "planted")
    assert ended.status == 3
    assert "Verdict: not judged" in ended.out
    assert ended.err == ""
    assert "planted" not in ended.said
    assert read_results(tmp_path / "report")["requests"] == 5
