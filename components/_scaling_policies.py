"""What changes a group's size: metrics kept at a value, times of day, and forecasts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import autoscaling

from ._args import one_of

TRACKED_METRICS = {
    "cpu": "ASGAverageCPUUtilization",
    "network_in": "ASGAverageNetworkIn",
    "network_out": "ASGAverageNetworkOut",
    "alb_requests_per_target": "ALBRequestCountPerTarget",
}
FORECAST_METRICS = {
    "cpu": "ASGCPUUtilization",
    "network_in": "ASGNetworkIn",
    "network_out": "ASGNetworkOut",
    "alb_requests": "ALBRequestCount",
}
FORECAST_MODES = {"forecast_only": "ForecastOnly", "forecast_and_scale": "ForecastAndScale"}
REQUEST_METRICS = ("alb_requests_per_target", "alb_requests")


@dataclass(frozen=True, kw_only=True)
class TargetTrackingArgs:
    """A metric that scaling keeps at a value."""

    metric: str
    """`cpu`, `network_in`, `network_out` or `alb_requests_per_target`."""

    target_value: pulumi.Input[float]
    """Average per instance: percent of CPU, bytes a minute of network, or requests a minute."""

    scale_in: bool = True
    """Whether the policy also removes instances."""


@dataclass(frozen=True, kw_only=True)
class ScheduleArgs:
    """A change of the group's bounds at certain times; what is not given stays as it is."""

    cron: pulumi.Input[str]
    """Five fields: minute, hour, day of month, month, day of week."""

    time_zone: pulumi.Input[str] = "Etc/UTC"
    """Name from the IANA database; summer time is followed."""

    min_size: pulumi.Input[int] | None = None
    """Instances at the least, from then on."""

    max_size: pulumi.Input[int] | None = None
    """Instances at the most, from then on."""

    desired_capacity: pulumi.Input[int] | None = None
    """Instances right then; scaling goes on from there."""


@dataclass(frozen=True, kw_only=True)
class PredictiveScalingArgs:
    """Capacity ahead of a load that returns."""

    metric: str
    """`cpu`, `network_in`, `network_out` or `alb_requests`."""

    target_value: pulumi.Input[float]
    """Average per instance, in the metric's unit."""

    mode: str = "forecast_only"
    """`forecast_only` shows what it would do, `forecast_and_scale` does it."""

    scheduling_buffer_seconds: pulumi.Input[int] = 300
    """Seconds before the forecast load at which instances are launched, 0 to 3,600."""


def attach(
    name: str,
    group_name: pulumi.Input[str],
    request_count_label: pulumi.Input[str] | None,
    *,
    target_tracking: Sequence[TargetTrackingArgs],
    schedules: Mapping[str, ScheduleArgs],
    predictive: PredictiveScalingArgs | None,
    child: pulumi.ResourceOptions,
) -> None:
    """Create the policies and schedules of a group, as children that `child` describes.

    Raises:
        ValueError: two policies track one metric, or one counts requests and there is no `request_count_label`.
    """
    metrics = [policy.metric for policy in target_tracking]
    if len(set(metrics)) != len(metrics):
        raise ValueError(f"ScalingGroup.target_tracking: must name each metric once, got {', '.join(metrics)}")
    for policy in target_tracking:
        one_of("ScalingGroup.target_tracking.metric", policy.metric, TRACKED_METRICS)
        _track(name, group_name, policy, _label(policy.metric, request_count_label), child)
    for key, schedule in schedules.items():
        _schedule(name, key, group_name, schedule, child)
    if predictive:
        one_of("ScalingGroup.predictive.metric", predictive.metric, FORECAST_METRICS)
        one_of("ScalingGroup.predictive.mode", predictive.mode, FORECAST_MODES)
        _predict(name, group_name, predictive, _label(predictive.metric, request_count_label), child)


def _label(metric: str, request_count_label: pulumi.Input[str] | None) -> pulumi.Input[str] | None:
    """Return the resource label, which metrics about requests need and others must not have."""
    if metric not in REQUEST_METRICS:
        return None
    if request_count_label is None:
        raise ValueError(
            f"ScalingGroup: a policy on {metric} needs a load balancer; give request_count_label, or choose cpu, "
            "network_in or network_out"
        )
    return request_count_label


def _track(
    name: str,
    group_name: pulumi.Input[str],
    policy: TargetTrackingArgs,
    label: pulumi.Input[str] | None,
    child: pulumi.ResourceOptions,
) -> None:
    key = policy.metric.replace("_", "-")
    autoscaling.Policy(
        f"{name}-track-{key}",
        name=f"{name}-track-{key}",
        autoscaling_group_name=group_name,
        policy_type="TargetTrackingScaling",
        target_tracking_configuration={
            "predefined_metric_specification": {
                "predefined_metric_type": TRACKED_METRICS[policy.metric],
                "resource_label": label,
            },
            "target_value": policy.target_value,
            "disable_scale_in": not policy.scale_in,
        },
        opts=child,
    )


def _schedule(
    name: str,
    key: str,
    group_name: pulumi.Input[str],
    schedule: ScheduleArgs,
    child: pulumi.ResourceOptions,
) -> None:
    # The provider reads -1 as "leave it as it is"; without a value it would send 0 and empty the group.
    unchanged = -1
    sizes: dict[str, Any] = {
        size: unchanged if getattr(schedule, size) is None else getattr(schedule, size)
        for size in ("min_size", "max_size", "desired_capacity")
    }
    autoscaling.Schedule(
        f"{name}-schedule-{key}",
        scheduled_action_name=key,
        autoscaling_group_name=group_name,
        recurrence=schedule.cron,
        time_zone=schedule.time_zone,
        opts=child,
        **sizes,
    )


def _predict(
    name: str,
    group_name: pulumi.Input[str],
    predictive: PredictiveScalingArgs,
    label: pulumi.Input[str] | None,
    child: pulumi.ResourceOptions,
) -> None:
    configuration: autoscaling.PolicyPredictiveScalingConfigurationArgsDict = {
        "mode": FORECAST_MODES[predictive.mode],
        # The provider takes this number as text.
        "scheduling_buffer_time": pulumi.Output.from_input(predictive.scheduling_buffer_seconds).apply(str),
        "metric_specification": {
            "target_value": predictive.target_value,
            "predefined_metric_pair_specification": {
                "predefined_metric_type": FORECAST_METRICS[predictive.metric],
                "resource_label": label,
            },
        },
    }
    autoscaling.Policy(
        f"{name}-predict",
        name=f"{name}-predict",
        autoscaling_group_name=group_name,
        policy_type="PredictiveScaling",
        predictive_scaling_configuration=configuration,
        opts=child,
    )
