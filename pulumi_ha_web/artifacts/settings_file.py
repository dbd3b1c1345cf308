"""A stack's settings file, and the release that it points at.

Changes that one setting and nothing else: comments, order, quotes and line ends stay. The new file takes the old one's
place in one step, so that whatever happens there is one of the two, whole.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from ..errors import ArtifactError
from .settings_file_edit import NotChangedError, read, with_text

SECTION = ("config", "ha-web:artifacts", "release")
"""Where a stack's settings name the release."""

_BOM = "\ufeff"


@dataclass(frozen=True)
class ReleaseSettings:
    """What the settings say about a release. The names are those of the settings; in their order."""

    version: str
    """Its name, such as `1.4.2`."""
    key: str
    """Of the object in the stack's artifact bucket."""
    object_version: str
    """S3's id of the very version of that object."""
    sha256: str
    """Digest of its bytes, 64 hexadecimal digits."""

    def as_dict(self) -> dict[str, str]:
        """Return the four by name."""
        return asdict(self)


class SettingsFile:
    """A `Pulumi.<stack>.yaml`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def of(cls, stack: str, program: Path) -> SettingsFile:
        """Return the file of a stack in its program's folder.

        Raises:
            ArtifactError: there is none; it names those that are there.
        """
        found = cls.find(stack, program)
        if found is None:
            there = sorted(each.name for each in program.glob("Pulumi.*.y*ml")) if program.is_dir() else []
            where = "this folder" if program == Path() else str(program)
            raise ArtifactError(
                f"{where}: has no Pulumi.{_short(stack)}.yaml; "
                + (f"there are {', '.join(there)}" if there else "name the program's folder with --program")
            )
        return found

    @classmethod
    def find(cls, stack: str, program: Path) -> SettingsFile | None:
        """Return the file of a stack in its program's folder, or None when there is none."""
        for end in ("yaml", "yml"):
            if (path := program / f"Pulumi.{_short(stack)}.{end}").is_file():
                return cls(path)
        return None

    def config(self) -> dict[str, Any]:
        """Return its configuration as it is written; every plain value as a text.

        Raises:
            ArtifactError: it cannot be read.
        """
        return _mapping(_mapping(self._said(self._bytes())).get("config"))

    def release(self) -> ReleaseSettings | None:
        """Return the release that it points at, or None; what is missing of it is an empty text.

        Raises:
            ArtifactError: the file cannot be read.
        """
        found = _mapping(_mapping(self.config().get(SECTION[1])).get(SECTION[2]))
        names = [each.name for each in fields(ReleaseSettings)]
        texts = {name: found[name] for name in names if isinstance(found.get(name), str)}
        return ReleaseSettings(**{name: texts.get(name, "") for name in names}) if texts.get("version") else None

    def check(self) -> None:
        """Make sure that it could point at a release, before anything is uploaded for it.

        Raises:
            ArtifactError: it could not.
        """
        self._pointed_at(self._bytes(), ReleaseSettings("1", "1", "1", "1"))
        if not os.access(self.path.resolve().parent, os.W_OK):
            raise ArtifactError(f"{self.path}: cannot be replaced; you may not write into its folder")

    def point_at(self, release: ReleaseSettings) -> bool:
        """Make it point at a release; return whether that changed anything.

        Raises:
            ArtifactError: it cannot be read, changed or written; it is then as it was.
        """
        before = self._bytes()
        after = self._pointed_at(before, release)
        if after == before:
            return False
        try:
            self._replace(before, after)
        except OSError as error:
            raise ArtifactError(
                f"{self.path}: cannot be written ({error.strerror}) and is as it was; check permissions and free space "
                "of its folder"
            ) from None
        return True

    def _pointed_at(self, before: bytes, release: ReleaseSettings) -> bytes:
        mark, text = self._text(before)
        try:
            for name, value in release.as_dict().items():
                text = with_text(text, (*SECTION, name), value)
        except NotChangedError as error:
            raise ArtifactError(f"{self.path}: {error}") from None
        return (mark + text).encode()

    def _said(self, content: bytes) -> Any:
        try:
            return read(self._text(content)[1])
        except NotChangedError as error:
            raise ArtifactError(f"{self.path}: {error}") from None

    def _text(self, content: bytes) -> tuple[str, str]:
        try:
            text = content.decode()
        except UnicodeDecodeError as error:
            raise ArtifactError(f"{self.path}: is not UTF-8 (byte {error.start + 1}); save it as UTF-8") from None
        return (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)

    def _bytes(self) -> bytes:
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise ArtifactError(f"{self.path}: cannot be read ({error.strerror}); check its permissions") from None

    def _replace(self, before: bytes, after: bytes) -> None:
        """Put new content in the file's place; a link keeps leading to it, and its permissions stay."""
        target = self.path.resolve()
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".new")
        new = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(after)
                file.flush()
                os.fsync(file.fileno())
            new.chmod(target.stat().st_mode & 0o7777)
            if target.read_bytes() != before:
                raise ArtifactError(f"{self.path}: was changed by something else in this moment; run this again")
            new.replace(target)
        finally:
            new.unlink(missing_ok=True)


def _short(stack: str) -> str:
    """Return the name that is part of the file's, without organisation and project."""
    return stack.rpartition("/")[2]


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
