"""The acceptance bundle: made of a run against a camera, verified by somebody else, tampered with in every part."""

from __future__ import annotations

import hashlib
import json
import random
import shutil

import pytest
from support.bad_cameras import on_operation
from support.bundles import closed_again, contents_of, flipped, forged, found_in, make, regions, verify, zipped
from support.commands import call, check, program, read_results
from support.emulators import SECRET, emulated
from support.keys import key_files

from conformance.report.bundle.verify import verify as verified

pytest_plugins = ["support.fixtures"]

FAULT = "createGroup.description-optional"
BROKEN = "createGroup.description.required"
SOME = f"{BROKEN},addFace.effect.listed"
MEMBERS = ["declaration.html", "declaration.json", "report.html", "results.json", "environment.json", "run.jsonl"]


@pytest.fixture(scope="module")
def where(tmp_path_factory):
    return tmp_path_factory.mktemp("bundles")


@pytest.fixture(scope="module")
def run(where):
    """The folder of a run against a camera with one fault."""
    with emulated("--plain", "--mutant", FAULT) as camera:
        ended = check(where, *camera.options, "--only", SOME)
    assert ended.status == 1, ended.said
    return ended.folder


@pytest.fixture(scope="module")
def keys(where):
    return key_files(where)


@pytest.fixture(scope="module")
def bundle(where, run, keys):
    """The run's bundle, signed by the vendor."""
    ended = make(run, where / "out.zip", "--sign-key", keys.private)
    assert (ended.status, ended.out) == (0, f"{where / 'out.zip'}\n"), ended.said
    return where / "out.zip"


@pytest.fixture
def tampered(tmp_path):
    """Writes a bundle that was tampered with; gives what was found, without a new process."""

    def found(data, public_key=None):
        (tmp_path / "tampered.zip").write_bytes(data)
        return verified(tmp_path / "tampered.zip", public_key)

    return found


def assert_names(found, member, line=None):
    assert found.outcome == "not-intact"
    assert member in {each.member for each in found.problems}, found.problems
    if line is not None:
        assert line in {each.line for each in found.problems if each.member == member}, found.problems


# ----------------------------------------------------------------- what is in it


def test_holds_what_it_declares(bundle, run):
    contents, results = contents_of(bundle), read_results(run)
    pictures = sorted(name for name in contents if name.startswith("pictures/"))
    assert list(contents) == [*MEMBERS, *pictures, "manifest.json", "signature.json"]
    assert pictures
    for name in pictures:
        assert hashlib.sha256(contents[name]).hexdigest() == name.removeprefix("pictures/")
    for name in ("run.jsonl", "results.json", "report.html"):
        assert contents[name] == (run / name).read_bytes()
    manifest = json.loads(contents["manifest.json"])
    assert [each["name"] for each in manifest["members"]] == [*MEMBERS, *pictures]
    declaration = json.loads(contents["declaration.json"])
    assert declaration["verdict"] == results["verdict"] == "does-not-conform"
    assert declaration["summary"] == results["summary"]
    assert declaration["extent"] == {
        "whole": False,
        "depth": "standard",
        "selected": SOME.split(","),
        "seed": 0,
        "strict": False,
    }
    assert [each["requirement"] for each in declaration["exceptions"]] == [BROKEN]
    assert declaration["document"] == results["environment"]["document"]
    assert declaration["suite"]["version"] == results["tool"]["version"]
    page = contents["declaration.html"].decode()
    assert f"{BROKEN}</strong> (fail" in page
    assert "Partial: this says nothing of the rest" in page
    assert "<script" not in page


def test_verdicts_are_derived_again(bundle, run):
    status, found = found_in(bundle)
    live = read_results(run)
    assert (status, found["outcome"], found["problems"], found["unsure"]) == (0, "intact", [], [])
    assert found["verdicts_derived_again"] == len(live["requirements"])
    assert found["declaration"] == json.loads(contents_of(bundle)["declaration.json"])
    said = verify(bundle).out
    assert "does not conform: 1 of" in said
    assert said.endswith("Intact: every bit is as it was made.\n")


def test_the_same_again(bundle, run, keys, tmp_path):
    before = {file: file.read_bytes() for file in run.rglob("*") if file.is_file()}
    assert make(run, tmp_path / "again.zip", "--sign-key", keys.private).status == 0
    assert (tmp_path / "again.zip").read_bytes() == bundle.read_bytes()
    assert {file: file.read_bytes() for file in run.rglob("*") if file.is_file()} == before


def test_no_secret(bundle, keys):
    for content in contents_of(bundle).values():
        assert SECRET.encode() not in content
        assert b"PRIVATE KEY" not in content


def test_anybody_can_verify(bundle, tmp_path):
    """Elsewhere, without the run, credentials, or anything that could be asked for them."""
    shutil.copy(bundle, tmp_path / "received.zip")
    ended = call(program(), "bundle", "verify", "received.zip", cwd=tmp_path)
    assert ended.status == 0, ended.said
    assert [file.name for file in tmp_path.iterdir()] == ["received.zip"]


# ----------------------------------------------------------------- what is found


def test_one_flipped_bit_anywhere(bundle, tampered):
    data, dice = bundle.read_bytes(), random.Random(6)
    for member, what, start, end in regions(data):
        assert_found(tampered(flipped(data, start, end, dice)), member, what)


def assert_found(found, member, what):
    """A flipped bit is found; in the content of a member that member is named, and no other."""
    assert found.outcome == "not-intact", (member, what)
    if what == "content":
        assert {each.member for each in found.problems} == {member}, found.problems


@pytest.mark.slow
def test_many_flipped_bits(bundle, tampered):
    data, dice = bundle.read_bytes(), random.Random(60)
    for _ in range(6):
        for member, what, start, end in regions(data):
            assert_found(tampered(flipped(data, start, end, dice)), member, what)


@pytest.mark.parametrize("cut", [1, 22, 1000, 30_000])
def test_cut_off(cut, bundle, tampered):
    assert tampered(bundle.read_bytes()[:-cut]).outcome == "not-intact"


@pytest.mark.parametrize(("before", "after"), [(b"", b"\0"), (b"", b"PK\x05\x06"), (b"#!/bin/sh\n", b"")])
def test_something_before_or_behind_it(before, after, bundle, tampered):
    assert_names(tampered(before + bundle.read_bytes() + after), "")


def test_packed_again_by_another_tool(bundle, tampered):
    """All members are right, but the archive is not the one that was made."""
    found = tampered(zipped(contents_of(bundle)))
    assert_names(found, "")
    assert "their contents are as they were" in found.problems[0].what


def test_a_line_cut_off_the_end_of_the_cassette(bundle, tampered):
    contents = contents_of(bundle)
    lines = contents["run.jsonl"].splitlines(keepends=True)
    for kept in (lines[:-1], [*lines[:-2], lines[-1]], [*lines[:-1], lines[-1][:-40]]):
        cassette = b"".join(kept)
        found = tampered(zipped(contents | {"run.jsonl": cassette}))
        assert_names(found, "run.jsonl", len(lines) - 1)
        found = tampered(forged(contents, lambda members, cassette=cassette: members.update({"run.jsonl": cassette})))
        assert_names(found, "run.jsonl", len(lines) - 1)


def test_exchanges_cut_off_and_the_chain_closed_again(bundle, tampered):
    """The chain holds and the manifest is right; what the results say does not follow from what is left."""
    contents = contents_of(bundle)
    lines = contents["run.jsonl"].splitlines(keepends=True)
    kept = closed_again(lines[: len(lines) // 2])
    found = tampered(forged(contents, lambda members: members.update({"run.jsonl": kept})))
    assert_names(found, "results.json")
    assert any("requests" in each.what for each in found.problems)


def test_a_line_of_the_cassette_is_changed(bundle, tampered):
    contents = contents_of(bundle)
    lines = contents["run.jsonl"].splitlines(keepends=True)
    number = next(number for number, line in enumerate(lines) if b'"json":{"code":0' in line)
    lines[number] = lines[number].replace(b'"json":{"code":0', b'"json":{"code":2')
    found = tampered(zipped(contents | {"run.jsonl": b"".join(lines)}))
    assert_names(found, "run.jsonl", number + 1)


def whitewash(members):
    """A failure becomes a pass, in the results alone."""
    results = json.loads(members["results.json"])
    (failed,) = [each for each in results["requirements"] if each["verdict"] == "fail"]
    failed["verdict"], results["verdict"] = "pass", "conforms"
    results["summary"]["fail"] -= 1
    results["summary"]["pass"] += 1
    results["findings"] = []
    members["results.json"] = (json.dumps(results, indent=1) + "\n").encode()


def test_a_verdict_is_changed_and_all_hashes_made_to_fit(bundle, tampered):
    contents = contents_of(bundle)
    found = tampered(forged(contents, whitewash))
    lines = contents["results.json"].decode().splitlines()
    assert_names(found, "results.json", 1 + lines.index(f'   "id": "{BROKEN}",'))
    assert any(
        f"the verdict of {BROKEN}: 'pass' there, its cassette gives 'fail'" in each.what for each in found.problems
    )


@pytest.mark.parametrize("name", ["declaration.html", "declaration.json", "report.html"])
def test_a_report_is_changed_and_all_hashes_made_to_fit(name, bundle, tampered):
    def change(members):
        members[name] = members[name].replace(b"does not conform", b"conforms")

    lines = contents_of(bundle)[name].split(b"\n")
    first = next(number for number, line in enumerate(lines, 1) if b"does not conform" in line)
    assert_names(tampered(forged(contents_of(bundle), change)), name, first)


def test_the_manifest_is_changed(bundle, tampered):
    """Each member but the manifest has a second witness, so that the right one is blamed."""
    contents = contents_of(bundle)
    for name in ("results.json", "run.jsonl", "environment.json", "report.html", "declaration.json"):
        digest = hashlib.sha256(contents[name]).hexdigest().encode()
        manifest = contents["manifest.json"].replace(digest, b"0" * 64)
        found = tampered(zipped(contents | {"manifest.json": manifest}))
        assert_names(found, "manifest.json")
        assert name not in {each.member for each in found.problems}


@pytest.mark.parametrize("name", [*MEMBERS, "manifest.json", "signature.json"])
def test_a_member_is_taken_away_or_renamed(name, bundle, tampered):
    contents = contents_of(bundle)
    content = contents.pop(name)
    assert_names(tampered(zipped(contents)), name)
    found = tampered(zipped(contents | {f"{name}.bak": content}))
    assert_names(found, name)
    if name not in ("manifest.json", "signature.json"):
        assert any(each.what == f"it was renamed to {name}.bak" for each in found.problems)


def test_a_picture_is_taken_away_or_another_one(bundle, tampered):
    contents = contents_of(bundle)
    name = next(name for name in contents if name.startswith("pictures/"))
    assert_names(tampered(zipped({each: contents[each] for each in contents if each != name})), name)
    assert_names(tampered(zipped(contents | {name: b"another"})), name)
    assert_names(tampered(forged(contents, lambda members: members.update({name: b"another"}))), name)


@pytest.mark.parametrize(
    "name", ["notes.txt", "../outside.txt", "/tmp/outside.txt", f"pictures/{'0' * 64}", "pictures/"]
)
def test_a_member_is_added(name, bundle, tampered, tmp_path):
    assert_names(tampered(zipped(contents_of(bundle) | {name: b"hello"})), name)
    assert not list(tmp_path.parent.glob("outside*"))


def test_a_picture_of_no_exchange_is_added_and_all_hashes_made_to_fit(bundle, tampered):
    name = f"pictures/{hashlib.sha256(b'hello').hexdigest()}"
    found = tampered(forged(contents_of(bundle), lambda members: members.update({name: b"hello"})))
    assert_names(found, name)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_stands_there_twice(bundle, tampered, tmp_path):
    import zipfile

    shutil.copy(bundle, tmp_path / "twice.zip")
    with zipfile.ZipFile(tmp_path / "twice.zip", "a") as archive:
        archive.writestr("results.json", b"{}")
    assert_names(tampered((tmp_path / "twice.zip").read_bytes()), "results.json")


def test_what_was_changed_is_said(bundle, tmp_path):
    contents = contents_of(bundle)
    (tmp_path / "changed.zip").write_bytes(forged(contents, whitewash))
    ended = verify(tmp_path / "changed.zip")
    assert ended.status == 1
    assert "results.json, line " in ended.out
    assert "Not accepted" in ended.out


# ----------------------------------------------------------------- signatures


def test_signed(bundle, keys):
    ended = verify(bundle, "--public-key", keys.public)
    assert ended.status == 0
    assert "which was given" in ended.out
    assert "name it with --public-key to be sure" in verify(bundle).out


def test_signed_by_somebody_else(bundle, keys):
    ended = verify(bundle, "--public-key", keys.other_public)
    assert ended.status == 1
    assert "signature.json: it is by the key" in ended.out


def test_signature_is_taken_away_with_its_name_in_the_manifest(bundle, tampered, keys):
    stripped = forged(contents_of(bundle), lambda members: None)
    assert tampered(stripped).outcome == "intact"
    assert_names(tampered(stripped, keys.hex), "signature.json")


def test_signature_of_another_bundle(bundle, tampered):
    contents = contents_of(bundle)
    other = forged(contents, whitewash)
    assert_names(tampered(other + b"", None), "results.json")
    signature = json.loads(contents["signature.json"])
    signature["signature"] = "00" * 64
    wrong = contents | {"signature.json": (json.dumps(signature, indent=1) + "\n").encode()}
    assert_names(tampered(zipped(wrong)), "signature.json")


# ----------------------------------------------------------------- what can't be done


def test_nothing_is_overwritten(run, tmp_path):
    (tmp_path / "out.zip").write_text("precious")
    ended = make(run, tmp_path / "out.zip")
    assert ended.status == 2
    assert "exists already; name a new file" in ended.err
    assert (tmp_path / "out.zip").read_text() == "precious"


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda run: (run / "run.jsonl").unlink(), "can't be read"),
        (lambda run: cut(run / "run.jsonl"), "has no closing line"),
        (lambda run: change(run / "run.jsonl"), "is not as it was recorded: line "),
        (lambda run: change(run / "results.json"), "results.json is not what its cassette gives: "),
        (
            lambda run: [file.write_bytes(b"x") for file in (run / "pictures").iterdir()],
            "not the one that was recorded",
        ),
        (lambda run: older(run / "results.json"), "was made by version 0.0.1"),
    ],
)
def test_a_run_that_proves_nothing_gives_no_bundle(spoil, sentence, run, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(run, copy)
    spoil(copy)
    ended = make(copy, tmp_path / "out.zip")
    assert ended.status == 3, ended.said
    assert sentence in ended.err
    assert not (tmp_path / "out.zip").exists()


def cut(file):
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))


def change(file):
    text = file.read_text()
    file.write_text(text.replace('"createGroup"', '"deleteGroup"', 1))


def repaint(pictures):
    for file in pictures.iterdir():
        file.write_bytes(b"another")


def older(file):
    results = json.loads(file.read_text())
    results["tool"]["version"] = "0.0.1"
    file.write_text(json.dumps(results))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--sign-key", "key.pem"], "name its file with --bundle"),
        (["--bundle", "new.zip", "--sign-key", "no-key.pem"], "it can't be read"),
        (["--bundle", "new.zip", "--sign-key", "password"], "no private key in PEM form; make one with"),
        (["--bundle", "new.zip", "--sign-key", "rsa.pem"], "it is not an Ed25519 key"),
        (["--bundle", "new.zip", "--sign-key", "locked.pem"], "it is encrypted: name its password file"),
        (["--bundle", "new.zip", "--sign-key-password-file", "password"], "name the key with --sign-key"),
        (["--bundle", "none/new.zip"], "there is no folder none"),
    ],
)
def test_usage_of_report(options, sentence, run, keys):
    ended = call(program(), "report", run, *options, cwd=keys.private.parent)
    assert ended.status == 2
    assert sentence in " ".join(ended.err.split())


def test_a_key_with_a_password(run, keys, tmp_path):
    password = ["--sign-key-password-file", keys.password]
    assert make(run, tmp_path / "out.zip", "--sign-key", keys.locked, *password).status == 0
    assert verify(tmp_path / "out.zip", "--public-key", keys.public).status == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "no acceptance bundle"), (b"hello", "no acceptance bundle"), (None, "does not exist")],
)
def test_no_bundle(content, sentence, tmp_path):
    if content is not None:
        (tmp_path / "file.zip").write_bytes(content)
    ended = verify(tmp_path / "file.zip")
    assert ended.status == 2
    assert sentence in " ".join(ended.err.split())


def test_some_other_archive(tmp_path):
    (tmp_path / "file.zip").write_bytes(zipped({"letter.txt": b"hello"}))
    ended = verify(tmp_path / "file.zip")
    assert ended.status == 2
    assert "no acceptance bundle" in " ".join(ended.err.split())


def test_a_public_key_that_is_none(bundle, run):
    ended = verify(bundle, "--public-key", run / "run.jsonl")
    assert ended.status == 2
    assert "no public key in PEM form" in " ".join(ended.err.split())


def test_made_by_another_build(bundle, tmp_path):
    """Its own verdicts may be others: that is not held against the bundle, and not taken for a proof either."""
    other = json.loads(contents_of(bundle)["environment.json"])
    other["suite"]["build"] = "0" * 64
    text = (json.dumps(other, indent=1) + "\n").encode()

    def change(members):
        whitewash(members)
        members["environment.json"] = text

    (tmp_path / "other.zip").write_bytes(forged(contents_of(bundle), change))
    ended = verify(tmp_path / "other.zip")
    assert ended.status == 3, ended.said
    assert "made by another suite" in ended.err


def test_of_a_newer_format(bundle, tmp_path):
    contents = contents_of(bundle)
    manifest = contents["manifest.json"].replace(b'"format": 1', b'"format": 2')
    (tmp_path / "newer.zip").write_bytes(zipped(contents | {"manifest.json": manifest}))
    ended = verify(tmp_path / "newer.zip")
    assert ended.status == 3
    assert "use the version of ipc-conformance that made it" in ended.err


# ----------------------------------------------------------------- whole runs


@pytest.mark.slow
@pytest.mark.parametrize("mutant", ["", FAULT, "createGroup.first-blank-trimmed"])
def test_quick_runs(mutant, tmp_path):
    """Of a good camera and of faulty ones: each verdict that the run gave follows from its cassette."""
    with emulated("--plain", *(["--mutant", mutant] if mutant else [])) as camera:
        rig = ["--rig", f"emulator:{camera.control_url}"]
        ended = check(tmp_path, *camera.options, *rig, "--depth", "quick", patience=180)
    assert ended.status == bool(mutant), ended.said
    assert make(ended.folder, tmp_path / "out.zip").status == 0
    status, found = found_in(tmp_path / "out.zip")
    assert (status, found["outcome"]) == (0, "intact")
    declaration = found["declaration"]
    assert declaration["verdict"] == ended.results["verdict"]
    assert declaration["verdicts"]["resting_on_results_alone"] == []
    assert found["verdicts_derived_again"] == len(ended.results["requirements"])
    assert {each["requirement"] for each in declaration["exceptions"]} == ended.failed()


def test_what_the_cassette_does_not_hold_is_said(spoilt, tmp_path):
    """A camera that repeats the secret is judged by what it said; on disk that is masked."""
    ended = check(tmp_path, *spoilt(on_operation("getGroupList", "echo")), "--only", "getGroupList.num.counts")
    assert make(ended.folder, tmp_path / "out.zip").status == 0
    status, found = found_in(tmp_path / "out.zip")
    assert status == 0
    assert found["declaration"]["verdict"] == "does-not-conform"
    resting = found["declaration"]["verdicts"]["resting_on_results_alone"]
    assert {each["requirement"] for each in resting} <= set(ended.verdicts())
    assert all("masked" in each["why"] for each in resting)
    assert ended.failed() <= {each["requirement"] for each in resting}


def test_pictures_that_were_not_kept(run, tmp_path):
    """They may show faces, so that somebody keeps them back: what they were needed for is said."""
    copy = tmp_path / "copy"
    shutil.copytree(run, copy)
    shutil.rmtree(copy / "pictures")
    assert make(copy, tmp_path / "out.zip").status == 0
    status, found = found_in(tmp_path / "out.zip")
    assert (status, found["outcome"]) == (0, "intact")
    traffic = found["declaration"]["traffic"]
    assert traffic["pictures_not_kept"] == traffic["pictures_sent"] > 0
    resting = found["declaration"]["verdicts"]["resting_on_results_alone"]
    assert all("pictures are not beside the cassette" in each["why"] for each in resting)


def test_no_camera(tmp_path):
    """A run that could judge nothing declares so, and is sealed too."""
    ended = check(tmp_path, "--url", "http://127.0.0.1:1", "--app-id", "a", "--secret-key", "bbbb")
    assert ended.status == 3
    assert make(ended.folder, tmp_path / "out.zip").status == 0
    status, found = found_in(tmp_path / "out.zip")
    assert status == 0
    assert found["declaration"]["verdict"] == "not-judged"
