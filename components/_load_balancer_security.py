"""Who reaches whom: the world to the listeners, the load balancer to the instances, and nobody else to either."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import ec2, vpc

from ._naming import physical_name
from ._tags import tagged

if TYPE_CHECKING:
    from .load_balancer import LoadBalancerArgs

EVERYONE = ("0.0.0.0/0",)
EVERYONE_V6 = ("::/0",)


def security_group(
    name: str, args: "LoadBalancerArgs", listener_ports: Sequence[int], child: pulumi.ResourceOptions
) -> ec2.SecurityGroup:
    """Create the load balancer's security group, and the rules that open the instances' groups for it alone."""
    tags = tagged(args.tags, f"{name}-alb")
    allowed = args.allowed_cidr_blocks
    if allowed is None:
        allowed = EVERYONE + EVERYONE_V6 if args.ipv6 else EVERYONE
    group = ec2.SecurityGroup(
        f"{name}-alb",
        name=physical_name("security_group", name, "alb"),
        # AWS cannot change this text: another one would replace the group, under a name that is taken.
        description="Load balancer: its listeners to the allowed ranges, itself to the instances alone",
        vpc_id=args.vpc_id,
        tags=tags,
        opts=child,
    )
    for port in listener_ports:
        for cidr in dict.fromkeys(allowed):
            vpc.SecurityGroupIngressRule(
                f"{name}-alb-{port}-{_key(cidr)}",
                security_group_id=group.id,
                description=f"Allowed ranges reach the listener on {port}",
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                cidr_ipv4=None if ":" in cidr else cidr,
                cidr_ipv6=cidr if ":" in cidr else None,
                tags=tags,
                opts=child,
            )
    ports = dict.fromkeys((args.target_port, args.health_check_port or args.target_port))
    for key, target in args.target_security_group_ids.items():
        for target_port in ports:
            # The port is part of the name: with another port the old rule stays until the instances behind it are gone.
            _open(f"{name}-alb-to-{key}-{target_port}", group.id, target, target_port, args, child)
    return group


def _key(cidr: str) -> str:
    """Return a range as a part of a logical name: `::` parts a URN, and what reads URNs takes such a name apart."""
    return cidr.replace("::", ":0:")


def _open(
    logical: str,
    balancer: pulumi.Input[str],
    target: pulumi.Input[str],
    port: int,
    args: "LoadBalancerArgs",
    child: pulumi.ResourceOptions,
) -> None:
    """Open one port between the load balancer and a group of instances: out on one side, in on the other."""
    tags = tagged(args.tags, logical)
    vpc.SecurityGroupEgressRule(
        logical,
        security_group_id=balancer,
        referenced_security_group_id=target,
        description="Load balancer reaches the instances",
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        tags=tags,
        opts=child,
    )
    vpc.SecurityGroupIngressRule(
        logical,
        security_group_id=target,
        referenced_security_group_id=balancer,
        description="Instances accept the load balancer",
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        tags=tags,
        opts=child,
    )
