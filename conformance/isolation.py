"""Runs the checks by pytest so that nothing of the user's own pytest set-up can change the result."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import conformance.suite
from conformance.checking import Checking
from conformance.plugin import CHECKING
from conformance.run.folder import ALLURE

# What a person may have set for other projects; each could change what is run or how it ends.
_FOREIGN = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_THEME", "PYTEST_DEBUG", "ALLURE_TESTPLAN_PATH")


def run_checks(checking: Checking, folder: Path | None) -> int:
    """Runs all checks; pytest's exit status. Writes nothing but Allure results, into the run's folder if given."""
    suite = Path(conformance.suite.__file__).parent
    allure = [f"--alluredir={folder / ALLURE}"] if folder is not None else []
    with _own_environment():
        return int(
            pytest.main(
                [
                    str(suite),
                    f"--config-file={suite / 'pytest.ini'}",
                    f"--rootdir={suite}",
                    f"--confcutdir={suite}",
                    *allure,
                    "-p", "no:cacheprovider",
                    "-p", "no:junitxml",
                    "-p", "allure_pytest.plugin",
                    "-p", "conformance.plugin",
                    "--capture=no",
                ],
                plugins=[_Named(checking), _Silence()],
            )
        )  # fmt: skip


def collected_checks() -> list[str]:
    """The names of all checks of the suite, none of which is made."""
    suite, names = Path(conformance.suite.__file__).parent, _Names()
    own = [str(suite), f"--config-file={suite / 'pytest.ini'}", f"--rootdir={suite}", f"--confcutdir={suite}"]
    with _own_environment():
        pytest.main([*own, "--collect-only", "-p", "no:cacheprovider", "--capture=no"], plugins=[names, _Silence()])
    return names.collected


class _Names:
    """Hears which checks there are."""

    def __init__(self) -> None:
        self.collected: list[str] = []

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Every check."""
        self.collected.append(item.nodeid)


class _Named:
    """Registers the session's hooks under the name by which the plugin's fixtures find them."""

    def __init__(self, checking: Checking) -> None:
        self._checking = checking

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Before the plugin looks whether a camera was named."""
        config.pluginmanager.register(self._checking, CHECKING)


class _Silence:
    """Takes pytest's own reporter away: the run has one of its own."""

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """After the terminal plugin made its reporter."""
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            config.pluginmanager.unregister(reporter)


@contextmanager
def _own_environment() -> Iterator[None]:
    """No foreign options or plugins, and no compiled files beside the sources."""
    kept = {name: os.environ.pop(name, None) for name in (*_FOREIGN, "PYTEST_DISABLE_PLUGIN_AUTOLOAD")}
    wrote = sys.dont_write_bytecode
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.dont_write_bytecode = True
    try:
        yield
    finally:
        sys.dont_write_bytecode = wrote
        os.environ.pop("PYTEST_DISABLE_PLUGIN_AUTOLOAD", None)
        os.environ.update({name: value for name, value in kept.items() if value is not None})
