"""Logs, alarms and topics: each is what its inputs say, as the API tells."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from rehearsal.resources import ArgumentError
from tests.rehearsal.test_resources_support import Case, World, a_world, case

CASES: list[Case] = []
TAGS = {"Name": "thing"}
TAG_LIST = [{"Key": "Name", "Value": "thing"}]
ALLOWED = {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "*"}
DOCUMENT = json.dumps({"Version": "2012-10-17", "Statement": [ALLOWED]})


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with a_world() as made:
        yield made


@case(CASES, "aws:cloudwatch/logGroup:LogGroup", lambda _: {"name": "flow", "retentionInDays": 30, "tags": TAGS})
def log_group(world: World, made: str, outputs: dict[str, Any]) -> None:
    logs = world.client("logs")
    found = logs.describe_log_groups(logGroupNamePrefix="flow")["logGroups"][0]
    assert (found["logGroupName"], found["retentionInDays"]) == ("flow", 30)
    assert found["arn"].removesuffix(":*") == outputs["arn"]
    assert logs.list_tags_for_resource(resourceArn=outputs["arn"])["tags"] == TAGS


def measured(key: str, metric: str) -> dict[str, Any]:
    dimensions = [{"Name": "LoadBalancer", "Value": "app/x/1"}]
    which = {"Namespace": "AWS/ApplicationELB", "MetricName": metric, "Dimensions": dimensions}
    return {"Id": key, "MetricStat": {"Metric": which, "Period": 60, "Stat": "Sum"}, "ReturnData": False}


def query(key: str, metric: str) -> dict[str, Any]:
    which = {"namespace": "AWS/ApplicationELB", "metricName": metric, "dimensions": {"LoadBalancer": "app/x/1"}}
    return {"id": key, "metric": {**which, "period": 60, "stat": "Sum"}}


@case(
    CASES,
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    lambda world: {
        "name": "share",
        "alarmDescription": "Too many",
        "comparisonOperator": "GreaterThanThreshold",
        "threshold": 5,
        "evaluationPeriods": 3,
        "datapointsToAlarm": 2,
        "treatMissingData": "notBreaching",
        "alarmActions": [world.get("topic")],
        "okActions": [world.get("topic")],
        "metricQueries": [
            query("errors", "Errors"),
            query("requests", "Requests"),
            {"id": "share", "expression": "100 * errors / requests", "label": "Share", "returnData": True},
        ],
        "tags": TAGS,
    },
)
def alarm_on_an_expression(world: World, made: str, outputs: dict[str, Any]) -> None:
    cloudwatch = world.client("cloudwatch")
    found = cloudwatch.describe_alarms(AlarmNames=["share"])["MetricAlarms"][0]
    keys = ("Threshold", "EvaluationPeriods", "DatapointsToAlarm", "TreatMissingData", "AlarmActions", "OKActions")
    topic = [world.get("topic")]
    assert [found[key] for key in keys] == [5.0, 3, 2, "notBreaching", topic, topic]
    assert (found["AlarmDescription"], found["ComparisonOperator"]) == ("Too many", "GreaterThanThreshold")
    share = {"Id": "share", "Expression": "100 * errors / requests", "Label": "Share", "ReturnData": True}
    assert sorted(found["Metrics"], key=lambda each: str(each["Id"])) == [
        measured("errors", "Errors"),
        measured("requests", "Requests"),
        share,
    ]
    assert cloudwatch.list_tags_for_resource(ResourceARN=outputs["arn"])["Tags"] == TAG_LIST


@case(
    CASES,
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    lambda _: {
        "name": "unhealthy",
        "comparisonOperator": "LessThanThreshold",
        "threshold": 1.5,
        "evaluationPeriods": 4,
        "metricName": "UnHealthyHostCount",
        "namespace": "AWS/ApplicationELB",
        "dimensions": {"TargetGroup": "targetgroup/x/1"},
        "period": 60,
        "statistic": "Maximum",
    },
)
def alarm_on_a_metric(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("cloudwatch").describe_alarms(AlarmNames=["unhealthy"])["MetricAlarms"][0]
    expected = {
        "MetricName": "UnHealthyHostCount",
        "Namespace": "AWS/ApplicationELB",
        "Period": 60,
        "Statistic": "Maximum",
        "Dimensions": [{"Name": "TargetGroup", "Value": "targetgroup/x/1"}],
        "ComparisonOperator": "LessThanThreshold",
        "Threshold": 1.5,
        "EvaluationPeriods": 4,
    }
    assert {key: found[key] for key in expected} == expected


@case(CASES, "aws:sns/topic:Topic", lambda _: {"name": "alarms", "displayName": "Alarms", "tags": TAGS})
def topic(world: World, made: str, outputs: dict[str, Any]) -> None:
    sns = world.client("sns")
    assert made == "arn:aws:sns:eu-west-1:123456789012:alarms"
    assert sns.get_topic_attributes(TopicArn=made)["Attributes"]["DisplayName"] == "Alarms"
    assert sns.list_tags_for_resource(ResourceArn=made)["Tags"] == TAG_LIST


@case(CASES, "aws:sns/topicPolicy:TopicPolicy", lambda world: {"arn": world.get("topic"), "policy": DOCUMENT})
def topic_policy(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("sns").get_topic_attributes(TopicArn=made)["Attributes"]["Policy"]
    assert json.loads(found) == json.loads(DOCUMENT)


@case(
    CASES,
    "aws:sns/topicSubscription:TopicSubscription",
    lambda world: {"topic": world.get("topic"), "protocol": "email", "endpoint": "ops@example.com"},
)
def subscription(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("sns").list_subscriptions_by_topic(TopicArn=world.get("topic"))["Subscriptions"]
    assert [(each["SubscriptionArn"], each["Protocol"], each["Endpoint"]) for each in found] == [
        (made, "email", "ops@example.com")
    ]


@pytest.mark.parametrize("each", CASES, ids=str)
def test_it_is_what_its_inputs_say(world: World, each: Case) -> None:
    made, outputs = world.create(each.token, **each.inputs(world))
    assert outputs["id"] == made
    each.check(world, made, outputs)


WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "an alarm on nothing": ("aws:cloudwatch/metricAlarm:MetricAlarm", {"name": "x"}, "exactly one of metricName"),
}


@pytest.mark.parametrize(("token", "inputs", "message"), WRONG.values(), ids=WRONG)
def test_what_the_provider_would_refuse_is_refused(
    world: World, token: str, inputs: dict[str, Any], message: str
) -> None:
    with pytest.raises(ArgumentError, match=message):
        world.create(token, **inputs)
