"""Which addresses a subnet has.

Each Availability Zone has a slot of its own, found from the zone's letter alone: a zone that is added or removed
moves no other zone's subnet. Moving one would replace it, and with it every instance inside.
"""

import ipaddress
import re

ZONE_LETTERS = "abcdefgh"
"""Zones that have a slot. No region has a zone beyond `f` today (us-east-1)."""

TIERS = ("public", "private")
SUBNET_BITS = 4
"""8 zones x 2 tiers = 16 subnets, so a subnet's prefix is 4 longer than the VPC's."""

LARGEST_VPC, SMALLEST_VPC = 16, 23
"""AWS takes a VPC from /16; beyond /23 a subnet would be smaller than the /27 that a load balancer asks for."""

IPV6_SUBNET_PREFIX = 64
"""The one size AWS takes for a subnet; the VPC's own block is a /56."""


def slot(zone: str, tier: str) -> int:
    """Return the place, 0 to 15, of a zone's subnet of this tier.

    Raises:
        ValueError: the zone's name does not end in a letter that has a slot, or the tier is unknown.
    """
    # A local zone such as us-west-2-lax-1a has another place in its name, and would share a letter's slot.
    match = re.fullmatch(rf"[a-z]+(-[a-z]+)+-\d+([{ZONE_LETTERS}])", zone)
    if match is None:
        raise ValueError(
            f"zone {zone!r}: must be an Availability Zone's name that ends in a letter {ZONE_LETTERS[0]} to "
            f"{ZONE_LETTERS[-1]}, such as eu-west-1a"
        )
    if tier not in TIERS:
        raise ValueError(f"tier {tier!r}: must be one of {', '.join(TIERS)}")
    return TIERS.index(tier) * len(ZONE_LETTERS) + ZONE_LETTERS.index(match[2])


def subnet_cidr(vpc_cidr: str, zone: str, tier: str) -> str:
    """Return the IPv4 range of a zone's subnet.

    Raises:
        ValueError: the VPC's range is not one that this layout can divide.
    """
    try:
        vpc = ipaddress.IPv4Network(vpc_cidr)
    except ValueError as error:
        raise ValueError(
            f"cidr_block {vpc_cidr}: must be an IPv4 range that starts at its first address, such as 10.20.0.0/16; "
            f"{error}"
        ) from None
    if not LARGEST_VPC <= vpc.prefixlen <= SMALLEST_VPC:
        raise ValueError(
            f"cidr_block {vpc_cidr}: must be between /{LARGEST_VPC} and /{SMALLEST_VPC}, so that each of "
            f"{len(ZONE_LETTERS)} zones has two subnets of at least /27"
        )
    return str(_nth(vpc, vpc.prefixlen + SUBNET_BITS, slot(zone, tier)))


def ipv6_subnet_cidr(vpc_cidr: str, zone: str, tier: str) -> str:
    """Return the IPv6 range (/64) of a zone's subnet in the /56 that AWS gave the VPC."""
    return str(_nth(ipaddress.IPv6Network(vpc_cidr), IPV6_SUBNET_PREFIX, slot(zone, tier)))


def _nth(
    network: ipaddress.IPv4Network | ipaddress.IPv6Network, prefix: int, index: int
) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    size = 1 << (network.max_prefixlen - prefix)
    return type(network)((int(network.network_address) + index * size, prefix))
