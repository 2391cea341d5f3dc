"""Standard output whose reader may go away."""

from __future__ import annotations

import io
import os

from conformance.report.stream import Patient


def test_writes_as_long_as_somebody_reads():
    text = io.StringIO()
    stream = Patient(text)
    assert stream.write("shown") == 5
    stream.flush()
    assert text.getvalue() == "shown"
    assert not stream.isatty()


def test_reader_that_left():
    reader, writer = os.pipe()
    with os.fdopen(writer, "w") as pipe:
        stream = Patient(pipe)
        os.close(reader)
        for _ in range(3):
            stream.write("to nobody")
            stream.flush()


def test_closed_stream():
    text = io.StringIO()
    text.close()
    stream = Patient(text)
    assert stream.write("to nobody") == 9
    assert not stream.isatty()
