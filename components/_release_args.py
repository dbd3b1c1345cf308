"""What the instances run: a release, named exactly."""

import re
from dataclasses import dataclass

import pulumi

_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,127}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_WORD = "a letter or digit, then at most {} more and `.`, `_`, `+`, `-`"


@dataclass(frozen=True, kw_only=True)
class ReleaseArgs:
    """One object of a bucket, exactly as it was uploaded."""

    bucket: pulumi.Input[str]
    """Bucket that has it, in the instances' own region; their role must be allowed to read it
    (`s3:GetObjectVersion`)."""

    version: str
    """What the release is called: a letter or digit, then at most 63 more and `.`, `_`, `+`, `-`."""

    key: str
    """Name of the object. Its last part, of at most 128 characters like those of a version, is the file's name and says
    what it is: `.tar`, `.tar.gz`, `.tgz`, `.tar.xz` and `.tar.zst` are unpacked, any other file is one executable."""

    object_version: str
    """S3's version of the object. Another upload under the same key is another version, and is not taken."""

    sha256: str
    """SHA-256 of the object, 64 hexadecimal digits in lowercase. What does not have it is not run."""


def named_exactly(release: ReleaseArgs | None) -> None:
    """Refuse a release whose parts cannot stand where they have to: in a folder's name, in a line of a systemd unit.

    Raises:
        ValueError: naming the first part that cannot.
    """
    if release is None:
        return
    for name, value, pattern, rule in (
        ("version", release.version, _VERSION, f"be {_WORD.format(63)}"),
        ("key", release.key.rpartition("/")[2], _FILE, f"end in a file's name: {_WORD.format(127)}"),
        ("sha256", release.sha256, _SHA256, "be 64 hexadecimal digits in lowercase"),
    ):
        if not pattern.fullmatch(value):
            given = getattr(release, name)
            raise ValueError(f"LaunchTemplate.release.{name}: must {rule}, got {given!r}; give another one")
