"""The register of rules that read more than one setting.

A rule names the settings it reads, so that it is left out when one of them is wrong in itself: a rule on a value that
stands in for a bad one would report a problem that the user does not have.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .problems import Problem

if TYPE_CHECKING:
    from .settings import Settings

Check = Callable[["Settings"], Iterator[Problem]]

_rules: dict[str, Rule] = {}


@dataclass(frozen=True)
class Rule:
    """One rule."""

    name: str
    sentence: str
    """What holds, for the settings reference: the function's docstring."""
    reads: tuple[str, ...]
    """Dotted paths of the settings it reads."""
    check: Check

    def reads_any(self, bad: Collection[str]) -> bool:
        """Return whether one of the `bad` paths is among those it reads, around one, or inside one."""
        return any(_related(read, path) for read in self.reads for path in bad)


def rule(*reads: str) -> Callable[[Check], Check]:
    """Register a function as the rule on these settings."""

    def register(check: Check) -> Check:
        name = check.__name__
        if name in _rules:
            raise ValueError(f"rule {name}: is there twice")
        _rules[name] = Rule(name, " ".join((check.__doc__ or "").split()), reads, check)
        return check

    return register


def registered() -> tuple[Rule, ...]:
    """Return every rule, in the order of the modules that hold them."""
    return tuple(_rules.values())


def _related(one: str, other: str) -> bool:
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    return longer.startswith(shorter) and longer[len(shorter) : len(shorter) + 1] in ("", ".", "[")
