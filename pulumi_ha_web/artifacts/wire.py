"""How requests reach S3: through AWS's own C library where it is installed, else through boto3.

Both speak boto3's language, its names of operations, parameters and answers; what fails is botocore's exception.
"""

import os
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from ..errors import ArtifactError
from .clients import Aws
from .parts import UNDER_WAY_BYTES, WHOLE_BYTES

ENGINE = "HA_WEB_TRANSFERS"
"""Environment variable that names the engine, `crt` or `python`; by default the first one where it can be used."""

Reply = dict[str, Any]


class Arrival(Protocol):
    """Told of an object while it arrives, from any thread."""

    def begins(self, head: Reply) -> None:
        """Look at the answer's head before anything is written. May raise to stop."""

    def digest(self, data: Any) -> None:
        """Take what was written, in its order."""

    def advance(self, count: int) -> None:
        """Count bytes that have arrived."""


@dataclass(frozen=True)
class Wanted:
    """An object to be fetched."""

    bucket: str
    key: str
    version_id: str | None = None
    size: int | None = None
    """In bytes, where it is known before."""

    @property
    def is_small(self) -> bool:
        """Whether it is known to come in one answer, which tells its checksum; of a range S3 tells none."""
        return self.size is not None and self.size <= WHOLE_BYTES

    @property
    def parameters(self) -> dict[str, str]:
        """As boto3 takes them."""
        version = {"VersionId": self.version_id} if self.version_id else {}
        return {"Bucket": self.bucket, "Key": self.key, **version}


class Wire(Protocol):
    """Sends requests, several at once, and repeats those that fail for a passing reason, with back-off."""

    def send(self, operation: str, **parameters: Any) -> Future[Reply]:
        """Send one request; its future fails with an exception of botocore's."""

    def fetch(self, wanted: Wanted, target: Path, arrival: Arrival) -> Future[Reply]:
        """Write an object to a file, in ranges side by side where it is large, and answer its head."""

    def close(self) -> None:
        """Let go of connections and threads."""


@contextmanager
def open_wire(aws: Aws, part_bytes: int = 0) -> Iterator[Wire]:
    """Return the fastest wire there is for parts of this size, for as long as the context lasts.

    Raises:
        ArtifactError: the environment asks for one that there is not.
    """
    wire = _wire(aws, part_bytes)
    try:
        yield wire
    finally:
        wire.close()


def _wire(aws: Aws, part_bytes: int) -> Wire:
    asked = os.environ.get(ENGINE, "")
    if asked not in ("", "crt", "python"):
        raise ArtifactError(f"{ENGINE}: must be crt or python, got {asked}; or leave it unset")
    if asked == "crt" and find_spec("awscrt") is None:
        raise ArtifactError(f"{ENGINE}: crt is not installed; `pip install 'pulumi-ha-web[fast]'`, or leave it unset")
    # It holds a part in memory while it sends it; boto3 reads it piece by piece.
    fits = part_bytes <= UNDER_WAY_BYTES
    if asked != "python" and fits and find_spec("awscrt") is not None and (asked == "crt" or aws.plain):
        from .wire_crt import CrtWire

        return CrtWire(aws)
    from .wire_python import PythonWire

    return PythonWire(aws)
