"""How to find something of EC2: by its tags, which are there from the first moment, or by what it joins."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from .account import Account
from .finder import Inputs, finder, ours, tags_of

GONE = {"deleted", "deleting", "terminated", "shutting-down", "failed"}
"""States of what AWS still shows for a while."""


def _tagged(token: str, call: str, answer: str, own_id: str, filters: str = "Filters") -> None:
    """Register a type that `call` lists by its tags: all those that it is created with, `Name` among them."""

    @finder(token, "tags")
    def find(account: Account, inputs: Inputs) -> Iterator[str]:
        wanted = _by_tags(inputs)
        if not wanted:
            return
        for each in getattr(account.client("ec2"), call)(**{filters: wanted})[answer]:
            # Compared once more: a filter that is overlooked must not make somebody else's ours.
            if str(each.get("State", "")).lower() not in GONE and ours(each.get("Tags", []), inputs):
                yield str(each[own_id])


def _by_tags(inputs: Inputs) -> list[dict[str, Any]]:
    """Return filters by every tag; none where no `Name` is among them, because the others are many things' own."""
    tags = tags_of(inputs)
    return [{"Name": f"tag:{key}", "Values": [value]} for key, value in tags.items()] if "Name" in tags else []


_tagged("aws:ec2/vpc:Vpc", "describe_vpcs", "Vpcs", "VpcId")
_tagged("aws:ec2/subnet:Subnet", "describe_subnets", "Subnets", "SubnetId")
_tagged(
    "aws:ec2/internetGateway:InternetGateway", "describe_internet_gateways", "InternetGateways", "InternetGatewayId"
)
_tagged(
    "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
    "describe_egress_only_internet_gateways",
    "EgressOnlyInternetGateways",
    "EgressOnlyInternetGatewayId",
)
_tagged("aws:ec2/eip:Eip", "describe_addresses", "Addresses", "AllocationId")
_tagged("aws:ec2/natGateway:NatGateway", "describe_nat_gateways", "NatGateways", "NatGatewayId", filters="Filter")
_tagged("aws:ec2/routeTable:RouteTable", "describe_route_tables", "RouteTables", "RouteTableId")
_tagged("aws:ec2/securityGroup:SecurityGroup", "describe_security_groups", "SecurityGroups", "GroupId")
_tagged("aws:ec2/vpcEndpoint:VpcEndpoint", "describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId")
_tagged("aws:ebs/volume:Volume", "describe_volumes", "Volumes", "VolumeId")
_tagged("aws:ec2/flowLog:FlowLog", "describe_flow_logs", "FlowLogs", "FlowLogId", filters="Filter")


@finder("aws:ec2/instance:Instance", "tags")
def _instance(account: Account, inputs: Inputs) -> Iterator[str]:
    if not (wanted := _by_tags(inputs)):
        return
    for page in account.client("ec2").get_paginator("describe_instances").paginate(Filters=wanted):
        for each in [one for reservation in page["Reservations"] for one in reservation["Instances"]]:
            tags = each.get("Tags", [])
            of_a_group = any(tag["Key"] == "aws:autoscaling:groupName" for tag in tags)
            if each["State"]["Name"] not in GONE and not of_a_group and ours(tags, inputs):
                yield str(each["InstanceId"])


_RULE = (
    *("securityGroupId", "ipProtocol", "fromPort", "toPort"),
    *("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"),
)


def _rule(egress: bool, account: Account, inputs: Inputs) -> Iterator[str]:
    wanted = {
        "IpProtocol": inputs["ipProtocol"],
        "FromPort": inputs.get("fromPort", -1),
        "ToPort": inputs.get("toPort", -1),
        "CidrIpv4": inputs.get("cidrIpv4"),
        "CidrIpv6": inputs.get("cidrIpv6"),
        "PrefixListId": inputs.get("prefixListId"),
    }
    answer = account.client("ec2").describe_security_group_rules(
        Filters=[{"Name": "group-id", "Values": [inputs["securityGroupId"]]}]
    )
    for each in answer["SecurityGroupRules"]:
        other = each.get("ReferencedGroupInfo", {}).get("GroupId")
        same: Any = {key: each.get(key) for key in wanted} == wanted
        if same and each["IsEgress"] == egress and other == inputs.get("referencedSecurityGroupId"):
            yield str(each["SecurityGroupRuleId"])


@finder("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", *_RULE)
def _ingress_rule(account: Account, inputs: Inputs) -> Iterator[str]:
    return _rule(False, account, inputs)


@finder("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", *_RULE)
def _egress_rule(account: Account, inputs: Inputs) -> Iterator[str]:
    return _rule(True, account, inputs)


@finder("aws:ec2/route:Route", "routeTableId", "destinationCidrBlock", "destinationIpv6CidrBlock")
def _route(account: Account, inputs: Inputs) -> Iterator[str]:
    table = inputs["routeTableId"]
    to = inputs.get("destinationCidrBlock") or inputs.get("destinationIpv6CidrBlock")
    (found,) = account.client("ec2").describe_route_tables(RouteTableIds=[table])["RouteTables"]
    for each in found["Routes"]:
        if to in (each.get("DestinationCidrBlock"), each.get("DestinationIpv6CidrBlock")):
            # As the provider makes it up: the table, and a checksum of the destination.
            yield f"r-{table}{zlib.crc32(to.encode())}"


@finder("aws:ec2/routeTableAssociation:RouteTableAssociation", "routeTableId", "subnetId")
def _association(account: Account, inputs: Inputs) -> Iterator[str]:
    table, subnet = inputs["routeTableId"], inputs["subnetId"]
    (found,) = account.client("ec2").describe_route_tables(RouteTableIds=[table])["RouteTables"]
    yield from (each["RouteTableAssociationId"] for each in found["Associations"] if each.get("SubnetId") == subnet)
