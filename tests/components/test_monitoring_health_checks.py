"""The alarms on what Route 53 checks, in the one region that has its metrics."""

import pulumi_aws as aws
import pytest

from components import Monitoring
from tests.recording import NAME, build, pulumi, record

ALARM, ARN = "cloudwatch/metricAlarm:MetricAlarm", "arn of Topic web-test-alarms"
HEALTH_CHECKS = {"primary": "check-1", "secondary": "check-2"}
BALANCER = {"load_balancer_dimension": "app/lb/1", "target_group_dimension": "targetgroup/tg/2"}


@pytest.mark.parametrize("key", HEALTH_CHECKS)
def test_an_alarm_goes_off_a_minute_after_a_health_check_does(key: str) -> None:
    """The check has a threshold of its own; a minute without a report is not a minute of health."""
    name = f"web-test-health-{key}"
    assert build(Monitoring, {"health_check_ids": HEALTH_CHECKS}).inputs(ALARM)[name] == {
        "name": name,
        "alarmDescription": f"Route 53's checkers find {key} unhealthy",
        "namespace": "AWS/Route53",
        "metricName": "HealthCheckStatus",
        "dimensions": {"HealthCheckId": HEALTH_CHECKS[key]},
        "statistic": "Minimum",
        "period": 60,
        "comparisonOperator": "LessThanThreshold",
        "threshold": 1,
        "evaluationPeriods": 1,
        "datapointsToAlarm": 1,
        "treatMissingData": "missing",
        "alarmActions": [ARN],
        "okActions": [ARN],
        "tags": {"Name": name},
    }


def test_health_checks_are_watched_beside_a_load_balancer_and_without_one() -> None:
    of_checks = {f"web-test-health-{key}" for key in HEALTH_CHECKS}
    both = build(Monitoring, {**BALANCER, "health_check_ids": HEALTH_CHECKS})
    assert set(both.of(ALARM)) == {*build(Monitoring, BALANCER).of(ALARM), *of_checks}
    assert set(build(Monitoring, {"health_check_ids": HEALTH_CHECKS}).of(ALARM)) == of_checks


def test_without_anything_to_watch_there_is_a_topic_and_nothing_to_roll_back_for() -> None:
    recording = build(Monitoring, {})
    assert sorted(each.type for each in recording.resources) == [
        "aws:sns/topic:Topic",
        "aws:sns/topicPolicy:TopicPolicy",
        "ha-web:index:Monitoring",
    ]
    assert recording.outputs["ha-web:index:Monitoring"] == {"topic_arn": ARN, "rollback_alarm_names": []}


def test_a_health_check_does_not_undo_a_rollout() -> None:
    outputs = build(Monitoring, {"health_check_ids": HEALTH_CHECKS}).outputs
    assert outputs["ha-web:index:Monitoring"]["rollback_alarm_names"] == []


def test_with_a_provider_for_another_region_all_of_it_is_there() -> None:
    def program() -> None:
        there = pulumi.ResourceOptions(provider=aws.Provider("there", region="us-east-1"))
        Monitoring(NAME, {"health_check_ids": HEALTH_CHECKS, "email_addresses": ["ops@example.org"]}, there)

    found = [each for each in record(program).resources if each.type.startswith("aws:")]
    assert len(found) == 5
    assert {each.provider.partition("::there::")[1] for each in found} == {"::there::"}


@pytest.mark.parametrize("alone", BALANCER)
def test_half_a_load_balancer_is_refused(alone: str) -> None:
    message = "Monitoring: load_balancer_dimension and target_group_dimension go together; give both or neither"
    with pytest.raises(ValueError, match=f"^{message}$"):
        build(Monitoring, {alone: BALANCER[alone]})
