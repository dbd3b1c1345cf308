"""What arguments and their values look like to a reader, as Markdown on one line, or as a diff of a script."""

import difflib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from .markdown import code, count_of, details, fence, html_code, plain
from .model import Argument, Change, Marker, Op, Preview

LONGEST = 120
"""Characters of a value that are shown on a line: a reviewer has to see what it is, not all of it."""
_BEFORE_THE_DIFFERENCE = 24
_MOST_OF_A_LIST = 8
_MOST_OF_A_DIFF = 200
_LONGEST_DIFF_LINE = 240

_SHORTEST_ID = 8
_MARKERS = {
    Marker.SECRET: "*a secret, not shown*",
    Marker.UNKNOWN: "*known once deployed*",
    Marker.ABSENT: "*none*",
}
_NONE = _MARKERS[Marker.ABSENT]


@dataclass(frozen=True)
class Names:
    """The resources of a preview: a reviewer knows the subnet `public-eu-west-1c`, but not `subnet-0f3a…`."""

    by_id: Mapping[str, Change]
    """By AWS's own ids, where only one resource has that."""
    changing: Mapping[str, Change]
    """By URN, those that do not stay as they are."""

    def source(self, change: Change, argument: Argument) -> Change | None:
        """Return the resource that a value will come from, if that is one alone, and it changes as well."""
        found = [self.changing[urn] for urn in change.sources.get(argument.root, ()) if urn in self.changing]
        # An id may come with what it waits for: of `subnets`, the source is the subnet, not its routes.
        found = [each for each in found if each.kind.lower() in argument.root.lower()] or found
        return found[0] if len(found) == 1 and argument.new in (Marker.UNKNOWN, [Marker.UNKNOWN]) else None


def names_of(preview: Preview) -> Names:
    """Return the resources of a preview by their names for each other."""
    ids = Counter(each.id for each in preview.changes)
    return Names(
        {each.id: each for each in preview.changes if ids[each.id] == 1 and len(each.id) >= _SHORTEST_ID},
        {each.urn: each for each in preview.real_changes},
    )


def shown(value: Any, names: Names | None = None, start: int = 0) -> str:
    """Return a value as Markdown on one line, from that character of its text on."""
    if isinstance(value, Marker):
        return _MARKERS[value]
    if names and isinstance(value, str) and value in names.by_id:
        return resource(names.by_id[value])
    if isinstance(value, list) and value and not any(isinstance(each, dict | list) for each in value):
        first = [shown(each, names) for each in value[:_MOST_OF_A_LIST]]
        more = [f"{len(value) - len(first)} more"] if len(value) > len(first) else []
        return ", ".join([*first, *more])
    text = value_text(value)
    if not text.strip():
        return f'`"{" " if text else ""}"`'
    if len(text) <= LONGEST and not start:
        return code(text)
    cut = text[start : start + LONGEST]
    ends = "…" if start + LONGEST < len(text) else ""
    return f"{code('…' * bool(start) + cut + ends)} ({len(text):,} characters)"


def value_text(value: Any) -> str:
    """Return a value as plain text."""
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False, default=lambda marker: _MARKERS[marker].strip("*"))
    except (ValueError, RecursionError):
        return "…"


def change_of(argument: Argument, names: Names | None = None, source: Change | None = None) -> str:
    """Return `old → new` as Markdown on one line.

    Args:
        argument: What differs.
        names: Resources that values may name.
        source: The resource that a new value comes from which is not known yet.
    """
    old, new = argument.old, argument.new
    if old is new is Marker.SECRET:
        return "*a secret that differs, not shown*"
    if is_script(argument):
        return _lines_of(argument)
    if source:
        former = old[0] if isinstance(old, list) and len(old) == 1 else old
        same = names and isinstance(former, str) and names.by_id.get(former) is source
        if source.op is Op.CREATE:
            return f"{shown(old, names)} → {_MARKERS[Marker.UNKNOWN]}, from the new {resource(source)}"
        return f"{shown(old, names)} → {'the new one' if same else f'that of {resource(source)}'}"
    if isinstance(old, list) and isinstance(new, list):
        return _elements(old, new, names)
    start = _first_difference(old, new)
    return f"{shown(old, names, start)} → {shown(new, names, start)}"


def _elements(old: list[Any], new: list[Any], names: Names | None) -> str:
    """Return what goes from a list and what comes into it."""
    gone = [each for each in old if each not in new]
    come = [each for each in new if each not in old]
    if len(gone) == len(old) or not (gone or come):
        return f"{shown(old, names) if old else _NONE} → {shown(new, names) if new else _NONE}"
    return ", ".join(f"{word} {shown(some, names)}" for word, some in (("without", gone), ("with", come)) if some)


def _first_difference(old: Any, new: Any) -> int:
    """Return where to begin, so that the difference of two long texts is within what is shown."""
    if not isinstance(old, str) or not isinstance(new, str) or max(len(old), len(new)) <= LONGEST:
        return 0
    common = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    return max(0, common - _BEFORE_THE_DIFFERENCE) if common > LONGEST // 2 else 0


def is_script(argument: Argument) -> bool:
    """Tell whether its values are texts of several lines, which are shown as a diff."""
    values = [each for each in (argument.old, argument.new) if isinstance(each, str)]
    return any("\n" in each.strip() for each in values) and len(values) == sum(
        each is not Marker.ABSENT for each in (argument.old, argument.new)
    )


def _diff(argument: Argument) -> list[str]:
    old, new = (value.splitlines() if isinstance(value, str) else [] for value in (argument.old, argument.new))
    return list(islice(difflib.unified_diff(old, new, n=3, lineterm=""), 2, None))


def _lines_of(argument: Argument) -> str:
    lines = _diff(argument)
    added, removed = (sum(line.startswith(sign) for line in lines) for sign in "+-")
    if not lines:
        return "*differs in its line ends alone*"
    return f"{count_of(added, 'line')} added, {removed} removed"


def diffs_of(change: Change) -> Iterable[str]:
    """Yield a block that opens onto the diff of each script that differs."""
    for argument in filter(is_script, change.arguments):
        lines = _diff(argument)
        told = [_cut(line) for line in lines[:_MOST_OF_A_DIFF]]
        if len(lines) > len(told):
            told.append(f"… {count_of(len(lines) - len(told), 'line')} more")
        if told:
            yield details(f"{html_code(argument.path)} of {html_code(change.name)}", fence("\n".join(told), "diff"))


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST_DIFF_LINE else f"{line[:_LONGEST_DIFF_LINE]}… ({len(line):,} characters)"


def resource(change: Change) -> str:
    """Return a resource's name as Markdown: its kind, and its name without the component's."""
    return f"{plain(change.kind)} {code(change.short_name)}"
