"""report.html: what it says, that a camera's text stays text, that it stays small."""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode
from html.parser import HTMLParser

import pytest
from synthetic_run import exchange, large_run, requirement, results, write_cassette

from conformance.report.html import rendered, write_html

HOSTILE = "</script><script>document.title='owned'</script><img src=x onerror=alert(1)>\"'`&\u202e\x00\x1b[2J\ud800"


class Page(HTMLParser):
    """The elements of a page, its text, and the attributes of each element."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._hidden = ""
        self.contents: dict[str, str] = {}
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.text += " "
        self._hidden = tag if tag in ("script", "style") else ""

    def handle_endtag(self, tag):
        self._hidden = ""
        self.text += " "

    def handle_data(self, data):
        if self._hidden:
            self.contents[self._hidden] = self.contents.get(self._hidden, "") + data
        else:
            self.text += data

    def all(self, tag, **attributes):
        return [given for name, given in self.elements if name == tag and attributes.items() <= given.items()]


def evidence_of(page: str) -> dict[int, dict]:
    packed = re.search(r'<script type="text/plain" id="evidence">(.*?)</script>', page).group(1)
    lines = zlib.decompress(b64decode(packed), wbits=31).decode().splitlines() if packed else []
    return {each["n"]: each for each in map(json.loads, lines)}


@pytest.fixture
def render(tmp_path):
    def render(found, *exchanges):
        write_cassette(tmp_path / "run.jsonl", list(exchanges))
        page, problem = rendered(found, tmp_path / "run.jsonl")
        assert not problem
        return page

    return render


def sentence(page: str) -> str:
    return re.search(r"<h1>(.*?)</h1>", page).group(1)


def test_verdict_in_a_sentence(render):
    one, two = requirement("a.b"), requirement("a.c", verdict="fail", evidence=[])
    assert sentence(render(results(one), exchange(1))) == (
        "https://192.168.0.1 conforms: none of 1 judged requirement fails."
    )
    assert sentence(render(results(one, two), exchange(1))).endswith(
        "does not conform: 1 of 2 judged requirements is violated."
    )
    warned = results(one, requirement("a.d", verdict="warn", level="inferred"), partial=True, depth="quick")
    assert sentence(render(warned, exchange(1))).endswith(
        "in the part that was checked, none of 2 judged requirements fails, and 1 that is only inferred is not met."
    )
    unjudged = results(one, verdict="not-judged", problems=["it refuses <our> certificate."])
    assert sentence(render(unjudged, exchange(1))).endswith("could not be judged: it refuses &lt;our&gt; certificate.")
    unreached = "https://192.168.0.1 can't be tested: no connection: refused. Check the address."
    page = render(results(one, verdict="not-judged", problems=[unreached]), exchange(1))
    assert sentence(page) == "https://192.168.0.1 could not be judged: no connection: refused."
    assert "Check the address." in page


def test_name_and_firmware_of_the_profile(render):
    found = results(requirement(), device={"url": "https://192.168.0.1", "model": "M", "firmware": "1.2"})
    found["profile"]["name"] = "Door 3"
    assert sentence(render(found, exchange(1))).startswith("Door 3, firmware 1.2, conforms: ")
    assert "<dt>Device</dt><dd>Door 3</dd>" in render(found, exchange(1))
    found["profile"]["name"] = ""
    assert "<dt>Device</dt>" not in render(found, exchange(1))


def test_every_requirement_is_there_with_reason_and_evidence(render):
    rows = [requirement(f"createGroup.r{n}", reason=f"why {n}", evidence=[n]) for n in range(1, 30)]
    page = render(results(*rows), *(exchange(n, name=f"group {n}") for n in range(1, 30)))
    parsed, evidence = Page(page), evidence_of(page)
    for n in range(1, 30):
        (row,) = parsed.all("details", id=f"createGroup.r{n}")
        assert row["data-v"] == "pass"
        assert f"why {n}" in parsed.text
        assert f"name = group {n}" in evidence[n]["request"]
        assert '"code": 0' in evidence[n]["answer"]
        assert evidence[n]["command"].endswith("https://192.168.0.1/openapi/face/createGroup")
    assert {int(each["data-x"]) for each in parsed.all("button") if "data-x" in each} == set(evidence)


def test_what_failed_comes_first(render):
    rows = [requirement(f"a.{verdict}", verdict=verdict) for verdict in ("pass", "untested", "warn", "fail", "blocked")]
    listed = [each["id"] for each in Page(render(results(*rows), exchange(1))).all("details") if "data-v" in each]
    assert listed == ["a.fail", "a.blocked", "a.warn", "a.untested", "a.pass"]


def test_findings(render):
    finding = {"requirement": "a.b", "expected": "code 212", "actual": "code 0", "sequence": [3, 1]}
    told = {"commands": ["sign=$(x)\ncurl -d '<a>' https://x"], "repeats": "sometimes"}
    page = render(results(requirement("a.b", verdict="fail"), findings=[{**finding, **told}]), exchange(1), exchange(3))
    parsed = Page(page)
    assert parsed.all("a", href="#a.b")
    assert "fails sometimes" in parsed.text
    assert "sign=$(x)\ncurl -d '<a>' https://x" in parsed.text
    assert list(evidence_of(page)) == [3, 1]


def test_a_command_that_would_fill_the_page(render):
    finding = {"requirement": "a.b", "expected": "e", "actual": "a", "sequence": [1], "repeats": "always"}
    row = requirement("a.b", verdict="fail")
    page = render(results(row, findings=[{**finding, "commands": ["curl " + "x" * 2_000_000]}]), exchange(1))
    assert "A command of 2,000,005 characters" in page
    assert len(page) < 100_000


def test_why_something_was_not_tested(render):
    rows = [requirement(f"a.r{n}", verdict="untested", reason="needs rig capability busy") for n in range(7)]
    rows.append(requirement("a.x", verdict="blocked", reason="pictures were refused"))
    page = render(results(*rows), exchange(1))
    part = Page(page[page.index('id="not-tested"') : page.index('id="operations"')])
    assert part.text.count("needs rig capability busy") == 1
    assert "7 requirements" in part.text
    assert "pictures were refused" in part.text
    assert len([each for each in part.all("a") if each["href"].startswith("#a.")]) == 8


def test_matrix_of_an_operation(render):
    def cell(case, code, verdict="pass", number=1):
        return {"operation": "createGroup", "parameter": "name", "case": case, "code": code, "verdict": verdict,
                "exchange": number}  # fmt: skip

    cells = [cell("absent", 2), cell("max+1", 0, "fail", 2), cell("word", 2), cell("emoji", None), cell("float", 3)]
    cells += [cell("not-signed", 3)]
    codes = [
        {"operation": "createGroup", "code": 0, "provoked": True, "reason": "by exchange 2"},
        {"operation": "createGroup", "code": 5, "provoked": False, "reason": "needs rig capability busy"},
    ]
    page = render(results(requirement(), cells=cells, codes=codes), exchange(1), exchange(2))
    table = page[page.index('class="matrix stack"') : page.index('class="codes"')]
    columns = re.findall(r'<th scope="col">(.*?)</th>', table)[1:]
    found = [re.sub(r"<[^>]*>", "", each).split() for each in re.findall(r"<td.*?>(.*?)</td>", table, re.DOTALL)]
    told = {name: words for name, words in zip(columns, found, strict=True) if words}
    assert told == {
        "absent": ["2"],
        "max+1": ["0"],
        "wrong type": ["word", "2", "float", "3"],
        "unsigned": ["3"],
        "other cases": ["emoji", "none"],
    }
    # On a phone each cell stands under its column's name.
    assert re.findall(r'<td data-column="(.*?)">', table) == list(told)
    parsed = Page(page)
    assert parsed.all("button", title="max+1: code 0, fail, exchange 2")
    assert "1 of 2 documented codes provoked" in parsed.text
    assert "needs rig capability busy" in parsed.text
    assert "by exchange 2" in " ".join(parsed.text.split())


def test_limits_readings_latency(render):
    limit = {"operation": "createGroup", "parameter": "name", "unit": "characters", "documented": 96}
    found = results(
        requirement(),
        limits=[{**limit, "found": 64, "beyond": 212}, {**limit, "found": None, "beyond": None}],
        readings={"name.length-unit": "bytes", "a.reading-of-a-newer-suite": "yes"},
        latency_ms={"createGroup": {"count": 3, "p50": 1.0, "p95": 10.0, "max": 100.0}},
    )
    found["profile"]["readings"] = {"name.length-unit": "characters"}
    page = render(found, exchange(1))
    text = " ".join(Page(page).text.split())
    assert "createGroup name 96 64 differs characters 212" in text
    assert "profile says characters" in text
    assert "count UTF-8 bytes or characters." in text
    assert "a.reading-of-a-newer-suite" in text
    # One millisecond to a hundred: the scale's ends, ten in the middle.
    assert 'd="M0 12H1000"' in page
    assert 'd="M0 12H500"' in page


@pytest.mark.parametrize("times", [(0.0, 0.0, 0.0), (1e9, 1e9, 1e9)], ids=["none", "days"])
def test_latency_at_the_ends_of_any_scale(times, render):
    values = dict(zip(("p50", "p95", "max"), times, strict=True))
    page = render(results(requirement(), latency_ms={"createGroup": {"count": 1, **values}}), exchange(1))
    places = [int(each) for each in re.findall(r'class="p50" d="M(-?\d+) ', page)]
    assert all(0 <= place <= 1000 for place in places)


def test_a_run_that_met_no_camera(render):
    row = requirement(verdict="blocked", reason="nothing answers", evidence=[])
    page = render(results(row, verdict="not-judged", problems=["nothing answers"]))
    assert "could not be judged: nothing answers." in page
    assert "Nothing was sent that could change the camera." in page
    assert "as it was found" not in page
    assert evidence_of(page) == {}


def test_text_of_a_camera_stays_text(render):
    """Wherever a camera's words get to: no element, no attribute, no script comes of them."""
    good = requirement(evidence=[1])
    plain = Page(render(hostile_results(good, "words of a camera"), exchange(1)))
    page = render(hostile_results(good, HOSTILE), exchange(1, {"code": 0, "message": HOSTILE}, name=HOSTILE))
    hostile = Page(page)
    assert [(tag, set(given)) for tag, given in hostile.elements] == [
        (tag, set(given)) for tag, given in plain.elements
    ]
    assert not hostile.all("img")
    assert hostile.contents["style"] == plain.contents["style"]
    assert page.count("<script") == 2
    for unprintable in ("\u202e", "\x00", "\x1b", "\ud800"):
        assert unprintable not in page
    (told,) = evidence_of(page).values()
    assert "owned" in told["answer"]
    assert "\x1b" not in told["answer"] + told["request"] + told["title"]


def shape(page):
    return [(tag, set(given)) for tag, given in page.elements]


def hostile_results(row, text):
    finding = {"requirement": row["id"], "expected": text, "actual": text, "sequence": [1], "commands": [text]}
    place = {"operation": text, "parameter": text}
    return results(
        {**row, "verdict": "fail", "reason": text, "statement": text, "checks": [text]},
        {**row, "id": "a.b", "verdict": "untested", "reason": text},
        device={"url": "https://192.168.0.1", "model": text, "firmware": text},
        problems=[text],
        findings=[{**finding, "repeats": "always"}],
        cells=[{**place, "case": text, "code": 0, "verdict": "pass", "exchange": 1}],
        codes=[{"operation": text, "code": 0, "provoked": False, "reason": text}],
        limits=[{**place, "unit": text, "documented": 1, "found": 1, "beyond": 2}],
        readings={text: text},
        latency_ms={text: {"count": 1, "p50": 1.0, "p95": 1.0, "max": 1.0}},
        restored={"ok": False, "differences": [text]},
    )


def test_a_long_sentence_of_a_camera_is_cut(render):
    page = render(results(requirement(reason="x" * 100_000)), exchange(1))
    assert "(100,000 characters)" in page
    assert "x" * 2_000 not in page


def test_large_bodies_are_cut_and_their_command_is_left_to_the_cassette(render):
    page = render(results(requirement()), exchange(1, {"code": 0, "message": "m" * 2_000_000}, name="n" * 2_000_000))
    (told,) = evidence_of(page).values()
    assert told["command"] == ""
    assert "characters)" in told["answer"]
    assert sum(map(len, map(str, told.values()))) < 10_000


def test_nothing_is_loaded_and_only_our_own_script_runs(render):
    page = render(results(requirement()), exchange(1))
    parsed = Page(page)
    assert not [given for _, given in parsed.elements if given.keys() & {"src", "style", "srcset", "onclick"}]
    assert {each["href"][0] for each in parsed.all("a")} == {"#"}
    assert not parsed.all("link")
    (policy,) = [each["content"] for each in parsed.all("meta") if each.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_every_link_leads_somewhere(render):
    found, exchanges = large_run(40)
    parsed = Page(render(found, *exchanges))
    names = [given["id"] for _, given in parsed.elements if "id" in given]
    assert len(names) == len(set(names))
    assert {each["href"][1:] for each in parsed.all("a")} <= set(names)


def test_two_thousand_requirements_are_under_five_megabytes(tmp_path):
    found, exchanges = large_run(2_000)
    write_cassette(tmp_path / "run.jsonl", exchanges)
    assert write_html(found, tmp_path / "run.jsonl", tmp_path / "report.html") == ""
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert len(page.encode()) < 5_000_000
    # Nothing was left out for it.
    assert evidence_of(page).keys() == {each["n"] for each in exchanges}
    assert sorted(each.name for each in tmp_path.iterdir()) == ["report.html", "run.jsonl"]


def test_evidence_that_cannot_be_packed_small_is_left_out_by_rank(render, monkeypatch):
    monkeypatch.setattr("conformance.report.html.evidence.MOST_BYTES", 20_000)
    found, exchanges = large_run(500)
    page = render(found, *exchanges)
    kept = evidence_of(page)
    # The first evidence of each requirement has room before the second of any.
    firsts = {each["evidence"][0] for each in found["requirements"]}
    assert set(list(kept)[: len(firsts)]) == firsts
    assert len(firsts) < len(kept) < len(exchanges)
    assert f"{len(exchanges) - len(kept):,} further exchanges had no room" in page


def test_the_same_run_gives_the_same_page(render):
    found, exchanges = large_run(30)
    assert render(found, *exchanges) == render(found, *exchanges)


def damaged(text: str) -> str:
    return text.replace('"code":0', '"code":9', 1)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (None, "can't be read"),
        (damaged, "line 2"),
        (lambda _: "no cassette\n", "run.jsonl"),
    ],
    ids=["missing", "changed", "none"],
)
def test_a_cassette_that_is_no_good_proves_nothing(spoil, why, tmp_path):
    file = tmp_path / "run.jsonl"
    write_cassette(file, [exchange(1)])
    if spoil is None:
        file.unlink()
    else:
        file.write_text(spoil(file.read_text()))
    page, problem = rendered(results(requirement()), file)
    assert why in problem
    assert evidence_of(page) == {}
    assert "No request and answer is shown, because" in page


WAIVER = {
    "requirement": "a.b",
    "check": "",
    "device": "FM0*",
    "firmware": "1.*",
    "reason": "<agreed>",
    "ticket": "T-1",
    "expires": "2030-01-01",
    "sometimes": False,
    "why": "violated: a.b",
    "violated": ["a.b"],
}
TERMS = {key: WAIVER[key] for key in ("reason", "ticket", "expires")}


def test_waived_failures_and_waivers(render):
    waived = requirement("a.b", verdict="fail", waived=TERMS)
    finding = {"requirement": "a.b", "expected": "e", "actual": "a", "sequence": [1], "commands": []}
    rate = {"repeats": "sometimes", "attempts": {"made": 8, "failed": 2, "fresh_made": 6, "fresh_failed": 1}}
    found = results(waived, requirement("a.c"), findings=[{**finding, **rate}], verdict="conforms")
    page = Page(render(found | {"waivers": [{**WAIVER, "state": "used"}]}, exchange(1)))
    text = " ".join(page.text.split())
    assert "conforms with 1 waiver: 1 of 2 judged requirements is kept; 1 violated requirement is waived." in text
    assert "It fails sometimes (2 of 8 attempts)." in text
    assert text.count("<agreed> (T-1, until 2030-01-01)") == 2
    assert page.all("a", href="#waivers")
    assert "1 fail, waived" in text
    assert page.all("header", **{"class": "top conforms"})
    assert "The run fails" not in text
    expired = {**WAIVER, "state": "expired", "why": "it was good until 2030-01-01"}
    failed = results(requirement("a.b", verdict="fail"), waived | {"id": "a.c"}, waivers=[expired])
    text = " ".join(Page(render(failed, exchange(1))).text.split())
    assert "does not conform: 1 of 2 judged requirements is violated; 1 more is waived." in text
    assert "The run fails, because waiver a.b (T-1) is expired." in text
    assert "2 fail, 1 of them waived" in text
    excused = Page(render(results(requirement(), waivers=[expired]), exchange(1)))
    assert excused.all("header", **{"class": "top fails"})


def test_no_waivers_no_word_of_them(render):
    assert "aiver" not in Page(render(results(requirement("a.b")), exchange(1))).text


def test_a_replay_says_that_no_camera_was_asked(render):
    found = results(requirement())
    assert "Made again" not in Page(render(found, exchange(1))).text
    found["environment"]["replayed"] = "good.jsonl"
    text = " ".join(Page(render(found, exchange(1))).text.split())
    assert "Made again from the recording good.jsonl. No camera was asked" in text


def test_the_cassette_is_named_as_a_shell_takes_it(render):
    page = render(results(requirement(), cassette="../of a lab/my.jsonl"), exchange(1))
    assert Page(page).all("main", **{"data-cassette": "'../of a lab/my.jsonl'"})
    assert "run.jsonl" not in page


def test_verdicts_that_their_name_does_not_explain(render):
    assert "so many words" not in render(results(requirement()), exchange(1))
    text = Page(render(results(requirement(verdict="warn"), requirement("a.b", verdict="observed")), exchange(1))).text
    text = " ".join(text.split())
    assert "warn : not kept, but not written in so many words; observed : the document leaves it open" in text
    assert "precondition" not in text
