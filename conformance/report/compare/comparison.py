"""The whole comparison of two runs, as the JSON report has it and every other is made from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.report.compare import judged, latency, shapes
from conformance.report.compare.difference import KINDS, Difference
from conformance.report.compare.printed import shortened
from conformance.report.compare.source import Source
from conformance.report.compare.traffic import Traffic, traffic_of
from conformance.spec import load_spec

FORMAT = 1
EXIT_STATUS = {"same": 0, "changed": 0, "regression": 1}
Comparison = dict[str, Any]


def compare(before: Source, after: Source) -> Comparison:
    """What changed from one run to the other. Raises CassetteError where a cassette can't be read."""
    found = list(_results_differences(before, after))
    drift, changes = 1.0, list[latency.Change]()
    requests: dict[str, Any] = {}
    unmeasured: list[str] = []
    if before.cassette and after.cassette:
        spec = load_spec()
        old, new = traffic_of(before.cassette, spec), traffic_of(after.cassette, spec)
        drift, changes = latency.changes(old.latencies(), new.latencies())
        found += [*shapes.field_differences(old, new), *shapes.order_differences(old, new)]
        found += latency.latency_differences(drift, changes)
        requests = _requests(old, new)
        if all(each.checks < latency.ENOUGH_PAIRS for each in changes):
            unmeasured = ["too few checks are in both cassettes: no operation's latency can be told from noise"]
    order = list(KINDS)
    found.sort(key=lambda each: (not each.regression, order.index(each.kind)))
    return {
        "format": FORMAT,
        "verdict": _verdict(found),
        "before": _about(before),
        "after": _about(after),
        "differences": [each.as_json() for each in found],
        "remarks": [*_remarks(before, after), *unmeasured],
        "latency": {"drift": round(drift, 6), "operations": [each.as_json() for each in changes]},
        "requests": requests,
    }


def _results_differences(before: Source, after: Source) -> Iterator[Difference]:
    old, new = before.results, after.results
    yield from judged.run_differences(old, new)
    yield from judged.verdict_differences(old, new)
    yield from judged.waiver_differences(old, new)
    yield from judged.cell_differences(old, new)
    if _same_requests(before, after):
        yield from judged.cause_differences(old, new)
    yield from judged.reading_differences(old, new)
    yield from judged.limit_differences(old, new)


def _same_requests(before: Source, after: Source) -> bool:
    return before.selection == after.selection and before.results["seed"] == after.results["seed"]


def _verdict(found: list[Difference]) -> str:
    if any(each.regression for each in found):
        return "regression"
    return "changed" if found else "same"


def _about(run: Source) -> dict[str, Any]:
    results = run.results
    names = ("device", "depth", "seed", "partial", "started", "requests", "verdict", "summary")
    return {
        "folder": str(run.folder),
        "version": results["tool"]["version"],
        "document": results["environment"]["document"],
        **{name: results[name] for name in names},
    }


def _requests(old: Traffic, new: Traffic) -> dict[str, Any]:
    """How many of each operation; their number goes with the seed, so it alone is no difference."""
    names = sorted(old.requests.keys() | new.requests.keys())
    return {
        "operations": {name: [old.requests.get(name, 0), new.requests.get(name, 0)] for name in names},
        "unanswered": [old.unanswered, new.unanswered],
    }


def _remarks(before: Source, after: Source) -> Iterator[str]:
    old, new = before.results, after.results
    for what, was, now in (
        ("suite", old["tool"]["version"], new["tool"]["version"]),
        ("document", old["environment"]["document"], new["environment"]["document"]),
    ):
        if was != now:
            yield f"the {what} is another one ({was}, then {now}): a difference may be its own and not the camera's"
    models = (old["device"]["model"], new["device"]["model"])
    if all(models) and models[0] != models[1]:
        yield f"the device is another model ({models[0]}, then {models[1]}): it is not one firmware against another"
    if before.selection != after.selection:
        yield "the runs were told to check different things: only what both checked is compared"
    if not _same_requests(before, after):
        yield "selection or seed differ: the codes that each run learned for a cause (code_book) are not compared"
    for run in (before, after):
        if run.cassette is None:
            yield (
                f"the cassette of {run.folder} is not there ({run.results['cassette']}): fields of answers, their "
                "order and latency are not compared"
            )
    single = judged.readings_of_one(old, new)
    if single:
        yield f"readings that only one of the runs found out: {shortened(single)}"
    once = judged.judged_by_one(old, new)
    if once:
        yield f"requirements that only one of the runs came to judge, and found kept: {len(once)}"
    ids = ({each["id"] for each in results["requirements"]} for results in (old, new))
    unknown = set.symmetric_difference(*ids)
    if unknown:
        yield f"requirements that only one of the runs knows: {len(unknown)}"
