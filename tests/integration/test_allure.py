"""Allure results of real runs: labels, verdicts, steps, history ids, environment and categories."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from support.bad_cameras import on_operation
from support.commands import call, check, check_by_pytest, environment, program
from support.emulators import APP_ID, SECRET, emulated

pytest_plugins = ["support.fixtures"]

DELETES = "deleteGroup"
ONLY = ("--only", "deleteGroup.name.*,*.sign.*", "--depth", "quick")
EXCHANGE = r"\w+: (code \d+|HTTP \d+|no answer)"
WAIVED = ("createGroup.name.max-length", "getGroupList.answer.face_group.name")
WAIVER = """
[[waiver]]
requirement = "{}"
reason = "the firmware of May"
ticket = "CAM-17"
expires = 2999-01-01
"""
STATUS = {
    "waived": "skipped",
    "pass": "passed",
    "warn": "passed",
    "fail": "failed",
    "untested": "skipped",
    "blocked": "broken",
}


def allure_results(folder: Path) -> list[dict]:
    return [json.loads(file.read_text()) for file in folder.glob("*-result.json")]


def of_pytest(options) -> list[str]:
    return [each.replace("--", "--ipc-", 1) if each.startswith("--") else each for each in options]


def labels_of(result: dict) -> dict[str, str]:
    return {label["name"]: label["value"] for label in result["labels"]}


def attached(folder: Path, step: dict, name: str) -> str:
    (source,) = [each["source"] for each in step["attachments"] if each["name"] == name]
    return (folder / source).read_text()


@pytest.fixture(name="faulty")
def faulty_run(spoilt, tmp_path):
    return check(tmp_path, *spoilt(on_operation(DELETES, "unlisted")), *ONLY)


def test_each_check_has_labels_and_shows_its_exchanges(whole):
    results = whole[2].folder / "allure-results"
    found = allure_results(results)
    assert len(found) > 100
    for result in found:
        labels = labels_of(result)
        assert {"epic", "feature", "story", "severity", "section", "suite", "verdict"} <= labels.keys()
        assert labels["epic"] == "IPC device API"
        assert labels["suite"].split()[0] in {each["value"] for each in result["labels"] if each["name"] == "section"}
        assert result["status"] == STATUS[labels["verdict"]]
        assert result["description"]
        # The stateful check shows exchanges where it found something; all of them stand in the cassette.
        silent = result["status"] == "skipped" or "stateful" in result["fullName"]
        assert result.get("steps") or silent, result["fullName"]
        assert len(result.get("steps", [])) <= 11
        for step in result.get("steps", []):
            if step["name"].startswith("earlier exchanges"):
                continue
            assert re.fullmatch(EXCHANGE, step["name"])
            assert step["status"] == "passed"
            assert step["start"] <= step["stop"]
            line = json.loads(attached(results, step, "request and answer"))
            assert {"n", "request", "response"} <= line.keys()
    identities = Counter(each["historyId"] for each in found)
    assert max(identities.values()) == 1


def identities(folder: Path) -> list[tuple[str, ...]]:
    said = [(each["historyId"], each["testCaseId"], each["fullName"], each["name"]) for each in allure_results(folder)]
    return sorted(said)


def test_a_check_is_known_again(plain, tmp_path):
    """Another seed, hence another prefix and other names; another folder, and pytest instead of the verb."""
    for name in ("first", "second", "third"):
        (tmp_path / name).mkdir()
    first = check(tmp_path / "first", *plain.options, *ONLY, "--seed", "1")
    second = check(tmp_path / "second", *plain.options, *ONLY, "--seed", "2")
    options = of_pytest(plain.options)
    there = tmp_path / "elsewhere"
    third = check_by_pytest(tmp_path / "third", *options, *of_pytest(ONLY), "--alluredir", there)
    for ended in (first, second, third):
        assert ended.status == 0, ended.said
    known = identities(first.folder / "allure-results")
    assert len(known) > 20
    assert identities(second.folder / "allure-results") == known
    assert identities(there) == known
    assert (there / "environment.properties").exists()
    parameters = [parameter for each in allure_results(there) for parameter in each.get("parameters", [])]
    assert not re.search(r"ipcc-|127\.0\.0\.1|\d{6,}", str([each[2:] for each in known] + parameters))


def test_verdicts_and_what_shows_them(faulty):
    assert faulty.status == 1
    results = faulty.folder / "allure-results"
    found = allure_results(results)
    statuses = Counter(each["status"] for each in found)
    assert statuses["failed"] > 0
    assert statuses["passed"] > 0
    for result in found:
        wrong = [step for step in result["steps"] if step["status"] == "failed"]
        assert bool(wrong) == (result["status"] == "failed")
        violated = {label["value"] for label in result["labels"] if label["name"] == "violates"}
        for step in wrong:
            reasons = step["statusDetails"]["message"].splitlines()
            assert {reason.partition(": ")[0] for reason in reasons} <= violated
            if step["name"] == f"{DELETES}: code 987654":
                assert f"{DELETES}.answer.code-listed" in violated
            number = json.loads(attached(results, step, "request and answer"))["n"]
            assert attached(results, step, "command").startswith(f"# exchange {number}, sent again\n")
    step = next(
        step
        for result in found
        for step in result["steps"]
        if step["status"] == "failed" and step["name"].startswith(DELETES)
    )
    env = {"IPC_APP_ID": APP_ID, "IPC_SECRET_KEY": SECRET, "PATH": "/usr/bin:/bin"}
    again = call("sh", "-c", attached(results, step, "command"), cwd=faulty.folder, env=env)
    assert json.loads(again.out)["code"] == 987654


def test_waived_failures_are_shown_and_are_no_failures(tmp_path):
    (tmp_path / "waivers.toml").write_text("".join(WAIVER.format(name) for name in WAIVED))
    with emulated("--plain", "--mutant", "createGroup.name-one-more") as camera:
        only = ("--only", WAIVED[0])
        ended = check(tmp_path, *camera.options, *only, "--waivers", tmp_path / "waivers.toml")
    assert ended.status == 0, ended.said
    found = allure_results(ended.folder / "allure-results")
    waived = [each for each in found if labels_of(each)["verdict"] == "waived"]
    assert waived
    for each in waived:
        assert each["status"] == "skipped"
        assert each["statusDetails"]["message"].startswith("waived: ")
        assert "CAM-17" in each["statusDetails"]["message"]
        assert "failed" in [step["status"] for step in each["steps"]]


def test_environment_and_categories(plain, tmp_path):
    profile = tmp_path / "profile.toml"
    profile.write_text('model = "FM020 = neu"\nfirmware = "1.4.2 Größe 😀"\n', encoding="utf-8")
    ended = check(tmp_path, *plain.options, *ONLY, "--profile", profile)
    results = ended.folder / "allure-results"
    told = dict(line.split("=", 1) for line in (results / "environment.properties").read_text("ascii").splitlines())
    assert told["model"] == "FM020 = neu"
    assert told["firmware"] == r"1.4.2 Gr\u00f6\u00dfe \ud83d\ude00"
    assert told["url"] == plain.url
    assert told["verdict"] == "conforms"
    assert told["document"] == ended.results["environment"]["document"]
    categories = [each["name"] for each in json.loads((results / "categories.json").read_text())]
    assert categories[:4] == ["Device fault", "Blocked", "Suite error", "Reading changed"]
    configuration = json.loads((ended.folder / "allurerc.json").read_text())
    assert [each["name"] for each in configuration["categories"]["rules"]] == categories
    assert SECRET not in str(told)
    # `report` writes them again as they were.
    (results / "environment.properties").unlink()
    assert call(program(), "report", ended.folder, cwd=tmp_path).status == 0
    again = dict(line.split("=", 1) for line in (results / "environment.properties").read_text("ascii").splitlines())
    assert again == told


def test_plan_for_other_tests_does_not_choose_the_checks(plain, tmp_path):
    plan = tmp_path / "testplan.json"
    plan.write_text('{"version": "1.0", "tests": [{"id": 1, "selector": "ours.test_shop#test_opens"}]}')
    env = environment(ALLURE_TESTPLAN_PATH=str(plan))
    ended = check(tmp_path, *plain.options, "--only", "deleteGroup.name.*", env=env)
    assert ended.status == 0, ended.said
    assert ended.results["summary"]["pass"] > 0
