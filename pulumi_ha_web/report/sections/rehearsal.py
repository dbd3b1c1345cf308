"""What a rehearsal says: the promises that are not kept first, with what to do; then what is kept, to be opened."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..markdown import bold, code, count_of, details, fence, plain
from ..model import Block, Check, Drill, Rehearsal, State, Subject, Weight

LONGEST = 600
"""Characters of a text that are shown: what a check found may name every resource of a kind."""

_OF_PROMISES = {"failed": "not kept", "passed": "kept", "not_applicable": "not asked for"}
_OF_DRILLS = {"failed": "not survived", "passed": "survived", "not_applicable": "not tried"}
_MARKS = {"failed": "❌", "passed": "✅", "not_applicable": "➖"}
"""Beside the words, never in their place."""


def section(subject: Subject) -> Block | None:
    """Return what the stack's rehearsal says, if there is one."""
    rehearsal = subject.rehearsal
    if not rehearsal:
        return None
    first = [_beginning(rehearsal), *_problems(rehearsal), *_failed(rehearsal)]
    if not subject.preview:
        first.append(
            "A rehearsal builds the stack from nothing: what stands in AWS, and what a deployment would change of it, "
            "only a preview tells."
        )
    rest = [*_drills(rehearsal.drills), *_assumed(rehearsal.assumed), *_components(rehearsal.checks)]
    return Block(
        title="Rehearsal",
        text="\n\n".join([*first, *rest]),
        weight=Weight.REHEARSAL if rehearsal.ok else Weight.REHEARSAL_FAILED,
        short="\n\n".join(first),
    )


def _beginning(rehearsal: Rehearsal) -> str:
    """Return how it went, in a sentence."""
    if rehearsal.state is State.UNREADABLE:
        return "❌ Nothing is known of the rehearsal:"
    if rehearsal.problems and not rehearsal.checks:
        return "❌ The rehearsal stopped before anything was looked at:"
    where = f" in {plain(rehearsal.region)}" if rehearsal.region else ""
    counts = [_counts(rehearsal.checks, _OF_PROMISES, "promise")]
    counts += [_counts(rehearsal.drills, _OF_DRILLS, "drill")]
    told = "; ".join(filter(None, counts)) or "no promise was looked at"
    return f"{count_of(rehearsal.resources, 'resource')} deployed into an emulated account{where}: {told}."


def _problems(rehearsal: Rehearsal) -> Iterator[str]:
    for problem in rehearsal.problems:
        yield fence(problem) if "\n" in problem else f"- {_shown(problem)}"


def _failed(rehearsal: Rehearsal) -> Iterator[str]:
    """Return what is not kept or not survived, each with what was found and what to do."""
    lines = []
    for check in (each for each in rehearsal.checks if each.status == "failed"):
        remedy = f" To do: {_shown(check.remedy)}" if check.remedy else ""
        about = ", ".join(filter(None, [plain(check.component), code(check.id)]))
        lines.append(f"- ❌ {bold(check.title)} ({about}): {_sentence(check.found or 'no more is told')}{remedy}")
    for drill in (each for each in rehearsal.drills if each.status == "failed"):
        lines.append(
            f"- ❌ {bold(drill.title)} (a drill, {code(drill.id)}): {_sentence(drill.found or 'no more is told')}"
        )
    if lines:
        yield "\n".join(lines)


def _drills(drills: Sequence[Drill]) -> Iterator[str]:
    if drills:
        yield details(f"What was broken on purpose: {_counts(drills, _OF_DRILLS)}", _lines(drills))


def _assumed(sentences: Sequence[str]) -> Iterator[str]:
    """Return what no emulated account can tell of a real one."""
    if sentences:
        lines = "\n".join(f"- {_shown(each)}" for each in sentences)
        yield f"Before a deployment, the real account must have:\n\n{lines}"


def _components(checks: Sequence[Check]) -> Iterator[str]:
    """Return a block for each component that opens onto its promises."""
    for component in dict.fromkeys(each.component for each in checks):
        own = [each for each in checks if each.component == component]
        name = plain(component or "The stack as a whole")
        yield details(f"{name}: {_counts(own, _OF_PROMISES)}", _lines(own))


def _lines(found: Iterable[Check | Drill]) -> str:
    order = list(_MARKS)
    rank = {each: at for at, each in enumerate(order)}
    return "\n".join(
        f"- {_MARKS.get(each.status, '❔')} {plain(each.title)}{f': {_shown(each.found)}' if each.found else ''}"
        for each in sorted(found, key=lambda each: rank.get(each.status, len(order)))
    )


def _counts(found: Iterable[Check | Drill], words: Mapping[str, str], noun: str = "") -> str:
    """Return `1 promise not kept, 69 kept, 21 not asked for`."""
    statuses = [each.status for each in found]
    order = [*(each for each in words if each in statuses), *sorted(set(statuses) - words.keys())]
    parts = [f"{statuses.count(each)} {words.get(each) or plain(each)}" for each in order]
    if noun and parts:
        count, rest = parts[0].split(" ", 1)
        parts[0] = f"{count_of(int(count), noun)} {rest}"
    return ", ".join(parts)


def _sentence(text: str) -> str:
    shown = _shown(text)
    return shown if shown.endswith((".", "!", "?", ")")) else f"{shown}."


def _shown(text: str) -> str:
    return plain(text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text):,} characters)")
