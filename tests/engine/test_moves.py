"""A running stack goes from one strategy to another: what is made, what is kept, and in which order the rest goes."""

from collections.abc import Iterable
from typing import Any

import pytest

from tests.engine.call import EngineError, Ran
from tests.engine.conftest import Make, Table
from tests.engine.exported import behind_the_balancer, failing_over, recovered
from tests.engine.life import assert_nothing_left
from tests.engine.look import address, group, instance, instances, records, refreshes
from tests.engine.plan import Plan
from tests.engine.workspace import Workspace

COMES_AND_GOES = {"termination_protection": False}
NAME, ZONE = "www.example.com", "example.com"
AVAILABILITY: dict[str, dict[str, Any]] = {
    "self_healing": {"stable_address": True},
    "auto_recovery": COMES_AND_GOES,
    "dns_failover": {**COMES_AND_GOES, "record": {"name": NAME, "new_zone_name": ZONE}},
    "load_balanced": {},
}
LOAD_BALANCED: dict[str, dict[str, Any]] = {
    "scaling": {"min_size": 2, "max_size": 3},
    "load_balancer": {"deletion_protection": False, "access_logs": {"enabled": False}},
}
"""Sections that no other strategy has."""

GROUP = {"Group:asg", "Notification:notifications", "ScalingGroup"}
HEALING = {"Eip:address", "MetricAlarm:no-instances", "RolePolicy:instance-identity", "StableIdentity"}
"""What the strategy `self_healing` alone has, beside its group."""
FAILOVER = {
    "FailoverRecord",
    "HealthCheck:primary",
    "HealthCheck:secondary",
    "MetricAlarm:eu-west-1-dns-health-primary",
    "MetricAlarm:eu-west-1-dns-health-secondary",
    "Monitoring:eu-west-1-dns",
    "Record:primary",
    "Record:secondary",
    "Topic:eu-west-1-dns-alarms",
    "TopicPolicy:eu-west-1-dns-alarms",
}
BALANCER = {
    "Attachment:target-web",
    "Eip:nat-eu-west-1a",
    "Eip:nat-eu-west-1b",
    "Listener:http",
    "LoadBalancer",
    "LoadBalancer:alb",
    "MetricAlarm:server-errors",
    "MetricAlarm:unhealthy-targets",
    "NatGateway:nat-eu-west-1a",
    "NatGateway:nat-eu-west-1b",
    "Policy:track-cpu",
    "Route:private-eu-west-1a",
    "Route:private-eu-west-1b",
    "SecurityGroup:alb",
    "SecurityGroupEgressRule:alb-to-instances-80",
    "SecurityGroupIngressRule:alb-80-0.0.0.0/0",
    "SecurityGroupIngressRule:alb-to-instances-80",
    "TargetGroup:tg",
}
"""What the strategy `load_balanced` alone has, beside its group."""
OPEN = "SecurityGroupIngressRule:instance-in-80-0.0.0.0/0"
TEMPLATE = {"LaunchTemplate:template": "update networkInterfaces, userData, vpcSecurityGroupIds"}
"""Instances have a public address of their own, or not."""
GROUP_CHANGES = (
    "healthCheckType, instanceMaintenancePolicy.maxHealthyPercentage, "
    "instanceRefresh.preferences.alarmSpecification, instanceRefresh.preferences.maxHealthyPercentage, "
    "launchTemplate.version, maxSize, minSize"
)


def recovering(role: str) -> set[str]:
    """Return what one recovering instance consists of."""
    return {
        f"Eip:{role}-address",
        f"EipAssociation:{role}-address",
        f"Instance:{role}-instance",
        f"MetricAlarm:{role}-reboot",
        f"MetricAlarm:{role}-recover",
        f"RecoveringInstance:{role}",
    }


def moved(created: Iterable[str], deleted: Iterable[str], updated: Plan) -> Plan:
    return {**dict.fromkeys(created, "create"), **dict.fromkeys(deleted, "delete"), **updated}


def choose(stack: Workspace, strategy: str, **more: Any) -> None:
    """Say in the settings that the stack is of a strategy."""
    stack.config["ha-web:availability"] = {"strategy": strategy, **AVAILABILITY[strategy], **more}
    for name, section in LOAD_BALANCED.items():
        stack.config.pop(f"ha-web:{name}", None)
        if strategy == "load_balanced":
            stack.section(name).update(section)


def started(make_workspace: Make, table: Table, strategy: str, name: str, **more: Any) -> Workspace:
    """Return a stack of a strategy, to be deployed."""
    stack = make_workspace(name, committed="self-healing")
    table(stack)
    stack.section("network")["zones"] = ["a", "b"]
    choose(stack, strategy, **more)
    return stack


def assert_new_before_old_goes(stack: Workspace, ran: Ran) -> None:
    """Demand that nothing was deleted before all that is new stood and all that changes had changed."""
    done = stack.order(ran)
    made = [at for at, each in enumerate(done) if each.what == "ended" and each.op in ("create", "update")]
    gone = [at for at, each in enumerate(done) if each.what == "begins" and each.op == "delete"]
    assert max(made) < min(gone)


class TestFromOneToTheNext:
    def test_self_healing_auto_recovery_dns_failover_load_balanced(self, make_workspace: Make, table: Table) -> None:
        stack = started(make_workspace, table, "self_healing", "moving")
        before = stack.aws.snapshot()
        stack.up()
        self.to_auto_recovery(stack)
        self.to_dns_failover(stack)
        self.to_load_balanced(stack)
        stack.destroy()
        assert_nothing_left(stack, before)

    def to_auto_recovery(self, stack: Workspace) -> None:
        old = address(stack)["PublicIp"]
        choose(stack, "auto_recovery")
        ran = stack.change(
            moved(
                recovering("primary"),
                GROUP | HEALING,
                # Instances that stay are tagged by themselves, the ones of a group at their launch.
                {
                    "LaunchTemplate:template": (
                        "update networkInterfaces, tagSpecifications, userData, vpcSecurityGroupIds"
                    )
                },
            )
        )
        assert_new_before_old_goes(stack, ran)
        assert recovered(stack) == {"zone": "eu-west-1a", "reached": True, "watched": True, "actions": True}
        assert len(instances(stack)) == 1
        assert address(stack, "primary")["PublicIp"] != old, "as documented: the name has to be led there"

    def to_dns_failover(self, stack: Workspace) -> None:
        kept = instance(stack, "primary")["InstanceId"], address(stack, "primary")["PublicIp"]
        choose(stack, "dns_failover")
        stack.change(moved({*recovering("secondary"), *FAILOVER, "Zone:zone"}, (), {}))
        assert (instance(stack, "primary")["InstanceId"], address(stack, "primary")["PublicIp"]) == kept
        served = failing_over(stack)
        assert served["answers"] == {(NAME, role): f"{role}'s address, checked" for role in ("primary", "secondary")}
        assert served["secondary"] == {"zone": "eu-west-1b", "reached": True, "watched": True, "actions": True}

    def to_load_balanced(self, stack: Workspace) -> None:
        choose(stack, "load_balanced")
        old = {*recovering("primary"), *recovering("secondary"), *FAILOVER, "Zone:zone", OPEN}
        ran = stack.change(
            moved(GROUP | BALANCER, old, {"LaunchTemplate:template": "update tagSpecifications, userData"})
        )
        assert_new_before_old_goes(stack, ran)
        assert behind_the_balancer(stack) == [1, 1]
        assert len(instances(stack)) == 2


class TestThereAndBack:
    def test_self_healing_load_balanced_self_healing(self, make_workspace: Make, table: Table) -> None:
        stack = started(make_workspace, table, "self_healing", "growing")
        before = stack.aws.snapshot()
        stack.up()
        self.to_load_balanced(stack)
        self.and_back(stack)
        stack.destroy()
        assert_nothing_left(stack, before)

    def to_load_balanced(self, stack: Workspace) -> None:
        kept, begun = group(stack)["AutoScalingGroupARN"], len(refreshes(stack))
        choose(stack, "load_balanced")
        both = moved(BALANCER, {*HEALING, OPEN}, TEMPLATE)
        ran = stack.change(
            {**both, "Group:asg": f"update {GROUP_CHANGES}, vpcZoneIdentifiers[]"},
            # The private subnets are known to it once their ways out stand.
            {**both, "Group:asg": f"update {GROUP_CHANGES}"},
        )
        assert_new_before_old_goes(stack, ran)
        assert group(stack)["AutoScalingGroupARN"] == kept, "in place: the instance serves until the refresh ends it"
        assert len(refreshes(stack)) == begun + 1
        assert behind_the_balancer(stack) == [1, 1]
        assert stack.refresh() == {}

    def and_back(self, stack: Workspace) -> None:
        kept = group(stack)["AutoScalingGroupARN"]
        choose(stack, "self_healing")
        both = {
            **moved({*HEALING, OPEN}, BALANCER, TEMPLATE),
            "Group:asg": f"update desiredCapacity, {GROUP_CHANGES}, vpcZoneIdentifiers[]",
        }
        # The template waits for the policy with the profile, whose ARN a preview does not know so long.
        waiting = {
            "LaunchTemplate:template": TEMPLATE["LaunchTemplate:template"].replace(" ", " iamInstanceProfile.arn, ", 1)
        }
        ran = stack.change(both, {**both, **waiting})
        assert_new_before_old_goes(stack, ran)
        assert group(stack)["AutoScalingGroupARN"] == kept
        assert (group(stack)["DesiredCapacity"], len(instances(stack))) == (1, 1)
        assert stack.refresh() == {}


class TestUnderOneName:
    def test_a_name_goes_from_failover_to_the_load_balancer_in_two_steps(
        self, make_workspace: Make, table: Table
    ) -> None:
        """Route 53 takes no alias of a name beside its failover records: the first deployment stops, and says so."""
        where = {"name": NAME, "hosted_zone_name": ZONE}
        stack = started(make_workspace, table, "dns_failover", "named", record=where)
        stack.aws.client("route53").create_hosted_zone(Name=ZONE, CallerReference="there before")
        before = stack.aws.snapshot()
        stack.up()
        answers = failing_over(stack)["answers"]

        choose(stack, "load_balanced")
        stack.section("load_balancer")["domain"] = where
        with pytest.raises(EngineError, match="cannot be created as other RRSets exist with the same name and type"):
            stack.up()
        assert failing_over(stack)["answers"] == answers, "what served goes on serving"

        choose(stack, "load_balanced")
        stack.up("up without the name")
        assert records(stack) == {}
        stack.section("load_balancer")["domain"] = where
        stack.up("up with the name")
        (record,) = records(stack).values()
        assert record["AliasTarget"]["DNSName"].rstrip(".").endswith(stack.outputs()["load_balancer_dns_name"])
        assert stack.preview("second preview") == {}
        stack.destroy()
        assert_nothing_left(stack, before)
