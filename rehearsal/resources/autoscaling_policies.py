"""Amazon EC2 Auto Scaling: target groups, policies, schedules, lifecycle hooks and notifications of a group."""

from typing import Any

from ._cloud import Cloud
from ._filled import filled
from ._inputs import ArgumentError, Inputs
from ._registry import Made, resource

UNCHANGED = -1
"""By this number the provider is told to leave a size of the group as it is."""


def _predefined(block: Inputs | None) -> dict[str, Any]:
    asked = {} if block is None else block.renamed("predefinedMetricType", "resourceLabel")
    # The SDK demands a label where the metric has none; the provider does not send an empty one.
    return {name: value for name, value in asked.items() if value != ""}


def _target_tracking(block: Inputs) -> dict[str, Any]:
    answer = block.renamed("targetValue", "disableScaleIn")
    if predefined := _predefined(block.block("predefinedMetricSpecification")):
        answer["PredefinedMetricSpecification"] = predefined
    else:
        raise ArgumentError("targetTrackingConfiguration.predefinedMetricSpecification: must be given")
    return answer


def _predictive(block: Inputs) -> dict[str, Any]:
    answer = block.renamed("mode", "schedulingBufferTime", "maxCapacityBreachBehavior", "maxCapacityBuffer")
    # The provider's schema has these as strings, the API as numbers.
    for name in ("SchedulingBufferTime", "MaxCapacityBuffer"):
        if name in answer:
            answer[name] = int(answer[name])
    metric = block.block("metricSpecification")
    if metric is None:
        raise ArgumentError("predictiveScalingConfiguration.metricSpecification: must be given")
    specification: dict[str, Any] = {"TargetValue": metric.need("targetValue")}
    for name in ("MetricPair", "ScalingMetric", "LoadMetric"):
        if predefined := _predefined(metric.block(f"predefined{name}Specification")):
            specification[f"Predefined{name}Specification"] = predefined
    answer["MetricSpecifications"] = [specification]
    return answer


@resource(
    "aws:autoscaling/policy:Policy",
    filled(
        text=(
            "adjustmentType metricAggregationType predictiveScalingConfiguration.maxCapacityBuffer "
            "predictiveScalingConfiguration.metricSpecification.predefinedMetricPairSpecification.resourceLabel "
            "predictiveScalingConfiguration.schedulingBufferTime "
            "targetTrackingConfiguration.predefinedMetricSpecification.resourceLabel"
        ),
        number="cooldown estimatedInstanceWarmup minAdjustmentMagnitude scalingAdjustment",
        items="stepAdjustments",
        others={
            "predictiveScalingConfiguration.maxCapacityBreachBehavior": "HonorMaxCapacity",
            "predictiveScalingConfiguration.mode": "ForecastOnly",
        },
    ),
)
def policy(cloud: Cloud, inputs: Inputs) -> Made:
    """Put a scaling policy on a group."""
    name, kind = cloud.physical_name(inputs, prefix="-"), inputs.get("policyType", "SimpleScaling")
    asked = inputs.renamed("adjustmentType", "cooldown", "enabled", "estimatedInstanceWarmup", "scalingAdjustment")
    if block := inputs.block("targetTrackingConfiguration"):
        asked["TargetTrackingConfiguration"] = _target_tracking(block)
    if block := inputs.block("predictiveScalingConfiguration"):
        asked["PredictiveScalingConfiguration"] = _predictive(block)
    made = cloud.client("autoscaling").put_scaling_policy(
        AutoScalingGroupName=inputs.need("autoscalingGroupName"), PolicyName=name, PolicyType=kind, **asked
    )
    computed = {"arn": made["PolicyARN"], "enabled": inputs.get("enabled", True), "name": name, "policyType": kind}
    return Made(name, computed)


@resource("aws:autoscaling/schedule:Schedule", filled(text="timeZone"))
def schedule(cloud: Cloud, inputs: Inputs) -> Made:
    """Schedule a change of a group's bounds."""
    asg, owner, name = (
        cloud.client("autoscaling"),
        inputs.need("autoscalingGroupName"),
        inputs.need("scheduledActionName"),
    )
    sizes = {key: inputs.get(key, 0) for key in ("minSize", "maxSize", "desiredCapacity")}
    asg.put_scheduled_update_group_action(
        AutoScalingGroupName=owner,
        ScheduledActionName=name,
        **inputs.renamed("recurrence", "timeZone", "startTime", "endTime"),
        **{key[0].upper() + key[1:]: size for key, size in sizes.items() if size != UNCHANGED},
    )
    made = asg.describe_scheduled_actions(AutoScalingGroupName=owner, ScheduledActionNames=[name])
    action = made["ScheduledUpdateGroupActions"][0]
    return Made(name, {"arn": action.get("ScheduledActionARN", ""), **sizes})


@resource(
    "aws:autoscaling/lifecycleHook:LifecycleHook", filled(text="notificationMetadata notificationTargetArn roleArn")
)
def lifecycle_hook(cloud: Cloud, inputs: Inputs) -> Made:
    """Put a lifecycle hook on a group."""
    name = cloud.physical_name(inputs, prefix="-")
    asg, owner = cloud.client("autoscaling"), inputs.need("autoscalingGroupName")
    asg.put_lifecycle_hook(
        AutoScalingGroupName=owner,
        LifecycleHookName=name,
        **inputs.renamed(
            "lifecycleTransition",
            "heartbeatTimeout",
            "defaultResult",
            "notificationMetadata",
            notificationTargetArn="NotificationTargetARN",
            roleArn="RoleARN",
        ),
    )
    hook = asg.describe_lifecycle_hooks(AutoScalingGroupName=owner, LifecycleHookNames=[name])["LifecycleHooks"][0]
    computed = {"name": name, "defaultResult": hook["DefaultResult"], "heartbeatTimeout": hook["HeartbeatTimeout"]}
    return Made(name, computed)


@resource("aws:autoscaling/notification:Notification")
def notification(cloud: Cloud, inputs: Inputs) -> Made:
    """Tell a topic of what happens in groups."""
    topic, kinds = inputs.need("topicArn"), inputs.need("notifications")
    cloud.assumptions.topic(topic)
    for name in inputs.need("groupNames"):
        cloud.client("autoscaling").put_notification_configuration(
            AutoScalingGroupName=name, TopicARN=topic, NotificationTypes=kinds
        )
    return Made(topic, {})


@resource("aws:autoscaling/attachment:Attachment")
def attachment(cloud: Cloud, inputs: Inputs) -> Made:
    """Attach a target group to a group, whose instances join it."""
    owner, arn = inputs.need("autoscalingGroupName"), inputs.need("lbTargetGroupArn")
    cloud.client("autoscaling").attach_load_balancer_target_groups(AutoScalingGroupName=owner, TargetGroupARNs=[arn])
    return Made(cloud.unique_id(f"{owner}-"), {})
