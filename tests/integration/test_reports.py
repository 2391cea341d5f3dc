"""What a run leaves: results.json by its schema, JUnit XML, CTRF; nothing secret in any of it."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator
from support.bad_cameras import on_operation
from support.certificates import P12_PASSWORD
from support.commands import call, check, program
from support.emulators import SECRET
from xmlschema import XMLSchema

from conformance.spec.schemas import read_schema

pytest_plugins = ["support.fixtures"]


@pytest.fixture(name="whole")
def whole_run(whole):
    """A run of all checks."""
    return whole[2]


@pytest.fixture
def failing(spoilt, tmp_path):
    """A run against a camera that fails, and repeats secrets in its answers."""
    options = spoilt(on_operation("getGroupList", "echo"))
    url = options[1].replace("//", "//admin:planted-url-password@")
    return check(tmp_path, "--url", url, *options[2:], "--only", "getGroupList.num.counts,createGroup.effect.listed")


def test_schema_is_one():
    Draft202012Validator.check_schema(read_schema("results.json"))


def test_results_of_a_camera_that_conforms(whole):
    assert whole.status == 0, whole.said
    results = whole.results
    assert results["verdict"] == "conforms"
    assert results["problems"] == []
    assert results["partial"] is False
    # What no client can see is said; everything else has a verdict, with evidence.
    assert {each["verdict"] for each in results["requirements"]} == {"pass", "observed", "untested"}
    untested = [each for each in results["requirements"] if each["verdict"] == "untested"]
    assert len(untested) < 10
    assert all(each["reason"].startswith("not observable over HTTP: ") for each in untested)
    assert all(each["evidence"] for each in results["requirements"] if each["verdict"] != "untested")
    assert len(results["codes"]) == 151
    lines = [json.loads(line) for line in (whole.folder / "run.jsonl").read_text().splitlines()]
    exchanges = [line for line in lines if line["kind"] == "exchange"]
    assert results["requests"] == len(exchanges)
    measured = sum(latency["count"] for latency in results["latency_ms"].values())
    assert 0 < measured <= len(exchanges)
    by_number = {exchange["n"]: exchange for exchange in exchanges}
    for cell in results["cells"]:
        exchange = by_number[cell["exchange"]]
        assert exchange["request"]["operation"] == cell["operation"]
        answer = exchange.get("response", {}).get("json")
        assert (answer.get("code") if isinstance(answer, dict) else None) == cell["code"]
    for code in results["codes"]:
        if code["provoked"]:
            exchange = by_number[int(re.search(r"\d+", code["reason"]).group())]
            assert exchange["response"]["json"]["code"] == code["code"]


def junit_verdicts(file: Path) -> Counter[str]:
    """How many requirements have each verdict, and what stood in the way, by a file that strict readers take."""
    XMLSchema(Path(__file__).parents[1] / "junit.xsd").validate(file)
    root = ET.parse(file).getroot()
    counted: Counter[str] = Counter()
    for suite in root:
        kinds = Counter()
        for case in suite:
            assert case.get("classname") == suite.get("name")
            told = {each.get("name"): each.get("value") for each in case.iter("property")}
            assert told.get("requirement", "judged") == case.get("name")
            (content,) = case.findall("./*")[1:]
            kinds[content.tag] += 1
            counted[told["verdict"]] += 1
        expected = {
            "tests": len(suite),
            "failures": kinds["failure"],
            "errors": kinds["error"],
            "skipped": kinds["skipped"],
        }
        assert {name: int(suite.get(name, "")) for name in expected} == expected
    for name in ("tests", "failures", "errors"):
        assert int(root.get(name, "")) == sum(int(suite.get(name, "")) for suite in root)
    return counted


def test_junit(whole, failing, tmp_path):
    unreachable = tmp_path / "unreachable"
    unreachable.mkdir()
    none = check(unreachable, "--url", "http://127.0.0.1:1", "--app-id", "a", "--secret-key", "bbbb")
    for ended in (whole, failing, none):
        counted = junit_verdicts(ended.folder / "junit.xml")
        assert counted.pop("not-judged", 0) == len(ended.results["problems"]) == (ended is none)
        assert counted == Counter({k: n for k, n in ended.results["summary"].items() if n})


def test_ctrf(failing):
    schema = Draft202012Validator(json.loads((Path(__file__).parents[1] / "ctrf.schema.json").read_text()))
    report = json.loads((failing.folder / "ctrf.json").read_text())
    assert [error.message for error in schema.iter_errors(report)] == []
    told = Counter(test["rawStatus"] for test in report["results"]["tests"])
    assert told == Counter({verdict: n for verdict, n in failing.results["summary"].items() if n})
    assert report["results"]["summary"]["failed"] == failing.results["summary"]["fail"] > 0


def forms(secret: str) -> list[bytes]:
    """A secret as it may stand in a file."""
    raw = secret.encode()
    return [raw, raw.hex().encode(), base64.b64encode(raw).rstrip(b"="), raw.replace(b"-", b"%2D")]


def content_of(file: Path) -> bytes:
    """What a file holds, with the packed evidence of report.html unpacked."""
    data = file.read_bytes()
    if file.name != "report.html":
        return data
    (packed,) = re.findall(rb'<script type="text/plain" id="evidence">(.*?)</script>', data)
    assert packed
    return data + gzip.decompress(base64.b64decode(packed))


def assert_nowhere(folder: Path, secrets: list[str], *said: str) -> None:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 4
    for secret in secrets:
        for form in forms(secret):
            for file in files:
                assert form.lower() not in content_of(file).lower(), (file, form)
            assert form.lower() not in "".join(said).encode().lower()


def test_no_secret_in_the_reports_of_a_good_run(whole):
    assert_nowhere(whole.folder, [SECRET, P12_PASSWORD], whole.said)


def test_no_secret_in_the_reports_of_a_camera_that_repeats_them(failing):
    assert failing.status == 1, failing.said
    assert_nowhere(failing.folder, [SECRET, "planted-url-password"], failing.said)
    assert "admin" not in failing.said
    assert failing.results["device"]["url"].startswith("http://127.0.0.1:")


def test_commands_of_a_finding_send_it_again(spoilt, tmp_path):
    ended = check(
        tmp_path, *spoilt(on_operation("getGroupList", "groups-as-text")), "--only", "getGroupList.num.counts"
    )
    finding = ended.results["findings"][0]
    env = {"IPC_APP_ID": "JO83UNV983U9OR", "IPC_SECRET_KEY": SECRET, "PATH": "/usr/bin:/bin"}
    again = call("sh", "-c", finding["commands"][-1], cwd=ended.folder, env=env)
    assert json.loads(again.out)["data"] == {"face_group": "none"}


def test_requirements_are_those_of_the_catalogue(whole, tmp_path):
    listed = json.loads(call(program(), "requirements", "--json", cwd=tmp_path).out)
    assert [each["id"] for each in whole.results["requirements"]] != []
    assert {each["id"] for each in listed} == {each["id"] for each in whole.results["requirements"]}
