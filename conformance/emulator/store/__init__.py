"""The camera's stored state: one SQLite database, in memory or in a file. Functions that read and write, no rules."""
