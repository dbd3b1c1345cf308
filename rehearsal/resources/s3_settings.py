"""Amazon S3: the settings of a bucket, each a resource of its own."""

from typing import Any

from ._cloud import Cloud
from ._filled import filled
from ._inputs import ArgumentError, Inputs
from ._registry import Made, resource


def _bucket(inputs: Inputs) -> str:
    return str(inputs.need("bucket"))


@resource(
    "aws:s3/bucketVersioning:BucketVersioning", filled(text="expectedBucketOwner versioningConfiguration.mfaDelete")
)
def versioning(cloud: Cloud, inputs: Inputs) -> Made:
    """Switch versioning."""
    block = inputs.block("versioningConfiguration")
    if block is None:
        raise ArgumentError("versioningConfiguration: must be given")
    configuration = block.renamed("status", mfaDelete="MFADelete")
    cloud.client("s3").put_bucket_versioning(Bucket=_bucket(inputs), VersioningConfiguration=configuration)
    return Made(_bucket(inputs), {})


def _encryption(cloud: Cloud, rule: Inputs) -> dict[str, Any]:
    answer = rule.renamed("bucketKeyEnabled")
    if default := rule.block("applyServerSideEncryptionByDefault"):
        asked = default.renamed(sseAlgorithm="SSEAlgorithm", kmsMasterKeyId="KMSMasterKeyID")
        if "KMSMasterKeyID" in asked:
            cloud.assumptions.kms_key(asked["KMSMasterKeyID"])
        answer["ApplyServerSideEncryptionByDefault"] = asked
    return answer


@resource(
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    filled(text="expectedBucketOwner rules[].applyServerSideEncryptionByDefault.kmsMasterKeyId"),
)
def encryption(cloud: Cloud, inputs: Inputs) -> Made:
    """Set how objects are encrypted by default."""
    rules = [_encryption(cloud, rule) for rule in inputs.blocks("rules")]
    cloud.client("s3").put_bucket_encryption(Bucket=_bucket(inputs), ServerSideEncryptionConfiguration={"Rules": rules})
    return Made(_bucket(inputs), {})


@resource("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")
def public_access_block(cloud: Cloud, inputs: Inputs) -> Made:
    """Block public access."""
    names = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    asked = {name: inputs.get(name, False) for name in names}
    inputs.without_effect("skipDestroy")
    cloud.client("s3").put_public_access_block(
        Bucket=_bucket(inputs),
        PublicAccessBlockConfiguration={name[0].upper() + name[1:]: value for name, value in asked.items()},
    )
    return Made(_bucket(inputs), asked)


@resource("aws:s3/bucketOwnershipControls:BucketOwnershipControls")
def ownership_controls(cloud: Cloud, inputs: Inputs) -> Made:
    """Say who owns what is uploaded."""
    rule = inputs.block("rule")
    if rule is None:
        raise ArgumentError("rule: must be given")
    cloud.client("s3").put_bucket_ownership_controls(
        Bucket=_bucket(inputs), OwnershipControls={"Rules": [{"ObjectOwnership": rule.need("objectOwnership")}]}
    )
    return Made(_bucket(inputs), {})


def _lifecycle_filter(block: Inputs | None) -> dict[str, Any]:
    if block is None:
        return {"Prefix": ""}
    answer = block.renamed("prefix", "objectSizeGreaterThan", "objectSizeLessThan")
    if tag := block.block("tag"):
        answer["Tag"] = tag.renamed("key", "value")
    return answer or {"Prefix": ""}


def _lifecycle_rule(rule: Inputs) -> dict[str, Any]:
    answer: dict[str, Any] = {"ID": rule.need("id"), "Status": rule.need("status")}
    answer["Filter"] = _lifecycle_filter(rule.block("filter"))
    if expiration := rule.block("expiration"):
        answer["Expiration"] = expiration.renamed("days", "date", "expiredObjectDeleteMarker")
    if noncurrent := rule.block("noncurrentVersionExpiration"):
        answer["NoncurrentVersionExpiration"] = noncurrent.renamed("noncurrentDays", "newerNoncurrentVersions")
    if abort := rule.block("abortIncompleteMultipartUpload"):
        answer["AbortIncompleteMultipartUpload"] = abort.renamed("daysAfterInitiation")
    if transitions := rule.blocks("transitions"):
        answer["Transitions"] = [each.renamed("days", "date", "storageClass") for each in transitions]
    return answer


@resource(
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    filled(
        text="expectedBucketOwner rules[].prefix",
        flag="rules[].expiration.expiredObjectDeleteMarker",
        items="rules[].noncurrentVersionTransitions rules[].transitions",
    ),
)
def lifecycle(cloud: Cloud, inputs: Inputs) -> Made:
    """Say what happens to objects with time."""
    rules = [_lifecycle_rule(rule) for rule in inputs.blocks("rules")]
    cloud.client("s3").put_bucket_lifecycle_configuration(
        Bucket=_bucket(inputs), LifecycleConfiguration={"Rules": rules}
    )
    return Made(_bucket(inputs), {"transitionDefaultMinimumObjectSize": "all_storage_classes_128K"})


# Older regions have a dash in these names, newer ones a dot: "Amazon S3 endpoints and quotas", "Website endpoint".
_WITH_A_DASH = frozenset(
    {
        "ap-northeast-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "eu-west-1",
        "sa-east-1",
        "us-east-1",
        "us-gov-west-1",
        "us-west-1",
        "us-west-2",
    }
)


@resource(
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
    filled(text="expectedBucketOwner routingRules"),
)
def website(cloud: Cloud, inputs: Inputs) -> Made:
    """Serve a bucket as a website."""
    asked = {}
    if index := inputs.block("indexDocument"):
        asked["IndexDocument"] = index.renamed("suffix")
    if error := inputs.block("errorDocument"):
        asked["ErrorDocument"] = error.renamed("key")
    name = _bucket(inputs)
    cloud.client("s3").put_bucket_website(Bucket=name, WebsiteConfiguration=asked)
    joint = "-" if cloud.region in _WITH_A_DASH else "."
    domain = f"s3-website{joint}{cloud.region}.amazonaws.com"
    return Made(name, {"websiteDomain": domain, "websiteEndpoint": f"{name}.{domain}"})


@resource("aws:s3/bucketPolicy:BucketPolicy")
def policy(cloud: Cloud, inputs: Inputs) -> Made:
    """Put the bucket's policy."""
    cloud.client("s3").put_bucket_policy(Bucket=_bucket(inputs), Policy=inputs.need("policy"))
    return Made(_bucket(inputs), {})
