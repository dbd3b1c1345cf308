"""Policy documents and security groups, as the checks read them."""

import json
from typing import Any

import pytest

from rehearsal.checks._policy import allows, condition, principals, refuses_plain_http, statements
from rehearsal.checks._reach import Opening
from rehearsal.checks.role import _too_much

BUCKET = "arn:aws:s3:::b"


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
    ],
)
def test_a_role_that_may_do_more_is_found_out(statement: dict[str, Any]) -> None:
    assert _too_much(statement, [BUCKET])


@pytest.mark.parametrize(
    "statement",
    [
        allow(["s3:GetObject", "s3:GetObjectVersion"], f"{BUCKET}/*"),
        allow("s3:ListBucket", BUCKET),
        allow("ssmmessages:OpenDataChannel"),
        allow("kms:Decrypt", "arn:aws:kms:eu-west-1:1:key/1"),
    ],
)
def test_a_role_that_may_do_what_it_needs_is_left_alone(statement: dict[str, Any]) -> None:
    assert _too_much(statement, [BUCKET]) == []


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
