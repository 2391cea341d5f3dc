"""Makes the pictures of the README anew: a run at the terminal, as SVG, and its report.html in chromium, as PNG.

    python docs/pictures/make.py

A quick run on an emulated camera with one fault, in a real terminal of 80 columns. Needs Debian's packages chromium and
chromium-driver.
"""

from __future__ import annotations

import io
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

from PIL import Image
from rich.console import CONSOLE_SVG_FORMAT, Console
from rich.text import Text
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

HERE = Path(__file__).parent
PROGRAM = str(Path(sys.executable).with_name("ipc-conformance"))
FAULT = "createGroup.description-optional"
PROFILE = 'model = "FM020"\nfirmware = "1.4.2"\n'
COLUMNS, ROWS = 80, 50
SHOWN_AT = 0.55
"""How far the run is in the picture of a running one."""
WIDTH = 1180
PICTURES = {"report": ("body", 1050), "report-matrix": ("#operations details", 900)}
"""By name: the part of the page that is seen, unfolded where it can be, and the height of the window."""
_SHOW = "const part = document.querySelector(arguments[0]); part.open = true; part.scrollIntoView()"
COLOURS = 64
"""Enough for a page of text, and a third of the bytes; those of few pixels, such as a verdict's, are kept too."""


class Screen:
    """What stands on a terminal on which the last line is written over and over, and others above it.

    `complete`: what stood there before the last line was erased.
    """

    def __init__(self) -> None:
        self.lines = self.complete = [""]
        self._returned = False

    def write(self, text: str) -> None:
        """A character, or a whole control sequence."""
        if text == "\n":
            self.lines.append("")
        elif text == "\x1b[2K" or (self._returned and text != "\r"):
            self.complete = list(self.lines) if self.lines[-1] else self.complete
            self.lines[-1] = ""
        self._returned = text == "\r"
        # Of the sequences only colours are kept; the rest is about the cursor.
        if text not in "\r\n" and (text[0] != "\x1b" or text.endswith("m")):
            self.lines[-1] += text


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, camera() as url:
        where = Path(folder)
        (where / "camera.toml").write_text(PROFILE)
        options = ["--url", url, "--insecure", "--profile", "camera.toml", "--depth", "quick"]
        running, ended = watched_run([*options, "--report-dir", "reports/FM020"], where)
        prompt = f"$ ipc-conformance run {' '.join(options[:3])} \\\n    {' '.join(options[3:])}"
        ended = [line.replace(f"{where}/", "") for line in ended]
        picture_of(running, prompt, HERE / "terminal-running.svg")
        table = next(number for number, line in enumerate(ended) if plain(line).startswith(" operation"))
        picture_of(ended[table:], "", HERE / "terminal-end.svg")
        screenshots(where / "reports" / "FM020" / "report.html")
    for file in sorted((*HERE.glob("*.svg"), *HERE.glob("*.png"))):
        print(f"{file.name}: {file.stat().st_size / 1000:.0f} kB")


@contextmanager
def camera() -> Iterator[str]:
    command = [PROGRAM, "emulate", "--port", "8443", "--mutant", FAULT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[1]
        finally:
            process.terminate()


def watched_run(options: list[str], where: Path) -> tuple[list[str], list[str]]:
    """The terminal while the run goes, and when it has ended."""
    credentials = {"IPC_APP_ID": "JO83UNV983U9OR", "IPC_SECRET_KEY": "12345678", "TERM": "xterm-256color"}
    leader, follower = pty.openpty()
    ioctl(follower, TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    process = subprocess.Popen(
        [PROGRAM, "run", *options], cwd=where, stdout=follower, stderr=follower, env={**os.environ, **credentials}
    )
    os.close(follower)
    screen, running = Screen(), []
    for text in read_all(leader):
        screen.write(text)
        if not running and progress(plain(screen.complete[-1])) >= SHOWN_AT:
            running = screen.complete
    assert process.wait() == 1, "the fault was not found"
    return running, screen.lines


def read_all(descriptor: int) -> Iterator[str]:
    with open(descriptor, encoding="utf-8", newline="", buffering=1) as stream:
        try:
            while text := stream.read(1):
                # One character at a time: a line that is written over is whole before it goes.
                yield text if text != "\x1b" else text + rest_of_sequence(stream)
        except OSError:
            return  # Linux says so when the last process has left the terminal.


def rest_of_sequence(stream: io.TextIOBase) -> str:
    sequence = stream.read(2)
    while not sequence[-1].isalpha():
        sequence += stream.read(1)
    return sequence


def progress(line: str) -> float:
    counts = re.search(r"(\d+)/(\d+) .* requests/s  \w+", line)
    return int(counts[1]) / int(counts[2]) if counts else 0.0


def plain(line: str) -> str:
    return Text.from_ansi(line).plain


def picture_of(lines: list[str], prompt: str, file: Path) -> None:
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    if prompt:
        console.print(Text(prompt, style="bold"))
    for line in lines:
        console.print(Text.from_ansi(line))
    # Fonts from elsewhere would make the README ask another host.
    style = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    svg = console.export_svg(title="ipc-conformance", code_format=style, unique_id=file.stem)
    file.write_text("".join(f"{line.rstrip()}\n" for line in svg.splitlines()), encoding="utf-8")


def screenshots(page: Path) -> None:
    if not shutil.which("chromium") or not (driver := shutil.which("chromedriver")):
        sys.exit("chromium is not here: apt-get install chromium chromium-driver")
    options = ChromeOptions()
    for each in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(each)
    with Chrome(options=options, service=Service(driver)) as chromium:
        for name, (part, height) in PICTURES.items():
            chromium.set_window_size(WIDTH, height)
            chromium.get(page.as_uri())
            chromium.execute_script(_SHOW, part)
            with Image.open(io.BytesIO(chromium.get_screenshot_as_png())) as image:
                few = image.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
                few.save(HERE / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
