"""The page that users see when no instance answers: a website in S3, which needs no instance.

Its bucket is the one bucket here that the world may read, and of that one object. A website of S3 speaks plain HTTP and
nothing else, so TLS cannot be demanded of its readers.
"""

from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import s3

from ._iam import document
from ._naming import website_bucket_name
from ._order import after
from ._tags import Tags, tagged

PAGE = "index.html"


@dataclass(frozen=True, kw_only=True)
class Website:
    """What an alias record needs to lead to the page."""

    domain: pulumi.Output[str]
    """S3's name for websites of the region, known once the page can be read."""

    zone_id: pulumi.Output[str]
    """Zone of that name."""


def website(
    name: str, host: str, page: str, removable: bool, tags: Tags, component: pulumi.ComponentResource
) -> Website:
    """Create the bucket that answers for `host` with `page`, whatever the path.

    Everybody may read the page, nobody may list the bucket, and ACLs are off. The account's own public access block,
    where one is on, refuses such a bucket. A bucket that is not `removable` is protected: Pulumi refuses to delete it.

    Raises:
        ValueError: no bucket can be called like `host`.
    """
    logical, child = f"{name}-maintenance", pulumi.ResourceOptions(parent=component)
    bucket = s3.Bucket(
        logical,
        # S3 finds a website's bucket by the host that a browser asks for. No other account may have taken the name.
        bucket=website_bucket_name(host),
        force_destroy=removable,
        tags=tagged(tags, logical),
        opts=pulumi.ResourceOptions(parent=component, protect=not removable),
    )
    s3.BucketOwnershipControls(logical, bucket=bucket.id, rule={"object_ownership": "BucketOwnerEnforced"}, opts=child)
    encryption = s3.BucketServerSideEncryptionConfiguration(
        logical,
        bucket=bucket.id,
        # S3's own keys: whoever is nobody to AWS can read nothing that is under a KMS key.
        rules=[{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}],
        opts=child,
    )
    content = s3.BucketObjectv2(
        logical,
        bucket=after(bucket.id, encryption),
        key=PAGE,
        content=page,
        content_type="text/html; charset=utf-8",
        # A browser that kept it would show it after the instances are back.
        cache_control="no-store",
        opts=child,
    )
    configuration = s3.BucketWebsiteConfiguration(
        logical,
        bucket=bucket.id,
        index_document={"suffix": PAGE},
        # Any other path is an error to S3, which answers 403 with the same page.
        error_document={"key": PAGE},
        opts=child,
    )
    policy = _readable(logical, bucket, child)
    return Website(
        domain=after(configuration.website_domain, content, policy),
        zone_id=bucket.hosted_zone_id,
    )


def _readable(logical: str, bucket: s3.Bucket, child: pulumi.ResourceOptions) -> s3.BucketPolicy:
    """Open the page, and it alone, to everybody."""
    access = s3.BucketPublicAccessBlock(
        logical,
        bucket=bucket.id,
        block_public_acls=True,
        ignore_public_acls=True,
        # These two are what a website needs: a bucket is closed to public policies from its creation.
        block_public_policy=False,
        restrict_public_buckets=False,
        opts=child,
    )
    return s3.BucketPolicy(
        logical,
        bucket=after(bucket.id, access),
        policy=bucket.arn.apply(lambda arn: document(_everybody_reads(f"{arn}/{PAGE}"))),
        opts=child,
    )


def _everybody_reads(object_arn: str) -> dict[str, Any]:
    return {
        "Sid": "EverybodyReadsThePage",
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": object_arn,
    }
