"""Buckets made in an emulated account; what goes wrong half-way leaves nothing behind."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator import account
from pulumi_ha_web.artifacts import buckets
from pulumi_ha_web.artifacts.bucket_state import BucketState, describe
from pulumi_ha_web.artifacts.buckets import create_bucket
from pulumi_ha_web.artifacts.clients import Aws
from pulumi_ha_web.errors import ArtifactError

NAME = "shop-artifacts"
HERE = {"Bucket": NAME}
REGION = {"CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}
SETTINGS = [
    "PutPublicAccessBlock",
    "PutBucketOwnershipControls",
    "PutBucketVersioning",
    "PutBucketEncryption",
    "PutBucketLifecycleConfiguration",
    "PutBucketPolicy",
    "PutBucketTagging",
]


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    monkeypatch.setattr(buckets, "sleep", lambda _: None)
    with account("eu-west-1"):
        yield Aws()


def names(aws: Aws) -> list[str]:
    return [each["Name"] for each in aws.client("s3").list_buckets()["Buckets"]]


def refuse(client: Any, call: str, code: str, *, times: int = 1000, retried: int = 0) -> None:
    """Have a call refused, so many times, before anything is sent."""
    left = [times]

    def hook(**_: Any) -> None:
        left[0] -= 1
        if left[0] >= 0:
            metadata: Any = {"RetryAttempts": retried, "HTTPStatusCode": 409}
            raise ClientError({"Error": {"Code": code, "Message": ""}, "ResponseMetadata": metadata}, call)

    client.meta.events.register(f"before-call.s3.{call}", hook)


def test_a_bucket_has_all_its_protections(aws: Aws) -> None:
    create_bucket(aws, NAME, tags={"team": "shop"}, noncurrent_retention_days=30, abort_upload_days=2)
    found = describe(aws, NAME)
    assert found == BucketState(
        name=NAME,
        region="eu-west-1",
        keeps_versions=True,
        encryption="AES256",
        blocks_public_access=True,
        has_acls_off=True,
        tls_only=True,
        expires_old_versions_after=30,
        aborts_uploads_after=2,
    )
    assert found.lacks == []
    assert aws.client("s3").get_bucket_tagging(**HERE)["TagSet"] == [{"Key": "team", "Value": "shop"}]


def test_a_bucket_of_anybody_lacks_what_is_said(aws: Aws) -> None:
    s3 = aws.client("s3", "us-east-1")
    s3.create_bucket(**HERE)
    s3.delete_public_access_block(**HERE)
    s3.delete_bucket_encryption(**HERE)
    found = describe(aws, NAME)
    assert (found.region, found.encryption) == ("us-east-1", None)
    assert found.lacks == [
        "it keeps no versions",
        "it is not encrypted by default",
        "it does not block all public access",
        "its ACLs are in force",
        "it takes requests without TLS",
        "old versions never expire",
        "uploads that never complete are kept",
    ]


def test_a_key_of_ones_own_encrypts(aws: Aws) -> None:
    key = aws.client("kms").create_key()["KeyMetadata"]["Arn"]
    create_bucket(aws, NAME, kms_key_arn=key)
    rules = aws.client("s3").get_bucket_encryption(**HERE)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rules == [
        {
            "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key},
            "BucketKeyEnabled": True,
        }
    ]


@pytest.mark.parametrize(
    ("region", "named"),
    [(None, "eu-west-1"), ("eu-west-3", "eu-west-3"), ("us-east-1", None), ("cn-north-1", "cn-north-1")],
)
def test_the_region_is_named_everywhere_but_in_the_first_one(aws: Aws, region: str | None, named: str | None) -> None:
    """S3 refuses us-east-1 as a LocationConstraint, and any other region without one."""
    asked: list[Any] = []
    client = aws.client("s3", region)
    client.meta.events.register("provide-client-params.s3.CreateBucket", lambda params, **_: asked.append(params))
    create_bucket(aws, NAME, region)
    place = {"CreateBucketConfiguration": {"LocationConstraint": named}} if named else {}
    assert asked == [{**HERE, "ObjectOwnership": "BucketOwnerEnforced", **place}]
    assert client.get_bucket_location(**HERE)["LocationConstraint"] == named
    partition = "aws-cn" if region == "cn-north-1" else "aws"
    assert f'"arn:{partition}:s3:::{NAME}/*"' in client.get_bucket_policy(**HERE)["Policy"]


@pytest.mark.parametrize("region", ["eu-west-1", "us-east-1"])
def test_a_bucket_that_is_ours_already_is_left_as_it_is(aws: Aws, region: str) -> None:
    """In us-east-1 as well, where S3 would take the call a second time."""
    s3 = aws.client("s3", region)
    s3.create_bucket(**HERE, **(REGION if region == "eu-west-1" else {}))
    with pytest.raises(ArtifactError) as caught:
        create_bucket(aws, NAME, region)
    assert str(caught.value) == (
        f"creating bucket {NAME}: you have a bucket of that name already; use it as it is, or choose another name"
    )
    assert "Status" not in s3.get_bucket_versioning(**HERE)


def test_a_name_that_another_account_has_is_said_to_be_taken(aws: Aws) -> None:
    """S3 answers 403 to a look at it."""
    s3 = aws.client("s3")
    refuse(s3, "HeadBucket", "403")
    refuse(s3, "CreateBucket", "BucketAlreadyExists")
    with pytest.raises(ArtifactError) as caught:
        create_bucket(aws, NAME)
    assert str(caught.value) == (
        f"creating bucket {NAME}: the name {NAME} is taken, and all accounts share one set of names; choose another one"
    )


def test_a_name_that_s3_keeps_for_itself_is_refused_unasked(aws: Aws) -> None:
    with pytest.raises(ArtifactError, match="must not end with --x-s3"):
        create_bucket(aws, "shop--x-s3")


@pytest.mark.parametrize("call", SETTINGS)
def test_a_setting_that_is_refused_leaves_no_bucket_behind(aws: Aws, call: str) -> None:
    refuse(aws.client("s3"), call, "AccessDenied")
    with pytest.raises(
        ArtifactError, match=f"^creating bucket {NAME}: access denied: these credentials may not s3:Put"
    ):
        create_bucket(aws, NAME, tags={"team": "shop"})
    assert names(aws) == []


def test_ctrl_c_half_way_leaves_no_bucket_behind(aws: Aws) -> None:
    def interrupt(**_: Any) -> None:
        raise KeyboardInterrupt

    aws.client("s3").meta.events.register("before-call.s3.PutBucketPolicy", interrupt)
    with pytest.raises(KeyboardInterrupt):
        create_bucket(aws, NAME)
    assert names(aws) == []


def test_a_bucket_that_cannot_be_removed_again_is_told_of(aws: Aws) -> None:
    refuse(aws.client("s3"), "PutBucketPolicy", "AccessDenied")
    refuse(aws.client("s3"), "DeleteBucket", "AccessDenied")
    with pytest.raises(ArtifactError) as caught:
        create_bucket(aws, NAME)
    said = str(caught.value)
    assert said.startswith(f"creating bucket {NAME}: access denied: these credentials may not s3:PutBucketPolicy")
    assert f". Bucket {NAME} is left unprotected: removing bucket {NAME} again: access denied: " in said
    assert said.endswith(f". Then: `ha-web artifacts delete-bucket {NAME}`")
    assert names(aws) == [NAME]


def test_a_bucket_that_may_have_been_there_before_is_not_removed(aws: Aws) -> None:
    """Who may not look at it cannot know, and in us-east-1 the call succeeds for a bucket that is in use."""
    s3 = aws.client("s3", "us-east-1")
    refuse(s3, "HeadBucket", "403")
    refuse(s3, "PutBucketPolicy", "AccessDenied")
    with pytest.raises(ArtifactError, match=rf"s3:PutBucketPolicy .* Bucket {NAME} may be left unprotected: S3"):
        create_bucket(aws, NAME, "us-east-1")
    assert names(aws) == [NAME]


def test_outside_the_first_region_what_could_be_made_is_new(aws: Aws) -> None:
    refuse(aws.client("s3"), "HeadBucket", "403")
    refuse(aws.client("s3"), "PutBucketPolicy", "AccessDenied")
    with pytest.raises(ArtifactError, match="may not s3:PutBucketPolicy"):
        create_bucket(aws, NAME)
    assert names(aws) == []


@pytest.mark.parametrize("is_removed", [True, False])
def test_ctrl_c_while_it_is_made_leaves_no_bucket_behind(aws: Aws, is_removed: bool) -> None:
    def interrupt(**_: Any) -> None:
        raise KeyboardInterrupt

    aws.client("s3").meta.events.register("after-call.s3.CreateBucket", interrupt)
    if not is_removed:
        refuse(aws.client("s3"), "DeleteBucket", "AccessDenied")
    said = None if is_removed else f"^creating bucket {NAME}: was interrupted. Bucket {NAME} is left unprotected: "
    with pytest.raises(KeyboardInterrupt if is_removed else ArtifactError, match=said):
        create_bucket(aws, NAME)
    assert names(aws) == ([] if is_removed else [NAME])


@pytest.mark.parametrize("code", ["OperationAborted", "NoSuchBucket"])
@pytest.mark.parametrize("call", SETTINGS[:-1])
def test_a_new_bucket_that_s3_is_not_done_with_is_waited_for(aws: Aws, code: str, call: str) -> None:
    refuse(aws.client("s3"), call, code, times=5)
    create_bucket(aws, NAME)
    assert describe(aws, NAME).lacks == []


def test_waiting_for_a_new_bucket_has_an_end(aws: Aws) -> None:
    refuse(aws.client("s3"), "PutBucketPolicy", "OperationAborted", times=6)
    with pytest.raises(ArtifactError, match="another change of bucket shop-artifacts is under way; try again"):
        create_bucket(aws, NAME)
    assert names(aws) == []


def test_a_bucket_whose_first_answer_was_lost_is_finished(aws: Aws) -> None:
    """The second attempt finds what the first one made: it is ours, since it was not there before."""
    s3 = aws.client("s3")

    def lose(**_: Any) -> None:
        Aws().client("s3").create_bucket(**HERE, **REGION)
        metadata: Any = {"RetryAttempts": 1}
        raise ClientError({"Error": {"Code": "BucketAlreadyOwnedByYou"}, "ResponseMetadata": metadata}, "CreateBucket")

    s3.meta.events.register("before-call.s3.CreateBucket", lose)
    create_bucket(aws, NAME)
    assert describe(aws, NAME).lacks == []


def test_a_bucket_that_may_have_been_there_before_is_not_taken_for_a_lost_answer(aws: Aws) -> None:
    refuse(aws.client("s3"), "HeadBucket", "403")
    refuse(aws.client("s3"), "CreateBucket", "BucketAlreadyOwnedByYou", retried=1)
    with pytest.raises(ArtifactError, match=f"bucket {NAME} is in this account already; use it as it is"):
        create_bucket(aws, NAME)
