"""Judges exchanges: which answers does the document allow? Never imports the emulator."""
