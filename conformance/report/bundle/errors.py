"""Why there is no bundle, or none that can be verified."""

from __future__ import annotations


class BundleError(Exception):
    """A bundle can't be made of this run, or this file is none; the message says what to do."""
