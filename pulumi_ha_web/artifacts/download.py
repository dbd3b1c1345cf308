"""An object into a file, which appears only when it is whole and verified."""

import errno
import os
import re
import shutil
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import ArtifactError
from .clients import Aws
from .digest import Digest, recorded
from .explain import explaining
from .names import check_bucket_name, check_key
from .progress import SILENT, Progress
from .stored import Stored, stored
from .wire import Reply, Wanted, Wire, open_wire

_LEFT = re.compile(r"\..+\.(\d{1,9})\.ha-web-part")
"""Name of a file that is not whole yet; the number is that of the process that writes it."""
LEFT_SECONDS = 3600
"""With nothing written for so long, it is not under way in another container either, whose processes are not seen."""
NAME_BYTES = 200
"""Of a target's name in that of the temporary file; the system takes 255 for a whole name."""


def download(
    aws: Aws,
    bucket: str,
    key: str,
    target: Path,
    *,
    version_id: str | None = None,
    progress: Progress = SILENT,
) -> Stored:
    """Fetch an object, verify its SHA-256 if its upload recorded one, and put it in place of `target` in one step.

    Args:
        aws: Where from.
        bucket: Name of the bucket.
        key: Name of the object.
        target: File to write; a folder gets a file with the last part of the key as its name.
        version_id: Version; by default the newest.
        progress: Who is told of bytes received.

    Returns:
        What was fetched; `checksum` is None if there was nothing to verify it by.

    Raises:
        ArtifactError: it could not be fetched, or is not what was uploaded; what was at `target` is untouched.
    """
    check_bucket_name(bucket)
    check_key(key)
    wanted = Wanted(bucket, key, version_id)
    with explained(wanted), open_wire(aws) as wire:
        if target.is_dir():
            target = target / key.rpartition("/")[2]
        sweep(target.parent)
        fetch = Fetch(wire, wanted, target, progress.advance, lambda size: progress.phase("Downloading", size))
        try:
            return fetch.begin().result()
        except KeyboardInterrupt:
            fetch.abandon()
            raise


def explained(wanted: Wanted) -> AbstractContextManager[None]:
    """Turn what goes wrong inside with an object into one sentence that names it."""
    doing = f"downloading s3://{wanted.bucket}/{wanted.key}"
    return explaining(doing, bucket=wanted.bucket, key=wanted.key, version_id=wanted.version_id)


class Fetch:
    """One object on its way to one file."""

    def __init__(
        self,
        wire: Wire,
        wanted: Wanted,
        target: Path,
        advance: Callable[[int], None],
        began: Callable[[int], None] = lambda _: None,
    ) -> None:
        # A link stays one.
        self._wire, self.wanted, self._target = wire, wanted, target.resolve() if target.is_symlink() else target
        # Beside the target, since only within one file system is a file renamed in one step.
        name = self._target.name.encode()[:NAME_BYTES].decode(errors="ignore")
        self._temporary = self._target.with_name(f".{name}.{os.getpid()}.ha-web-part")
        self._advance, self._began = advance, began
        self._abandoned = False
        self._size, self._known = 0, False
        self._own: Digest | None = None
        self._recorded: str | None = None
        self._stored: Future[Stored] = Future()

    def begin(self) -> Future[Stored]:
        """Begin to fetch it; the future ends when it is verified and in place, or nothing of it is left.

        Raises:
            ClientError: S3 refuses to tell about a large one.
            IsADirectoryError: the target is a folder.
        """
        if self._target.is_dir():  # said here, since the system would name the temporary file
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(self._target))
        wanted = self.wanted
        if not wanted.is_small:
            # Asked for a range, S3 does not tell the checksum of the whole.
            head = self._wire.send("HeadObject", **wanted.parameters, ChecksumMode="ENABLED").result()
            version_id = wanted.version_id or head.get("VersionId")
            version_id = None if version_id == "null" else version_id
            self.wanted = replace(wanted, version_id=version_id, size=int(head["ContentLength"]))
            self._look(head)
        fetched = self._wire.fetch(self.wanted, self._temporary, self)
        fetched.add_done_callback(self._end)
        return self._stored

    def begins(self, head: Reply) -> None:
        """Check that there is room for it."""
        self._go_on()
        if not self._known:
            self._look(head)
        free = shutil.disk_usage(self._target.parent).free
        if self._size > free:
            raise ArtifactError(
                f"{self._target}: needs {self._size} bytes, {free} are free on that disk; make room, or choose another "
                "place"
            )
        self._began(self._size)

    def digest(self, data: Any) -> None:
        """Digest what was written."""
        if self._own is not None:
            self._own.update(data)

    def advance(self, count: int) -> None:
        """Count what has arrived."""
        self._go_on()
        self._advance(count)

    def abandon(self) -> None:
        """Stop as soon as anything more arrives, and leave nothing."""
        self._abandoned = True
        with suppress(OSError):
            self._temporary.unlink()

    def _go_on(self) -> None:
        if self._abandoned:
            raise CancelledError

    def _look(self, head: Reply) -> None:
        self._size, self._known = int(head["ContentLength"]), True
        if found := recorded(head):
            self._own, self._recorded = found

    def _end(self, fetched: Future[Reply]) -> None:
        try:
            done = self._verified(fetched.result())
            self._temporary.replace(self._target)
        except BaseException as error:
            with suppress(OSError):
                self._temporary.unlink()
            self._stored.set_exception(error)
        else:
            self._stored.set_result(done)

    def _verified(self, head: Reply) -> Stored:
        place = f"s3://{self.wanted.bucket}/{self.wanted.key}"
        found = self._temporary.stat().st_size
        if found != self._size:
            raise ArtifactError(f"{place}: {found} bytes of {self._size} arrived; download it again")
        if self._own is not None and self._own.value() != self._recorded:
            raise ArtifactError(
                f"{place}: has SHA-256 {self._own.value()}, its upload recorded {self._recorded}; what is stored is "
                "damaged or was replaced: fetch an earlier version (`ha-web artifacts versions` lists them), or upload "
                "it again"
            )
        return stored(self.wanted.bucket, self.wanted.key, head, self._size, self._recorded)


def sweep(folder: Path) -> None:
    """Remove what downloads into a folder left that were killed, and nothing else."""
    before = time.time() - LEFT_SECONDS
    with os.scandir(folder) as entries:
        left = [entry for entry in entries if (found := _LEFT.fullmatch(entry.name)) and not _lives(int(found[1]))]
    for entry in left:
        with suppress(OSError):
            if entry.stat().st_mtime < before:
                Path(entry.path).unlink()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
