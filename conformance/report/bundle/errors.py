"""Why there is no bundle, or none that can be verified."""

from __future__ import annotations


class BundleError(Exception):
    """A bundle can't be made of this run, or can't be verified here; the message says what to do."""


class NoBundleError(BundleError):
    """The file is no acceptance bundle, and never was."""
