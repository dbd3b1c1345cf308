"""Which replacements are causes, and which only follow: a new VPC makes forty more, since each has the old one's id."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .model import Argument, Change, Op, unknown_in
from .steps import by_urn


@dataclass(frozen=True)
class Cascade:
    """The replacements and deletions of one preview."""

    roots: tuple[Change, ...]
    """Those with a cause of their own."""
    followers: tuple[Change, ...]
    """Those that would not be, were it not for another one."""
    causes: Mapping[str, tuple[tuple[Argument, Change], ...]]
    """By a follower's URN: its arguments whose value comes from what is replaced, each with that resource."""
    wholes: Mapping[str, Change]
    """By the URN of what is deleted: something else that is deleted, to which it leads by its arguments."""

    def follows(self, change: Change) -> bool:
        """Tell whether a change comes with another one that is replaced or deleted."""
        return change.urn in self.causes or change.urn in self.wholes


def cascade(changes: Sequence[Change]) -> Cascade:
    """Return the replacements and deletions among changes, causes apart from what follows."""
    replaced = [each for each in changes if each.op is Op.REPLACE]
    known = by_urn(replaced)
    causes = {each.urn: found for each in replaced if (found := _causes(each, known))}
    # Where each follows another one (which no engine would plan), all of them are shown as causes.
    if len(causes) == len(replaced):
        causes = {}
    return Cascade(
        tuple(each for each in replaced if each.urn not in causes),
        tuple(each for each in replaced if each.urn in causes),
        causes,
        _wholes([each for each in changes if each.op is Op.DELETE]),
    )


def _causes(change: Change, replaced: Mapping[str, Change]) -> tuple[tuple[Argument, Change], ...]:
    """Return the arguments that replace a resource because their value comes from another one that is replaced."""
    replacing = [each for each in change.arguments if each.replaces] or change.arguments
    found = []
    for argument in replacing:
        sources = change.sources.get(argument.root, change.dependencies) if unknown_in(argument.new) else ()
        causes = [replaced[urn] for urn in sources if urn in replaced and urn != change.urn]
        if causes:
            # An id may come with what it waits for: of `subnetId`, the cause is the subnet, not its routes.
            found.append((argument, min(causes, key=lambda each: each.kind.lower() not in argument.root.lower())))
    return tuple(found)


def _wholes(deleted: Sequence[Change]) -> Mapping[str, Change]:
    known = by_urn(deleted)
    found = {}
    for change in deleted:
        sources = sorted({urn for urns in change.sources.values() for urn in urns if urn in known} - {change.urn})
        if sources:
            found[change.urn] = known[sources[0]]
    return found
