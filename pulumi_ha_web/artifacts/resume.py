"""Uploads that were interrupted: which one to go on with, remembered on this machine."""

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def folder() -> Path:
    """Return where uploads under way are noted: below XDG_CACHE_HOME, or `~/.cache`."""
    cache = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(cache) if cache else Path.home() / ".cache") / "ha-web" / "uploads"
    except RuntimeError:  # a user without a home, as in many containers; nothing can be written here, as is met below
        return Path(os.devnull) / "ha-web"


@dataclass(frozen=True)
class Unfinished:
    """The note about one upload in parts, of one file to one place."""

    file: Path
    content: str
    """What is uploaded. A changed file is another upload, and so is one with other metadata."""

    @classmethod
    def of(
        cls,
        endpoint: str | None,
        bucket: str,
        key: str,
        path: str,
        size: int,
        modified: int,
        metadata: Mapping[str, str],
    ) -> "Unfinished":
        """Return the note about this file, of `size` bytes and `modified` nanoseconds after 1970, and this place."""
        file = folder() / f"{_digest(endpoint, bucket, key, path)}.json"
        return cls(file, _digest(size, modified, sorted(metadata.items())))

    def upload_id(self) -> str | None:
        """Return the id of the upload under way; None if there is no note, or none that can be read."""
        noted = self._noted()
        return noted["upload_id"] if noted.get("content") == self.content else None

    def outdated(self) -> str | None:
        """Return the id of an upload of what the file was before; nothing goes on with it any more."""
        noted = self._noted()
        return noted.get("upload_id") if noted.get("content") != self.content else None

    def write(self, upload_id: str) -> bool:
        """Write it down; return whether that was possible."""
        text = json.dumps({"content": self.content, "upload_id": upload_id})
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            new = self.file.with_suffix(f".{os.getpid()}")
            new.write_text(text, "utf-8")
            new.replace(self.file)
        except OSError:
            return False
        return True

    def forget(self) -> None:
        """Remove the note."""
        with suppress(OSError):
            self.file.unlink()

    def _noted(self) -> dict[str, str]:
        try:
            noted = json.loads(self.file.read_text("utf-8"))
            return {"content": str(noted["content"]), "upload_id": str(noted["upload_id"])}
        except (OSError, ValueError, KeyError, TypeError):
            return {}


def _digest(*identity: Any) -> str:
    return hashlib.sha256(json.dumps(identity).encode()).hexdigest()[:32]
