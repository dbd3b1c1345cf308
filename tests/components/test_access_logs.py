"""The bucket of access logs: who may write to it, how long it keeps what, and that nobody else gets at it."""

import json
from typing import Any

import pytest

from components import LoadBalancer
from tests.recording import Recording, build

BALANCER = "lb/loadBalancer:LoadBalancer"
BUCKET = "s3/bucket:Bucket"
PHYSICAL = "web-test-logs-123456789012-eu-west-1"


def built(**changes: Any) -> Recording:
    invokes = changes.pop("invokes", None)
    return build(LoadBalancer, {"vpc_id": "vpc-1", "subnet_ids": ["subnet-a", "subnet-b"], **changes}, invokes=invokes)


def setting(recording: Recording, kind: str) -> dict[str, Any]:
    (name, inputs), *others = recording.inputs(f"s3/bucket{kind}:Bucket{kind}").items()
    assert (name, others) == ("web-test-logs", [])
    return {key: value for key, value in inputs.items() if key != "bucket"}


def test_the_load_balancer_writes_into_the_bucket() -> None:
    assert built().one(BALANCER).inputs["accessLogs"] == {"bucket": PHYSICAL, "enabled": True}


def test_the_load_balancer_waits_until_it_may_write() -> None:
    """ELB tries a write when logging is switched on, and refuses the load balancer if it fails."""
    recording = built()
    assert recording.one(BALANCER).dependencies == {
        "SecurityGroup web-test-alb",
        "Bucket web-test-logs",
        "BucketVersioning web-test-logs",
        "BucketServerSideEncryptionConfiguration web-test-logs",
        "BucketPolicy web-test-logs",
    }
    assert recording.one("s3/bucketPolicy:BucketPolicy").inputs["bucket"] == "Bucket web-test-logs"


def test_without_access_logs_there_is_no_bucket_and_nothing_to_write_to() -> None:
    recording = built(access_logs_enabled=False)
    assert [each for each in recording.resources if each.type.startswith("aws:s3/")] == []
    assert recording.invokes == []
    # Said, not left out: the provider takes a missing block for "as it is" and would go on logging.
    assert recording.one(BALANCER).inputs["accessLogs"] == {"bucket": "", "enabled": False}


def test_the_bucket_is_protected_and_kept_while_it_has_logs() -> None:
    bucket = built().one(BUCKET)
    assert bucket.inputs == {"bucket": PHYSICAL, "forceDestroy": False, "tags": {"Name": "web-test-logs"}}
    assert bucket.protect


def test_a_removable_bucket_goes_with_all_its_logs() -> None:
    recording = built(access_logs_removable=True)
    assert recording.one(BUCKET).inputs["forceDestroy"] is True
    assert not any(each.protect for each in recording.resources)


def test_nothing_but_the_bucket_is_protected() -> None:
    assert [each.type for each in built().resources if each.protect] == ["aws:s3/bucket:Bucket"]


def test_the_bucket_and_all_its_settings_are_children_of_the_component() -> None:
    found = [each for each in built().resources if each.type.startswith("aws:s3/")]
    assert len(found) == 7
    assert [each.urn for each in found] == [
        f"urn:pulumi:test::ha-web::ha-web:index:LoadBalancer${each.type}::web-test-logs" for each in found
    ]


def test_nobody_gets_at_it_from_outside() -> None:
    recording = built()
    assert setting(recording, "OwnershipControls") == {"rule": {"objectOwnership": "BucketOwnerEnforced"}}
    assert setting(recording, "PublicAccessBlock") == {
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }


def test_it_is_encrypted_with_s3s_own_key_because_logs_are_not_delivered_under_a_kms_key() -> None:
    assert setting(built(), "ServerSideEncryptionConfiguration") == {
        "rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}, "bucketKeyEnabled": True}]
    }


def test_it_keeps_versions() -> None:
    assert setting(built(), "Versioning") == {"versioningConfiguration": {"status": "Enabled"}}


@pytest.mark.parametrize("days", [90, 30])
def test_logs_and_what_is_left_of_them_go_after_the_retention(days: int) -> None:
    recording = built() if days == 90 else built(access_logs_retention_days=days)
    everything = {"status": "Enabled", "filter": {"prefix": ""}}
    assert setting(recording, "LifecycleConfiguration") == {
        "rules": [
            {
                "id": "expire",
                **everything,
                "expiration": {"days": days},
                # An expired object of a versioned bucket stays, paid for, as an old version.
                "noncurrentVersionExpiration": {"noncurrentDays": 1},
            },
            {
                "id": "abort-incomplete-uploads",
                **everything,
                "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7},
            },
        ]
    }


def policy(recording: Recording) -> Any:
    return json.loads(recording.one("s3/bucketPolicy:BucketPolicy").inputs["policy"])


def expected_policy(partition: str, region: str, account: str) -> dict[str, Any]:
    """Return what the Elastic Load Balancing user guide asks for, narrowed to one account, and TLS for all."""
    name = f"web-test-logs-{account}-{region}"
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "TlsOnly",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": ["arn of Bucket web-test-logs", "arn of Bucket web-test-logs/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
            {
                "Sid": "LoadBalancerLogs",
                "Effect": "Allow",
                "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
                "Action": "s3:PutObject",
                "Resource": f"arn:{partition}:s3:::{name}/AWSLogs/{account}/*",
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": account},
                    "ArnLike": {
                        "aws:SourceArn": f"arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/*"
                    },
                },
            },
        ],
    }


def test_only_this_accounts_load_balancers_of_this_region_may_write_and_only_over_tls() -> None:
    assert policy(built()) == expected_policy("aws", "eu-west-1", "123456789012")


def test_partition_region_and_account_are_those_of_the_deployment() -> None:
    recording = built(
        invokes={
            "aws:index/getPartition:getPartition": lambda _: {"partition": "aws-cn"},
            "aws:index/getAvailabilityZones:getAvailabilityZones": lambda _: {"id": "cn-north-1", "names": []},
            "aws:index/getCallerIdentity:getCallerIdentity": lambda _: {"accountId": "210987654321"},
        }
    )
    assert policy(recording) == expected_policy("aws-cn", "cn-north-1", "210987654321")
    assert recording.one(BUCKET).inputs["bucket"] == "web-test-logs-210987654321-cn-north-1", (
        "bucket names are one namespace for all accounts and regions"
    )


def test_it_asks_aws_for_the_place_and_for_nothing_else() -> None:
    assert sorted(built().invokes) == [
        ("aws:index/getAvailabilityZones:getAvailabilityZones", {"state": "available"}),
        ("aws:index/getCallerIdentity:getCallerIdentity", {}),
        ("aws:index/getPartition:getPartition", {}),
    ]


def test_s3_is_asked_for_one_setting_of_the_bucket_at_a_time_where_order_matters() -> None:
    recording = built()
    bucket = "Bucket web-test-logs"
    assert {
        each.type.rpartition(":")[2]: set(each.dependencies)
        for each in recording.resources
        if each.type.startswith("aws:s3/")
    } == {
        "Bucket": set(),
        "BucketOwnershipControls": {bucket},
        "BucketPublicAccessBlock": {bucket},
        "BucketVersioning": {bucket},
        "BucketServerSideEncryptionConfiguration": {bucket},
        # S3 refuses a rule about old versions on a bucket that keeps none.
        "BucketLifecycleConfiguration": {bucket, "BucketVersioning web-test-logs"},
        # S3 answers a conflict when policy and public access block are set at once.
        "BucketPolicy": {bucket, "BucketPublicAccessBlock web-test-logs"},
    }
    for each in recording.resources:
        if each.type.startswith("aws:s3/bucket") and not each.type.endswith(":Bucket"):
            assert each.inputs["bucket"] == bucket
