"""Roles and buckets: each is what its inputs say, as the API tells."""

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
KEY = "arn:aws:kms:eu-west-1:123456789012:key/12345678-1234-1234-1234-123456789012"


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with a_world() as made:
        yield made


@case(
    CASES,
    "aws:iam/role:Role",
    lambda _: {"namePrefix": "web-", "description": "Web", "assumeRolePolicy": DOCUMENT, "tags": TAGS},
)
def role(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("iam").get_role(RoleName=made)["Role"]
    got = (found["Description"], found["AssumeRolePolicyDocument"], found["Tags"])
    assert got == ("Web", json.loads(DOCUMENT), TAG_LIST)
    assert outputs["arn"] == f"arn:aws:iam::123456789012:role/{made}"
    assert "region" not in outputs  # IAM has none


@case(
    CASES, "aws:iam/rolePolicy:RolePolicy", lambda world: {"role": world.get("role"), "name": "do", "policy": DOCUMENT}
)
def role_policy(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("iam").get_role_policy(RoleName=world.get("role"), PolicyName="do")
    assert found["PolicyDocument"] == json.loads(DOCUMENT)
    assert made == f"{world.get('role')}:do"


@case(
    CASES,
    "aws:iam/instanceProfile:InstanceProfile",
    lambda world: {"name": "web", "role": world.get("role"), "tags": TAGS},
)
def instance_profile(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("iam").get_instance_profile(InstanceProfileName="web")["InstanceProfile"]
    assert [role["RoleName"] for role in found["Roles"]] == [world.get("role")]
    assert (found["Arn"], found["Tags"]) == (outputs["arn"], TAG_LIST)


@case(CASES, "aws:s3/bucket:Bucket", lambda _: {"bucket": "own-bucket", "forceDestroy": True, "tags": TAGS})
def bucket(world: World, made: str, outputs: dict[str, Any]) -> None:
    s3 = world.client("s3")
    assert s3.get_bucket_location(Bucket="own-bucket")["LocationConstraint"] == "eu-west-1"
    assert s3.get_bucket_tagging(Bucket="own-bucket")["TagSet"] == TAG_LIST
    assert outputs["arn"] == "arn:aws:s3:::own-bucket"
    assert outputs["bucketRegionalDomainName"] == "own-bucket.s3.eu-west-1.amazonaws.com"


@case(
    CASES,
    "aws:s3/bucketVersioning:BucketVersioning",
    lambda world: {"bucket": world.get("bucket"), "versioningConfiguration": {"status": "Enabled"}},
)
def versioning(world: World, made: str, outputs: dict[str, Any]) -> None:
    assert world.client("s3").get_bucket_versioning(Bucket=made)["Status"] == "Enabled"


@case(
    CASES,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    lambda world: {
        "bucket": world.get("bucket"),
        "rules": [
            {
                "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY},
                "bucketKeyEnabled": True,
            }
        ],
    },
)
def encryption(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("s3").get_bucket_encryption(Bucket=made)["ServerSideEncryptionConfiguration"]["Rules"]
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY}
    assert found == [{"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}]
    assert f"KMS key `{KEY}` is assumed to exist in the account" in list(world.cloud.assumptions)


@case(
    CASES,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    lambda world: {"bucket": world.get("bucket"), "blockPublicAcls": True, "restrictPublicBuckets": True},
)
def public_access_block(world: World, made: str, outputs: dict[str, Any]) -> None:
    assert world.client("s3").get_public_access_block(Bucket=made)["PublicAccessBlockConfiguration"] == {
        "BlockPublicAcls": True,
        "BlockPublicPolicy": False,
        "IgnorePublicAcls": False,
        "RestrictPublicBuckets": True,
    }


@case(
    CASES,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    lambda world: {"bucket": world.get("bucket"), "rule": {"objectOwnership": "BucketOwnerEnforced"}},
)
def ownership(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("s3").get_bucket_ownership_controls(Bucket=made)["OwnershipControls"]["Rules"]
    assert found == [{"ObjectOwnership": "BucketOwnerEnforced"}]


@case(
    CASES,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    lambda world: {
        "bucket": world.get("bucket"),
        "rules": [
            {
                "id": "old",
                "status": "Enabled",
                "filter": {"prefix": "logs/"},
                "expiration": {"days": 14},
                "noncurrentVersionExpiration": {"noncurrentDays": 30},
                "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7},
            }
        ],
    },
)
def lifecycle(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("s3").get_bucket_lifecycle_configuration(Bucket=made)["Rules"][0]
    assert found == {
        "ID": "old",
        "Status": "Enabled",
        "Filter": {"Prefix": "logs/"},
        "Expiration": {"Days": 14},
        "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
    }


@case(CASES, "aws:s3/bucketPolicy:BucketPolicy", lambda world: {"bucket": world.get("bucket"), "policy": DOCUMENT})
def bucket_policy(world: World, made: str, outputs: dict[str, Any]) -> None:
    assert json.loads(world.client("s3").get_bucket_policy(Bucket=made)["Policy"]) == json.loads(DOCUMENT)


@case(
    CASES,
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
    lambda world: {
        "bucket": world.get("bucket"),
        "indexDocument": {"suffix": "index.html"},
        "errorDocument": {"key": "sorry.html"},
    },
)
def website(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("s3").get_bucket_website(Bucket=made)
    assert (found["IndexDocument"], found["ErrorDocument"]) == ({"Suffix": "index.html"}, {"Key": "sorry.html"})
    assert outputs["websiteDomain"] == "s3-website-eu-west-1.amazonaws.com"
    assert outputs["websiteEndpoint"] == f"{made}.{outputs['websiteDomain']}"


@case(
    CASES,
    "aws:s3/bucketObjectv2:BucketObjectv2",
    lambda world: {
        "bucket": world.get("bucket"),
        "key": "a/b.html",
        "content": "<p>é",
        "contentType": "text/html",
        "tags": TAGS,
    },
)
def bucket_object(world: World, made: str, outputs: dict[str, Any]) -> None:
    s3, where = world.client("s3"), {"Bucket": world.get("bucket"), "Key": "a/b.html"}
    found = s3.get_object(**where)
    assert (found["Body"].read(), found["ContentType"]) == ("<p>é".encode(), "text/html")
    assert s3.get_object_tagging(**where)["TagSet"] == TAG_LIST
    assert f'"{outputs["etag"]}"' == found["ETag"]


@pytest.mark.parametrize("each", CASES, ids=str)
def test_it_is_what_its_inputs_say(world: World, each: Case) -> None:
    made, outputs = world.create(each.token, **each.inputs(world))
    assert outputs["id"] == made
    each.check(world, made, outputs)


WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "an object from two sources": (
        "aws:s3/bucketObjectv2:BucketObjectv2",
        {"bucket": "b", "key": "k", "content": "x", "contentBase64": "eA=="},
        "at most one of",
    ),
    "versioning without its block": ("aws:s3/bucketVersioning:BucketVersioning", {"bucket": "b"}, "must be given"),
}


@pytest.mark.parametrize(("token", "inputs", "message"), WRONG.values(), ids=WRONG)
def test_what_the_provider_would_refuse_is_refused(
    world: World, token: str, inputs: dict[str, Any], message: str
) -> None:
    with pytest.raises(ArgumentError, match=message):
        world.create(token, **inputs)
