"""SHA-256 of an object as S3 records it at its upload: of the whole, or of the parts' digests.

Source: S3 user guide, "Checking object integrity": the checksum of an object that came in parts is the checksum of the
parts' checksums one after the other, followed by `-` and their number.
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from typing import Any, Protocol

WHOLE = "sha256"
"""Metadata with the digest of the whole in hexadecimal digits, as `sha256sum` prints it."""
PART_BYTES = "part-bytes"
"""Metadata with the size of the parts, which S3's own record of an upload in parts is worthless without."""


class Digest(Protocol):
    """Grows with what is written, in its order."""

    def update(self, data: Any) -> None:
        """Take what comes next."""

    def value(self) -> str:
        """Return it as S3 writes it."""


class WholeDigest:
    """Of everything."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def update(self, data: Any) -> None:
        """Take what comes next."""
        self._digest.update(data)

    def value(self) -> str:
        """Return it in base64."""
        return base64.b64encode(self._digest.digest()).decode()


class PartsDigest:
    """Of parts of one size."""

    def __init__(self, part_bytes: int) -> None:
        self._part_bytes, self._parts = part_bytes, list[bytes]()
        self._digest, self._left = hashlib.sha256(), part_bytes

    def update(self, data: Any) -> None:
        """Take what comes next; parts may begin and end anywhere in it."""
        view = memoryview(data)
        while view:
            self._digest.update(view[: self._left])
            self._left, view = self._left - min(self._left, len(view)), view[self._left :]
            if not self._left:
                self._end_part()

    def value(self) -> str:
        """Return it in base64, with the number of parts."""
        if self._left < self._part_bytes:
            self._end_part()
        return of_parts(self._parts)

    def _end_part(self) -> None:
        self._parts.append(self._digest.digest())
        self._digest, self._left = hashlib.sha256(), self._part_bytes


def of_parts(digests: list[bytes]) -> str:
    """Return the digest of parts' digests as S3 writes it."""
    return f"{base64.b64encode(hashlib.sha256(b''.join(digests)).digest()).decode()}-{len(digests)}"


def recorded(head: Mapping[str, Any]) -> tuple[Digest, str] | None:
    """Return how to digest an object that is fetched, and what must come out.

    Args:
        head: What S3 answers to a head or get of it, asked for its checksum as well.

    Returns:
        None if nothing was recorded at its upload that it could be verified by.
    """
    # Metadata of objects that something else uploaded may be called the same, and say anything.
    metadata: Mapping[str, str] = head.get("Metadata") or {}
    if re.fullmatch(r"[0-9a-fA-F]{64}", metadata.get(WHOLE, "")):
        return WholeDigest(), base64.b64encode(bytes.fromhex(metadata[WHOLE])).decode()
    told = head.get("ChecksumSHA256")
    if told and "-" not in told:
        return WholeDigest(), told
    if told and re.fullmatch(r"[1-9][0-9]{0,12}", metadata.get(PART_BYTES, "")):
        return PartsDigest(int(metadata[PART_BYTES])), told
    return None
