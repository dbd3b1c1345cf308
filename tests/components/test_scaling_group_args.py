"""The scaling group's arguments: each reaches a resource, in either form, and what cannot work is refused."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from components import LifecycleHookArgs, ScalingGroup, ScalingGroupArgs
from tests.recording import Recording, build

GROUP, POLICY = "autoscaling/group:Group", "autoscaling/policy:Policy"
SCHEDULE, HOOK = "autoscaling/schedule:Schedule", "autoscaling/lifecycleHook:LifecycleHook"
NOTIFICATION, ATTACHMENT = "autoscaling/notification:Notification", "autoscaling/attachment:Attachment"
ALARM = "cloudwatch/metricAlarm:MetricAlarm"
REQUIRED: dict[str, Any] = {"subnet_ids": ["subnet-a", "subnet-b"], "template_id": "lt-1", "template_version": 3}
EVERYTHING: dict[str, Any] = {
    **REQUIRED,
    "target_group_arns": {"web": "arn of web", "api": "arn of api"},
    "request_count_label": "app/lb/1/targetgroup/tg/2",
    "target_tracking": [
        {"metric": "cpu", "target_value": 60},
        {"metric": "alb_requests_per_target", "target_value": 900},
    ],
    "schedules": {"night": {"cron": "0 20 * * *", "min_size": 0}},
    "predictive": {"metric": "cpu", "target_value": 40},
    "warm_pool": {"min_size": 1},
    "rollback_alarm_names": ["errors"],
    "lifecycle_hooks": {"prepare": {"transition": "launching"}},
    "notification_topic_arn": "arn of a topic",
    "alarm_topic_arn": "arn of a topic",
    "tags": {"Owner": "web"},
}
LANDINGS: dict[str, tuple[object, str, str, str, object]] = {
    "subnet_ids": (["subnet-c"], GROUP, "web-test-asg", "vpcZoneIdentifiers.0", "subnet-c"),
    "template_id": ("lt-2", GROUP, "web-test-asg", "launchTemplate.id", "lt-2"),
    "template_version": (4, GROUP, "web-test-asg", "launchTemplate.version", "4"),
    "target_group_arns": ({"web": "arn-2"}, ATTACHMENT, "web-test-target-web", "lbTargetGroupArn", "arn-2"),
    "request_count_label": (
        "app/lb/8/targetgroup/tg/9",
        POLICY,
        "web-test-track-alb-requests-per-target",
        "targetTrackingConfiguration.predefinedMetricSpecification.resourceLabel",
        "app/lb/8/targetgroup/tg/9",
    ),
    "min_size": (1, GROUP, "web-test-asg", "minSize", 1),
    "desired_capacity": (5, GROUP, "web-test-asg", "desiredCapacity", 5),
    "max_size": (9, GROUP, "web-test-asg", "maxSize", 9),
    "target_tracking": (
        [{"metric": "cpu", "target_value": 70}],
        POLICY,
        "web-test-track-cpu",
        "targetTrackingConfiguration.targetValue",
        70,
    ),
    "schedules": ({"night": {"cron": "0 21 * * *"}}, SCHEDULE, "web-test-schedule-night", "recurrence", "0 21 * * *"),
    "predictive": (
        {"metric": "cpu", "target_value": 45},
        POLICY,
        "web-test-predict",
        "predictiveScalingConfiguration.metricSpecification.targetValue",
        45,
    ),
    "warm_pool": ({"min_size": 2}, GROUP, "web-test-asg", "warmPool.minSize", 2),
    "mixed_instances": (
        {"instance_types": ["t3.small", "t3a.small"]},
        GROUP,
        "web-test-asg",
        "mixedInstancesPolicy.launchTemplate.overrides.1.instanceType",
        "t3a.small",
    ),
    "health_check_grace_seconds": (240, GROUP, "web-test-asg", "healthCheckGracePeriod", 240),
    "instance_warmup_seconds": (60, GROUP, "web-test-asg", "defaultInstanceWarmup", 60),
    "min_healthy_percent": (80, GROUP, "web-test-asg", "instanceMaintenancePolicy.minHealthyPercentage", 80),
    "max_healthy_percent": (130, GROUP, "web-test-asg", "instanceRefresh.preferences.maxHealthyPercentage", 130),
    "auto_rollback": (False, GROUP, "web-test-asg", "instanceRefresh.preferences.autoRollback", False),
    "rollback_alarm_names": (
        ["latency"],
        GROUP,
        "web-test-asg",
        "instanceRefresh.preferences.alarmSpecification.alarms.0",
        "latency",
    ),
    "zone_distribution": (
        "balanced-only",
        GROUP,
        "web-test-asg",
        "availabilityZoneDistribution.capacityDistributionStrategy",
        "balanced-only",
    ),
    "scale_in_protection": (True, GROUP, "web-test-asg", "protectFromScaleIn", True),
    "max_instance_lifetime_days": (7, GROUP, "web-test-asg", "maxInstanceLifetime", 604_800),
    "lifecycle_hooks": (
        {"prepare": {"transition": "terminating"}},
        HOOK,
        "web-test-hook-prepare",
        "lifecycleTransition",
        "autoscaling:EC2_INSTANCE_TERMINATING",
    ),
    "notification_topic_arn": ("arn-2", NOTIFICATION, "web-test-notifications", "topicArn", "arn-2"),
    "alarm_topic_arn": ("arn-2", ALARM, "web-test-no-instances", "alarmActions.0", "arn-2"),
    "tags": ({"Owner": "shop"}, GROUP, "web-test-asg", "tags.0.value", "shop"),
}
"""Field: another value than in EVERYTHING, and the argument that it must arrive in, as what."""


def at(arguments: Any, path: str) -> Any:
    for key in path.split("."):
        arguments = arguments[int(key)] if key.isdigit() else arguments.get(key)
    return arguments


def test_the_table_of_fields_is_complete() -> None:
    assert set(LANDINGS) == set(ScalingGroupArgs.__dataclass_fields__)


@cache
def before() -> Recording:
    return build(ScalingGroup, EVERYTHING)


@pytest.mark.parametrize("field", LANDINGS)
def test_every_field_reaches_a_resource(field: str) -> None:
    value, kind, name, path, expected = LANDINGS[field]
    # AWS has no warm pool for mixed instances.
    changes = {field: value, "warm_pool": None} if field == "mixed_instances" else {field: value}
    inputs = build(ScalingGroup, {**EVERYTHING, **changes}).inputs(kind)[name]
    assert at(inputs, path) == expected
    assert before().inputs(kind)[name] != inputs, "the table repeats the value that was there before"


def test_a_mapping_means_the_same_as_the_dataclass() -> None:
    given = build(ScalingGroup, ScalingGroupArgs(**EVERYTHING))
    assert given.arguments() == before().arguments()
    assert given.outputs == before().outputs


def test_arguments_are_frozen_and_named() -> None:
    with pytest.raises(AttributeError, match="cannot assign to field 'min_size'"):
        ScalingGroupArgs(**REQUIRED).min_size = 0  # type: ignore[misc]
    with pytest.raises(TypeError, match="positional argument"):
        ScalingGroupArgs(["subnet-a"], "lt-1", 3)  # type: ignore[call-arg]
    with pytest.raises(AttributeError, match="cannot assign to field 'transition'"):
        LifecycleHookArgs(transition="launching").transition = "terminating"  # type: ignore[misc]
    with pytest.raises(TypeError, match="positional argument"):
        LifecycleHookArgs("launching")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"zone_distribution": "random"},
            "ScalingGroup.zone_distribution: must be one of balanced-best-effort, balanced-only, got 'random'",
        ),
        (
            {"lifecycle_hooks": {"drain": {"transition": "stopping"}}},
            "ScalingGroup.lifecycle_hooks.drain.transition: must be one of launching, terminating, got 'stopping'",
        ),
        (
            {"lifecycle_hooks": {"drain": {"transition": "launching", "default_result": "retry"}}},
            "ScalingGroup.lifecycle_hooks.drain.default_result: must be one of abandon, continue, got 'retry'",
        ),
        (
            {"lifecycle_hooks": {"drain": {"transition": "launching", "heartbeat": 30}}},
            "ScalingGroup.lifecycle_hooks.drain.heartbeat: is not an argument; did you mean `heartbeat_seconds`?",
        ),
        (
            {"lifecycle_hooks": {"drain": {}}},
            "ScalingGroup.lifecycle_hooks.drain.transition: is missing; give it a value",
        ),
        ({"maxsize": 3}, "ScalingGroup.maxsize: is not an argument; did you mean `max_size`?"),
    ],
)
def test_what_cannot_work_is_refused_in_one_sentence(changes: Mapping[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        build(ScalingGroup, {**REQUIRED, **changes})


def test_all_that_is_missing_is_said_at_once() -> None:
    with pytest.raises(ValueError, match="is missing") as error:
        build(ScalingGroup, {})
    assert str(error.value).splitlines() == [
        "ScalingGroup.subnet_ids: is missing; give it a value",
        "ScalingGroup.template_id: is missing; give it a value",
        "ScalingGroup.template_version: is missing; give it a value",
    ]
