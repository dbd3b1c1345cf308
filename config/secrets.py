"""What must not be shown: values that look like a secret, or stand under a name that says so.

Settings hold no secrets; this is for the one that was put there by mistake. It is a net with small meshes, not a
proof: it would rather hide a harmless value in a message than show a harmful one.
"""

import re

_SHAPES = re.compile(
    r"(?:AKIA|ASIA|AROA)[0-9A-Z]{16}"  # AWS access key ids
    r"|-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|\beyJ[\w-]{10,}\.[\w-]+"  # JSON web tokens
    r"|\b(?:gh[pousr]|github_pat|glpat|xox[abprs]|pul|sk)[-_][\w-]{16,}"  # tokens with a maker's prefix
    r"|://[^/\s:@]+:[^/\s@]+@"  # a password in an address
    r"|\b[0-9a-fA-F]{32,}\b"
)
_LONG_WORD = re.compile(r"[\w+/=~-]{20,}")
_NAMES = re.compile(r"passw|secret|token|credential|(?:private|api|access)_?-?key|passphrase", re.IGNORECASE)


def looks_secret(text: str, path: str = "") -> bool:
    """Return whether `text`, or the name it stands under, looks like a secret."""
    if _NAMES.search(path.rpartition(".")[2]) or _SHAPES.search(text):
        return True
    return any(_is_random(word) for word in _LONG_WORD.findall(text))


def has_secret(text: str) -> bool:
    """Return whether `text` surely holds a secret: a narrower question than `looks_secret`, for whole scripts."""
    return bool(re.search(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY", text))


def _is_random(word: str) -> bool:
    """Words of people seldom mix capitals, small letters and digits over twenty characters."""
    return all(re.search(kind, word) for kind in ("[A-Z]", "[a-z]", "[0-9]"))
