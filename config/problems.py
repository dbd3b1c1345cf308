"""How a refused setting is reported: `<source>:<line>: <path>: <rule>, got <value>; <remedy>`."""

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from .secrets import looks_secret

SHOWN_CHARACTERS = 60
"""Of a long value only the start is shown; the path says where the rest is."""

LISTED_NAMES = 12
"""Names that a message still lists when none is near; more would hide the sentence."""


class _Nothing:
    """Stands for "there is no value to show"."""

    def __repr__(self) -> str:
        return "NOTHING"


NOTHING: Final = _Nothing()


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and what to do about it."""

    path: str
    """The setting as the user writes it (`scaling.min_size`); empty when it is about the whole file."""

    rule: str
    """What must hold, or what is wrong when there is no value: "must be private", "is missing"."""

    value: object = NOTHING
    """What was given. Shown shortened, a mapping or list only by its size, and a secret not at all."""

    remedy: str = ""
    """What to do."""

    line: int | None = None
    """The line in the file, when that is at hand."""

    def __str__(self) -> str:
        """Return the problem without its source."""
        got = "" if self.value is NOTHING else f", got {shown(self.value, self.path)}"
        return (f"{self.path}: " if self.path else "") + self.rule + got + (f"; {self.remedy}" if self.remedy else "")

    def render(self, source: str) -> str:
        """Return the problem as one line that begins with where it is."""
        return f"{source}:{self.line}: {self}" if self.line else f"{source}: {self}"


class ConfigError(Exception):
    """Settings that do not hold; carries every problem found."""

    def __init__(self, problems: Iterable[Problem], source: str = "settings") -> None:
        self.problems = tuple(problems)
        """At least one."""
        self.source = source
        """The file, as the user named it."""
        super().__init__("\n".join(problem.render(source) for problem in self.problems))


def shown(value: object, path: str = "") -> str:
    """Return `value` for a message: in YAML's words, short, and never a secret."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return f"a mapping of {_counted(value, 'key')}"
    if isinstance(value, list | tuple | set | frozenset):
        return f"a list of {_counted(value, 'entry', 'entries')}"
    text = value if isinstance(value, str) else str(value)
    if looks_secret(text, path):
        return "a value that looks like a secret (not shown)"
    if "\n" in text:
        return f"a text of {len(text.splitlines())} lines"
    if len(text) > SHOWN_CHARACTERS:
        text = f"{text[:SHOWN_CHARACTERS]}…"
    return repr(text) if isinstance(value, str) else text


def nearest(name: str, allowed: Collection[str]) -> str | None:
    """Return the one of `allowed` that `name` was probably meant to be."""
    by_folded = {option.lower().replace("-", "_"): option for option in allowed}
    found = difflib.get_close_matches(name.lower().replace("-", "_"), by_folded, n=1, cutoff=0.6)
    if not found:  # `emails` for `email_addresses`: a word of it will do
        words = {word: option for option in by_folded for word in option.split("_")}
        found = [words[word] for word in difflib.get_close_matches(name.lower(), words, n=1, cutoff=0.8)]
    return by_folded[found[0]] if found else None


def suggestion(name: str, allowed: Collection[str], allowed_are: str = "allowed") -> str:
    """Return what to do about a misspelt `name`: the nearest of `allowed`, and all of them when they are few."""
    found = nearest(name, allowed)
    hint = f"did you mean `{found}`?" if found else ""
    listed = f"{allowed_are}: {', '.join(allowed)}" if allowed and len(allowed) <= LISTED_NAMES else ""
    if hint and listed:
        return f"{hint} ({listed})"
    return hint or listed or "remove it; docs/settings.md lists every setting"


def _counted(items: Collection[object], one: str, many: str | None = None) -> str:
    return f"{len(items)} {one if len(items) == 1 else many or one + 's'}"
