"""What is in a bucket, as an upload leaves it and a download finds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Stored:
    """One version of an object."""

    bucket: str
    key: str
    version_id: str | None
    """None in a bucket without versions."""
    etag: str
    size: int
    """In bytes."""
    checksum: str | None
    """SHA-256 as S3 records it: in base64, of the parts' digests and with their number if it came in parts. None of an
    object that something else uploaded without one."""


def stored(bucket: str, key: str, reply: Mapping[str, Any], size: int, checksum: str | None) -> Stored:
    """Return what an answer of S3 says of an object; a version called `null` is none."""
    version_id = reply.get("VersionId")
    return Stored(
        bucket, key, None if version_id == "null" else version_id, str(reply["ETag"]).strip('"'), size, checksum
    )
