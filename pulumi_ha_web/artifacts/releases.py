"""Releases of an application: what was uploaded under a version, for good, and which of them a stack points at.

A release is an object `releases/<version>/<file>` of a versioned bucket. It is written once: a version that exists is
never written over. A stack points at it by its settings, which name its S3 version and its digest as well, so that what
the instances fetch is what was released, whatever happens in the bucket afterwards.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..errors import ArtifactError
from .clients import Aws
from .digest import WHOLE
from .explain import code_of, explaining
from .names import check_key, check_version
from .objects import Entry, delete_object, list_objects
from .progress import SILENT, Progress
from .refusals import DENIED
from .releases_file import check_file
from .settings_file import ReleaseSettings, SettingsFile
from .upload import upload

PREFIX = "releases/"
"""Of every release's key."""

AT_ONCE = 16
"""Objects asked about at the same time."""

_KEY = re.compile(re.escape(PREFIX) + r"(?P<version>[^/]+)/(?P<file>[^/]+)")


@dataclass(frozen=True)
class Release:
    """A release in a bucket."""

    version: str
    """Its name, such as `1.4.2`."""
    key: str
    """Of its object."""
    size: int
    """Bytes."""
    released_at: datetime
    """When its upload was complete, by S3's clock."""
    object_version: str
    """S3's id of the object's version; empty in a bucket that keeps none."""
    sha256: str
    """Digest recorded at its upload; empty when it was not uploaded by this program."""

    def settings(self) -> ReleaseSettings:
        """Return what a stack's settings say to point at it.

        Raises:
            ArtifactError: its version or its digest is not known, so that instances could not be sure of it.
        """
        if not self.object_version:
            raise ArtifactError(
                f"{self.key}: its bucket keeps no versions, so nobody could point at this very upload; turn "
                "versioning on, and release another version"
            )
        if not self.sha256:
            raise ArtifactError(
                f"{self.key}: has no digest recorded, it was not uploaded as a release; release the file as another "
                "version"
            )
        return ReleaseSettings(self.version, self.key, self.object_version, self.sha256)


def in_order(aws: Aws, bucket: str, version: str | None = None) -> list[Entry]:
    """Return the objects that are releases, the newest first.

    Raises:
        ArtifactError: the bucket cannot be asked.
    """
    prefix = PREFIX if version is None else f"{PREFIX}{version}/"
    found = [entry for entry in list_objects(aws, bucket, prefix) if _KEY.fullmatch(entry.key)]
    return sorted(found, key=lambda entry: (entry.modified, entry.key), reverse=True)


def look(aws: Aws, bucket: str, entries: Sequence[Entry]) -> list[Release]:
    """Return what the bucket knows of releases, in their order; each costs a request.

    Raises:
        ArtifactError: the bucket cannot be asked.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda entry: _look(aws, bucket, entry), entries))


def _look(aws: Aws, bucket: str, entry: Entry) -> Release:
    with explaining(f"looking at {entry.key}", bucket=bucket, key=entry.key):
        head = aws.client("s3").head_object(Bucket=bucket, Key=entry.key)
    version_id = head.get("VersionId", "")
    return Release(
        version=version_of(entry.key),
        key=entry.key,
        size=head["ContentLength"],
        released_at=head["LastModified"],
        object_version="" if version_id == "null" else version_id,
        sha256=head.get("Metadata", {}).get(WHOLE, ""),
    )


def version_of(key: str) -> str:
    """Return the version that a release's key names."""
    match = _KEY.fullmatch(key)
    return match["version"] if match else ""


def release(aws: Aws, bucket: str, file: Path, version: str, progress: Progress = SILENT) -> tuple[Release, bool]:
    """Upload a file as a release; return it, and whether it was uploaded now.

    One that is there already with the same bytes is taken as it is, so that a job that broke off can be run again.

    Raises:
        ArtifactError: the file is none that can be released, the version is taken, or the upload failed.
    """
    check_version(version)
    check_file(file)
    key = f"{PREFIX}{version}/{file.name}"
    check_key(key)
    if there := look(aws, bucket, in_order(aws, bucket, version)):
        return _same(there, file, key), False
    _check_versioning(aws, bucket)
    try:
        _upload(aws, bucket, file, key, version, progress)
    except ArtifactError:
        # Somebody else was first in this moment, or the answer to an upload that arrived was lost.
        if there := look(aws, bucket, in_order(aws, bucket, version)):
            return _same(there, file, key), False
        raise
    there = look(aws, bucket, in_order(aws, bucket, version))
    if len(there) > 1:
        # Each of two keys is new by itself.
        keys = " and ".join(one.key for one in there)
        raise ArtifactError(
            f"{version}: was released twice in this moment, as {keys}; no settings were changed: delete one of "
            f"the two (ha-web artifacts delete KEY --bucket {bucket}), and run this again"
        )
    if not there:
        raise ArtifactError(
            f"{key}: was uploaded, and deleted by somebody else at once; no settings were changed: run this again"
        )
    return there[0], True


def _check_versioning(aws: Aws, bucket: str) -> None:
    """Refuse a bucket that keeps no versions before anything is stored in it.

    Whoever may not ask finds out when the settings shall name the upload's version.
    """
    try:
        with explaining(f"looking at bucket {bucket}", bucket=bucket):
            found = aws.client("s3").get_bucket_versioning(Bucket=bucket)
    except ArtifactError as error:
        if code_of(error) in DENIED:
            return
        raise
    if found.get("Status") != "Enabled":
        raise ArtifactError(
            f"bucket {bucket}: keeps no versions, so nobody could point at one upload, and nothing was stored; turn "
            f"versioning on (aws s3api put-bucket-versioning --bucket {bucket} --versioning-configuration "
            "Status=Enabled), and run this again"
        )


def _upload(aws: Aws, bucket: str, file: Path, key: str, version: str, progress: Progress) -> None:
    """Upload a file with its digest, which the instances verify: one of the whole, whatever parts it is sent in."""
    before = _state(file)
    metadata = {WHOLE: _digest(file), "version": version}
    made = upload(aws, file, bucket, key, only_new=True, metadata=metadata, progress=progress)
    if _state(file) != before:
        delete_object(aws, bucket, key, made.version_id)
        raise ArtifactError(
            f"{file}: changed while it was read, so nothing is released; release it when nothing writes to it"
        )


def _state(file: Path) -> tuple[int, int, int]:
    with explaining(f"reading {file}"):
        found = file.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _same(there: Sequence[Release], file: Path, key: str) -> Release:
    """Return the release that is there already, if it is the file's."""
    for one in there:
        if one.key == key and one.sha256 and one.sha256 == _digest(file):
            return one
    one = there[0]
    raise ArtifactError(
        f"{one.version}: is released already, on {one.released_at:%Y-%m-%d %H:%M} UTC, from another file "
        f"({Path(one.key).name}, {one.sha256[:12] or 'no digest'}…); a release is never written over: name another "
        "version"
    )


def _digest(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with explaining(f"reading {file}"), file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


@dataclass(frozen=True)
class Change:
    """What a stack's settings pointed at, and point at now."""

    before: str | None
    """Version, or None for no release."""
    after: Release
    changed: bool
    """False when they said so already."""


def point(settings: SettingsFile, to: Release) -> Change:
    """Make a stack's settings point at a release.

    Raises:
        ArtifactError: they cannot be changed, and are as they were.
    """
    current = settings.release()
    return Change(current.version if current else None, to, settings.point_at(to.settings()))


def rollback(aws: Aws, bucket: str, settings: SettingsFile, to: str | None = None) -> Change:
    """Point a stack at the release before the one that it points at, or at the named one.

    "Before" is by time of upload, among those that are in the bucket.

    Raises:
        ArtifactError: there is no such release, or the settings cannot be changed; they are then as they were.
    """
    if to is not None:
        check_version(to)
    current = settings.release()
    if current is None and to is None:
        raise ArtifactError(f"{settings.path}: points at no release that could be gone back from; name one with --to")
    entries = in_order(aws, bucket)
    wanted = to or _before(entries, current.version if current else "", settings)
    chosen = [entry for entry in entries if version_of(entry.key) == wanted]
    if not chosen:
        raise ArtifactError(f"{wanted}: is not a release in bucket {bucket}; {_known(entries)}")
    return point(settings, look(aws, bucket, chosen[:1])[0])


def _before(entries: Sequence[Entry], current: str, settings: SettingsFile) -> str:
    versions = list(dict.fromkeys(version_of(entry.key) for entry in entries))
    if current not in versions:
        raise ArtifactError(
            f"{current}: {settings.path} points at it, but it is not in the bucket, so what came before is not known; "
            f"name one with --to: {_known(entries)}"
        )
    earlier = versions[versions.index(current) + 1 :]
    if not earlier:
        raise ArtifactError(f"{current}: is the first release in the bucket; there is none before it to go back to")
    return earlier[0]


def _known(entries: Sequence[Entry]) -> str:
    versions = list(dict.fromkeys(version_of(entry.key) for entry in entries))
    if not versions:
        return "there are none"
    more = f" and {len(versions) - 10} older" if len(versions) > 10 else ""
    return f"there are {', '.join(versions[:10])}{more}"
