"""multipart/form-data, against our own reader, python-multipart's and httpx's writer."""

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from python_multipart.multipart import MultipartParser, parse_options_header

from conformance.wire import FilePart
from conformance.wire.bodies import boundary_of, decode_multipart, encode_multipart

BOUNDARY = "ipc-0123456789abcdef01234567"
NASTY = [
    "",
    '"',
    "\\",
    '\\"',
    "\\\\",
    "\r\n",
    "a\nb",
    ";",
    "=",
    "%",
    "é人😀",
    f"--{BOUNDARY[:-1]}",
    "--",
    "name",
    " x ",
]
TEXT = st.text(st.characters(codec="utf-8"), max_size=10) | st.sampled_from(NASTY)
# A literal %22 can't be told from a quote in a name: no writer escapes the percent sign.
NAME = TEXT.filter(lambda text: "%" not in text)
BINARY = st.binary(max_size=60) | st.sampled_from(
    [b"\r\n", b"\r\n--", f"\r\n--{BOUNDARY[:-1]}\r\n".encode(), f"\r\n--{BOUNDARY}x".encode(), b"\r\n--\r\n\r\n"]
)
TYPE = st.sampled_from(["image/jpeg", "application/octet-stream", "text/plain; charset=utf-8"])
FILES = st.lists(st.builds(FilePart, NAME, NAME, TYPE, BINARY), max_size=3)
PAIRS = st.lists(st.tuples(NAME, TEXT), max_size=5)


def parsed_by_python_multipart(body, boundary):
    """Names, file names and contents of the parts."""
    parts, heads, value = [], [], bytearray()

    def header_end():
        heads[-1].append(bytes(value))
        value.clear()

    parser = MultipartParser(
        boundary,
        {
            "on_part_begin": lambda: (parts.append(bytearray()), heads.append([])),
            "on_header_value": lambda data, start, end: value.extend(data[start:end]),
            "on_header_end": header_end,
            "on_part_data": lambda data, start, end: parts[-1].extend(data[start:end]),
        },
    )
    parser.write(body)
    parser.finalize()
    options = [parse_options_header(head[0])[1] for head in heads]
    named = [(each[b"name"], each.get(b"filename")) for each in options]
    return [(*name, bytes(part)) for name, part in zip(named, parts, strict=True)]


@given(PAIRS, FILES)
@example([("a", "1"), ("a", ""), ("", ""), ("a", "2")], [])
@example([], [FilePart("pic", 'a"b\\.jpg', "image/jpeg", b"")])
def test_a_body_is_read_back(pairs, files):
    assert decode_multipart(encode_multipart(pairs, files, BOUNDARY), BOUNDARY) == (pairs, files)


# python-multipart counts quotes to find the end of a parameter, and miscounts behind a backslash.
PLAIN_NAME = NAME.filter(lambda text: text.isprintable() and not text.endswith("\\"))


@given(st.lists(st.tuples(PLAIN_NAME, TEXT), max_size=4), BINARY)
def test_python_multipart_reads_what_we_write(pairs, content):
    body = encode_multipart(pairs, [FilePart("pic", "face.jpg", "image/jpeg", content)], BOUNDARY)
    fields = [(name.replace('"', "%22").encode(), None, value.encode()) for name, value in pairs]
    assert parsed_by_python_multipart(body, BOUNDARY) == [*fields, (b"pic", b"face.jpg", content)]


@given(st.dictionaries(NAME, TEXT, max_size=4), NAME.filter(bool), NAME.filter(bool), BINARY)
def test_we_read_what_httpx_writes(fields, name, filename, content):
    printable = {key.translate(_NO_CONTROLS): value for key, value in fields.items()}
    name, filename = name.translate(_NO_CONTROLS), filename.translate(_NO_CONTROLS) or "f"
    request = httpx.Request("POST", "http://ipc", data=printable, files={name: (filename, content, "image/png")})
    read, files = decode_multipart(request.read(), boundary_of(request.headers["Content-Type"]))
    assert read == list(printable.items())
    assert files == [FilePart(name, filename, "image/png", content)]


_NO_CONTROLS = dict.fromkeys(range(0x20))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no multipart",
        b"--b\r\n",
        b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--bb--\r\n',
        b"--b\r\nno end of headers\r\n--b--\r\n",
        b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n",
    ],
)
def test_what_is_no_multipart_is_a_value_error(body):
    with pytest.raises(ValueError, match="multipart"):
        decode_multipart(body, "b")


def test_a_body_may_have_no_parts():
    assert decode_multipart(encode_multipart([], [], "b"), "b") == ([], [])


def test_a_foreign_body_with_preamble_tokens_and_blanks_is_read():
    body = (
        b"preamble\r\n--b  \r\ncontent-disposition: form-data; name=a\r\n\r\n1\r\n"
        b'--b\r\nX-More: yes\r\nContent-Disposition: form-data; filename="q\\"t;.jpg" ; name="p"\r\n\r\n\xff\r\n'
        b"--b--\r\nend"
    )
    expected = ([("a", "1")], [FilePart("p", 'q"t;.jpg', "application/octet-stream", b"\xff")])
    assert decode_multipart(body, "b") == expected


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        ("multipart/form-data; boundary=abc", "abc"),
        ('Multipart/Form-Data; charset=utf-8; BOUNDARY="a b"', "a b"),
        ("multipart/form-data;boundary=x", "x"),
    ],
)
def test_the_boundary_is_found(content_type, boundary):
    assert boundary_of(content_type) == boundary


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=", ""])
def test_no_boundary_is_a_value_error(content_type):
    with pytest.raises(ValueError, match="boundary"):
        boundary_of(content_type)
