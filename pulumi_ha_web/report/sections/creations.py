"""What is created, counted by kind; all of it to be opened."""

from typing import Any

from ..markdown import code, count_of, details
from ..model import Block, Change, Op, Subject, Weight
from ..showing import Names, names_of, resource, shown
from ..words import grouped, kinds

FEW = 4
"""Creations that are shown without being opened."""
MOST_ARGUMENTS = 5
LONGEST_VALUE = 60
_SAYS_LITTLE = {"name", "namePrefix", "description", "tags", "region", "bucket", "function"}


def section(subject: Subject) -> Block | None:
    """Return what is created or imported, if anything is."""
    preview = subject.preview
    if preview is None or not preview.of(Op.CREATE, Op.IMPORT):
        return None
    names = names_of(preview)
    words = {Op.CREATE: "created", Op.IMPORT: "taken into the stack as they are in the account"}
    parts, short = [], []
    for op, word in words.items():
        if some := preview.of(op):
            counted = count_of(len(some), "resource")
            listed = "\n\n".join(grouped(some, lambda each: f"- {resource(each)}{_arguments(each, names)}"))
            short.append(f"{counted} {word}: {kinds(some)}.")
            parts += [short[-1], listed if len(some) <= FEW else details(f"All {counted}", listed)]
    title = "Created" if preview.of(Op.CREATE) else "Imported"
    return Block(title=title, text="\n\n".join(parts), weight=Weight.CREATIONS, short="\n\n".join(short))


def _arguments(change: Change, names: Names) -> str:
    """Return what tells a new resource from others of its kind, in short."""
    told = [
        f"{code(key)} {shown(each, names)}"
        for key, each in change.new.items()
        if key not in _SAYS_LITTLE and _is_short(each)
    ]
    return f": {', '.join(told[:MOST_ARGUMENTS])}" if told else ""


def _is_short(value: Any) -> bool:
    if isinstance(value, str):
        return 0 < len(value) <= LONGEST_VALUE and "\n" not in value and not value.startswith("arn:")
    return isinstance(value, int | float)
