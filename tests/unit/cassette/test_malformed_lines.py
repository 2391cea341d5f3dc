"""Lines whose hash is right and whose form is not: one sentence from each verb, whatever is wrong with them."""

from __future__ import annotations

import copy
import json
import random

import pytest
from click.testing import CliRunner
from recording import CREDENTIALS, FAULT, HEADER, PICTURE, exchange

from conformance.cassette import Redactor, Writer
from conformance.cassette.chain import dumps
from conformance.cassette.rechain import Chained
from conformance.cli import main

VERBS = (
    ["judge", "bad.jsonl"],
    ["judge", "bad.jsonl", "--shared"],
    ["cassette", "show", "bad.jsonl", "--events"],
    ["cassette", "show", "bad.jsonl", "1", "2", "3"],
    ["cassette", "verify", "bad.jsonl"],
    ["cassette", "verify", "bad.jsonl", "--secret-key", "another one"],
    ["cassette", "redact", "bad.jsonl", "-o", "copy.jsonl", "--fields", "name"],
    ["cassette", "export", "bad.jsonl", "--har", "bad.har"],
    ["cassette", "curl", "bad.jsonl", "2"],
)
STRANGE = (None, True, -1, 1e300, "", "x", [], {}, [[]], {"a": 1}, [None], "\ud800")


def good_lines(path):
    """A run's cassette with every kind of line."""
    with Writer(path, HEADER, Redactor(CREDENTIALS)) as writer:
        writer.note({"event": "run", "strict": False, "quiet": False, "readings": {}, "absent": []})
        writer.note({"event": "accepted", "since": 1})
        writer(exchange(1, [("name", "vip"), ("capacity", "5")]))
        writer.note({"event": "check", "check": "a check", "requirements": ["createGroup.name.required"]})
        writer(exchange(2, [("name", "a")], files=(PICTURE,), encoding="multipart"))
        writer.note({"event": "overlapping", "active": True})
        writer(exchange(3, fault=FAULT))
        writer.note({"event": "overlapping", "active": False})
    return [json.loads(line) for line in path.read_text().splitlines()]


def spoil(value, dice):
    """Somewhere inside, something is missing or of another type."""
    while isinstance(value, dict | list) and value:
        key = dice.choice(list(value)) if isinstance(value, dict) else dice.randrange(len(value))
        if dice.random() < 0.5 and isinstance(value[key], dict | list) and value[key]:
            value = value[key]
        elif dice.random() < 0.4:
            del value[key]
            return
        else:
            value[key] = dice.choice(STRANGE)
            return


@pytest.mark.parametrize("seed", range(40))
def test_any_malformed_line(seed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("IPC_SECRET_KEY", raising=False)
    dice = random.Random(seed)
    lines = good_lines(tmp_path / "good.jsonl")
    bad = copy.deepcopy(lines)
    if seed % 2:
        del bad[1:3]  # as if it were a client's
    spoil(dice.choice(bad[1:-1]), dice)
    with Chained(tmp_path / "bad.jsonl") as chained:
        for line in bad[:-1]:
            line.pop("hash", None)
            chained.add([dumps(line)], exchange=line.get("kind") == "exchange")
        chained.end(complete=True)
    for verb in VERBS:
        result = CliRunner().invoke(main, verb)
        assert result.exception is None or isinstance(result.exception, SystemExit), (verb, result.exception)
        assert result.exit_code in (0, 1, 2, 3)
        for made in ("copy.jsonl", "bad.har"):
            (tmp_path / made).unlink(missing_ok=True)
