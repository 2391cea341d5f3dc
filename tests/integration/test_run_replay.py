"""A run that was recorded is made again without a camera: the same verdicts, and never a fault of the device."""

from __future__ import annotations

import json
import shutil
import socket
from contextlib import closing

import pytest
from support.bad_cameras import BadCamera, from_request, on_operation
from support.commands import check, check_by_pytest
from support.emulators import emulated

from conformance.cassette.chain import GENESIS, link, with_hash

pytestmark = pytest.mark.slow

pytest_plugins = ["support.fixtures"]

ONLY = ("--only", "createGroup.name.*,getGroupList.num.*,deleteGroup.sign.*,addFace.pic.required")
OTHER_CODES = """
[code_book]
name = "other"
[[cause]]
name = "bad-signature"
codes = [2]
confidence = "low"
reason = "Another firmware."
[[cause]]
name = "group-name-taken"
codes = [4]
confidence = "low"
reason = "Another firmware."
"""


def told(ended):
    """The results, less what tells when they were found and where."""
    results = ended.results
    for name in ("started", "duration_s", "environment"):
        del results[name]
    return results


def judged(ended):
    """The same less the evidence: of equal requests at the same time, either may have got either answer."""
    results = told(ended)
    for each in results["requirements"]:
        del each["evidence"]
    return results


def replayed(tmp_path, live, *options):
    where = tmp_path / "replay"
    where.mkdir()
    return check(where, "--replay", live.folder / "run.jsonl", *options)


def assert_same(tmp_path, live):
    replay = replayed(tmp_path, live)
    assert replay.status == live.status, replay.said
    assert told(replay) == told(live)
    return replay


def test_a_good_camera(plain, tmp_path):
    live = check(tmp_path, *plain.options, *ONLY)
    assert live.status == 0
    replay = assert_same(tmp_path, live)
    # Nobody takes it for a run on a camera.
    assert "replayed" not in live.results["environment"]
    assert replay.results["environment"]["replayed"] == "run.jsonl"
    assert f"Replaying {live.folder / 'run.jsonl'}, recorded of {plain.url}" in replay.out


def test_nothing_is_opened_and_the_camera_may_be_gone(tmp_path):
    with emulated("--plain") as camera:
        live = check(tmp_path, *camera.options, *ONLY)
        port = int(camera.url.rpartition(":")[2])
    with socket.create_server(("127.0.0.1", port)) as counting:
        counting.settimeout(0.01)
        assert_same(tmp_path, live)
        with pytest.raises(TimeoutError):
            counting.accept()


@pytest.mark.parametrize(
    "options",
    [
        ("--reading", "description.parameter-key=Description", "--reading", "description.answer-key=Description"),
        ("--reading", "sign.refusal=empty-401"),
        ("--reading", "name.length-unit=characters", "--reading", "refusal.data=empty"),
        ("--code-book", "codes.toml"),
    ],
)
def test_a_camera_that_refuses_in_other_ways(tmp_path, options):
    (tmp_path / "codes.toml").write_text(OTHER_CODES)
    given = [str(tmp_path / text) if text.endswith(".toml") else text for text in options]
    with emulated("--plain", *given) as camera:
        live = check(tmp_path, *camera.options, "--seed", "7", *ONLY)
    replay = assert_same(tmp_path, live)
    assert replay.results["seed"] == 7
    assert (replay.folder / "profile.toml").read_text() == (live.folder / "profile.toml").read_text()


@pytest.mark.parametrize(
    "rule",
    [
        on_operation("createGroup", "unlisted"),
        on_operation("getGroupList", "leaves-null"),
        on_operation("deleteGroup", "close"),
        on_operation("createGroup", "not-utf8"),
        on_operation("addFace", "cut"),
        from_request(40, "html"),
        from_request(60, "die"),
    ],
)
def test_a_bad_camera(spoilt, tmp_path, rule):
    live = check(tmp_path, *spoilt(rule), "--timeout", "1", *ONLY)
    assert_same(tmp_path, live)


def test_a_camera_that_hangs_costs_no_time_in_the_replay(spoilt, tmp_path):
    live = check(tmp_path, *spoilt(on_operation("addFace", "hang")), "--timeout", "1", "--only", "addFace.pic.*")
    replay = assert_same(tmp_path, live)
    assert replay.results["duration_s"] < live.results["duration_s"] or live.results["duration_s"] < 2


def test_a_clock_that_was_read_off_the_camera(plain, tmp_path):
    with closing(BadCamera(plain.url, from_request(0, "date"))) as proxy, plain.clock_off_by(3600):
        options = [*plain.options_for(proxy.url), "--time-offset", "auto"]
        live = check(tmp_path, *options, "--only", "getGroupList.num.*,getGroupList.timestamp.*")
    assert live.status == 0, live.said
    assert_same(tmp_path, live)


def test_checks_that_need_a_rig_and_overlap(plain, tmp_path):
    chosen = "parallel.*,device.reboot.*,getFaceByArrival.*"
    live = check(tmp_path, *plain.options, "--rig", f"emulator:{plain.control_url}", "--only", chosen)
    verdicts = live.verdicts()
    assert verdicts["device.reboot.state-kept"] == verdicts["parallel.capacity.kept"] == "pass"
    replay = replayed(tmp_path, live)
    assert replay.status == 0, replay.said
    assert judged(replay) == judged(live)


def test_a_replay_can_be_replayed(plain, tmp_path):
    live = check(tmp_path, *plain.options, "--only", "getGroupList.*")
    first = assert_same(tmp_path, live)
    (tmp_path / "again").mkdir()
    assert told(replayed(tmp_path / "again", first)) == told(live)


def test_by_pytest(plain, tmp_path):
    live = check(tmp_path, *plain.options, *ONLY)
    where = tmp_path / "pytest"
    where.mkdir()
    ended = check_by_pytest(where, "--ipc-replay", live.folder / "run.jsonl")
    assert ended.status == 0, ended.said
    assert told(ended) == told(live)


# ------------------------------------------------------------- recordings that lead elsewhere


def rechained(path, change):
    """Changes a cassette's lines and mends its chain, as somebody might who means harm, or another version."""
    lines = change([json.loads(text) for text in path.read_text().splitlines()])
    before, out = GENESIS, ""
    for line in lines:
        line.pop("hash", None)
        if line["kind"] == "end":
            line.update(count=sum(each["kind"] == "exchange" for each in lines), head=before)
        text = json.dumps(line, separators=(",", ":"))
        before = link(before, text)
        out += with_hash(text, before) + "\n"
    path.write_text(out)


@pytest.fixture(scope="module")
def recording(plain, tmp_path_factory):
    folder = tmp_path_factory.mktemp("recording")
    return check(folder, *plain.options, "--only", "createGroup.name.*").folder


@pytest.fixture
def recorded(recording, tmp_path):
    shutil.copytree(recording, tmp_path / "recorded")
    return tmp_path / "recorded" / "run.jsonl"


def assert_not_judged(ended, words):
    assert ended.status == 3, ended.said
    assert words in ended.said
    assert ended.results["verdict"] == "not-judged"
    assert ended.failed() == set()


def test_another_request_than_recorded(recorded, tmp_path):
    def change(lines):
        created = [line for line in lines if line.get("request", {}).get("operation") == "createGroup"]
        fields = dict(created[3]["request"]["fields"])
        created[3]["request"]["fields"] = list(map(list, (fields | {"capacity": "17"}).items()))
        change.number = created[3]["n"]
        return lines

    rechained(recorded, change)
    ended = check(tmp_path, "--replay", recorded)
    assert_not_judged(ended, f"another way than the recording at exchange {change.number}: capacity was '17' and is")


def test_a_recording_that_is_over_too_early(recorded, tmp_path):
    lines = recorded.read_bytes().splitlines(keepends=True)
    recorded.write_bytes(b"".join(lines[: len(lines) // 2]))
    ended = check(tmp_path, "--replay", recorded)
    assert ended.results["summary"]["blocked"] > 0
    assert_not_judged(ended, "the recording was interrupted, and ends with exchange")


def test_exchanges_that_nobody_asks_for(recorded, tmp_path):
    def change(lines):
        last = next(line for line in reversed(lines) if line["kind"] == "exchange")
        more = [json.loads(json.dumps(last)) | {"n": last["n"] + extra} for extra in (1, 2)]
        at = lines.index(last) + 1
        return [*lines[:at], *more, *lines[at:]]

    rechained(recorded, change)
    assert_not_judged(check(tmp_path, "--replay", recorded), "2 recorded exchanges, the first of them")


def test_pictures_that_are_drawn_otherwise_are_the_same_people(plain, tmp_path):
    """Another version of the library that writes pictures writes other bytes."""
    live = check(tmp_path, *plain.options, "--only", "addFace.pic.*,getFaceByPicture.*")

    def change(lines):
        for line in lines:
            for file in line.get("request", {}).get("files", ()):
                file["sha256"] = file["sha256"][::-1]
        return lines

    rechained(live.folder / "run.jsonl", change)
    assert_same(tmp_path, live)


# ------------------------------------------------------------- wrong usage


def assert_usage(ended, words):
    assert ended.status == 2, ended.said
    assert words in " ".join(ended.said.split())


def test_a_changed_recording(recorded, tmp_path):
    recorded.write_bytes(recorded.read_bytes().replace(b'"capacity"', b'"CAPACITY"', 1))
    assert_usage(check(tmp_path, "--replay", recorded), "a recording that was changed proves nothing")


def test_what_is_no_recording_of_a_run(tmp_path):
    (tmp_path / "x.jsonl").write_text("{}\n")
    assert_usage(check(tmp_path, "--replay", tmp_path / "x.jsonl"), "is not a cassette")
    assert_usage(check(tmp_path, "--replay", tmp_path / "none"), "can't be read")
    rechained_header = {"kind": "header", "format": 1, "run": {"prefix": "", "seed": ""}}
    (tmp_path / "y.jsonl").write_text(json.dumps(rechained_header) + "\n")
    rechained(tmp_path / "y.jsonl", lambda lines: lines)
    assert_usage(check(tmp_path, "--replay", tmp_path / "y.jsonl"), "it was not recorded by `run`")


@pytest.mark.parametrize("options", [("--url", "https://x"), ("--depth", "quick"), ("--seed", "1"), ("--read-only",)])
def test_what_the_recording_decides(recorded, tmp_path, options):
    ended = check(tmp_path, "--replay", recorded, *options)
    assert_usage(ended, f"{options[0]} and --replay: the one or the other")
