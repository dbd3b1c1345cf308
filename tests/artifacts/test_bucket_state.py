"""What counts as a protection of a bucket, and what only looks like one."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from emulator import account
from pulumi_ha_web.artifacts.bucket_state import describe
from pulumi_ha_web.artifacts.clients import Aws

HERE = {"Bucket": "shop"}
ARN = "arn:aws:s3:::shop"
TLS: dict[str, Any] = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": [ARN, f"{ARN}/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
OTHER = {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "s3:GetObject", "Resource": f"{ARN}/*"}


@pytest.fixture
def aws() -> Iterator[Aws]:
    with account("eu-west-1"):
        aws = Aws()
        aws.client("s3").create_bucket(**HERE, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        yield aws


@pytest.mark.parametrize(
    ("statements", "demanded"),
    [
        ([TLS], True),
        (TLS, True),
        ([OTHER, TLS], True),
        ([{**TLS, "Principal": {"AWS": "*"}, "Action": ["s3:*"]}], True),
        ([{**TLS, "Condition": {"Bool": {"aws:securetransport": ["false"]}}}], True),
        ([OTHER], False),
        ([{**TLS, "Effect": "Allow", "Principal": {"AWS": "123456789012"}}], False),
        ([{**TLS, "Principal": {"AWS": "123456789012"}}], False),
        ([{**TLS, "Action": "s3:GetObject"}], False),
        ([{**TLS, "Resource": f"{ARN}/*"}], False),
        ([{**TLS, "Resource": [ARN, f"{ARN}/releases/*"]}], False),
        ([{**TLS, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}], False),
        ([{**TLS, "Condition": {"Bool": {"aws:SecureTransport": "false", "aws:ViaAWSService": "false"}}}], False),
        ([{**TLS, "Condition": {**TLS["Condition"], "StringEquals": {"aws:PrincipalTag/a": "b"}}}], False),
    ],
)
def test_tls_is_demanded_by_one_statement_that_leaves_nothing_out(
    aws: Aws, statements: list[dict[str, Any]] | dict[str, Any], demanded: bool
) -> None:
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    aws.client("s3").put_bucket_policy(**HERE, Policy=policy)
    assert describe(aws, "shop").tls_only is demanded


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([{"NoncurrentVersionExpiration": {"NoncurrentDays": 9}}], (9, None)),
        ([{"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 3}}], (None, 3)),
        ([{"NoncurrentVersionExpiration": {"NoncurrentDays": days}} for days in (9, 4)], (4, None)),
        ([{"NoncurrentVersionExpiration": {"NoncurrentDays": 9}, "Status": "Disabled"}], (None, None)),
        ([{"NoncurrentVersionExpiration": {"NoncurrentDays": 9}, "Filter": {"Prefix": "tmp/"}}], (None, None)),
        ([{"Expiration": {"Days": 9}}], (None, None)),
    ],
)
def test_a_rule_counts_if_it_is_in_force_for_everything(
    aws: Aws, rules: list[dict[str, Any]], expected: tuple[int | None, int | None]
) -> None:
    complete = [{"ID": str(at), "Status": "Enabled", "Filter": {"Prefix": ""}, **each} for at, each in enumerate(rules)]
    aws.client("s3").put_bucket_lifecycle_configuration(**HERE, LifecycleConfiguration={"Rules": complete})
    found = describe(aws, "shop")
    assert (found.expires_old_versions_after, found.aborts_uploads_after) == expected


def test_public_access_is_blocked_only_in_every_way(aws: Aws) -> None:
    assert describe(aws, "shop").blocks_public_access, "as S3 does by itself"
    block = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True}
    aws.client("s3").put_public_access_block(**HERE, PublicAccessBlockConfiguration=block)
    assert not describe(aws, "shop").blocks_public_access
