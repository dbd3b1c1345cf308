"""Private bucket for what the instances run.

Owns the bucket and its safety settings. Deliberately does not own who may write: a release pipeline's role is granted
where the pipeline is, so that destroying this stack cannot lock a release out half-way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi_aws import s3

from . import _place
from ._args import args_as
from ._iam import read_objects
from ._naming import physical_name
from ._order import after
from ._private_bucket import lifecycle_rule, private_bucket


@dataclass(frozen=True, kw_only=True)
class InitialObjectArgs:
    """An object that the bucket starts with."""

    key: str
    """Name of the object, at most 1,024 bytes."""

    content: pulumi.Input[str]
    """Text of the object."""


@dataclass(frozen=True, kw_only=True)
class ArtifactBucketArgs:
    """What an artifact bucket needs to know."""

    removable: bool = False
    """False protects the bucket from deletion; true lets a destroy delete it with every version in it."""

    noncurrent_retention_days: pulumi.Input[int] = 90
    """Days an overwritten or deleted artifact stays recoverable. S3 counts from the overwrite, not the upload."""

    abort_upload_days: pulumi.Input[int] = 7
    """Days after which the parts of an upload that never completed are removed; they are billed until then."""

    kms_key_arn: pulumi.Input[str] | None = None
    """Customer-managed key; S3's own keys by default. The readers' policy then allows `kms:Decrypt` with it."""

    initial_object: InitialObjectArgs | None = None
    """An object to start with; what is uploaded over it later stays."""

    tags: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Tags for every child; `Name` is added per child."""


class ArtifactBucket(pulumi.ComponentResource):
    """Versioned, encrypted, private bucket over TLS only (`ha-web:index:ArtifactBucket`).

    Creates the bucket with ACLs off and public access blocked, a lifecycle that aborts incomplete uploads and expires
    old versions, and, if asked, a first object. Its name carries account and region, which makes it unique.
    """

    bucket_name: pulumi.Output[str]
    """Name of the bucket, known once its first object stands; pass it to whatever uploads and to the instances."""
    bucket_arn: pulumi.Output[str]
    """ARN of the bucket."""

    def __init__(
        self,
        name: str,
        args: ArtifactBucketArgs | Mapping[str, Any],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("ha-web:index:ArtifactBucket", name, None, opts)
        args = args_as(ArtifactBucketArgs, args)
        child = pulumi.ResourceOptions(parent=self)
        self._kms_key_arn = args.kms_key_arn
        self._bucket, ready = private_bucket(
            f"{name}-artifacts",
            pulumi.Output.all(_place.account_id(self), _place.region(self)).apply(
                lambda place: physical_name("bucket", name, "artifacts", *place)
            ),
            removable=args.removable,
            kms_key_arn=args.kms_key_arn,
            lifecycle_rules=[
                lifecycle_rule("expire-old-versions", expire_noncurrent_days=args.noncurrent_retention_days),
                lifecycle_rule("abort-incomplete-uploads", abort_upload_days=args.abort_upload_days),
            ],
            tags=args.tags,
            child=child,
        )
        self.bucket_name = self._bucket.bucket
        if args.initial_object:
            initial = s3.BucketObjectv2(
                f"{name}-initial",
                bucket=ready,
                key=args.initial_object.key,
                content=args.initial_object.content,
                opts=pulumi.ResourceOptions(parent=self, ignore_changes=["content"]),
            )
            self.bucket_name = after(self._bucket.bucket, initial)
        self.bucket_arn = self._bucket.arn
        self.register_outputs({"bucket_name": self.bucket_name, "bucket_arn": self.bucket_arn})

    def read_policy(self, prefix: str = "") -> pulumi.Output[str]:
        """Return a policy document that allows to list and read what is below `prefix`, and nothing else."""
        return pulumi.Output.all(self.bucket_arn, self._kms_key_arn).apply(
            lambda values: read_objects(values[0], prefix, values[1])
        )
