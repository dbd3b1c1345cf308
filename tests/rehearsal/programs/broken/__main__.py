"""Programs that fail, each in its own way; the configuration says how."""

import socket
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi_aws import ec2


class MistakeError(Exception):
    """What the program itself finds wrong."""


def refuse(_: Any) -> str:
    raise MistakeError("found in apply")


vpc = ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
match pulumi.Config().require("case"):
    case "refused":
        subnet = ec2.Subnet("subnet", vpc_id=vpc.id, cidr_block="192.168.0.0/24")
        ec2.RouteTableAssociation("after", subnet_id=subnet.id, route_table_id=vpc.main_route_table_id)
        pulumi.export("upper", subnet.id.apply(lambda text: text.upper()))
        pulumi.export("fails", subnet.arn.apply(refuse))
    case "type":
        aws.sqs.Queue("queue", name=vpc.id)
    case "argument":
        ec2.Subnet("subnet", vpc_id=vpc.id, cidr_block="10.0.0.0/24", enable_dns64=True)
    case "lookup":
        aws.ec2.get_vpc(id="vpc-12345678")
    case "lookup-output":
        ec2.Eip("eip", tags={"of": aws.ec2.get_vpc_output(id=vpc.id).arn})
    case "empty-lookup":
        aws.ec2.get_ami_output(filters=[{"name": "name", "values": ["no-such-image"]}])
    case "twice":
        for _ in range(2):
            ec2.Eip("eip")
    case "raises":
        raise MistakeError("found at once")
    case "raises-late":
        pulumi.export("x", vpc.id.apply(refuse))
    case "provider":
        own = pulumi.ProviderResource("random", "own", {})
        ec2.Eip("eip", tags={"of": own.id})
    case "provider-setting":
        pulumi.ProviderResource("aws", "own", {"region": "eu-west-1", "regoin": "eu-west-1"})
    case "reads":
        ec2.Vpc.get("known", "vpc-12345678")
    case "region":
        ec2.Eip("eip", region="us-east-1")
    case "network":
        socket.create_connection(("example.com", 443))
    case "after-failure":
        ec2.Subnet("bad", vpc_id=vpc.id, cidr_block="192.168.0.0/24")
        for number in range(3):
            ec2.Eip(f"eip-{number}", tags={"vpc": vpc.id})
