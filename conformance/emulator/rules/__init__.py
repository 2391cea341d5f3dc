"""The document's rules: small functions that return or raise Refused, each for one subject."""
