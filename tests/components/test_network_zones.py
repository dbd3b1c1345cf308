"""What a change of zones leaves alone, and which zones and ranges are refused before anything is built."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components import Network
from components._subnet_layout import ZONE_LETTERS
from tests.recording import Recorded, Recording, build, record

ZONES = [f"eu-west-1{letter}" for letter in "abcdef"]
LOOKUP = "aws:index/getAvailabilityZones:getAvailabilityZones"
zone_lists = st.lists(st.sampled_from(ZONES), min_size=1, max_size=4, unique=True)


def answering(*zones: str) -> dict[str, Any]:
    """Return the lookups of an account that has these zones."""
    return {LOOKUP: lambda _: {"id": "eu-west-1", "names": list(zones)}}


def built(**args: Any) -> Recording:
    return build(Network, args, invokes=answering(*ZONES))


def by_urn(recording: Recording) -> dict[str, Recorded]:
    return {each.urn: each for each in recording.resources}


def complaint(account: Sequence[str] = ZONES, /, **args: Any) -> str:
    """Return what building it complains about, without the trail that Pulumi puts before it."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (callers compare the sentence whole)
        build(Network, args, invokes=answering(*account))
    return str(caught.value).rpartition(" has risen: ")[2]


@settings(max_examples=8, deadline=None)
@given(one=zone_lists, other=zone_lists, nat=st.sampled_from(["none", "per_zone", "regional"]), ipv6=st.booleans())
def test_a_zone_added_or_removed_or_named_earlier_changes_nothing_of_the_others(
    one: list[str], other: list[str], nat: str, ipv6: bool
) -> None:
    """What both networks have, with its arguments, options and what it waits for, is the same to the letter."""
    before, after = (by_urn(built(zones=zones, nat=nat, ipv6=ipv6)) for zones in (one, other))
    common = before.keys() & after.keys()
    assert {urn: before[urn] for urn in common} == {urn: after[urn] for urn in common}
    for zone in set(one) ^ set(other):
        assert not any(zone in urn for urn in common)
    for zone in set(one) & set(other):
        assert {urn for urn in before if zone in urn} == {urn for urn in after if zone in urn} <= common


@settings(max_examples=5, deadline=None)
@given(rest=zone_lists.filter(lambda zones: "eu-west-1b" not in zones), added=st.permutations(ZONES))
def test_a_single_gateway_stays_where_it_is_while_its_zone_is_the_first(rest: list[str], added: list[str]) -> None:
    others = [zone for zone in added if zone != "eu-west-1b"]
    before, after = (by_urn(built(zones=["eu-west-1b", *zones], nat="single")) for zones in (rest, others))
    common = before.keys() & after.keys()
    assert {urn: before[urn] for urn in common} == {urn: after[urn] for urn in common}


def test_interface_endpoints_follow_the_zones_in_place() -> None:
    """The one thing that must change: the list of subnets of an endpoint, which AWS changes without a new one."""
    one, two = (by_urn(built(zones=zones, session_manager_endpoints=True)) for zones in (ZONES[:1], ZONES[:2]))
    changed = {urn for urn in one if one[urn] != two[urn]}
    assert {urn.rpartition("::")[2] for urn in changed} == {
        "web-test-ssm",
        "web-test-ssmmessages",
        "web-test-ec2messages",
    }
    for urn in changed:
        rest = [{**each[urn].inputs, "subnetIds": None} for each in (one, two)]
        assert rest[0] == rest[1]


def test_eight_zones_are_built_in_the_smallest_vpc() -> None:
    zones = [f"us-east-1{letter}" for letter in ZONE_LETTERS]
    recording = build(
        Network,
        {"zones": zones, "cidr_block": "192.168.4.0/23", "nat": "none", "flow_logs_enabled": False},
        invokes=answering(*zones),
    )
    ranges = [each["cidrBlock"] for each in recording.inputs("ec2/subnet:Subnet").values()]
    assert sorted(ranges) == sorted(f"192.168.{4 + number // 8}.{number % 8 * 32}/27" for number in range(16))


def test_a_zone_that_the_account_does_not_have_is_refused_with_those_it_has() -> None:
    assert complaint(("eu-west-1a", "eu-west-1b"), zones=["eu-west-1a", "eu-west-1c"]) == (
        "Network.zones: 'eu-west-1c' is not a zone of this account; available: eu-west-1a, eu-west-1b"
    )


def test_a_zone_whose_letter_has_no_place_is_refused() -> None:
    assert complaint(("eu-west-1i",), zones=["eu-west-1i"]) == (
        "zone 'eu-west-1i': must be an Availability Zone's name that ends in a letter a to h, such as eu-west-1a"
    )


@pytest.mark.parametrize("zones", [[], ["eu-west-1a", "eu-west-1b", "eu-west-1a"]])
def test_zones_must_be_named_and_each_once(zones: list[str]) -> None:
    assert complaint(zones=zones) == f"Network.zones: must name each zone once, got {zones}"


@pytest.mark.parametrize("nat", ["zonal", "", "Single"])
def test_an_unknown_way_out_is_refused_with_those_there_are(nat: str) -> None:
    assert complaint(zones=ZONES, nat=nat) == (
        f"Network.nat: must be one of none, per_zone, regional, single, got {nat!r}"
    )


@pytest.mark.parametrize("cidr_block", ["10.0.0.0/15", "10.0.0.0/24", "10.0.0.0"])
def test_a_range_that_is_too_large_or_too_small_is_refused(cidr_block: str) -> None:
    assert complaint(zones=ZONES, cidr_block=cidr_block) == (
        f"cidr_block {cidr_block}: must be between /16 and /23, so that each of 8 zones has two subnets of at least /27"
    )


@pytest.mark.parametrize(
    ("cidr_block", "why"),
    [
        ("10.0.0.1/16", "10.0.0.1/16 has host bits set"),
        ("ten", "Expected 4 octets in 'ten'"),
        ("2001:db8::/56", "Expected 4 octets in '2001:db8::'"),
    ],
)
def test_what_is_no_range_is_refused_under_the_arguments_name(cidr_block: str, why: str) -> None:
    assert complaint(zones=ZONES, cidr_block=cidr_block) == (
        f"cidr_block {cidr_block}: must be an IPv4 range that starts at its first address, such as 10.20.0.0/16; {why}"
    )


@pytest.mark.parametrize("args", [{"zones": []}, {"zones": ZONES, "nat": "x"}])
def test_what_is_refused_by_itself_is_refused_before_anything_is_registered(args: dict[str, Any]) -> None:
    assert registered_in_spite_of(args) == ["web-test"]


@pytest.mark.parametrize(
    "args", [{"zones": ZONES, "cidr_block": "10.0.0.0/24"}, {"zones": ["eu-west-1i"]}], ids=["range", "zone"]
)
def test_a_layout_that_cannot_be_is_refused_before_anything_is_registered(args: dict[str, Any]) -> None:
    assert registered_in_spite_of(args) == ["web-test"]


def registered_in_spite_of(args: dict[str, Any]) -> list[str]:
    """Return the names of what was registered although the program failed."""
    caught: list[ValueError] = []

    def program() -> None:
        try:
            Network("web-test", args)
        except ValueError as error:
            caught.append(error)

    recording = record(program, invokes=answering(*ZONES, "eu-west-1i"))
    assert caught
    return [each.name for each in recording.resources]


def test_a_component_whose_name_leaves_no_room_for_the_role_is_refused() -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (the sentence is compared whole)
        record(lambda: Network("a" * 45, {"zones": ZONES[:1]}), invokes=answering(*ZONES))
    assert str(caught.value).rpartition(" has risen: ")[2] == (
        f"name '{'a' * 45}-eu-west-1-flow-logs' of a role: must have at most 64 characters, got 65; shorten the "
        f"component's name '{'a' * 45}' by 1"
    )
    record(lambda: Network("a" * 44, {"zones": ZONES[:1]}), invokes=answering(*ZONES))
