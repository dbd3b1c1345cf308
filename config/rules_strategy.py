"""Rules on what a strategy has, and what it does not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .availability import STRATEGIES, AutoRecovery, DnsFailover, SelfHealing
from .availability_bases import SECURITY_GROUP_RULES, Direct, Kept
from .instance_types import recoverable
from .problems import Problem
from .rule import rule
from .stack_file import PROJECT

if TYPE_CHECKING:
    from .settings import Settings

PREFIX_LIST_RULES = 25
"""What the list of Route 53's checkers weighs in a security group (VPC user guide, "AWS-managed prefix lists")."""

VOLUME_WAIT_SECONDS = 600
"""For so long the old instance may go on; the new one waits 900 for its volume, and the rest is for both to boot and
to shut down."""

_INSTEAD_OF = {
    "scaling": "has a fixed number of instances",
    "load_balancer": "has no load balancer",
}
"""Why a strategy does not have a section."""


@rule("availability.strategy")
def sections_are_of_the_strategy(settings: Settings) -> Iterator[Problem]:
    """The sections `ha-web:scaling` and `ha-web:load_balancer` are only given with the strategy `load_balanced`."""
    availability = settings.availability
    for name in availability.absent_sections:
        if name in settings.model_fields_set:
            having = [other for other, options in STRATEGIES.items() if name not in options.absent_sections]
            yield Problem(
                f"{PROJECT}:{name}",
                f"is not for the strategy {availability.strategy}, which {_INSTEAD_OF[name]}",
                remedy=f"remove it, or choose the strategy {' or '.join(having)}",
            )


@rule("availability.strategy", "monitoring.server_error_percent")
def server_errors_are_counted_by_a_load_balancer(settings: Settings) -> Iterator[Problem]:
    """`monitoring.server_error_percent` is only given with the strategy `load_balanced`."""
    if not settings.availability.has_load_balancer and "server_error_percent" in settings.monitoring.model_fields_set:
        yield Problem(
            "monitoring.server_error_percent",
            f"is not for the strategy {settings.availability.strategy}, which has no load balancer to count errors",
            remedy="remove it, or choose the strategy load_balanced",
        )


@rule("availability.strategy", "network.nat", "network.ipv6")
def nothing_is_paid_for_private_subnets(settings: Settings) -> Iterator[Problem]:
    """`network.nat` and `network.ipv6` are only given with the strategy `load_balanced`: other instances are public,
    and reached over IPv4."""
    availability, network = settings.availability, settings.network
    if not isinstance(availability, Direct):
        return
    if network.nat not in (None, "none"):
        yield Problem(
            "network.nat",
            f"must be none, or left out, for the strategy {availability.strategy}: its instances have public "
            "addresses, and nothing is in the private subnets",
            network.nat,
            "remove it",
        )
    if network.ipv6:
        yield Problem(
            "network.ipv6",
            f"must be false, or left out, for the strategy {availability.strategy}, which is reached over IPv4 alone",
            network.ipv6,
            "remove it, or choose the strategy load_balanced",
        )


@rule("availability.strategy", "instance.instance_type")
def instance_can_be_recovered(settings: Settings) -> Iterator[Problem]:
    """With `auto_recovery` and `dns_failover`, `instance.instance_type` is one that EC2 recovers on another host."""
    kind = settings.instance.instance_type
    if isinstance(settings.availability, Kept) and (reason := recoverable(kind)):
        yield Problem(
            "instance.instance_type",
            f"must be a type that EC2 can recover, for the strategy {settings.availability.strategy}: {reason}",
            kind,
            "use e.g. t3.micro or m7i.large, or the strategy self_healing or load_balanced, which replace instances",
        )


@rule(
    "availability.strategy",
    "availability.data_volume.zone",
    "availability.zone",
    "availability.primary_zone",
    "availability.secondary_zone",
    "network.zones",
)
def zones_are_of_the_network(settings: Settings) -> Iterator[Problem]:
    """Zones that `availability` names are among `network.zones`."""
    named: dict[str, str | None] = {}
    match settings.availability:
        case SelfHealing(data_volume=volume) if volume:
            named = {"data_volume.zone": volume.zone}
        case AutoRecovery(zone=zone):
            named = {"zone": zone}
        case DnsFailover(primary_zone=first, secondary_zone=second):
            named = {"primary_zone": first, "secondary_zone": second}
    for key, letter in named.items():
        if letter and letter not in settings.network.zones:
            yield Problem(
                f"availability.{key}",
                f"must be one of network.zones ({', '.join(settings.network.zones)})",
                letter,
                "use one of them, or add it there",
            )


@rule("availability.strategy", "availability.data_volume", "availability.lifecycle_hooks")
def volume_waits_for_no_hook(settings: Settings) -> Iterator[Problem]:
    """With `availability.data_volume`, none of `lifecycle_hooks` is for instances that launch."""
    availability = settings.availability
    if not isinstance(availability, SelfHealing) or not availability.data_volume:
        return
    for name, hook in availability.lifecycle_hooks.items():
        if hook.transition == "launching":
            yield Problem(
                f"availability.lifecycle_hooks.{name}.transition",
                "must not be launching with data_volume: the old instance goes, and gives the volume free, only after "
                "the hook, and the new one boots no further without the volume",
                hook.transition,
                "remove the hook, or data_volume",
            )


@rule(
    "availability.strategy",
    "availability.data_volume",
    "availability.lifecycle_hooks",
    "availability.instance_warmup_seconds",
)
def volume_comes_before_patience_ends(settings: Settings) -> Iterator[Problem]:
    """With `availability.data_volume`, `instance_warmup_seconds` and the longest hook of `terminating` are together at
    most 600 seconds: so long the old instance keeps the volume that the new one waits for."""
    availability = settings.availability
    if not isinstance(availability, SelfHealing) or not availability.data_volume:
        return
    hooks = availability.lifecycle_hooks.items()
    ending = {name: hook.heartbeat_seconds for name, hook in hooks if hook.transition == "terminating"}
    slowest = max(ending, key=lambda name: ending[name], default=None)
    kept = availability.instance_warmup_seconds + (ending[slowest] if slowest else 0)
    if kept > VOLUME_WAIT_SECONDS:
        yield Problem(
            "availability.instance_warmup_seconds",
            f"must be at most {VOLUME_WAIT_SECONDS} with data_volume"
            + (f", together with the heartbeat of lifecycle_hooks.{slowest} ({ending[slowest]})" if slowest else "")
            + ": so long the old instance keeps the volume, and the new one gives up waiting for it",
            availability.instance_warmup_seconds,
            "lower it" + (", or heartbeat_seconds of the hook" if slowest else ""),
        )


@rule(
    "availability.strategy", "availability.ports", "availability.allowed_cidr_blocks", "availability.health_check.port"
)
def ports_fit_a_security_group(settings: Settings) -> Iterator[Problem]:
    """`availability.ports` times `allowed_cidr_blocks` are at most 60 rules, and 35 with `dns_failover` where not
    everybody may connect to the port that is checked: the list of Route 53's checkers takes 25."""
    availability = settings.availability
    if not isinstance(availability, Direct):
        return
    taken = isinstance(availability, DnsFailover) and len(availability.health_checker_ports) * PREFIX_LIST_RULES
    needed, room = len(availability.ports) * len(availability.allowed_cidr_blocks), SECURITY_GROUP_RULES - taken
    if needed > room:
        yield Problem(
            "availability.allowed_cidr_blocks",
            f"must make at most {room} rules with availability.ports, one for each port and range (AWS's limit of "
            f"{SECURITY_GROUP_RULES} for a security group"
            + (f", of which {taken} are for Route 53's checkers" if taken else "")
            + f"), makes {needed}",
            remedy="join ranges, or open fewer ports",
        )
