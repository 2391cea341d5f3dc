"""Pages and the defaults of lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.emulator.camera import Camera
from conformance.emulator.mutants.model import Fault, Mutant
from conformance.emulator.mutants.patches import Acting, around_act, by_parameter, understood
from conformance.emulator.mutants.witness import absent, add, listed, repeat
from conformance.emulator.render import Data
from conformance.emulator.service import Service


def sliced(first: Callable[[Any], int], size: Callable[[Any], int]) -> Fault:
    """A page begins at another record, or is of another size, than it should."""

    def around(act: Acting, camera: Camera, page: Any) -> Data | None:
        data = act(camera, page)
        group = camera.group(page.group_name)
        if data is None or group is None or group.size > 100:
            return data
        everybody = act(camera, page._replace(number=1, size=100)) or {}
        start = first(page)
        data["faceid_list"] = everybody["faceid_list"][start : start + size(page)]
        for key in {"return_num", "num"} & set(data):
            data[key] = len(data["faceid_list"])
        return data

    return around_act("getFaceList", around)


def last_page(read: Any, camera: Camera, asked: Any) -> Any:
    """Without a page number the last page is meant."""
    page = read(camera, asked)
    group = camera.group(page.group_name)
    if asked.values.get("page_num") or not group or not group.size:
        return page
    return page._replace(number=(group.size - 1) // page.size + 1)


def page_default(service: Service) -> None:
    """Without a page number the last page is meant."""
    handler = service.handlers["getFaceList"]
    service.handlers["getFaceList"] = handler._replace(
        read=lambda camera, asked: last_page(handler.read, camera, asked)
    )


def whole_pages(act: Acting, camera: Camera, page: Any) -> Data | None:
    """There are as many pages as whole ones; a last one that is not full is empty, unless it is the first."""
    data = act(camera, page)
    if data and page.number > 1 and len(data["faceid_list"]) < page.size:
        data["faceid_list"] = []
        for key in {"return_num", "num"} & set(data):
            data[key] = 0
    return data


def turning(service: Service) -> None:
    """Each list begins one record further than the one before."""
    handler, asked = service.handlers["getFaceList"], {"times": 0}

    def act(camera: Camera, page: Any) -> Data | None:
        asked["times"] += 1
        group = camera.group(page.group_name)
        if group is None or not 1 < group.size <= 100:
            return handler.act(camera, page)
        everybody = (handler.act(camera, page._replace(number=1, size=100)) or {})["faceid_list"]
        turn, start = (asked["times"] - 1) % group.size, (page.number - 1) * page.size
        data = handler.act(camera, page)
        if data:
            data["faceid_list"] = [*everybody[turn:], *everybody[:turn]][start : start + page.size]
        return data

    service.handlers["getFaceList"] = handler._replace(act=act)


MUTANTS = [
    Mutant(
        "getFaceList.default-twenty",
        kind="default-wrong",
        requirement="getFaceList.page_size.default",
        sentence="Without page_size a page holds 20 records; the default is 10.",
        why="The overview of an app that shows ten lacks every second page.",
        witness=(add("{n}", times=11), listed()),
        fault=by_parameter("getFaceList", "page_size", default=20),
    ),
    Mutant(
        "getFaceList.default-last-page",
        kind="default-wrong",
        requirement="getFaceList.page_num.default",
        sentence="Without page_num the last page comes; the default is the first.",
        why="The overview begins with its end.",
        witness=(add("{n}", times=3), listed(page_size=2)),
        fault=page_default,
    ),
    Mutant(
        "getFaceByArrival.default-ten",
        kind="default-wrong",
        requirement="getFaceByArrival.num.default",
        sentence="Without num ten records are returned; the default is one.",
        why="Ten customers get the letter that was meant for one.",
        witness=(add("{n}", times=2), absent()),
        fault=by_parameter("getFaceByArrival", "num", default=10),
    ),
    Mutant(
        "getFaceList.pages-from-zero",
        kind="paging",
        requirement="getFaceList.paging.complete",
        sentence="Pages are counted from 0: page 1 is the second.",
        why="The first page of every group is never seen.",
        witness=(add(), listed()),
        fault=understood("getFaceList", lambda page: page._replace(number=page.number + 1)),
    ),
    Mutant(
        "getFaceList.overlap",
        kind="paging",
        requirement="getFaceList.paging.complete",
        sentence="Each further page begins with the last record of the page before.",
        why="A backup holds records twice and lacks the last ones.",
        witness=(add("{n}", times=2), listed(page_num=1, page_size=1), listed(page_num=2, page_size=1)),
        fault=sliced(lambda page: max(0, (page.number - 1) * page.size - 1), lambda page: page.size),
    ),
    Mutant(
        "getFaceList.gap",
        kind="paging",
        requirement="getFaceList.paging.complete",
        sentence="Each further page leaves one record out.",
        why="One customer a page is missing in the backup.",
        witness=(add("{n}", times=2), listed(page_num=2, page_size=1)),
        fault=sliced(lambda page: (page.number - 1) * (page.size + 1), lambda page: page.size),
    ),
    Mutant(
        "getFaceList.whole-pages",
        kind="paging",
        requirement="getFaceList.paging.complete",
        sentence="A last page that is not full is empty.",
        why="The newest customers are in no list until there are ten of them.",
        witness=(add("{n}", times=3), listed(page_num=2, page_size=2)),
        fault=around_act("getFaceList", whole_pages),
    ),
    Mutant(
        "getFaceList.turning",
        kind="paging",
        requirement="getFaceList.paging.complete",
        sentence="Each list begins one record further than the one before.",
        why="A backup page by page holds some customers twice and others never.",
        witness=(add("{n}", times=2), repeat(listed(page_size=1), 2)),
        fault=turning,
    ),
]
