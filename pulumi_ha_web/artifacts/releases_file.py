"""What may be released: a file that the instances will know what to do with.

The contract is docs/releases.md: the end of a file's name says whether instances unpack it, and what they run. It is
checked here with what can be seen in the file, before anything is uploaded.
"""

from __future__ import annotations

import re
import shlex
import tarfile
from pathlib import Path

from ..errors import ArtifactError

INSTALL = "install"
"""What a tar has at its top: the instances run it, in the folder that the tar was unpacked into."""

TARS = {".tar": "", ".tar.gz": "gz", ".tgz": "gz", ".tar.xz": "xz", ".tar.zst": "zst"}
"""Ends of names that instances unpack, with the compression that each stands for."""

OTHER_ARCHIVES = (".zip", ".jar", ".war", ".whl", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".deb", ".rpm")
"""Ends of names that the settings refuse: they promise an archive that nobody unpacks."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,127}")
_BEGINNINGS = {"gz": b"\x1f\x8b", "xz": b"\xfd7zXZ\x00", "zst": b"\x28\xb5\x2f\xfd"}
_PROGRAMS = (b"#!", b"\x7fELF")
_PACK = "pack the folder's content, not the folder: tar -C folder -czf app.tar.gz ."


def check_file(file: Path) -> None:
    """Refuse a file that no instance could install.

    A tar is read to its end, so that one that was cut off is found here and not on the instances. (One compressed by
    zstd is looked at only where this Python can read it, which it can from 3.14 on.)

    Raises:
        ArtifactError: says what is wrong with it.
    """
    beginning = _beginning(file)
    if not _NAME.fullmatch(file.name):
        raise ArtifactError(
            f"{file}: its name must have 1 to 128 letters, digits, `.`, `_`, `+` and `-`, and begin with a letter or a "
            "digit; rename it"
        )
    if not beginning:
        raise ArtifactError(f"{file}: is empty; release the file that your build made")
    end = next((end for end in TARS if file.name.endswith(end)), None)
    if end is not None:
        _check_tar(file, TARS[end], beginning)
    elif file.name.endswith(OTHER_ARCHIVES) or not beginning.startswith(_PROGRAMS):
        raise ArtifactError(
            f"{file}: is neither a program (which begins with `#!`, or is an ELF file, and is not called like an "
            f"archive) nor called {', '.join(TARS)}, which instances unpack; pack it into a tar "
            "with an executable `install` at its top"
        )


def _beginning(file: Path) -> bytes:
    if not file.exists():
        raise ArtifactError(f"{file}: is not there; check the path")
    if not file.is_file():
        pack = f"tar -C {shlex.quote(str(file))} -czf app.tar.gz ."
        raise ArtifactError(f"{file}: is not a file; pack what is in it: {pack}")
    try:
        with file.open("rb") as opened:
            return opened.read(8)
    except OSError as error:
        raise ArtifactError(f"{file}: cannot be read ({error.strerror}); check its permissions") from None


def _check_tar(file: Path, compression: str, beginning: bytes) -> None:
    found = next((name for name, mark in _BEGINNINGS.items() if beginning.startswith(mark)), "")
    if found != compression:
        said, meant = (f"compressed by {name}" if name else "not compressed" for name in (found, compression))
        raise ArtifactError(f"{file}: is {said}, by its name it is {meant}; rename it, or pack it anew")
    if compression == "zst" and compression not in tarfile.TarFile.OPEN_METH:
        return
    try:
        installer = _installer(file)
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise ArtifactError(f"{file}: is not a whole tar ({error}); pack it anew") from None
    if installer is None:
        raise ArtifactError(f"{file}: has no file `{INSTALL}` at its top, which the instances run; {_PACK}")
    linked = installer.issym() or installer.islnk()
    if not (installer.isfile() or linked):
        raise ArtifactError(f"{file}: `{INSTALL}` at its top is not a file; {_PACK}")
    if not linked and not installer.mode & 0o100:
        raise ArtifactError(f"{file}: `{INSTALL}` at its top is not executable; chmod +x {INSTALL}, and pack it anew")


def _installer(file: Path) -> tarfile.TarInfo | None:
    """Return the last `install` at the top of a tar: a later one is unpacked over an earlier one."""
    found = None
    with tarfile.open(file) as tar:
        for member in tar:
            if member.name.removeprefix("./") == INSTALL:
                found = member
    return found
