"""The alarm on first boots that fail: who hears of it, and which rollouts it undoes."""

from typing import Any

import pytest

from components import Monitoring
from tests.recording import Recording, build

ALARM, ARN = "cloudwatch/metricAlarm:MetricAlarm", "arn of Topic web-test-alarms"
BALANCED = {"load_balancer_dimension": "app/lb/1", "target_group_dimension": "targetgroup/tg/2"}
BOOTS = {"boot_failures_of": "web-dev", "boot_failures_version": "1.4.2"}


def built(**args: Any) -> Recording:
    return build(Monitoring, args)


def rollback(recording: Recording) -> object:
    return recording.outputs["ha-web:index:Monitoring"]["rollback_alarm_names"]


def test_one_boot_that_fails_is_told_within_a_minute() -> None:
    assert built(**BOOTS).inputs(ALARM) == {
        "web-test-boot-failures": {
            "name": "web-test-boot-failures",
            "alarmDescription": "The first boot of an instance has failed: what is wrong stands in its system log",
            "namespace": "ha-web/web-dev",
            "metricName": "BootFailures",
            "dimensions": {"Release": "1.4.2"},
            "statistic": "Sum",
            "period": 60,
            "evaluationPeriods": 1,
            "datapointsToAlarm": 1,
            "comparisonOperator": "GreaterThanOrEqualToThreshold",
            "threshold": 1,
            # Boots that end well count nothing, and most minutes have none.
            "treatMissingData": "notBreaching",
            "alarmActions": [ARN],
            "okActions": [ARN],
            "tags": {"Name": "web-test-boot-failures"},
        }
    }


@pytest.mark.parametrize(
    ("args", "names"),
    [
        ({}, []),
        (BOOTS, ["web-test-boot-failures"]),
        ({**BALANCED, **BOOTS}, ["web-test-server-errors", "web-test-boot-failures"]),
        ({**BOOTS, "health_check_ids": {"one": "check-1"}}, ["web-test-boot-failures"]),
    ],
    ids=["nothing", "boots", "boots and errors", "boots and health checks"],
)
def test_a_rollout_is_undone_when_boots_fail(args: dict[str, Any], names: list[str]) -> None:
    assert rollback(built(**args)) == names


@pytest.mark.parametrize("given", BOOTS)
def test_half_of_what_is_watched_is_refused(given: str) -> None:
    with pytest.raises(
        ValueError, match="boot_failures_of and boot_failures_version go together; give both or neither"
    ):
        built(**{given: BOOTS[given]})
