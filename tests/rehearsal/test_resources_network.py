"""Networks: each resource that the rehearsal creates is what its inputs say, as the API tells."""

from collections.abc import Iterator
from typing import Any

import pytest

from rehearsal.resources import ArgumentError
from tests.rehearsal.test_resources_support import Case, World, a_world, case

CASES: list[Case] = []
TAGS = {"Name": "thing"}
TAG_LIST = [{"Key": "Name", "Value": "thing"}]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with a_world() as made:
        yield made


@case(
    CASES,
    "aws:ec2/vpc:Vpc",
    lambda _: {
        "cidrBlock": "10.9.0.0/16",
        "enableDnsSupport": True,
        "enableDnsHostnames": True,
        "assignGeneratedIpv6CidrBlock": True,
        "tags": TAGS,
    },
)
def vpc(world: World, made: str, outputs: dict[str, Any]) -> None:
    ec2 = world.client("ec2")
    found = ec2.describe_vpcs(VpcIds=[made])["Vpcs"][0]
    assert (found["CidrBlock"], found["Tags"]) == ("10.9.0.0/16", TAG_LIST)
    names = ec2.describe_vpc_attribute(VpcId=made, Attribute="enableDnsHostnames")
    assert names["EnableDnsHostnames"]["Value"] is True
    assert outputs["arn"] == f"arn:aws:ec2:eu-west-1:123456789012:vpc/{made}"
    assert outputs["ipv6CidrBlock"] == found["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"]
    group = ec2.describe_security_groups(GroupIds=[outputs["defaultSecurityGroupId"]])["SecurityGroups"][0]
    assert (group["GroupName"], group["VpcId"]) == ("default", made)
    table = ec2.describe_route_tables(RouteTableIds=[outputs["mainRouteTableId"]])["RouteTables"][0]
    assert table["VpcId"] == made


@case(CASES, "aws:ec2/vpc:Vpc", lambda _: {"cidrBlock": "10.7.0.0/16", "enableDnsSupport": False})
def vpc_without_names(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("ec2").describe_vpc_attribute(VpcId=made, Attribute="enableDnsSupport")
    assert found["EnableDnsSupport"]["Value"] is outputs["enableDnsSupport"] is False


@case(
    CASES,
    "aws:ec2/subnet:Subnet",
    lambda world: {
        "vpcId": world.get("vpc"),
        "cidrBlock": "10.0.1.0/24",
        "availabilityZone": "eu-west-1b",
        "mapPublicIpOnLaunch": True,
        "tags": TAGS,
    },
)
def subnet(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("ec2").describe_subnets(SubnetIds=[made])["Subnets"][0]
    got = [found[key] for key in ("VpcId", "CidrBlock", "AvailabilityZone", "MapPublicIpOnLaunch", "Tags")]
    assert got == [world.get("vpc"), "10.0.1.0/24", "eu-west-1b", True, TAG_LIST]
    assert outputs["availabilityZoneId"] == found["AvailabilityZoneId"]


@case(CASES, "aws:ec2/internetGateway:InternetGateway", lambda world: {"vpcId": other_vpc(world), "tags": TAGS})
def internet_gateway(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("ec2").describe_internet_gateways(InternetGatewayIds=[made])["InternetGateways"][0]
    assert [each["VpcId"] for each in found["Attachments"]] == [outputs["vpcId"]]
    assert found["Tags"] == TAG_LIST


def other_vpc(world: World) -> str:
    return world.create("aws:ec2/vpc:Vpc", cidrBlock="10.8.0.0/16")[0]


@case(
    CASES,
    "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
    lambda world: {"vpcId": world.get("vpc"), "tags": TAGS},
)
def egress_only(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("ec2").describe_egress_only_internet_gateways(EgressOnlyInternetGatewayIds=[made])
    gateway = found["EgressOnlyInternetGateways"][0]
    assert (gateway["Attachments"][0]["VpcId"], gateway["Tags"]) == (world.get("vpc"), TAG_LIST)


@case(CASES, "aws:ec2/eip:Eip", lambda _: {"domain": "vpc", "tags": TAGS})
def eip(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("ec2").describe_addresses(AllocationIds=[made])["Addresses"][0]
    assert (found["Domain"], found["Tags"], found["PublicIp"]) == ("vpc", TAG_LIST, outputs["publicIp"])


@case(
    CASES,
    "aws:ec2/natGateway:NatGateway",
    lambda world: {
        "subnetId": world.get("subnet-a"),
        "allocationId": world.create("aws:ec2/eip:Eip")[0],
        "connectivityType": "public",
        "tags": TAGS,
    },
)
def nat_gateway(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("ec2").describe_nat_gateways(NatGatewayIds=[made])["NatGateways"][0]
    assert (found["SubnetId"], found["State"], found["Tags"]) == (world.get("subnet-a"), "available", TAG_LIST)
    assert found["NatGatewayAddresses"][0]["AllocationId"] == outputs["allocationId"]
    assert found["NatGatewayAddresses"][0]["PublicIp"] == outputs["publicIp"]
    assert outputs["availabilityMode"] == "zonal"


@case(
    CASES,
    "aws:ec2/natGateway:NatGateway",
    lambda world: {"vpcId": world.get("vpc"), "availabilityMode": "regional", "connectivityType": "public"},
)
def regional_nat_gateway(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("ec2").describe_nat_gateways(NatGatewayIds=[made])["NatGateways"][0]
    assert (found["VpcId"], found["AvailabilityMode"]) == (world.get("vpc"), "regional")
    assert "SubnetId" not in found


@case(
    CASES,
    "aws:ec2/natGateway:NatGateway",
    lambda world: {"subnetId": world.get("subnet-a"), "connectivityType": "private"},
)
def private_nat_gateway(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("ec2").describe_nat_gateways(NatGatewayIds=[made])["NatGateways"][0]
    assert (found["ConnectivityType"], outputs["connectivityType"]) == ("private", "private")
    assert "PublicIp" not in found["NatGatewayAddresses"][0]


@case(CASES, "aws:ec2/routeTable:RouteTable", lambda world: {"vpcId": world.get("vpc"), "tags": TAGS})
def route_table(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("ec2").describe_route_tables(RouteTableIds=[made])["RouteTables"][0]
    assert (found["VpcId"], found["Tags"]) == (world.get("vpc"), TAG_LIST)


@case(
    CASES,
    "aws:ec2/route:Route",
    lambda world: {
        "routeTableId": world.get("table"),
        "destinationCidrBlock": "0.0.0.0/0",
        "gatewayId": world.get("internet"),
    },
)
def route(world: World, made: str, outputs: dict[str, Any]) -> None:
    table = world.client("ec2").describe_route_tables(RouteTableIds=[world.get("table")])["RouteTables"][0]
    found = [each for each in table["Routes"] if each.get("DestinationCidrBlock") == "0.0.0.0/0"]
    assert [each["GatewayId"] for each in found] == [world.get("internet")]
    assert made == f"r-{world.get('table')}1080289494"  # the id that the provider gives a default route


@case(
    CASES,
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    lambda world: {"routeTableId": world.get("table"), "subnetId": world.get("subnet-a")},
)
def association(world: World, made: str, outputs: dict[str, Any]) -> None:
    table = world.client("ec2").describe_route_tables(RouteTableIds=[world.get("table")])["RouteTables"][0]
    found = [(each["RouteTableAssociationId"], each.get("SubnetId")) for each in table["Associations"]]
    assert (made, world.get("subnet-a")) in found


@case(
    CASES,
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    lambda world: {
        "vpcId": world.get("vpc"),
        "serviceName": "com.amazonaws.eu-west-1.ssm",
        "vpcEndpointType": "Interface",
        "subnetIds": [world.get("subnet-a")],
        "securityGroupIds": [world.get("security-group")],
        "privateDnsEnabled": True,
        "tags": TAGS,
    },
)
def interface_endpoint(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("ec2").describe_vpc_endpoints(VpcEndpointIds=[made])["VpcEndpoints"][0]
    got = [found[key] for key in ("VpcEndpointType", "ServiceName", "SubnetIds", "PrivateDnsEnabled", "Tags")]
    assert got == ["Interface", "com.amazonaws.eu-west-1.ssm", [world.get("subnet-a")], True, TAG_LIST]
    assert [each["GroupId"] for each in found["Groups"]] == [world.get("security-group")]
    assert len(outputs["networkInterfaceIds"]) == 1


@case(
    CASES,
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    lambda world: {
        "vpcId": world.get("vpc"),
        "serviceName": "com.amazonaws.eu-west-1.ec2",
        "vpcEndpointType": "Interface",
        "subnetIds": [world.get("subnet-b")],
    },
)
def endpoint_without_private_names(world: World, made: str, outputs: dict[str, Any]) -> None:
    """The API would switch private names on by itself, the provider says no."""
    found = world.client("ec2").describe_vpc_endpoints(VpcEndpointIds=[made])["VpcEndpoints"][0]
    assert found["PrivateDnsEnabled"] is outputs["privateDnsEnabled"] is False


@case(
    CASES,
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
    lambda world: {"vpcEndpointId": world.get("endpoint"), "routeTableId": world.get("table")},
)
def endpoint_association(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("ec2").describe_vpc_endpoints(VpcEndpointIds=[world.get("endpoint")])["VpcEndpoints"][0]
    assert found["RouteTableIds"] == [world.get("table")]


@case(
    CASES,
    "aws:ec2/flowLog:FlowLog",
    lambda world: {
        "vpcId": world.get("vpc"),
        "trafficType": "REJECT",
        "logDestinationType": "cloud-watch-logs",
        "logDestination": world.create("aws:cloudwatch/logGroup:LogGroup")[1]["arn"],
        "iamRoleArn": "arn:aws:iam::123456789012:role/logs",
        "maxAggregationInterval": 60,
        "tags": TAGS,
    },
)
def flow_log(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("ec2").describe_flow_logs(FlowLogIds=[made])["FlowLogs"][0]
    got = [found[key] for key in ("ResourceId", "TrafficType", "LogDestination", "MaxAggregationInterval", "Tags")]
    assert got == [world.get("vpc"), "REJECT", outputs["logDestination"], 60, TAG_LIST]


@pytest.mark.parametrize("each", CASES, ids=str)
def test_it_is_what_its_inputs_say(world: World, each: Case) -> None:
    made, outputs = world.create(each.token, **each.inputs(world))
    assert outputs["id"] == made
    each.check(world, made, outputs)


WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "a public NAT gateway without an address": (
        "aws:ec2/natGateway:NatGateway",
        {"subnetId": "subnet-1"},
        "allocationId: must be given",
    ),
    "a regional NAT gateway in a subnet": (
        "aws:ec2/natGateway:NatGateway",
        {"subnetId": "subnet-1", "availabilityMode": "regional"},
        "a regional NAT gateway takes a vpcId",
    ),
    "a route to nowhere": ("aws:ec2/route:Route", {"routeTableId": "rtb-1", "gatewayId": "igw-1"}, "one destination"),
    "a VPC in no route table": ("aws:ec2/routeTable:RouteTable", {}, "vpcId: must be given"),
}


@pytest.mark.parametrize(("token", "inputs", "message"), WRONG.values(), ids=WRONG)
def test_what_the_provider_would_refuse_is_refused(
    world: World, token: str, inputs: dict[str, Any], message: str
) -> None:
    with pytest.raises(ArgumentError, match=message):
        world.create(token, **inputs)
