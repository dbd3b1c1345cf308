"""What is replaced or deleted, because of which arguments, and what that interrupts.

Causes come first; what follows from them is folded.
"""

from collections.abc import Iterable, Sequence

from ..cascade import Cascade, cascade
from ..interruptions import interruptions_of
from ..interruptions.rule import Effect, Interruption
from ..markdown import code, count_of, details, table
from ..model import Argument, Block, Change, Op, Subject, Weight, unknown_in
from ..showing import Names, change_of, diffs_of, is_script, names_of, resource
from ..words import grouped, in_order, kinds

MOST_ROWS = 12
"""Causes and deletions that stand in a table; of more, those that interrupt something, and the others folded."""
MOST_ARGUMENTS = 4
_MOST_CAUSES = 2


def section(subject: Subject) -> Block | None:
    """Return what goes, if anything does."""
    preview = subject.preview
    if preview is None or not preview.of(Op.REPLACE, Op.DELETE):
        return None
    whole, names, deleted = cascade(preview.changes), names_of(preview), preview.of(Op.DELETE)
    told = _Told(whole, names)
    tables = [*told.table("Replaced", whole.roots), *told.table("Deleted", deleted)]
    interrupted = list(told.following_interruptions())
    diffs = [diff for each in in_order([*whole.roots, *whole.followers]) for diff in diffs_of(each)]
    words = [word for word, some in (("replaced", whole.roots), ("deleted", deleted)) if some]
    return Block(
        title=" and ".join(words).capitalize(),
        text="\n\n".join([*tables, *interrupted, *told.following(), *diffs]),
        weight=Weight.REPLACEMENTS,
        short="\n\n".join([*tables, *interrupted]),
    )


class _Told:
    """What there is to say about what goes."""

    def __init__(self, whole: Cascade, names: Names) -> None:
        self._whole, self._names = whole, names

    def table(self, word: str, changes: Sequence[Change]) -> Iterable[str]:
        """Yield changes as a table; of many, those that interrupt little are folded."""
        ordered = sorted(in_order(changes), key=lambda each: -self._effect(each))
        rows = ordered
        if len(ordered) > MOST_ROWS:
            rows = [each for each in ordered if self._effect(each) >= Effect.BRIEF][:MOST_ROWS]
        if rows:
            yield self._rows(word, rows)
        rest = [each for each in ordered if each not in rows]
        if rest:
            summary = f"{len(rest)}{' more' if rows else ''} {word.lower()}, which interrupt less"
            yield details(summary, self._rows(word, rest))

    def following_interruptions(self) -> Iterable[str]:
        """Yield what is interrupted by that which only follows: folded, it would be overlooked."""
        found = [
            (each.effect, f"- {resource(change)}: {each.text}")
            for change in in_order(self._whole.followers)
            for each in self._interruptions(change) or ()
            if each.effect >= Effect.BRIEF
        ]
        lines = [line for _, line in sorted(found, key=lambda each: -each[0])]
        if lines:
            more = [f"- and {len(lines) - MOST_ROWS} more"] * (len(lines) > MOST_ROWS)
            yield "\n".join(["What follows from these interrupts, too:", "", *lines[:MOST_ROWS], *more])

    def following(self) -> Iterable[str]:
        """Yield what only follows, to be opened."""
        followers = self._whole.followers
        if not followers:
            return
        lists = grouped(followers, lambda each: f"- {resource(each)}: {self._reason(each)}")
        summary = f"{count_of(len(followers), 'more is', 'more are')} replaced because of these"
        yield details(summary, "\n\n".join([f"{kinds(followers)}.", *lists]))

    def _rows(self, word: str, changes: Iterable[Change]) -> str:
        interrupts = "What that interrupts"
        if word == "Deleted":
            return table([word, interrupts], ([resource(each), self._interrupts(each)] for each in changes))
        return table(
            [word, "Because of", interrupts],
            ([_what(each), self._because(each), self._interrupts(each)] for each in changes),
        )

    def _because(self, change: Change) -> str:
        replacing = [each for each in change.arguments if each.replaces]
        others = [each for each in change.arguments if not each.replaces]
        if not replacing:
            replacing, others = others, []
        told = [self._argument(change, each) for each in sorted(replacing, key=_tells_little)]
        told = told[:MOST_ARGUMENTS] + _more(told)
        if others:
            roots = list(dict.fromkeys(code(each.root) for each in others))
            told.append(f"besides: {', '.join([*roots[:MOST_ARGUMENTS], *_more(roots)])}")
        return "<br>".join(told or map(code, change.named)) or "the preview does not say"

    def _argument(self, change: Change, argument: Argument) -> str:
        told = change_of(argument, self._names, self._names.source(change, argument))
        return f"{code(argument.path)}: {told}{' (see below)' if is_script(argument) else ''}"

    def _interrupts(self, change: Change) -> str:
        found = self._interruptions(change)
        told = [each.text for each in found or ()]
        if not told and change.urn in self._whole.wholes:
            told.append(f"it goes with {resource(self._whole.wholes[change.urn])}")
        if change.protected:
            told.insert(0, "**Pulumi refuses: it is protected**")
        if change.leftover:
            told.append("nothing: only a copy goes, which an earlier deployment left behind")
        return "<br>".join(told) or ("nothing" if found is not None else "not known to this report")

    def _reason(self, change: Change) -> str:
        """Return what a replacement follows from, and what differs in it besides."""
        causes = self._whole.causes[change.urn]
        told = [f"{code(argument.path)} comes from {resource(cause)}" for argument, cause in causes]
        from_others = {argument.path for argument, _ in causes}
        own = [each for each in change.arguments if each.replaces and each.path not in from_others]
        return "; ".join(told[:_MOST_CAUSES] + [self._argument(change, each) for each in own[:MOST_ARGUMENTS]])

    def _interruptions(self, change: Change) -> Sequence[Interruption] | None:
        return interruptions_of(change, follows=self._whole.follows(change))

    def _effect(self, change: Change) -> int:
        return max((each.effect for each in self._interruptions(change) or ()), default=0)


def _what(change: Change) -> str:
    return f"{resource(change)}{'<br>the old one goes first' if change.deletes_first else ''}"


def _more(told: Sequence[str]) -> list[str]:
    return [f"{len(told) - MOST_ARGUMENTS} more"] * (len(told) > MOST_ARGUMENTS)


def _tells_little(argument: Argument) -> tuple[bool, bool]:
    """Put last what is not known yet, and names: those are made from the rest."""
    return unknown_in(argument.new), argument.root.lower().endswith("name")
