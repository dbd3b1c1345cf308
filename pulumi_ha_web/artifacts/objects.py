"""What is in a bucket: objects, their versions, and the end of one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ..errors import ArtifactError
from .clients import Aws
from .explain import code_of, explaining
from .names import check_bucket_name, check_key


@dataclass(frozen=True)
class Entry:
    """An object, as a listing tells of it."""

    key: str
    size: int
    """In bytes."""
    modified: datetime
    """When it was uploaded, in UTC; S3 tells whole seconds."""
    etag: str


@dataclass(frozen=True)
class Version:
    """One version of an object, or a marker that says it is deleted."""

    key: str
    version_id: str
    """`null` for what was uploaded before the bucket kept versions."""
    size: int
    """In bytes; 0 of a marker."""
    modified: datetime
    """When it was uploaded or marked, in UTC."""
    is_latest: bool
    """Whether it is what a reader gets who asks for no version."""
    is_marker: bool
    """Whether it is a delete marker: it hides the versions before it, and has no content."""


@dataclass(frozen=True)
class Deleted:
    """What a deletion did."""

    key: str
    version_id: str | None
    """Version that is gone, or the marker that hides the object now; None when all there was of it is gone."""
    marked: bool
    """Whether the object is only hidden, by a delete marker."""
    brought_back: bool
    """Whether what is gone was a delete marker that hid the object."""


def list_objects(aws: Aws, bucket: str, prefix: str = "") -> Iterator[Entry]:
    """Yield the objects whose key begins with `prefix`, in the order of their keys; a page of 1,000 at a time.

    Raises:
        ArtifactError: the bucket is not there, or may not be listed.
    """
    check_bucket_name(bucket)
    for page in _pages(aws, "list_objects_v2", bucket, prefix):
        for each in page.get("Contents", ()):
            yield Entry(each["Key"], each["Size"], each["LastModified"].astimezone(UTC), each["ETag"].strip('"'))


def versions(aws: Aws, bucket: str, prefix: str = "", *, key: str | None = None) -> Iterator[Version]:
    """Yield all versions and delete markers, by key, and of each key the latest first.

    S3 tells whole seconds: of what is as old as a delete marker and not the latest, the order is not known.

    Args:
        aws: Where the bucket is.
        bucket: Name of the bucket.
        prefix: Beginning of the keys.
        key: One object alone, in place of a prefix.

    Raises:
        ArtifactError: the bucket is not there, or may not be listed.
    """
    check_bucket_name(bucket)
    for page in _pages(aws, "list_object_versions", bucket, prefix if key is None else key):
        found = [_version(each, is_marker=False) for each in page.get("Versions", ())]
        found += [_version(each, is_marker=True) for each in page.get("DeleteMarkers", ())]
        # The answer has versions and markers in one order, which reading it into two lists loses.
        found.sort(key=lambda each: (each.key, not each.is_latest, -each.modified.timestamp()))
        for one in found:
            if key is not None and one.key != key:  # keys that go on after it come next
                return
            yield one


def _pages(aws: Aws, call: str, bucket: str, prefix: str) -> Iterator[Mapping[str, Any]]:
    client = aws.client("s3")
    with explaining(f"listing bucket {bucket}", bucket=bucket):
        yield from client.get_paginator(call).paginate(Bucket=bucket, Prefix=prefix)


def _version(each: Mapping[str, Any], *, is_marker: bool) -> Version:
    return Version(
        key=each["Key"],
        version_id=each["VersionId"],
        size=each.get("Size", 0),
        modified=each["LastModified"].astimezone(UTC),
        is_latest=each["IsLatest"],
        is_marker=is_marker,
    )


def delete_object(aws: Aws, bucket: str, key: str, version_id: str | None = None) -> Deleted:
    """Delete an object, or one version of it for good.

    Without a version, a bucket that keeps versions hides the object behind a delete marker, and keeps everything;
    deleting the marker brings it back. Another bucket forgets it at once.

    Raises:
        ArtifactError: it is not there, is deleted already, or may not be deleted.
    """
    check_bucket_name(bucket)
    check_key(key)
    is_marker = _look(aws, bucket, key, version_id)
    what = {"Bucket": bucket, "Key": key} | ({"VersionId": version_id} if version_id else {})
    client = aws.client("s3")
    with explaining(f"deleting {key}", bucket=bucket, key=key, version_id=version_id):
        answer = client.delete_object(**what)
    if version_id is None:
        return Deleted(key, answer.get("VersionId"), marked=bool(answer.get("DeleteMarker")), brought_back=False)
    latest = next(versions(aws, bucket, key=key), None) if is_marker else None
    return Deleted(key, version_id, marked=False, brought_back=latest is not None and not latest.is_marker)


def _look(aws: Aws, bucket: str, key: str, version_id: str | None) -> bool:
    """Return whether it is a delete marker.

    Raises:
        ArtifactError: it is not there. S3 would delete it without a word, and a key with a slip in it would seem gone.
    """
    what = {"Bucket": bucket, "Key": key} | ({"VersionId": version_id} if version_id else {})
    client = aws.client("s3")
    try:
        with explaining(f"deleting {key}", bucket=bucket, key=key, version_id=version_id):
            client.head_object(**what)
    except ArtifactError as error:
        code = code_of(error)
        if code in ("403", "Forbidden", "AccessDenied"):  # who may delete need not be allowed to read
            return False
        if code in ("405", "MethodNotAllowed"):  # what has no content to look at
            return True
        raise
    return False
