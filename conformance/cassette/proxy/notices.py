"""What the addon tells people, without the secrets that a client or a camera put into it."""

from __future__ import annotations

from collections.abc import Callable

Say = Callable[[str], None]
MOST_REMEMBERED = 200


class Notices:
    """Tells each warning once: a client that does something a thousand times is not told of a thousand times."""

    def __init__(self, warn: Say, tell: Say, mask: Callable[[str], str]) -> None:
        self._warn = warn
        self._tell = tell
        self._mask = mask
        self._said: set[str] = set()

    def warn(self, sentence: str) -> None:
        """Something that people ought to know."""
        masked = self._mask(sentence)
        if masked in self._said:
            return
        if len(self._said) < MOST_REMEMBERED:
            self._said.add(masked)
        self._warn(masked)

    def tell(self, sentence: str) -> None:
        """What was done."""
        self._tell(self._mask(sentence))
