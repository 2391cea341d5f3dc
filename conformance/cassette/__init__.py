"""The recorder: exchanges on disk, chained and redacted as they are written. Knows nothing of pytest."""

from conformance.cassette.format import FORMAT, Header
from conformance.cassette.redact import Redactor
from conformance.cassette.writer import CassetteError, Writer

__all__ = ["FORMAT", "CassetteError", "Header", "Redactor", "Writer"]
