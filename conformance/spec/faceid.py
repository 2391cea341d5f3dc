"""How wide a faceid may be: "a positive 64-bit numeric string" (s:420); whether signed or not is open (point 54)."""

SIGNED_END = 2**63
"""The first number that is no faceid where they are signed."""
UNSIGNED_END = 2**64
"""The first number that is no faceid in any reading."""
