"""Sentences name the options as their reader types them."""

from __future__ import annotations

import pytest

from conformance.run.address import shown
from conformance.run.options import ALL, named


@pytest.mark.parametrize(
    ("text", "shown_as"),
    [
        ("give --ca FILE, or --insecure", "give --ipc-ca FILE, or --ipc-insecure"),
        ("--client-cert-password-file", "--ipc-client-cert-password-file"),
        ("--ca /tmp/a--ca.pem", "--ipc-ca /tmp/a--ca.pem"),
        ("(--client-cert FILE)", "(--ipc-client-cert FILE)"),
        ("--cassette x--url", "--cassette x--url"),
    ],
)
def test_named(text, shown_as):
    assert named(text, "--ipc-") == shown_as
    assert named(text, "--") == text


def test_every_option_is_known():
    assert all(named(f"--{option.name}", "--ipc-") == f"--ipc-{option.name}" for option in ALL)


@pytest.mark.parametrize(
    ("url", "without"),
    [
        ("https://camera", "https://camera"),
        ("https://me:pass@word@camera:8443/api", "https://camera:8443/api"),
        ("https://camera/a@b", "https://camera/a@b"),
        ("me:pass@camera", "camera"),
    ],
)
def test_url_without_credentials(url, without):
    assert shown(url) == without
