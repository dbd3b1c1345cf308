"""Pairs of instances that share a name in Route 53."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import stack
from .stack import Deployed, Server, Stack


@dataclass(frozen=True, kw_only=True)
class Failover:
    """A name that leads to one instance, and to another when that one fails its health check."""

    name: str
    primary: Server
    secondary: Server
    seconds: int
    """Seconds from a failure until the last client that minds the TTL has the other address."""
    asks_application: bool
    """Whether the check wants an answer, and not only a connection."""


def failovers(found: Stack) -> list[Failover]:
    """Return the pairs whose first instance has a health check: without one a name never moves."""
    by_name: dict[str, dict[str, Deployed]] = {}
    for record in found.of(stack.RECORD):
        for policy in record.inputs.get("failoverRoutingPolicies") or ():
            if record.inputs.get("records"):  # an alias leads to another name, not to an instance
                by_name.setdefault(str(record.inputs["name"]), {})[policy["type"]] = record
    holders = {found.address_of(each): each for each in found.servers()}
    pairs = (_pair(found, name, records, holders) for name, records in sorted(by_name.items()))
    return [pair for pair in pairs if pair]


def _pair(
    found: Stack, name: str, records: Mapping[str, Deployed], holders: Mapping[str | None, Server]
) -> Failover | None:
    if set(records) != {"PRIMARY", "SECONDARY"}:
        return None
    primary, secondary = (holders.get(records[role].inputs["records"][0]) for role in ("PRIMARY", "SECONDARY"))
    given: Mapping[str, Any] = records["PRIMARY"].inputs
    check = found.with_id(stack.HEALTH_CHECK, given.get("healthCheckId"))
    if not (primary and secondary and check):
        return None
    interval, threshold = int(check.inputs["requestInterval"]), int(check.inputs["failureThreshold"])
    return Failover(
        name=name,
        primary=primary,
        secondary=secondary,
        seconds=interval * threshold + int(given["ttl"]),
        asks_application=check.inputs["type"] != "TCP",
    )
