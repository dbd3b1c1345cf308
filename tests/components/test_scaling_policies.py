"""What changes a group's size: target tracking, times of day, forecasts."""

from collections.abc import Mapping
from typing import Any

import pulumi_aws as aws
import pytest

from components import PredictiveScalingArgs, ScalingGroup, ScheduleArgs, TargetTrackingArgs
from tests.recording import NAME, Recording, build, pulumi, record

POLICY, SCHEDULE = "autoscaling/policy:Policy", "autoscaling/schedule:Schedule"
REQUIRED: dict[str, Any] = {"subnet_ids": ["subnet-a", "subnet-b"], "template_id": "lt-1", "template_version": 3}
LABEL = "app/lb/1/targetgroup/tg/2"


def built(**changes: Any) -> Recording:
    return build(ScalingGroup, {**REQUIRED, "target_tracking": (), **changes})


def tracking(name: str, metric: Mapping[str, str], target: float, *, scale_in: bool = True) -> Mapping[str, Any]:
    return {
        "name": name,
        "autoscalingGroupName": "web-test-asg",
        "policyType": "TargetTrackingScaling",
        "targetTrackingConfiguration": {
            "predefinedMetricSpecification": metric,
            "targetValue": target,
            "disableScaleIn": not scale_in,
        },
    }


def forecasting(metric: Mapping[str, str], target: float, mode: str, buffer: str) -> Mapping[str, Any]:
    return {
        "name": "web-test-predict",
        "autoscalingGroupName": "web-test-asg",
        "policyType": "PredictiveScaling",
        "predictiveScalingConfiguration": {
            "mode": mode,
            "schedulingBufferTime": buffer,
            "metricSpecification": {"targetValue": target, "predefinedMetricPairSpecification": metric},
        },
    }


def test_unless_told_otherwise_the_group_keeps_its_processors_half_busy_and_scales_in_as_well_as_out() -> None:
    assert build(ScalingGroup, REQUIRED).inputs(POLICY) == {
        "web-test-track-cpu": tracking("web-test-track-cpu", {"predefinedMetricType": "ASGAverageCPUUtilization"}, 50)
    }


@pytest.mark.parametrize(
    ("metric", "key", "specification"),
    [
        ("cpu", "cpu", {"predefinedMetricType": "ASGAverageCPUUtilization"}),
        ("network_in", "network-in", {"predefinedMetricType": "ASGAverageNetworkIn"}),
        ("network_out", "network-out", {"predefinedMetricType": "ASGAverageNetworkOut"}),
        (
            "alb_requests_per_target",
            "alb-requests-per-target",
            {"predefinedMetricType": "ALBRequestCountPerTarget", "resourceLabel": LABEL},
        ),
    ],
)
def test_each_metric_is_tracked_under_awss_name_and_only_requests_carry_the_label(
    metric: str, key: str, specification: Mapping[str, str]
) -> None:
    """AWS refuses a label with any other metric, and requests without one."""
    name = f"web-test-track-{key}"
    policies = [TargetTrackingArgs(metric=metric, target_value=12.5)]
    assert built(target_tracking=policies, request_count_label=LABEL).inputs(POLICY) == {
        name: tracking(name, specification, 12.5)
    }


def test_several_metrics_are_several_policies_and_each_decides_itself_whether_it_scales_in() -> None:
    policies = [
        TargetTrackingArgs(metric="cpu", target_value=60, scale_in=False),
        TargetTrackingArgs(metric="network_in", target_value=1_000_000),
    ]
    recording = built(target_tracking=policies)
    assert recording.inputs(POLICY) == {
        "web-test-track-cpu": tracking(
            "web-test-track-cpu", {"predefinedMetricType": "ASGAverageCPUUtilization"}, 60, scale_in=False
        ),
        "web-test-track-network-in": tracking(
            "web-test-track-network-in", {"predefinedMetricType": "ASGAverageNetworkIn"}, 1_000_000
        ),
    }
    assert all(each.dependencies == {"Group web-test-asg"} for each in recording.of(POLICY).values())


def test_policies_and_schedules_are_children_of_the_component() -> None:
    recording = built(
        target_tracking=[{"metric": "cpu", "target_value": 60}],
        predictive={"metric": "cpu", "target_value": 40},
        schedules={"night": {"cron": "0 20 * * *"}},
    )
    found = [*recording.of(POLICY).values(), *recording.of(SCHEDULE).values()]
    assert sorted(each.urn for each in found) == [
        f"urn:pulumi:test::ha-web::ha-web:index:ScalingGroup$aws:autoscaling/{title}"
        for title in (
            "policy:Policy::web-test-predict",
            "policy:Policy::web-test-track-cpu",
            "schedule:Schedule::web-test-schedule-night",
        )
    ]


def test_a_policy_on_requests_comes_after_whatever_its_label_waits_for_and_after_the_attachments() -> None:
    """AWS refuses it while no listener forwards to the target group, or while the group is not attached to it."""

    def program() -> None:
        listener = aws.ssm.Parameter("listener", type="String", value="-", description=LABEL)
        ScalingGroup(
            NAME,
            {
                **REQUIRED,
                "target_group_arns": {"web": "arn of web", "api": "arn of api"},
                "request_count_label": listener.description.apply(str),
                "target_tracking": [
                    {"metric": "alb_requests_per_target", "target_value": 900},
                    {"metric": "cpu", "target_value": 60},
                ],
                "predictive": {"metric": "alb_requests", "target_value": 900},
            },
        )

    policies = record(program).of(POLICY)
    group = "Group web-test-asg"
    late = {group, "Parameter listener", "Attachment web-test-target-web", "Attachment web-test-target-api"}
    assert {name: set(each.dependencies) for name, each in policies.items()} == {
        "web-test-track-alb-requests-per-target": late,
        "web-test-track-cpu": {group},
        "web-test-predict": late,
    }


@pytest.mark.parametrize(
    ("metric", "specification"),
    [
        ("cpu", {"predefinedMetricType": "ASGCPUUtilization"}),
        ("network_in", {"predefinedMetricType": "ASGNetworkIn"}),
        ("network_out", {"predefinedMetricType": "ASGNetworkOut"}),
        ("alb_requests", {"predefinedMetricType": "ALBRequestCount", "resourceLabel": LABEL}),
    ],
)
def test_a_forecast_only_shows_what_it_would_do_until_told_to_do_it(
    metric: str, specification: Mapping[str, str]
) -> None:
    recording = built(predictive=PredictiveScalingArgs(metric=metric, target_value=40), request_count_label=LABEL)
    assert recording.inputs(POLICY) == {"web-test-predict": forecasting(specification, 40, "ForecastOnly", "300")}


def test_a_forecast_can_scale_and_launch_as_early_as_asked() -> None:
    predictive = PredictiveScalingArgs(
        metric="cpu",
        target_value=40,
        mode="forecast_and_scale",
        scheduling_buffer_seconds=pulumi.Output.from_input(600),
    )
    recording = built(predictive=predictive)
    assert recording.inputs(POLICY) == {
        "web-test-predict": forecasting({"predefinedMetricType": "ASGCPUUtilization"}, 40, "ForecastAndScale", "600")
    }
    assert recording.one(POLICY).dependencies == {"Group web-test-asg"}


def test_a_schedule_leaves_alone_what_it_does_not_name() -> None:
    """The provider sends 0 for a size that is not given, which would empty the group; -1 means unchanged."""
    recording = built(schedules={"night": ScheduleArgs(cron="0 20 * * MON-FRI")})
    assert recording.inputs(SCHEDULE) == {
        "web-test-schedule-night": {
            "scheduledActionName": "night",
            "autoscalingGroupName": "web-test-asg",
            "recurrence": "0 20 * * MON-FRI",
            "timeZone": "Etc/UTC",
            "minSize": -1,
            "maxSize": -1,
            "desiredCapacity": -1,
        }
    }
    assert recording.one(SCHEDULE).dependencies == {"Group web-test-asg"}


def test_schedules_follow_a_time_zone_and_can_set_every_size_zero_included() -> None:
    schedules = {
        "night": ScheduleArgs(cron="0 20 * * *", time_zone="Europe/Berlin", min_size=0, max_size=0, desired_capacity=0),
        "day": ScheduleArgs(cron="0 6 * * *", time_zone="Europe/Berlin", min_size=2, max_size=6, desired_capacity=3),
    }
    common = {"autoscalingGroupName": "web-test-asg", "timeZone": "Europe/Berlin"}
    assert built(schedules=schedules).inputs(SCHEDULE) == {
        "web-test-schedule-night": {
            **common,
            "scheduledActionName": "night",
            "recurrence": "0 20 * * *",
            "minSize": 0,
            "maxSize": 0,
            "desiredCapacity": 0,
        },
        "web-test-schedule-day": {
            **common,
            "scheduledActionName": "day",
            "recurrence": "0 6 * * *",
            "minSize": 2,
            "maxSize": 6,
            "desiredCapacity": 3,
        },
    }
