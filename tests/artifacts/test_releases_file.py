"""What may be released: seen in the file, before anything is uploaded."""

import io
import lzma
import os
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pulumi_ha_web.artifacts.releases_file import TARS, check_file
from pulumi_ha_web.errors import ArtifactError

MODES = {".tar": "w", ".tar.gz": "w:gz", ".tgz": "w:gz", ".tar.xz": "w:xz"}
ZSTD = b"\x28\xb5\x2f\xfd rest of it"


def packed(file: Path, members: Mapping[str, Any] | None = None) -> Path:
    """Pack a tar by its name: each member a mode, or what a TarInfo has."""
    with tarfile.open(file, MODES[file.name[file.name.index(".") :]]) as tar:  # type: ignore[call-overload]
        for name, given in ({"install": 0o755} if members is None else members).items():
            info, content = tarfile.TarInfo(name), b"#!/bin/sh\n" * 2000
            if isinstance(given, int):
                info.mode, info.size = given, len(content)
            else:
                info.type, info.linkname = given
            tar.addfile(info, io.BytesIO(content) if info.size else None)
    return file


@pytest.mark.parametrize("end", MODES)
@pytest.mark.parametrize(
    "members",
    [
        {"install": 0o755},
        {"./": (tarfile.DIRTYPE, ""), "./bin/app": 0o755, "./install": 0o700},
        {"bin/app": 0o755, "install": (tarfile.SYMTYPE, "bin/app")},
        {"install": 0o644, "./install": 0o755},
    ],
    ids=["install", "a folder's content", "a link", "the last one counts"],
)
def test_a_tar_with_an_executable_install_at_its_top_may(end: str, members: Any, tmp_path: Path) -> None:
    check_file(packed(tmp_path / f"app{end}", members))


@pytest.mark.parametrize("content", [b"#!/bin/sh\n", b"\x7fELF\x02\x01"], ids=["script", "binary"])
@pytest.mark.parametrize("name", ["app", "app-1.4.2+b7", "server.bin"])
def test_a_program_may(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    check_file(tmp_path / name)


def test_what_this_python_cannot_read_may_if_it_looks_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tarfile.TarFile, "OPEN_METH", {"tar": "taropen", "gz": "gzopen", "xz": "xzopen"})
    (tmp_path / "app.tar.zst").write_bytes(ZSTD)
    check_file(tmp_path / "app.tar.zst")


BARE = b"#!/bin/sh\n"
REFUSED: dict[str, tuple[str, Any, str]] = {
    "empty": ("app.tar", b"", "is empty"),
    "a page": (
        "index.html",
        b"<!doctype html>",
        "is neither a program (which begins with `#!`, or is an ELF file, and is not called like an archive) nor",
    ),
    "a zip": ("app.zip", b"PK\x03\x04", "is neither a program"),
    "a program called like an archive": ("app.gz", BARE, "is neither a program"),
    "no install": (
        "app.tar.gz",
        {"app/install": 0o755},
        "has no file `install` at its top, which the instances run; pack",
    ),
    "nothing": ("app.tar", {}, "has no file `install` at its top"),
    "not executable": ("app.tgz", {"install": 0o644}, "`install` at its top is not executable; chmod +x install"),
    "a folder": ("app.tar.xz", {"install": (tarfile.DIRTYPE, "")}, "`install` at its top is not a file"),
    "not compressed": ("app.tar.gz", BARE, "is not compressed, by its name it is compressed by gz"),
    "another compression": ("app.tar", lzma.compress(BARE), "is compressed by xz, by its name it is not compressed"),
    "compressed nonsense": ("app.tar.xz", lzma.compress(BARE * 99), "is not a whole tar ("),
    "text": ("app.tar", BARE, "is not a whole tar ("),
    "a name with a space": ("my app", BARE, "its name must have 1 to 128 letters, digits"),
    "a hidden name": (".app", BARE, "its name must have"),
}


@pytest.mark.parametrize(("name", "content", "said"), REFUSED.values(), ids=REFUSED)
def test_nothing_else_may(name: str, content: Any, said: str, tmp_path: Path) -> None:
    file = tmp_path / name
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        packed(file, content)
    with pytest.raises(ArtifactError) as error:
        check_file(file)
    assert str(error.value).startswith(f"{file}: {said}")


@pytest.mark.parametrize("end", MODES)
def test_a_tar_that_was_cut_off_may_not(end: str, tmp_path: Path) -> None:
    file = packed(tmp_path / f"app{end}", {"install": 0o755, "bin/app": 0o755})
    file.write_bytes(file.read_bytes()[: -file.stat().st_size // 3])
    with pytest.raises(ArtifactError, match="is not a whole tar"):
        check_file(file)


def test_what_is_no_file_may_not(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="is not there; check the path"):
        check_file(tmp_path / "none.tar")
    with pytest.raises(ArtifactError, match="is not a file; pack what is in it: tar -C "):
        check_file(tmp_path)


def test_what_cannot_be_read_may_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "app").write_bytes(BARE)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ArtifactError, match=r"cannot be read \(Permission denied\); check its permissions"):
        check_file(tmp_path / "app")


def test_every_end_that_instances_unpack_is_tried_here() -> None:
    assert set(TARS) == {*MODES, ".tar.zst"}
