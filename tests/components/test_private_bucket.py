"""A bucket that keeps to itself: what every bucket here has in common."""

import json
from typing import Any

import pytest

from components._private_bucket import lifecycle_rule, private_bucket
from tests.recording import Recording, pulumi, record

KINDS = {
    "Bucket": "s3/bucket:Bucket",
    "Ownership": "s3/bucketOwnershipControls:BucketOwnershipControls",
    "Private": "s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "Versioning": "s3/bucketVersioning:BucketVersioning",
    "Encryption": "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "Lifecycle": "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "Policy": "s3/bucketPolicy:BucketPolicy",
}
TLS_ONLY = {
    "Sid": "TlsOnly",
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": ["arn of Bucket own", "arn of Bucket own/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def built(**changes: Any) -> Recording:
    given: dict[str, Any] = {
        "removable": False,
        "kms_key_arn": None,
        "lifecycle_rules": [lifecycle_rule("rule", expire_days=1)],
        "tags": {"Owner": "web"},
        **changes,
    }

    def program() -> None:
        parent = pulumi.ComponentResource("test:index:House", "house")
        private_bucket("own", "own-physical", child=pulumi.ResourceOptions(parent=parent), **given)

    return record(program)


def test_it_is_exactly_a_bucket_with_six_settings_all_below_the_component() -> None:
    recording = built()
    assert sorted(each.type for each in recording.resources) == sorted(
        [*(f"aws:{kind}" for kind in KINDS.values()), "test:index:House"]
    )
    for kind in KINDS.values():
        assert recording.one(kind).urn.endswith(f"::test:index:House$aws:{kind}::own")


def test_the_bucket_has_its_name_and_the_callers_tags() -> None:
    assert built().one(KINDS["Bucket"]).inputs == {
        "bucket": "own-physical",
        "forceDestroy": False,
        "tags": {"Owner": "web", "Name": "own"},
    }


def test_it_is_protected_from_removal_unless_removable_and_then_goes_with_all_that_is_in_it() -> None:
    kept, removable = (built(removable=each).one(KINDS["Bucket"]) for each in (False, True))
    assert (kept.protect, kept.inputs["forceDestroy"]) == (True, False)
    assert (removable.protect, removable.inputs["forceDestroy"]) == (False, True)


@pytest.mark.parametrize("removable", [False, True])
def test_settings_of_the_bucket_may_always_be_removed_and_ignore_nothing(removable: bool) -> None:
    recording = built(removable=removable)
    assert {each.type for each in recording.resources if each.protect} <= {"aws:s3/bucket:Bucket"}
    assert not any(each.ignore_changes for each in recording.resources)


def test_access_lists_are_off() -> None:
    assert built().one(KINDS["Ownership"]).inputs == {
        "bucket": "Bucket own",
        "rule": {"objectOwnership": "BucketOwnerEnforced"},
    }


def test_the_public_is_shut_out_in_all_four_ways() -> None:
    assert built().one(KINDS["Private"]).inputs == {
        "bucket": "Bucket own",
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }


def test_what_is_overwritten_or_deleted_stays_as_an_old_version() -> None:
    assert built().one(KINDS["Versioning"]).inputs == {
        "bucket": "Bucket own",
        "versioningConfiguration": {"status": "Enabled"},
    }


@pytest.mark.parametrize(
    ("kms_key_arn", "encryption"),
    [
        (None, {"sseAlgorithm": "AES256"}),
        ("arn of a key", {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "arn of a key"}),
    ],
)
def test_objects_are_encrypted_by_s3_or_with_the_callers_key(
    kms_key_arn: str | None, encryption: dict[str, str]
) -> None:
    assert built(kms_key_arn=kms_key_arn).one(KINDS["Encryption"]).inputs == {
        "bucket": "Bucket own",
        "rules": [{"applyServerSideEncryptionByDefault": encryption, "bucketKeyEnabled": True}],
    }


def test_rules_for_old_versions_wait_until_there_can_be_any() -> None:
    lifecycle = built(
        lifecycle_rules=[lifecycle_rule("one", expire_days=1), lifecycle_rule("two", abort_upload_days=2)]
    ).one(KINDS["Lifecycle"])
    assert lifecycle.inputs == {
        "bucket": "Bucket own",
        "rules": [
            {"id": "one", "status": "Enabled", "filter": {"prefix": ""}, "expiration": {"days": 1}},
            {
                "id": "two",
                "status": "Enabled",
                "filter": {"prefix": ""},
                "abortIncompleteMultipartUpload": {"daysAfterInitiation": 2},
            },
        ],
    }
    assert lifecycle.dependencies == {"Bucket own", "BucketVersioning own"}


def test_plain_http_is_refused_and_nobody_is_allowed_anything() -> None:
    policy = built().one(KINDS["Policy"])
    assert policy.inputs.keys() == {"bucket", "policy"}
    assert policy.inputs["bucket"] == "Bucket own"
    assert json.loads(policy.inputs["policy"]) == {"Version": "2012-10-17", "Statement": [TLS_ONLY]}


def test_statements_that_are_given_join_the_policy_in_order() -> None:
    statements = [{"Sid": "One"}, {"Sid": "Two"}]
    policy = json.loads(built(statements=statements).one(KINDS["Policy"]).inputs["policy"])
    assert policy["Statement"] == [TLS_ONLY, {"Sid": "One"}, {"Sid": "Two"}]


def test_the_policy_waits_for_the_public_access_block_because_s3_takes_one_at_a_time() -> None:
    assert built().one(KINDS["Policy"]).dependencies == {"Bucket own", "BucketPublicAccessBlock own"}


def test_every_setting_is_made_on_the_bucket_itself() -> None:
    recording = built()
    for role in KINDS.keys() - {"Bucket"}:
        assert "Bucket own" in recording.one(KINDS[role]).dependencies


ALL = {"id": "key", "status": "Enabled", "filter": {"prefix": ""}}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ({}, ALL),
        ({"expire_days": 3}, {**ALL, "expiration": {"days": 3}}),
        ({"expire_noncurrent_days": 4}, {**ALL, "noncurrent_version_expiration": {"noncurrent_days": 4}}),
        ({"abort_upload_days": 5}, {**ALL, "abort_incomplete_multipart_upload": {"days_after_initiation": 5}}),
        (
            {"expire_days": 3, "expire_noncurrent_days": 4, "abort_upload_days": 5},
            {
                **ALL,
                "expiration": {"days": 3},
                "noncurrent_version_expiration": {"noncurrent_days": 4},
                "abort_incomplete_multipart_upload": {"days_after_initiation": 5},
            },
        ),
    ],
)
def test_a_lifecycle_rule_holds_for_every_object_and_does_what_is_asked_alone(
    days: dict[str, int], expected: dict[str, Any]
) -> None:
    assert lifecycle_rule("key", **days) == expected
