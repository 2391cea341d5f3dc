"""Text that XML 1.0 can hold: what a device sends may hold characters that it can't."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """The text with each character that XML can't hold as its code point in words."""
    return _FORBIDDEN.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
