"""What AWS's refusals mean, and what to do about each. Pure: no request is made here.

The codes are those of the Amazon S3 API Reference, "Error responses", and of the "Common Errors" of the other services.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ACTIONS = {
    "CompleteMultipartUpload": "PutObject",
    "CopyObject": "PutObject",
    "CreateMultipartUpload": "PutObject",
    "DeleteObjects": "DeleteObject",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "HeadBucket": "ListBucket",
    "HeadObject": "GetObject",
    "ListBuckets": "ListAllMyBuckets",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "ListObjectVersions": "ListBucketVersions",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "ListParts": "ListMultipartUploadParts",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
    "UploadPart": "PutObject",
    "UploadPartCopy": "PutObject",
}
"""Call of S3 to the IAM action that allows it, where the two differ (Amazon S3 API Reference: each call's permissions;
Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3")."""
_ON_OBJECTS = re.compile(r"s3:(Get|Put|Delete|Restore)Object|s3:(AbortMultipartUpload|ListMultipartUploadParts)$")

DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AllAccessDisabled", "403", "Forbidden"}
NOT_THERE = {"NoSuchKey", "404", "NotFound"}
OVERTAKEN = {"PreconditionFailed", "412"}
_ELSEWHERE = {"PermanentRedirect", "TemporaryRedirect", "IllegalLocationConstraintException", "301", "307"}
_ELSEWHERE_IF_IT_SAYS_WHERE = {"AuthorizationHeaderMalformed", "400"}
"""Codes that have other causes as well; the answer names the bucket's region when it is this one."""

_AFTER_ALL_ATTEMPTS = {
    "AWS asks to slow down": {
        "BandwidthLimitExceeded",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "503",
    },
    "AWS itself failed": {"InternalError", "InternalFailure", "InternalServerError", "500", "502", "504"},
}
_ALWAYS_THE_SAME = {
    "the AWS credentials have expired; sign in again (`aws sso login`), or set new ones": {
        "ExpiredToken",
        "ExpiredTokenException",
        "RequestExpired",
        "TokenRefreshRequired",
    },
    "AWS does not know these credentials; check AWS_ACCESS_KEY_ID or the profile, and sign in again": {
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidToken",
        "UnrecognizedClientException",
    },
    "the secret key does not belong to the access key; check AWS_SECRET_ACCESS_KEY or the profile": {
        "IncompleteSignature",
        "SignatureDoesNotMatch",
    },
    "the clock of this machine is more than 15 minutes off, and AWS refuses what it signs; set it right": {
        "RequestInTheFuture",
        "RequestTimeTooSkewed",
    },
    "what arrived is not what was sent, so nothing was stored: the file changed while it was read, or was damaged on "
    "its way; try again": {
        "BadDigest",
        "InvalidDigest",
        "XAmzContentChecksumMismatch",
        "XAmzContentSHA256Mismatch",
    },
    "its unfinished upload is gone, completed or ended by somebody else; upload it again": {"NoSuchUpload"},
    "it is larger than S3 takes; split it": {"EntityTooLarge"},
    "the connection stood still for too long; check the network, then try again": {"RequestTimeout"},
    "the account has as many buckets as it may have; delete one, or ask for more under Service Quotas": {
        "TooManyBuckets"
    },
}
_FIXED = {code: text for text, codes in _ALWAYS_THE_SAME.items() for code in codes}
_STUBBORN = {code: text for text, codes in _AFTER_ALL_ATTEMPTS.items() for code in codes}
PASSING = frozenset(
    (
        *_STUBBORN,
        *("ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"),
        *("RequestInTheFuture", "RequestTimeTooSkewed", "RequestTimeout"),
    )
)
"""Codes after which the same request may do later, or signed anew."""
_TOLD = re.compile(r"not authorized to perform: (\S+?)[.,]?(?: on resource: \"?([^\s\"]+)\"?)?(?:\s|$)")
"""AWS's words on what was denied, and on what."""
_PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}
"""Beginnings of regions whose ARNs do not begin with `arn:aws:`."""
_WRITES = {"PutObject", "CompleteMultipartUpload"}


@dataclass(frozen=True)
class Refusal:
    """An answer of AWS in place of what was asked for."""

    code: str
    """AWS's code, such as `NoSuchKey`; the HTTP status as text where the answer has no body to name one."""

    message: str = ""
    """AWS's own words."""

    operation: str = ""
    """Call that was refused, such as `PutObject`."""

    region: str | None = None
    """Region of the bucket, where AWS told."""

    attempts: int = 1
    """How often it was asked."""

    hidden: bool = False
    """Whether the object is there, behind a delete marker."""


def refusal_of(response: Mapping[str, Any], operation: str) -> Refusal:
    """Return the refusal in botocore's form of an answer (`ClientError.response`)."""
    error, about = response.get("Error", {}), response.get("ResponseMetadata", {})
    headers = about.get("HTTPHeaders", {})
    return Refusal(
        code=str(error.get("Code") or about.get("HTTPStatusCode") or "unknown"),
        message=str(error.get("Message") or ""),
        operation=operation,
        region=headers.get("x-amz-bucket-region") or error.get("Region"),
        attempts=int(about.get("RetryAttempts") or 0) + 1,
        hidden=headers.get("x-amz-delete-marker") == "true",
    )


def action_of(operation: str, *, versioned: bool = False) -> str:
    """Return the IAM action that allows a call of S3, such as `s3:PutObject` of UploadPart.

    `versioned`: the call names a version, which is an action of its own for reading and deleting.
    """
    action = ACTIONS.get(operation, operation)
    return f"s3:{action}Version" if versioned and action in {"GetObject", "DeleteObject"} else f"s3:{action}"


def meaning(refusal: Refusal, bucket: str | None, key: str | None, *, versioned: bool = False) -> str:
    """Return what a refusal means, and what to do: `<what is wrong>; <what to do>`."""
    code = refusal.code
    if "KMS" in code or (code in DENIED and "kms:" in refusal.message):
        return _key_refused(refusal)
    if code in DENIED:
        return _denied(refusal, bucket, key, versioned=versioned)
    if code in _FIXED:
        return _FIXED[code]
    if code in _STUBBORN:
        return f"{_STUBBORN[code]}, and still did at attempt {refusal.attempts}; wait some minutes, then try again"
    if code in _ELSEWHERE or (code in _ELSEWHERE_IF_IT_SAYS_WHERE and refusal.region):
        return _elsewhere(refusal, bucket)
    return _about_bucket(refusal, bucket) or _about_object(refusal, bucket, key, versioned=versioned) or _other(refusal)


def _about_bucket(refusal: Refusal, bucket: str | None) -> str:
    code, place = refusal.code, f"bucket {bucket}" if bucket else "the bucket"
    if code == "NoSuchBucket" or (code in NOT_THERE and refusal.operation == "HeadBucket"):
        create = f", or create it with `ha-web artifacts create-bucket {bucket}`" if bucket else ""
        return f"there is no {place if bucket else 'such bucket'}; check its name{create}"
    match code:
        case "BucketAlreadyExists":
            taken = f"the name {bucket}" if bucket else "that name"
            return f"{taken} is taken, and all accounts share one set of names; choose another one"
        case "BucketAlreadyOwnedByYou":
            return f"{place} is in this account already; use it as it is, or choose another name"
        case "BucketNotEmpty":
            return (
                f"{place} is not empty, old versions count; `ha-web artifacts delete-bucket {bucket or 'NAME'} "
                "--with-contents` deletes everything in it as well"
            )
        case "OperationAborted":
            return f"another change of {place} is under way; try again in a minute"
    return ""


def _about_object(refusal: Refusal, bucket: str | None, key: str | None, *, versioned: bool) -> str:
    code, place = refusal.code, f"bucket {bucket}" if bucket else "the bucket"
    thing = f"{key or 'the object'} in {place}"
    option = f" --bucket {bucket}" if bucket else ""
    show = f"`ha-web artifacts versions {shlex.quote(key or 'KEY')}{option}`"
    if code in NOT_THERE and refusal.operation in _WRITES:
        # A write that is to replace what was seen (If-Match) finds nothing.
        return f"another writer deleted {thing} meanwhile; do it again"
    if code in NOT_THERE and refusal.hidden and not versioned:
        return f"{thing} is deleted: a delete marker hides it; {show} shows what there was, and how to bring it back"
    if code == "NoSuchVersion" or (versioned and code in NOT_THERE):
        return f"there is no such version of {thing}; {show} shows those that there are"
    if code in NOT_THERE:
        # The answer to HeadObject has no body that could tell a missing bucket from a missing object.
        unsure = f", or no {place}" if refusal.operation == "HeadObject" and code != "NoSuchKey" else ""
        what = f"{key or 'such object'} in {place}{unsure}"
        return f"there is no {what}; `ha-web artifacts list{option}` shows those there"
    if code in OVERTAKEN:
        return (
            f"another writer was first: {thing} is there already, or has changed since; look at it with {show}, then "
            "decide anew"
        )
    match code:
        case "ConditionalRequestConflict":
            return f"another writer is at {thing} at this moment; try again once it is done"
        case "MethodNotAllowed" | "405":
            return f"that version of {thing} is a delete marker, which has no content; {show} shows those that have"
        case "InvalidObjectState":
            return f"{thing} is archived; restore it first (`aws s3api restore-object`)"
    return ""


def _other(refusal: Refusal) -> str:
    said = f"{refusal.code}: {refusal.message}".strip(" :.")
    return f"AWS refused {refusal.operation or 'it'} ({said}); look that code up in AWS's list of error responses"


def _denied(refusal: Refusal, bucket: str | None, key: str | None, *, versioned: bool) -> str:
    """Name the action and what it is wanted on: what a policy has to say."""
    told = _TOLD.search(refusal.message)
    action = told[1] if told else action_of(refusal.operation, versioned=versioned)
    target = told[2] if told and told[2] else _arn(action, bucket, key, _partition(refusal))
    where = f" on {target}" if target else ""
    because = re.search(r"because (.+?)\.?$", refusal.message)
    reason = f" ({because[1]})" if because else ""
    unseen = ", or there is no such object" if refusal.operation == "HeadObject" else ""
    return (
        f"access denied: these credentials may not {action}{where}{reason}{unseen}; "
        "have it allowed, or choose others with --profile"
    )


def _arn(action: str, bucket: str | None, key: str | None, partition: str) -> str:
    if not bucket:
        return ""
    arn = f"arn:{partition}:s3:::{bucket}"
    return f"{arn}/{key or '*'}" if _ON_OBJECTS.match(action) else arn


def _partition(refusal: Refusal) -> str:
    """Return the partition, as AWS's words or the bucket's region tell it; most accounts' where neither does."""
    if told := re.search(r"\barn:(aws[\w-]*):", refusal.message):
        return told[1]
    region = refusal.region or ""
    return next((found for beginning, found in _PARTITIONS.items() if region.startswith(beginning)), "aws")


def _key_refused(refusal: Refusal) -> str:
    if refusal.code in DENIED or "AccessDenied" in refusal.code:
        told = re.search(r"(kms:\w+)(?: on resource: \"?([^\s\"]+)\"?)?", refusal.message)
        action, key = (told[1], told[2]) if told else ("kms:GenerateDataKey and kms:Decrypt", None)
        return (
            f"access denied: these credentials may not {action} on {key or 'the KMS key of the bucket'}; "
            "have it allowed in the policy of the key or of the role"
        )
    said = f"{refusal.code}: {refusal.message}".strip(" :.")
    return f"the KMS key of the bucket cannot be used ({said}); enable it, or replace it"


def _elsewhere(refusal: Refusal, bucket: str | None) -> str:
    place = f"bucket {bucket}" if bucket else "the bucket"
    if refusal.region:
        return f"{place} is in {refusal.region}; name that region with --region {refusal.region}"
    return f"{place} is in another region than the one that was asked; name its own with --region"
