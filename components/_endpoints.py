"""Ways from a VPC to AWS's own services that do not lead over the internet."""

from collections.abc import Mapping, Sequence

import pulumi
from pulumi_aws import ec2, vpc

from ._naming import physical_name
from ._tags import Tags, tagged

SESSION_MANAGER = ("ssm", "ssmmessages", "ec2messages")
CLOUDWATCH = ("monitoring",)
"""Its metrics; its logs are another service."""


def s3_gateway(
    name: str,
    vpc_id: pulumi.Input[str],
    region: str,
    route_tables: Mapping[str, pulumi.Input[str]],
    tags: Tags,
    child: pulumi.ResourceOptions,
) -> dict[str, ec2.VpcEndpointRouteTableAssociation]:
    """Create the gateway endpoint for S3 and return what joins it to each route table, by the table's key.

    It is free of charge, and artifacts that take it do not pay NAT by the gigabyte. The tables are joined one by one,
    so that a zone that comes or goes changes nothing of the endpoint itself.
    """
    endpoint = ec2.VpcEndpoint(
        f"{name}-s3",
        vpc_id=vpc_id,
        service_name=f"com.amazonaws.{region}.s3",
        vpc_endpoint_type="Gateway",
        tags=tagged(tags, f"{name}-s3"),
        opts=child,
    )
    return {
        key: ec2.VpcEndpointRouteTableAssociation(
            f"{name}-s3-{key}", vpc_endpoint_id=endpoint.id, route_table_id=table, opts=child
        )
        for key, table in route_tables.items()
    }


def interfaces(
    name: str,
    vpc_id: pulumi.Input[str],
    region: str,
    cidr_block: str,
    subnet_ids: Sequence[pulumi.Input[str]],
    session_manager: bool,
    cloudwatch: bool,
    tags: Tags,
    child: pulumi.ResourceOptions,
) -> None:
    """Create interface endpoints for what is asked for: the way to a service where there is none to the internet."""
    wanted = [*(SESSION_MANAGER if session_manager else ()), *(CLOUDWATCH if cloudwatch else ())]
    if not wanted:
        return
    own_tags = tagged(tags, f"{name}-endpoints")
    group = ec2.SecurityGroup(
        f"{name}-endpoints",
        name=physical_name("security_group", name, "endpoints"),
        description="Interface endpoints: HTTPS from inside the VPC",
        vpc_id=vpc_id,
        tags=own_tags,
        opts=child,
    )
    vpc.SecurityGroupIngressRule(
        f"{name}-endpoints",
        security_group_id=group.id,
        description="HTTPS from inside the VPC",
        ip_protocol="tcp",
        from_port=443,
        to_port=443,
        cidr_ipv4=cidr_block,
        tags=own_tags,
        opts=child,
    )
    for service in wanted:
        ec2.VpcEndpoint(
            f"{name}-{service}",
            vpc_id=vpc_id,
            service_name=f"com.amazonaws.{region}.{service}",
            vpc_endpoint_type="Interface",
            subnet_ids=list(subnet_ids),
            security_group_ids=[group.id],
            private_dns_enabled=True,
            tags=tagged(tags, f"{name}-{service}"),
            opts=child,
        )
