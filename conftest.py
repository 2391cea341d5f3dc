"""For the tests of this software; the checks of a camera have their own conftest in conformance/suite/."""

from __future__ import annotations

pytest_plugins = ["pytester"]
