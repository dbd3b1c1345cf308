"""The artifact bucket's promises, and a round trip through it."""

import secrets
from typing import Any

from . import _bucket
from ._outcome import NotMadeError, refuse
from ._policy import admitted, principals
from ._promise import Topic
from ._view import View, count, in_words

TOPIC = Topic("ha-web:index:ArtifactBucket")
ROUND_TRIP_BYTES = 64 * 1024
ROUND_TRIP_PREFIX = ".rehearsal/"
ENCRYPTIONS = ("AES256", "aws:kms", "aws:kms:dsse")


def _name(view: View) -> str:
    return str(view.output("bucket_name"))


@TOPIC.promise(
    "bucket.versioning",
    "An overwritten or deleted artifact can be had back",
    remedy="keep the bucket's versioning enabled",
)
def versioning(view: View) -> str:
    """Read the bucket's versioning."""
    status = view.aws.ask("s3", "get_bucket_versioning", Bucket=_name(view)).get("Status", "off")
    refuse([] if status == "Enabled" else [f"versioning is {status}"])
    return "versions are kept"


@TOPIC.promise(
    "bucket.encryption",
    "Artifacts are encrypted at rest",
    remedy="keep the bucket's default encryption, by S3's own keys or by a KMS key",
)
def encryption(view: View) -> str:
    """Read the default encryption."""
    found = _bucket.encryption(view, _name(view))
    kind = found.get("SSEAlgorithm", "none")
    refuse([] if kind in ENCRYPTIONS else [f"encryption is {kind}"])
    declared = view.declared("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration")
    wanted = [
        rule["applyServerSideEncryptionByDefault"].get("kmsMasterKeyId")
        for each in declared
        for rule in each.inputs["rules"]
    ]
    key = found.get("KMSMasterKeyID")
    refuse([] if not declared or key in wanted else [f"the key is {key or 'S3 own'}, not {in_words(wanted)}"])
    return f"{kind} by {key}" if key else str(kind)


@TOPIC.promise(
    "bucket.private",
    "Nothing in the bucket is public, and ACLs are off",
    remedy="block all four kinds of public access, and let the bucket's owner own every object",
)
def private(view: View) -> str:
    """Read the public access block and the ownership controls."""
    _bucket.refuse_public(view, _name(view))
    return "public access blocked, ACLs off"


@TOPIC.promise(
    "bucket.policy",
    "The bucket takes TLS alone, and admits nobody",
    remedy="let the policy refuse aws:SecureTransport=false for everyone, and grant readers and writers by their roles",
)
def policy(view: View) -> str:
    """Evaluate the bucket's policy."""
    name = _name(view)
    _bucket.refuse_plain_http(view, name)
    refuse(f"the policy admits {in_words(principals(each))}" for each in admitted(_bucket.policy(view, name)))
    return "plain HTTP refused, nobody admitted"


@TOPIC.promise(
    "bucket.lifecycle",
    "Old versions expire, incomplete uploads are removed",
    remedy="keep both lifecycle rules; without them the bucket grows, and is billed, for ever",
)
def lifecycle(view: View) -> str:
    """Look for the two rules, over the whole bucket."""
    rules = [each for each in _bucket.lifecycle(view, _name(view)) if _is_for_all(each)]
    expired = [
        each["NoncurrentVersionExpiration"]["NoncurrentDays"] for each in rules if "NoncurrentVersionExpiration" in each
    ]
    aborted = [
        each["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"]
        for each in rules
        if "AbortIncompleteMultipartUpload" in each
    ]
    refuse([] if expired else ["old versions never expire"])
    refuse([] if aborted else ["incomplete uploads stay for ever"])
    refuse(f"objects themselves expire after {each['Expiration']['Days']} days" for each in rules if _expires(each))
    return f"old versions after {min(expired)} days, uploads after {min(aborted)}"


def _is_for_all(rule: Any) -> bool:
    return not rule.get("Filter", {}).get("Prefix") and not rule.get("Prefix") and "And" not in rule.get("Filter", {})


def _expires(rule: Any) -> bool:
    return "Days" in rule.get("Expiration", {})


@TOPIC.promise(
    "bucket.initial-object",
    "The object to start with is there",
    remedy="upload it again, or deploy a stack whose bucket is empty",
)
def initial_object(view: View) -> str:
    """Ask for the head of each object that the program put there."""
    declared = view.declared("aws:s3/bucketObjectv2:BucketObjectv2")
    if not declared:
        raise NotMadeError("no object was given")
    keys = [each.inputs["key"] for each in declared]
    heads = [view.aws.ask("s3", "head_object", Bucket=_name(view), Key=key) for key in keys]
    size = sum(head["ContentLength"] for head in heads)
    return f"{in_words(keys)} ({count(size, 'byte')})"


@TOPIC.promise(
    "bucket.round-trip",
    "An artifact comes back as it was, and can be deleted",
    remedy="look at the bucket's policy and encryption: an upload, a download or a deletion was refused or changed it",
)
def round_trip(view: View) -> str:
    """Upload, download, compare, delete; leave nothing behind."""
    s3, name, key = view.aws.client("s3"), _name(view), f"{ROUND_TRIP_PREFIX}{secrets.token_hex(8)}"
    sent = secrets.token_bytes(ROUND_TRIP_BYTES)
    try:
        put = s3.put_object(Bucket=name, Key=key, Body=sent)
        got = s3.get_object(Bucket=name, Key=key)["Body"].read()
        refuse([] if got == sent else [f"{len(got)} bytes came back, not the {len(sent)} that were sent"])
        refuse([] if put.get("ServerSideEncryption") else ["it was stored unencrypted"])
        s3.delete_object(Bucket=name, Key=key)
        refuse([f"{key} is still there after its deletion"] if _is_there(s3, name, key) else [])
    finally:
        _remove_versions(s3, name, key)
    left = _versions(s3, name, key)
    refuse([f"{count(len(left), 'version')} of {key} could not be removed"] if left else [])
    return f"{ROUND_TRIP_BYTES // 1024} KiB up, down and deleted; nothing left"


def _is_there(s3: Any, bucket: str, key: str) -> bool:
    return bool(s3.list_objects_v2(Bucket=bucket, Prefix=key).get("Contents"))


def _versions(s3: Any, bucket: str, key: str) -> list[Any]:
    found = s3.list_object_versions(Bucket=bucket, Prefix=key)
    return [*found.get("Versions", []), *found.get("DeleteMarkers", [])]


def _remove_versions(s3: Any, bucket: str, key: str) -> None:
    for each in _versions(s3, bucket, key):
        s3.delete_object(Bucket=bucket, Key=key, VersionId=each["VersionId"])
