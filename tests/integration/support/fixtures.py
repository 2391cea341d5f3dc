"""The cameras of the integration tests; one emulator of each kind serves them all."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import pytest

from support.bad_cameras import BadCamera, Rule
from support.certificates import client_files
from support.commands import PATIENCE, Ended, check
from support.emulators import Emulated, emulated


@pytest.fixture(scope="session")
def plain() -> Iterator[Emulated]:
    """An emulated camera without TLS."""
    with emulated("--plain") as camera:
        yield camera


@pytest.fixture(scope="session")
def secure() -> Iterator[Emulated]:
    """An emulated camera with TLS and a certificate of its own."""
    with emulated() as camera:
        yield camera


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Emulated, list[str], Ended]]:
    """A camera that demands a client certificate, the options that open it, and a run of all checks with its rig."""
    folder = tmp_path_factory.mktemp("whole")
    files = client_files(folder)
    certificate = ["--client-cert", str(files.p12), "--client-cert-password-file", str(files.password_file)]
    with emulated("--client-ca", files.ca) as camera:
        options = [*camera.options, *certificate]
        rig = ["--rig", f"emulator:{camera.control_url}"]
        yield camera, options, check(folder, *options, *rig, patience=5 * PATIENCE)


@pytest.fixture
def spoilt() -> Iterator[Callable[[Rule], list[str]]]:
    """Puts a proxy that spoils answers before a new camera; gives the options that open it.

    What a run can't clear up behind a bad camera stays in it, so each gets one of its own.
    """
    with contextlib.ExitStack() as opened:

        def spoil(rule: Rule) -> list[str]:
            camera = opened.enter_context(emulated("--plain"))
            proxy = opened.enter_context(contextlib.closing(BadCamera(camera.url, rule)))
            return camera.options_for(proxy.url)

        yield spoil
