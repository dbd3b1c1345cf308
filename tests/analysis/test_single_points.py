"""What a stack has one of."""

import pytest

from pulumi_ha_web.analysis import analyse, stack
from tests.analysis.stacks import Built, balancer, group, instance, network, pair, template


def points(*built: Built) -> tuple[str, ...]:
    return analyse(built).single_points


def test_a_group_of_one_has_its_instance() -> None:
    expected = ("The instance of asg: nobody serves until another one has booted.",)
    assert points(*network(), template(), group()) == expected


def test_one_instance_has_itself_and_its_zone() -> None:
    assert points(*network(), template(), *instance()) == (
        "The instance primary: nobody serves while it is away, and nothing takes its place.",
        "The zone: what serves is in no other.",
    )


def test_a_pair_apart_has_none_and_one_in_a_zone_has_that() -> None:
    assert points(*pair("ab")) == ()
    assert points(*pair("bb")) == ("The zone: what serves is in no other.",)


def test_a_volume_is_in_its_zone_alone() -> None:
    volume = Built(stack.VOLUME, "data", {"size": 20, "availabilityZone": "eu-west-1a"})
    assert points(*network("a"), template(), group("a"), volume)[-1] == (
        "The volume data: its data are in eu-west-1a alone."
    )


@pytest.mark.parametrize(
    ("nat", "expected"),
    [
        ("", ()),
        ("abc", ()),
        ("b", ("The NAT gateway nat-b: without it eu-west-1a, eu-west-1c have no way out either.",)),
        ("ab", ("The NAT gateway nat-a: without it eu-west-1c have no way out either.",)),
    ],
)
def test_a_gateway_that_other_zones_depend_on(nat: str, expected: tuple[str, ...]) -> None:
    serving = (template(), group(least=3, healthCheckType="ELB"), *balancer())
    assert points(*network(nat=nat), *serving) == expected


def test_a_regional_gateway_is_none() -> None:
    gateway = Built(stack.NAT, "nat", {"availabilityMode": "regional"}, {"id": "nat"})
    route = Built(stack.ROUTE, "a", {"routeTableId": "table-a", "natGatewayId": "nat"})
    serving = (template(), group(least=3, healthCheckType="ELB"), *balancer())
    assert points(*network(), gateway, route, *serving) == ()
