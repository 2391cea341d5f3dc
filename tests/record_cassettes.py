"""Records the reference cassettes again: `python tests/record_cassettes.py`.

They are replayed by tests and shown in the README, and have to be recorded again whenever the suite sends other
requests: `good.jsonl`, a small part of a quick run on the emulator, and `faulty.jsonl`, the same of a camera that
answers one operation with a code that it does not list.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "integration"))

from support.bad_cameras import BadCamera, on_operation
from support.commands import environment, program
from support.emulators import emulated

FOLDER = Path(__file__).parents[1] / "cassettes"
ONLY = (
    "createGroup.name.*,getGroupList.num.*,getFaceByPicture.match.none,addFace.sign.required,deleteGroup.sign.required"
)


def record(name: str, *options: str) -> None:
    """A run's cassette and its pictures, beside those that are there."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report"
        command = [program(), "run", "--depth", "quick", "--only", ONLY, "--report-dir", str(report), *options]
        subprocess.run(command, check=False, env=environment())
        shutil.copyfile(report / "run.jsonl", FOLDER / name)
        if (report / "pictures").exists():
            shutil.copytree(report / "pictures", FOLDER / "pictures", dirs_exist_ok=True)


def main() -> None:
    """Both, anew."""
    shutil.rmtree(FOLDER / "pictures", ignore_errors=True)
    with emulated("--plain") as camera:
        record("good.jsonl", *camera.options)
    rule = on_operation("getFaceByPicture", "unlisted")
    with emulated("--plain") as camera, closing(BadCamera(camera.url, rule)) as bad:
        record("faulty.jsonl", *camera.options_for(bad.url))


if __name__ == "__main__":
    main()
