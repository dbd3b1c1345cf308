"""The network's promises: addresses, the default security group, endpoints and names."""

import ipaddress
from collections.abc import Iterable
from itertools import combinations
from typing import Any

from ._outcome import NotMadeError, refuse, some
from ._promise import Topic
from ._reach import openings
from ._view import View, count, in_words

TOPIC = Topic("ha-web:index:Network")

SMALLEST_SUBNET = 27
"""A load balancer asks for subnets of /27 or larger (Elastic Load Balancing user guide, "Subnets")."""

SESSION_MANAGER = ("ssm", "ssmmessages", "ec2messages")


def subnets_of(view: View) -> dict[str, Any]:
    """Return the network's subnets by id, the public ones first."""
    ids = [*view.output("public_subnet_ids"), *view.output("private_subnet_ids")]
    found = view.aws.subnets(some(ids, "subnet"))
    refuse(f"{subnet} is not there" for subnet in ids if subnet not in found)
    return {subnet: found[subnet] for subnet in ids}


def _vpc(view: View) -> Any:
    return some(view.aws.ec2("describe_vpcs", "Vpcs", vpc_id=[view.output("vpc_id")]), "VPC")[0]


@TOPIC.promise(
    "network.subnet-per-zone",
    "Each zone has one public and one private subnet",
    remedy="give Network each zone once, and let it make both subnets of the zone",
)
def subnet_per_zone(view: View) -> str:
    """Compare the zones of the subnets with the network's zones, tier by tier."""
    subnets, zones = subnets_of(view), some(view.output("zones"), "zone")
    problems = []
    for tier in ("public", "private"):
        ids = view.output(f"{tier}_subnet_ids")
        found = [subnets[each]["AvailabilityZone"] for each in ids]
        problems += [
            f"{zone} has {found.count(zone) or 'no'} {tier} subnets" for zone in zones if found.count(zone) != 1
        ]
        problems += [f"{zone} is no zone of the network" for zone in set(found) - set(zones)]
    problems += [f"{each} is in another VPC" for each in subnets if subnets[each]["VpcId"] != view.output("vpc_id")]
    problems += [f"{each} is {subnets[each]['State']}" for each in subnets if subnets[each]["State"] != "available"]
    refuse(problems)
    return f"{count(len(zones), 'zone')}, {count(len(subnets), 'subnet')}: {in_words(zones)}"


@TOPIC.promise(
    "network.addresses",
    "Subnets fit the VPC and overlap nowhere",
    remedy="choose a cidr_block between /16 and /23, and let Network divide it",
)
def addresses(view: View) -> str:
    """Compare the ranges with each other, with the VPC's and with what a load balancer needs."""
    whole = ipaddress.ip_network(_vpc(view)["CidrBlock"])
    blocks = [ipaddress.ip_network(subnet["CidrBlock"]) for subnet in subnets_of(view).values()]
    problems = [f"{one} and {other} overlap" for one, other in combinations(blocks, 2) if one.overlaps(other)]
    problems += [f"{block} is outside of {whole}" for block in blocks if not _within(block, whole)]
    problems += [f"{block} is smaller than /{SMALLEST_SUBNET}" for block in blocks if block.prefixlen > SMALLEST_SUBNET]
    refuse(problems)
    return f"{count(len(blocks), 'range')} of {whole}, /{blocks[0].prefixlen} each"


def _within(block: Any, whole: Any) -> bool:
    return bool(block.subnet_of(whole))


@TOPIC.promise(
    "network.no-public-addresses",
    "No subnet gives public addresses by itself",
    remedy="leave map_public_ip_on_launch false on every subnet",
)
def no_public_addresses(view: View) -> str:
    """Read each subnet's own setting."""
    subnets = subnets_of(view)
    refuse(
        f"{key} gives each instance a public address" for key, each in subnets.items() if each["MapPublicIpOnLaunch"]
    )
    return f"none of {count(len(subnets), 'subnet')}"


@TOPIC.promise(
    "network.default-group-empty",
    "The default security group lets nothing in or out",
    remedy="let Network adopt the default security group (DefaultSecurityGroup without rules)",
)
def default_group_empty(view: View) -> str:
    """Look for rules of the group that AWS makes with each VPC."""
    groups = view.aws.ec2(
        "describe_security_groups", "SecurityGroups", vpc_id=[view.output("vpc_id")], group_name=["default"]
    )
    group = some(groups, "default security group")[0]["GroupId"]
    refuse(f"{group} lets in {each.ports} from {each.peer}" for each in openings(view.aws, [group], "in"))
    refuse(f"{group} lets out {each.ports} to {each.peer}" for each in openings(view.aws, [group], "out"))
    return f"{group} has no rule"


@TOPIC.promise(
    "network.dns",
    "Names are resolved inside the VPC",
    remedy="keep enable_dns_support and enable_dns_hostnames true: interface endpoints need both",
)
def dns(view: View) -> str:
    """Read both attributes of the VPC."""
    attributes = {"enableDnsSupport": "EnableDnsSupport", "enableDnsHostnames": "EnableDnsHostnames"}
    vpc_id = view.output("vpc_id")
    refuse(
        f"{name} is off"
        for name, key in attributes.items()
        if not view.aws.ask("ec2", "describe_vpc_attribute", VpcId=vpc_id, Attribute=name)[key]["Value"]
    )
    return "DNS support and host names are on"


@TOPIC.promise(
    "network.session-manager-endpoints",
    "Session Manager is reached without the internet",
    remedy="keep the interface endpoints for ssm, ssmmessages and ec2messages in every private subnet, open on 443",
)
def session_manager_endpoints(view: View) -> str:
    """Look for the three endpoints, where they stand, and whether the VPC reaches them."""
    vpc, private = _vpc(view), view.output("private_subnet_ids")
    services = {each["ServiceName"].rpartition(".")[2]: each for each in interface_endpoints(view, vpc["VpcId"])}
    endpoints = [services[each] for each in SESSION_MANAGER if each in services]
    if not endpoints and not _asked_for_endpoints(view):
        raise NotMadeError("no interface endpoints were asked for")
    refuse(f"there is no endpoint for {service}" for service in SESSION_MANAGER if service not in services)
    refuse(problem for each in endpoints for problem in endpoint_problems(view, vpc["CidrBlock"], each, private))
    return (
        f"{count(len(endpoints), 'endpoint')} in {count(len(private), 'private subnet')}, open to {vpc['CidrBlock']} "
        "on 443"
    )


def interface_endpoints(view: View, vpc_id: str) -> list[Any]:
    """Return the interface endpoints of a VPC."""
    found = view.aws.ec2("describe_vpc_endpoints", "VpcEndpoints", vpc_id=[vpc_id])
    return [each for each in found if each["VpcEndpointType"] == "Interface" and not each["State"].startswith("delet")]


def endpoint_problems(view: View, cidr_block: str, endpoint: Any, subnet_ids: Iterable[str]) -> list[str]:
    """Return why these subnets of a VPC do not reach a service by its interface endpoint, or others do."""
    name = endpoint["ServiceName"]
    problems = [f"{name} is not in {subnet}" for subnet in sorted(set(subnet_ids) - set(endpoint["SubnetIds"]))]
    if endpoint["State"] != "available" or not endpoint["PrivateDnsEnabled"]:
        problems.append(f"{name} is {endpoint['State']}, private DNS {endpoint['PrivateDnsEnabled']}")
    doors = openings(view.aws, [group["GroupId"] for group in endpoint["Groups"]], "in")
    if not any(door.lets(443) and door.peer == cidr_block for door in doors):
        problems.append(f"{name} does not let the VPC in on tcp 443")
    return problems + [f"{name} lets in {door.peer}" for door in doors if door.peer != cidr_block]


def _asked_for_endpoints(view: View) -> bool:
    declared = view.declared("aws:ec2/vpcEndpoint:VpcEndpoint")
    return any(each.inputs["serviceName"].rpartition(".")[2] in SESSION_MANAGER for each in declared)
