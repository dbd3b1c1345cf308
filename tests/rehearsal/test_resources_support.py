"""A world in which single resources are created, and the cases that the tests of resources are made of.

A case says how one type is created; the function below it looks, through the API alone, whether that was done. The
same cases serve to show that no argument at any depth is passed over.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from emulator import Account, account
from rehearsal.resources import Cloud, create

IMAGE = "ami-0abcdef1234567890"


@dataclass
class World:
    """An account with a network, and whatever else a case needs, made once and by name."""

    aws: Account
    cloud: Cloud
    made: dict[str, str] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        return self.aws.client(service)

    def create(self, token: str, **inputs: Any) -> tuple[str, dict[str, Any]]:
        return create(self.cloud, token, "thing", inputs)

    def get(self, name: str) -> str:
        """Return the id of something that cases need, creating it at the first time."""
        if name not in self.made:
            self.made[name] = _MAKERS[name](self)
        return self.made[name]


Inputs = Callable[[World], dict[str, Any]]
Check = Callable[[World, str, dict[str, Any]], None]


@dataclass(frozen=True)
class Case:
    token: str
    inputs: Inputs
    check: Check

    def __str__(self) -> str:
        return f"{self.token.rpartition(':')[2]}-{self.check.__name__}"


def case(into: list[Case], token: str, inputs: Inputs) -> Callable[[Check], Check]:
    """Register a case; the function under it gets the world, the id and the outputs."""

    def register(check: Check) -> Check:
        into.append(Case(token, inputs, check))
        return check

    return register


@contextmanager
def a_world() -> Iterator[World]:
    with account("eu-west-1") as aws:
        yield World(aws, Cloud(aws))


def _subnet(zone: str, at: int) -> Callable[[World], str]:
    return lambda world: world.create(
        "aws:ec2/subnet:Subnet",
        vpcId=world.get("vpc"),
        cidrBlock=f"10.0.{at}.0/24",
        availabilityZone=f"eu-west-1{zone}",
    )[0]


_MAKERS: dict[str, Callable[[World], str]] = {
    "vpc": lambda world: world.create("aws:ec2/vpc:Vpc", cidrBlock="10.0.0.0/16")[0],
    "subnet-a": _subnet("a", 101),
    "subnet-b": _subnet("b", 102),
    "subnet-c": _subnet("c", 103),
    "internet": lambda world: world.create("aws:ec2/internetGateway:InternetGateway", vpcId=world.get("vpc"))[0],
    "table": lambda world: world.create("aws:ec2/routeTable:RouteTable", vpcId=world.get("vpc"))[0],
    "endpoint": lambda world: world.create(
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        vpcId=world.get("vpc"),
        serviceName="com.amazonaws.eu-west-1.s3",
        vpcEndpointType="Gateway",
    )[0],
    "security-group": lambda world: world.create(
        "aws:ec2/securityGroup:SecurityGroup", name="made", vpcId=world.get("vpc")
    )[0],
    "bucket": lambda world: world.create("aws:s3/bucket:Bucket", bucket="made-bucket")[0],
    "role": lambda world: world.create("aws:iam/role:Role", name="made", assumeRolePolicy='{"Statement": []}')[0],
    "topic": lambda world: world.create("aws:sns/topic:Topic", name="made")[0],
    "template": lambda world: world.create(
        "aws:ec2/launchTemplate:LaunchTemplate", name="made", imageId=IMAGE, instanceType="t3.micro"
    )[0],
    "balancer": lambda world: world.create(
        "aws:lb/loadBalancer:LoadBalancer", name="made", subnets=[world.get("subnet-a"), world.get("subnet-b")]
    )[0],
    "target-group": lambda world: world.create(
        "aws:lb/targetGroup:TargetGroup", name="made", port=80, protocol="HTTP", vpcId=world.get("vpc")
    )[0],
    "instance": lambda world: world.create(
        "aws:ec2/instance:Instance",
        subnetId=world.get("subnet-a"),
        launchTemplate={"id": world.get("template"), "version": "1"},
    )[0],
    "address": lambda world: world.create("aws:ec2/eip:Eip")[0],
    "zone": lambda world: world.create("aws:route53/zone:Zone", name="made.example.net")[0],
    "health-check": lambda world: world.create(
        "aws:route53/healthCheck:HealthCheck", type="TCP", ipAddress="192.0.2.1", port=22
    )[0],
    "group": lambda world: world.create(
        "aws:autoscaling/group:Group",
        name="made",
        minSize=1,
        maxSize=2,
        vpcZoneIdentifiers=[world.get("subnet-a")],
        launchTemplate={"id": world.get("template"), "version": "1"},
    )[0],
}
