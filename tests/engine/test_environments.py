"""Every committed environment, for real: it comes up as proposed, stays as it is, and goes without a trace."""

from typing import Any

import pytest

from tests.engine import plan
from tests.engine.call import EngineError
from tests.engine.conftest import Make, Table
from tests.engine.workspace import ROOT, Workspace
from tests.program import STACKS


def golden(stack: Workspace) -> set[str]:
    """Return the short names of what the stack consists of."""
    urns = (ROOT / "tests" / "golden" / f"{stack.stack}.urns").read_text("utf-8").split("\n")
    return {plan.short_name(urn, stack.base) for urn in urns if urn}


def exported(stack: Workspace) -> dict[str, Any]:
    """Return the outputs that the program must have, from what is in the account."""
    aws = stack.aws
    balancer = aws.client("elbv2").describe_load_balancers()["LoadBalancers"][0]
    targets = aws.client("elbv2").describe_target_groups()["TargetGroups"][0]["TargetGroupArn"]
    (bucket,) = (each["Name"] for each in aws.client("s3").list_buckets()["Buckets"] if "artifacts" in each["Name"])
    group = aws.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"][0]["AutoScalingGroupName"]
    console, where = "https://eu-west-1.console.aws.amazon.com", "home?region=eu-west-1"
    return {
        "url": f"http://{balancer['DNSName']}/",
        "load_balancer_dns_name": balancer["DNSName"],
        "artifact_bucket": bucket,
        "scaling_group": group,
        "console": {
            "scaling_group": f"{console}/ec2/{where}#AutoScalingGroupDetails:id={group}",
            "targets": f"{console}/ec2/{where}#TargetGroup:targetGroupArn={targets}",
            "artifacts": f"https://s3.console.aws.amazon.com/s3/buckets/{bucket}?region=eu-west-1",
        },
    }


def serving(stack: Workspace) -> list[int]:
    """Return how many instances of the group serve behind the load balancer, in each zone."""
    aws, zones = stack.aws, dict[str, int]()
    group = aws.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"][0]
    targets = aws.client("elbv2").describe_target_groups()["TargetGroups"][0]["TargetGroupArn"]
    health = aws.client("elbv2").describe_target_health(TargetGroupArn=targets)["TargetHealthDescriptions"]
    healthy = {each["Target"]["Id"] for each in health if each["TargetHealth"]["State"] == "healthy"}
    for instance in group["Instances"]:
        if instance["InstanceId"] in healthy:
            zones[instance["AvailabilityZone"]] = zones.get(instance["AvailabilityZone"], 0) + 1
    return list(zones.values())


EXPECTED_SERVING = {"dev": [1, 1], "local": [1, 1], "prod": [1, 1, 1]}
"""Instances behind the load balancer in each zone that has any."""


def check(name: str, make_workspace: Make, table: Table) -> None:
    """Take an environment through its whole life."""
    stack = make_workspace(name)
    table(stack)
    before = stack.aws.snapshot()

    proposed = stack.preview()
    assert proposed == dict.fromkeys(sorted(golden(stack)), "create")
    assert stack.done(stack.up()) == proposed
    assert stack.outputs() == exported(stack)
    assert serving(stack) == EXPECTED_SERVING[name]

    assert stack.preview("second preview") == {}
    assert stack.refresh_plan() == {}
    assert stack.refresh() == {}
    assert stack.preview("preview after refresh") == {}

    lift_protections(stack)
    assert stack.destroy() == dict.fromkeys(sorted(golden(stack)), "delete")
    assert stack.resources() == []
    after = stack.aws.snapshot()
    assert {kind: ids for kind, ids in after.items() if ids != before[kind]} == {}


def lift_protections(stack: Workspace) -> None:
    """Make a protected stack removable by its settings alone; until then nothing of it can be deleted."""
    balancer, artifacts = stack.section("load_balancer"), stack.section("artifacts")
    if artifacts.get("removable"):
        return
    there = stack.aws.snapshot()
    with pytest.raises(EngineError, match="protected"):
        stack.destroy()
    assert stack.aws.snapshot() == there
    balancer["deletion_protection"] = False
    balancer.setdefault("access_logs", {})["removable"] = True
    artifacts["removable"] = True
    expected = {
        "Bucket:artifacts": "update forceDestroy",
        "Bucket:logs": "update forceDestroy",
        "LoadBalancer:alb": "update enableDeletionProtection",
    }
    assert stack.preview("lift protections, preview") == expected
    assert stack.done(stack.up("lift protections")) == expected


# A class each: pytest-xdist gives what is in one class to one worker, and so the environments to several.


class TestDev:
    def test_every_committed_environment_is_here(self) -> None:
        assert sorted(EXPECTED_SERVING) == list(STACKS)

    def test_comes_up_stays_and_goes(self, make_workspace: Make, table: Table) -> None:
        check("dev", make_workspace, table)


class TestLocal:
    def test_comes_up_stays_and_goes(self, make_workspace: Make, table: Table) -> None:
        check("local", make_workspace, table)


class TestProd:
    def test_comes_up_stays_and_goes(self, make_workspace: Make, table: Table) -> None:
        check("prod", make_workspace, table)
