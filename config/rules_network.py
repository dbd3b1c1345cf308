"""Rules on addresses and zones."""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .availability import LoadBalanced
from .problems import Problem
from .rule import rule
from .values import SUBNET_BITS

if TYPE_CHECKING:
    from .settings import Settings

LOAD_BALANCER_ZONES = 2
"""elbv2 CreateLoadBalancer: subnets of at least two Availability Zones."""

RESERVED_ADDRESSES = 5
"""Addresses of each subnet that AWS keeps (VPC user guide, "Subnet CIDR blocks")."""

LOAD_BALANCER_ADDRESSES = 8
"""Addresses that a load balancer wants free in each of its subnets (ELB user guide)."""


@rule("network.zones", "availability.strategy")
def load_balancer_has_two_zones(settings: Settings) -> Iterator[Problem]:
    """A load balancer has at least two `network.zones`."""
    zones = settings.network.zones
    if settings.availability.has_load_balancer and len(zones) < LOAD_BALANCER_ZONES:
        yield Problem(
            "network.zones",
            f"must have at least {LOAD_BALANCER_ZONES} zones for a load balancer, has {len(zones)}",
            ", ".join(zones),
            "add one, e.g. [a, b]",
        )


@rule("network.cidr_block", "network.connected_cidr_blocks")
def ranges_do_not_overlap(settings: Settings) -> Iterator[Problem]:
    """`network.cidr_block` does not overlap any of `network.connected_cidr_blocks`."""
    own = ipaddress.IPv4Network(settings.network.cidr_block)
    for block in settings.network.connected_cidr_blocks:
        if own.overlaps(ipaddress.IPv4Network(block)):
            yield Problem(
                "network.cidr_block",
                f"must not overlap {block} of network.connected_cidr_blocks",
                settings.network.cidr_block,
                "choose another range",
            )


@rule(
    "network.cidr_block",
    "network.zones",
    "scaling.max_size",
    "scaling.schedules",
    "availability.strategy",
    "availability.max_healthy_percent",
    "load_balancer.scheme",
)
def instances_have_addresses(settings: Settings) -> Iterator[Problem]:
    """The private subnets have an address for each instance of the largest group, also while it is replaced."""
    network, availability = settings.network, settings.availability
    if not isinstance(availability, LoadBalanced):
        return
    prefix = int(network.cidr_block.partition("/")[2]) + SUBNET_BITS
    taken = RESERVED_ADDRESSES + (LOAD_BALANCER_ADDRESSES if settings.load_balancer.scheme == "internal" else 0)
    room = len(network.zones) * (2 ** (32 - prefix) - taken)
    percent = availability.max_healthy_percent
    sizes = {"scaling.max_size": settings.scaling.max_size} | {
        f"scaling.schedules.{name}.max_size": schedule.max_size
        for name, schedule in settings.scaling.schedules.items()
        if schedule.max_size is not None
    }
    for path, size in sizes.items():
        needed = math.ceil(size * percent / 100)
        if needed > room:
            yield Problem(
                path,
                f"must leave every instance an address: {needed} while they are replaced "
                f"(availability.max_healthy_percent {percent}), the private subnets of {network.cidr_block} "
                f"have {room}",
                size,
                "lower it, or choose a larger network.cidr_block or more network.zones",
            )
