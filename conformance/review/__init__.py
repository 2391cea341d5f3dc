"""Judges recorded traffic again: the oracle and the claims of checks, over a cassette."""
