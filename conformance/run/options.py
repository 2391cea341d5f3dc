"""The options of a run, once, for the command line and for pytest. Imports nothing heavy: pytest reads it always."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "flag", "path", "number", "integer"]


@dataclass(frozen=True)
class Option:
    """One option: `--NAME` on the command line, `--ipc-NAME` and the ini key `ipc_NAME` in pytest."""

    name: str
    kind: Kind
    help: str
    metavar: str = ""
    env: str = ""

    @property
    def key(self) -> str:
        """The name as an identifier."""
        return self.name.replace("-", "_")


CONNECTION = (
    Option("url", "text", "The camera's URL, https://ADDRESS[:PORT].", "URL"),
    Option("app-id", "text", "The app_id that belongs to the camera.", "ID", env="IPC_APP_ID"),
    Option("secret-key", "text", "The secret key (others can see it here; better the two below).", "KEY",
           env="IPC_SECRET_KEY"),
    Option("secret-key-file", "path", "A file that holds the secret key.", "FILE"),
    Option("insecure", "flag", "Don't check the camera's certificate; accept old TLS versions and short keys too."),
    Option("strict-tls", "flag", "With --insecure: still refuse old TLS versions and short keys."),
    Option("ca", "path", "Check the camera's certificate against this file (PEM).", "FILE"),
    Option("client-cert", "path", "Our client certificate: PEM, or .p12 with its key.", "FILE"),
    Option("client-key", "path", "The key of the client certificate, if it stands apart (PEM).", "FILE"),
    Option("client-cert-password-file", "path", "A file that holds the password of the .p12 or key.", "FILE"),
    Option("timeout", "number", "Seconds for one whole exchange. [default: 10]", "SECONDS"),
    Option("proxy", "text", "Go through this HTTP proxy; proxy variables of the environment are ignored.", "URL"),
    Option("time-offset", "text", "Add this to our clock in timestamps; auto reads it off the camera.", "SECONDS|auto"),
)  # fmt: skip

CHECKING = (
    Option("only", "text", "Only these operations or requirements; patterns with * and commas.", "PATTERN,..."),
    Option("rerun", "path", "Only what failed, warned or was blocked in an earlier run: its report folder.", "RUN"),
    Option("depth", "text", "How thoroughly: quick (a few seconds), standard, deep. [default: standard]",
           "quick|standard|deep"),
    Option("profile", "path", "What is known of the device: absent operations, readings, time limit (TOML).", "FILE"),
    Option("read-only", "flag", "Send only the get operations."),
    Option("keep-defaults", "flag", "Leave the default groups and the migration condition alone."),
    Option("rate", "number", "At most so many requests a second.", "N"),
    Option("budget", "number", "Stop making checks after so many minutes.", "MINUTES"),
    Option("seed", "integer", "Makes generated names, ids, pictures and nonces repeatable. [default: 0]", "N"),
    Option("strict", "flag", "Fail on violated inferences too."),
    Option("fail-fast", "flag", "Stop at the first failure."),
    Option("pictures", "path", "A folder with photos, each of another person, for a camera that wants real faces.",
           "DIR"),
    Option("rig", "text", "What can do to the camera what HTTP can't: emulator:CONTROL-URL, module:Class or person.",
           "RIG"),
    Option("record", "path", "Write the run's cassette here instead of run.jsonl in the report folder.", "FILE"),
    Option("replay", "path", "Make a recorded run again from its cassette, without a camera; nothing is sent.", "FILE"),
    Option("waivers", "path", "Violations that were agreed to be accepted: which, where, why and until when (TOML).",
           "FILE"),
    Option("report-dir", "path", "The folder of this run's reports; new or empty. [default: reports/TIME-DEVICE]",
           "DIR"),
)  # fmt: skip

ALL = (*CONNECTION, *CHECKING)


_NAMES = "|".join(sorted((option.name for option in ALL), key=len, reverse=True))
_OPTION = re.compile(rf"(?<![\w./-])--({_NAMES})(?![\w-])")


def named(text: str, dash: str) -> str:
    """A sentence with each option as its reader has to type it: `--ca` is `--ipc-ca` in pytest."""
    return _OPTION.sub(lambda found: dash + found.group(1), text)
