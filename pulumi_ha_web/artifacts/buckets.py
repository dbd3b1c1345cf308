"""Buckets, made as safe as a stack's artifact bucket, and deleted with everything in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from time import sleep
from typing import Any

from botocore.exceptions import ClientError

from ..errors import ArtifactError
from .clients import Aws
from .explain import code_of, explaining
from .names import check_bucket_name
from .objects import versions

FIRST_REGION = "us-east-1"
"""The one region that a LocationConstraint must not name, and where S3 lets an owner make a bucket a second time
(Amazon S3 API Reference, "CreateBucket")."""
BATCH = 1000
"""As many as one DeleteObjects takes."""
WAITS = (0.5, 1, 2, 4, 8)
"""Seconds between attempts at a setting of a new bucket: S3 may not know the bucket yet, or be busy with the setting
before."""
_NOT_YET = {"NoSuchBucket", "OperationAborted"}

Call = tuple[str, dict[str, Any]]
"""Method of boto3's client for S3, and its parameters besides the bucket."""


def create_bucket(
    aws: Aws,
    name: str,
    region: str | None = None,
    *,
    kms_key_arn: str | None = None,
    noncurrent_retention_days: int = 90,
    abort_upload_days: int = 7,
    tags: Mapping[str, str] | None = None,
) -> None:
    """Make a bucket that keeps versions and is encrypted, private and reached over TLS alone, or none.

    Args:
        aws: The account.
        name: Its name.
        region: Its region; by default that of `aws`.
        kms_key_arn: Customer-managed key; S3's own keys by default.
        noncurrent_retention_days: Days an overwritten or deleted object stays recoverable.
        abort_upload_days: Days after which the parts of an upload that never completed are removed.
        tags: Its tags.

    Raises:
        ArtifactError: the name is none or taken, or a setting was refused; a bucket that is known to be new is then
            removed again, and one that is left is told of.
    """
    check_bucket_name(name, new=True)
    region = region or aws.region
    client = aws.client("s3", region)
    arn = f"arn:{aws.partition(region)}:s3:::{name}"
    calls = protections(arn, kms_key_arn, noncurrent_retention_days, abort_upload_days)
    if tags:
        calls.append(("put_bucket_tagging", {"Tagging": {"TagSet": [{"Key": k, "Value": v} for k, v in tags.items()]}}))
    is_new, made = _is_absent(client, name), False
    try:
        with explaining(f"creating bucket {name}", bucket=name):
            _make(client, name, region, retry_is_ours=is_new)
            made = True
            # Only in its oldest region does S3 take the call for a bucket that is there.
            is_new = is_new or region != FIRST_REGION
            for method, parameters in calls:
                _insist(getattr(client, method), Bucket=name, **parameters)
    except BaseException as error:
        if made or not code_of(error):  # without an answer, nobody knows whether it was made
            _clean_up(client, name, error, is_new=is_new)
        raise


def protections(
    arn: str, kms_key_arn: str | None, noncurrent_retention_days: int, abort_upload_days: int
) -> list[Call]:
    """Return the calls that make a bucket safe, in the order that S3 wants them. Pure."""
    with_key = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": kms_key_arn}
    encryption = {"SSEAlgorithm": "AES256"} if kms_key_arn is None else with_key
    rules = {
        "expire-old-versions": {"NoncurrentVersionExpiration": {"NoncurrentDays": noncurrent_retention_days}},
        "abort-incomplete-uploads": {"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": abort_upload_days}},
    }
    tls_only = {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    blocked = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    return [
        ("put_public_access_block", {"PublicAccessBlockConfiguration": dict.fromkeys(blocked, True)}),
        (
            "put_bucket_ownership_controls",
            {"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}},
        ),
        # S3 refuses a rule about old versions on a bucket that keeps none: the versioning comes first.
        ("put_bucket_versioning", {"VersioningConfiguration": {"Status": "Enabled"}}),
        (
            "put_bucket_encryption",
            {
                "ServerSideEncryptionConfiguration": {
                    "Rules": [{"ApplyServerSideEncryptionByDefault": encryption, "BucketKeyEnabled": True}]
                }
            },
        ),
        (
            "put_bucket_lifecycle_configuration",
            {
                "LifecycleConfiguration": {
                    "Rules": [
                        {"ID": key, "Status": "Enabled", "Filter": {"Prefix": ""}, **does}
                        for key, does in rules.items()
                    ]
                }
            },
        ),
        ("put_bucket_policy", {"Policy": json.dumps({"Version": "2012-10-17", "Statement": [tls_only]})}),
    ]


def _is_absent(client: Any, name: str) -> bool:
    """Say whether a bucket is known not to be there, so that it may be removed again.

    Raises:
        ArtifactError: it is there, and this account's.
    """
    doing = f"creating bucket {name}"
    with explaining(doing, bucket=name):
        try:
            client.head_bucket(Bucket=name)
        except ClientError as error:
            return code_of(error) in {"404", "NoSuchBucket", "NotFound"}
    # Asked first, because in its oldest region S3 would not refuse, and reset the ACLs of what is in use.
    raise ArtifactError(f"{doing}: you have a bucket of that name already; use it as it is, or choose another name")


def _make(client: Any, name: str, region: str, *, retry_is_ours: bool) -> None:
    """Create the bare bucket."""
    place = {} if region == FIRST_REGION else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    try:
        client.create_bucket(Bucket=name, ObjectOwnership="BucketOwnerEnforced", **place)
    except ClientError as error:
        # The answer to the first attempt was lost, and the second one found what the first had made.
        ours = code_of(error) == "BucketAlreadyOwnedByYou" and error.response["ResponseMetadata"].get("RetryAttempts")
        if not (retry_is_ours and ours):
            raise


def _insist(call: Callable[..., object], **parameters: object) -> None:
    for wait in WAITS:
        try:
            call(**parameters)
        except ClientError as error:
            if code_of(error) not in _NOT_YET:
                raise
            sleep(wait)
        else:
            return
    call(**parameters)


def _clean_up(client: Any, name: str, reason: BaseException, *, is_new: bool) -> None:
    """Remove a bucket that was not finished.

    Raises:
        ArtifactError: it is, or may be, left.
    """
    said = str(reason) or f"creating bucket {name}: was interrupted"
    if not is_new:
        raise ArtifactError(
            f"{said}. Bucket {name} may be left unprotected: S3 did not tell whether it is new, so it was not removed; "
            f"see `ha-web artifacts describe-bucket --bucket {name}`, and delete it if it is"
        ) from reason
    try:
        with explaining(f"removing bucket {name} again", bucket=name):
            client.delete_bucket(Bucket=name)
    except ArtifactError as error:
        if code_of(error) != "NoSuchBucket":
            raise ArtifactError(
                f"{said}. Bucket {name} is left unprotected: {error}. Then: `ha-web artifacts delete-bucket {name}`"
            ) from reason


def delete_bucket(
    aws: Aws, name: str, *, with_contents: bool = False, deleted: Callable[[int], object] = lambda _: None
) -> None:
    """Delete a bucket; `with_contents`, after every version, delete marker and unfinished upload in it.

    Args:
        aws: Where it is.
        name: Its name.
        with_contents: Whether it may have anything in it.
        deleted: Told how many more versions and markers are gone.

    Raises:
        ArtifactError: it is not there, is not empty, or something in it cannot be deleted; the rest of it then is.
    """
    check_bucket_name(name)
    client, doing = aws.client("s3"), f"deleting bucket {name}"
    if with_contents:
        with explaining(doing, bucket=name):
            _end_uploads(client, name)
        for batch in _batches(aws, name):
            _delete_batch(client, name, batch)
            deleted(len(batch))
    try:
        with explaining(doing, bucket=name):
            client.delete_bucket(Bucket=name)
    except ArtifactError as error:
        if with_contents and code_of(error) == "BucketNotEmpty":
            raise ArtifactError(
                f"{doing}: something was put into it while it was emptied; stop whatever writes to it, then do it again"
            ) from error
        raise


def is_empty(aws: Aws, name: str) -> bool:
    """Say whether a bucket has no version of anything, and no delete marker.

    Raises:
        ArtifactError: it is not there, or may not be listed.
    """
    return next(versions(aws, name), None) is None


def _batches(aws: Aws, name: str) -> Iterator[Sequence[Mapping[str, str]]]:
    found = versions(aws, name)
    while batch := [{"Key": each.key, "VersionId": each.version_id} for each in islice(found, BATCH)]:
        yield batch


def _delete_batch(client: Any, name: str, batch: Sequence[Mapping[str, str]]) -> None:
    with explaining(f"emptying bucket {name}", bucket=name, version_id=batch[0]["VersionId"]):
        answer = client.delete_objects(Bucket=name, Delete={"Objects": batch, "Quiet": True})
    if failed := answer.get("Errors"):
        first = failed[0]
        said = f"{first.get('Code')}: {first.get('Message')}".strip(" :.")
        raise ArtifactError(
            f"emptying bucket {name}: {len(failed)} of {len(batch)} versions could not be deleted, the first of them "
            f"{first['Key']} ({said}); see to that, then do it again"
        )


def _end_uploads(client: Any, name: str) -> None:
    for page in client.get_paginator("list_multipart_uploads").paginate(Bucket=name):
        for each in page.get("Uploads", ()):
            try:
                client.abort_multipart_upload(Bucket=name, Key=each["Key"], UploadId=each["UploadId"])
            except ClientError as error:
                if code_of(error) != "NoSuchUpload":  # it ended by itself meanwhile
                    raise
