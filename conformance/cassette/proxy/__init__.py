"""What the mitmproxy addon is made of: flows become exchanges, exchanges become lines. Needs mitmproxy 11 or newer."""
