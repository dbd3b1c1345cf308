"""The topic that people and rollouts listen to, and the alarms that speak on it."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pulumi_aws as aws
import pytest

from components import Monitoring, MonitoringArgs
from tests.recording import NAME, Recorded, Recording, build, pulumi, record

TOPIC, TOPIC_POLICY = "sns/topic:Topic", "sns/topicPolicy:TopicPolicy"
SUBSCRIPTION = "sns/topicSubscription:TopicSubscription"
ALARM = "cloudwatch/metricAlarm:MetricAlarm"
ARN = "arn of Topic web-test-alarms"
REQUIRED: dict[str, Any] = {"load_balancer_dimension": "app/lb/1", "target_group_dimension": "targetgroup/tg/2"}
EVERYTHING: dict[str, Any] = {**REQUIRED, "email_addresses": ["ops@example.org"], "tags": {"Owner": "web"}}
DIMENSIONS = {"LoadBalancer": "app/lb/1", "TargetGroup": "targetgroup/tg/2"}


def built(**changes: Any) -> Recording:
    return build(Monitoring, MonitoringArgs(**REQUIRED, **changes))


def children(recording: Recording) -> list[Recorded]:
    return [each for each in recording.resources if each.type.startswith("aws:")]


def alarm(name: str, minutes: int, **what: Any) -> Mapping[str, Any]:
    """Return what both alarms have in common: so many bad minutes in a row, told when it starts and when it ends."""
    return {
        "name": name,
        "comparisonOperator": "GreaterThanThreshold",
        "evaluationPeriods": minutes,
        "datapointsToAlarm": minutes,
        "treatMissingData": "notBreaching",
        "alarmActions": [ARN],
        "okActions": [ARN],
        "tags": {"Name": name},
        **what,
    }


def counted(key: str, metric: str, dimensions: Mapping[str, str] = DIMENSIONS) -> Mapping[str, Any]:
    return {
        "id": key,
        "metric": {
            "namespace": "AWS/ApplicationELB",
            "metricName": metric,
            "dimensions": dimensions,
            "period": 60,
            "stat": "Sum",
        },
    }


def test_there_is_one_topic_named_after_the_component() -> None:
    assert built().inputs(TOPIC) == {
        "web-test-alarms": {"name": "web-test-alarms", "tags": {"Name": "web-test-alarms"}}
    }


def test_only_cloudwatch_may_publish_and_only_for_this_account() -> None:
    policy = built().one(TOPIC_POLICY).inputs
    assert {**policy, "policy": json.loads(policy["policy"])} == {
        "arn": ARN,
        "policy": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "ServicesOfThisAccount",
                    "Effect": "Allow",
                    "Principal": {"Service": ["cloudwatch.amazonaws.com"]},
                    "Action": "sns:Publish",
                    "Resource": ARN,
                    "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
                }
            ],
        },
    }


def test_it_asks_aws_for_the_account_and_for_nothing_else() -> None:
    assert built().invokes == [("aws:index/getCallerIdentity:getCallerIdentity", {})]


def test_each_address_is_subscribed_under_its_own_name() -> None:
    recording = built(email_addresses=["ops@example.org", "on-call@example.org"])
    assert recording.inputs(SUBSCRIPTION) == {
        f"web-test-alarms-{address}": {"topic": ARN, "protocol": "email", "endpoint": address}
        for address in ("ops@example.org", "on-call@example.org")
    }


def test_an_alarm_goes_off_when_too_large_a_share_of_requests_is_answered_with_a_server_error() -> None:
    """By instances, or by the load balancer for want of one: both are what a user sees."""
    assert built().inputs(ALARM)["web-test-server-errors"] == alarm(
        "web-test-server-errors",
        3,
        alarmDescription="Too large a share of requests is answered with a server error (5xx)",
        threshold=5,
        metricQueries=[
            counted("instances", "HTTPCode_Target_5XX_Count"),
            counted("balancer", "HTTPCode_ELB_5XX_Count", {"LoadBalancer": "app/lb/1"}),
            counted("requests", "RequestCount"),
            {
                "id": "share",
                # CloudWatch has no data point for a minute without errors; without requests at all, 0/0 is missing.
                # RequestCount counts what reached an instance, so the load balancer's own answers join it.
                "expression": "100 * (FILL(instances, 0) + FILL(balancer, 0)) "
                "/ (FILL(requests, 0) + FILL(balancer, 0))",
                "label": "Percent of requests answered with a server error",
                "returnData": True,
            },
        ],
    )


def test_an_alarm_goes_off_when_a_target_is_unhealthy_for_longer_than_it_takes_to_boot() -> None:
    assert built().inputs(ALARM)["web-test-unhealthy-targets"] == alarm(
        "web-test-unhealthy-targets",
        10,
        alarmDescription=(
            "At least one instance fails the load balancer's health check for longer than it takes to boot"
        ),
        threshold=0,
        namespace="AWS/ApplicationELB",
        metricName="UnHealthyHostCount",
        dimensions=DIMENSIONS,
        period=60,
        statistic="Maximum",
    )


def test_an_unhealthy_target_does_not_undo_a_rollout() -> None:
    """An instance that has just been launched fails its checks until it has booted."""
    assert built().outputs["ha-web:index:Monitoring"]["rollback_alarm_names"] == ["web-test-server-errors"]


def test_an_address_given_twice_is_subscribed_once() -> None:
    assert len(built(email_addresses=["ops@example.org", "ops@example.org"]).of(SUBSCRIPTION)) == 1


def test_an_alarm_watches_one_result_alone() -> None:
    """CloudWatch takes exactly one query that returns data."""
    queries = built().inputs(ALARM)["web-test-server-errors"]["metricQueries"]
    assert [each["id"] for each in queries if each.get("returnData")] == ["share"]


def test_with_a_load_balancer_there_are_these_two_alarms_and_no_more() -> None:
    assert sorted((each.type, each.name) for each in children(built())) == [
        ("aws:cloudwatch/metricAlarm:MetricAlarm", "web-test-server-errors"),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", "web-test-unhealthy-targets"),
        ("aws:sns/topic:Topic", "web-test-alarms"),
        ("aws:sns/topicPolicy:TopicPolicy", "web-test-alarms"),
    ]


def test_the_topic_is_used_only_once_it_may_be_published_to() -> None:
    late = {"Topic web-test-alarms", "TopicPolicy web-test-alarms"}
    assert [set(each.dependencies) for each in built().of(ALARM).values()] == [late, late]

    def program() -> None:
        monitoring = Monitoring(NAME, REQUIRED)
        aws.ssm.Parameter("topic", type="String", value="-", description=monitoring.topic_arn)
        names = monitoring.rollback_alarm_names.apply(",".join)
        aws.ssm.Parameter("alarms", type="String", value="-", description=names)

    parameters = record(program).of("ssm/parameter:Parameter")
    assert {name: (each.inputs["description"], set(each.dependencies)) for name, each in parameters.items()} == {
        "topic": (ARN, late),
        "alarms": (
            "web-test-server-errors",
            {"MetricAlarm web-test-server-errors"},
        ),
    }


def test_the_outputs_are_the_annotated_attributes() -> None:
    outputs = built().outputs["ha-web:index:Monitoring"]
    assert outputs == {
        "topic_arn": ARN,
        "rollback_alarm_names": ["web-test-server-errors"],
    }
    assert set(outputs) == set(Monitoring.__annotations__)


def test_every_resource_is_a_child_of_the_component() -> None:
    found = children(build(Monitoring, EVERYTHING))
    assert len(found) == 5
    assert [each.urn for each in found] == [
        f"urn:pulumi:test::ha-web::ha-web:index:Monitoring${each.type}::{each.name}" for each in found
    ]


def test_the_callers_options_go_to_the_component() -> None:
    options = pulumi.ResourceOptions(protect=True)
    assert record(lambda: Monitoring(NAME, REQUIRED, options)).one("ha-web:index:Monitoring").protect


def test_everything_that_takes_tags_has_the_stacks_and_a_name_of_its_own() -> None:
    tagged = [
        (each.name, each.inputs["tags"])
        for each in built(tags={"Owner": "web", "Name": "gives way"}).resources
        if "tags" in each.inputs
    ]
    names = ["web-test-alarms", "web-test-server-errors", "web-test-unhealthy-targets"]
    assert sorted(tagged, key=str) == [(name, {"Owner": "web", "Name": name}) for name in names]


LANDINGS: dict[str, tuple[object, str, str, str, object]] = {
    "load_balancer_dimension": ("app/x/9", ALARM, "web-test-unhealthy-targets", "dimensions.LoadBalancer", "app/x/9"),
    "target_group_dimension": (
        "targetgroup/x/9",
        ALARM,
        "web-test-server-errors",
        "metricQueries.0.metric.dimensions.TargetGroup",
        "targetgroup/x/9",
    ),
    "health_check_ids": (
        {"blue": "check-9"},
        ALARM,
        "web-test-health-blue",
        "dimensions.HealthCheckId",
        "check-9",
    ),
    "boot_failures_of": ("web-x", ALARM, "web-test-boot-failures", "namespace", "ha-web/web-x"),
    "boot_failures_version": ("9", ALARM, "web-test-boot-failures", "dimensions.Release", "9"),
    "email_addresses": (["a@example.org"], SUBSCRIPTION, "web-test-alarms-a@example.org", "endpoint", "a@example.org"),
    "server_error_percent": (2.5, ALARM, "web-test-server-errors", "threshold", 2.5),
    "tags": ({"Owner": "shop"}, TOPIC, "web-test-alarms", "tags.Owner", "shop"),
}
"""Field: another value than in EVERYTHING, and the argument that it must arrive in, as what."""


def at(arguments: Any, path: str) -> Any:
    for key in path.split("."):
        arguments = arguments[int(key)] if key.isdigit() else arguments.get(key)
    return arguments


def test_the_table_of_fields_is_complete() -> None:
    assert set(LANDINGS) == set(MonitoringArgs.__dataclass_fields__)


@pytest.mark.parametrize("field", LANDINGS)
def test_every_field_reaches_a_resource(field: str) -> None:
    value, kind, name, path, expected = LANDINGS[field]
    everything = {**EVERYTHING, "boot_failures_of": "web-dev", "boot_failures_version": "1.4.2"}
    inputs = build(Monitoring, {**everything, field: value}).inputs(kind)[name]
    assert at(inputs, path) == expected
    assert build(Monitoring, everything).inputs(kind).get(name) != inputs


def test_a_mapping_means_the_same_as_the_dataclass() -> None:
    one, other = build(Monitoring, EVERYTHING), build(Monitoring, MonitoringArgs(**EVERYTHING))
    assert one.arguments() == other.arguments()
    assert one.outputs == other.outputs


def test_arguments_are_frozen_and_named() -> None:
    with pytest.raises(AttributeError, match="cannot assign to field 'server_error_percent'"):
        MonitoringArgs(**REQUIRED).server_error_percent = 50  # type: ignore[misc]
    with pytest.raises(TypeError, match="positional argument"):
        MonitoringArgs("app/lb/1", "targetgroup/tg/2")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            {**REQUIRED, "emails": []},
            "Monitoring.emails: is not an argument; allowed: load_balancer_dimension, target_group_dimension, "
            "health_check_ids, boot_failures_of, boot_failures_version, email_addresses, server_error_percent, tags",
        ),
        (
            {"target_group_dimention": "targetgroup/tg/2", "health_check_id": "check-1"},
            "Monitoring.target_group_dimention: is not an argument; did you mean `target_group_dimension`?\n"
            "Monitoring.health_check_id: is not an argument; did you mean `health_check_ids`?",
        ),
    ],
)
def test_wrong_keys_are_refused_all_at_once(args: Mapping[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        build(Monitoring, args)
