"""Waivers: what a file of them may say, and what each of them is for."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from conformance.run.outcomes import UsageError
from conformance.run.profile import Profile
from conformance.run.waivers import Waivers, read_waivers, unknown_check

REQUIREMENT = "createGroup.name.max-length"
CHECK = "test_01_create_group.py::test_parameters"
GOOD = {
    "requirement": REQUIREMENT,
    "reason": "fixed in 1.5",
    "ticket": "CAM-12",
    "expires": "2026-12-31",
}
CAMERA = Profile(name="gate 3", model="FM020", firmware="1.4.2")
ADDRESSES = ("https://10.0.0.7:8443", "10.0.0.7:8443", "10.0.0.7")


def entry(**values):
    """An entry of the file; None leaves a key out."""
    rows = {key: value for key, value in {**GOOD, **values}.items() if value is not None}
    return "[[waiver]]\n" + "".join(
        f"{key} = {value if key == 'expires' else json.dumps(value)}\n" for key, value in rows.items()
    )


@pytest.fixture
def read(tmp_path):
    """Reads entries from a file."""

    def reads(*entries):
        file = tmp_path / "waivers.toml"
        file.write_text("\n".join(entries), encoding="utf-8")
        return read_waivers(file)

    return reads


def test_the_example_in_the_readme(tmp_path):
    readme = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n# waivers\.toml\n(.*?)```", readme, re.DOTALL)
    (tmp_path / "waivers.toml").write_text(example)
    (waiver,) = read_waivers(tmp_path / "waivers.toml")
    assert (waiver.device, waiver.ticket, waiver.sometimes) == ("FM0*", "CAM-12", False)
    (tmp_path / "waivers.toml").write_text(example.replace("# sometimes", "sometimes"))
    assert read_waivers(tmp_path / "waivers.toml")[0].sometimes


def held(waivers, day="2026-12-31", profile=CAMERA):
    return Waivers.held_against(waivers, profile, ADDRESSES, date.fromisoformat(day))


def test_no_file_waives_nothing(read):
    assert read_waivers(None) == read("") == ()
    assert Waivers().covering(REQUIREMENT, CHECK) is None


def test_an_entry_with_all_that_there_is(read):
    (waiver,) = read(entry(device="FM0*", firmware="1.4.*", sometimes=True))
    assert waiver.name == "createGroup.name.max-length (CAM-12)"
    assert waiver.terms() == {"reason": "fixed in 1.5", "ticket": "CAM-12", "expires": "2026-12-31"}
    assert (waiver.device, waiver.firmware, waiver.sometimes) == ("FM0*", "1.4.*", True)
    assert read(entry(expires="'2026-12-31'"))[0].expires == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (entry(requirement="createGroup.name.maximum"), "there is no such requirement"),
        (entry(requirement="createGroup.*"), "there is no such requirement"),
        (entry(requirement=None), "a requirement or a check"),
        (entry(check=CHECK), "a requirement or a check"),
        (entry(requirement=None, check="test_name"), "a check is named as in findings"),
        (entry(reason=None), "it has no reason"),
        (entry(reason=" "), "reason is not a text"),
        (entry(reason="two\nlines"), "reason is not a text of one line"),
        (entry(ticket=None), "it has no ticket"),
        (entry(ticket=12), "ticket is not a text"),
        (entry(expires=None), "it has no expires"),
        (entry(expires="'next year'"), "expires is not a day"),
        (entry(expires="2026-12-31T00:00:00Z"), "expires is not a day"),
        (entry(expires=20261231), "expires is not a day"),
        (entry(device="FM0[12]"), "device = 'FM0[12]' is no pattern"),
        (entry(firmware="1.4.?"), "firmware = '1.4.?' is no pattern"),
        (entry(firmware=""), "firmware is not a text"),
        (entry(expiry="2026-12-31"), "expiry is not known"),
        (entry(sometimes="yes"), "sometimes is true or false"),
        ("waiver = 3", "waiver is not a list of tables"),
        ("waiver = ['a']", "waiver is not a list of tables"),
        (f"{entry()}[more]", "more is not known"),
        ("[[waiver]", "it is not TOML"),
    ],
)
def test_what_is_wrong_is_said_with_its_file_and_entry(read, tmp_path, wrong, said):
    first = wrong.startswith("[[waiver]]\n") and "[more]" not in wrong
    with pytest.raises(UsageError) as raised:
        read(entry(), wrong) if first else read(wrong)
    sentence = str(raised.value)
    assert said in sentence
    assert sentence.startswith(f"--waivers {tmp_path / 'waivers.toml'}: ")
    assert ("waiver 2" in sentence) == first
    assert "\n" not in sentence


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(UsageError, match=r"--ipc-waivers .* can't be read \(No such file or directory\)"):
        read_waivers(tmp_path / "none.toml", "--ipc-waivers")
    (tmp_path / "latin.toml").write_bytes(b"[[waiver]]\nreason = '\xe9'")
    with pytest.raises(UsageError, match="it is not TOML"):
        read_waivers(tmp_path / "latin.toml")


@pytest.mark.parametrize(
    ("patterns", "applies"),
    [
        ({}, True),
        ({"device": "FM020"}, True),
        ({"device": "FM0*"}, True),
        ({"device": "gate *"}, True),
        ({"device": "10.0.0.*"}, True),
        ({"device": "https://10.0.0.7:8443"}, True),
        ({"device": "FM02"}, False),
        ({"device": "fm020"}, False),
        ({"firmware": "1.4.*"}, True),
        ({"firmware": "1x4x2"}, False),
        ({"firmware": "1.5.*"}, False),
        ({"device": "FM020", "firmware": "1.5.*"}, False),
    ],
)
def test_devices_and_firmwares(read, patterns, applies):
    waivers = held(read(entry(**patterns)))
    assert (waivers.covering(REQUIREMENT, CHECK) is not None) is applies


def test_a_firmware_that_nobody_told_is_that_of_no_pattern(read):
    unknown = Profile()
    assert held(read(entry(firmware="1.*")), profile=unknown).covering(REQUIREMENT, CHECK) is None
    assert held(read(entry(firmware="*")), profile=unknown).covering(REQUIREMENT, CHECK) is not None


def test_the_last_day_counts(read):
    waivers = read(entry())
    assert held(waivers, "2026-12-31").covering(REQUIREMENT, CHECK) is not None
    assert held(waivers, "2027-01-01").covering(REQUIREMENT, CHECK) is None


def test_a_requirement_in_every_check_and_a_check_with_every_requirement(read):
    by_requirement = held(read(entry()))
    assert by_requirement.covering(REQUIREMENT, "") is not None
    assert by_requirement.covering("createGroup.name.taken", CHECK) is None
    by_check = held(read(entry(requirement=None, check=f"{CHECK}[name-max]")))
    assert by_check.covering(REQUIREMENT, f"{CHECK}[name-max]") is not None
    assert by_check.covering(REQUIREMENT, f"suite/{CHECK}[name-max]") is not None
    assert by_check.covering(REQUIREMENT, f"{CHECK}[name-max+1]") is None
    assert by_check.covering(REQUIREMENT, CHECK) is None
    every_case = held(read(entry(requirement=None, check=CHECK)))
    assert every_case.covering(REQUIREMENT, f"{CHECK}[name-max]") is not None
    assert every_case.covering(REQUIREMENT, f"{CHECK}_2[name-max]") is None


def test_a_requirement_is_waived_where_all_its_violations_are(read):
    waivers = held(read(entry(requirement=None, check=f"{CHECK}[a]")))
    assert waivers.covering_all(REQUIREMENT, [f"{CHECK}[a]"]) is not None
    assert waivers.covering_all(REQUIREMENT, [f"{CHECK}[a]", f"{CHECK}[b]"]) is None
    assert waivers.covering_all(REQUIREMENT, []) is None


def test_checks_that_there_are_not(read, tmp_path):
    waivers = read(entry(), entry(requirement=None, check=f"{CHECK}[a]"))
    unknown_check(waivers, [f"{CHECK}[a]"], tmp_path, "--waivers")
    with pytest.raises(UsageError, match=r"waiver 2: there is no check test_01.*\[a\]"):
        unknown_check(waivers, [f"{CHECK}[b]"], tmp_path, "--waivers")
