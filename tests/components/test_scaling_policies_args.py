"""The arguments of policies, schedules and forecasts: each reaches a resource, and what cannot work is refused."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from components import PredictiveScalingArgs, ScalingGroup, ScheduleArgs, TargetTrackingArgs
from tests.recording import Recording, build

REQUIRED: dict[str, Any] = {"subnet_ids": ["subnet-a", "subnet-b"], "template_id": "lt-1", "template_version": 3}


def built(**changes: Any) -> Recording:
    return build(ScalingGroup, {**REQUIRED, "target_tracking": (), **changes})


OTHERS: Mapping[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "target_tracking": (
        {"metric": "cpu", "target_value": 60},
        {"metric": "network_in", "target_value": 61, "scale_in": False},
    ),
    "schedules": (
        {"cron": "0 20 * * *"},
        {"cron": "0 21 * * *", "time_zone": "Asia/Tokyo", "min_size": 1, "max_size": 7, "desired_capacity": 4},
    ),
    "predictive": (
        {"metric": "cpu", "target_value": 40},
        {"metric": "network_in", "target_value": 41, "mode": "forecast_and_scale", "scheduling_buffer_seconds": 60},
    ),
}
"""By argument of the group: what must be said, and another value for everything that can be."""
KINDS: Mapping[str, Any] = {
    "target_tracking": TargetTrackingArgs,
    "schedules": ScheduleArgs,
    "predictive": PredictiveScalingArgs,
}


def wrapped(argument: str, value: object) -> Mapping[str, Any]:
    return {argument: {"target_tracking": [value], "schedules": {"night": value}, "predictive": value}[argument]}


@pytest.mark.parametrize("argument", OTHERS)
def test_the_table_of_fields_is_complete(argument: str) -> None:
    assert set(OTHERS[argument][1]) == set(KINDS[argument].__dataclass_fields__)


@pytest.mark.parametrize(("argument", "field"), [(key, field) for key in OTHERS for field in OTHERS[key][1]])
def test_every_field_reaches_a_resource(argument: str, field: str) -> None:
    least, other = OTHERS[argument]
    before = built(**wrapped(argument, least))
    after = built(**wrapped(argument, {**least, field: other[field]}))
    assert before.arguments() != after.arguments()


@pytest.mark.parametrize("argument", OTHERS)
def test_a_mapping_means_the_same_as_the_dataclass(argument: str) -> None:
    everything = OTHERS[argument][1]
    one = built(**wrapped(argument, everything))
    other = built(**wrapped(argument, KINDS[argument](**everything)))
    assert one.arguments() == other.arguments()


@pytest.mark.parametrize("argument", OTHERS)
def test_arguments_are_frozen_and_named(argument: str) -> None:
    least, kind = OTHERS[argument][0], KINDS[argument]
    with pytest.raises(AttributeError, match="cannot assign to field"):
        setattr(kind(**least), next(iter(least)), "other")
    with pytest.raises(TypeError, match="positional argument"):
        kind(*least.values())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"target_tracking": [{"metric": "cpu", "target_value": 50}, {"metric": "cpu", "target_value": 60}]},
            "ScalingGroup.target_tracking: must name each metric once, got cpu, cpu",
        ),
        (
            {"target_tracking": [{"metric": "memory", "target_value": 50}]},
            "ScalingGroup.target_tracking.metric: must be one of alb_requests_per_target, cpu, network_in, "
            "network_out, got 'memory'",
        ),
        (
            {"target_tracking": [{"metric": "alb_requests_per_target", "target_value": 50}]},
            "ScalingGroup: a policy on alb_requests_per_target needs a load balancer; give request_count_label, or "
            "choose cpu, network_in or network_out",
        ),
        (
            {"target_tracking": [{"metric": "cpu", "target_value": 50}, {"metric": "network_in", "target": 60}]},
            "ScalingGroup.target_tracking[1].target: is not an argument; did you mean `target_value`?\n"
            "ScalingGroup.target_tracking[1].target_value: is missing; give it a value",
        ),
        (
            {"predictive": {"metric": "alb_requests", "target_value": 50}},
            "ScalingGroup: a policy on alb_requests needs a load balancer; give request_count_label, or choose cpu, "
            "network_in or network_out",
        ),
        (
            {"predictive": {"metric": "alb_requests_per_target", "target_value": 50}},
            "ScalingGroup.predictive.metric: must be one of alb_requests, cpu, network_in, network_out, "
            "got 'alb_requests_per_target'",
        ),
        (
            {"predictive": {"metric": "cpu", "target_value": 50, "mode": "scale"}},
            "ScalingGroup.predictive.mode: must be one of forecast_and_scale, forecast_only, got 'scale'",
        ),
        (
            {"schedules": {"night": {"cron": "0 20 * * *", "timezone": "UTC"}}},
            "ScalingGroup.schedules.night.timezone: is not an argument; did you mean `time_zone`?",
        ),
    ],
)
def test_what_cannot_work_is_refused_in_one_sentence(changes: Mapping[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        built(**changes)
