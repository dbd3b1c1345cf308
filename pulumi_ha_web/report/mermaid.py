"""A graph as the text of a Mermaid flowchart, which GitHub draws."""

import re
from collections.abc import Iterator, Sequence

from .graph import Box, Graph, Key, Mark, Node
from .markdown import one_line

LONGEST_TEXT = 50_000
MOST_EDGES = 500
"""Mermaid draws no more unless the page allows it, which GitHub's does not: `maxTextSize` and `maxEdges` of
https://mermaid.js.org/config/schema-docs/config.html."""

_LONGEST_LABEL = 48
_MOST_KINDS = 3
# What ends a label, a diagram or an entity, and what Markdown or HTML, both of which a label may hold, have a use for.
_OWN_MEANING = re.compile(r"[^\w\s.,/()×…-]|^[-+]|(?<=^\d)[.)]|(?<=^\d\d)[.)]|(?<=^\d\d\d)[.)]")

STYLES = {
    Mark.CREATED: ("created", "✚", "fill:#dafbe1,stroke:#1a7f37,color:#1f2328"),
    Mark.IMPORTED: ("taken in", "↦", "fill:#fbefff,stroke:#8250df,color:#1f2328"),
    Mark.UPDATED: ("updated", "✎", "fill:#ddf4ff,stroke:#0969da,color:#1f2328,stroke-width:2px"),
    Mark.REPLACED: ("replaced", "⟳", "fill:#fff1e5,stroke:#bc4c00,color:#1f2328,stroke-width:3px"),
    Mark.DELETED: ("deleted", "✖", "fill:#ffebe9,stroke:#cf222e,color:#1f2328,stroke-dasharray:6 4"),
    Mark.OPEN: ("perhaps updated", "?", "fill:#f6f8fa,stroke:#0969da,color:#1f2328,stroke-dasharray:2 3"),
    Mark.SAME: ("unchanged", "", "fill:#f6f8fa,stroke:#d0d7de,color:#59636e"),
}
"""What happens, in a word, by a sign and by how it is drawn; the word alone must do."""
_FRAME = "fill:none,stroke:#8c959f,stroke-dasharray:2 3"


def flowchart(graph: Graph) -> str:
    """Return the text of a diagram."""
    return "\n".join(["flowchart LR", *_body(graph)])


def fits(text: str, graph: Graph) -> bool:
    """Return whether GitHub draws it."""
    return len(text) < LONGEST_TEXT and len(graph.edges) < MOST_EDGES


def label(text: str) -> str:
    """Return text from outside as a part of a label."""
    line = one_line(text)
    short = line if len(line) <= _LONGEST_LABEL else f"{line[: _LONGEST_LABEL - 1]}…"
    return _OWN_MEANING.sub(lambda found: f"#{ord(found[0])};", short)


def _body(graph: Graph) -> Iterator[str]:
    ids = {node.key: f"n{at}" for at, node in enumerate(graph.nodes)}
    types = [box.type for box in graph.boxes]
    for at, (box, nodes) in enumerate(graph.boxes.items()):
        lines = [f'{ids[node.key]}["{_told(node)}"]:::{node.key.mark.value}' for node in nodes]
        if not box.type:
            yield from (f"  {line}" for line in lines)
            continue
        yield f'  subgraph c{at}["{_title(box, types)}"]'
        yield from (f"    {line}" for line in lines)
        yield "  end"
        yield f"  style c{at} {_FRAME}"
    for start, end in graph.edges:
        yield f"  {ids[start]} {_arrow(start, end)} {ids[end]}"
    for mark in sorted({node.key.mark for node in graph.nodes}):
        yield f"  classDef {mark.value} {STYLES[mark][2]}"


def _title(box: Box, types: Sequence[str]) -> str:
    # Its name tells components of a type apart, where there are several.
    return label(f"{box.type} {box.name}" if types.count(box.type) > 1 else box.type)


def _told(node: Node) -> str:
    word, sign, _ = STYLES[node.key.mark]
    happens = f"{sign} {word}".strip()
    if node.count == 1:
        kind, _ = node.kinds[0]
        own = "" if node.name.replace("-", "") == kind.lower() else node.name
        return "<br>".join(filter(None, [label(kind), label(own), happens]))
    if node.key.mark is Mark.SAME and not node.key.kind:
        return f"{node.count} {happens}"
    if len(node.kinds) == 1:
        return f"{node.count} × {label(node.kinds[0][0])}<br>{happens}"
    named = ", ".join(f"{count} {label(kind)}" for kind, count in node.kinds[:_MOST_KINDS])
    rest = ", …" if len(node.kinds) > _MOST_KINDS else ""
    return f"{node.count} {happens}<br>{named}{rest}"


def _arrow(start: Key, end: Key) -> str:
    """Return a line of dots where one end stays as it is: nothing goes along it."""
    return "-.->" if Mark.SAME in (start.mark, end.mark) else "-->"
