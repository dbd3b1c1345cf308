"""The addresses of a stack: VPC, subnets, route tables and the way to and from the internet.

Ways out of the private subnets are tested in test_network_nat.py, what is refused and what never moves in
test_network_zones.py.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from components import Network
from tests.recording import Recording, build

VPC, SUBNET, GATEWAY = "ec2/vpc:Vpc", "ec2/subnet:Subnet", "ec2/internetGateway:InternetGateway"
TABLE, ROUTE = "ec2/routeTable:RouteTable", "ec2/route:Route"
ASSOCIATION = "ec2/routeTableAssociation:RouteTableAssociation"
DEFAULT_GROUP = "ec2/defaultSecurityGroup:DefaultSecurityGroup"
OUTBOUND = "ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway"
ZONES = ("eu-west-1a", "eu-west-1c")
VPC_ID = "Vpc web-test-vpc"


def built(**changes: Any) -> Recording:
    """Build a network of two zones, without what other files test."""
    return build(Network, {"zones": ZONES, "nat": "none", "flow_logs_enabled": False, **changes})


def inputs(kind: str, **changes: Any) -> dict[str, Mapping[str, Any]]:
    return built(**changes).inputs(kind)


def test_without_nat_ipv6_and_records_it_is_exactly_this() -> None:
    recording = built()
    assert sorted((each.type.rpartition(":")[2], each.name) for each in recording.resources) == [
        ("DefaultSecurityGroup", "web-test-default"),
        ("InternetGateway", "web-test-internet"),
        ("Network", "web-test"),
        ("Route", "web-test-public"),
        ("RouteTable", "web-test-private-eu-west-1a"),
        ("RouteTable", "web-test-private-eu-west-1c"),
        ("RouteTable", "web-test-public"),
        ("RouteTableAssociation", "web-test-private-eu-west-1a"),
        ("RouteTableAssociation", "web-test-private-eu-west-1c"),
        ("RouteTableAssociation", "web-test-public-eu-west-1a"),
        ("RouteTableAssociation", "web-test-public-eu-west-1c"),
        ("Subnet", "web-test-private-eu-west-1a"),
        ("Subnet", "web-test-private-eu-west-1c"),
        ("Subnet", "web-test-public-eu-west-1a"),
        ("Subnet", "web-test-public-eu-west-1c"),
        ("Vpc", "web-test-vpc"),
        ("VpcEndpoint", "web-test-s3"),
        ("VpcEndpointRouteTableAssociation", "web-test-s3-private-eu-west-1a"),
        ("VpcEndpointRouteTableAssociation", "web-test-s3-private-eu-west-1c"),
        ("VpcEndpointRouteTableAssociation", "web-test-s3-public"),
    ]
    assert not any(each.protect or each.ignore_changes for each in recording.resources)


def test_the_vpc_resolves_names_and_gives_them() -> None:
    """Private names of interface endpoints need both."""
    assert built().one(VPC).inputs == {
        "cidrBlock": "10.20.0.0/16",
        "enableDnsSupport": True,
        "enableDnsHostnames": True,
        "tags": {"Name": "web-test-vpc"},
    }


def test_the_default_security_group_lets_nothing_in_or_out() -> None:
    group = built().one(DEFAULT_GROUP)
    assert group.inputs == {
        "vpcId": VPC_ID,
        "ingress": [],
        "egress": [],
        "tags": {"Name": "web-test-default-unused"},
    }


def subnet(tier: str, zone: str, cidr: str) -> dict[str, Any]:
    return {
        "vpcId": VPC_ID,
        "availabilityZone": zone,
        "cidrBlock": cidr,
        "mapPublicIpOnLaunch": False,
        "tags": {"Name": f"web-test-{tier}-{zone}"},
    }


def test_each_zone_has_a_public_and_a_private_subnet_and_neither_gives_public_addresses() -> None:
    assert inputs(SUBNET) == {
        "web-test-public-eu-west-1a": subnet("public", "eu-west-1a", "10.20.0.0/20"),
        "web-test-public-eu-west-1c": subnet("public", "eu-west-1c", "10.20.32.0/20"),
        "web-test-private-eu-west-1a": subnet("private", "eu-west-1a", "10.20.128.0/20"),
        "web-test-private-eu-west-1c": subnet("private", "eu-west-1c", "10.20.160.0/20"),
    }


def test_another_range_moves_the_vpc_and_its_subnets_along() -> None:
    recording = built(cidr_block="172.16.8.0/22", zones=["eu-west-1b"])
    assert recording.one(VPC).inputs["cidrBlock"] == "172.16.8.0/22"
    assert recording.inputs(SUBNET) == {
        "web-test-public-eu-west-1b": subnet("public", "eu-west-1b", "172.16.8.64/26"),
        "web-test-private-eu-west-1b": subnet("private", "eu-west-1b", "172.16.10.64/26"),
    }


def test_the_public_subnets_share_a_table_and_each_private_one_has_its_own() -> None:
    """A zone's way out must not depend on another zone."""
    tables = ("public", "private-eu-west-1a", "private-eu-west-1c")
    assert inputs(TABLE) == {
        f"web-test-{each}": {"vpcId": VPC_ID, "tags": {"Name": f"web-test-{each}"}} for each in tables
    }
    assert inputs(ASSOCIATION) == {
        "web-test-public-eu-west-1a": {
            "subnetId": "Subnet web-test-public-eu-west-1a",
            "routeTableId": "RouteTable web-test-public",
        },
        "web-test-public-eu-west-1c": {
            "subnetId": "Subnet web-test-public-eu-west-1c",
            "routeTableId": "RouteTable web-test-public",
        },
        "web-test-private-eu-west-1a": {
            "subnetId": "Subnet web-test-private-eu-west-1a",
            "routeTableId": "RouteTable web-test-private-eu-west-1a",
        },
        "web-test-private-eu-west-1c": {
            "subnetId": "Subnet web-test-private-eu-west-1c",
            "routeTableId": "RouteTable web-test-private-eu-west-1c",
        },
    }


def test_only_the_public_table_leads_to_the_internet_gateway() -> None:
    recording = built()
    assert recording.one(GATEWAY).inputs == {"vpcId": VPC_ID, "tags": {"Name": "web-test-internet"}}
    assert recording.inputs(ROUTE) == {
        "web-test-public": {
            "routeTableId": "RouteTable web-test-public",
            "destinationCidrBlock": "0.0.0.0/0",
            "gatewayId": "InternetGateway web-test-internet",
        }
    }


def test_ipv6_gives_the_vpc_and_each_subnet_a_range() -> None:
    recording = built(ipv6=True)
    assert recording.one(VPC).inputs == {**built().one(VPC).inputs, "assignGeneratedIpv6CidrBlock": True}
    expected = {name: {**own, "assignIpv6AddressOnCreation": True} for name, own in inputs(SUBNET).items()}
    expected["web-test-public-eu-west-1a"]["ipv6CidrBlock"] = "2001:db8:1200::/64"
    expected["web-test-public-eu-west-1c"]["ipv6CidrBlock"] = "2001:db8:1200:2::/64"
    expected["web-test-private-eu-west-1a"]["ipv6CidrBlock"] = "2001:db8:1200:8::/64"
    expected["web-test-private-eu-west-1c"]["ipv6CidrBlock"] = "2001:db8:1200:a::/64"
    assert recording.inputs(SUBNET) == expected


def test_over_ipv6_private_subnets_reach_out_and_nobody_reaches_in() -> None:
    recording = built(ipv6=True)
    assert recording.one(OUTBOUND).inputs == {"vpcId": VPC_ID, "tags": {"Name": "web-test-outbound-ipv6"}}
    private = {
        f"web-test-private-{zone}-ipv6": {
            "routeTableId": f"RouteTable web-test-private-{zone}",
            "destinationIpv6CidrBlock": "::/0",
            "egressOnlyGatewayId": "EgressOnlyInternetGateway web-test-outbound",
        }
        for zone in ZONES
    }
    public = {
        "routeTableId": "RouteTable web-test-public",
        "destinationIpv6CidrBlock": "::/0",
        "gatewayId": "InternetGateway web-test-internet",
    }
    assert recording.inputs(ROUTE) == {
        "web-test-public": inputs(ROUTE)["web-test-public"],
        "web-test-public-ipv6": public,
        **private,
    }


def test_without_ipv6_there_is_no_trace_of_it() -> None:
    recording = built()
    assert not recording.of(OUTBOUND)
    assert not any("ipv6" in key.lower() for each in recording.resources for key in each.inputs)


def test_without_nat_there_is_no_way_out_of_the_private_subnets() -> None:
    assert {each["routeTableId"] for each in inputs(ROUTE).values()} == {"RouteTable web-test-public"}


@pytest.mark.parametrize("ipv6", [False, True])
def test_every_resource_but_those_joined_to_others_carries_the_callers_tags(ipv6: bool) -> None:
    options = {"ipv6": ipv6, "nat": "per_zone", "session_manager_endpoints": True, "flow_logs_enabled": True}
    with_tags = built(tags={"Owner": "web"}, **options)
    untaggable = {
        "aws:ec2/route:Route",
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
        "aws:iam/rolePolicy:RolePolicy",
        "ha-web:index:Network",
    }
    assert {each.type for each in with_tags.resources if "tags" not in each.inputs} == untaggable
    plain = built(**options).arguments()
    for key, own in with_tags.arguments().items():
        tags = {"tags": {**plain[key]["tags"], "Owner": "web"}} if "tags" in plain[key] else {}
        assert own == {**plain[key], **tags}


def test_the_account_is_asked_for_zones_that_take_instances_and_for_nothing_else() -> None:
    assert built().invokes == [("aws:index/getAvailabilityZones:getAvailabilityZones", {"state": "available"})] * 2
