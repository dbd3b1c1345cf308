"""Policy documents and security groups, as the checks read them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearsal.checks._alarms import goes_off_at
from rehearsal.checks._identity import too_wide
from rehearsal.checks._policy import allows, condition, principals, refuses_plain_http, statements
from rehearsal.checks._reach import Opening
from rehearsal.checks.healing import remaining
from rehearsal.checks.role import _too_much

BUCKET = "arn:aws:s3:::b"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/1"
EC2 = "arn:aws:ec2:eu-west-1:123456789012"
OWN = f"{EC2}:elastic-ip/eipalloc-1"


def allow(action: Any, resource: Any = "*", effect: str = "Allow", **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


@pytest.mark.parametrize(
    ("documents", "expected"),
    [
        ([allow("s3:GetObject")], True),
        ([allow(["s3:PutObject", "s3:GetObject"], [f"{BUCKET}/*"])], True),
        ([allow("s3:Get*", f"{BUCKET}/k*")], True),
        ([allow("S3:getobject")], True),
        ([allow("s3:GetObject", BUCKET)], False),
        ([allow("s3:PutObject")], False),
        ([], False),
        ([allow("*"), allow("s3:*", f"{BUCKET}/*", "Deny")], False),
        ([allow("*", "*", "Deny")], False),
    ],
)
def test_an_action_is_allowed_unless_it_is_not_named_or_is_refused(
    documents: list[dict[str, Any]], expected: bool
) -> None:
    documents = [{"Statement": each} for each in documents]
    assert allows(documents, "s3:GetObject", f"{BUCKET}/key") is expected


def test_a_document_is_text_or_decoded_with_one_statement_or_several() -> None:
    one = allow("s3:GetObject")
    assert statements({"Statement": one}) == statements(json.dumps({"Statement": [one]})) == [one]
    assert statements("{}") == []


def test_principals_are_named_by_kind_and_everybody_is_a_star() -> None:
    assert principals({"Principal": "*"}) == principals({"Principal": {"AWS": ["*"]}}) == ["*"]
    assert principals({"Principal": {"Service": ["a", "b"], "AWS": "1"}}) == ["Service: a", "Service: b", "AWS: 1"]


def test_conditions_are_found_whatever_their_operator_and_case() -> None:
    statement = {"Condition": {"StringEquals": {"AWS:sourceaccount": ["1", "2"]}, "Bool": {"x": "y"}}}
    assert condition(statement, "aws:SourceAccount") == ["1", "2"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"Principal": {"AWS": "*"}}, True),
        ({"Effect": "Allow"}, False),
        ({"Principal": {"AWS": "1"}}, False),
        ({"Action": "s3:GetObject"}, False),
        ({"Resource": [f"{BUCKET}/*"]}, False),
        ({"Condition": {"Bool": {"aws:SecureTransport": "true"}}}, False),
    ],
)
def test_plain_http_is_refused_to_everybody_for_everything_or_not_at_all(
    changes: dict[str, Any], expected: bool
) -> None:
    refusal = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [BUCKET, f"{BUCKET}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        **changes,
    }
    assert refuses_plain_http({"Statement": [refusal]}, BUCKET) is expected


@pytest.mark.parametrize(
    "statement",
    [
        allow("*"),
        allow("s3:*", f"{BUCKET}/*"),
        allow("s3:PutObject", f"{BUCKET}/*"),
        allow("s3:GetObject", "*"),
        allow("s3:GetObject", "arn:aws:s3:::b*/*"),
        allow("s3:GetObject", "arn:aws:s3:::bb/*"),
        allow("kms:Decrypt", "*"),
        allow("ssm:GetParameter"),
        {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"},
        {"Effect": "Allow", "Action": "s3:GetObject", "NotResource": BUCKET},
        allow("kms:DescribeKey", "*"),
        allow("kms:CreateGrant", KEY),
        allow("kms:CreateGrant", KEY, Condition={"Bool": {"kms:GrantIsForAWSResource": "false"}}),
        allow("cloudwatch:PutMetricData"),
        allow("cloudwatch:PutMetricData", Condition={"StringEquals": {"cloudwatch:namespace": "AWS/EC2"}}),
        allow("cloudwatch:PutMetricData", Condition={"StringEquals": {"cloudwatch:namespace": "ha-web/shop-prod"}}),
        allow(
            "cloudwatch:PutMetricData", Condition={"StringEquals": {"cloudwatch:namespace": ["ha-web/shop-dev", "web"]}}
        ),
    ],
)
def test_a_role_that_may_do_more_is_found_out(statement: dict[str, Any]) -> None:
    assert _too_much(statement, [BUCKET], "ha-web/shop-dev")


@pytest.mark.parametrize(
    "statement",
    [
        allow(["s3:GetObject", "s3:GetObjectVersion"], f"{BUCKET}/*"),
        allow("s3:ListBucket", BUCKET),
        allow("ssmmessages:OpenDataChannel"),
        allow(["kms:Decrypt", "kms:DescribeKey"], KEY),
        allow("kms:CreateGrant", KEY, Condition={"Bool": {"kms:GrantIsForAWSResource": "true"}}),
        allow("cloudwatch:PutMetricData", Condition={"StringEquals": {"cloudwatch:namespace": "ha-web/shop-dev"}}),
    ],
)
def test_a_role_that_may_do_what_it_needs_is_left_alone(statement: dict[str, Any]) -> None:
    assert _too_much(statement, [BUCKET], "ha-web/shop-dev") == []


def test_an_opening_lets_its_ports_through_and_says_them() -> None:
    web, wide, everything = (
        Opening("sg-1", protocol, first, last, "0.0.0.0/0")
        for protocol, first, last in (("tcp", 80, 80), ("tcp", 80, 90), ("-1", 0, 65535))
    )
    assert [each.lets(80) for each in (web, wide, everything)] == [True, True, True]
    assert [each.lets(22) for each in (web, wide, everything)] == [False, False, True]
    assert [each.is_one_of({80}) for each in (web, wide, everything)] == [True, False, False]
    assert [each.ports for each in (web, wide, everything)] == ["tcp 80", "tcp 80 to 90", "everything"]
    assert not Opening("sg-1", "udp", 80, 80, "sg-2").lets(80)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (allow("ec2:AssociateAddress", OWN), []),
        (allow("ec2:AssociateAddress", [OWN, f"{EC2}:elastic-ip/eipalloc-2"]), [f"{EC2}:elastic-ip/eipalloc-2"]),
        (allow("ec2:AssociateAddress", f"{EC2}:elastic-ip/*"), [f"{EC2}:elastic-ip/*"]),
        (allow("ec2:AssociateAddress", f"{EC2}:instance/*"), [f"{EC2}:instance/*"]),
        (allow("ec2:AssociateAddress", "*"), ["*"]),
    ],
)
def test_only_the_own_address_may_be_taken(statement: dict[str, Any], expected: list[str]) -> None:
    assert too_wide(statement, [OWN]) == expected


@pytest.mark.parametrize(("name", "wide"), [("web", False), ("web-*", True), ("*", True)])
@pytest.mark.parametrize("kind", ["instance", "network-interface"])
def test_only_instances_of_one_name_may_take_it(kind: str, name: str, wide: bool) -> None:
    condition = {"StringEquals": {"aws:ResourceTag/Name": name}}
    assert bool(too_wide(allow("ec2:AssociateAddress", f"{EC2}:{kind}/*", Condition=condition), [OWN])) is wide
    assert too_wide(allow("ec2:AssociateAddress", f"{EC2}:elastic-ip/*", Condition=condition), [OWN]), "of any name"


@pytest.mark.parametrize(
    ("comparison", "threshold", "bad"),
    [
        ("GreaterThanOrEqualToThreshold", 1, [1, 2]),
        ("GreaterThanThreshold", 1, [2]),
        ("LessThanThreshold", 1, [0]),
        ("LessThanOrEqualToThreshold", 1, [0, 1]),
        ("LessThanLowerOrGreaterThanUpperThreshold", 1, []),
    ],
)
def test_an_alarm_goes_off_at_bad_values(comparison: str, threshold: float, bad: list[int]) -> None:
    alarm = {"ComparisonOperator": comparison, "Threshold": threshold}
    assert [value for value in range(3) if goes_off_at(alarm, value)] == bad


@given(size=st.integers(0, 50), zones=st.integers(1, 7), data=st.data())
def test_what_remains_is_what_the_fullest_zones_do_not_hold(size: int, zones: int, data: st.DataObject) -> None:
    lost = data.draw(st.integers(0, zones))
    balanced = sorted((size // zones + (number < size % zones) for number in range(zones)), reverse=True)
    assert sum(balanced) == size
    assert remaining(size, zones, lost) == sum(balanced[lost:])
