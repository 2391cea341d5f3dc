"""Run folders as a run leaves them, of any size and with any text of a camera, without a camera."""

from __future__ import annotations

import json
import random
from hashlib import sha256
from pathlib import Path
from typing import Any

from conformance.cassette.chain import GENESIS, dumps, link, with_hash

STARTED = "2026-01-02T03:04:05+00:00"
VERDICTS = ("pass", "pass", "pass", "pass", "observed", "pass", "warn", "pass", "untested", "pass")
CASES = ("absent", "empty", "min-1", "min", "max", "max+1", "word", "doubled", "not-signed", "emoji", "far-beyond")


def exchange(number: int, answer: Any = None, **fields: str) -> dict[str, Any]:
    """The line of an exchange of createGroup, signed correctly."""
    given = {"app_id": "IHI5F9D493710", "random": f"{number:010}", "timestamp": "1795381259", **fields}
    auth = {"sign": "correct", "app_id": "own", "random": "well-formed", "timestamp": "well-formed", "offset": 0}
    request = {"method": "POST", "path": "/openapi/face/createGroup", "operation": "createGroup", "encoding": "form"}
    response = {"status": 200, "type": "application/json", "json": {"code": 0} if answer is None else answer}
    asked = {**request, "auth": auth, "fields": [list(each) for each in given.items()]}
    return {"kind": "exchange", "n": number, "at": STARTED, "ms": 5.25, "request": asked, "response": response}


def write_cassette(file: Path, exchanges: list[dict[str, Any]]) -> None:
    """A closed cassette with these exchanges."""
    header = {"kind": "header", "format": 1, "tool": "ipc-conformance 0", "spec": "face-recognition/15", "device": {}}
    more = {"run": {"prefix": "ipcc-0", "seed": "0"}, "volatile": ["random", "timestamp", "sign"], "redacted": ["sign"]}
    previous, written = GENESIS, []
    for line in ({**header, **more}, *exchanges):
        previous = link(previous, dumps(line))
        written.append(with_hash(dumps(line), previous))
    end = dumps({"kind": "end", "count": len(exchanges), "head": previous})
    file.write_text("\n".join([*written, with_hash(end, link(previous, end))]) + "\n", encoding="ascii")


def requirement(name: str = "createGroup.name.max-length", **values: Any) -> dict[str, Any]:
    """A requirement as results.json has it."""
    usual = {"id": name, "section": 1, "operation": "createGroup", "level": "written", "statement": "A name ends."}
    judged = {
        "source": "s:34",
        "verdict": "pass",
        "reason": "passed because code 0 came",
        "checks": [],
        "evidence": [1],
    }
    return {**usual, **judged, **values}


def results(*requirements: dict[str, Any], **values: Any) -> dict[str, Any]:
    """results.json of a run that ended."""
    verdicts = ("pass", "fail", "warn", "observed", "untested", "blocked")
    summary = {verdict: sum(each["verdict"] == verdict for each in requirements) for verdict in verdicts}
    profile = {"name": "", "model": "", "firmware": "", "absent": [], "readings": {}, "code_book": "", "timeout": None}
    return {
        "format": 1,
        "tool": {"name": "ipc-conformance", "version": "0"},
        "device": {"url": "https://192.168.0.1", "model": None, "firmware": None},
        "profile": {**profile, "quiet": False},
        "environment": {"python": "3", "platform": "here", "document": "face-recognition/15", "strict": False},
        "depth": "standard",
        "seed": 0,
        "partial": False,
        "started": STARTED,
        "duration_s": 1.5,
        "requests": 7,
        "verdict": "does-not-conform" if summary["fail"] else "conforms",
        "problems": [],
        "cassette": "run.jsonl",
        "summary": summary,
        "requirements": list(requirements),
        "findings": [],
        "cells": [],
        "codes": [],
        "code_book": {},
        "readings": {},
        "limits": [],
        "latency_ms": {},
        "restored": {"ok": True, "differences": []},
        "waivers": [],
        **values,
    }


def write_run(folder: Path, found: dict[str, Any], exchanges: list[dict[str, Any]]) -> None:
    """results.json and run.jsonl."""
    folder.mkdir(exist_ok=True)
    (folder / "results.json").write_text(json.dumps(found), encoding="utf-8")
    write_cassette(folder / "run.jsonl", exchanges)


def large_run(requirements: int, seed: int = 0) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A run of that many requirements: three exchanges of its own for each in the mean, one cell of a matrix each.

    Every fifteenth answer is a list of ten records; values are random where a real run's are.
    """
    draw = random.Random(seed)
    exchanges: list[dict[str, Any]] = []
    rows, cells = [], []
    for at in range(requirements):
        operation = f"operation{at % 15 + 1}"
        evidence = list(range(len(exchanges) + 1, len(exchanges) + at % 5 + 2))
        exchanges += [exchange(n, _answer(draw, n), name=f"ipcc-{draw.getrandbits(24):x}-g{n}") for n in evidence]
        told = {
            "statement": f"{operation} refuses what is beyond limit {at}, and changes nothing by it.",
            "source": "s:1",
        }
        why = {"reason": f"passed because {at} is beyond, and code 212 came", "checks": [f"test_x.py::test_y[{at}]"]}
        placed = {"section": at % 15 + 1, "operation": operation, "verdict": VERDICTS[at % len(VERDICTS)]}
        rows.append(requirement(f"{operation}.p{at}.limit", **told, **why, **placed, evidence=evidence))
        case = {"parameter": f"p{at // 165}", "case": CASES[at // 15 % len(CASES)], "code": 212, "verdict": "pass"}
        cells.append({"operation": operation, **case, "exchange": evidence[0]})
    return results(*rows, cells=cells), exchanges


def _answer(draw: random.Random, number: int) -> dict[str, Any]:
    if number % 15:
        return {"code": draw.choice([0, 2, 212])}
    return {"code": 0, "data": {"num": 10, "face_list": [_record(draw) for _ in range(10)]}}


def _record(draw: random.Random) -> dict[str, Any]:
    digest = sha256(draw.randbytes(8)).hexdigest()
    faceid = str(draw.randrange(10**17, 10**18))
    return {"faceid": faceid, "age": draw.randrange(100), "gender": 1, "pic_url": f"/pic/{digest}.jpg"}
