"""Why a preview failed, or cannot be read."""

from ..markdown import count_of, details, fence, prose
from ..model import Block, Preview, State, Subject, Weight

_LONGEST_LINE = 1_000


def section(subject: Subject) -> Block | None:
    """Return what went wrong, if anything did."""
    preview = subject.preview
    if preview is None or not (preview.problems or preview.warnings):
        return None
    parts = [_problem(each) for each in preview.problems]
    if preview.state is State.FAILED:
        parts.append(_what_is_known(preview))
    if preview.warnings:
        lines = "\n".join(_problem(each) for each in preview.warnings)
        parts.append(details(count_of(len(preview.warnings), "warning"), lines))
    weight = Weight.PROBLEMS if preview.problems else Weight.CREATIONS
    return Block(title=_title(preview), text="\n\n".join(parts), weight=weight, short="\n\n".join(parts[:1]))


def _title(preview: Preview) -> str:
    if preview.state is State.UNREADABLE:
        return "Nothing is known of this stack"
    return "The preview failed" if preview.state is State.FAILED else "Warnings"


def _what_is_known(preview: Preview) -> str:
    if preview.real_changes:
        return "**What is listed below is incomplete:** it is what the preview had found until it failed."
    return "Nothing is known of what would change."


def lines_of(problem: str) -> list[str]:
    """Return the problems in a message: one each line where it is about settings, else the message as a whole."""
    lines = problem.splitlines()
    return lines if lines and all(line.startswith("Pulumi.") for line in lines) else [problem]


def _problem(text: str) -> str:
    """Return a message: a line of prose wraps, where one of code would have to be scrolled."""
    lines = lines_of(text)
    if "\n" in lines[0]:
        return fence(text)
    return "\n".join(f"- {prose(line[:_LONGEST_LINE])}" for line in lines)
