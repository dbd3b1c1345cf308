"""Rules across settings: what AWS would otherwise refuse in the middle of a deployment.

The rules themselves stand in the `rules_*` modules, by what they are about; importing this module registers them all.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from . import (
    rules_failover,
    rules_instance,
    rules_names,
    rules_network,
    rules_region,
    rules_release,
    rules_scaling,
    rules_stability,
    rules_strategy,
    rules_traffic,
)
from .problems import Problem
from .rule import Rule, registered

if TYPE_CHECKING:
    from .settings import Settings

__all__ = [
    "RULES",
    "broken",
    "rules_failover",
    "rules_instance",
    "rules_names",
    "rules_network",
    "rules_region",
    "rules_release",
    "rules_scaling",
    "rules_stability",
    "rules_strategy",
    "rules_traffic",
]

RULES: tuple[Rule, ...] = registered()


def broken(settings: Settings, bad: Collection[str] = ()) -> list[Problem]:
    """Return what the rules find in `settings`.

    Left out are rules that read one of the `bad` paths, or a section that the strategy does not have: where it is
    given it is refused as a whole, and what is in it does not matter.
    """
    unread = {*bad, *settings.availability.absent_sections}
    return [problem for rule in RULES if not rule.reads_any(unread) for problem in rule.check(settings)]
