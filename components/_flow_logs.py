"""The record of a VPC's traffic: a log group, the role that may write to it, and the flow log itself."""

import pulumi
from pulumi_aws import cloudwatch, ec2, iam

from . import _place
from ._iam import document, from_account, trust
from ._naming import physical_name
from ._order import after
from ._tags import Tags, tagged

AGGREGATION_SECONDS = 600
"""The longer of the two intervals that AWS offers; 60 s costs about ten times the records."""


def record(
    name: str,
    vpc_id: pulumi.Input[str],
    retention_days: pulumi.Input[int],
    traffic_type: pulumi.Input[str],
    tags: Tags,
    network: pulumi.ComponentResource,
) -> None:
    """Create everything that records the traffic of this VPC, as children of `network`."""
    child = pulumi.ResourceOptions(parent=network)
    place = pulumi.Output.all(_place.partition(network), _place.region(network), _place.account_id(network))
    own_tags = tagged(tags, f"{name}-flow-logs")
    group = cloudwatch.LogGroup(
        f"{name}-flow-logs",
        name=physical_name("log_group", name, "flow-logs"),
        retention_in_days=retention_days,
        tags=own_tags,
        opts=child,
    )

    def may_assume(values: list[str]) -> str:
        partition, region, account = values
        source = f"arn:{partition}:ec2:{region}:{account}:vpc-flow-log/*"
        return trust("vpc-flow-logs.amazonaws.com", from_account(account, source))

    role = iam.Role(
        f"{name}-flow-logs",
        name=place.apply(lambda values: physical_name("role", name, values[1], "flow-logs")),
        description="Writes the VPC's flow logs to their log group",
        assume_role_policy=place.apply(may_assume),
        tags=own_tags,
        opts=child,
    )
    policy = iam.RolePolicy(
        f"{name}-flow-logs",
        name="write-flow-logs",
        role=role.name,
        policy=group.arn.apply(
            lambda arn: document(
                {
                    "Effect": "Allow",
                    "Action": ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
                    "Resource": f"{arn.removesuffix(':*')}:*",
                }
            )
        ),
        opts=child,
    )
    ec2.FlowLog(
        f"{name}-flow-logs",
        vpc_id=vpc_id,
        traffic_type=traffic_type,
        log_destination_type="cloud-watch-logs",
        log_destination=group.arn,
        # Without leave to write, the flow log would be made and record nothing: the role counts once it has it.
        iam_role_arn=after(role.arn, policy),
        max_aggregation_interval=AGGREGATION_SECONDS,
        tags=own_tags,
        opts=child,
    )
