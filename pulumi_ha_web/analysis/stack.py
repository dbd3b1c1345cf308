"""A deployed stack's resources, by what they are to each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

GROUP = "aws:autoscaling/group:Group"
ATTACHMENT = "aws:autoscaling/attachment:Attachment"
INSTANCE = "aws:ec2/instance:Instance"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
SUBNET = "aws:ec2/subnet:Subnet"
ADDRESS = "aws:ec2/eip:Eip"
ADDRESS_USE = "aws:ec2/eipAssociation:EipAssociation"
NAT = "aws:ec2/natGateway:NatGateway"
ROUTE = "aws:ec2/route:Route"
ROUTE_TABLE_USE = "aws:ec2/routeTableAssociation:RouteTableAssociation"
VOLUME = "aws:ebs/volume:Volume"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
TARGETS = "aws:lb/targetGroup:TargetGroup"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
SCALING_POLICY = "aws:autoscaling/policy:Policy"
ZONE = "aws:route53/zone:Zone"
RECORD = "aws:route53/record:Record"
HEALTH_CHECK = "aws:route53/healthCheck:HealthCheck"


class Deployed(Protocol):
    """A resource as it was deployed, in Pulumi's names."""

    @property
    def type(self) -> str:
        """Type token, `aws:ec2/instance:Instance`."""

    @property
    def name(self) -> str:
        """Logical name."""

    @property
    def inputs(self) -> Mapping[str, Any]:
        """What the program gave."""

    @property
    def outputs(self) -> Mapping[str, Any]:
        """What the provider answered, `id` among it."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """What serves: a group of instances, or one instance by itself."""

    id: str
    name: str
    instance_type: str
    zones: tuple[str, ...]
    """Zones that it may be in, sorted."""
    count: int
    """Instances at the stack's birth."""
    least: int
    """Instances below which it does not go."""
    in_group: bool
    """Whether a group launches a new instance for one that is lost."""
    template: Deployed | None
    """What its instances are launched from."""
    resource: Deployed


class Stack:
    """The resources of a deployed stack, found by type, id and use."""

    def __init__(self, resources: Iterable[Deployed]) -> None:
        self.resources = tuple(resources)
        self._by_type: dict[str, list[Deployed]] = {}
        for each in self.resources:
            self._by_type.setdefault(each.type, []).append(each)

    def of(self, token: str) -> list[Deployed]:
        """Return the resources of a type."""
        return self._by_type.get(token, [])

    def with_id(self, token: str, identity: object) -> Deployed | None:
        """Return the resource of a type that has this id."""
        return next((each for each in self.of(token) if each.outputs.get("id") == identity), None)

    def zones_of(self, subnet_ids: Iterable[str]) -> tuple[str, ...]:
        """Return the zones of these subnets, sorted."""
        found = (self.with_id(SUBNET, each) for each in subnet_ids)
        return tuple(sorted({str(each.inputs["availabilityZone"]) for each in found if each}))

    def servers(self) -> tuple[Server, ...]:
        """Return everything that serves."""
        groups = (self._group(each) for each in self.of(GROUP))
        return (*groups, *(self._instance(each) for each in self.of(INSTANCE)))

    def target_groups_of(self, server: Server) -> list[Deployed]:
        """Return the target groups that a group's instances join."""
        arns = set(server.resource.inputs.get("targetGroupArns") or ())
        for use in self.of(ATTACHMENT):
            if use.inputs["autoscalingGroupName"] == server.id:
                arns.add(use.inputs["lbTargetGroupArn"])
        return [each for each in self.of(TARGETS) if each.outputs.get("arn") in arns]

    def address_of(self, server: Server) -> str | None:
        """Return the Elastic IP that leads to an instance."""
        for use in self.of(ADDRESS_USE):
            address = self.with_id(ADDRESS, use.inputs.get("allocationId"))
            if address and use.inputs.get("instanceId") == server.id:
                return str(address.outputs["publicIp"])
        return None

    def free_addresses(self) -> list[Deployed]:
        """Return the Elastic IPs that no resource of the stack holds: an instance takes them by itself."""
        held = {each.inputs.get("allocationId") for token in (ADDRESS_USE, NAT) for each in self.of(token)}
        return [each for each in self.of(ADDRESS) if each.outputs.get("id") not in held]

    def _group(self, group: Deployed) -> Server:
        given = group.inputs
        launched = given.get("launchTemplate") or {}
        mixed = given.get("mixedInstancesPolicy")
        kinds: list[str] = []
        if mixed:
            specification = mixed["launchTemplate"]["launchTemplateSpecification"]
            launched = {"id": specification["launchTemplateId"]}
            kinds = [each["instanceType"] for each in mixed["launchTemplate"].get("overrides") or ()]
        template = self.with_id(TEMPLATE, launched.get("id"))
        least = int(given["minSize"])
        wanted = given.get("desiredCapacity")
        return Server(
            id=str(group.outputs["name"]),
            name=group.name,
            instance_type=kinds[0] if kinds else _type_in(template),
            zones=self.zones_of(given.get("vpcZoneIdentifiers") or ()),
            count=least if wanted is None else int(wanted),
            least=least,
            in_group=True,
            template=template,
            resource=group,
        )

    def _instance(self, instance: Deployed) -> Server:
        launched = instance.inputs.get("launchTemplate") or {}
        template = self.with_id(TEMPLATE, launched.get("id"))
        return Server(
            id=str(instance.outputs["id"]),
            name=instance.name,
            instance_type=instance.inputs.get("instanceType") or _type_in(template),
            zones=self.zones_of([instance.inputs["subnetId"]]),
            count=1,
            least=1,
            in_group=False,
            template=template,
            resource=instance,
        )


def _type_in(template: Deployed | None) -> str:
    return str(template.inputs["instanceType"]) if template else "unknown"
