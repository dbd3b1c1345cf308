"""What tests of transfers share: files, the digests that S3 records of them, who is told of bytes, and a bucket."""

import base64
import hashlib
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pulumi_ha_web.artifacts.clients import Aws
from pulumi_ha_web.artifacts.parts import PART_BYTES

IN_PARTS = 2 * PART_BYTES + 3
"""Size of a file of three parts, the last of which is not like the others."""


def breaks_off(test: Callable[..., None]) -> Callable[..., None]:
    """Mark a test that breaks off what boto3 reads: it forgets such a connection, and Python says so on noticing."""
    ignored = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
    marked: Callable[..., None] = pytest.mark.usefixtures("collected")(ignored(test))
    return marked


def file(folder: Path, size: int, name: str = "app.tar") -> Path:
    """Write a file that has no part like another."""
    path = folder / name
    path.write_bytes(random.Random(size).randbytes(size))
    return path


def digest(content: bytes) -> str:
    """Return a SHA-256 as S3 writes it."""
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def digest_of_parts(content: bytes, each: int = PART_BYTES) -> str:
    """Return what S3 records of an upload in parts (S3 user guide, "Checking object integrity": composite)."""
    parts = [hashlib.sha256(content[at : at + each]).digest() for at in range(0, len(content), each)]
    return f"{digest(b''.join(parts))}-{len(parts)}"


@dataclass
class Told:
    """Progress that remembers."""

    phases: list[tuple[str, int]] = field(default_factory=list)
    done: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def phase(self, text: str, total: int) -> None:
        with self._lock:
            self.phases.append((text, total))
            self.done = 0

    def advance(self, count: int) -> None:
        with self._lock:
            self.done += count


@dataclass
class Bucket:
    """A versioned bucket that is reached through whatever stands in between."""

    name: str
    aws: Aws
    s3: Any
    """A client that reaches the account straight."""

    def content(self, key: str = "app.tar") -> bytes:
        body: bytes = self.s3.get_object(Bucket=self.name, Key=key)["Body"].read()
        return body

    def head(self, key: str = "app.tar") -> dict[str, Any]:
        found: dict[str, Any] = self.s3.head_object(Bucket=self.name, Key=key, ChecksumMode="ENABLED")
        return found

    def put(self, content: bytes, key: str = "app.tar", **more: Any) -> dict[str, Any]:
        """Store something as somebody else does."""
        made: dict[str, Any] = self.s3.put_object(Bucket=self.name, Key=key, Body=content, **more)
        return made

    @property
    def keys(self) -> list[str]:
        return [each["Key"] for each in self.s3.list_objects_v2(Bucket=self.name).get("Contents", ())]

    @property
    def unfinished(self) -> list[str]:
        """Keys of uploads that have begun and have not ended."""
        return [each["Key"] for each in self.s3.list_multipart_uploads(Bucket=self.name).get("Uploads", ())]
