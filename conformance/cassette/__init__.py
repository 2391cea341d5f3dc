"""The recorder: exchanges on disk, chained and redacted as they are written. Knows nothing of pytest."""

from conformance.cassette.errors import CassetteError
from conformance.cassette.format import FORMAT, Header
from conformance.cassette.reader import Cassette
from conformance.cassette.redact import Redactor
from conformance.cassette.writer import Writer

__all__ = ["FORMAT", "Cassette", "CassetteError", "Header", "Redactor", "Writer"]
