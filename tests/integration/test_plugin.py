"""The same through pytest: verdicts, exit status, options, and what it costs and gives other people's projects."""

from __future__ import annotations

import subprocess
import sys

import pytest
from support.bad_cameras import on_operation
from support.commands import call, check, check_by_pytest, environment, program
from support.emulators import APP_ID, SECRET

pytest_plugins = ["support.fixtures"]

ONLY = "getGroupList.num.counts"


def ipc(options):
    """Options of `ipc-conformance run` as those of pytest."""
    return [f"--ipc-{each[2:]}" if each.startswith("--") else each for each in options]


@pytest.fixture
def project(tmp_path):
    """Writes somebody's own tests and runs pytest on them."""
    folder = tmp_path / "project"
    folder.mkdir()
    os_environment = {"PYTHONDONTWRITEBYTECODE": "1"}

    def run(source, *options, ini="", **env):
        (folder / "test_own.py").write_text(source)
        (folder / "pytest.ini").write_text(f"[pytest]\n{ini}")
        command = [program("pytest"), "-p", "no:cacheprovider", "-rA", *options]
        return call(*command, cwd=folder, folder=folder / "report", env=environment(**os_environment, **env))

    return run


# ------------------------------------------------------------- the suite


def test_same_verdicts_as_the_command(plain, tmp_path):
    (tmp_path / "run").mkdir()
    by_run = check(tmp_path / "run", *plain.options, "--depth", "quick")
    by_pytest = check_by_pytest(tmp_path, *ipc(plain.options), "--ipc-depth", "quick")
    assert (by_run.status, by_pytest.status) == (0, 0), by_pytest.said
    assert by_pytest.verdicts() == by_run.verdicts()
    assert by_pytest.results["verdict"] == by_run.results["verdict"] == "conforms"
    assert "verdict: conforms" in by_pytest.out
    assert f"reports: {by_pytest.folder}" in by_pytest.out


def test_camera_that_fails(spoilt, tmp_path):
    options = ipc(spoilt(on_operation("getGroupList", "groups-as-text")))
    ended = check_by_pytest(tmp_path, *options, "--ipc-only", ONLY)
    assert ended.status == 1, ended.said
    assert ended.results["verdict"] == "does-not-conform"
    assert "1 failed" in ended.out
    assert "error" not in ended.out.splitlines()[-1]


def test_camera_that_cannot_be_tested(tmp_path):
    options = ["--ipc-url", "http://127.0.0.1:1", "--ipc-app-id", "a", "--ipc-secret-key", "planted"]
    ended = check_by_pytest(tmp_path, *options, "--ipc-only", ONLY)
    assert ended.status == 3, ended.said
    assert ended.results["verdict"] == "not-judged"
    assert "can't be tested" in ended.out
    assert "1 error" in ended.out.splitlines()[-1]
    assert "planted" not in ended.said


def test_sentences_name_the_options_of_pytest(secure, tmp_path):
    options = ipc(secure.options_for(secure.url)[:-1])
    ended = check_by_pytest(tmp_path, *options, "--ipc-only", ONLY)
    assert ended.status == 3, ended.said
    assert "--ipc-ca FILE" in ended.results["problems"][0]
    assert " --ca" not in ended.said


def test_suite_without_a_camera(tmp_path):
    ended = call(program("pytest"), "--pyargs", "conformance.suite", "-p", "no:cacheprovider", cwd=tmp_path)
    assert ended.status == 4, ended.said
    assert "conformance.suite checks a camera: name one with --ipc-url https://ADDRESS" in ended.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--ipc-timeout", "0"], "--ipc-timeout 0.0: it must be more than 0"),
        (["--ipc-seed", "text"], "--ipc-seed: invalid int value: 'text'"),
        (["--ipc-ca", "some--ca.pem"], "--ipc-ca some--ca.pem: there is no such file"),
        (["--ipc-report-dir", "project"], "--ipc-report-dir project: the folder is not empty"),
    ],
)
def test_usage_errors_keep_pytests_status(options, sentence, project, tmp_path):
    given = ["--ipc-url", "http://127.0.0.1:1", "--ipc-app-id", "a", "--ipc-secret-key", "b", *options]
    ended = project("def test(ipc):\n    pass\n", *given[:-1], given[-1].replace("project", str(tmp_path / "project")))
    assert ended.status == 4, ended.said
    assert sentence.replace("project", str(tmp_path / "project")) in ended.err
    assert sorted(each.name for each in (tmp_path / "project").iterdir()) == ["pytest.ini", "test_own.py"]


def test_collecting_contacts_no_camera(tmp_path):
    options = ["--ipc-url", "http://127.0.0.1:1", "--ipc-app-id", "a", "--ipc-secret-key", "b"]
    ended = check_by_pytest(tmp_path, *options, "--collect-only", "-q", "--ipc-only", "createGroup")
    assert ended.status == 0, ended.said
    assert "test_created_groups_are_listed" in ended.out
    assert "test_02" not in ended.out
    assert list(tmp_path.iterdir()) == []


def test_xdist_is_refused(tmp_path):
    """For a camera; who tests something else may have the plugin beside it."""
    options = ["--ipc-url", "http://127.0.0.1:1", "--ipc-app-id", "a", "--ipc-secret-key", "b"]
    command = [program("pytest"), "-p", "no:cacheprovider", "-n", "2"]
    ended = call(*command, "--pyargs", "conformance.suite", *options, cwd=tmp_path)
    assert ended.status == 4, ended.said
    assert "Run without -n." in ended.err
    (tmp_path / "test_own.py").write_text("def test(): pass")
    assert call(*command, "test_own.py", cwd=tmp_path).status == 0


# ------------------------------------------------------------- other people's projects


def test_nothing_heavy_is_loaded_for_others():
    heavy = ["httpx", "cryptography", "PIL", "rich", "jsonschema", "fastjsonschema", "conformance.checking", "allure"]
    code = f"import sys, conformance.plugin; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_nothing_changes_for_others(project):
    source = """
import sys, pytest
@pytest.mark.requirement("REQ-1", 7)
def test_own():
    assert "httpx" not in sys.modules
    assert "conformance.run.session" not in sys.modules
def test_fails():
    assert 0
"""
    ended = project(source)
    assert ended.status == 1, ended.said
    assert "1 failed, 1 passed" in ended.out
    assert "IPC conformance" not in ended.out


def test_fixtures_for_own_tests(secure, project):
    source = """
import pytest
from conformance.run.rig import Rig
@pytest.mark.requirement("REQ-1", 7)
def test_own_requirement(ipc):
    assert ipc.get_group_list().succeeded
def test_all(ipc, rig, pictures, check):
    answer = ipc.get_group_list()
    check("getGroupList.num.counts").equal(answer.data["num"], len(answer.data["face_group"]), "num", answer)
    assert isinstance(rig, Rig) and rig.capabilities == frozenset()
    assert pictures.person(0).data != pictures.person(1).data
def test_without_camera():
    pass
"""
    options = [*ipc(secure.options), "--ipc-report-dir", "report", "-W", "error"]
    ended = project(source, *options)
    assert ended.status == 0, ended.said
    assert "3 passed" in ended.out
    assert ended.verdicts()["getGroupList.num.counts"] == "pass"
    assert ended.results["requests"] < 10


def test_own_test_that_fails_keeps_pytests_status(secure, project):
    source = "def test_own(ipc):\n    assert ipc.get_group_list().data == 7\ndef test_other():\n    assert 0\n"
    ended = project(source, *ipc(secure.options), "--ipc-report-dir", "report")
    assert ended.status == 1, ended.said
    assert ended.results["verdict"] == "conforms"


def test_fixture_without_a_camera(project):
    ended = project("def test_own(ipc):\n    pass\ndef test_other():\n    pass\n")
    assert ended.status == 1, ended.said
    assert "This test needs a camera: name one with --ipc-url" in ended.out
    assert "1 passed" in ended.out


def test_options_from_ini_and_environment(secure, project, tmp_path):
    (tmp_path / "project" / "secrets").mkdir()
    (tmp_path / "project" / "secrets" / "key").write_text(SECRET)
    ini = f"ipc_url = {secure.url}\nipc_insecure = true\nipc_secret_key_file = secrets/key\nipc_report_dir = report\n"
    source = "def test_own(ipc):\n    assert ipc.get_group_list().succeeded\n"
    (tmp_path / "project" / "below").mkdir()
    ended = project(source, "--rootdir=.", ini=ini, IPC_APP_ID=APP_ID)
    assert ended.status == 0, ended.said
    assert ended.results["verdict"] == "conforms"
    wrong = project(source, ini=ini.replace("true", "perhaps"), IPC_APP_ID=APP_ID)
    assert wrong.status == 4
    assert "ipc_insecure = perhaps: neither true nor false" in wrong.err


OUTCOMES = """
import pytest
from conformance.run.outcomes import Blocked, Untested
@pytest.mark.requirement("createGroup.effect.listed")
def test_fail(check, ipc):
    check("createGroup.effect.listed").that(False, "one thing", "another came", ipc.get_group_list())
@pytest.mark.requirement("INFERRED")
def test_warn(check, ipc):
    check("INFERRED").that(False, "one thing", "another came", ipc.get_group_list())
@pytest.mark.requirement("deleteGroup.effect.gone")
def test_untested(ipc):
    raise Untested("needs rig capability clock")
@pytest.mark.requirement("getFace.answer.accepts")
def test_blocked(ipc):
    raise Blocked("the pictures are refused")
"""


@pytest.fixture
def inferred():
    from conformance.spec import load_spec

    return next(name for name, each in load_spec().requirements.items() if each.level == "inferred")


def test_verdicts_as_outcomes(secure, project, inferred):
    source = OUTCOMES.replace("INFERRED", inferred)
    options = [*ipc(secure.options), "--ipc-report-dir", "report", "-W", "error", "--junitxml=own.xml"]
    ended = project(source, *options)
    assert ended.status == 1, ended.said
    assert ended.out.splitlines()[-1].strip("= ").startswith("1 failed, 1 passed, 1 skipped, 1 warning, 1 error")
    assert "warnings summary" in ended.out
    assert f"ConformanceWarning: {inferred}" in ended.out
    assert "FAILED test_own.py::test_fail - createGroup.effect.listed" in ended.out
    assert "ERROR test_own.py::test_blocked - blocked: the pictures are refused" in ended.out
    assert "untested: needs rig capability clock" in ended.out
    verdicts = ended.verdicts()
    assert verdicts["createGroup.effect.listed"] == "fail"
    assert verdicts[inferred] == "warn"
    assert verdicts["deleteGroup.effect.gone"] == "untested"
    assert verdicts["getFace.answer.accepts"] == "blocked"


def test_strict_makes_a_warning_a_failure(secure, project, inferred):
    source = OUTCOMES.replace("INFERRED", inferred)
    ended = project(source, *ipc(secure.options), "--ipc-report-dir", "report", "--ipc-strict", "-k", "warn")
    assert ended.status == 1, ended.said
    assert ended.verdicts()[inferred] == "fail"
    assert "1 failed" in ended.out


def test_fail_fast(secure, project, inferred):
    source = OUTCOMES.replace("INFERRED", inferred)
    ended = project(source, *ipc(secure.options), "--ipc-report-dir", "report", "--ipc-fail-fast")
    assert ended.status == 1, ended.said
    assert "1 failed" in ended.out
    assert "passed" not in ended.out.splitlines()[-1]
    reasons = {each["id"]: each["reason"] for each in ended.results["requirements"]}
    assert reasons["deleteGroup.effect.gone"] == "not reached: the run stopped at the first failure"


def test_error_of_a_check_is_no_fault_of_the_camera(secure, project):
    source = """
import pytest
@pytest.mark.requirement("createGroup.effect.listed")
def test_errs(ipc):
    ipc.get_group_list().data["nothing"]
"""
    ended = project(source, *ipc(secure.options), "--ipc-report-dir", "report")
    assert ended.results["verdict"] == "not-judged"
    assert ended.results["problems"] == ["the suite erred in test_own.py::test_errs: KeyError: 'nothing'"]
    assert ended.status == 3
