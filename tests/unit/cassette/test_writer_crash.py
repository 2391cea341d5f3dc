"""A process that records is killed at any moment: no exchange that its caller saw is missing."""

import subprocess
import sys
from pathlib import Path

import pytest
from recording import checked

# One process forks and kills twenty recorders, so that Python starts once.
RECORD = """
import os, random, signal, sys, time
from pathlib import Path
sys.path.insert(0, {tests!r})
from recording import CREDENTIALS, HEADER, exchange
from conformance.cassette import Redactor, Writer
from conformance.wire import FilePart

def record(folder):
    writer = Writer(folder / "run.jsonl", HEADER, Redactor(CREDENTIALS))
    seen = os.open(folder / "seen", os.O_WRONLY | os.O_CREAT)
    for number in range(1, 100_000):
        picture = FilePart("pic", "p.jpg", "image/jpeg", b"%d" % (number // 10) * 3000)
        body = b'{{"code":0,"data":"' + b"x" * (number * 37 % 5000) + b'"}}'
        writer(exchange(number, body=body, files=(picture,) if number % 5 == 0 else ()))
        os.write(seen, b"%d\\n" % number)  # the caller has its answer

for seed in range(20):
    folder = Path(sys.argv[1]) / str(seed)
    folder.mkdir()
    child = os.fork()
    if not child:
        record(folder)
    while not (folder / "seen").exists():
        time.sleep(0.005)
    time.sleep(random.Random(seed).uniform(0, 0.1))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
"""


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """The folders of twenty recorders that were killed."""
    folder = tmp_path_factory.mktemp("killed")
    script = RECORD.format(tests=str(Path(__file__).parent))
    subprocess.run([sys.executable, "-c", script, str(folder)], check=True, timeout=60)
    return folder


@pytest.mark.parametrize("seed", range(20))
def test_no_exchange_that_the_caller_saw_is_missing(killed, seed):
    folder = killed / str(seed)
    path, seen = folder / "run.jsonl", (folder / "seen").read_text().split()
    raw = path.read_bytes()
    path.write_bytes(raw[: raw.rindex(b"\n") + 1])  # a torn last line is allowed
    lines = checked(path, closed=False)[1:]
    assert [line["n"] for line in lines] == list(range(1, len(lines) + 1))
    assert len(lines) >= len(seen)
    for line in lines:
        for file in line["request"].get("files", ()):
            assert (folder / "pictures" / file["sha256"]).stat().st_size == file["bytes"]


def test_the_recorders_were_at_work(killed):
    assert sum(len((killed / str(seed) / "seen").read_text().split()) for seed in range(20)) > 200
