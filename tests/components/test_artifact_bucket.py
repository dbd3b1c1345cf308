"""The bucket for what the instances run: its name, its lifecycle, who may read, and what it starts with.

What it has in common with every bucket here is tested in test_private_bucket.py.
"""

import json
from typing import Any

import pytest

from components import ArtifactBucket
from tests.recording import NAME, Recording, build, pulumi, record

BUCKET, OBJECT = "s3/bucket:Bucket", "s3/bucketObjectv2:BucketObjectv2"
LIFECYCLE = "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
ENCRYPTION = "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
OUTPUTS = "ha-web:index:ArtifactBucket"


def built(**args: Any) -> Recording:
    return build(ArtifactBucket, args)


def test_it_is_exactly_these_resources() -> None:
    assert sorted((each.type.rpartition(":")[2], each.name) for each in built().resources) == [
        ("ArtifactBucket", "web-test"),
        ("Bucket", "web-test-artifacts"),
        ("BucketLifecycleConfiguration", "web-test-artifacts"),
        ("BucketOwnershipControls", "web-test-artifacts"),
        ("BucketPolicy", "web-test-artifacts"),
        ("BucketPublicAccessBlock", "web-test-artifacts"),
        ("BucketServerSideEncryptionConfiguration", "web-test-artifacts"),
        ("BucketVersioning", "web-test-artifacts"),
    ]


def test_its_name_carries_account_and_region_because_the_whole_world_shares_bucket_names() -> None:
    bucket = built(tags={"Owner": "web"}).one(BUCKET)
    assert bucket.inputs == {
        "bucket": "web-test-artifacts-123456789012-eu-west-1",
        "forceDestroy": False,
        "tags": {"Owner": "web", "Name": "web-test-artifacts"},
    }
    assert bucket.protect


def test_a_removable_bucket_goes_with_all_that_is_in_it() -> None:
    bucket = built(removable=True).one(BUCKET)
    assert (bucket.protect, bucket.inputs["forceDestroy"]) == (False, True)


@pytest.mark.parametrize(
    ("args", "noncurrent", "abort"),
    [({}, 90, 7), ({"noncurrent_retention_days": 14}, 14, 7), ({"abort_upload_days": 1}, 90, 1)],
)
def test_old_versions_and_abandoned_uploads_go_and_what_is_current_stays(
    args: dict[str, Any], noncurrent: int, abort: int
) -> None:
    assert built(**args).one(LIFECYCLE).inputs["rules"] == [
        {
            "id": "expire-old-versions",
            "status": "Enabled",
            "filter": {"prefix": ""},
            "noncurrentVersionExpiration": {"noncurrentDays": noncurrent},
        },
        {
            "id": "abort-incomplete-uploads",
            "status": "Enabled",
            "filter": {"prefix": ""},
            "abortIncompleteMultipartUpload": {"daysAfterInitiation": abort},
        },
    ]


def test_a_key_of_the_callers_encrypts_it() -> None:
    assert built(kms_key_arn="arn of a key").one(ENCRYPTION).inputs["rules"] == [
        {
            "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "arn of a key"},
            "bucketKeyEnabled": True,
        }
    ]


def test_it_starts_empty_unless_asked() -> None:
    assert not built().of(OBJECT)


def first(**args: Any) -> Any:
    given = {"initial_object": {"key": "index.html", "content": "<h1>"}, "tags": {"Owner": "web"}, **args}
    return built(**given).one(OBJECT)


def test_it_starts_with_an_object_if_asked_and_leaves_alone_what_is_uploaded_over_it() -> None:
    own = first()
    assert own.name == "web-test-initial"
    assert own.inputs == {
        "bucket": "web-test-artifacts-123456789012-eu-west-1",
        "key": "index.html",
        "content": "<h1>",
    }
    assert own.ignore_changes == ("content",)
    assert not own.protect


def test_the_object_waits_until_plain_http_is_refused() -> None:
    assert {"Bucket web-test-artifacts", "BucketPolicy web-test-artifacts"} <= first().dependencies


@pytest.mark.parametrize("setting", ["BucketVersioning", "BucketServerSideEncryptionConfiguration"])
def test_the_object_waits_for_versions_and_for_the_callers_key(setting: str) -> None:
    """Before, S3 keeps it without a version to return to, and under its own key in place of the caller's."""
    assert f"{setting} web-test-artifacts" in first(kms_key_arn="arn of a key").dependencies


def policy(prefix: str | None = None, **args: Any) -> Any:
    """Return the document that readers of the bucket get."""

    def program() -> None:
        bucket = ArtifactBucket(NAME, args)
        pulumi.export("policy", bucket.read_policy() if prefix is None else bucket.read_policy(prefix))

    return json.loads(record(program).outputs["pulumi:pulumi:Stack"]["policy"])


def test_a_reader_lists_and_reads_the_bucket_and_does_nothing_else() -> None:
    assert policy() == {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn of Bucket web-test-artifacts"},
            {
                "Effect": "Allow",
                "Action": ["s3:GetObject", "s3:GetObjectVersion"],
                "Resource": "arn of Bucket web-test-artifacts/*",
            },
        ],
    }


def test_a_reader_of_a_prefix_under_the_callers_key_reads_that_prefix_and_uses_that_key() -> None:
    assert policy("web/", kms_key_arn="arn of a key") == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "s3:ListBucket",
                "Resource": "arn of Bucket web-test-artifacts",
                "Condition": {"StringLike": {"s3:prefix": "web/*"}},
            },
            {
                "Effect": "Allow",
                "Action": ["s3:GetObject", "s3:GetObjectVersion"],
                "Resource": "arn of Bucket web-test-artifacts/web/*",
            },
            {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "arn of a key"},
        ],
    }


def test_the_outputs_are_what_uploads_and_instances_need() -> None:
    assert built().outputs[OUTPUTS] == {
        "bucket_name": "web-test-artifacts-123456789012-eu-west-1",
        "bucket_arn": "arn of Bucket web-test-artifacts",
    }


def test_a_name_that_s3_would_not_take_is_refused() -> None:
    """63 characters in all: 33 are the role's, the account's and this region's."""
    record(lambda: ArtifactBucket("a" * 30, {}))
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (the sentence is compared whole)
        record(lambda: ArtifactBucket("a" * 31, {}))
    assert str(caught.value).rpartition(" has risen: ")[2] == (
        f"name '{'a' * 31}-artifacts-123456789012-eu-west-1' of a bucket: must have at most 63 characters, got 64; "
        f"shorten the component's name '{'a' * 31}' by 1"
    )


def test_an_object_without_content_is_refused_by_its_path() -> None:
    with pytest.raises(ValueError, match=r"^ArtifactBucket\.initial_object\.content: is missing; give it a value$"):
        built(initial_object={"key": "index.html"})
