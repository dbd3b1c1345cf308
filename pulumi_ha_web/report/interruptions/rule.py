"""The form of a rule about what a change interrupts, and what rules are built of."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from ..markdown import code
from ..model import Argument, Change, Marker, Op


class Effect(IntEnum):
    """How much is interrupted."""

    NOTICE = 1
    """Users notice nothing, or what was asked for; who reviews it should know."""
    BRIEF = 2
    """For seconds or minutes, or in part."""
    DOWN = 3
    """Until somebody acts, or for as long as it takes to build anew."""
    LOST = 4
    """For good."""


@dataclass(frozen=True, kw_only=True)
class Interruption:
    """What is interrupted, as Markdown."""

    effect: Effect
    text: str
    """One or a few clauses, beginning with a small letter, without a full stop."""
    short: str = ""
    """A few words for the verdict; empty where it is not worth a place there."""
    many: str = ""
    """The same of several, `{}` for their number."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What a change of a kind of resource interrupts."""

    kinds: str
    """`lb.Listener`; several apart by a space."""
    ops: tuple[Op, ...]
    effect: Effect = Effect.NOTICE
    text: str = ""
    short: str = ""
    many: str = ""
    arguments: str = ""
    """Of an update: at least one of these differs."""
    part: bool = False
    """It is part of something: made anew together with that, the new one stands before the old one goes."""
    find: Callable[[Change], Interruption | None] | None = None
    """In place of effect and text, where they depend on the arguments."""

    def is_for(self, change: Change) -> bool:
        """Tell whether the rule is about a change."""
        wanted = self.arguments.split()
        return change.op in self.ops and (not wanted or any(each.root in wanted for each in change.arguments))

    def of(self, change: Change) -> Interruption | None:
        """Return what a change of that kind interrupts."""
        found = self.find(change) if self.find else self._told()
        if found is None or change.op not in WHEN:
            return found
        return replace(found, text=found.text.replace(EITHER, WHEN[change.op]))

    def _told(self) -> Interruption:
        return Interruption(effect=self.effect, text=self.text, short=self.short, many=self.many)


EITHER = "in between or from then on"
"""Of a rule for both: how long something is missing. What is said has the one of them that it is."""
WHEN = {Op.REPLACE: "in between", Op.DELETE: "from then on"}

REPLACED = (Op.REPLACE,)
DELETED = (Op.DELETE,)
GONE = (Op.REPLACE, Op.DELETE)
UPDATED = (Op.UPDATE,)


def value(change: Change, *names: str) -> Any:
    """Return the first of these that a resource had, as AWS answered it or as it was given; None if it had none."""
    for name in names:
        for source in (change.outputs, change.old):
            found = source.get(name)
            if found not in (None, "", Marker.UNKNOWN, Marker.SECRET, Marker.ABSENT):
                return found
    return None


def named(change: Change, otherwise: str, *names: str, before: str = "") -> str:
    """Return what a resource had, as code after some words; other words where it is not known."""
    found = value(change, *names)
    return f"{before}{code(str(found))}" if isinstance(found, str | int) else otherwise


def number(found: Any) -> int | None:
    """Return a whole number, given as one or as text."""
    try:
        return int(found) if isinstance(found, int | float | str) and not isinstance(found, bool) else None
    except (ValueError, OverflowError):
        return None


def argument(change: Change, *roots: str) -> Argument | None:
    """Return the first argument that differs, of these."""
    return next((each for each in change.arguments if each.root in roots), None)


def taken_away(change: Change, *roots: str) -> bool | None:
    """Tell whether elements of a list go; None where the new list is not known."""
    for each in change.arguments:
        if each.root in roots and each.path == each.root:
            if not isinstance(each.old, list) or not isinstance(each.new, list) or Marker.UNKNOWN in each.new:
                return None
            return any(one not in each.new for one in each.old)
    return None
