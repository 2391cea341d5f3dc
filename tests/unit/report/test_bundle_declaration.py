"""The declaration of conformance: what it says of exceptions and waivers, and that a camera's text stays text."""

from __future__ import annotations

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from synthetic_run import requirement, results

from conformance.report.bundle.declaration import declaration_of, page_of
from conformance.report.bundle.rederived import Rederived
from conformance.report.bundle.traffic import Traffic
from conformance.spec.schemas import read_schema

HOSTILE = "</style><script>document.title='owned'</script><img src=x onerror=alert(1)>\"'`&\u202e\x00\x1b[2J\ud800"
SUITE = {"name": "ipc-conformance", "version": "0", "build": "0" * 64, "python": "3.11"}
TERMS = {"reason": "agreed for the trial", "ticket": "CAM-7", "expires": "2026-12-31"}


def declared(found, unsettled=None, pictures=0, sent=()):
    traffic = Traffic(exchanges=7, first="2026-01-02T03:04:05.000000+00:00", pictures=set(sent))
    digests = {"run.jsonl": "ab" * 32}
    declaration = declaration_of(found, SUITE, Rederived(traffic, unsettled=unsettled or {}), digests, pictures)
    assert list(validator().iter_errors(declaration)) == []
    return declaration


def validator():
    """Of the committed schema, which refers to that of results.json."""
    schemas = (Resource.from_contents(read_schema(name)) for name in ("results.json", "declaration.json"))
    registry = Registry().with_resources((each.id(), each) for each in schemas)
    return Draft202012Validator(read_schema("declaration.json"), registry=registry)


def test_schema_is_one():
    Draft202012Validator.check_schema(read_schema("declaration.json"))


def test_exceptions_are_what_is_not_kept():
    failed = requirement("createGroup.a.one", verdict="fail", reason="code 0 came")
    warned = requirement("createGroup.b.two", verdict="warn", level="inferred", reason="code 0 came")
    waived = requirement("createGroup.c.three", verdict="fail", reason="code 0 came", waived=TERMS)
    found = results(warned, failed, waived, requirement())
    found["profile"]["absent"] = ["getFaceByArrival"]
    declaration = declared(found)
    named = [each.get("requirement") or each["operation"] for each in declaration["exceptions"]]
    assert named == ["createGroup.a.one", "createGroup.c.three", "createGroup.b.two", "getFaceByArrival"]
    assert [each.get("waived") for each in declaration["exceptions"]] == [None, TERMS, None, None]
    page = page_of(declaration).decode()
    assert "Waived: agreed for the trial (CAM-7, until 2026-12-31)" in page


def test_waivers_are_listed():
    waiver = {"requirement": "", "check": "test_01.py::test_a", **TERMS, "state": "expired", "why": "it was good until"}
    page = page_of(declared(results(requirement(), waivers=[waiver]))).decode()
    assert "<strong>test_01.py::test_a</strong>: agreed for the trial (CAM-7, until 2026-12-31); expired" in page


def test_what_was_not_tested_and_why():
    names = [requirement(f"createGroup.a.r{n}", verdict="untested", reason="out of depth") for n in range(2)]
    blocked = requirement("createGroup.b.two", verdict="blocked", reason="pictures refused")
    declaration = declared(results(blocked, *names))
    assert [(each["verdict"], len(each["requirements"])) for each in declaration["not_tested"]] == [
        ("untested", 2),
        ("blocked", 1),
    ]


def test_what_it_rests_on():
    unsettled = {"createGroup.a.one": "1 exchanges hold masked secrets"}
    found = results(requirement("createGroup.a.one"), requirement())
    declaration = declared(found, unsettled, pictures=1, sent=("aa", "bb", "cc"))
    assert declaration["verdicts"] == {
        "derived_again_from_the_cassette": 1,
        "resting_on_results_alone": [{"requirement": "createGroup.a.one", "why": "1 exchanges hold masked secrets"}],
    }
    assert declaration["traffic"]["pictures_not_kept"] == 2
    page = page_of(declaration).decode()
    assert "1 of 2 verdicts follow" in page
    assert "of which 2 were not kept" in page


def test_hostile_text_stays_text():
    failed = requirement(verdict="fail", reason=HOSTILE, statement=HOSTILE)
    found = results(failed, problems=[HOSTILE], restored={"ok": False, "differences": [HOSTILE]})
    found["device"] |= {"model": HOSTILE, "firmware": HOSTILE}
    found["profile"] |= {"name": HOSTILE, "readings": {"name.length-unit": HOSTILE}}
    page = page_of(declared(found)).decode("utf-8")
    assert "<script" not in page
    assert "<img" not in page
    assert page.count("</style>") == 1
    assert not set("\u202e\x00\x1b") & set(page)


def test_no_name_of_what_was_not_tested_is_cut():
    rows = [requirement(f"createGroup.a.r{n:04}", verdict="untested", reason="not selected") for n in range(200)]
    page = page_of(declared(results(*rows))).decode()
    assert all(row["id"] in page for row in rows)
    assert "characters)" not in page


def test_what_is_signed_stands_where_it_is_signed():
    expired = {"requirement": "a.b", "check": "", **TERMS, "state": "expired", "why": "it was good until"}
    found = results(requirement(), partial=True, depth="quick", waivers=[expired])
    page = page_of(declared(found)).decode()
    signing = page[page.index('<section class="signing">') :]
    for told in ("conforms: in the part that was checked", "Only a part was checked", "The run fails", "ab" * 32):
        assert told in signing
    assert "For the vendor" in signing
    assert "break-inside: avoid" in page[page.index(".signing {") :].partition("}")[0]


def test_a_run_that_fails_for_a_waiver_says_so_at_once():
    expired = {"requirement": "a.b", "check": "", **TERMS, "state": "not-needed", "why": "take it out"}
    page = page_of(declared(results(requirement(), waivers=[expired]))).decode()
    assert '<p class="statement does-not-conform">' in page
    assert '<p class="fail">The run fails, because waiver a.b (CAM-7) is no longer needed.</p>' in page
    assert "The run fails" not in page_of(declared(results(requirement()))).decode()


def test_a_replay_and_a_run_that_met_no_camera():
    found = results(requirement())
    found["environment"]["replayed"] = "good.jsonl"
    assert "made again from the recording good.jsonl: no camera was asked" in page_of(declared(found)).decode()
    unmet = results(requirement(verdict="blocked"), verdict="not-judged", problems=["nothing answers"])
    page = page_of(declared(unmet)).decode()
    assert "Nothing was sent that could change it." in page
    assert "It was left as it was found." not in page
