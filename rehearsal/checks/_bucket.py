"""What every private bucket of the stack promises, read from S3."""

from typing import Any

from botocore.exceptions import ClientError

from ._outcome import refuse
from ._policy import refuses_plain_http
from ._view import View

PUBLIC_ACCESS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


def _or_nothing(view: View, operation: str, bucket: str, missing: str) -> Any:
    """Return a setting of a bucket; S3 answers one that was never made with an error of its own."""
    try:
        return view.aws.ask("s3", operation, Bucket=bucket)
    except ClientError as error:
        if error.response["Error"]["Code"] == missing:
            return {}
        raise


def policy(view: View, bucket: str) -> str:
    """Return the bucket's policy; one without statements when it has none."""
    return str(_or_nothing(view, "get_bucket_policy", bucket, "NoSuchBucketPolicy").get("Policy", "{}"))


def lifecycle(view: View, bucket: str) -> list[Any]:
    """Return the lifecycle rules in force."""
    answer = _or_nothing(view, "get_bucket_lifecycle_configuration", bucket, "NoSuchLifecycleConfiguration")
    return [rule for rule in answer.get("Rules", []) if rule["Status"] == "Enabled"]


def encryption(view: View, bucket: str) -> Any:
    """Return how new objects are encrypted."""
    missing = "ServerSideEncryptionConfigurationNotFoundError"
    answer = _or_nothing(view, "get_bucket_encryption", bucket, missing)
    rules = answer.get("ServerSideEncryptionConfiguration", {}).get("Rules", [])
    return rules[0]["ApplyServerSideEncryptionByDefault"] if rules else {}


def refuse_public(view: View, bucket: str) -> None:
    """Raise unless all public access is blocked and ACLs are off."""
    answer = _or_nothing(view, "get_public_access_block", bucket, "NoSuchPublicAccessBlockConfiguration")
    blocked = answer.get("PublicAccessBlockConfiguration", {})
    refuse(f"{bucket}: {each} is off" for each in PUBLIC_ACCESS if not blocked.get(each))
    answer = _or_nothing(view, "get_bucket_ownership_controls", bucket, "OwnershipControlsNotFoundError")
    rules = answer.get("OwnershipControls", {}).get("Rules", [])
    owner = rules[0]["ObjectOwnership"] if rules else "not set"
    refuse([] if owner == "BucketOwnerEnforced" else [f"{bucket}: ACLs are on (object ownership is {owner})"])


def refuse_plain_http(view: View, bucket: str) -> None:
    """Raise unless the bucket's policy refuses everything that does not come over TLS."""
    safe = refuses_plain_http(policy(view, bucket), f"arn:aws:s3:::{bucket}")
    refuse([] if safe else [f"{bucket}: the policy does not refuse plain HTTP"])
