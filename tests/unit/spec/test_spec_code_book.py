"""The code book: it covers every listed code, and a broken file is refused with a sentence."""

import pytest

from conformance.spec import SpecError, load_code_book, load_spec

SPEC = load_spec()
GOOD = """
[code_book]
name = "lab"
[[cause]]
name = "group-missing"
codes = [204]
confidence = "seen"
reason = "The lab's camera answers it."
"""

_NEEDS = r"is not a code book: it needs \[code_book\] with a name, and \[\[cause\]\] tables"


@pytest.mark.parametrize("operation", SPEC.operations.values(), ids=lambda operation: operation.name)
def test_every_listed_code_has_a_meaning(operation):
    for code in operation.codes:
        assert SPEC.code_book.meanings(operation, code), f"{operation.name} {code}"


@pytest.mark.parametrize("operation", SPEC.operations.values(), ids=lambda operation: operation.name)
def test_every_cause_has_a_listed_code(operation):
    for cause in SPEC.code_book.causes:
        assert SPEC.code_book.code(operation, cause) in operation.codes


def test_a_code_book_of_a_device(tmp_path):
    book = load_code_book(_file(tmp_path, GOOD))
    assert book.name == "lab"
    assert book.code(SPEC.operations["deleteGroup"], "group-missing") == 204
    assert book.code(SPEC.operations["getFaceList"], "group-missing") == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", _NEEDS),
        ("[code_book]\nname = 'x'\n", _NEEDS),
        (GOOD.replace("[code_book]", "[book]"), _NEEDS),
        (GOOD.replace("codes = [204]", ""), _NEEDS),
        (GOOD.replace("codes = [204]", "codes = '204'"), _NEEDS),
        (GOOD.replace("codes = [204]", "codes = []"), _NEEDS),
        (GOOD.replace("reason", "because"), _NEEDS),
        (GOOD.replace("group-missing", "group-mising"), "is not a code book: there is no cause group-mising"),
        (GOOD.replace("codes = [204]", "codes = 204 205"), "can't be read: "),
    ],
    ids=["empty", "no cause", "no name", "no codes", "text", "empty list", "unknown key", "unknown cause", "no TOML"],
)
def test_a_broken_code_book_is_named_with_what_is_wrong(tmp_path, text, words):
    with pytest.raises(SpecError, match=rf"code_book\.toml {words}"):
        load_code_book(_file(tmp_path, text))


def test_a_missing_code_book_is_named(tmp_path):
    with pytest.raises(SpecError, match=r"gone\.toml can't be read: .*No such file"):
        load_code_book(tmp_path / "gone.toml")


def test_a_code_book_that_is_not_utf_8_is_named(tmp_path):
    file = tmp_path / "code_book.toml"
    file.write_bytes(b"name = '\xe9'")
    with pytest.raises(SpecError, match=r"code_book\.toml can't be read: .*utf-8"):
        load_code_book(file)


def _file(folder, text):
    file = folder / "code_book.toml"
    file.write_text(text, encoding="utf-8")
    return file
