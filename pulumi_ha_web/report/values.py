"""Which arguments of a resource differ.

What differs in how it is written alone is no difference: a set in another order, JSON in another layout, `"3"` for `3`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from .model import Argument, Marker, root_of, unknown_in

_DEEPEST = 60
_IDENTITIES = ("key", "name", "id", "resourceType", "deviceName", "sid", "Sid")
"""What tells the elements of a list apart, where it is a text that each of them has once."""


def differing(
    old: Mapping[str, Any], new: Mapping[str, Any], named: Iterable[str] | None, replacing: Iterable[str] = ()
) -> tuple[Argument, ...]:
    """Return the arguments that differ, of those that the engine names, and those that are not known yet.

    Others may differ in how they are written alone. Where no argument does that the engine names, all are shown: it
    may have a name of its own for one (`subnetMappings` for `subnets`).

    Args:
        old: Inputs before, masked.
        new: Inputs after, masked.
        named: Arguments, or paths into them.
        replacing: Those because of which the resource is replaced.
    """
    roots = {root_of(each) for each in named or ()}
    replaces = {root_of(each) for each in replacing}
    every = [
        Argument(path=path, old=before, new=after, replaces=root_of(path) in replaces)
        for path, before, after in _leaves(old, new, "", 0)
    ]
    of_engine = [each for each in every if each.root in roots]
    found = [each for each in every if each in of_engine or unknown_in(each.new)] if of_engine else every
    shown = {each.root for each in found}
    # Both are masked, so that nothing tells them apart; the engine, which sees them, says that they differ.
    hidden = [
        Argument(path=path, old=Marker.SECRET, new=Marker.SECRET, replaces=root in replaces)
        for root in sorted(roots - shown)
        for path in _secrets(new.get(root), root, 0)
    ]
    return (*found, *hidden)


def from_account(outputs: Mapping[str, Any], new: Mapping[str, Any], named: Iterable[str]) -> tuple[Argument, ...]:
    """Return the arguments that differ from what AWS last answered, of those that the engine names.

    That is what an update brings back in order whose arguments are as before: somebody changed the resource itself.
    AWS answers more than was given; only what was given is compared, and all keys of a map of texts, such as tags.
    """
    roots = sorted({root_of(each) for each in named} & outputs.keys() & new.keys())
    return tuple(
        Argument(path=path, old=before, new=after)
        for root in roots
        for path, before, after in _leaves(outputs[root], new[root], root, 0)
        if after is not Marker.ABSENT or _is_map_of_texts(new[root])
    )


def _is_map_of_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())


def _leaves(old: Any, new: Any, path: str, depth: int) -> Iterator[tuple[str, Any, Any]]:
    if depth > _DEEPEST:
        return
    match old, new:
        case dict(), dict():
            for key in sorted({*old, *new}):
                own = f"{path}.{key}" if path else key
                yield from _leaves(old.get(key, Marker.ABSENT), new.get(key, Marker.ABSENT), own, depth + 1)
        case list(), list():
            yield from _in_lists(old, new, path, depth)
        case _:
            if old is not new and _written(old) != _written(new):
                yield path, old, new


def _in_lists(old: list[Any], new: list[Any], path: str, depth: int) -> Iterator[tuple[str, Any, Any]]:
    gone, come = _less(old, new), _less(new, old)
    if not gone and not come:
        return  # a set in another order
    if not any(isinstance(each, dict) for each in (*gone, *come)):
        yield path, old, new
    elif key := _identity(gone, come):
        by_old, by_new = ({each[key]: each for each in some} for some in (gone, come))
        for own in sorted({*by_old, *by_new}):
            before, after = by_old.get(own, Marker.ABSENT), by_new.get(own, Marker.ABSENT)
            yield from _leaves(before, after, f"{path}[{own}]", depth + 1)
    else:
        for at, (before, after) in enumerate(zip_longest(gone, come, fillvalue=Marker.ABSENT)):
            yield from _leaves(before, after, f"{path}[{at}]", depth + 1)


def _less(some: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    """Return those of some that others lack, each as often as it is missing."""
    left = Counter(map(_written, others))
    lacking = []
    for each in some:
        written = _written(each)
        if left[written]:
            left[written] -= 1
        else:
            lacking.append(each)
    return lacking


def _identity(old: Sequence[Any], new: Sequence[Any]) -> str:
    for key in _IDENTITIES:
        if all(isinstance(each, dict) and isinstance(each.get(key), str) for each in (*old, *new)) and all(
            len({each[key] for each in some}) == len(some) for some in (old, new)
        ):
            return key
    return ""


def _written(value: Any, depth: int = 0) -> str:
    """Return a value in one form, in which two that mean the same are equal."""
    if isinstance(value, dict | list) and depth > _DEEPEST:
        return "…"
    if isinstance(value, dict):
        items = (f"{key}={_written(each, depth + 1)}" for key, each in value.items() if each is not None)
        return "{" + "\n".join(sorted(items)) + "}"
    if isinstance(value, list):
        return "[" + "\n".join(sorted(_written(each, depth + 1) for each in value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(Marker.ABSENT if value is None else value)


def _secrets(value: Any, path: str, depth: int) -> Iterator[str]:
    if value is Marker.SECRET:
        yield path
    elif isinstance(value, dict) and depth <= _DEEPEST:
        for key, each in value.items():
            yield from _secrets(each, f"{path}.{key}", depth + 1)
    elif isinstance(value, list) and depth <= _DEEPEST:
        for at, each in enumerate(value):
            yield from _secrets(each, f"{path}[{at}]", depth + 1)
