"""The record of a VPC's traffic."""

import json
from typing import Any

import pytest

from components import Network
from tests import recording
from tests.recording import Recording, build

LOG, GROUP = "ec2/flowLog:FlowLog", "cloudwatch/logGroup:LogGroup"
ROLE, POLICY = "iam/role:Role", "iam/rolePolicy:RolePolicy"


def built(**changes: Any) -> Recording:
    return build(Network, {"zones": ["eu-west-1a"], "nat": "none", **changes})


def test_refused_connections_are_recorded_by_default_every_ten_minutes() -> None:
    assert built().one(LOG).inputs == {
        "vpcId": "Vpc web-test-vpc",
        "trafficType": "REJECT",
        "logDestinationType": "cloud-watch-logs",
        "logDestination": "arn of LogGroup web-test-flow-logs",
        "iamRoleArn": "arn of Role web-test-flow-logs",
        "maxAggregationInterval": 600,
        "tags": {"Name": "web-test-flow-logs"},
    }


def test_nothing_is_recorded_before_the_role_may_write() -> None:
    """Without leave the flow log would be made all the same, and record nothing."""
    assert built().one(LOG).dependencies == {
        "Vpc web-test-vpc",
        "LogGroup web-test-flow-logs",
        "Role web-test-flow-logs",
        "RolePolicy web-test-flow-logs",
    }


def test_records_are_kept_for_a_month_under_a_name_that_people_recognise() -> None:
    assert built().one(GROUP).inputs == {
        "name": "web-test-flow-logs",
        "retentionInDays": 30,
        "tags": {"Name": "web-test-flow-logs"},
    }


def test_the_role_is_assumed_by_flow_logs_of_this_account_and_region_alone() -> None:
    own = dict(built().one(ROLE).inputs)
    assert json.loads(own.pop("assumeRolePolicy")) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "vpc-flow-logs.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": "123456789012"},
                    "ArnLike": {"aws:SourceArn": "arn:aws:ec2:eu-west-1:123456789012:vpc-flow-log/*"},
                },
            }
        ],
    }
    assert own == {
        "name": "web-test-eu-west-1-flow-logs",
        "description": "Writes the VPC's flow logs to their log group",
        "tags": {"Name": "web-test-flow-logs"},
    }


def test_in_another_part_of_aws_the_role_trusts_that_part() -> None:
    invokes = {
        "aws:index/getPartition:getPartition": lambda _: {"partition": "aws-us-gov"},
        "aws:index/getCallerIdentity:getCallerIdentity": lambda _: {"accountId": "999"},
        "aws:index/getAvailabilityZones:getAvailabilityZones": lambda _: {
            "id": "us-gov-east-1",
            "names": ["us-gov-east-1a"],
        },
    }
    role = build(Network, {"zones": ["us-gov-east-1a"], "nat": "none"}, invokes=invokes).one(ROLE).inputs
    assert role["name"] == "web-test-us-gov-east-1-flow-logs"
    assert json.loads(role["assumeRolePolicy"])["Statement"][0]["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "999"},
        "ArnLike": {"aws:SourceArn": "arn:aws-us-gov:ec2:us-gov-east-1:999:vpc-flow-log/*"},
    }


def test_the_place_is_asked_of_aws_and_the_zones_with_the_same_question_as_for_the_subnets() -> None:
    assert sorted(built().invokes, key=repr) == [
        *[("aws:index/getAvailabilityZones:getAvailabilityZones", {"state": "available"})] * 3,
        ("aws:index/getCallerIdentity:getCallerIdentity", {}),
        ("aws:index/getPartition:getPartition", {}),
    ]


@pytest.mark.parametrize("arn", ["arn of the group", "arn of the group:*"], ids=["today", "provider 2 and older"])
def test_the_role_writes_streams_of_its_own_group_and_makes_no_group(arn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave to make groups would bring back, without retention, a group that a destroy has just removed."""
    computed = recording._computed
    monkeypatch.setattr(
        recording,
        "_computed",
        lambda kind, *rest: {**computed(kind, *rest), **({"arn": arn} if "LogGroup" in kind else {})},
    )
    own = dict(built().one(POLICY).inputs)
    assert json.loads(own.pop("policy")) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
                "Resource": "arn of the group:*",
            }
        ],
    }
    assert own == {"name": "write-flow-logs", "role": "web-test-eu-west-1-flow-logs"}


@pytest.mark.parametrize(
    ("changes", "kind", "expected"),
    [
        ({"flow_logs_retention_days": 365}, GROUP, {"retentionInDays": 365}),
        ({"flow_logs_traffic_type": "ALL"}, LOG, {"trafficType": "ALL"}),
    ],
)
def test_what_is_recorded_and_how_long_can_be_chosen(
    changes: dict[str, Any], kind: str, expected: dict[str, Any]
) -> None:
    assert built(**changes).one(kind).inputs == {**built().one(kind).inputs, **expected}


def test_records_can_be_left_out_with_all_that_belongs_to_them() -> None:
    with_records, without = built(), built(flow_logs_enabled=False)
    assert with_records.arguments().keys() - without.arguments().keys() == {
        (f"aws:{kind}", "web-test-flow-logs") for kind in (LOG, GROUP, ROLE, POLICY)
    }
    assert without.arguments().items() <= with_records.arguments().items()
