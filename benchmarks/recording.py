"""What recording costs: `python benchmarks/recording.py`.

One raw keep-alive socket sends signed requests to an emulated camera through mitmproxy as a reverse proxy: passing
through, with `-w` (mitmproxy's own recording), with our addon by its path, and through `ipc-conformance record`. All
run side by side and are measured in turn, several times; medians and their ratios to passing through are printed: of
the rate, and of the processor time that the proxy takes for a request, which a busy machine disturbs less.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parent))

from emulator import Connection, numbered, setting_up

ADDON = Path(__file__).parents[1] / "conformance" / "cassette" / "addon.py"


def program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


@contextmanager
def process(command: list[str], **more: object) -> Iterator[subprocess.Popen[str]]:
    started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, **more)
    try:
        yield started
    finally:
        started.terminate()
        started.wait(20)


def announced(started: subprocess.Popen[str]) -> str:
    return started.stdout.readline().split()[1]


@contextmanager
def mitmdump(camera: str, folder: Path, *options: str) -> Iterator[tuple[str, int]]:
    """mitmdump before the camera; it tells its port in its log alone, so one is chosen for it."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [program("mitmdump"), "-q", "--mode", f"reverse:{camera}", "--listen-host", "127.0.0.1"]
    scheme = urlsplit(camera).scheme
    fixed = ["-p", str(port), "--set", f"confdir={folder / 'ca'}", "--ssl-insecure", *options]
    with process([*command, *fixed], env={**os.environ, "IPC_SECRET_KEY": "12345678"}) as started:
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise SystemExit("mitmdump does not listen") from None
                time.sleep(0.05)
        yield f"{scheme}://127.0.0.1:{port}", started.pid


@contextmanager
def record(camera: str, folder: Path) -> Iterator[tuple[str, int]]:
    cassette = folder / "verb.jsonl"
    command = [program("ipc-conformance"), "record", "--url", camera, "--insecure", "--cassette", str(cassette)]
    environment = {**os.environ, "IPC_SECRET_KEY": "12345678", "IPC_APP_ID": "JO83UNV983U9OR"}
    with process([*command, "--ca-dir", str(folder / "ca")], env=environment) as started:
        yield announced(started), started.pid


def processor_time(pid: int) -> float:
    """What a process has used, in microseconds."""
    used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK") * 1e6


def rate(url: str, number: int) -> float:
    """Requests per second; each answer must be a success."""
    connection, requests = Connection(url), [numbered(i) for i in range(number)]
    connection.exchange(requests[0])  # with it mitmproxy connects to the camera
    before = time.perf_counter()
    answers = [connection.exchange(each) for each in requests]
    seconds = time.perf_counter() - before
    connection.close()
    if bad := [answer for answer in answers if not answer.startswith(b'{"code":0')]:
        raise SystemExit(f"{url}: {len(bad)} of {number} requests were refused, the first with {bad[0]!r}")
    return number / seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--tls", action="store_true", help="The camera and the proxies speak TLS.")
    asked = parser.parse_args()
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        plain = [] if asked.tls else ["--plain"]
        camera = announced(opened.enter_context(process([program("ipc-conformance"), "emulate", *plain])))
        setup = Connection(camera)
        for each in setting_up():
            setup.exchange(each)
        setup.close()
        flows, cassette = folder / "flows", folder / "addon.jsonl"
        ways = {
            "passing through": opened.enter_context(mitmdump(camera, folder)),
            "mitmdump -w": opened.enter_context(mitmdump(camera, folder, "-w", str(flows))),
            "our addon": opened.enter_context(
                mitmdump(camera, folder, "-s", str(ADDON), "--set", f"ipc_record={cassette}")
            ),
            "ipc-conformance record": opened.enter_context(record(camera, folder)),
        }
        rates: dict[str, list[float]] = {name: [] for name in ways}
        for url, _ in ways.values():
            rate(url, 50)
        begun = {name: processor_time(pid) for name, (_, pid) in ways.items()}
        for _ in range(asked.rounds):
            for name, (url, _) in ways.items():
                rates[name].append(rate(url, asked.requests))
        sent = asked.rounds * (asked.requests + 1)
        costs = {name: (processor_time(pid) - begun[name]) / sent for name, (_, pid) in ways.items()}
        report(rates, costs)
        count = sum(line.startswith(b'{"kind":"exchange"') for line in cassette.read_bytes().splitlines())
        print(f"exchanges in the addon's cassette: {count} of {sent + 51}")


def report(rates: dict[str, list[float]], costs: dict[str, float]) -> None:
    base = rates["passing through"]
    print(
        f"{'way':24} {'requests/s':>10} {'min':>6} {'max':>6} {'of passing':>10} {'us of CPU':>10} {'of passing':>11}"
    )
    for name, found in rates.items():
        ratio = median(each / other for each, other in zip(found, base, strict=True))
        cost = costs[name] / costs["passing through"]
        print(
            f"{name:24} {median(found):10.0f} {min(found):6.0f} {max(found):6.0f} {ratio:10.1%} "
            f"{costs[name]:10.0f} {cost:11.1%}"
        )


if __name__ == "__main__":
    main()
