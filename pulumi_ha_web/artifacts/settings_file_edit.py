"""Sets one text in a YAML document and leaves every other character as it was written.

A document that is loaded and written anew loses something, whichever library does it: the indentation of lists, the
width of lines, the comment that moves because a key was added above it. So the document is parsed only to find the
place, and the text is changed there.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

STEP = 2
"""Columns of one more level, where the document does not show its own."""


class NotChangedError(Exception):
    """The text cannot be set; its message says why, in the words of a sentence that begins with the file's name."""


def read(text: str) -> Any:
    """Return what a document says; every scalar is a text, as it is written, an empty one included.

    Raises:
        NotChangedError: it is not YAML.
    """
    try:
        return yaml.load(text, yaml.BaseLoader)  # noqa: S506  (makes texts, lists and mappings, nothing else)
    except yaml.YAMLError as error:
        raise NotChangedError(f"is not YAML ({_first_line(error)}); correct it") from None


def with_text(text: str, path: Sequence[str], value: str) -> str:
    """Return the document with `value` at a path of keys; what is missing on the way is added.

    Raises:
        NotChangedError: there is no place for it, or putting it there would change something else.
    """
    before = read(text)
    root = yaml.compose(text, yaml.SafeLoader)
    if root is None:
        changed = _added(text, len(text), _block(path, value, 0, _newline(text)))
    else:
        changed = _put(text, root, path, value)
    try:
        same = read(changed) == _with(before, path, value)
    except NotChangedError:
        same = False
    if not same:
        raise NotChangedError(f"has no place where `{'.'.join(path)}` could be put without changing something else")
    return changed


def _put(text: str, root: yaml.Node, path: Sequence[str], value: str) -> str:
    shared = {own for own, times in Counter(map(id, _nodes(root, ()))).items() if times > 1}
    node, step = root, _step(root)
    for depth, key in enumerate(path):
        where = ".".join(path[:depth]) or "its top"
        if not isinstance(node, yaml.MappingNode):
            raise NotChangedError(f"{where}: must be a mapping of keys and values; correct it")
        if id(node) in shared:
            raise NotChangedError(f"{where}: is used in several places (`&` and `*`); write it out in each")
        pairs = [(name, inner) for name, inner in node.value if name.value == key]
        if len(pairs) > 1:
            raise NotChangedError(f"{key}: is given twice; remove one of the two")
        if not pairs:
            return _appended(text, node, path[depth:], value, step)
        name, inner = pairs[0]
        if depth < len(path) - 1 and _is_empty(inner):
            return _filled(text, name, inner, path[depth + 1 :], value, step)
        node = inner
    if not isinstance(node, yaml.ScalarNode) or id(node) in shared:
        raise NotChangedError(f"{'.'.join(path)}: must be a text; remove it, and run this again")
    end = _newline(text) if node.style in ("|", ">") else ""
    return text[: node.start_mark.index] + _gap(text, node) + _quoted(value) + end + text[node.end_mark.index :]


def _appended(text: str, node: yaml.MappingNode, path: Sequence[str], value: str, step: int) -> str:
    """Add a key at the end of a mapping."""
    if node.flow_style:
        return _appended_in_braces(text, node, f"{path[0]}: {_braces(path[1:], value)}")
    column = node.value[0][0].start_mark.column
    at = _after_line(text, _end(text, node))
    while text[at:].lstrip(" ").startswith("#") and _column(text, at) == column:
        at = _after_line(text, at)  # a comment in line with the keys above belongs to them
    return _added(text, at, _block(path, value, column, _newline(text), step))


def _appended_in_braces(text: str, node: yaml.MappingNode, new: str) -> str:
    close = node.end_mark.index - 1
    if not node.value:
        return text[:close] + new + text[close:]
    end = _end(text, node.value[-1][1], node.value[-1][0])
    between = text[end:close]
    written = "".join(line.partition("#")[0] for line in between.splitlines(keepends=True))
    kept = between.rstrip()
    comma = "" if "," in written else ","
    if "\n" not in between:
        return f"{text[:end]}{kept}{comma} {new}{between[len(kept) :]}{text[close:]}"
    indent = " " * node.value[0][0].start_mark.column
    return f"{text[:end]}{comma}{kept}{_newline(text)}{indent}{new}{between[len(kept) :]}{text[close:]}"


def _filled(text: str, name: yaml.Node, inner: yaml.Node, path: Sequence[str], value: str, step: int) -> str:
    """Give a key that has no value one: below it, or, where its emptiness is written out, in its place."""
    start, end = inner.start_mark.index, inner.end_mark.index
    if start != end:
        return text[:start] + _braces(path, value) + text[end:]
    column = name.start_mark.column + step
    return _added(text, _after_line(text, end), _block(path, value, column, _newline(text), step))


def _added(text: str, at: int, lines: str) -> str:
    """Return the text with whole lines put in at a line's beginning, or at its end."""
    before = text[:at]
    return before + (_newline(text) if before and not before.endswith("\n") else "") + lines + text[at:]


def _block(path: Sequence[str], value: str, column: int, newline: str, step: int = STEP) -> str:
    lines = [f"{' ' * (column + depth * step)}{key}:" for depth, key in enumerate(path)]
    lines[-1] += f" {_quoted(value)}"
    return newline.join(lines) + newline


def _braces(path: Sequence[str], value: str) -> str:
    inner = _quoted(value)
    for key in reversed(path):
        inner = f"{{{key}: {inner}}}"
    return inner


def _quoted(value: str) -> str:
    """Return a text as YAML and JSON alike write it: never to be taken for a number."""
    return json.dumps(value, ensure_ascii=False)


def _end(text: str, node: yaml.Node, key: yaml.Node | None = None) -> int:
    """Return where the text of a node ends, without what follows it."""
    if key is not None and node.start_mark.index < key.start_mark.index:
        return _end_of_alias(text, key.end_mark.index)
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(text, last[1], last[0]) if isinstance(node, yaml.MappingNode) else _end(text, last)
    end = int(node.end_mark.index)
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        head = text[node.start_mark.index : text.index("\n", node.start_mark.index)]
        body = text[:end] if "+" in head.partition("#")[0] else text[:end].rstrip()
        return len(body.removesuffix("\n").removesuffix("\r"))
    return end


def _end_of_alias(text: str, at: int) -> int:
    """Return where `*name` after a key ends; the node itself is where `&name` stands."""
    star = text.index("*", at)
    return star + len(text[star:].split(maxsplit=1)[0].rstrip(",}]"))


def _after_line(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _column(text: str, at: int) -> int:
    return len(text[at:]) - len(text[at:].lstrip(" "))


def _gap(text: str, node: yaml.Node) -> str:
    """Return the space that a value needs after a colon that had none."""
    return " " if text[: node.start_mark.index].endswith(":") else ""


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _step(root: yaml.Node) -> int:
    """Return by how many columns the document indents: as its first mapping within a mapping does."""
    for _, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if isinstance(value, yaml.MappingNode) and value.value and not value.flow_style:
            return int(value.value[0][0].start_mark.column) or STEP
    return STEP


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style is None and node.value in ("", "~", "null", "Null", "NULL")


def _nodes(node: yaml.Node, above: tuple[int, ...]) -> Iterator[yaml.Node]:
    """Return every node as often as it is reached; one that contains itself once within itself."""
    yield node
    if id(node) in above or not isinstance(node, yaml.CollectionNode):
        return
    for each in node.value:
        for inner in each if isinstance(node, yaml.MappingNode) else (each,):
            yield from _nodes(inner, (*above, id(node)))


def _with(document: Any, path: Sequence[str], value: str) -> Any:
    if not path:
        return value
    known = document if isinstance(document, dict) else {}
    return {**known, path[0]: _with(known.get(path[0]), path[1:], value)}


def _first_line(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or str(error).splitlines()[0]
    return f"{said} at line {mark.line + 1}" if mark else str(said)
