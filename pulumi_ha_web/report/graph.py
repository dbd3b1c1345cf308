"""A stack as a graph that fits on a screen: what happens to which resources, and what they need of each other.

Resources of one kind to which the same happens are one node, within their component. What stays as it is is shown by
kind where something that changes touches it, and otherwise as one node a component. Where that is still too much, nodes
are put together further, in steps (`Detail`), until it fits.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from .model import Change, Op, unknown_in


class Mark(StrEnum):
    """What happens to resources, the gravest first."""

    REPLACED = "replaced"
    DELETED = "deleted"
    UPDATED = "updated"
    OPEN = "open"
    """Stays as far as a preview can tell: a value that it gets is not known yet."""
    CREATED = "created"
    IMPORTED = "imported"
    SAME = "same"


_MARKS = {
    Op.REPLACE: Mark.REPLACED,
    Op.DELETE: Mark.DELETED,
    Op.UPDATE: Mark.UPDATED,
    Op.CREATE: Mark.CREATED,
    Op.IMPORT: Mark.IMPORTED,
}


class Detail(IntEnum):
    """How much is put together."""

    KINDS = 0
    """Kinds, also of what stays where something that changes touches it."""
    CHANGED_KINDS = 1
    """Kinds of what changes; what stays is one node a component."""
    COMPONENTS = 2
    """One node for each thing that happens in a component."""
    TYPES = 3
    """The same, for all components of a type together."""


MOST_NODES = {Detail.KINDS: 16, Detail.CHANGED_KINDS: 50, Detail.COMPONENTS: 50, Detail.TYPES: 50}
MOST_EDGES = 80
"""More than these is a picture in which nobody finds anything; what stays has less room than what changes."""


@dataclass(frozen=True, order=True)
class Box:
    """A component, or all of a type; without a type, what is in none."""

    type: str
    name: str = ""


@dataclass(frozen=True, order=True)
class Key:
    """What resources have in common that are one node."""

    box: Box
    mark: Mark
    kind: str
    """Empty where they are of several."""


@dataclass(frozen=True, kw_only=True)
class Node:
    """Resources to which the same happens."""

    key: Key
    count: int
    kinds: tuple[tuple[str, int], ...]
    """Their kinds and how many there are of each, the most first."""
    name: str = ""
    """Short name of the only one."""


@dataclass(frozen=True, kw_only=True)
class Graph:
    """Nodes by component, and edges between them."""

    detail: Detail
    nodes: tuple[Node, ...]
    edges: tuple[tuple[Key, Key], ...]
    """From what is needed to what needs it; what is reached through others as well is left out."""

    @property
    def boxes(self) -> Mapping[Box, Sequence[Node]]:
        """Nodes by the component that they are in."""
        found: dict[Box, list[Node]] = {}
        for node in self.nodes:
            found.setdefault(node.key.box, []).append(node)
        return found


def graph(changes: Sequence[Change]) -> Graph | None:
    """Return a stack as a graph, in as much detail as fits; None where none does."""
    for detail in Detail:
        found = _graph(changes, detail)
        if len(found.nodes) <= MOST_NODES[detail] and len(found.edges) <= MOST_EDGES:
            return found
    return None


def _graph(changes: Sequence[Change], detail: Detail) -> Graph:
    marks = {each.urn: _mark(each) for each in changes}
    touched = _touched(changes, marks)
    keys = {each.urn: _key(each, marks[each.urn], detail, touched) for each in changes}
    members: dict[Key, list[Change]] = {}
    for each in changes:
        members.setdefault(keys[each.urn], []).append(each)
    edges = {
        (keys[needed], keys[each.urn])
        for each in changes
        for needed in each.dependencies
        if needed in keys and keys[needed] != keys[each.urn]
    }
    nodes = tuple(_node(key, members[key]) for key in sorted(members))
    return Graph(detail=detail, nodes=nodes, edges=_direct(edge for edge in edges if _is_news(edge, edges)))


def _is_news(edge: tuple[Key, Key], edges: Collection[tuple[Key, Key]]) -> bool:
    """Return whether an edge tells something: not between what stays, nor back to it from what needs it."""
    start, end = edge
    if end.mark is Mark.SAME:
        return start.mark is not Mark.SAME and (end, start) not in edges
    return True


def _mark(change: Change) -> Mark:
    if change.op is Op.SAME:
        return Mark.OPEN if unknown_in(change.new) else Mark.SAME
    return _MARKS[change.op]


def _key(change: Change, mark: Mark, detail: Detail, touched: Callable[[Change], bool]) -> Key:
    box = Box(change.component, "" if detail is Detail.TYPES else change.component_name)
    by_kind = detail is Detail.KINDS and touched(change) if mark is Mark.SAME else detail <= Detail.CHANGED_KINDS
    return Key(box, mark, change.kind if by_kind else "")


def _node(key: Key, members: Sequence[Change]) -> Node:
    counted = sorted(Counter(each.kind for each in members).items(), key=lambda each: (-each[1], each[0]))
    only = members[0].short_name if len(members) == 1 else ""
    return Node(key=key, count=len(members), kinds=tuple(counted), name=only)


def _touched(changes: Sequence[Change], marks: Mapping[str, Mark]) -> Callable[[Change], bool]:
    """Return what tells whether something needs, or is needed by, what changes."""
    changing = {urn for urn, mark in marks.items() if mark is not Mark.SAME}
    needed = {urn for each in changes if each.urn in changing for urn in each.dependencies}
    return lambda each: each.urn in needed or not changing.isdisjoint(each.dependencies)


def _direct(edges: Iterable[tuple[Key, Key]]) -> tuple[tuple[Key, Key], ...]:
    """Return edges without those whose end is reached by a way around as well."""
    onward: dict[Key, set[Key]] = {}
    ordered = sorted(edges)
    for start, end in ordered:
        onward.setdefault(start, set()).add(end)
    for start, end in ordered:
        onward[start].discard(end)
        if not _reaches(onward, start, end):
            onward[start].add(end)
    return tuple((start, end) for start, end in ordered if end in onward[start])


def _reaches(onward: Mapping[Key, Iterable[Key]], start: Key, end: Key) -> bool:
    seen, ahead = {start}, [start]
    while ahead:
        for each in onward.get(ahead.pop(), ()):
            if each == end:
                return True
            if each not in seen:
                seen.add(each)
                ahead.append(each)
    return False
