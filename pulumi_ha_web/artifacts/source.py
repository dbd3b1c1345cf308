"""A file that is uploaded, and that nobody changes meanwhile without being noticed."""

import hashlib
import io
import os
from pathlib import Path

from ..errors import ArtifactError
from .parts import MAX_BYTES, MIB, Part, part_bytes, parts

BLOCK_BYTES = MIB // 4
"""Small enough for a processor's own cache."""


class Source:
    """A regular file, as it was when it was opened. A context manager: leaving it closes the file.

    Raises:
        ArtifactError: it is no regular file, or too large for S3.
        OSError: it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if path.exists() and not path.is_file():
            kind = "a folder; use `ha-web artifacts copy`" if path.is_dir() else "no regular file; copy it into one"
            raise ArtifactError(f"{path}: is {kind}")
        self._file = path.open("rb", buffering=0)
        self._before = self._state()
        self.size, self.modified = self._before
        """In bytes, and in nanoseconds since 1970."""
        if self.size > MAX_BYTES:
            self._file.close()
            raise ArtifactError(
                f"{path}: has {self.size} bytes, S3 takes at most {MAX_BYTES}; cut it into several files"
            )
        self.part_bytes = part_bytes(self.size)
        self.parts = list(parts(self.size, self.part_bytes))

    def __enter__(self) -> "Source":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def whole(self) -> bytes:
        """Return the content of a small file.

        Raises:
            ArtifactError: the file changed while it was read.
        """
        pieces, left = list[bytes](), self.size
        # A network's file system may give less than it is asked for.
        while left and (piece := self._file.read(left)):
            pieces.append(piece)
            left -= len(piece)
        self.check_unchanged()
        if left:
            raise ArtifactError(
                f"{self.path}: ends {left} bytes before its size of {self.size}, so nothing was stored; look at it"
            )
        return b"".join(pieces)

    def digest(self, part: Part, block: memoryview) -> bytes:
        """Return the SHA-256 of a part, read through a block of memory.

        Raises:
            ArtifactError: the file has changed.
        """
        found, stream = hashlib.sha256(), self.section(part)
        while count := stream.readinto(block):
            found.update(block[:count])
        self.check_unchanged()  # here as well: not only once all of it was sent
        return found.digest()

    def section(self, part: Part) -> "Section":
        """Return a part as a stream of its own."""
        return Section(self._file.fileno(), part)

    def check_unchanged(self) -> None:
        """Raise if the file is not what it was when it was opened.

        Raises:
            ArtifactError: it has changed.
        """
        if self._state() != self._before:
            raise ArtifactError(
                f"{self.path}: changed while it was read, so nothing was stored; upload it when nothing writes to it"
            )

    def _state(self) -> tuple[int, int]:
        found = os.fstat(self._file.fileno())
        return found.st_size, found.st_mtime_ns


class Section(io.RawIOBase):
    """A part of an open file, read at its own place: many can be read at once, and none is held in memory.

    Of a file that was cut short meanwhile, zeros are read in place of what is missing: a request that ends before its
    announced length stands still until it times out, one with another content than its digest's is refused at once.
    """

    def __init__(self, descriptor: int, part: Part) -> None:
        self._descriptor, self._part, self._at = descriptor, part, 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it can be read again, as a repeated request does."""
        return True

    def readinto(self, block: memoryview) -> int:  # type: ignore[override]  # any buffer, says typeshed
        """Fill a block with what comes next; return how many bytes."""
        wanted = memoryview(block)[: max(0, self._part.size - self._at)]
        count = os.preadv(self._descriptor, [wanted], self._part.offset + self._at) if wanted else 0
        if wanted and not count:
            wanted[:] = bytes(len(wanted))
            count = len(wanted)
        self._at += count
        return count

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place in the part; return it."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._part.size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        """Return the place in the part."""
        return self._at

    def __len__(self) -> int:
        return self._part.size
