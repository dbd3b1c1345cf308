"""A file that is read for an upload, and what becomes of it meanwhile."""

import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest

from pulumi_ha_web.artifacts import source
from pulumi_ha_web.artifacts.parts import MAX_BYTES, MIB, PART_BYTES, Part
from pulumi_ha_web.artifacts.source import BLOCK_BYTES, Section, Source
from pulumi_ha_web.errors import ArtifactError
from tests.artifacts.transfers import IN_PARTS, file


def touch(path: Path) -> None:
    os.utime(path, ns=(0, 0))


def write_over(path: Path) -> None:
    with path.open("r+b") as opened:
        opened.write(b"other content, as long as before")
    os.utime(path, ns=(0, 0))  # the clock of a file system may not have moved on since the file was written


def append(path: Path) -> None:
    with path.open("ab") as opened:
        opened.write(b"!")


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


CHANGES = [touch, write_over, append, cut]


@pytest.mark.parametrize("change", CHANGES)
def test_a_small_file_that_changes_while_it_is_read_is_no_content(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    path = file(tmp_path, 1000)
    with Source(path) as opened:
        change(path)
        with pytest.raises(ArtifactError) as error:
            opened.whole()
    assert str(error.value) == (
        f"{path}: changed while it was read, so nothing was stored; upload it when nothing writes to it"
    )


@pytest.mark.parametrize("change", CHANGES)
def test_a_large_file_that_changes_is_noticed_with_the_next_part(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    path = file(tmp_path, IN_PARTS)
    with Source(path) as opened:
        change(path)
        with pytest.raises(ArtifactError, match="changed while it was read"):
            opened.digest(opened.parts[0], memoryview(bytearray(BLOCK_BYTES)))


def test_a_file_that_is_replaced_by_another_is_read_on_as_it_was(tmp_path: Path) -> None:
    path = file(tmp_path, 1000)
    content = path.read_bytes()
    with Source(path) as opened:
        file(tmp_path, 2000, "new").replace(path)
        assert opened.whole() == content, "who replaces a file in one step disturbs nobody who reads it"


def test_a_part_is_digested_through_a_block_of_any_size(tmp_path: Path) -> None:
    path = file(tmp_path, IN_PARTS)
    content = path.read_bytes()
    with Source(path) as opened:
        for part in opened.parts:
            expected = hashlib.sha256(content[part.offset : part.offset + part.size]).digest()
            for block in (BLOCK_BYTES, 3 * MIB - 7):
                assert opened.digest(part, memoryview(bytearray(block))) == expected


def test_no_more_than_a_block_of_a_part_is_read_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    read: Any = os.preadv

    def preadv(descriptor: int, blocks: list[memoryview], offset: int) -> int:
        asked.append(sum(len(block) for block in blocks))
        count: int = read(descriptor, blocks, offset)
        return count

    monkeypatch.setattr(os, "preadv", preadv)
    with Source(file(tmp_path, IN_PARTS)) as opened:
        opened.digest(opened.parts[1], memoryview(bytearray(1000)))
    assert max(asked) == 1000
    assert sum(asked) == PART_BYTES


def test_a_section_is_a_stream_of_its_part_alone(tmp_path: Path) -> None:
    path = file(tmp_path, IN_PARTS)
    expected = path.read_bytes()[PART_BYTES : 2 * PART_BYTES]
    with Source(path) as opened:
        section, other = opened.section(opened.parts[1]), opened.section(opened.parts[2])
        assert len(section) == PART_BYTES
        assert section.readable()
        assert section.seekable()
        assert section.read(10) == expected[:10]
        assert other.read() == path.read_bytes()[2 * PART_BYTES :], "two of one file do not disturb one another"
        assert section.tell() == 10
        assert section.read() == expected[10:]
        assert section.read() == b"", "it ends where the next part begins"
        assert section.seek(0) == 0
        assert section.read() == expected, "as when a request is repeated"
        assert section.seek(-4, io.SEEK_END) == PART_BYTES - 4
        assert section.seek(2, io.SEEK_CUR) == PART_BYTES - 2
        assert section.read() == expected[-2:]
        assert section.seek(9, io.SEEK_END) == PART_BYTES + 9
        assert section.read() == b""


def test_a_section_of_a_file_that_was_cut_is_as_long_as_announced(tmp_path: Path) -> None:
    """Of one that ends too early, both libraries wait for the rest, and S3 for them."""
    path = file(tmp_path, 100)
    content = path.read_bytes()
    with path.open("rb", buffering=0) as opened:
        cut(path)
        assert Section(opened.fileno(), Part(1, 20, 80)).read() == content[20:50] + bytes(50)


def test_a_missing_file_is_the_systems_own_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Source(tmp_path / "none")


def test_a_folder_is_refused_and_told_what_is_for_it(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError) as error:
        Source(tmp_path)
    assert str(error.value) == f"{tmp_path}: is a folder; use `ha-web artifacts copy`"


def test_a_pipe_is_refused_before_anybody_waits_for_its_other_end(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ArtifactError, match="pipe: is no regular file; copy it into one"):
        Source(tmp_path / "pipe")


def test_a_file_that_s3_does_not_take_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_BYTES", 1000)
    path = file(tmp_path, 1001)
    with pytest.raises(ArtifactError) as error:
        Source(path)
    assert str(error.value) == f"{path}: has 1001 bytes, S3 takes at most 1000; cut it into several files"
    with Source(file(tmp_path, 1000)) as opened:
        assert opened.size == 1000
    assert MAX_BYTES > 50 * 10**12


class Slow:
    """A file that gives at most 7 bytes at once."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int) -> bytes:
        return self._file.read(min(size, 7))

    def fileno(self) -> int:
        return self._file.fileno()

    def close(self) -> None:
        self._file.close()


def test_a_small_file_that_comes_piece_by_piece_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a network's file system may give it."""
    path = tmp_path / "app.tar"
    path.write_bytes(bytes(range(200)))
    with Source(path) as source:
        whole = source._file
        monkeypatch.setattr(source, "_file", Slow(whole))
        assert source.whole() == bytes(range(200))
    whole.close()
