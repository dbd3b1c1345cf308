"""Whole folders: many files side by side, each as sure as a single one."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from ..errors import ArtifactError
from .clients import Aws
from .download import Fetch, explained, sweep
from .explain import code_of, explaining
from .in_flight import InFlight
from .names import check_bucket_name, check_key
from .parts import PART_BYTES, UNDER_WAY_BYTES, WHOLE_BYTES
from .place import done_before
from .progress import SILENT, Progress
from .refusals import OVERTAKEN
from .source import Source
from .stored import Stored, stored
from .upload import upload, whole
from .wire import Reply, Wanted, Wire, open_wire


@dataclass
class Copied:
    """What was copied."""

    objects: list[Stored] = field(default_factory=list)
    """In the order in which they were done."""

    @property
    def bytes(self) -> int:
        """Size of all of them."""
        return sum(each.size for each in self.objects)


def upload_folder(aws: Aws, folder: Path, bucket: str, prefix: str, *, progress: Progress = SILENT) -> Copied:
    """Put every file below a folder into a bucket, at `prefix` and its path in the folder.

    Symbolic links to files are followed, those to folders are not. Nothing in the bucket is deleted.

    Args:
        aws: Where to.
        folder: The folder.
        bucket: Name of the bucket.
        prefix: Beginning of the keys, up to and with its last `/`; empty for none.
        progress: Who is told of bytes sent.

    Raises:
        ArtifactError: one of them could not be stored, which is named. Those before it are.
    """
    check_bucket_name(bucket)
    if not folder.is_dir():
        raise ArtifactError(f"{folder}: is not a folder; name one, or use `ha-web artifacts upload` for a file")
    files = sorted(_files(folder))
    keys = {file: prefix + file.relative_to(folder).as_posix() for file in files}
    for key in keys.values():
        check_key(key)
    copied, doing = Copied(), f"copying {folder}"
    with explaining(doing, bucket=bucket), open_wire(aws, PART_BYTES) as wire:
        there = {each["Key"]: each["ETag"] for each in objects(wire, bucket, prefix)}
        sizes = {file: file.stat().st_size for file in files}
        progress.phase("Uploading", sum(sizes.values()))
        small = [
            _Small(file, bucket, keys[file], there.get(keys[file])) for file in files if sizes[file] <= WHOLE_BYTES
        ]
        with InFlight() as under_way:
            for each in small:
                under_way.start(sizes[each.file], partial(each.send, wire), partial(each.sent, copied, progress))
        for each in small:
            each.look_again(wire, copied, progress)
    for file in (each for each in files if sizes[each] > WHOLE_BYTES):
        copied.objects.append(upload(aws, file, bucket, keys[file], progress=_Within(progress)))
    return copied


def download_folder(aws: Aws, bucket: str, prefix: str, folder: Path, *, progress: Progress = SILENT) -> Copied:
    """Write every object below a prefix into a folder, which is made where it is missing.

    Args:
        aws: Where from.
        bucket: Name of the bucket.
        prefix: Beginning of the keys; what follows it is the path in the folder.
        folder: The folder. Nothing in it is deleted.
        progress: Who is told of bytes received.

    Raises:
        ArtifactError: there is none, one of them could not be fetched or verified, or its key leads out of the folder
            or to the same file as another's; it is named. Those before it are there.
    """
    check_bucket_name(bucket)
    copied = Copied()
    with explaining(f"copying s3://{bucket}/{prefix}", bucket=bucket), open_wire(aws) as wire:
        found = [each for each in objects(wire, bucket, prefix) if not each["Key"].endswith("/")]
        if not found:
            raise ArtifactError(
                f"s3://{bucket}/{prefix}: no object's key begins so; `ha-web artifacts list` shows what there is"
            )
        targets = _targets(found, prefix, folder)
        for parent in {target.parent for target in targets}:
            parent.mkdir(parents=True, exist_ok=True)
            sweep(parent)
        progress.phase("Downloading", sum(int(each["Size"]) for each in found))
        fetches = [
            Fetch(wire, Wanted(bucket, each["Key"], size=int(each["Size"])), target, progress.advance)
            for target, each in targets.items()
        ]
        with InFlight() as under_way:
            try:
                for fetch in fetches:
                    # A large one is in memory range by range, and goes alone.
                    size = fetch.wanted.size or 0 if fetch.wanted.is_small else UNDER_WAY_BYTES
                    under_way.start(size, partial(_begin, fetch), partial(_fetched, fetch, copied))
                under_way.wait()
            except BaseException:
                for fetch in fetches:
                    fetch.abandon()
                raise
    return copied


def objects(wire: Wire, bucket: str, prefix: str) -> Iterator[dict[str, Any]]:
    """List the objects below a prefix."""
    more: dict[str, str] = {}
    while True:
        page = wire.send("ListObjectsV2", Bucket=bucket, Prefix=prefix, **more).result()
        yield from page.get("Contents", ())
        if not page.get("IsTruncated"):
            return
        more = {"ContinuationToken": page["NextContinuationToken"]}


def inside(folder: Path, path: str, key: str) -> Path:
    """Return where an object goes below a folder.

    Raises:
        ArtifactError: its key would lead out of the folder, or names no file.
    """
    parts = PurePosixPath(path.lstrip("/")).parts
    if not parts or ".." in parts or any("\\" in part or "\0" in part for part in parts):
        raise ArtifactError(f"{key}: is no path below {folder}; download it by itself, to a file that you name")
    return folder.joinpath(*parts)


def _files(folder: Path) -> Iterable[Path]:
    for parent, _, names in os.walk(folder, onerror=_raise):
        yield from (Path(parent, name) for name in names if Path(parent, name).is_file())


def _raise(error: OSError) -> None:
    raise error


class _Small:
    """A small file on its way to its key, if what is there is what was there when the copy began."""

    def __init__(self, file: Path, bucket: str, key: str, etag: str | None) -> None:
        self.file, self._bucket, self._key = file, bucket, key
        self._condition = {"IfMatch": etag} if etag else {"IfNoneMatch": "*"}
        self._size, self._checksum = 0, ""
        self._overtaken: BaseException | None = None

    def send(self, wire: Wire) -> Future[Reply]:
        """Read it, and send it."""
        with Source(self.file) as source:
            if source.size > WHOLE_BYTES:
                raise ArtifactError(f"{self.file}: grows while it is copied; copy it when nothing writes to it")
            parameters = whole(source.whole(), {})
        self._size, self._checksum = source.size, parameters["ChecksumSHA256"]
        return wire.send("PutObject", Bucket=self._bucket, Key=self._key, **self._condition, **parameters)

    def sent(self, copied: Copied, progress: Progress, done: Future[Reply]) -> None:
        """Take the answer; one that another writer was first is looked at when nothing else is under way."""
        error = done.exception()
        if error is not None and code_of(error) in OVERTAKEN:
            self._overtaken = error
            return
        with explaining(f"uploading {self.file}", bucket=self._bucket, key=self._key):
            self._arrived(copied, progress, done.result())

    def look_again(self, wire: Wire, copied: Copied, progress: Progress) -> None:
        """See whether the other writer was a request of this copy itself, whose answer was lost."""
        if self._overtaken is None:
            return
        with explaining(f"uploading {self.file}", bucket=self._bucket, key=self._key):
            head = done_before(wire, {"Bucket": self._bucket, "Key": self._key}, self._checksum)
            if head is None:
                raise self._overtaken
            self._arrived(copied, progress, head)

    def _arrived(self, copied: Copied, progress: Progress, reply: Reply) -> None:
        copied.objects.append(stored(self._bucket, self._key, reply, self._size, self._checksum))
        progress.advance(self._size)


def _targets(found: Iterable[dict[str, Any]], prefix: str, folder: Path) -> dict[Path, dict[str, Any]]:
    """Return the objects by the file that each goes to."""
    targets: dict[Path, dict[str, Any]] = {}
    for each in found:
        target = inside(folder, each["Key"].removeprefix(prefix), each["Key"])
        if target in targets:
            raise ArtifactError(
                f"{each['Key']}: goes to the same file as {targets[target]['Key']}, {target}; download one of them by "
                "itself, to a file that you name"
            )
        targets[target] = each
    for target, each in targets.items():
        if above := next((parent for parent in target.parents if parent in targets), None):
            raise ArtifactError(
                f"{each['Key']}: goes into a folder {above}, which {targets[above]['Key']} is a file at; download one "
                "of them by itself, to a file that you name"
            )
    return targets


def _begin(fetch: Fetch) -> Future[Stored]:
    with explained(fetch.wanted):
        return fetch.begin()


def _fetched(fetch: Fetch, copied: Copied, done: Future[Stored]) -> None:
    with explained(fetch.wanted):
        copied.objects.append(done.result())


class _Within:
    """Progress of one file as a part of the folder's, whose total has it already."""

    def __init__(self, folder: Progress) -> None:
        self.advance: Callable[[int], None] = folder.advance

    def phase(self, text: str, total: int) -> None:
        """Begin nothing new."""
