"""Which addresses a subnet has: by hand for the layout that stacks already live in, by properties for all others."""

import ipaddress
import itertools
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components._subnet_layout import TIERS, ZONE_LETTERS, ipv6_subnet_cidr, slot, subnet_cidr

ZONES = [f"eu-west-1{letter}" for letter in "abcdefgh"]
PLACES = list(itertools.product(ZONES, ("public", "private")))

GOLDEN = {
    # A change of any line replaces that subnet in every stack there is, and every instance in it.
    ("eu-west-1a", "public"): ("10.20.0.0/20", "2001:db8:12:3400::/64"),
    ("eu-west-1b", "public"): ("10.20.16.0/20", "2001:db8:12:3401::/64"),
    ("eu-west-1c", "public"): ("10.20.32.0/20", "2001:db8:12:3402::/64"),
    ("eu-west-1d", "public"): ("10.20.48.0/20", "2001:db8:12:3403::/64"),
    ("eu-west-1e", "public"): ("10.20.64.0/20", "2001:db8:12:3404::/64"),
    ("eu-west-1f", "public"): ("10.20.80.0/20", "2001:db8:12:3405::/64"),
    ("eu-west-1g", "public"): ("10.20.96.0/20", "2001:db8:12:3406::/64"),
    ("eu-west-1h", "public"): ("10.20.112.0/20", "2001:db8:12:3407::/64"),
    ("eu-west-1a", "private"): ("10.20.128.0/20", "2001:db8:12:3408::/64"),
    ("eu-west-1b", "private"): ("10.20.144.0/20", "2001:db8:12:3409::/64"),
    ("eu-west-1c", "private"): ("10.20.160.0/20", "2001:db8:12:340a::/64"),
    ("eu-west-1d", "private"): ("10.20.176.0/20", "2001:db8:12:340b::/64"),
    ("eu-west-1e", "private"): ("10.20.192.0/20", "2001:db8:12:340c::/64"),
    ("eu-west-1f", "private"): ("10.20.208.0/20", "2001:db8:12:340d::/64"),
    ("eu-west-1g", "private"): ("10.20.224.0/20", "2001:db8:12:340e::/64"),
    ("eu-west-1h", "private"): ("10.20.240.0/20", "2001:db8:12:340f::/64"),
}


@st.composite
def vpcs(draw: st.DrawFn) -> ipaddress.IPv4Network:
    """Any range that AWS takes for a VPC and that has room for load balancers in eight zones."""
    return ipaddress.IPv4Network((draw(st.integers(0, 2**32 - 1)), draw(st.integers(16, 23))), strict=False)


@st.composite
def vpcs_v6(draw: st.DrawFn) -> ipaddress.IPv6Network:
    """Any range as AWS gives it to a VPC."""
    return ipaddress.IPv6Network((draw(st.integers(0, 2**128 - 1)), 56), strict=False)


@pytest.mark.parametrize(("zone", "tier"), GOLDEN, ids="-".join)
def test_existing_stacks_keep_their_addresses(zone: str, tier: str) -> None:
    ipv4, ipv6 = GOLDEN[zone, tier]
    assert subnet_cidr("10.20.0.0/16", zone, tier) == ipv4
    assert ipv6_subnet_cidr("2001:db8:12:3400::/56", zone, tier) == ipv6


def test_the_golden_layout_is_the_whole_layout() -> None:
    assert sorted(GOLDEN) == sorted(PLACES)
    assert [f"eu-west-1{letter}" for letter in ZONE_LETTERS] == ZONES
    assert TIERS == ("public", "private")


def test_every_zone_and_tier_has_a_place_of_its_own() -> None:
    assert sorted(slot(zone, tier) for zone, tier in PLACES) == list(range(16))


@given(vpc=vpcs())
def test_subnets_fill_the_vpc_without_overlapping(vpc: ipaddress.IPv4Network) -> None:
    subnets = [ipaddress.IPv4Network(subnet_cidr(str(vpc), zone, tier)) for zone, tier in PLACES]
    assert all(subnet.subnet_of(vpc) for subnet in subnets)
    assert not any(one.overlaps(other) for one, other in itertools.combinations(subnets, 2))
    assert {subnet.prefixlen for subnet in subnets} == {vpc.prefixlen + 4}
    assert max(subnet.prefixlen for subnet in subnets) <= 27, "a load balancer asks for a /27 in each zone"


@given(vpc=vpcs_v6())
def test_ipv6_subnets_lie_in_the_vpc_without_overlapping(vpc: ipaddress.IPv6Network) -> None:
    subnets = [ipaddress.IPv6Network(ipv6_subnet_cidr(str(vpc), zone, tier)) for zone, tier in PLACES]
    assert all(subnet.subnet_of(vpc) for subnet in subnets)
    assert len(set(subnets)) == len(PLACES)
    assert {subnet.prefixlen for subnet in subnets} == {64}, "AWS takes no other size"


@given(vpc=vpcs(), region=st.sampled_from(["eu-west-1", "us-gov-east-1", "ap-southeast-7"]))
def test_a_place_follows_from_the_letter_alone_so_that_no_other_zone_can_move_it(
    vpc: ipaddress.IPv4Network, region: str
) -> None:
    for zone, tier in PLACES:
        assert subnet_cidr(str(vpc), region + zone[-1], tier) == subnet_cidr(str(vpc), zone, tier)


@pytest.mark.parametrize("prefix", [*range(16), *range(24, 33)])
def test_a_range_that_is_too_large_for_aws_or_too_small_for_load_balancers_is_refused(prefix: int) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (the sentence is compared whole)
        subnet_cidr(f"0.0.0.0/{prefix}", "eu-west-1a", "public")
    assert str(caught.value) == (
        f"cidr_block 0.0.0.0/{prefix}: must be between /16 and /23, so that each of 8 zones has two subnets of "
        "at least /27"
    )


@pytest.mark.parametrize("zone", ["eu-west-1i", "eu-west-1z", "eu-west-1A", "eu-west-1", "eu-west-a", "a", "1", ""])
@pytest.mark.parametrize("place", [subnet_cidr, ipv6_subnet_cidr])
def test_a_zone_without_a_place_is_refused(place: Callable[[str, str, str], str], zone: str) -> None:
    vpc = "10.20.0.0/16" if place is subnet_cidr else "2001:db8::/56"
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (the sentence is compared whole)
        place(vpc, zone, "public")
    assert str(caught.value) == (
        f"zone {zone!r}: must be an Availability Zone's name that ends in a letter a to h, such as eu-west-1a"
    )


def test_a_local_zone_which_would_share_the_place_of_an_availability_zone_is_refused() -> None:
    """An account that opted into us-west-2-lax-1 has two zones that end in `a`; their subnets would collide."""
    with pytest.raises(ValueError, match="must be an Availability Zone's name"):
        slot("us-west-2-lax-1a", "public")


def test_an_unknown_tier_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^tier 'isolated': must be one of public, private$"):
        slot("eu-west-1a", "isolated")
