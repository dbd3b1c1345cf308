"""What a change interrupts: by the resource's type, by what happens to it, by the arguments that differ.

The rules are data, in a module for each part of a stack.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ..cascade import cascade
from ..model import Change, Preview
from .rule import Interruption, Rule


@dataclass(frozen=True)
class Interrupted:
    """An interruption, and the change that brings it."""

    change: Change
    interruption: Interruption


def interruptions_of(change: Change, *, follows: bool = False) -> tuple[Interruption, ...] | None:
    """Return what a change interrupts; None where no rule knows the type.

    Args:
        change: What happens.
        follows: It is replaced only because what it is part of is: the new part stands in the new whole.
    """
    if change.leftover:
        return ()
    rules = _rules().get(service_and_kind(change.type))
    if rules is None:
        return None
    return tuple(
        found
        for rule in rules
        if rule.is_for(change) and not (follows and rule.part)
        if (found := rule.of(change)) is not None
    )


def all_of(preview: Preview) -> tuple[Interrupted, ...]:
    """Return all that a preview interrupts, the worst first."""
    whole = cascade(preview.changes)
    found = [
        Interrupted(change, each)
        for change in preview.real_changes
        for each in interruptions_of(change, follows=whole.follows(change)) or ()
    ]
    return tuple(sorted(found, key=lambda each: (-each.interruption.effect, each.interruption.short, each.change.urn)))


def phrases(found: Iterable[Interrupted], most: int) -> list[str]:
    """Return interruptions in a few words each, the worst first, the same ones told once."""
    groups: dict[str, list[Interrupted]] = {}
    for each in found:
        if each.interruption.short:
            groups.setdefault(each.interruption.short, []).append(each)
    told = [
        some[0].interruption.many.format(len(some)) if len(some) > 1 and some[0].interruption.many else short
        for short, some in groups.items()
    ]
    return told if len(told) <= most else [*told[: most - 1], f"and {len(told) - most + 1} more"]


def service_and_kind(token: str) -> str:
    """Return `lb.Listener` of `aws:lb/listener:Listener`, by whichever of its names the service is called."""
    package, _, rest = token.partition(":")
    service, _, kind = rest.partition("/")[0], rest, token.rpartition(":")[2]
    return f"{_SAME.get(service, service)}.{kind}" if package == "aws" else token


_SAME = {"alb": "lb", "elasticloadbalancingv2": "lb", "applicationloadbalancing": "lb", "vpc": "ec2", "ebs": "ec2"}


@cache
def _rules() -> dict[str, list[Rule]]:
    from . import compute, network, stores, traffic

    found: dict[str, list[Rule]] = {}
    for module in (traffic, compute, network, stores):
        for rule in module.RULES:
            for kind in rule.kinds.split():
                found.setdefault(kind, []).append(rule)
        for kind in module.HARMLESS.split():
            found.setdefault(kind, [])
    return found


def known_kinds() -> frozenset[str]:
    """Return the kinds that a rule is about, or that are known to interrupt nothing."""
    return frozenset(_rules())
