"""How a look at a promise ends when it is not kept, or was not made."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")

SHOWN_PROBLEMS = 4
"""The first few problems tell what is wrong; forty lines of the same would hide the next check."""


class NotKeptError(Exception):
    """The account is not as promised; each argument is one difference."""

    def __str__(self) -> str:
        shown = [str(problem) for problem in self.args[:SHOWN_PROBLEMS]]
        more = len(self.args) - len(shown)
        return "; ".join(shown) + (f"; and {more} more" if more else "")


class NotMadeError(Exception):
    """The program did not ask for this; the argument says so."""


def refuse(problems: Iterable[str]) -> None:
    """Raise `NotKeptError` when there are any problems."""
    if found := list(dict.fromkeys(problems)):
        raise NotKeptError(*found)


def some(things: Sequence[T], what: str) -> Sequence[T]:
    """Return `things`; a promise about none of them is not kept."""
    if not things:
        raise NotKeptError(f"there is no {what}")
    return things
