"""What names a release: what is taken at the edges, and the sentence just beyond them."""

from typing import Any

import pytest

from tests.config.other_values import RELEASE
from tests.config.test_values import said

KEY = (
    "must be releases/<version>/<file name>, the name of at most 128 letters, digits, `.`, `_`, `+` and `-`, the first "
    "one a letter or digit"
)
TAR = "must name a tar (.tar, .tar.gz, .tgz, .tar.xz, .tar.zst) or one executable file"
PACK = "pack what you have as a tar with an executable `install` at its top (docs/releases.md)"
VERSION = "must be 1 to 64 letters, digits, `.`, `_`, `+` or `-`, the first one a letter or digit"
GIVEN = "must be the version id that S3 gave the object, not `null`, which an upload may overwrite"


def of_release(**changes: Any) -> list[str]:
    """Return the lines about a release that differs from a good one in this."""
    return said("artifacts.release", {**RELEASE, **changes})


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("version", ["1", "v2.0", "2026-11-03+build.7", "x" * 64]),
        (
            "key",
            [
                "releases/1/app",
                f"releases/1/{'a' * 128}",
                *(f"releases/1/app{ending}" for ending in (".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.zst", ".sh")),
            ],
        ),
        ("object_version", ["x", "3/L4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY_~=", "a" * 256, "nullable"]),
        ("sha256", ["0123456789abcdef" * 4]),
    ],
)
def test_what_names_a_release_is_taken(name: str, values: list[str]) -> None:
    for value in values:
        version = value.split("/")[1] if name == "key" else value if name == "version" else RELEASE["version"]
        # A version and its key go together.
        key = f"releases/{version}/{value.rpartition('/')[2] if name == 'key' else 'app'}"
        assert of_release(**{name: value, "version": version, "key": key}) == []


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("version", "", f"{VERSION}, got ''; use e.g. '1.4.2'"),
        ("version", "x" * 65, f"{VERSION}, got '{'x' * 60}…'; use e.g. '1.4.2'"),
        ("version", "../1", f"{VERSION}, got '../1'; use e.g. '1.4.2'"),
        ("version", "-1", f"{VERSION}, got '-1'; use e.g. '1.4.2'"),
        ("version", "1 2", f"{VERSION}, got '1 2'; use e.g. '1.4.2'"),
        ("version", "1$HOME", f"{VERSION}, got '1$HOME'; use e.g. '1.4.2'"),
        ("version", 1.4, "must be a text, got 1.4; write it in quotes"),
        ("key", "app.tar", f"{KEY}, got 'app.tar'; use e.g. releases/1.4.2/app.tar.gz"),
        ("key", "releases/1/", f"{KEY}, got 'releases/1/'; use e.g. releases/1.4.2/app.tar.gz"),
        ("key", "releases/1/a/b", f"{KEY}, got 'releases/1/a/b'; use e.g. releases/1.4.2/app.tar.gz"),
        ("key", "releases/1/..", f"{KEY}, got 'releases/1/..'; use e.g. releases/1.4.2/app.tar.gz"),
        ("key", "releases/1/my app", f"{KEY}, got 'releases/1/my app'; use e.g. releases/1.4.2/app.tar.gz"),
        ("key", "releases/1/%i", f"{KEY}, got 'releases/1/%i'; use e.g. releases/1.4.2/app.tar.gz"),
        ("key", "releases/1/app.zip", f"{TAR}, got 'releases/1/app.zip'; {PACK}"),
        ("key", "releases/1/app.gz", f"{TAR}, got 'releases/1/app.gz'; {PACK}"),
        ("key", "releases/1/a.tar.bz2", f"{TAR}, got 'releases/1/a.tar.bz2'; {PACK}"),
        ("object_version", "null", f"{GIVEN}, got 'null'; use what `ha-web artifacts versions` shows"),
        ("object_version", "a b", f"{GIVEN}, got 'a b'; use what `ha-web artifacts versions` shows"),
        ("object_version", "$(id)", f"{GIVEN}, got '$(id)'; use what `ha-web artifacts versions` shows"),
        ("object_version", "a\n", f"{GIVEN}, got a text of 1 lines; use what `ha-web artifacts versions` shows"),
        (
            "sha256",
            "9F86",
            "must be a SHA-256, 64 hexadecimal digits in lowercase; this has 4 characters, got '9F86'; use what "
            "`sha256sum` prints before the file's name",
        ),
        (
            "sha256",
            "A" * 64,
            "must be a SHA-256, 64 hexadecimal digits in lowercase; this has 64 characters, got a value that looks "
            "like a secret (not shown); use what `sha256sum` prints before the file's name",
        ),
    ],
)
def test_what_cannot_name_a_release_is_told_why(name: str, value: Any, line: str) -> None:
    assert of_release(**{name: value}) == [f"artifacts.release.{name}: {line}"]


@pytest.mark.parametrize("name", RELEASE)
def test_a_release_is_named_whole(name: str) -> None:
    """Half a name would be another object than the one that was checked."""
    part = {key: value for key, value in RELEASE.items() if key != name}
    assert said("artifacts.release", part) == [f"artifacts.release.{name}: is missing; give it a value"]
