"""How the application stays up: one of four strategies, told apart by `strategy`."""

from typing import Annotated, Any

from pydantic import Discriminator, Tag

from .availability_auto_recovery import AutoRecovery
from .availability_bases import Strategy
from .availability_dns_failover import DnsFailover
from .availability_load_balanced import LoadBalanced
from .availability_self_healing import SelfHealing

__all__ = [
    "DEFAULT_STRATEGY",
    "STRATEGIES",
    "AutoRecovery",
    "Availability",
    "DnsFailover",
    "LoadBalanced",
    "SelfHealing",
]

DEFAULT_STRATEGY = "load_balanced"
"""Taken where `strategy` is left out."""

STRATEGIES: dict[str, type[Strategy]] = {
    "load_balanced": LoadBalanced,
    "self_healing": SelfHealing,
    "auto_recovery": AutoRecovery,
    "dns_failover": DnsFailover,
}
"""The strategies by name: the default, and those with fewer instances."""


def _strategy_of(value: Any) -> Any:
    """Return what `value`, a mapping or settings made before, names as its strategy."""
    if isinstance(value, dict):
        return value.get("strategy", DEFAULT_STRATEGY)
    return getattr(value, "strategy", DEFAULT_STRATEGY)


Availability = Annotated[
    Annotated[LoadBalanced, Tag("load_balanced")]
    | Annotated[SelfHealing, Tag("self_healing")]
    | Annotated[AutoRecovery, Tag("auto_recovery")]
    | Annotated[DnsFailover, Tag("dns_failover")],
    Discriminator(_strategy_of),
]
"""What `availability` may be."""
