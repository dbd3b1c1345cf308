"""Who reaches whom: the world the listeners, the load balancer the instances, and nobody else either."""

import ipaddress
from collections.abc import Sequence
from typing import Any

from ._launched import groups_worn
from ._outcome import NotMadeError, refuse, some
from ._promise import Topic
from ._reach import Opening, openings, reaches
from ._view import View, count, in_words
from .balancer import balancer_of, target_group_of, targets_of
from .group import group_of, has_load_balancer, template_of
from .instances import instances_of
from .listeners import listeners_of
from .template import latest, security_groups_of

TOPIC = Topic("ha-web:index:LoadBalancer")
GROUP_TOPIC = Topic("ha-web:index:ScalingGroup")
SIDES = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")
"""What a rule may name as its other side, in Pulumi's words."""


def _is_public(block: str) -> bool:
    return not ipaddress.ip_network(block).is_private or block.endswith("/0")


def _ports(group: Any, target: Any) -> set[int]:
    """Return the ports on which a target is reached: that of its requests and that of the health check."""
    own, checked = int(target["Target"]["Port"]), group["HealthCheckPort"]
    return {own, own if checked == "traffic-port" else int(checked)}


def _in_words(doors: list[Opening]) -> str:
    return in_words(sorted({f"{door.ports} from {door.peer}" for door in doors}))


@TOPIC.promise(
    "reach.listeners",
    "The world reaches the listeners, and no other port",
    remedy="open the load balancer's security group on its listeners' ports alone, to the allowed ranges",
)
def listeners(view: View) -> str:
    """Compare what the load balancer's groups let in with the listeners' ports."""
    balancer = balancer_of(view)
    ports = {each["Port"] for each in listeners_of(view)}
    doors = openings(view.aws, some(balancer["SecurityGroups"], "security group"), "in")
    refuse(f"{door.peer} reaches {door.ports}, which is no listener" for door in doors if not door.is_one_of(ports))
    refuse(f"nobody reaches the listener on {port}" for port in ports if not any(door.lets(port) for door in doors))
    if balancer["Scheme"] == "internal":
        refuse(f"{door.peer} is not inside" for door in doors if door.is_to_addresses and _is_public(door.peer))
    return _in_words(doors)


@TOPIC.promise(
    "reach.targets",
    "The load balancer reaches every instance",
    remedy="open the target and health-check ports between the two security groups: out on one side, in on the other",
)
def targets(view: View) -> str:
    """Evaluate both sides of each way between the load balancer and a target."""
    source, group = balancer_of(view)["SecurityGroups"], target_group_of(view)
    found = some(targets_of(view), "target")
    worn = _worn(view, found)
    refuse(
        f"{each['Target']['Id']} is not reached on {port}"
        for each in found
        for port in sorted(_ports(group, each))
        if not reaches(view.aws, source, worn[each["Target"]["Id"]], port)
    )
    ports = sorted({port for each in found for port in _ports(group, each)})
    return f"{count(len(found), 'instance')} on tcp {in_words(ports)}"


def _worn(view: View, targets: Sequence[Any]) -> dict[str, list[str]]:
    """Return the security groups of the targets by instance; each of them must run."""
    ids = [each["Target"]["Id"] for each in targets]
    running = {
        each["InstanceId"]: [group["GroupId"] for group in each["SecurityGroups"]]
        for each in view.aws.instances(ids)
        if each["State"]["Name"] == "running"
    }
    refuse(f"{each} is a target, but does not run" for each in ids if each not in running)
    return running


@TOPIC.promise(
    "reach.nothing-else",
    "The load balancer reaches its instances alone",
    remedy="remove every other way out of the load balancer's security group",
)
def nothing_else(view: View) -> str:
    """Compare what the load balancer's groups let out with the targets' groups and ports."""
    group, found = target_group_of(view), some(targets_of(view), "target")
    peers = {one for groups in _worn(view, found).values() for one in groups}
    ports = {port for each in found for port in _ports(group, each)}
    doors = some(openings(view.aws, balancer_of(view)["SecurityGroups"], "out"), "way out to the instances")
    refuse(
        f"it reaches {door.peer} on {door.ports}"
        for door in doors
        if door.peer not in peers or not door.is_one_of(ports)
    )
    return in_words(f"{door.ports} to {door.peer}" for door in doors)


@GROUP_TOPIC.promise(
    "reach.instances",
    "Nobody but the load balancer reaches the instances",
    remedy="remove every other rule from the instances' security group; Session Manager needs none",
)
def instances(view: View) -> str:
    """Compare what the instances' groups let in with the load balancers before them."""
    if not has_load_balancer(view):
        raise NotMadeError("no load balancer stands before them")
    allowed: dict[str, set[int]] = {}
    for arn in group_of(view)["TargetGroupARNs"]:
        for source, ports in _before(view, arn).items():
            allowed.setdefault(source, set()).update(ports)
    doors = openings(view.aws, groups_worn(instances_of(view)), "in")
    refuse(
        f"{door.peer} reaches {door.ports} of the instances"
        for door in doors
        if not door.is_one_of(allowed.get(door.peer, set()))
    )
    return _in_words(doors)


def _before(view: View, target_group_arn: str) -> dict[str, set[int]]:
    """Return the security groups of the load balancers before a target group, with the ports that they need."""
    groups = view.aws.all("elbv2", "describe_target_groups", "TargetGroups", TargetGroupArns=[target_group_arn])
    answer = view.aws.ask("elbv2", "describe_target_health", TargetGroupArn=target_group_arn)
    ports = {port for each in answer["TargetHealthDescriptions"] for port in _ports(groups[0], each)}
    arns = groups[0]["LoadBalancerArns"]
    found = view.aws.all("elbv2", "describe_load_balancers", "LoadBalancers", LoadBalancerArns=arns) if arns else []
    return {source: ports for balancer in found for source in balancer["SecurityGroups"]}


@GROUP_TOPIC.promise(
    "reach.direct",
    "Instances are reached on the declared ports alone",
    remedy="undo every change of the instances' security group, and name further ports in the settings",
)
def direct(view: View) -> str:
    """Compare what the instances' groups let in with what the program declared."""
    if has_load_balancer(view):
        raise NotMadeError("a load balancer stands before them")
    return doors_in(view, instances_of(view), template_of(group_of(view))["LaunchTemplateId"])


def doors_in(view: View, instances: Sequence[Any], template_id: str) -> str:
    """Compare what the groups of instances let in with the rules that the program declared, both ways."""
    worn = groups_worn(instances)
    named = {*worn, *security_groups_of(latest(view, template_id))}
    doors = openings(view.aws, worn, "in")
    asked = {
        (each.inputs["securityGroupId"], each.inputs.get("fromPort"), each.inputs[side])
        for each in view.deployment.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
        for side in SIDES
        if each.inputs.get(side) and each.inputs["securityGroupId"] in named
    }
    found = {(door.group, door.first_port, door.peer): door for door in doors}
    refuse(
        f"{door.peer} reaches {door.ports} of the instances"
        for key, door in found.items()
        if key not in asked or not door.is_one_of({door.first_port})
    )
    refuse(f"{peer} does not reach tcp {port}" for _, port, peer in sorted(asked - set(found)))
    return _in_words(doors) or "nobody"


@GROUP_TOPIC.promise(
    "reach.outside",
    "Instances reach outside on single TCP ports alone",
    remedy="name the ports in egress_ports; a rule for every port or protocol lets anything leave",
)
def outside(view: View) -> str:
    """Look for rules that let more out than one TCP port each, or that the program did not make."""
    return doors_out(view, instances_of(view))


def doors_out(view: View, instances: Sequence[Any]) -> str:
    """Compare what the groups of instances let out with single ports that the program declared."""
    doors = openings(view.aws, groups_worn(instances), "out")
    asked = {
        (each.inputs["securityGroupId"], each.inputs.get("fromPort"))
        for each in view.deployment.of_type("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
    }
    refuse(
        f"{door.ports} to {door.peer}"
        for door in doors
        if door.protocol != "tcp" or door.first_port != door.last_port or (door.group, door.first_port) not in asked
    )
    return in_words(sorted({f"{door.ports} to {door.peer}" for door in doors})) or "nothing"
