"""What is updated in place, by component, old → new. What is the same on many resources is told once."""

from collections.abc import Iterable, Mapping, Sequence

from ..interruptions import interruptions_of
from ..markdown import code, count_of, details
from ..model import Argument, Block, Change, Op, Subject, Weight, unknown_in
from ..showing import Names, change_of, diffs_of, is_script, names_of, resource
from ..words import grouped, in_order

FOLDED_FROM = 3
"""Resources with the same difference, from which on it is told once for all of them."""
MOST_ARGUMENTS = 12
MOST_RESOURCES = 60

_Folded = Mapping[str, Sequence[Change]]


def section(subject: Subject) -> Block | None:
    """Return what is updated, or may be, if anything is."""
    preview = subject.preview
    if preview is None or not (preview.of(Op.UPDATE) or preview.open):
        return None
    updated = preview.of(Op.UPDATE)
    told = [_Told(each, names_of(preview)) for each in in_order(updated)]
    folded = _folded(told)
    parts = ["\n\n".join(_fold(line, some) for line, some in folded.items())] if folded else []
    following = [each.change for each in told if each.only_follows]
    left = {each.change.urn: lines for each in told if not each.only_follows and (lines := each.lines(folded))}
    changes = [each for each in in_order(updated) if each.urn in left]
    parts += grouped(changes[:MOST_RESOURCES], lambda each: _update(each, left[each.urn]))
    if len(changes) > MOST_RESOURCES:
        parts.append(f"{len(changes) - MOST_RESOURCES} more are updated, each in its own way.")
    parts += [*_following(following), *_open(preview.open)]
    text = "\n\n".join(parts)
    diffs = [diff for each in in_order(updated) for diff in diffs_of(each)]
    return Block(title="Updated", text="\n\n".join([text, *diffs]), weight=Weight.UPDATES, short=text if diffs else "")


class _Told:
    """What there is to say about an updated resource, a line for each difference."""

    def __init__(self, change: Change, names: Names) -> None:
        self.change = change
        found = [
            (each, f"{code(each.path)}: {change_of(each, names, names.source(change, each))}")
            for each in change.arguments
        ]
        self.foldable = tuple(dict.fromkeys(line for each, line in found if not is_script(each)))
        self._differences = [line for _, line in found] or [_named(change)]
        self._interrupts = [f"→ *{each.text}*" for each in interruptions_of(change) or ()]
        self._replaced = {urn for urn, each in names.changing.items() if each.op is Op.REPLACE}
        self.only_follows = bool(found) and not self._interrupts and all(map(self._follows, change.arguments))
        """Nothing in it differs but what it knows of resources that are replaced, and that interrupts nothing."""

    def _follows(self, argument: Argument) -> bool:
        return unknown_in(argument.new) and not self._replaced.isdisjoint(self.change.sources.get(argument.root, ()))

    def lines(self, folded: _Folded) -> list[str]:
        """Return what is not told of many resources at once."""
        own = [each for each in self._differences if each not in folded]
        more = [f"{count_of(len(own) - MOST_ARGUMENTS, 'argument')} more"] * (len(own) > MOST_ARGUMENTS)
        return [*own[:MOST_ARGUMENTS], *more, *self._interrupts]


def _folded(told: Iterable[_Told]) -> _Folded:
    """Return each difference that many resources have, with them."""
    found: dict[str, list[Change]] = {}
    for each in told:
        for line in each.foldable:
            found.setdefault(line, []).append(each.change)
    return {line: some for line, some in found.items() if len(some) >= FOLDED_FROM}


def _following(changes: Sequence[Change]) -> list[str]:
    if not changes:
        return []
    lines = [f"- {resource(each)}: {_roots(one.root for one in each.arguments)}" for each in changes]
    return [details(f"{len(changes)} updated because what they refer to is replaced", "\n".join(lines))]


def _open(changes: Iterable[Change]) -> list[str]:
    """Return what a preview takes to stay the same, though it cannot know."""
    lines = [
        f"- {resource(each)}: {_roots(key for key, value in each.new.items() if unknown_in(value))}"
        for each in in_order(changes)
    ]
    first = "Perhaps updated, which a preview cannot tell, since values are known once deployed:"
    return ["\n".join([first, "", *lines])] if lines else []


def _roots(names: Iterable[str]) -> str:
    return ", ".join(map(code, dict.fromkeys(names)))


def _fold(line: str, changes: Sequence[Change]) -> str:
    names = ", ".join(resource(each) for each in changes)
    return f"{line}\n\n{details('on ' + count_of(len(changes), 'resource'), names)}"


def _update(change: Change, lines: Sequence[str]) -> str:
    """Return a resource's differences, and what they interrupt."""
    if len(lines) == 1:
        return f"- {resource(change)}: {lines[0]}"
    return "\n".join([f"- {resource(change)}", *(f"  - {each}" for each in lines)])


def _named(change: Change) -> str:
    if not change.named:
        return "the preview does not say what differs"
    names = ", ".join(code(each) for each in change.named[:MOST_ARGUMENTS])
    return f"the engine names {names}; nothing that could be shown differs in what is given"
