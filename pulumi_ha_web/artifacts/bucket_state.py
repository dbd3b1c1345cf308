"""How well a bucket is protected, and what it lacks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import ArtifactError
from .buckets import FIRST_REGION
from .clients import Aws
from .explain import code_of, explaining
from .names import check_bucket_name

_ABSENT = {
    "NoSuchBucketPolicy",
    "NoSuchLifecycleConfiguration",
    "NoSuchPublicAccessBlockConfiguration",
    "OwnershipControlsNotFoundError",
    "ServerSideEncryptionConfigurationNotFoundError",
}
"""How S3 says that a setting was never made."""


@dataclass(frozen=True)
class BucketState:
    """A bucket, and which of the protections of `create_bucket` it has."""

    name: str
    region: str
    keeps_versions: bool
    """Whether what is overwritten or deleted stays recoverable."""
    encryption: str | None
    """`AES256` for S3's own keys, `aws:kms` for a key of KMS."""
    blocks_public_access: bool
    """Whether by policies and by ACLs, those to come and those that are there."""
    has_acls_off: bool
    tls_only: bool
    """Whether its policy refuses whatever does not come over TLS."""
    expires_old_versions_after: int | None
    """Days; None if never."""
    aborts_uploads_after: int | None
    """Days; None if never."""

    @property
    def lacks(self) -> list[str]:
        """What `create_bucket` would have made, and this bucket does not have."""
        wanted = {
            "it keeps no versions": self.keeps_versions,
            "it is not encrypted by default": self.encryption,
            "it does not block all public access": self.blocks_public_access,
            "its ACLs are in force": self.has_acls_off,
            "it takes requests without TLS": self.tls_only,
            "old versions never expire": self.expires_old_versions_after,
            "uploads that never complete are kept": self.aborts_uploads_after,
        }
        return [text for text, there in wanted.items() if not there]


def describe(aws: Aws, name: str) -> BucketState:
    """Return what a bucket's settings are.

    Raises:
        ArtifactError: it is not there, or its settings may not be read.
    """
    check_bucket_name(name)
    with explaining(f"looking at bucket {name}", bucket=name):
        place = aws.client("s3").get_bucket_location(Bucket=name).get("LocationConstraint")
    client = aws.client("s3", {None: FIRST_REGION, "EU": "eu-west-1"}.get(place, place))

    def ask(method: str) -> Mapping[str, Any]:
        try:
            with explaining(f"looking at bucket {name}", bucket=name):
                answer: Mapping[str, Any] = getattr(client, method)(Bucket=name)
                return answer
        except ArtifactError as error:
            if code_of(error) in _ABSENT:
                return {}
            raise

    blocked = ask("get_public_access_block").get("PublicAccessBlockConfiguration", {})
    encrypted = ask("get_bucket_encryption").get("ServerSideEncryptionConfiguration", {}).get("Rules", [{}])
    owned = ask("get_bucket_ownership_controls").get("OwnershipControls", {}).get("Rules", [{}])
    rules = [each for each in ask("get_bucket_lifecycle_configuration").get("Rules", ()) if _for_everything(each)]
    return BucketState(
        name=name,
        region=client.meta.region_name,
        keeps_versions=ask("get_bucket_versioning").get("Status") == "Enabled",
        encryption=encrypted[0].get("ApplyServerSideEncryptionByDefault", {}).get("SSEAlgorithm"),
        blocks_public_access=len(blocked) == 4 and all(blocked.values()),
        has_acls_off=owned[0].get("ObjectOwnership") == "BucketOwnerEnforced",
        tls_only=_demands_tls(ask("get_bucket_policy").get("Policy"), name),
        expires_old_versions_after=_least(rules, "NoncurrentVersionExpiration", "NoncurrentDays"),
        aborts_uploads_after=_least(rules, "AbortIncompleteMultipartUpload", "DaysAfterInitiation"),
    )


def _for_everything(rule: Mapping[str, Any]) -> bool:
    only = rule.get("Filter") or {"Prefix": rule.get("Prefix", "")}
    return rule["Status"] == "Enabled" and (only == {"Prefix": ""} or not any(only.values()))


def _least(rules: list[Mapping[str, Any]], does: str, days: str) -> int | None:
    return min((int(each[does][days]) for each in rules if days in each.get(does, {})), default=None)


def _demands_tls(policy: str | None, name: str) -> bool:
    """Say whether one statement refuses every request, by anybody, to the bucket and all in it, that lacks TLS."""
    statements = json.loads(policy or "{}").get("Statement", [])
    for each in [statements] if isinstance(statements, dict) else statements:
        condition = {key.lower(): value for key, value in each.get("Condition", {}).get("Bool", {}).items()}
        resources = each.get("Resource", [])
        if (
            each.get("Effect") == "Deny"
            and each.get("Principal") in ("*", {"AWS": "*"})
            and each.get("Action") in ("s3:*", ["s3:*"])
            and len(each.get("Condition", {})) == 1
            and list(condition) == ["aws:securetransport"]
            and condition["aws:securetransport"] in ("false", False, ["false"])
            and {str(one).rpartition(":::")[2] for one in ([resources] if isinstance(resources, str) else resources)}
            >= {name, f"{name}/*"}
        ):
            return True
    return False
