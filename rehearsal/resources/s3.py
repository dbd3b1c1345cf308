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
    "af-south-1": "Z83WF9RJE8B12",
    "ap-east-1": "ZNB98KWMFR0R6",
    "ap-northeast-1": "Z2M4EHUR26P7ZW",
    "ap-northeast-2": "Z3W03O7B5YMIYP",
    "ap-northeast-3": "Z2YQB5RD63NC85",
    "ap-south-1": "Z11RGJOFQNVJUP",
    "ap-south-2": "Z02976202B4EZMXIPMXF7",
    "ap-southeast-1": "Z3O0J2DXBE1FTB",
    "ap-southeast-2": "Z1WCIGYICN2BYD",
    "ap-southeast-3": "Z01846753K324LI26A3VV",
    "ap-southeast-4": "Z0312387243XT5FE14WFO",
    "ca-central-1": "Z1QDHH18159H29",
    "ca-west-1": "Z03565811Z33SLEZTHOUL",
    "eu-central-1": "Z21DNDUVLTQW6Q",
    "eu-central-2": "Z030506016YDQGETNASS",
    "eu-north-1": "Z3BAZG2TWCNX0D",
    "eu-south-1": "Z30OZKI7KPW7MI",
    "eu-south-2": "Z0081959F7139GRJC19J",
    "eu-west-1": "Z1BKCTXD74EZPE",
    "eu-west-2": "Z3GKZC51ZF0DB4",
    "eu-west-3": "Z3R1K369G5AVDG",
    "il-central-1": "Z09640613K4A3MN55U7GU",
    "me-central-1": "Z06143092I8HRXZRUZROF",
    "me-south-1": "Z1MPMWCPA7YB62",
    "sa-east-1": "Z7KQH4QJS55SO",
    "us-east-1": "Z3AQBSTGFYJSTF",
    "us-east-2": "Z2O1EMRO9K5GLX",
    "us-gov-east-1": "Z2NIFVYYW2VKV1",
    "us-gov-west-1": "Z31GFT0UA1I2HV",
    "us-west-1": "Z2F56UZL2M1ACD",
    "us-west-2": "Z3BJ6K6RIION7M",
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
