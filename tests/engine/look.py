"""What there is in a stack's account, as AWS answers it."""

import base64
from typing import Any

from tests.engine.workspace import Workspace

Described = dict[str, Any]


def group(stack: Workspace) -> Described:
    """Return the only Auto Scaling group."""
    (found,) = stack.aws.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    described: Described = found
    return described


def refreshes(stack: Workspace) -> list[Described]:
    """Return the group's instance refreshes, the newest first."""
    name = group(stack)["AutoScalingGroupName"]
    found: list[Described] = stack.aws.client("autoscaling").describe_instance_refreshes(AutoScalingGroupName=name)[
        "InstanceRefreshes"
    ]
    return found


def instance_ids(stack: Workspace) -> set[str]:
    """Return the group's instances."""
    return {each["InstanceId"] for each in group(stack)["Instances"]}


def instances(stack: Workspace) -> list[Described]:
    """Return all instances that run."""
    running = [{"Name": "instance-state-name", "Values": ["running"]}]
    found = stack.aws.client("ec2").describe_instances(Filters=running)["Reservations"]
    return [each for reservation in found for each in reservation["Instances"]]


def instance(stack: Workspace, role: str = "") -> Described:
    """Return the only running instance that is called like the stack and the role."""
    (found,) = (each for each in instances(stack) if named(each) == _called(stack, role))
    return found


def address(stack: Workspace, role: str = "") -> Described:
    """Return the Elastic IP that is called like the stack, the role and `address`."""
    found = stack.aws.client("ec2").describe_addresses()["Addresses"]
    (described,) = (each for each in found if named(each) == _called(stack, role, "address"))
    kept: Described = described
    return kept


def volume(stack: Workspace) -> Described:
    """Return the volume that is called like the stack and `data`."""
    (found,) = (
        each for each in stack.aws.client("ec2").describe_volumes()["Volumes"] if named(each) == _called(stack, "data")
    )
    described: Described = found
    return described


def user_data(stack: Workspace, instance_id: str) -> str:
    """Return the script that an instance was launched with."""
    answer = stack.aws.client("ec2").describe_instance_attribute(InstanceId=instance_id, Attribute="userData")
    return base64.b64decode(answer["UserData"]["Value"]).decode()


def records(stack: Workspace) -> dict[tuple[str, str], Described]:
    """Return the A records of every zone, by name and set identifier without the stack's own start."""
    route53 = stack.aws.client("route53")
    return {
        (each["Name"].rstrip("."), each.get("SetIdentifier", "").removeprefix(f"{stack.base}-")): each
        for zone in route53.list_hosted_zones()["HostedZones"]
        for each in route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
        if each["Type"] == "A"
    }


def health_check(stack: Workspace, check_id: str) -> Described:
    """Return how a health check asks."""
    found: Described = stack.aws.client("route53").get_health_check(HealthCheckId=check_id)["HealthCheck"]
    config: Described = found["HealthCheckConfig"]
    return config


def alarms(stack: Workspace, region: str | None = None) -> dict[str, Described]:
    """Return the alarms of the stack's region, or another one, by name without the stack's own start."""
    account = stack.aws.elsewhere(region) if region else stack.aws
    found = account.client("cloudwatch").describe_alarms()["MetricAlarms"]
    return {each["AlarmName"].removeprefix(f"{stack.base}-"): each for each in found}


def named(described: Described) -> str:
    """Return the value of the tag `Name`."""
    return next((str(tag["Value"]) for tag in described.get("Tags", []) if tag["Key"] == "Name"), "")


def _called(stack: Workspace, *roles: str) -> str:
    return "-".join([stack.base, *filter(None, roles)])
