"""What the provider answers for arguments that were not given.

It reads every resource back as it has created it, and what AWS does not tell comes out as the empty value of its kind.
That is data, a word a key; `tests/engine/test_conformance.py` compares it with the real provider.
"""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

Filled = Mapping[str, Any]
"""A value by its path: `name`, `healthCheck.path` in an object, `rules[].filter` in each object of a list."""


def filled(
    text: str = "", number: str = "", flag: str = "", items: str = "", others: Mapping[str, Any] | None = None
) -> Filled:
    """Return the paths, as words in a text each, whose value is empty: `""`, 0, false, no items; and other values."""
    empty: dict[str, Any] = {}
    for paths, value in ((text, ""), (number, 0), (flag, False), (items, [])):
        empty |= dict.fromkeys(paths.split(), value)
    return {**empty, **(others or {})}


def fill(given: Mapping[str, Any], values: Filled) -> dict[str, Any]:
    """Return a copy of what was given with the missing values put in; an object that is not there gets none."""
    answer = copy.deepcopy(dict(given))
    for path, value in values.items():
        *above, last = path.split(".")
        for holder in _holders(answer, above):
            if holder.get(last) is None:
                holder[last] = copy.deepcopy(value)
    return answer


def _holders(value: Any, above: list[str]) -> Iterator[dict[str, Any]]:
    if not above:
        if isinstance(value, dict):
            yield value
        return
    below = value.get(above[0].removesuffix("[]")) if isinstance(value, dict) else None
    for each in below if isinstance(below, list) else [below]:
        yield from _holders(each, above[1:])
