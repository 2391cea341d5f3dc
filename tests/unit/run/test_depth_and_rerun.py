"""Which checks a depth chooses, and which a rerun."""

import json

import pytest

from conformance.run.outcomes import UsageError
from conformance.run.rerun import failed_in
from conformance.run.selection import deep_enough

CHECKS = [("a", "b"), ("a",), ("b", "c"), (), ("d",)]
DEEP = [False, False, False, False, True]


@pytest.mark.parametrize(
    ("depth", "chosen"),
    [
        ("quick", [True, False, True, True, False]),
        ("standard", [True, True, True, True, False]),
        ("deep", [True, True, True, True, True]),
    ],
)
def test_depth(depth, chosen):
    assert deep_enough(depth, CHECKS, DEEP) == chosen


def test_rerun_takes_what_did_not_pass(tmp_path):
    verdicts = {
        "createGroup.name.max-length": "fail",
        "getFace.record.asked": "pass",
        "updateFace.faceid.missing": "blocked",
    }
    _results(tmp_path, [{"id": name, "verdict": verdict} for name, verdict in verdicts.items()])
    assert failed_in(tmp_path) == ("createGroup.name.max-length", "updateFace.faceid.missing")
    assert failed_in(None) == ()


@pytest.mark.parametrize(
    ("requirements", "sentence"),
    [([{"id": "getFace.record.asked", "verdict": "pass"}], "nothing failed"), ([{}], "is not that of a run")],
)
def test_nothing_to_rerun(tmp_path, requirements, sentence):
    _results(tmp_path, requirements)
    with pytest.raises(UsageError, match=rf"--rerun .*{sentence}"):
        failed_in(tmp_path)


def test_no_run(tmp_path):
    with pytest.raises(UsageError, match=r"--rerun .*no results\.json there"):
        failed_in(tmp_path)


def _results(folder, requirements):
    (folder / "results.json").write_text(json.dumps({"requirements": requirements}))
