"""How many of what, in the words that every part of the report uses."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from .markdown import bold, count_of, plain
from .model import Change, Op

OF_OPS = {
    Op.REPLACE: "replaced",
    Op.DELETE: "deleted",
    Op.UPDATE: "updated",
    Op.CREATE: "created",
    Op.IMPORT: "taken into the stack",
}
"""The gravest first."""
MOST_KINDS = 12


def counted(counts: Mapping[Op, int]) -> str:
    """Return `2 replaced, 1 deleted`; empty where nothing is."""
    return ", ".join(f"{counts[op]} {word}" for op, word in OF_OPS.items() if counts.get(op))


def kinds(changes: Iterable[Change]) -> str:
    """Return `3 Subnet, 1 Vpc`, the most first, as Markdown."""
    found = sorted(Counter(each.kind for each in changes).items(), key=lambda each: (-each[1], each[0]))
    told = [f"{count} {plain(kind)}" for kind, count in found[:MOST_KINDS]]
    rest = found[MOST_KINDS:]
    if rest:
        told.append(f"and {sum(count for _, count in rest)} of {count_of(len(rest), 'other kind')}")
    return ", ".join(told)


def in_order(changes: Iterable[Change]) -> list[Change]:
    """Return changes as a reader looks for them; the engine's order is another one each time."""
    return sorted(changes, key=lambda each: (each.component, each.component_name, each.kind, each.name, each.urn))


def by_component(changes: Iterable[Change]) -> Mapping[tuple[str, str], list[Change]]:
    """Return changes by the type and name of the component around them."""
    found: dict[tuple[str, str], list[Change]] = {}
    for each in in_order(changes):
        found.setdefault((each.component, each.component_name), []).append(each)
    return found


def grouped(changes: Iterable[Change], told: Callable[[Change], str]) -> list[str]:
    """Return a list for each component, under its name, with what is told of each resource."""
    changes = list(changes)
    types = Counter(component for component, _ in {(each.component, each.component_name) for each in changes})
    parts = []
    for (component, name), some in by_component(changes).items():
        # Its name tells components of a type apart, where there are several.
        head = bold(f"{component} {name}" if types[component] > 1 else component)
        lines = "\n".join(told(each) for each in some)
        parts.append(f"{head}\n\n{lines}" if head else lines)
    return parts
