"""Why a preview failed, in as few words as its messages allow: no traceback, no folder of a machine, nothing twice."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from .masking import Mask

MOST = 20
LONGEST = 2_000
"""Characters of one message that are shown."""

_COLOURS = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|<\{%[^}]*%\}>")
_BEGINNINGS = re.compile(
    r"^(?:\s*(?:error:|warning:|\[ERROR\]\s*:|an unhandled error occurred:|Exception calling application:"
    r"|python inline source runtime error:|Program failed with an unhandled exception:"
    r"|(?:pulumi(?:\.\w+)*\.)?RunError:|Exception:))+\s*",
)
_SETTINGS = re.compile(r"^\S*Pulumi\.[^\s:/]+\.yaml: ", re.MULTILINE)
_FOLDERS = re.compile(
    r"(?<![\w.:/-])(?:file://|project://)?(?:/(?:home|Users|root|tmp|var|opt|usr|private|github|builds|runner|work"
    r"|workspace|mnt|srv|app)(?:/[\w.@+ -]+)*/|[A-Za-z]:\\(?:[\w.@+ -]+\\)*)(?=[\w.@+-])"
)
_PYTHON_FILES = re.compile(r"(?<![\w.:/-])(?:\.{0,2}/)(?:[\w.@+-]+/)+(?=[\w.@+-]+\.py\b)")
_SAYS_NOTHING = re.compile(
    r"^(?:preview failed|update failed|Program exited with non-zero exit code: \d+|\d+ errors? occurred:?)?[\s.:]*$"
)


def messages(diagnostics: Iterable[Any], severity: str, mask: Mask) -> tuple[str, ...]:
    """Return what the engine says with that severity, masked: the settings' own problems, or all of it."""
    texts: list[str] = []
    for each in diagnostics:
        if isinstance(each, dict) and each.get("severity") == severity:
            message = each.get("message")
            about = _about(each.get("urn"), mask)
            text = readable(mask.text(message)) if isinstance(message, str) else ""
            if not _SAYS_NOTHING.match(text):
                texts.append(f"{about}: {text}" if about else text)
    settings = [each for each in texts if _SETTINGS.search(each)]
    return tuple(_cut(each) for each in _once(settings or texts)[:MOST])


def printed(diagnostics: Iterable[Any], mask: Mask) -> tuple[str, ...]:
    """Return what the program printed, which comes line by line, as one message."""
    lines = [
        each["message"]
        for each in diagnostics
        if isinstance(each, dict) and each.get("severity") == "info#err" and isinstance(each.get("message"), str)
    ]
    text = readable(mask.text("\n".join(lines)))
    return () if _SAYS_NOTHING.match(text) else (_cut(text),)


def readable(message: str) -> str:
    """Return a message without its traceback, colours, and the folders of the machine that it came from."""
    lines = _COLOURS.sub("", message).replace("\r\n", "\n").splitlines()
    kept = [line.rstrip() for line in _without_traceback(lines)]
    text = re.sub(r"\n{2,}", "\n", "\n".join(kept)).strip()
    text = _BEGINNINGS.sub("", text)
    return _PYTHON_FILES.sub("", _FOLDERS.sub("", text)).strip().removesuffix(":").rstrip()


def _without_traceback(lines: Iterable[str]) -> list[str]:
    kept, inside = [], False
    for line in lines:
        if line.strip() == "Traceback (most recent call last):":
            inside = True
        elif not inside or (line.strip() and not line.startswith(" ")):
            inside = False
            kept.append(line)
    return kept


def _about(urn: Any, mask: Mask) -> str:
    """Return `Group ha-web-dev-asg`, the resource that a message is about."""
    if not isinstance(urn, str) or "::pulumi:pulumi:" in urn or urn.count("::") < 3:
        return ""
    types, _, name = urn.rpartition("::")
    return mask.text(f"{types.rpartition(':')[2]} {name}")


def _once(texts: Sequence[str]) -> list[str]:
    """Return texts without those that another one, which says more, has in it."""
    distinct = list(dict.fromkeys(texts))
    words = [" ".join(each.split()) for each in distinct]
    return [
        each
        for at, each in enumerate(distinct)
        if not any(
            words[at] in other and (len(other) > len(words[at]) or place < at)
            for place, other in enumerate(words)
            if place != at
        )
    ]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} … ({len(text):,} characters)"
