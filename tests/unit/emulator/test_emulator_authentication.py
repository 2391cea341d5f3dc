"""The signature and the other public parameters."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from emulating import Desk, encoded, sign_of, signed

from conformance.emulator import authentication, signature
from conformance.emulator.authentication import Gate
from conformance.emulator.readings import choose
from conformance.emulator.request import Request
from conformance.spec import load_spec


def test_published_vector() -> None:
    params = [
        ("sn", "FS101D8BS00106"), ("random", "289192"), ("timestamp", "1593029283"), ("app_id", "JO83UNV983U9OR"),
    ]  # fmt: skip
    assert signature.sign_of(params, "12345678") == "72CB1C1031D3BA103D2FA1A57E171C2D"


def test_empty_values_and_sign_are_left_out() -> None:
    assert signature.sign_of([("a", "1"), ("b", ""), ("sign", "x")], "k") == signature.sign_of([("a", "1")], "k")


def test_keys_are_sorted_by_ascii_and_values_taken_as_they_are() -> None:
    import hashlib

    expected = hashlib.md5("B=2 %&é=&a=1&b=3&key=k".encode()).hexdigest().upper()
    assert signature.sign_of([("b", "3"), ("a", "1"), ("B", "2 %&é=")], "k") == expected


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, 0),
        ({"app_id": None}, 2), ({"app_id": ""}, 2), ({"app_id": "another"}, 7),
        ({"sign": None}, 3), ({"sign": ""}, 3), ({"sign": "0" * 32}, 3), ({"sign": "é"}, 3),
        ({"random": None}, 2), ({"random": ""}, 2), ({"random": "12345"}, 2), ({"random": "12345678901"}, 2),
        ({"random": "12345a"}, 0), ({"random": "1234567890"}, 0), ({"random": "123 456"}, 2),
        ({"random": "١٢٣٤٥٦"}, 2),
        ({"timestamp": None}, 2), ({"timestamp": ""}, 2), ({"timestamp": "159302928"}, 2),
        ({"timestamp": "15930292837"}, 2), ({"timestamp": "1593029283"}, 7), ({"timestamp": "-593029283"}, 2),
        ({"unknown": "is signed"}, 0),
    ],
)  # fmt: skip
def test_public_parameters(camera: Desk, given: dict[str, str | None], code: int) -> None:
    assert camera.code("getGroupList", **given) == code


def test_unsigned_parameter_spoils_the_sign(camera: Desk) -> None:
    params = [*signed({}), ("more", "1")]
    assert camera.send("getGroupList", *encoded("getGroupList", params, None)).code == 3


def test_lower_case_sign_is_refused(camera: Desk) -> None:
    params = dict(signed({}))
    assert camera.code("getGroupList", **(params | {"sign": params["sign"].lower()})) == 3


def test_window_follows_the_cameras_clock(camera: Desk) -> None:
    camera.camera.clock_offset = 1000
    assert camera.code("getGroupList") == 7
    camera.offset = 1000
    assert camera.code("getGroupList") == 0


@pytest.mark.parametrize("sign_both", [True, False])
def test_doubled_parameter_may_be_signed_once_or_twice(cameras: Callable[..., Desk], sign_both: bool) -> None:
    camera = cameras("parameter.doubled=last")
    params = [(name, value) for name, value in signed({"sign": None}) if name != "x"]
    sent = [*params, ("x", "1"), ("x", "2")]
    sign = sign_of(sent if sign_both else [*params, ("x", "2")])
    assert camera.send("getGroupList", *encoded("getGroupList", [*sent, ("sign", sign)], None)).code == 0


def test_used_randoms_are_forgotten_once_the_window_refuses_them() -> None:
    gate = Gate(load_spec(), choose(load_spec(), ["random.repeated=refused"]), "a", "k")
    now = time.time()
    for age in range(4 * authentication.WINDOW + 2):
        values = {"timestamp": str(int(now) - age), "random": "123456"}
        authentication.check_repeated(gate, Request(load_spec().operations["getFace"], values, []), now)
    assert len(gate.used) <= authentication.WINDOW + 1
