"""`python -m conformance.spec.schemas [--check]`: writes the generated schemas, or names those that are stale."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from conformance.spec.schemas.files import CHECKOUT
from conformance.spec.schemas.generate import generated, stale, write


def main(arguments: list[str] | None = None) -> int:
    """The command. Status 1 if `--check` finds a stale file."""
    parser = argparse.ArgumentParser(prog="python -m conformance.spec.schemas", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file is stale")
    parser.add_argument("--to", type=Path, default=CHECKOUT / "schemas", metavar="DIR", help="the schemas' folder")
    options = parser.parse_args(arguments)
    names = stale(options.to)
    if not options.check:
        write(options.to)
    for name in names:
        sys.stdout.write(f"{'stale' if options.check else 'written'}: {name}\n")
    sys.stdout.write(f"{len(generated())} schemas, {len(names)} {'stale' if options.check else 'changed'}\n")
    return 1 if options.check and names else 0


if __name__ == "__main__":
    sys.exit(main())
