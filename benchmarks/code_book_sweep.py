"""Runs on emulators that go by another code book: nobody says what a code means, so none of them is wrong.

The code book that the run learned must be the emulator's, wherever a refusal has one cause that both sides know by
name. Where a reading says which code comes (an unknown faceid, an unknown group of records), it is not the book's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from warm import Done, Job

from conformance.spec import CodeBook, load_code_book, load_spec

Run = Callable[..., Done]
BOOKS = Path(__file__).parent / "code_books"
# What the oracle calls a cause, and the code book's name for it: the book is coarser.
NAMES = {name: refusal.book for name, refusal in load_spec().refusals.items()} | {
    "attribute-duplicate": "attribute-name-refused",
    "attribute-length": "attribute-name-refused",
    "attributes-default-group": "default-group-protected",
    "bad-faceid": "bad-parameter",
    "bad-identity": "bad-identity",
    "bad-parameter": "bad-parameter",
    "bad-timestamp": "bad-identity",
    "capacity-below-count": "capacity-refused",
    "capacity-refused": "capacity-refused",
    "default-group-name": "default-group-protected",
    "method": "bad-parameter",
    "num-mismatch": "bad-parameter",
    "parameter-missing": "bad-parameter",
    "parameter-range": "bad-parameter",
    "parameter-type": "bad-parameter",
    "public-form": "bad-parameter",
    "public-missing": "bad-parameter",
    "record-elsewhere": "record-missing",
    "sign-missing": "bad-signature",
}
# A reading of the emulator says which code comes.
BY_READING = {
    ("record-missing", "getFace"),
    ("group-missing", "getFaceList"),
    ("group-missing", "getFaceByArrival"),
}


def sweep(run: Run) -> None:
    """The default code book, and those of the folder code_books."""
    books = [load_spec().code_book, *(load_code_book(path) for path in sorted(BOOKS.glob("*.toml")))]
    for book in books:
        run(Job(f"code book {book.name}", code_book=book, options=("--depth", "standard")), learned(book))


def learned(book: CodeBook) -> Callable[[Done], Iterable[str]]:
    """The codes that the run learned are those of the book; prints how many were compared."""

    def alarms(done: Done) -> Iterable[str]:
        compared = 0
        for cause, codes in done.results["code_book"].items():
            for operation, code in codes.items():
                if cause not in NAMES or (cause, operation) in BY_READING:
                    continue
                compared += 1
                expected = book.code(load_spec().operations[operation], NAMES[cause])
                if code != expected:
                    yield f"{operation} answers {cause} with {expected}, learned: {code}"
        distinct = {code for codes in done.results["code_book"].values() for code in codes.values()}
        print(f"    {book.name}: {compared} codes compared, {len(distinct)} distinct: {sorted(distinct)}")
        if not compared:
            yield "nothing was learned"

    return alarms
