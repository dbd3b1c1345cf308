"""What a bucket, an object and a version of a release may be called, checked before anything is sent."""

import re

from ..errors import ArtifactError

MAX_KEY_BYTES = 1024
"""Of the key's UTF-8 text (Amazon S3 User Guide, "Naming Amazon S3 objects")."""

_RESERVED_STARTS = {
    "xn--": "internationalised host names",
    "sthree-": "S3 itself",
    "amzn-s3-demo-": "examples in AWS's documentation",
}
_RESERVED_ENDS = {
    "-s3alias": "aliases of access points",
    "--ol-s3": "aliases of Object Lambda access points",
    ".mrap": "Multi-Region Access Points",
    "--x-s3": "directory buckets",
    "--table-s3": "S3 Tables",
    "-an": "buckets in an account's own regional namespace",
}
_IP_ADDRESS = re.compile(r"\d{1,3}(\.\d{1,3}){3}")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}")


def check_bucket_name(name: str, *, new: bool = False) -> None:
    """Refuse a name that no bucket can have, or, of a `new` bucket, one that S3 keeps for something else.

    The rules are those of the Amazon S3 User Guide, "General purpose bucket naming rules". The reserved beginnings and
    ends matter for new buckets alone: an alias of an access point, say, may stand wherever a bucket's name does.

    Raises:
        ArtifactError: names the rule.
    """
    if wrong := _wrong_with(name, new=new):
        said = name if name.isprintable() and name else repr(name)
        raise ArtifactError(f"{said}: is no name of a bucket: {wrong}; choose another one, such as shop-artifacts-7f3a")


def _wrong_with(name: str, *, new: bool) -> str:
    if name.startswith(("s3://", "arn:")):
        return "it must be the name alone, without s3:// or arn: before it"
    if not 3 <= len(name) <= 63:
        return f"it must have 3 to 63 characters, got {len(name)}"
    if strange := sorted(set(re.sub(r"[a-z0-9.-]", "", name))):
        return f"it may have lower-case letters, digits, hyphens and full stops only, got {''.join(strange)!r}"
    if not (name[0].isalnum() and name[-1].isalnum()):
        return "it must begin and end with a letter or a digit"
    if ".." in name:
        return "it must not have two full stops in a row"
    if _IP_ADDRESS.fullmatch(name):
        return "it must not look like an IP address"
    return _reserved(name) if new else ""


def _reserved(name: str) -> str:
    for start, owner in _RESERVED_STARTS.items():
        if name.startswith(start):
            return f"it must not begin with {start}, which is kept for {owner}"
    for end, owner in _RESERVED_ENDS.items():
        if name.endswith(end):
            return f"it must not end with {end}, which is kept for {owner}"
    return ""


def check_key(key: str) -> None:
    """Refuse a key that no object can have, by the Amazon S3 User Guide, "Naming Amazon S3 objects".

    Raises:
        ArtifactError: names the rule.
    """
    try:
        size = len(key.encode())
    except UnicodeEncodeError:
        # How Python holds the bytes of a file's name that are not UTF-8.
        raise ArtifactError(f"{key!r}: is no key of an object: it must be UTF-8; rename the file") from None
    if not key:
        raise ArtifactError("the key of an object is empty; give it a name, such as app.tar.gz")
    if size > MAX_KEY_BYTES:
        raise ArtifactError(
            f"{key[:40]}…: is no key of an object: it may have {MAX_KEY_BYTES:,} bytes of UTF-8, got {size:,}; cut it"
        )
    if _leaves_the_bucket(key):
        raise ArtifactError(
            f"{key}: is no key of an object: its `..` lead out of the bucket, read from the left; leave them out"
        )
    if key == "soap":
        raise ArtifactError("soap: is no key of an object: S3 takes it for its SOAP interface; choose another one")


def _leaves_the_bucket(key: str) -> bool:
    depth = 0
    for part in key.split("/"):
        if part == "..":
            depth -= 1
        elif part not in ("", "."):
            depth += 1
        if depth < 0:
            return True
    return False


def check_version(version: str) -> None:
    """Refuse what cannot be the version of a release: it is part of keys, paths and settings.

    Raises:
        ArtifactError: says what may be.
    """
    if not _VERSION.fullmatch(version):
        said = version if version.isprintable() and version else repr(version)
        raise ArtifactError(
            f"{said}: is no version of a release: it may have 1 to 64 letters, digits, `.`, `_`, `+` and `-`, and "
            "begins with a letter or a digit; try 1.4.2"
        )
