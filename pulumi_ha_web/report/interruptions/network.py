"""What changes interrupt in the network: addresses, ways in and out, who may reach what."""

from ..model import Change
from .rule import (
    DELETED,
    EITHER,
    GONE,
    REPLACED,
    UPDATED,
    Effect,
    Interruption,
    Rule,
    argument,
    named,
    value,
)

HARMLESS = "ec2.DefaultSecurityGroup ec2.Tag"


def _address_lost(change: Change) -> Interruption:
    # https://docs.aws.amazon.com/vpc/latest/userguide/WorkWithEIPs.html (release)
    address = named(change, "the address", "publicIp")
    return Interruption(
        effect=Effect.LOST,
        text=f"{address} goes back to AWS; whoever has it in a record or an allow-list must be told another one",
        short="an address is lost",
        many="{} addresses are lost",
    )


def _nat_replaced(change: Change) -> Interruption:
    # https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-working-with.html
    text = {
        True: "the old gateway goes first: private subnets reach nothing outside until the new one is available",
        False: "connections through the old gateway end; new ones go through the new gateway",
        None: "connections through the old gateway end, and none can be made until routes lead to the new one",
    }[change.deletes_first]
    return Interruption(
        effect=Effect.BRIEF,
        text=f"{text}; {_outgoing_address(change)}",
        short="outgoing connections are cut",
    )


def _outgoing_address(change: Change) -> str:
    address = named(change, "the address", "publicIp")
    if value(change, "allocationId") and argument(change, "allocationId") is None:
        return f"{address} stays its outgoing address"
    return f"outgoing requests come from another address than {address}"


def _way_out_deleted(change: Change) -> Interruption:
    return Interruption(
        effect=Effect.BRIEF,
        text=f"connections through it end; {named(change, 'its address', 'publicIp')} is no outgoing address any more",
        short="outgoing connections are cut",
    )


def _route(change: Change) -> Interruption:
    where = named(change, "its destination", "destinationCidrBlock", "destinationIpv6CidrBlock")
    return Interruption(
        effect=Effect.BRIEF,
        text=f"there is no way to {where}, {EITHER}",
        short="a route is missing for a moment",
        many="{} routes are missing for a moment",
    )


def _route_deleted(change: Change) -> Interruption:
    where = named(change, "its destination", "destinationCidrBlock", "destinationIpv6CidrBlock")
    return Interruption(effect=Effect.NOTICE, text=f"its subnets have no way to {where} any more")


RULES = (
    Rule(
        kinds="ec2.Vpc",
        ops=DELETED,
        effect=Effect.DOWN,
        text="its network is gone; what others have of it (peerings, allow-lists, private addresses) no longer holds",
        short="the network is gone",
        many="{} networks are gone",
    ),
    Rule(
        kinds="ec2.Vpc",
        ops=REPLACED,
        effect=Effect.DOWN,
        text="everything in it is made anew in another network; what others have of it (peerings, allow-lists, private "
        "addresses) no longer holds",
        short="everything in the network is made anew",
    ),
    Rule(kinds="ec2.Eip", ops=GONE, find=_address_lost),
    Rule(
        kinds="ec2.EipAssociation",
        ops=GONE,
        effect=Effect.BRIEF,
        text=f"the address leads nowhere, {EITHER}",
        short="an address leads nowhere for a moment",
        many="{} addresses lead nowhere for a moment",
    ),
    Rule(kinds="ec2.NatGateway", ops=REPLACED, find=_nat_replaced),
    Rule(kinds="ec2.NatGateway", ops=DELETED, find=_way_out_deleted),
    Rule(
        kinds="ec2.EgressOnlyInternetGateway",
        ops=GONE,
        effect=Effect.BRIEF,
        text=f"outgoing IPv6 connections end, and none can be made {EITHER}",
        short="outgoing IPv6 connections are cut",
    ),
    Rule(
        kinds="ec2.InternetGateway",
        ops=GONE,
        effect=Effect.DOWN,
        text=f"nothing reaches the internet or is reached from it, {EITHER}",
        short="the network is cut from the internet",
    ),
    # A VPC and a gateway are attached to each other alone:
    # https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
    Rule(
        kinds="ec2.InternetGateway",
        ops=UPDATED,
        arguments="vpcId",
        effect=Effect.DOWN,
        text="it leaves the old network: nothing there reaches the internet or is reached from it any more, whether or "
        "not the new one serves already",
        short="the old network is cut from the internet",
    ),
    # AWS deletes a subnet when nothing is in it:
    # https://docs.aws.amazon.com/vpc/latest/userguide/subnet-deleting.html
    Rule(
        kinds="ec2.Subnet",
        ops=REPLACED,
        effect=Effect.BRIEF,
        part=True,
        text="what is in it has to move to the new subnet first",
        short="a subnet is emptied",
        many="{} subnets are emptied",
    ),
    Rule(kinds="ec2.Subnet", ops=DELETED, text="what is in it has to go first: AWS refuses to delete it otherwise"),
    Rule(
        kinds="ec2.RouteTable",
        ops=REPLACED,
        effect=Effect.BRIEF,
        part=True,
        text="its subnets go by the new table; connections by the old one's routes may end",
        short="a route table is replaced",
        many="{} route tables are replaced",
    ),
    Rule(kinds="ec2.RouteTable", ops=DELETED, text="nothing, once no subnet goes by it"),
    Rule(kinds="ec2.Route", ops=REPLACED, part=True, find=_route),
    Rule(kinds="ec2.Route", ops=DELETED, part=True, find=_route_deleted),
    # A subnet without an association goes by the VPC's main table:
    # https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
    Rule(
        kinds="ec2.RouteTableAssociation",
        ops=REPLACED,
        effect=Effect.BRIEF,
        part=True,
        text="the subnet goes by the VPC's main route table in between",
        short="a subnet's routes are switched",
        many="{} subnets' routes are switched",
    ),
    Rule(
        kinds="ec2.RouteTableAssociation",
        ops=DELETED,
        part=True,
        text="the subnet goes by the VPC's main route table",
    ),
    # https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
    Rule(
        kinds="ec2.VpcEndpoint ec2.VpcEndpointRouteTableAssociation",
        ops=REPLACED,
        effect=Effect.BRIEF,
        part=True,
        text="connections through the endpoint end; requests in between go by NAT, or fail where there is none",
        short="an endpoint is missing for a moment",
        many="{} endpoints are missing for a moment",
    ),
    Rule(
        kinds="ec2.VpcEndpoint ec2.VpcEndpointRouteTableAssociation",
        ops=DELETED,
        part=True,
        text="connections through the endpoint end; requests go by NAT from then on, or fail where there is none",
    ),
    # AWS deletes a group when nothing uses it:
    # https://docs.aws.amazon.com/vpc/latest/userguide/deleting-security-groups.html
    Rule(
        kinds="ec2.SecurityGroup",
        ops=REPLACED,
        part=True,
        text="what uses it has to take the new one first; instances get it when they are replaced",
        short="a security group is replaced",
        many="{} security groups are replaced",
    ),
    Rule(kinds="ec2.SecurityGroup", ops=DELETED, text="what uses it has to leave it first: AWS refuses otherwise"),
    # https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html
    Rule(
        kinds="ec2.SecurityGroupIngressRule ec2.SecurityGroupEgressRule ec2.SecurityGroupRule",
        ops=REPLACED,
        effect=Effect.BRIEF,
        part=True,
        text="new connections that it allows are refused, if the old rule goes before the new one comes",
        short="a security group rule is replaced",
        many="{} security group rules are replaced",
    ),
    Rule(
        kinds="ec2.SecurityGroupIngressRule ec2.SecurityGroupEgressRule ec2.SecurityGroupRule",
        ops=DELETED,
        part=True,
        text="new connections that it allowed are refused",
    ),
    Rule(kinds="ec2.FlowLog", ops=GONE, part=True, text=f"traffic is not logged, {EITHER}"),
)
