"""One line a stack, before anything else: what will happen, and what that interrupts."""

from collections.abc import Sequence

from ..interruptions import Interrupted, all_of, phrases
from ..interruptions.rule import Effect
from ..markdown import bold, count_of, one_line, prose
from ..model import Op, Preview, Rehearsal, State, Subject
from ..words import counted
from .problems import lines_of

MOST_INTERRUPTIONS = 4
_LONGEST_PROBLEM = 200
_LONGEST_NAME = 100


def line(subject: Subject, *, with_project: bool = False, brief: bool = False) -> str:
    """Return the verdict on a stack, as Markdown on one line.

    Args:
        subject: The stack.
        with_project: Say which project it is of.
        brief: In as few words as that can be said.
    """
    name = f"{subject.project}/{subject.stack}" if with_project and subject.project else subject.stack
    mark, told = _preview(subject.preview, brief=brief)
    parts = [told] if told else []
    if subject.rehearsal and not brief:
        failed, words = _rehearsal(subject.rehearsal)
        parts.append(words)
        mark = "❌" if failed else mark or "✅"
    return f"{mark or '❌'} {bold(_cut(name, _LONGEST_NAME))}: {'. '.join(parts) or 'nothing is known'}"


def _preview(preview: Preview | None, *, brief: bool) -> tuple[str, str]:
    """Return the mark and the words for a preview."""
    if preview is None:
        return "", ""
    problem = "" if brief or not preview.problems else f": {_first(preview.problems)}"
    if preview.state is State.UNREADABLE:
        return "❌", f"nothing is known of it{problem}"
    counts = counted(preview.counts)
    if preview.state is State.FAILED:
        until = f". Until then: {counts}" if counts and not brief else ""
        return "❌", f"the preview failed{problem}{until}"
    unchanged = _unchanged(preview)
    if not counts:
        return "✅", f"no changes{f' ({unchanged})' if unchanged and not brief else ''}"
    found = all_of(preview)
    if preview.never_deployed:
        return "🟩", f"first deployment: {counts}"
    told = counts if brief else ", ".join(filter(None, (counts, unchanged)))
    what = "" if brief else f": {_interrupted(preview, found)}"
    return _mark(preview, found), f"{told}{what}"


def _unchanged(preview: Preview) -> str:
    """Return how many resources stay as they are, and how many perhaps do not."""
    left, among = (preview.unchanged or 0) - len(preview.open), preview.unchanged_with_components
    told = [f"{len(preview.open)} perhaps updated"] if preview.open else []
    told += [f"{left} unchanged{', components among them' if among else ''}"] if left > 0 else []
    return ", ".join(told)


def _interrupted(preview: Preview, found: tuple[Interrupted, ...]) -> str:
    told = phrases(found, MOST_INTERRUPTIONS)
    if told:
        return "; ".join(told)
    may_be = preview.of(Op.REPLACE, Op.DELETE) or preview.open
    return "nothing known is interrupted" if may_be else "nothing is interrupted"


def _mark(preview: Preview, found: tuple[Interrupted, ...]) -> str:
    """Return a colour, for those who see it; the words say the same."""
    worst = max((each.interruption.effect for each in found), default=Effect.NOTICE)
    if worst >= Effect.DOWN:
        return "🟥"
    if worst is Effect.BRIEF or preview.of(Op.REPLACE, Op.DELETE):
        return "🟧"
    return "🟨" if preview.of(Op.UPDATE) else "🟩"


def _rehearsal(rehearsal: Rehearsal) -> tuple[bool, str]:
    """Return whether a rehearsal did not go well, and the words for it."""
    statuses = [each.status for each in rehearsal.checks] + [each.status for each in rehearsal.drills]
    failed = statuses.count("failed")
    if failed:
        return True, f"Rehearsal: {count_of(failed, 'check')} failed"
    if rehearsal.state is not State.COMPLETE or not rehearsal.ok:
        problem = f": {_first(rehearsal.problems)}" if rehearsal.problems else ""
        return True, f"Rehearsal: not done{problem}"
    kept = sum(each.status == "passed" for each in rehearsal.checks)
    return False, f"Rehearsal: {count_of(kept, 'promise')} kept"


def _first(problems: Sequence[str]) -> str:
    """Return the first problem; of those of the settings, the first line, with how many more there are."""
    first, *more = lines_of(problems[0])
    told = prose(_cut(first, _LONGEST_PROBLEM))
    return f"{told} (and {len(more)} more)" if more else told


def _cut(text: str, longest: int) -> str:
    line = one_line(text)
    return line if len(line) <= longest else f"{line[:longest].rstrip()}…"
