"""report.html: one file without any network, made of results.json and the run's cassette, for people to read."""

from conformance.report.html.page import rendered, write_html

__all__ = ["rendered", "write_html"]
