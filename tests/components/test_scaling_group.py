"""The Auto Scaling group: where instances live, how one set of them becomes the next, and who is told.

What changes its size and what it launches have test files of their own.
"""

from collections.abc import Mapping
from typing import Any

import pulumi_aws as aws
import pytest

from components import LifecycleHookArgs, ScalingGroup, ScalingGroupArgs
from tests.recording import NAME, Recorded, Recording, build, pulumi, record

GROUP, HOOK = "autoscaling/group:Group", "autoscaling/lifecycleHook:LifecycleHook"
NOTIFICATION, ATTACHMENT = "autoscaling/notification:Notification", "autoscaling/attachment:Attachment"
ALARM = "cloudwatch/metricAlarm:MetricAlarm"

REQUIRED: dict[str, Any] = {"subnet_ids": ["subnet-a", "subnet-b"], "template_id": "lt-1", "template_version": 3}


def built(**changes: Any) -> Recording:
    return build(ScalingGroup, ScalingGroupArgs(**REQUIRED, **changes))


def group(**changes: Any) -> Mapping[str, Any]:
    return built(**changes).one(GROUP).inputs


def children(recording: Recording) -> list[Recorded]:
    return [each for each in recording.resources if each.type.startswith("aws:")]


# Amazon EC2 Auto Scaling API reference, EnableMetricsCollection.
ALL_METRICS = {
    "GroupMinSize",
    "GroupMaxSize",
    "GroupDesiredCapacity",
    "GroupInServiceInstances",
    "GroupPendingInstances",
    "GroupStandbyInstances",
    "GroupTerminatingInstances",
    "GroupTotalInstances",
    "GroupInServiceCapacity",
    "GroupPendingCapacity",
    "GroupStandbyCapacity",
    "GroupTerminatingCapacity",
    "GroupTotalCapacity",
    "WarmPoolDesiredCapacity",
    "WarmPoolWarmedCapacity",
    "WarmPoolPendingCapacity",
    "WarmPoolTerminatingCapacity",
    "WarmPoolTotalCapacity",
    "GroupAndWarmPoolDesiredCapacity",
    "GroupAndWarmPoolTotalCapacity",
}


def test_a_group_that_says_no_more_than_it_must_is_a_good_one() -> None:
    inputs = dict(group())
    metrics = inputs.pop("enabledMetrics")
    assert (len(metrics), set(metrics)) == (20, ALL_METRICS)
    assert inputs == {
        "name": "web-test-asg",
        "vpcZoneIdentifiers": ["subnet-a", "subnet-b"],
        "minSize": 2,
        "desiredCapacity": 2,
        "maxSize": 6,
        "launchTemplate": {"id": "lt-1", "version": "3"},
        "healthCheckType": "EC2",
        "healthCheckGracePeriod": 180,
        "defaultInstanceWarmup": 120,
        "metricsGranularity": "1Minute",
        "protectFromScaleIn": False,
        "instanceMaintenancePolicy": {"minHealthyPercentage": 100, "maxHealthyPercentage": 150},
        "availabilityZoneDistribution": {"capacityDistributionStrategy": "balanced-best-effort"},
        "instanceRefresh": {
            "strategy": "Rolling",
            "preferences": {
                "minHealthyPercentage": 100,
                "maxHealthyPercentage": 150,
                "instanceWarmup": "120",
                "autoRollback": True,
                "scaleInProtectedInstances": "Refresh",
            },
        },
        "tags": [{"key": "Name", "value": "web-test", "propagateAtLaunch": True}],
    }


def test_a_deployment_never_resets_the_capacity_that_scaling_chose() -> None:
    assert built().one(GROUP).ignore_changes == ("desiredCapacity",)


def test_where_nothing_can_choose_the_capacity_is_the_bound() -> None:
    """A group that was larger before would else be waited for until it has its old size again, which it may not."""
    group = built(min_size=1, max_size=1).one(GROUP)
    assert (group.ignore_changes, group.inputs["desiredCapacity"]) == ((), 1)
    wish = {"noon": {"cron": "0 12 * * *", "desired_capacity": 1}}
    assert built(min_size=1, max_size=1, schedules=wish).one(GROUP).ignore_changes == ("desiredCapacity",)


def test_bounds_that_the_time_of_day_sets_are_left_alone_as_well() -> None:
    night = {"night": {"cron": "0 20 * * *", "min_size": 1}}
    assert built(schedules=night).one(GROUP).ignore_changes == ("desiredCapacity", "minSize")
    both = {**night, "day": {"cron": "0 7 * * *", "max_size": 9}}
    assert built(schedules=both).one(GROUP).ignore_changes == ("desiredCapacity", "minSize", "maxSize")
    wish = {"noon": {"cron": "0 12 * * *", "desired_capacity": 4}}
    assert built(schedules=wish).one(GROUP).ignore_changes == ("desiredCapacity",)


def test_the_first_deployment_starts_with_the_capacity_asked_for_even_with_none() -> None:
    assert group(desired_capacity=4)["desiredCapacity"] == 4
    assert group(min_size=0, desired_capacity=0)["desiredCapacity"] == 0
    assert group(min_size=3)["desiredCapacity"] == 3


def test_the_template_version_is_the_number_that_the_template_has_and_never_a_moving_one() -> None:
    """`$Latest` is the same text in every deployment: a changed template would not be a changed group."""

    def program() -> None:
        template = aws.ec2.LaunchTemplate("template")
        ScalingGroup(NAME, {**REQUIRED, "template_id": template.id, "template_version": template.latest_version})

    launched = record(program).one(GROUP)
    assert launched.inputs["launchTemplate"] == {"id": "LaunchTemplate template", "version": "7"}
    assert launched.dependencies == {"LaunchTemplate template"}
    assert "$" not in str(launched.inputs)


def test_replacement_keeps_within_the_bounds_in_a_rollout_and_otherwise() -> None:
    inputs = group(min_healthy_percent=90, max_healthy_percent=120, instance_warmup_seconds=45)
    bounds = {"minHealthyPercentage": 90, "maxHealthyPercentage": 120}
    assert inputs["instanceMaintenancePolicy"] == bounds
    assert inputs["instanceRefresh"] == {
        "strategy": "Rolling",
        "preferences": {**bounds, "instanceWarmup": "45", "autoRollback": True, "scaleInProtectedInstances": "Refresh"},
    }
    assert inputs["defaultInstanceWarmup"] == 45


def test_alarms_stop_a_rollout_and_the_rollback_can_be_switched_off() -> None:
    preferences = group(rollback_alarm_names=["errors", "unhealthy"], auto_rollback=False)["instanceRefresh"]
    assert preferences["preferences"] == {
        "minHealthyPercentage": 100,
        "maxHealthyPercentage": 150,
        "instanceWarmup": "120",
        "autoRollback": False,
        "scaleInProtectedInstances": "Refresh",
        "alarmSpecification": {"alarms": ["errors", "unhealthy"]},
    }


def test_with_a_target_group_the_load_balancers_health_check_counts() -> None:
    assert group(target_group_arns={"web": "arn of web"})["healthCheckType"] == "ELB"


def test_each_target_group_is_attached_by_a_resource_of_its_own_and_not_by_the_group() -> None:
    """The group's own argument detaches a replaced target group first, and waits for it to drain: an outage."""
    recording = built(target_group_arns={"web": "arn of web", "api": "arn of api"})
    assert recording.inputs(ATTACHMENT) == {
        "web-test-target-web": {"autoscalingGroupName": "web-test-asg", "lbTargetGroupArn": "arn of web"},
        "web-test-target-api": {"autoscalingGroupName": "web-test-asg", "lbTargetGroupArn": "arn of api"},
    }
    assert not {"targetGroupArns", "trafficSources", "loadBalancers"} & recording.one(GROUP).inputs.keys()
    assert [set(each.dependencies) for each in recording.of(ATTACHMENT).values()] == [{"Group web-test-asg"}] * 2


def test_instances_grow_old_unless_a_lifetime_is_given() -> None:
    assert "maxInstanceLifetime" not in group()
    assert group(max_instance_lifetime_days=30)["maxInstanceLifetime"] == 30 * 24 * 60 * 60


def test_tags_reach_the_instances_under_the_groups_own_name() -> None:
    assert group(tags={"Owner": "web", "Name": "gives way"})["tags"] == [
        {"key": "Owner", "value": "web", "propagateAtLaunch": True},
        {"key": "Name", "value": "web-test", "propagateAtLaunch": True},
    ]


@pytest.mark.parametrize(
    ("hook", "expected"),
    [
        (
            LifecycleHookArgs(transition="launching"),
            {
                "lifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING",
                "heartbeatTimeout": 300,
                "defaultResult": "CONTINUE",
            },
        ),
        (
            LifecycleHookArgs(transition="terminating", heartbeat_seconds=60, default_result="abandon"),
            {
                "lifecycleTransition": "autoscaling:EC2_INSTANCE_TERMINATING",
                "heartbeatTimeout": 60,
                "defaultResult": "ABANDON",
            },
        ),
    ],
)
def test_a_hook_pauses_an_instance(hook: LifecycleHookArgs, expected: Mapping[str, Any]) -> None:
    recording = built(lifecycle_hooks={"drain": hook})
    assert recording.inputs(HOOK) == {
        "web-test-hook-drain": {"name": "drain", "autoscalingGroupName": "web-test-asg", **expected}
    }
    assert recording.one(HOOK).dependencies == {"Group web-test-asg"}


def test_a_topic_is_told_of_every_launch_and_termination_and_of_failures_of_either() -> None:
    recording = built(notification_topic_arn="arn of a topic")
    assert recording.inputs(NOTIFICATION) == {
        "web-test-notifications": {
            "groupNames": ["web-test-asg"],
            "notifications": [
                "autoscaling:EC2_INSTANCE_LAUNCH",
                "autoscaling:EC2_INSTANCE_LAUNCH_ERROR",
                "autoscaling:EC2_INSTANCE_TERMINATE",
                "autoscaling:EC2_INSTANCE_TERMINATE_ERROR",
            ],
            "topicArn": "arn of a topic",
        }
    }
    assert recording.one(NOTIFICATION).dependencies == {"Group web-test-asg"}


def test_a_topic_is_told_when_no_instance_is_in_service_and_when_one_is_again() -> None:
    """A group that cannot launch keeps trying, and without an alarm it does so in silence."""
    recording = built(alarm_topic_arn="arn of a topic", tags={"Owner": "web"})
    assert recording.inputs(ALARM) == {
        "web-test-no-instances": {
            "name": "web-test-no-instances",
            "alarmDescription": "The group has had no instance in service for 5 minutes",
            "namespace": "AWS/AutoScaling",
            "metricName": "GroupInServiceInstances",
            "dimensions": {"AutoScalingGroupName": "web-test-asg"},
            "statistic": "Maximum",
            "period": 60,
            "comparisonOperator": "LessThanThreshold",
            "threshold": 1,
            "evaluationPeriods": 5,
            "datapointsToAlarm": 5,
            "treatMissingData": "breaching",
            "alarmActions": ["arn of a topic"],
            "okActions": ["arn of a topic"],
            "tags": {"Owner": "web", "Name": "web-test-no-instances"},
        }
    }
    assert recording.one(ALARM).dependencies == {"Group web-test-asg"}
    assert not recording.of(NOTIFICATION), "the one topic does not stand for the other"


def test_what_is_not_asked_for_is_not_created() -> None:
    assert sorted((each.type, each.name) for each in children(built())) == [
        ("aws:autoscaling/group:Group", "web-test-asg"),
        ("aws:autoscaling/policy:Policy", "web-test-track-cpu"),
    ]


def test_every_resource_is_a_child_of_the_component() -> None:
    everything: dict[str, Any] = {
        "target_group_arns": {"web": "arn of web", "api": "arn of api"},
        "schedules": {"night": {"cron": "0 20 * * *"}},
        "predictive": {"metric": "cpu", "target_value": 40},
        "lifecycle_hooks": {"prepare": {"transition": "launching"}},
        "notification_topic_arn": "arn of a topic",
        "alarm_topic_arn": "arn of a topic",
    }
    found = children(build(ScalingGroup, {**REQUIRED, **everything}))
    # The group, 2 attachments, 2 policies, a schedule, a hook, the notifications and the alarm.
    assert len(found) == 9
    assert [each.urn for each in found] == [
        f"urn:pulumi:test::ha-web::ha-web:index:ScalingGroup${each.type}::{each.name}" for each in found
    ]


def test_the_callers_options_go_to_the_component() -> None:
    options = pulumi.ResourceOptions(protect=True)
    assert record(lambda: ScalingGroup(NAME, REQUIRED, options)).one("ha-web:index:ScalingGroup").protect


def test_the_outputs_are_the_annotated_attributes_and_come_from_the_group() -> None:
    assert built().outputs["ha-web:index:ScalingGroup"] == {
        "group_name": "web-test-asg",
        "group_arn": "arn of Group web-test-asg",
    }
    assert set(ScalingGroup.__annotations__) == {"group_name", "group_arn"}

    def program() -> None:
        scaling = ScalingGroup(NAME, REQUIRED)
        for key in ScalingGroup.__annotations__:
            aws.ssm.Parameter(key, type="String", value="-", description=getattr(scaling, key))

    parameters = record(program).of("ssm/parameter:Parameter")
    assert {name: each.inputs["description"] for name, each in parameters.items()} == {
        "group_name": "web-test-asg",
        "group_arn": "arn of Group web-test-asg",
    }
    assert all(each.dependencies == {"Group web-test-asg"} for each in parameters.values())
