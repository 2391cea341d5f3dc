"""report.html of real runs in a real browser, and the verb that writes it again."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from support.bad_cameras import on_operation
from support.browser import Browser, browser
from support.commands import call, check, environment, program
from support.emulators import APP_ID, SECRET, emulated

pytestmark = pytest.mark.slow

pytest_plugins = ["support.fixtures"]

FAULT = "createGroup.name-one-more"
BROKEN = "createGroup.name.max-length"
KEPT = "createGroup.name.required"


@pytest.fixture(name="chromium", scope="module")
def chromium_fixture() -> Iterator[Browser]:
    with browser() as opened:
        opened.devtools("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
        yield opened


@pytest.fixture(autouse=True)
def _console(request) -> Iterator[None]:
    """No test ends with an error in the browser's console."""
    yield
    if "chromium" in request.fixturenames:
        assert request.getfixturevalue("chromium").complaints() == []


@pytest.fixture(name="good", scope="module")
def good_run(plain, tmp_path_factory):
    ended = check(tmp_path_factory.mktemp("good"), *plain.options, "--only", "createGroup.*")
    assert ended.status == 0, ended.said
    return ended


@pytest.fixture(name="faulty", scope="module")
def faulty_run(tmp_path_factory):
    """A run on a camera that takes names of one character too many, and the camera."""
    with emulated("--plain", "--mutant", FAULT) as camera:
        ended = check(tmp_path_factory.mktemp("faulty"), *camera.options, "--only", "createGroup.*")
        assert ended.status == 1, ended.said
        yield camera, ended


def page(ended) -> Path:
    return ended.folder / "report.html"


def test_what_one_sees_first(chromium, good, faulty):
    chromium.open(page(good))
    assert chromium.one("h1").text.endswith("requirements fails.")
    assert "conforms" in chromium.one("h1").text
    chromium.open(page(faulty[1]))
    failed = faulty[1].results["summary"]["fail"]
    assert f"does not conform: {failed} of " in chromium.one("h1").text
    assert BROKEN in [each.text for each in chromium.all(".finding h3 a")]


def shown(chromium) -> list[str]:
    found = "return [...document.querySelectorAll('.req')].filter((each) => each.checkVisibility())"
    return chromium.script(f"{found}.map((each) => each.id)")


def test_search_and_filter(chromium, faulty):
    results = faulty[1].results
    chromium.open(page(faulty[1]))
    chromium.type("/")
    chromium.type("Name.Max-Length createGroup")
    chromium.until(lambda: shown(chromium) == [BROKEN], "one requirement found")
    total = len(results["requirements"])
    assert chromium.one("#shown").text == f"1 of {total} requirements"
    chromium.type("\ue00c")  # escape
    chromium.until(lambda: chromium.one("#shown").text.startswith(f"{total} of"), "all again")
    chromium.one(".toggles [data-verdict=fail]").click()
    assert set(shown(chromium)) == faulty[1].failed()
    assert chromium.one(".toggles [data-verdict=fail]").get_attribute("aria-pressed") == "true"
    chromium.one("#filter [type=reset]").click()
    chromium.until(lambda: chromium.one("#shown").text.startswith(f"{total} of"), "all again")
    chromium.script("document.getElementById('operation').value = '-'; "
                    "document.getElementById('filter').dispatchEvent(new Event('input'))")  # fmt: skip
    assert set(shown(chromium)) == {each["id"] for each in results["requirements"] if not each["operation"]}


def test_a_count_leads_to_its_requirements(chromium, good):
    chromium.open(page(good))
    chromium.one(".tiles [data-only=observed]").click()
    observed = {each["id"] for each in good.results["requirements"] if each["verdict"] == "observed"}
    chromium.until(lambda: set(shown(chromium)) == observed, "the observed ones")


def test_deep_link(chromium, good):
    chromium.open(page(good), KEPT)
    assert chromium.script("return document.querySelector('.req[open]').id") == KEPT
    assert chromium.script("return document.activeElement.parentElement.id") == KEPT
    place = "const box = document.querySelector('.req[open]').getBoundingClientRect(); return [box.top, innerHeight]"
    top, height = chromium.script(place)
    assert 0 <= top < height
    # One that the filter hides is shown again.
    chromium.one("#search").send_keys("nothing has this text")
    chromium.until(lambda: shown(chromium) == [], "nothing found")
    chromium.script(f"location.hash = '{BROKEN}'")
    chromium.until(lambda: BROKEN in shown(chromium), "the hidden one")
    chromium.open(page(good), "operation-createGroup")
    assert chromium.all("#operation-createGroup .matrix")


def test_evidence_and_its_command(chromium, good):
    evidence = next(each["evidence"] for each in good.results["requirements"] if each["id"] == KEPT)
    chromium.open(page(good), KEPT)
    button = chromium.one(f".req[open] [data-x='{evidence[0]}']")
    button.click()
    told = chromium.one(".req[open] .exchange").text
    assert f"Exchange {evidence[0]}: createGroup(" in told
    assert "POST /openapi/face/createGroup" in told
    assert '"code": 2' in told
    assert button.get_attribute("aria-expanded") == "true"
    copy = chromium.one(".req[open] [data-copy]")
    copy.click()
    chromium.until(lambda: copy.text == "Copied", "copied")
    command = chromium.script("return navigator.clipboard.readText()")
    secrets = environment(IPC_APP_ID=APP_ID, IPC_SECRET_KEY=SECRET)
    done = subprocess.run(["sh", "-c", command], env=secrets, capture_output=True, text=True, timeout=30, check=True)
    assert json.loads(done.stdout)["code"] == 2
    button.click()
    chromium.until(lambda: not chromium.all(".req[open] .exchange"), "folded again")


def test_a_cell_unfolds_its_exchange(chromium, faulty):
    chromium.open(page(faulty[1]), "operation-createGroup")
    chromium.all(".matrix .cell.fail[title^='max+1']")[0].click()
    assert '"code": 0' in chromium.one("#operation-createGroup .exchange").text


CONTRASTS = """
const light = (text) => {
  const [red, green, blue] = text.match(/[\\d.]+/g).slice(0, 3).map((each) => each / 255)
    .map((each) => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const behind = (element) => {
  for (let each = element; each; each = each.parentElement) {
    const colour = getComputedStyle(each).backgroundColor;
    if (colour !== "rgba(0, 0, 0, 0)") return colour;
  }
  return "rgb(255, 255, 255)";
};
const found = {};
for (const element of document.querySelectorAll("body *")) {
  if (![...element.childNodes].some((each) => each.nodeType === 3 && each.data.trim())) continue;
  const [one, other] = [light(getComputedStyle(element).color), light(behind(element))].sort((a, b) => b - a);
  const name = element.tagName + "." + element.className;
  found[name] = Math.min(found[name] ?? 99, (one + 0.05) / (other + 0.05));
}
return found;
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_are_readable(scheme, chromium, faulty):
    chromium.prefers(scheme)
    try:
        chromium.open(page(faulty[1]), BROKEN)
        chromium.one(".toggles [data-verdict=fail]").click()
        contrasts = chromium.script(CONTRASTS)
        assert len(contrasts) > 30
        assert {name: ratio for name, ratio in contrasts.items() if ratio < 4.5} == {}
        paper = "return getComputedStyle(document.body).backgroundColor"
        before = chromium.script(paper)
        chromium.script("scrollTo(0, 0)")
        chromium.one("#theme").click()
        assert chromium.script(paper) != before
    finally:
        chromium.prefers("")


def test_screen_readers_are_told_what_everything_is(chromium, faulty):
    chromium.open(page(faulty[1]), BROKEN)
    chromium.devtools("Accessibility.enable")
    tree = chromium.devtools("Accessibility.getFullAXTree")["nodes"]
    chromium.devtools("Accessibility.disable")
    seen = [each for each in tree if not each.get("ignored")]
    roles = [each["role"]["value"] for each in seen]
    assert {"banner", "main", "navigation", "search", "status", "table", "heading"} <= set(roles)
    pressed = ("button", "link", "searchbox", "combobox", "textbox", "region", "DisclosureTriangle")
    unnamed = [each for each in seen if each["role"]["value"] in pressed and not each["name"]["value"].strip()]
    assert unnamed == []
    regions = [each["name"]["value"] for each in seen if each["role"]["value"] == "region"]
    assert len(set(regions)) == len(regions) > 5
    for part in (".req[open]", ".finding"):
        chromium.script(f"document.querySelector('{part} [data-x]').click()")
        chromium.until(lambda part=part: chromium.all(f"{part} .exchange"), "the exchange")
    levels = chromium.script(
        "return [...document.querySelectorAll('h1, h2, h3, h4, h5')].map((each) => Number(each.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_on_a_phone_nothing_is_cut(chromium, faulty):
    chromium.devtools("Emulation.setDeviceMetricsOverride", width=360, height=740, deviceScaleFactor=2, mobile=True)
    try:
        chromium.open(page(faulty[1]), BROKEN)
        chromium.script("document.querySelector('.req[open] [data-x]').click()")
        chromium.one(".req[open] .exchange")
        assert chromium.script("return document.documentElement.scrollWidth") <= 360
        # What was tried of an operation: each cell under the name of its column, and nothing beside the screen.
        chromium.open(page(faulty[1]), "operation-createGroup")
        matrix = chromium.one("#operation-createGroup .matrix")
        assert matrix.size["width"] <= 360
        chromium.script("document.querySelector('#readings details').open = true")
        assert [each for each in chromium.all("table.stack") if each.size["width"] > 360] == []
        named = "return getComputedStyle(document.querySelector('.matrix td[data-column]'), '::before').content"
        assert chromium.script(named) == '"absent"'
    finally:
        chromium.devtools("Emulation.clearDeviceMetricsOverride")


def test_it_can_be_printed(chromium, faulty):
    chromium.open(page(faulty[1]))
    assert chromium.printed().startswith(b"%PDF")
    # What was opened for the printer is folded again.
    chromium.until(lambda: not chromium.script("return document.querySelectorAll('.req[open]').length"), "folded")


def test_on_paper_nothing_is_cut(chromium, faulty):
    """A4 less its margins is 670 pixels wide."""
    chromium.devtools("Emulation.setDeviceMetricsOverride", width=670, height=900, deviceScaleFactor=1, mobile=False)
    chromium.devtools("Emulation.setEmulatedMedia", media="print")
    try:
        chromium.open(page(faulty[1]))
        chromium.script("dispatchEvent(new Event('beforeprint'))")
        assert chromium.all("#operation-createGroup .matrix")
        assert chromium.all(f"[id='{BROKEN}'] .reason")
        assert chromium.script("return document.documentElement.scrollWidth") <= 670
        assert chromium.all("nav, #filter, #theme") == []
    finally:
        chromium.devtools("Emulation.setEmulatedMedia", media="")
        chromium.devtools("Emulation.clearDeviceMetricsOverride")


def test_a_camera_that_answers_scripts_is_only_quoted(chromium, spoilt, tmp_path):
    options = spoilt(on_operation("getGroupList", "script"))
    ended = check(tmp_path, *options, "--only", "getGroupList.num.counts,createGroup.effect.listed")
    assert ended.status == 1, ended.said
    chromium.open(page(ended))
    chromium.script("document.querySelectorAll('[data-x]').forEach((each) => each.click())")
    chromium.until(lambda: chromium.script("return document.querySelectorAll('.exchange').length"), "evidence")
    assert "onerror" in chromium.script("return document.body.textContent")
    assert chromium.script("return [document.querySelectorAll('img').length, document.scripts.length]") == [0, 2]
    assert chromium.script("return [document.title.includes('owned'), 'owned' in window]") == [False, False]


def report(folder: Path):
    return call(program(), "report", folder, cwd=folder.parent)


def test_report_writes_the_same_again(good, tmp_path):
    copy = shutil.copytree(good.folder, tmp_path / "copy")
    before = {name: (copy / name).read_bytes() for name in ("report.html", "junit.xml", "results.json")}
    (copy / "report.html").unlink()
    (copy / "junit.xml").write_text("")
    ended = report(copy)
    assert (ended.status, ended.out, ended.err) == (0, f"{copy / 'report.html'}\n", "")
    assert {name: (copy / name).read_bytes() for name in before} == before


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        (None, None, "does not exist"),
        ("other", "", "results.json can't be read"),
        ("results.json", "{", "is no JSON"),
        ("results.json", "[]", "is not as the run wrote it"),
        ("results.json", '{"format": 2}', "is of format 2"),
    ],
)
def test_report_of_no_run(file, text, said, tmp_path):
    folder = tmp_path / "run"
    if file:
        folder.mkdir()
        (folder / file).write_text(text)
    ended = report(folder)
    assert ended.status == 2
    assert said in ended.err


def test_report_without_a_good_cassette(good, tmp_path):
    copy = shutil.copytree(good.folder, tmp_path / "copy")
    cassette = copy / "run.jsonl"
    cassette.write_text(cassette.read_text().replace('"code":2', '"code":0', 1))
    ended = report(copy)
    assert ended.status == 3
    assert "shows no request and answer, because its cassette is not as it was recorded" in ended.err
    assert "No request and answer is shown" in (copy / "report.html").read_text()
