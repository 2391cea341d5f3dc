"""A difference of long values is told where they begin to differ, in a sentence that can be read."""

from conformance.cassette.wording import in_words


def told(recorded, sent):
    return in_words([{"field": "name", "recorded": recorded, "sent": sent}], 1)


def test_short_values_stand_as_they_are():
    assert told("it's", "a\nb") == """name was "it's" and is 'a\\nb'"""
    assert told(None, "x" * 80) == f"name was None and is '{'x' * 80}'"


def test_long_values_are_shown_where_they_differ():
    long = "a" * 5000
    assert told(long + "b", long + "c" + "d" * 5000) == (
        f"name was ...'{'a' * 79}b' (5001 characters) and is ...'{'a' * 20}c{'d' * 59}'... (10001 characters)"
    )
    assert told("b" + long, "c") == f"name was 'b{'a' * 79}'... (5001 characters) and is 'c'"


def test_so_many_and_no_more():
    each = {"field": "f", "recorded": "1", "sent": None}
    assert in_words([each] * 3, 2) == "f was '1' and is None; f was '1' and is None"
