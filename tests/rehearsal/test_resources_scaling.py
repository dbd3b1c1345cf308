"""Auto Scaling: the group with its instances, and all that changes its size. Each is what its inputs say."""

from collections.abc import Iterator
from typing import Any

import pytest

from rehearsal.resources import ArgumentError
from tests.rehearsal.test_resources_support import Case, World, a_world, case

CASES: list[Case] = []
METRICS = ["GroupDesiredCapacity", "GroupInServiceInstances"]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with a_world() as made:
        yield made


def found_group(world: World, name: str) -> dict[str, Any]:
    found = world.client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[name])
    answer: dict[str, Any] = found["AutoScalingGroups"][0]
    return answer


@case(
    CASES,
    "aws:autoscaling/group:Group",
    lambda world: {
        "name": "web",
        "minSize": 2,
        "maxSize": 6,
        "desiredCapacity": 3,
        "vpcZoneIdentifiers": [world.get("subnet-a"), world.get("subnet-b"), world.get("subnet-c")],
        "launchTemplate": {"id": world.get("template"), "version": "1"},
        "targetGroupArns": [world.get("target-group")],
        "healthCheckType": "ELB",
        "healthCheckGracePeriod": 180,
        "defaultInstanceWarmup": 120,
        "maxInstanceLifetime": 86400,
        "protectFromScaleIn": False,
        "terminationPolicies": ["OldestInstance"],
        "enabledMetrics": METRICS,
        "metricsGranularity": "1Minute",
        "instanceMaintenancePolicy": {"minHealthyPercentage": 100, "maxHealthyPercentage": 150},
        "availabilityZoneDistribution": {"capacityDistributionStrategy": "balanced-only"},
        "instanceRefresh": {
            "strategy": "Rolling",
            "preferences": {
                "minHealthyPercentage": 100,
                "maxHealthyPercentage": 150,
                "instanceWarmup": "120",
                "autoRollback": True,
                "alarmSpecification": {"alarms": ["bad"]},
            },
        },
        "warmPool": {"minSize": 1, "poolState": "Running", "instanceReusePolicy": {"reuseOnScaleIn": True}},
        "tags": [{"key": "Name", "value": "web", "propagateAtLaunch": True}],
    },
)
def group(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = found_group(world, "web")
    expected = {
        "MinSize": 2,
        "MaxSize": 6,
        "DesiredCapacity": 3,
        "TargetGroupARNs": [world.get("target-group")],
        "HealthCheckType": "ELB",
        "HealthCheckGracePeriod": 180,
        "DefaultInstanceWarmup": 120,
        "MaxInstanceLifetime": 86400,
        "NewInstancesProtectedFromScaleIn": False,
        "TerminationPolicies": ["OldestInstance"],
        "InstanceMaintenancePolicy": {"MinHealthyPercentage": 100, "MaxHealthyPercentage": 150},
        "AvailabilityZoneDistribution": {"CapacityDistributionStrategy": "balanced-only"},
    }
    assert {key: found[key] for key in expected} == expected
    assert found["LaunchTemplate"]["LaunchTemplateId"] == world.get("template")
    assert found["LaunchTemplate"]["Version"] == "1"
    assert sorted(each["AvailabilityZone"][-1] for each in found["Instances"]) == ["a", "b", "c"]
    assert sorted(each["Metric"] for each in found["EnabledMetrics"]) == METRICS
    assert [(tag["Key"], tag["Value"], tag["PropagateAtLaunch"]) for tag in found["Tags"]] == [("Name", "web", True)]
    pool = world.client("autoscaling").describe_warm_pool(AutoScalingGroupName="web")["WarmPoolConfiguration"]
    assert [pool[key] for key in ("MinSize", "PoolState", "InstanceReusePolicy")] == [
        1,
        "Running",
        {"ReuseOnScaleIn": True},
    ]
    health = world.client("elbv2").describe_target_health(TargetGroupArn=world.get("target-group"))
    targets = {each["Target"]["Id"] for each in health["TargetHealthDescriptions"]}
    assert targets >= {each["InstanceId"] for each in found["Instances"]}
    assert outputs["arn"] == found["AutoScalingGroupARN"]


@case(
    CASES,
    "aws:autoscaling/group:Group",
    lambda world: {
        "namePrefix": "mixed-",
        "minSize": 1,
        "maxSize": 4,
        "vpcZoneIdentifiers": [world.get("subnet-a")],
        "capacityRebalance": True,
        "protectFromScaleIn": True,
        "mixedInstancesPolicy": {
            "instancesDistribution": {
                "onDemandBaseCapacity": 1,
                "onDemandPercentageAboveBaseCapacity": 50,
                "spotAllocationStrategy": "price-capacity-optimized",
            },
            "launchTemplate": {
                "launchTemplateSpecification": {"launchTemplateId": world.get("template"), "version": "1"},
                "overrides": [{"instanceType": "t3.micro"}, {"instanceType": "t3a.micro"}],
            },
        },
    },
)
def mixed_group(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = found_group(world, made)
    policy = found["MixedInstancesPolicy"]
    assert policy["InstancesDistribution"]["OnDemandBaseCapacity"] == 1
    assert policy["InstancesDistribution"]["OnDemandPercentageAboveBaseCapacity"] == 50
    assert policy["InstancesDistribution"]["SpotAllocationStrategy"] == "price-capacity-optimized"
    specification = policy["LaunchTemplate"]["LaunchTemplateSpecification"]
    assert (specification["LaunchTemplateId"], specification["Version"]) == (world.get("template"), "1")
    assert [each["InstanceType"] for each in policy["LaunchTemplate"]["Overrides"]] == ["t3.micro", "t3a.micro"]
    assert found["CapacityRebalance"] is found["NewInstancesProtectedFromScaleIn"] is True
    assert all(each["ProtectedFromScaleIn"] for each in found["Instances"])
    assert made.startswith("mixed-")


@case(
    CASES,
    "aws:autoscaling/attachment:Attachment",
    lambda world: {"autoscalingGroupName": world.get("group"), "lbTargetGroupArn": world.get("target-group")},
)
def attachment(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = found_group(world, world.get("group"))
    assert found["TargetGroupARNs"] == [world.get("target-group")]
    health = world.client("elbv2").describe_target_health(TargetGroupArn=world.get("target-group"))
    targets = {each["Target"]["Id"] for each in health["TargetHealthDescriptions"]}
    assert targets >= {each["InstanceId"] for each in found["Instances"]}


def found_policy(world: World, name: str) -> dict[str, Any]:
    found = world.client("autoscaling").describe_policies(AutoScalingGroupName=world.get("group"), PolicyNames=[name])
    answer: dict[str, Any] = found["ScalingPolicies"][0]
    return answer


@case(
    CASES,
    "aws:autoscaling/policy:Policy",
    lambda world: {
        "name": "track",
        "autoscalingGroupName": world.get("group"),
        "policyType": "TargetTrackingScaling",
        "targetTrackingConfiguration": {
            "predefinedMetricSpecification": {
                "predefinedMetricType": "ALBRequestCountPerTarget",
                "resourceLabel": "app/x/1/targetgroup/y/2",
            },
            "targetValue": 50.5,
            "disableScaleIn": True,
        },
    },
)
def target_tracking(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = found_policy(world, "track")
    assert (found["PolicyType"], found["PolicyARN"], found["Enabled"]) == (
        "TargetTrackingScaling",
        outputs["arn"],
        True,
    )
    assert found["TargetTrackingConfiguration"] == {
        "PredefinedMetricSpecification": {
            "PredefinedMetricType": "ALBRequestCountPerTarget",
            "ResourceLabel": "app/x/1/targetgroup/y/2",
        },
        "TargetValue": 50.5,
        "DisableScaleIn": True,
    }


@case(
    CASES,
    "aws:autoscaling/policy:Policy",
    lambda world: {
        "name": "forecast",
        "autoscalingGroupName": world.get("group"),
        "policyType": "PredictiveScaling",
        "predictiveScalingConfiguration": {
            "mode": "ForecastAndScale",
            "schedulingBufferTime": "300",
            "metricSpecification": {
                "targetValue": 40,
                "predefinedMetricPairSpecification": {"predefinedMetricType": "ASGCPUUtilization"},
            },
        },
    },
)
def predictive(world: World, made: str, outputs: dict[str, Any]) -> None:
    policy = found_policy(world, "forecast")
    assert policy["PolicyType"] == "PredictiveScaling"
    found = policy["PredictiveScalingConfiguration"]
    assert (found["Mode"], found["SchedulingBufferTime"]) == ("ForecastAndScale", 300)
    metric = {"PredefinedMetricType": "ASGCPUUtilization"}
    assert found["MetricSpecifications"] == [{"TargetValue": 40.0, "PredefinedMetricPairSpecification": metric}]


@case(
    CASES,
    "aws:autoscaling/schedule:Schedule",
    lambda world: {
        "autoscalingGroupName": world.get("group"),
        "scheduledActionName": "night",
        "recurrence": "0 20 * * *",
        "timeZone": "Europe/Dublin",
        "minSize": 1,
        "maxSize": -1,
        "desiredCapacity": -1,
    },
)
def schedule(world: World, made: str, outputs: dict[str, Any]) -> None:
    """-1 tells the provider to leave a size as it is: AWS hears nothing of it."""
    asg = world.client("autoscaling")
    found = asg.describe_scheduled_actions(ScheduledActionNames=["night"])["ScheduledUpdateGroupActions"][0]
    got = [found[key] for key in ("AutoScalingGroupName", "Recurrence", "TimeZone", "MinSize")]
    assert got == [world.get("group"), "0 20 * * *", "Europe/Dublin", 1]
    assert not {"MaxSize", "DesiredCapacity"} & set(found)
    assert outputs["maxSize"] == -1


@case(
    CASES,
    "aws:autoscaling/lifecycleHook:LifecycleHook",
    lambda world: {
        "name": "warm",
        "autoscalingGroupName": world.get("group"),
        "lifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING",
        "heartbeatTimeout": 90,
        "defaultResult": "CONTINUE",
    },
)
def lifecycle_hook(world: World, made: str, outputs: dict[str, Any]) -> None:
    hooks = world.client("autoscaling").describe_lifecycle_hooks(AutoScalingGroupName=world.get("group"))
    hook = hooks["LifecycleHooks"][0]
    got = [hook[key] for key in ("LifecycleHookName", "LifecycleTransition", "HeartbeatTimeout", "DefaultResult")]
    assert got == ["warm", "autoscaling:EC2_INSTANCE_LAUNCHING", 90, "CONTINUE"]


@case(
    CASES,
    "aws:autoscaling/notification:Notification",
    lambda world: {
        "groupNames": [world.get("group")],
        "topicArn": world.get("topic"),
        "notifications": ["autoscaling:EC2_INSTANCE_LAUNCH"],
    },
)
def notification(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("autoscaling").describe_notification_configurations()["NotificationConfigurations"]
    assert [(each["AutoScalingGroupName"], each["TopicARN"], each["NotificationType"]) for each in found] == [
        (world.get("group"), world.get("topic"), "autoscaling:EC2_INSTANCE_LAUNCH")
    ]
    assert list(world.cloud.assumptions) == []  # the topic is the program's own


@pytest.mark.parametrize("each", CASES, ids=str)
def test_it_is_what_its_inputs_say(world: World, each: Case) -> None:
    made, outputs = world.create(each.token, **each.inputs(world))
    assert outputs["id"] == made
    each.check(world, made, outputs)


SIZES = {"minSize": 0, "maxSize": 1}
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a group of nothing": (SIZES, "exactly one of launchTemplate and mixedInstancesPolicy"),
    "a refresh that is not rolling": (
        {**SIZES, "launchTemplate": {"id": "lt-1"}, "instanceRefresh": {"strategy": "Big bang"}},
        "instanceRefresh.strategy: must be Rolling",
    ),
    "a mixed policy without a template": (
        {**SIZES, "mixedInstancesPolicy": {"launchTemplate": {}}},
        "launchTemplateSpecification: must be given",
    ),
}


@pytest.mark.parametrize(("inputs", "message"), WRONG.values(), ids=WRONG)
def test_what_the_provider_would_refuse_is_refused(world: World, inputs: dict[str, Any], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        world.create("aws:autoscaling/group:Group", **inputs)
