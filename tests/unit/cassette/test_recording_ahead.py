"""A request is taken apart while the camera is at work on it: what is recorded is what went to the camera."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mitmproxy.http import HTTPFlow
from mitmproxy.test import tflow

from conformance.cassette import Cassette
from conformance.cassette.proxy.setup import Plan, start


def flow_of(body: bytes) -> HTTPFlow:
    flow = tflow.tflow(resp=True)
    flow.request.method, flow.request.path, flow.request.content = "POST", "/openapi/face/getFace", body
    flow.request.headers["Content-Type"] = "application/x-www-form-urlencoded"
    return flow


def recorded(tmp_path: Path, between: Callable[[HTTPFlow], object]) -> dict[str, Any]:
    """The request of the one line, where this happens between the request and its answer."""
    recording = start(Plan(tmp_path / "app.jsonl", secret_key="12345678"), print, print)

    async def steps() -> None:
        flow = flow_of(b"faceid=7")
        recording.requestheaders(flow)
        recording.request(flow)
        await asyncio.sleep(0)
        between(flow)
        recording.responseheaders(flow)
        recording.response(flow)
        await recording.done()

    asyncio.run(steps())
    with Cassette.open(tmp_path / "app.jsonl") as cassette:
        (line,) = cassette.exchanges()
    return line["request"]


def test_it_is_as_it_would_be_later(tmp_path: Path) -> None:
    request = recorded(tmp_path, lambda _: None)
    assert (request["operation"], request["fields"]) == ("getFace", [["faceid", "7"]])


@pytest.mark.parametrize(
    "change",
    [
        lambda flow: setattr(flow.request, "content", b"faceid=8"),
        lambda flow: setattr(flow.request, "path", "/openapi/face/getFaceList"),
        lambda flow: setattr(flow.request, "method", "PUT"),
        lambda flow: flow.request.headers.update({"Content-Type": "text/plain"}),
    ],
)
def test_what_another_addon_changes_meanwhile_is_recorded(tmp_path: Path, change: Callable[[HTTPFlow], object]) -> None:
    changed = flow_of(b"faceid=7")
    change(changed)
    request = recorded(tmp_path, change)
    assert (request["method"], request["path"]) == (changed.request.method, changed.request.path)
    fields = [["faceid", "8"]] if changed.request.content == b"faceid=8" else [["faceid", "7"]]
    assert request["fields"] == ([] if "plain" in changed.request.headers["Content-Type"] else fields)


def test_a_flow_that_ended_before_is_written_once_and_forgotten(tmp_path: Path) -> None:
    recording = start(Plan(tmp_path / "app.jsonl"), print, print)

    async def steps() -> None:
        flow = flow_of(b"faceid=7")
        recording.requestheaders(flow)
        recording.request(flow)
        recording.response(flow)
        await asyncio.sleep(0)
        assert recording._ahead == {}
        await recording.done()

    asyncio.run(steps())
    assert recording.recorded == 1
