"""The network's promises on ways: to the internet, out by NAT, to S3."""

from typing import Any

from ._outcome import NotKeptError, NotMadeError, refuse, some
from ._promise import Topic
from ._view import View, count, in_words
from .network import subnets_of

TOPIC = Topic("ha-web:index:Network")
EVERYWHERE, EVERYWHERE_V6 = "0.0.0.0/0", "::/0"


def _way(view: View, subnet: Any, destination: str) -> Any:
    """Return the route for a destination that a subnet uses, if there is one that works."""
    key = "DestinationIpv6CidrBlock" if ":" in destination else "DestinationCidrBlock"
    routes = view.aws.routes_of(subnet)[1]
    return next((each for each in routes if each.get(key) == destination and each.get("State") == "active"), None)


def _subnets(view: View, tier: str) -> list[Any]:
    subnets = subnets_of(view)
    return [subnets[each] for each in some(view.output(f"{tier}_subnet_ids"), f"{tier} subnet")]


def _internet_gateway(view: View) -> str:
    gateways = view.aws.ec2(
        "describe_internet_gateways", "InternetGateways", **{"attachment.vpc_id": [view.output("vpc_id")]}
    )
    return str(some(gateways, "internet gateway at the VPC")[0]["InternetGatewayId"])


def _gateways(view: View) -> dict[str, Any]:
    """Return the network's NAT gateways by id, in zone order."""
    ids = list(dict.fromkeys(view.output("nat_gateway_ids")))
    if not ids:
        return {}
    found = view.aws.all("ec2", "describe_nat_gateways", "NatGateways", NatGatewayIds=ids)
    usable = {each["NatGatewayId"]: each for each in found if each["State"] == "available"}
    refuse(f"NAT gateway {each} is not available" for each in ids if each not in usable)
    return {each: usable[each] for each in ids}


@TOPIC.promise(
    "network.public-routes",
    "Public subnets lead to the internet gateway",
    remedy="associate every public subnet with a table whose 0.0.0.0/0 route leads to the VPC's internet gateway",
)
def public_routes(view: View) -> str:
    """Follow the default route of each public subnet."""
    gateway, subnets = _internet_gateway(view), _subnets(view, "public")
    problems = []
    for subnet in subnets:
        way = _way(view, subnet, EVERYWHERE)
        if way is None or way.get("GatewayId") != gateway:
            problems.append(f"{subnet['SubnetId']} ({subnet['AvailabilityZone']}) has no route to {gateway}")
    refuse(problems)
    return f"{count(len(subnets), 'subnet')} to {gateway}"


@TOPIC.promise(
    "network.nat",
    "NAT gateways are up, public and have an address",
    remedy="give each NAT gateway an Elastic IP and a public subnet of this network",
)
def nat(view: View) -> str:
    """Look at each gateway that the network names."""
    gateways = _gateways(view)
    if not gateways:
        raise NotMadeError("no NAT was asked for")
    zonal = {key: each for key, each in gateways.items() if each.get("AvailabilityMode") != "regional"}
    public = view.output("public_subnet_ids")
    refuse(
        f"{key} stands in {each['SubnetId']}, not public"
        for key, each in zonal.items()
        if each["SubnetId"] not in public
    )
    refuse(
        f"{key} has no Elastic IP"
        for key, each in zonal.items()
        if not any(address.get("AllocationId") for address in each.get("NatGatewayAddresses", []))
    )
    if not zonal:
        return f"{in_words(gateways)}, regional: AWS spreads it over the zones"
    subnets = subnets_of(view)
    zones = in_words(subnets[each["SubnetId"]]["AvailabilityZone"] for each in zonal.values())
    return f"{count(len(zonal), 'gateway')} in {zones}"


@TOPIC.promise(
    "network.private-routes",
    "Private subnets lead out by NAT alone",
    remedy="give each zone's private route table one 0.0.0.0/0 route, to the NAT gateway that serves the zone",
)
def private_routes(view: View) -> str:
    """Follow the default route of each private subnet, and compare the zones at its two ends."""
    gateways, subnets = _gateways(view), _subnets(view, "private")
    refuse(
        f"{each['SubnetId']} ({each['AvailabilityZone']}) leads to the internet gateway"
        for each in subnets
        if view.aws.leads_to_internet(each)
    )
    ways = {each["SubnetId"]: _way(view, each, EVERYWHERE) for each in subnets}
    if not gateways:
        refuse(f"{subnet} has a way out, and no NAT was asked for" for subnet, way in ways.items() if way)
        return f"{count(len(subnets), 'subnet')} lead nowhere outside: no NAT was asked for"
    problems = [problem for each in subnets for problem in _wrong_way(view, each, ways[each["SubnetId"]], gateways)]
    refuse(problems)
    if len(gateways) == len(subnets) > 1:
        return f"{count(len(subnets), 'subnet')}, each to the NAT gateway of its own zone"
    return f"{count(len(subnets), 'subnet')} to {in_words(gateways)}"


def _wrong_way(view: View, subnet: Any, way: Any, gateways: dict[str, Any]) -> list[str]:
    where = f"{subnet['SubnetId']} ({subnet['AvailabilityZone']})"
    gateway = gateways.get(way.get("NatGatewayId")) if way else None
    if gateway is None:
        return [f"{where} has no route to a NAT gateway of the network"]
    if len(gateways) != len(view.output("zones")) or len(gateways) == 1:
        return []
    home = subnets_of(view)[gateway["SubnetId"]]["AvailabilityZone"]
    return [] if home == subnet["AvailabilityZone"] else [f"{where} leads to the NAT gateway of {home}"]


@TOPIC.promise(
    "network.s3-endpoint",
    "Every subnet reaches S3 without paying NAT",
    remedy="join every route table of the network to its S3 gateway endpoint",
)
def s3_endpoint(view: View) -> str:
    """Compare the tables that subnets use with those that the endpoint serves."""
    endpoints = [
        each
        for each in view.aws.ec2("describe_vpc_endpoints", "VpcEndpoints", vpc_id=[view.output("vpc_id")])
        if each["VpcEndpointType"] == "Gateway" and each["ServiceName"].endswith(".s3") and each["State"] == "available"
    ]
    endpoint = some(endpoints, "gateway endpoint for S3")[0]
    used = {view.aws.routes_of(subnet)[0] for subnet in subnets_of(view).values()}
    refuse(f"{table} does not lead to {endpoint['VpcEndpointId']}" for table in used - set(endpoint["RouteTableIds"]))
    return f"{count(len(used), 'route table')} to {endpoint['VpcEndpointId']}"


@TOPIC.promise(
    "network.ipv6",
    "IPv6 leads out of private subnets, never in",
    remedy="route ::/0 to the internet gateway in public tables, to the egress-only gateway in private ones",
)
def ipv6(view: View) -> str:
    """Follow the IPv6 default route of each subnet."""
    asked = any(each.inputs.get("assignGeneratedIpv6CidrBlock") for each in view.declared("aws:ec2/vpc:Vpc"))
    if not asked:
        raise NotMadeError("IPv6 was not asked for")
    subnets = subnets_of(view)
    refuse(f"{key} has no IPv6 range" for key, each in subnets.items() if not each["Ipv6CidrBlockAssociationSet"])
    problems = []
    for subnet in _subnets(view, "public"):
        if (_way(view, subnet, EVERYWHERE_V6) or {}).get("GatewayId") != _internet_gateway(view):
            problems.append(f"{subnet['SubnetId']} has no ::/0 route to the internet gateway")
    outbound = _outbound_gateways(view)
    for subnet in _subnets(view, "private"):
        if (_way(view, subnet, EVERYWHERE_V6) or {}).get("EgressOnlyInternetGatewayId") not in outbound:
            problems.append(f"{subnet['SubnetId']} has no ::/0 route to an egress-only gateway")
    refuse(problems)
    return f"{count(len(subnets), 'subnet')} with IPv6, private ones by {in_words(outbound)}"


def _outbound_gateways(view: View) -> list[str]:
    gateways = view.aws.all("ec2", "describe_egress_only_internet_gateways", "EgressOnlyInternetGateways")
    own = [
        each["EgressOnlyInternetGatewayId"]
        for each in gateways
        if any(place["VpcId"] == view.output("vpc_id") for place in each["Attachments"])
    ]
    if not own:
        raise NotKeptError("there is no egress-only internet gateway at the VPC")
    return own
