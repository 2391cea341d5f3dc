"""The pytest plugin: `--ipc-url` names a camera; the fixtures `ipc`, `rig`, `pictures`, `check` serve any test.

Until one of them is used this module is all that is loaded.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from conformance.run.options import ALL, Kind, Option

if TYPE_CHECKING:
    from conformance.checking import Checking
    from conformance.run.assertions import Assertion
    from conformance.run.camera import Camera
    from conformance.run.pictures import Album
    from conformance.run.rig import Rig
    from conformance.run.session import Run

CHECKING = "ipc-conformance-checking"


def _flag(text: str) -> bool:
    if text.lower() in ("1", "true", "yes", "on"):
        return True
    if text.lower() in ("0", "false", "no", "off"):
        return False
    raise ValueError("neither true nor false")


# Either names what is to be checked: a camera, or the recording of one.
_CAMERA = [option for option in ALL if option.name in ("url", "replay")]

_TYPES: dict[Kind, Callable[[str], Any]] = {
    "text": str,
    "path": Path,
    "number": float,
    "integer": int,
    "flag": _flag,
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds every option of `ipc-conformance run` as --ipc-NAME and as the ini key ipc_NAME."""
    group = parser.getgroup("ipc-conformance", "conformance of an IP camera (IPC)")
    for option in ALL:
        text = option.help + (f" [environment: {option.env}]" if option.env else "")
        how: dict[str, Any] = (
            {"action": "store_const", "const": True}
            if option.kind == "flag"
            else {"type": _TYPES[option.kind], "metavar": option.metavar}
        )
        group.addoption(f"--ipc-{option.name}", dest=f"ipc_{option.key}", default=None, help=text, **how)
        parser.addini(f"ipc_{option.key}", text)


def pytest_configure(config: pytest.Config) -> None:
    """Gets ready to check a camera if one is named."""
    config.addinivalue_line("markers", "requirement(*ids): the requirements of the catalogue that a check is for")
    config.addinivalue_line("markers", "deep: a check that only a deep run makes")
    if config.pluginmanager.has_plugin(CHECKING) or not any(_value(config, option) for option in _CAMERA):
        return
    _refuse_xdist(config)
    from conformance.checking import Checking, pytest_run

    config.pluginmanager.register(Checking(pytest_run(values(config)), config), CHECKING)


def values(config: pytest.Config) -> dict[str, Any]:
    """The options given on the command line, in the ini file or in the environment, in that order."""
    return {option.key: _value(config, option) for option in ALL}


def _value(config: pytest.Config, option: Option) -> Any:
    given = config.getoption(f"ipc_{option.key}")
    if given is not None:
        return given
    text = str(config.getini(f"ipc_{option.key}"))
    if not text and option.env:
        return os.environ.get(option.env) or None
    return _of_ini(config, option, text) if text else None


def _of_ini(config: pytest.Config, option: Option, text: str) -> Any:
    try:
        value = _TYPES[option.kind](text)
    except ValueError as error:
        raise pytest.UsageError(f"ipc_{option.key} = {text}: {error}") from error
    # A path in a file is meant from where the file is, wherever pytest is called.
    return config.inipath.parent / value if option.kind == "path" and config.inipath else value


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """The checks of the suite need a camera; said once, and not for each of them."""
    if session.config.pluginmanager.has_plugin(CHECKING) or session.config.option.collectonly:
        return
    if any(_is_check(item) for item in session.items):
        raise pytest.UsageError("conformance.suite checks a camera: name one with --ipc-url https://ADDRESS")


def _is_check(item: pytest.Item) -> bool:
    return getattr(getattr(item, "module", None), "__name__", "").startswith("conformance.suite.")


def _refuse_xdist(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or getattr(config.option, "numprocesses", None):
        raise pytest.UsageError(
            "ipc-conformance checks one camera, one request after the other; pytest-xdist (-n) would mix up what the "
            "camera's state is. Run without -n."
        )


@pytest.fixture(scope="session")
def ipc_run(request: pytest.FixtureRequest) -> Run:
    """The run of this session."""
    checking: Checking | None = request.config.pluginmanager.get_plugin(CHECKING)
    if checking is None:
        pytest.fail("This test needs a camera: name one with --ipc-url https://ADDRESS", pytrace=False)
    return checking.run


@pytest.fixture
def ipc(ipc_run: Run) -> Camera:
    """The camera: one method for each operation; every exchange is judged."""
    ipc_run.needs_camera()
    return ipc_run.camera


@pytest.fixture
def rig(ipc_run: Run) -> Rig:
    """What can do to the camera what HTTP can't."""
    return ipc_run.rig


@pytest.fixture
def pictures(ipc_run: Run) -> Album:
    """Pictures of distinct people."""
    return ipc_run.album


@pytest.fixture
def check(ipc_run: Run) -> Callable[[str], Assertion]:
    """Judges one requirement of the catalogue: `check("createGroup.effect.listed").equal(...)`."""
    from conformance.run.assertions import Assertion

    return lambda requirement: Assertion(ipc_run.ledger, requirement)
