"""A real browser without a window, to open reports in: Debian's packages chromium and chromium-driver."""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

PATIENCE = 20
"""Seconds after which what a page should do counts as not done."""


class Browser:
    """One page after the other, as a person has them before them."""

    def __init__(self, driver: Chrome) -> None:
        self._driver = driver

    def open(self, file: Path, fragment: str = "") -> None:
        """Opens a file afresh."""
        self._driver.get("about:blank")
        self._driver.get(file.as_uri() + (f"#{fragment}" if fragment else ""))

    def script(self, text: str, *arguments: Any) -> Any:
        """Runs a function's body in the page."""
        return self._driver.execute_script(text, *arguments)

    def all(self, selector: str) -> list[WebElement]:
        """The elements that a person sees."""
        found = self._driver.find_elements("css selector", selector)
        return [each for each in found if each.is_displayed()]

    def one(self, selector: str) -> WebElement:
        """The one that a person sees, as soon as it is there."""
        self.until(lambda: len(self.all(selector)) == 1, f"one {selector}")
        return self.all(selector)[0]

    def until(self, holds: Any, what: str) -> None:
        """Waits until something holds."""
        WebDriverWait(self._driver, PATIENCE, 0.05).until(lambda _: holds(), f"not within {PATIENCE} s: {what}")

    def devtools(self, method: str, **parameters: Any) -> Any:
        """A call of the DevTools protocol."""
        return self._driver.execute_cdp_cmd(method, parameters)

    def type(self, keys: str) -> None:
        """Types where the focus is."""
        self._driver.switch_to.active_element.send_keys(keys)

    def prefers(self, scheme: str) -> None:
        """Sets what the system says: dark or light; empty for its own."""
        features = [{"name": "prefers-color-scheme", "value": scheme}] if scheme else []
        self.devtools("Emulation.setEmulatedMedia", features=features)

    def printed(self) -> bytes:
        """The page as PDF."""
        return base64.b64decode(self.devtools("Page.printToPDF")["data"])

    def complaints(self) -> list[str]:
        """What the console says since it was last asked."""
        return [each["message"] for each in self._driver.get_log("browser")]


@contextmanager
def browser() -> Iterator[Browser]:
    """Opens the browser. Skips where there is none; under CI that is a failure."""
    programs = {name: shutil.which(name) for name in ("chromium", "chromedriver")}
    missing = [name for name, path in programs.items() if path is None]
    if missing:
        sentence = f"{' and '.join(missing)} not found: apt-get install chromium chromium-driver"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    options = ChromeOptions()
    options.binary_location = str(programs["chromium"])
    # A container's root has no sandbox, and little shared memory.
    for each in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1280,1000"):
        options.add_argument(each)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = Chrome(options=options, service=Service(str(programs["chromedriver"])))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
