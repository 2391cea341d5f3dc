"""What changed between two runs: verdicts, and behaviour where both pass."""
