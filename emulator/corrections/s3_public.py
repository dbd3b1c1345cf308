"""Amazon S3: what is public, and what keeps it from becoming so."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from ._correction import Correction, Patches

_Method = Callable[..., Any]
_NARROWING = frozenset(
    {
        "aws:principalorgid",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceip",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:userid",
    }
)
"""Condition keys that bind a statement for everyone to somebody, or to a place."""


def _for_everyone(statement: Mapping[str, Any]) -> bool:
    principal = statement.get("Principal")
    named = principal.get("AWS") if isinstance(principal, Mapping) else principal
    keys = {key.lower() for values in (statement.get("Condition") or {}).values() for key in values}
    everyone = "*" in ([named] if isinstance(named, str) else named or [])
    return statement.get("Effect") == "Allow" and everyone and not keys & _NARROWING


def _is_public(policy: bytes | str) -> bool:
    statements = json.loads(policy).get("Statement", [])
    return any(_for_everyone(each) for each in ([statements] if isinstance(statements, dict) else statements))


def _refuse_public_policies(patches: Patches) -> None:
    from moto.s3.exceptions import S3ClientError
    from moto.s3.models import S3Backend

    class PublicPolicyError(S3ClientError):  # type: ignore[misc]  # moto is not typed for us
        code = "AccessDenied"

    def wrapper(original: _Method) -> _Method:
        def put_bucket_policy(self: Any, bucket_name: str, policy: bytes) -> None:
            block = self.get_bucket(bucket_name).public_access_block
            if block is not None and block.block_public_policy and _is_public(policy):
                raise PublicPolicyError(
                    f"not authorized to perform: s3:PutBucketPolicy on resource: {bucket_name} because public policies "
                    "are prevented by the BlockPublicPolicy setting in S3 Block Public Access"
                )
            original(self, bucket_name, policy)

        return put_bucket_policy

    patches.wrap(S3Backend, "put_bucket_policy", wrapper)


def _block_by_default(patches: Patches) -> None:
    from moto.s3.models import PublicAccessBlock, S3Backend

    def wrapper(original: _Method) -> _Method:
        def create_bucket(self: Any, *args: Any, **kwargs: Any) -> Any:
            bucket = original(self, *args, **kwargs)
            bucket.public_access_block = PublicAccessBlock(True, True, True, True)
            return bucket

        return create_bucket

    patches.wrap(S3Backend, "create_bucket", wrapper)


CORRECTIONS = (
    Correction(
        name="s3-public-policy-refused",
        rule="A bucket that blocks public policies takes no policy that lets everybody in.",
        source="Amazon Simple Storage Service User Guide: Blocking public access to your Amazon S3 storage "
        '(BlockPublicPolicy; the meaning of "public")',
        make=_refuse_public_policies,
    ),
    Correction(
        name="s3-new-bucket-blocks-public",
        rule="A new bucket blocks public access, by policies and by ACLs, until it is told otherwise.",
        source="Amazon Simple Storage Service User Guide: Default settings for new S3 buckets FAQ (since April 2023)",
        make=_block_by_default,
    ),
)
