"""A process that records is killed at any moment: no exchange that its caller saw is missing."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from recording import checked

RECORD = """
import os, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from recording import CREDENTIALS, HEADER, exchange
from conformance.cassette import Redactor, Writer
from conformance.wire import FilePart
writer = Writer(Path(sys.argv[1]), HEADER, Redactor(CREDENTIALS))
os.write(1, b"ready\\n")
for number in range(1, 100_000):
    picture = FilePart("pic", "p.jpg", "image/jpeg", b"%d" % (number // 10) * 3000)
    body = b'{{"code":0,"data":"' + b"x" * (number * 37 % 5000) + b'"}}'
    writer(exchange(number, body=body, files=(picture,) if number % 5 == 0 else ()))
    os.write(1, b"%d\\n" % number)  # the caller has its answer
"""


@pytest.mark.parametrize("seed", range(20))
def test_no_exchange_that_the_caller_saw_is_missing(tmp_path, seed):
    path = tmp_path / "run.jsonl"
    command = [sys.executable, "-c", RECORD.format(tests=str(Path(__file__).parent)), str(path)]
    with (tmp_path / "seen").open("wb") as seen:
        process = subprocess.Popen(command, stdout=seen)
        deadline = time.monotonic() + 20
        while not (tmp_path / "seen").stat().st_size and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(random.Random(seed).uniform(0, 0.15))
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    last = (tmp_path / "seen").read_text().split()[-1]
    whole = path.read_bytes()[: path.read_bytes().rindex(b"\n") + 1]
    path.write_bytes(whole)  # a torn last line is allowed
    lines = checked(path, closed=False)
    numbers = [line["n"] for line in lines[1:]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert last == "ready" or len(numbers) >= int(last)
    for line in lines[1:]:
        for file in line["request"].get("files", ()):
            assert (tmp_path / "pictures" / file["sha256"]).stat().st_size == file["bytes"], json.dumps(file)
