"""Stacks as an analysis reads them, as small as they may be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi_ha_web.analysis import stack


@dataclass(frozen=True)
class Built:
    """A resource as it was deployed."""

    type: str
    name: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, Any] = field(default_factory=dict)


def network(zones: str = "abc", *, nat: str = "") -> list[Built]:
    """Subnets of these zones, and NAT gateways in those of `nat`, the first of which serves zones without one."""
    built = []
    for zone in zones:
        where = {"availabilityZone": f"eu-west-1{zone}"}
        built += [Built(stack.SUBNET, f"{tier}-{zone}", where, {"id": f"{tier}-{zone}"}) for tier in ("pub", "priv")]
        built.append(Built(stack.ROUTE_TABLE_USE, zone, {"subnetId": f"priv-{zone}", "routeTableId": f"table-{zone}"}))
        if nat:
            gateway = f"nat-{zone if zone in nat else nat[0]}"
            built.append(Built(stack.ROUTE, zone, {"routeTableId": f"table-{zone}", "natGatewayId": gateway}))
    for zone in nat:
        given = {"subnetId": f"pub-{zone}", "allocationId": f"eip-nat-{zone}"}
        built.append(Built(stack.NAT, f"nat-{zone}", given, {"id": f"nat-{zone}"}))
        built.append(address(f"nat-{zone}"))
    return built


def address(name: str) -> Built:
    return Built(stack.ADDRESS, name, {}, {"id": f"eip-{name}", "publicIp": f"ip-{name}"})


def template(kind: str = "t3.micro", **given: Any) -> Built:
    disk = {"ebs": {"volumeSize": 8, "iops": 3000, "throughput": 125}}
    rest = {"blockDeviceMappings": [disk], "monitoring": {"enabled": True}}
    return Built(stack.TEMPLATE, "template", {"instanceType": kind, **rest, **given}, {"id": "lt"})


def group(zones: str = "abc", least: int = 1, **given: Any) -> Built:
    rest = {"vpcZoneIdentifiers": [f"priv-{zone}" for zone in zones], "launchTemplate": {"id": "lt", "version": "1"}}
    return Built(stack.GROUP, "asg", {"minSize": least, "healthCheckType": "EC2", **rest, **given}, {"name": "asg"})


def balancer(zones: str = "abc", *, interval: int = 15, threshold: int = 2) -> list[Built]:
    """A load balancer over these zones, whose target group the group's instances join."""
    check = {"interval": interval, "unhealthyThreshold": threshold}
    return [
        Built(stack.BALANCER, "alb", {"subnets": [f"pub-{zone}" for zone in zones], "internal": False}),
        Built(stack.TARGETS, "tg", {"healthCheck": check}, {"arn": "arn:tg"}),
        Built(stack.ATTACHMENT, "web", {"autoscalingGroupName": "asg", "lbTargetGroupArn": "arn:tg"}),
    ]


def instance(role: str = "primary", zone: str = "a", *, alarms: str = "recover reboot") -> list[Built]:
    """An instance with an Elastic IP, and alarms that recover and reboot it."""
    own = f"i-{role}"
    built = [
        Built(stack.INSTANCE, role, {"subnetId": f"pub-{zone}", "launchTemplate": {"id": "lt"}}, {"id": own}),
        address(role),
        Built(stack.ADDRESS_USE, role, {"allocationId": f"eip-{role}", "instanceId": own}),
    ]
    if "recover" in alarms:
        built.append(alarm(own, "recover", "StatusCheckFailed_System", 2))
    if "reboot" in alarms:
        built.append(alarm(own, "reboot", "StatusCheckFailed_Instance", 3))
    return built


def alarm(on: str, action: str, metric: str, periods: int, **given: Any) -> Built:
    does = {"alarmActions": [f"arn:aws:automate:eu-west-1:ec2:{action}", "arn:topic"]}
    when = {"metricName": metric, "period": 60, "evaluationPeriods": periods, "dimensions": {"InstanceId": on}}
    return Built(stack.ALARM, f"{on}-{action}", {"namespace": "AWS/EC2", **does, **when, **given})


def failover(*, interval: int = 30, threshold: int = 3, ttl: int = 60, kind: str = "HTTP") -> list[Built]:
    """Records that lead to the first instance, or else to the second, each with a health check of its own."""
    built = []
    for role in ("primary", "secondary"):
        asks = {"type": kind, "requestInterval": interval, "failureThreshold": threshold}
        built.append(Built(stack.HEALTH_CHECK, role, asks, {"id": f"check-{role}"}))
        given = {"name": "www.example.com", "records": [f"ip-{role}"], "ttl": ttl, "healthCheckId": f"check-{role}"}
        built.append(Built(stack.RECORD, role, {**given, "failoverRoutingPolicies": [{"type": role.upper()}]}))
    return built


def pair(zones: str = "ab", **check: Any) -> list[Built]:
    """Two instances in these zones and a name that moves from one to the other."""
    return [
        *network("abc"),
        template(),
        *instance("primary", zones[0]),
        *instance("secondary", zones[1]),
        *failover(**check),
    ]
