"""One run against one device: options, connection, verdicts, journal, rig and pictures."""
