"""The rig: does to a camera what no HTTP client can. A lab writes its own; a person can be one."""

from __future__ import annotations

import base64
import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import httpx

from conformance.run.outcomes import Blocked, Untested, UsageError

CAPABILITIES = {
    "arrive": "make a face arrive at the camera",
    "arrive-at": "make a face arrive at a time of our choice",
    "clock": "move the camera's clock",
    "storage": "take the storage (SD card) away and give it back",
    "busy": "keep the face library busy",
    "internal-failure": "make the camera fail inside",
    "deactivate": "take the activation away and give it back",
    "lose-stranger": "make the stranger group disappear and come back",
    "reboot": "reboot the camera",
}


@runtime_checkable
class Rig(Protocol):
    """What a lab's rig offers. `capabilities` names what it can do; each of them is done by `act`.

    `act("arrive", picture=bytes)`, with `time=seconds` only where it has arrive-at too; `act("clock",
    offset=seconds)`; `act("reboot")`; and for the rest `act(capability, active=True)` to begin and `active=False` to
    end. It returns when the camera has been brought into that state, and raises if it could not be.
    """

    capabilities: frozenset[str]

    def act(self, capability: str, **how: Any) -> None:
        """Brings the camera into a state."""


class NoRig:
    """Stands where no rig was given."""

    capabilities: frozenset[str] = frozenset()

    def act(self, capability: str, **_how: Any) -> None:
        """Never possible."""
        raise Untested(f"needs a rig that can {CAPABILITIES[capability]} (capability {capability})")


# What the emulator's control plane calls these states.
_EMULATOR_FAULTS = {
    "storage": "storage-gone",
    "busy": "library-busy",
    "internal-failure": "internal-failure",
    "deactivate": "not-activated",
    "lose-stranger": "stranger-lost",
}


class EmulatorRig:
    """Drives the control plane of `ipc-conformance emulate`. It sets causes, never a return code."""

    capabilities = frozenset(CAPABILITIES)

    def __init__(self, control_url: str) -> None:
        self._http = httpx.Client(base_url=control_url, trust_env=False, timeout=10)

    def act(self, capability: str, **how: Any) -> None:
        """Brings the emulated camera into a state. Raises Blocked if the control plane does not."""
        try:
            self._request(capability, how).raise_for_status()
        except httpx.HTTPError as error:
            raise Blocked(f"the emulator's control plane failed at {capability}: {error}") from error

    def status(self) -> dict[str, Any]:
        """What the control plane says of the camera. Raises httpx.HTTPError."""
        answer: dict[str, Any] = self._http.get("/status").raise_for_status().json()
        return answer

    def close(self) -> None:
        """Closes the connection."""
        self._http.close()

    def _request(self, capability: str, how: dict[str, Any]) -> httpx.Response:
        match capability:
            case "arrive":
                body = {key: value for key, value in how.items() if value is not None}
                if "picture" in body:
                    body["picture"] = base64.b64encode(body["picture"]).decode("ascii")
                return self._http.post("/arrivals", json=body)
            case "clock":
                return self._http.put("/clock", json={"offset": how["offset"]})
            case "reboot":
                return self._http.post("/reboot")
            case fault:
                return self._http.put(f"/faults/{_EMULATOR_FAULTS[fault]}", json={"active": how["active"]})


class PersonRig:
    """Asks the person at the terminal to do it. `asking` makes room there for a question."""

    capabilities = frozenset({"arrive", "clock", "reboot"})
    # Times in the past are beyond a person, and doing and undoing something for each operation is asking too much.

    def __init__(self) -> None:
        self.asking: Callable[[], AbstractContextManager[None]] = nullcontext

    def act(self, capability: str, **how: Any) -> None:
        """Asks, and waits for Enter; `skip` leaves the check untested."""
        wish = CAPABILITIES[capability] if how.get("active", True) else f"undo: {CAPABILITIES[capability]}"
        details = ", ".join(f"{name} {value}" for name, value in how.items() if isinstance(value, int | float | str))
        with self.asking():
            answer = _asked(f"Please {wish} ({details or 'now'}), then press Enter; or type skip: ")
        if not answer or answer.strip().lower() == "skip":
            raise Untested(f"nobody could {CAPABILITIES[capability]}")


def _asked(question: str) -> str:
    print(question, end="", file=sys.stderr, flush=True)
    try:
        return sys.stdin.readline()
    except OSError as error:
        raise Untested("nobody can be asked: pytest keeps the keyboard to itself; call it with -s") from error


class LabRig:
    """A lab's own rig: whatever it raises, the camera could not be brought into the state."""

    def __init__(self, rig: Rig) -> None:
        self.capabilities = frozenset(rig.capabilities)
        self._rig = rig

    def act(self, capability: str, **how: Any) -> None:
        """Passes it on. Raises Blocked."""
        try:
            self._rig.act(capability, **how)
        except (Blocked, Untested):
            raise
        except Exception as error:
            raise Blocked(f"the rig failed at {capability}: {type(error).__name__}: {error}") from error


class NotedRig:
    """A rig that notes which of its acts, counted from 1, could not be done: a replay goes the same way then."""

    def __init__(self, rig: Rig, note: Callable[[Mapping[str, Any]], None]) -> None:
        self.capabilities = rig.capabilities
        self.rig = rig
        self._note = note
        self._acts = 0

    def act(self, capability: str, **how: Any) -> None:
        """Passes it on. Raises Blocked and Untested."""
        self._acts += 1
        try:
            self.rig.act(capability, **how)
        except (Blocked, Untested) as error:
            outcome = "untested" if isinstance(error, Untested) else "blocked"
            self._note({"event": "rig-failed", "act": self._acts, "outcome": outcome, "why": str(error)})
            raise

    def close(self) -> None:
        """Closes the connection to the emulator, if there is one."""
        if isinstance(self.rig, EmulatorRig):
            self.rig.close()


def open_rig(text: str, option: str = "--rig") -> Rig:
    """The rig that the option names. Raises UsageError."""
    if not text:
        return NoRig()
    if text == "person":
        return PersonRig()
    kind, _, rest = text.partition(":")
    if kind == "emulator":
        return _emulator(rest, option)
    return _own(kind, rest, option)


def _emulator(url: str, option: str) -> Rig:
    try:
        rig = EmulatorRig(url)
        rig.status()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise UsageError(
            f"{option} emulator:{url}: no control plane answers there ({error}); give the CONTROL URL that "
            "`ipc-conformance emulate` prints"
        ) from error
    return rig


def _own(module: str, name: str, option: str) -> Rig:
    try:
        with _own_modules():
            rig = getattr(importlib.import_module(module), name)()
    except (Exception, SystemExit) as error:  # a lab's own code may fail in any way; it says best what is wrong
        raise UsageError(
            f"{option} {module}:{name}: can't be loaded ({type(error).__name__}: {error}); give emulator:CONTROL-URL, "
            "module:Class or person"
        ) from error
    if not isinstance(rig, Rig) or not set(rig.capabilities) <= set(CAPABILITIES):
        raise UsageError(
            f"{option} {module}:{name}: not a rig; it needs act() and capabilities out of {', '.join(CAPABILITIES)}"
        )
    return LabRig(rig)


@contextmanager
def _own_modules() -> Iterator[None]:
    """A lab's module lies where the command is called; there it hides none of ours, and leaves nothing compiled."""
    wrote, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.path.append(str(Path.cwd()))
    try:
        yield
    finally:
        sys.path.pop()
        sys.dont_write_bytecode = wrote
