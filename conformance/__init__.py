"""A conformance suite and traffic recorder for IP cameras with a signed HTTP device API."""

__version__ = "0.1.0"
