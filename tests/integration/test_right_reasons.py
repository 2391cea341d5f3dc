"""A negative case has one reason to be refused, the one that it names: all else in the request is valid."""

from __future__ import annotations

import pytest
from support.emulators import APP_ID, SECRET

from conformance.oracle.judge import Judge
from conformance.run.session import Run
from conformance.run.settings import settings_of
from conformance.spec import load_spec
from conformance.suite.cases import parameter_cases, public_cases
from conformance.suite.drive import Stage
from conformance.suite.world import World

pytest_plugins = ["support.fixtures"]

SPEC = load_spec()
# What is open beside the reason, and can't be helped: by the case, what it has besides.
BESIDES = {
    ("sign", "empty-field-signed"): "there is a parameter that the document does not know",
    ("unknown", "unsigned"): "there is a parameter that the document does not know",
    ("pic", "far-beyond-bytes"): "HTTP itself has ways to turn it away",
    ("new_group_name", "signed-otherwise"): "a move with attributes",
    ("new_group_name", "not-signed"): "a move with attributes",
}


@pytest.fixture(scope="module")
def run(plain, tmp_path_factory):
    """A run against a camera, without pytest's part in it."""
    rig = f"emulator:{plain.control_url}"
    connection = {"url": plain.url, "app_id": APP_ID, "secret_key": SECRET, "rig": rig}
    opened = Run(settings_of(connection | {"report_dir": tmp_path_factory.mktemp("run") / "report"}))
    opened.open()
    opened.contact()
    world = World(opened)
    world.record(world.group())
    world.look(world.made)
    world.clear()
    yield opened
    opened.finish()


@pytest.fixture
def reasons(monkeypatch):
    """The reasons that the judge saw to refuse each request, by the exchange."""
    seen = {}
    found = Judge._reasons

    def noting(self, context):
        seen[context.number] = list(found(self, context))
        return iter(seen[context.number])

    monkeypatch.setattr(Judge, "_reasons", noting)
    return seen


def negative(operation):
    """The cases that must be refused, by what is written or inferred."""
    for case in [*public_cases(operation), *parameter_cases(operation)]:
        level = SPEC.requirements[case.requirement].level
        kept = (".answer.accepts", ".tolerated", ".unknown-ignored")
        boundary = case.name in ("max", "sure-bytes", "max-size", "max-bytes-in-fewer-characters")
        if level != "open" and not case.requirement.endswith(kept) and not boundary:
            yield case


@pytest.mark.parametrize("operation", SPEC.operations.values(), ids=lambda operation: operation.name)
def test_one_reason_each(run, reasons, operation):
    stage = Stage(World(run), operation.name)
    wrong = {}
    for case in negative(operation):
        stage.play(case)
        seen = reasons[run.ledger.cells[-1].exchange]
        others = [each.why for each in seen if not each.binding]
        allowed = [BESIDES[case.parameter, case.name]] if (case.parameter, case.name) in BESIDES else []
        if [each.requirement for each in seen if each.binding] != [case.requirement] or not set(others) <= set(allowed):
            wrong[case.id] = [case.requirement, *((each.requirement, each.why) for each in seen)]
    stage.strike()
    assert wrong == {}
