"""How a type is registered as one that can be looked for in an account, and how something is known to be ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from .account import Account

Inputs = Mapping[str, Any]
Find = Callable[[Account, Inputs], Iterator[str]]


class Finder(NamedTuple):
    """How a type is looked for."""

    needs: tuple[str, ...]
    """Arguments that have to be known for it."""

    find: Find


FINDERS: dict[str, Finder] = {}
"""How to look for a type, by its name in Pulumi."""


def finder(token: str, *needs: str) -> Callable[[Find], Find]:
    """Register how a type is looked for, and by which arguments."""

    def register(find: Find) -> Find:
        FINDERS[token] = Finder(needs, find)
        return find

    return register


def ours(tags: Iterable[Mapping[str, str]], inputs: Inputs) -> bool:
    """Return whether something has every tag that it was begun with."""
    return tags_of(inputs).items() <= {tag["Key"]: tag.get("Value", "") for tag in tags}.items()


def tags_of(inputs: Inputs) -> dict[str, str]:
    """Return the tags that something was begun with: a mapping, but for a group a list that says what instances get."""
    tags = inputs.get("tags") or {}
    if isinstance(tags, list):
        return {each["key"]: each["value"] for each in tags}
    return {key: value for key, value in tags.items() if key != "__defaults"}
