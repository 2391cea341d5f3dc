"""Allure 3, as npm has it, makes a report of a run: categories, environment, steps, and a history over runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.allure import allure_command
from support.bad_cameras import on_operation
from support.commands import call, check, check_by_pytest

pytestmark = pytest.mark.slow

pytest_plugins = ["support.fixtures"]

OWN = """
import pytest

@pytest.mark.requirement("createGroup.effect.listed")
def test_of_ours(ipc):
    ipc.get_group_list().nonsense()
"""
PROFILE = """
model = "FM020"
firmware = "1.4.2"

[readings]
"name.length-unit" = "characters"
"""
# A camera with a fault, one that keeps checks waiting, a profile that is wrong and a test that errs.
ONLY = "createGroup.description.max-length,createGroup.effect.listed,getFaceList.records.*,name.length-unit"


@pytest.fixture(name="allure", scope="module")
def allure_fixture() -> Path:
    return allure_command()


def generated(allure: Path, where: Path, *options: str | Path) -> Path:
    """The report's data; made in the folder of the run, as a person would."""
    ended = call(allure, "generate", "--output", where / "generated", *options, cwd=where, patience=120)
    assert ended.status == 0, ended.said
    return where / "generated"


def read(file: Path):
    return json.loads(file.read_text())


def test_categories_and_environment(allure, spoilt, tmp_path):
    (tmp_path / "test_ours.py").write_text(OWN)
    (tmp_path / "profile.toml").write_text(PROFILE)
    options = [each.replace("--", "--ipc-", 1) for each in spoilt(on_operation("getFaceList", "hang"))]
    how = ["--ipc-only", ONLY, "--ipc-timeout", "1.5", "--ipc-profile", "profile.toml", "--alluredir", "allure-results"]
    ended = check_by_pytest(tmp_path, "test_ours.py", *options, *how)
    assert ended.status == 1, ended.said
    (tmp_path / "allurerc.json").write_bytes((ended.folder / "allurerc.json").read_bytes())
    report = generated(allure, tmp_path)
    tree = read(report / "widgets" / "default" / "categories.json")
    roots = [tree["nodes"][root] for root in tree["roots"]]
    counted = {root["name"]: root["statistic"]["total"] for root in roots}
    assert counted.keys() == {"Device fault", "Blocked", "Suite error", "Reading changed"}
    assert counted["Device fault"] == counted["Suite error"] == 1
    assert counted["Blocked"] > 3
    below = {root["name"]: [tree["nodes"][each]["name"] for each in root["childrenIds"]] for root in roots}
    assert below["Device fault"] == ["violates: transport.answers"]
    assert below["Reading changed"] == ["violates: name.length-unit"]
    told = {each["name"]: each["values"] for each in read(report / "widgets" / "allure_environment.json")}
    assert told["model"] == ["FM020"]
    assert told["verdict"] == ["does-not-conform"]
    assert told["document"] == [ended.results["environment"]["document"]]
    assert told["reading name.length-unit"] == ["bytes"]


def test_exchanges_are_shown_and_a_check_has_a_history(allure, plain, tmp_path):
    reports = []
    for seed in ("1", "2"):
        where = tmp_path / seed
        where.mkdir()
        ended = check(where, *plain.options, "--only", "deleteGroup.name.*", "--seed", seed)
        assert ended.status == 0, ended.said
        configuration = read(ended.folder / "allurerc.json")
        configuration["historyPath"] = str(tmp_path / "history.jsonl")
        (ended.folder / "allurerc.json").write_text(json.dumps(configuration))
        reports.append(generated(allure, ended.folder))
    checks = [read(file) for file in (reports[1] / "data" / "test-results").glob("*.json")]
    assert len(checks) > 3
    for each in checks:
        assert [past["status"] for past in each["history"]] == ["passed"], each["name"]
        links = [attachment["link"] for step in each["steps"] for attachment in step["steps"]]
        assert links
        for link in links:
            line = read(reports[1] / "data" / "attachments" / f"{link['id']}{link['ext']}")
            assert {"request", "response"} <= line.keys()
