"""Sends a cassette to a live device and compares the answers."""
