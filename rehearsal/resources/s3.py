"""Amazon S3: buckets and objects."""

import base64
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from ._cloud import Cloud, tag_list
from ._filled import filled
from ._inputs import ArgumentError, Inputs
from ._registry import Made, resource

# Fixed by AWS: "Amazon S3 endpoints and quotas" in the AWS General Reference, column "Route 53 hosted zone ID".
WEBSITE_ZONES = {
    "eu-central-1": "Z21DNDUVLTQW6Q",
    "eu-west-1": "Z1BKCTXD74EZPE",
    "us-east-1": "Z3AQBSTGFYJSTF",
}
NO_LOCATION = "us-east-1"
"""The one region that CreateBucket must not be told."""


@resource(
    "aws:s3/bucket:Bucket",
    filled(
        text="accelerationStatus bucketPrefix policy",
        items="corsRules lifecycleRules",
        others={"versioning": {"enabled": False, "mfaDelete": False}},
    ),
)
def bucket(cloud: Cloud, inputs: Inputs) -> Made:
    """Create a bucket; its settings are resources of their own."""
    s3 = cloud.client("s3")
    name = cloud.physical_name(inputs, "bucket", "bucketPrefix")
    location = {} if cloud.region == NO_LOCATION else {"LocationConstraint": cloud.region}
    s3.create_bucket(
        Bucket=name,
        **({"CreateBucketConfiguration": location} if location else {}),
        **inputs.renamed(objectLockEnabled="ObjectLockEnabledForBucket"),
    )
    if tags := inputs.tags():
        s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tag_list(tags)})
    grants = s3.get_bucket_acl(Bucket=name)["Grants"]
    computed = {
        "arn": f"arn:{cloud.partition}:s3:::{name}",
        "bucket": name,
        "bucketDomainName": f"{name}.s3.amazonaws.com",
        "bucketRegion": cloud.region,
        "bucketRegionalDomainName": f"{name}.s3.{cloud.region}.amazonaws.com",
        "grants": [
            {
                "id": grant["Grantee"].get("ID", ""),
                "permissions": [grant["Permission"]],
                "type": grant["Grantee"]["Type"],
                "uri": grant["Grantee"].get("URI", ""),
            }
            for grant in grants
        ],
        "forceDestroy": inputs.get("forceDestroy", False),
        "hostedZoneId": WEBSITE_ZONES.get(cloud.region, ""),
        "objectLockEnabled": inputs.get("objectLockEnabled", False),
        "requestPayer": s3.get_bucket_request_payment(Bucket=name).get("Payer", ""),
    }
    return Made(name, computed)


def _content(inputs: Inputs) -> bytes:
    given = [name for name in ("content", "contentBase64", "source") if inputs.has(name)]
    if len(given) > 1:
        raise ArgumentError(f"at most one of content, contentBase64 and source may be given, got {', '.join(given)}")
    if inputs.has("content"):
        return str(inputs.get("content")).encode()
    if inputs.has("contentBase64"):
        return base64.b64decode(inputs.get("contentBase64"))
    if inputs.has("source"):
        source = inputs.get("source")
        if "text" in source:
            return str(source["text"]).encode()
        return Path(source["path"]).read_bytes()
    return b""


@resource(
    "aws:s3/bucketObjectv2:BucketObjectv2",
    filled(
        text=(
            "cacheControl checksumCrc32 checksumCrc32c checksumCrc64nvme checksumSha1 checksumSha256 "
            "contentDisposition contentEncoding contentLanguage objectLockLegalHoldStatus objectLockMode "
            "objectLockRetainUntilDate websiteRedirect"
        ),
        flag="bucketKeyEnabled forceDestroy",
    ),
)
def bucket_object(cloud: Cloud, inputs: Inputs) -> Made:
    """Upload an object."""
    name, key = inputs.need("bucket"), inputs.need("key")
    asked: dict[str, Any] = inputs.renamed(
        "cacheControl", "contentDisposition", "contentEncoding", "contentLanguage", "contentType", "metadata"
    )
    asked |= inputs.renamed(
        "serverSideEncryption", "storageClass", kmsKeyId="SSEKMSKeyId", bucketKeyEnabled="BucketKeyEnabled"
    )
    inputs.without_effect("forceDestroy", "sourceHash")
    tags = inputs.tags()
    if "SSEKMSKeyId" in asked:
        asked.setdefault("ServerSideEncryption", "aws:kms")
        cloud.assumptions.kms_key(asked["SSEKMSKeyId"])
    made = cloud.client("s3").put_object(
        Bucket=name, Key=key, Body=_content(inputs), **asked, **({"Tagging": urlencode(tags)} if tags else {})
    )
    computed = {
        "arn": f"arn:{cloud.partition}:s3:::{name}/{key}",
        "contentType": asked.get("ContentType", "application/octet-stream"),
        "etag": made["ETag"].strip('"'),
        "serverSideEncryption": made.get("ServerSideEncryption", ""),
        "storageClass": asked.get("StorageClass", "STANDARD"),
        "versionId": made.get("VersionId", ""),
    }
    return Made(f"{name}/{key}", computed)
