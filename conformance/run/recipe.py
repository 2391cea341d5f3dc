"""What a cassette has to say of a run besides its exchanges, so that it can be made again without a camera."""

from __future__ import annotations

import math
import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.cassette import Cassette, CassetteError
from conformance.run.outcomes import UsageError
from conformance.run.profile import Profile, declared_by
from conformance.run.rig import CAPABILITIES, Rig
from conformance.run.selection import DEPTHS
from conformance.run.tape import Tape
from conformance.wire import Credentials, Target

if TYPE_CHECKING:
    from conformance.run.settings import Connection, Settings

Recipe = dict[str, Any]

# What decides which requests are made is the recording's; these alone may be given beside it.
FREE = ("replay", "strict", "pictures", "record", "report_dir", "waivers")
_NAMED = ("name", "model", "firmware", "timeout")
# Said by the environment, or of no use without a camera: passed over.
_PASSED_OVER = ("app_id", "secret_key", "secret_key_file")


def recipe_of(settings: Settings, rig: Rig) -> Recipe:
    """What decides which requests a run makes, as it stands in the header of its cassette."""
    target, profile = settings.connection.target, settings.profile
    return {
        "depth": settings.depth,
        "only": list(settings.only),
        "read_only": settings.read_only,
        "keep_defaults": settings.keep_defaults,
        "fail_fast": settings.fail_fast,
        "strict": settings.strict,
        "budget": settings.budget if math.isfinite(settings.budget) else None,
        "timeout": target.timeout,
        "time_offset": target.time_offset,
        "auto_offset": settings.connection.auto_offset,
        "photos": settings.pictures is not None,
        "rig": sorted(rig.capabilities),
        "profile": {key: getattr(profile, key) for key in _NAMED},
    }


def replayed(values: Mapping[str, Any], dash: str) -> Tape:
    """The tape of the cassette that the options name. Raises UsageError."""
    path: Path = values["replay"]
    option = f"{dash}replay {path}"
    for name, value in values.items():
        if value not in (None, False) and name not in (*FREE, *_PASSED_OVER):
            raise UsageError(
                f"{dash}{name.replace('_', '-')} and {dash}replay: the one or the other; how the run is made stands "
                "in the recording"
            )
    try:
        cassette = Cassette.open(path)
    except CassetteError as error:
        raise UsageError(f"{dash}replay: {error}") from error
    if cassette.problems:
        raise UsageError(f"{option}: {cassette.problems[0]}; a recording that was changed proves nothing")
    if "recipe" not in cassette.header.get("run", {}):
        raise UsageError(
            f"{option}: it was not recorded by `run`, so there are no checks to replay; "
            "`ipc-conformance replay` answers any client from it, and `judge` judges it"
        )
    return Tape(cassette)


def settings_of_tape(values: Mapping[str, Any], dash: str, connection: type[Connection]) -> dict[str, Any]:
    """The settings of the recorded run, by name. Raises UsageError where the header does not say them."""
    tape = replayed(values, dash)
    header = tape.cassette.header
    try:
        return {"tape": tape, **_settings(header, tape, values, dash, connection)}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(
            f"{dash}replay {values['replay']}: its header does not say how the run was made ({error!r})"
        ) from error


def _settings(
    header: Mapping[str, Any], tape: Tape, values: Mapping[str, Any], dash: str, connection: type[Connection]
) -> dict[str, Any]:
    recipe = header["run"]["recipe"]
    if recipe["photos"] and values.get("pictures") is None:
        raise UsageError(f"{dash}replay: the run was recorded with photos; name their folder with {dash}pictures DIR")
    if recipe["depth"] not in DEPTHS or not set(recipe["rig"]) <= set(CAPABILITIES):
        raise ValueError("a depth or capability that is not known")
    # Nobody asks who we are: any credentials do, and none that anybody knows are in danger.
    own = Credentials(secrets.token_hex(8).upper(), secrets.token_hex(16))
    target = Target(
        str(header["device"]["url"]), timeout=float(recipe["timeout"]), time_offset=float(recipe["time_offset"])
    )
    return {
        "connection": connection(target, own, recipe["auto_offset"] is True),
        "only": tuple(map(str, recipe["only"])),
        "depth": recipe["depth"],
        "profile": replace(_profile(tape.cassette), **{key: recipe["profile"][key] for key in _NAMED}),
        "read_only": recipe["read_only"] is True,
        "keep_defaults": recipe["keep_defaults"] is True,
        "fail_fast": recipe["fail_fast"] is True,
        "strict": bool(values.get("strict")) or recipe["strict"] is True,
        "budget": math.inf if recipe["budget"] is None else float(recipe["budget"]),
        "seed": int(header["run"]["seed"]),
    }


def _profile(cassette: Cassette) -> Profile:
    """The profile that the run went by: the first event."""
    event = next((event for event in cassette.events() if event.get("event") == "run"), None)
    return declared_by(event) if event else Profile()


def failed_acts(cassette: Cassette) -> dict[int, tuple[str, str]]:
    """Which acts of the rig could not be done, by their number: `blocked` or `untested`, and why."""
    return {
        int(event["act"]): (str(event["outcome"]), str(event["why"]))
        for event in cassette.events()
        if event.get("event") == "rig-failed"
    }


def recorded_offset(cassette: Cassette) -> float | None:
    """By how many seconds the camera's clock was found to be ahead of ours, where the run found out."""
    return next((float(event["offset"]) for event in cassette.events() if event.get("event") == "clock"), None)
