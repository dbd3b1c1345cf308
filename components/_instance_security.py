"""Who reaches an instance, and whom it reaches: its security group."""

from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import ec2, vpc

from ._naming import physical_name
from ._tags import tagged

if TYPE_CHECKING:
    from .launch_template import LaunchTemplateArgs

HEALTH_CHECKERS = "com.amazonaws.{region}.route53-healthchecks"
"""AWS's own list of the addresses that Route 53 checks from (VPC user guide, "AWS-managed prefix lists")."""


def security_group(
    name: str,
    args: "LaunchTemplateArgs",
    region: pulumi.Output[str],
    child: pulumi.ResourceOptions,
    lookup: pulumi.InvokeOptions,
) -> ec2.SecurityGroup:
    """Create the group of the instances with their ways out, and the ways in that need no load balancer."""
    own = f"{name}-instance"
    group = ec2.SecurityGroup(
        own,
        name=physical_name("security_group", name, "instance"),
        # AWS cannot change this text: another one would replace the group, under a name that is taken.
        description="Instances: reached by what stands before them alone",
        vpc_id=args.vpc_id,
        tags=tagged(args.tags, own),
        opts=child,
    )
    _ways_out(own, group, args, child)
    for port in dict.fromkeys(args.open_ports):
        for cidr in dict.fromkeys(args.allowed_cidr_blocks):
            _way_in(
                # `::` parts a URN, and what reads URNs takes a name with it apart.
                f"{own}-in-{port}-{cidr.replace('::', ':0:')}",
                group,
                port,
                f"Allowed ranges reach TCP port {port}",
                args,
                child,
                cidr_ipv4=None if ":" in cidr else cidr,
                cidr_ipv6=cidr if ":" in cidr else None,
            )
    if args.admits_health_checkers:
        list_name = region.apply(lambda region: HEALTH_CHECKERS.format(region=region))
        checkers = ec2.get_managed_prefix_list_output(name=list_name, opts=lookup).id
        for port in dict.fromkeys(args.admits_health_checkers):
            _way_in(
                f"{own}-health-{port}",
                group,
                port,
                f"Route 53's health checkers reach TCP port {port}",
                args,
                child,
                prefix_list_id=checkers,
            )
    return group


def _ways_out(own: str, group: ec2.SecurityGroup, args: "LaunchTemplateArgs", child: pulumi.ResourceOptions) -> None:
    destinations = {"": {"cidr_ipv4": "0.0.0.0/0"}}
    if args.ipv6:
        destinations["-ipv6"] = {"cidr_ipv6": "::/0"}
    for port in args.egress_ports:
        for key, destination in destinations.items():
            vpc.SecurityGroupEgressRule(
                f"{own}-{port}{key}",
                security_group_id=group.id,
                description=f"Instances reach TCP port {port}",
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                tags=tagged(args.tags, own),
                opts=child,
                **destination,
            )


def _way_in(
    logical: str,
    group: ec2.SecurityGroup,
    port: int,
    description: str,
    args: "LaunchTemplateArgs",
    child: pulumi.ResourceOptions,
    **source: pulumi.Input[str] | None,
) -> None:
    vpc.SecurityGroupIngressRule(
        logical,
        security_group_id=group.id,
        description=description,
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        tags=tagged(args.tags, logical),
        opts=child,
        **source,
    )
