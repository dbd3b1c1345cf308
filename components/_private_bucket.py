"""A bucket that keeps to itself: what the artifact bucket and the access-log bucket have in common."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
from pulumi_aws import s3

from ._iam import document, tls_only
from ._order import after
from ._tags import Tags, tagged


def lifecycle_rule(
    key: str,
    *,
    expire_days: pulumi.Input[int] | None = None,
    expire_noncurrent_days: pulumi.Input[int] | None = None,
    abort_upload_days: pulumi.Input[int] | None = None,
) -> s3.BucketLifecycleConfigurationRuleArgsDict:
    """Return a rule for every object of a bucket: what happens after how many days."""
    rule: s3.BucketLifecycleConfigurationRuleArgsDict = {"id": key, "status": "Enabled", "filter": {"prefix": ""}}
    if expire_days is not None:
        rule["expiration"] = {"days": expire_days}
    if expire_noncurrent_days is not None:
        rule["noncurrent_version_expiration"] = {"noncurrent_days": expire_noncurrent_days}
    if abort_upload_days is not None:
        rule["abort_incomplete_multipart_upload"] = {"days_after_initiation": abort_upload_days}
    return rule


def private_bucket(
    logical: str,
    physical: pulumi.Input[str],
    *,
    removable: bool,
    kms_key_arn: pulumi.Input[str] | None,
    lifecycle_rules: Sequence[s3.BucketLifecycleConfigurationRuleArgsDict],
    statements: Sequence[pulumi.Input[Mapping[str, Any]]] = (),
    tags: Tags,
    child: pulumi.ResourceOptions,
) -> tuple[s3.Bucket, pulumi.Output[str]]:
    """Create a versioned, encrypted bucket without ACLs, public access or plain HTTP.

    Returns it, and its name, which is known once every setting stands: nothing is in it before.

    `statements` join the policy. A bucket that is not `removable` is protected: Pulumi refuses to delete it, and a
    destroy with objects inside would fail as well; a removable one goes with everything in it.
    """
    guard = pulumi.ResourceOptions(parent=child.parent, protect=not removable)
    bucket = s3.Bucket(logical, bucket=physical, force_destroy=removable, tags=tagged(tags, logical), opts=guard)
    s3.BucketOwnershipControls(logical, bucket=bucket.id, rule={"object_ownership": "BucketOwnerEnforced"}, opts=child)
    private = s3.BucketPublicAccessBlock(
        logical,
        bucket=bucket.id,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        opts=child,
    )
    versioning = s3.BucketVersioning(
        logical, bucket=bucket.id, versioning_configuration={"status": "Enabled"}, opts=child
    )
    encryption = s3.BucketServerSideEncryptionConfiguration(
        logical,
        bucket=bucket.id,
        rules=[
            {
                "apply_server_side_encryption_by_default": {
                    "sse_algorithm": "AES256" if kms_key_arn is None else "aws:kms",
                    "kms_master_key_id": kms_key_arn,
                },
                "bucket_key_enabled": True,
            }
        ],
        opts=child,
    )
    s3.BucketLifecycleConfiguration(
        logical,
        # S3 refuses a rule about old versions on a bucket that keeps none: the versioning comes first.
        bucket=after(bucket.id, versioning),
        rules=list(lifecycle_rules),
        opts=child,
    )
    policy = s3.BucketPolicy(
        logical,
        # S3 takes only one of the bucket's settings at a time: policy and public access block would conflict.
        bucket=after(bucket.id, private),
        policy=pulumi.Output.all(bucket.arn, *statements).apply(
            lambda values: document(tls_only(values[0]), *values[1:])
        ),
        opts=child,
    )
    return bucket, after(bucket.bucket, versioning, encryption, policy)
