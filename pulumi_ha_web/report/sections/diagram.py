"""The stack as a picture, with what changes marked."""

from ..graph import Graph, Mark, graph
from ..markdown import count_of, details, fence
from ..mermaid import STYLES, fits, flowchart
from ..model import Block, State, Subject, Weight


def section(subject: Subject) -> Block | None:
    """Return a diagram of a stack in which something changes, where it can be told whole and drawn."""
    preview = subject.preview
    if preview is None or preview.state is not State.COMPLETE or not preview.real_changes:
        return None
    found = graph(preview.changes)
    if found is None or not fits(text := flowchart(found), found):
        return None
    left_out = preview.unchanged and not preview.has_sames
    summary = f"{count_of(len(preview.changes), 'resource')}{': those that change' if left_out else ''}"
    body = f"{_legend(found)}\n\n{fence(text, 'mermaid')}"
    return Block(title="Diagram", text=details(summary, body), weight=Weight.DIAGRAM)


def _legend(found: Graph) -> str:
    marks = {node.key.mark for node in found.nodes}
    signs = [f"{sign} {word}" for mark, (word, sign, _) in STYLES.items() if mark in marks and mark is not Mark.SAME]
    rest = ["grey: unchanged"] if Mark.SAME in marks else []
    return f"{' · '.join([*signs, *rest])}. An arrow leads from what is needed to what needs it."
