"""A bucket that `ha-web artifacts create-bucket` makes, and one that a stack makes, are equally safe.

The rooms do not import each other, so each states the protections for itself. Here the component is deployed by the
real program's way, the command's function makes its bucket in the same account, and everything that S3 tells of the two
is compared. It proves that they are alike, not that they are enough: that is the policies' and the checks' part.
"""

import inspect
import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from components import ArtifactBucketArgs
from config.artifacts import Artifacts
from pulumi_ha_web.artifacts.bucket_state import describe
from pulumi_ha_web.artifacts.buckets import create_bucket
from pulumi_ha_web.artifacts.clients import Aws
from rehearsal import deploy

PROGRAM = """\
import sys
sys.path.insert(0, {root!r})
import pulumi
from components import ArtifactBucket
pulumi.export("bucket", ArtifactBucket("twin", {{"kms_key_arn": {key!r}}}).bucket_name)
"""
KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
ROOT = Path(__file__).resolve().parents[2]
TOLD = {
    "get_bucket_accelerate_configuration",
    "get_bucket_acl",
    "get_bucket_cors",
    "get_bucket_encryption",
    "get_bucket_lifecycle_configuration",
    "get_bucket_location",
    "get_bucket_logging",
    "get_bucket_notification_configuration",
    "get_bucket_ownership_controls",
    "get_bucket_policy",
    "get_bucket_replication",
    "get_bucket_versioning",
    "get_bucket_website",
    "get_object_lock_configuration",
    "get_public_access_block",
}
"""Everything that the emulation can be asked about a bucket, but for its tags."""


def told(aws: Aws, name: str) -> dict[str, Any]:
    """Return all that S3 tells of a bucket, with its name left out."""
    found = {}
    for method in TOLD:
        try:
            answer = getattr(aws.client("s3"), method)(Bucket=name)
        except ClientError as error:
            answer = {"none": error.response["Error"]["Code"]}
        answer.pop("ResponseMetadata", None)
        found[method] = json.loads(json.dumps(answer, default=str).replace(name, "NAME"))
    found["get_bucket_policy"] = json.loads(found["get_bucket_policy"]["Policy"])
    return found


@pytest.mark.rehearsal
@pytest.mark.parametrize("key", [None, KEY])
def test_the_bucket_of_a_stack_and_that_of_the_command_are_alike(tmp_path: Path, key: str | None) -> None:
    (tmp_path / "__main__.py").write_text(PROGRAM.format(root=str(ROOT), key=key))
    with deploy(tmp_path, "dev", config={"aws:region": "eu-west-1"}, project="test") as deployment:
        aws = Aws()
        create_bucket(aws, "of-the-command", kms_key_arn=key)
        of_the_stack, of_the_command = told(aws, str(deployment.outputs["bucket"])), told(aws, "of-the-command")
        assert of_the_command == of_the_stack
        assert of_the_command["get_bucket_policy"]["Statement"][0]["Sid"] == "TlsOnly", "it is the policies' own text"
        assert describe(aws, str(deployment.outputs["bucket"])).lacks == []


def test_days_are_the_same_by_default() -> None:
    settings, args, own = Artifacts(), ArtifactBucketArgs(), inspect.signature(create_bucket).parameters
    for name in ("noncurrent_retention_days", "abort_upload_days"):
        assert getattr(settings, name) == getattr(args, name) == own[name].default, name
