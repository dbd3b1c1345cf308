"""Objects into files, which appear only when they are whole and verified."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from pulumi_ha_web.artifacts.download import LEFT_SECONDS, Fetch, download, sweep
from pulumi_ha_web.artifacts.parts import WHOLE_BYTES
from pulumi_ha_web.artifacts.upload import upload
from pulumi_ha_web.artifacts.wire import Wanted, open_wire
from pulumi_ha_web.errors import ArtifactError
from tests.artifacts.faults import Hold, answer_damaged
from tests.artifacts.faulty import Exchange, Middleman, carried_out
from tests.artifacts.transfers import IN_PARTS, Bucket, Told, breaks_off, digest, digest_of_parts, file

BEFORE = b"what was there"


@pytest.fixture
def target(folder: Path) -> Path:
    """A file that is there already, in a folder of its own."""
    (folder / "there").mkdir()
    path = folder / "there" / "app.tar"
    path.write_bytes(BEFORE)
    return path


def untouched(target: Path) -> bool:
    """Say whether it is as it was, and alone."""
    return target.read_bytes() == BEFORE and list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("size", [1000, WHOLE_BYTES, IN_PARTS])
def test_what_is_damaged_on_its_way_does_not_appear(
    bucket: Bucket, between: Middleman, folder: Path, target: Path, size: int
) -> None:
    path = file(folder, size)
    upload(bucket.aws, path, bucket.name, "app.tar")
    between.does(answer_damaged, "GetObject")
    with pytest.raises(ArtifactError) as error:
        download(bucket.aws, bucket.name, "app.tar", target)
    content = path.read_bytes()
    recorded = digest(content) if size <= WHOLE_BYTES else digest_of_parts(content)
    text = str(error.value)
    assert text.startswith(f"s3://{bucket.name}/app.tar: has SHA-256 ")
    assert f", its upload recorded {recorded}; what is stored is damaged or was replaced: " in text
    assert recorded not in text.partition("has SHA-256 ")[2].partition(",")[0], "both digests are named"
    assert untouched(target)


def test_what_is_damaged_in_the_store_does_not_appear(bucket: Bucket, folder: Path, target: Path) -> None:
    """As if somebody had put other content beside what the metadata of the upload say."""
    upload(bucket.aws, file(folder, 1000), bucket.name, "app.tar")
    bucket.put(b"x" * 1000, Metadata=bucket.head()["Metadata"])
    with pytest.raises(ArtifactError, match="what is stored is damaged or was replaced"):
        download(bucket.aws, bucket.name, "app.tar", target)
    assert untouched(target)


@pytest.mark.parametrize("size", [1000, IN_PARTS])
def test_an_object_that_is_replaced_meanwhile_is_fetched_as_it_was(
    bucket: Bucket, between: Middleman, folder: Path, target: Path, size: int
) -> None:
    def replaced(exchange: Exchange) -> None:
        bucket.put(b"new" * 10)
        carried_out(exchange)

    path = file(folder, size)
    first = upload(bucket.aws, path, bucket.name, "app.tar")
    between.does(replaced, "GetObject")
    assert download(bucket.aws, bucket.name, "app.tar", target) == first
    assert target.read_bytes() == path.read_bytes(), "the version that was looked at"


def test_a_version_is_fetched_by_its_id(bucket: Bucket, folder: Path, target: Path) -> None:
    first = bucket.put(b"first")["VersionId"]
    second = bucket.put(b"second")["VersionId"]
    assert download(bucket.aws, bucket.name, "app.tar", target, version_id=first).version_id == first
    assert target.read_bytes() == b"first"
    assert download(bucket.aws, bucket.name, "app.tar", target).version_id == second
    assert target.read_bytes() == b"second"


def test_what_nothing_was_recorded_of_is_fetched_and_said_to_be_unverified(bucket: Bucket, target: Path) -> None:
    bucket.put(b"of another program")
    assert download(bucket.aws, bucket.name, "app.tar", target).checksum is None
    assert target.read_bytes() == b"of another program"


def test_what_another_program_recorded_is_verified_as_well(bucket: Bucket, between: Middleman, target: Path) -> None:
    bucket.put(b"of another program", ChecksumAlgorithm="SHA256")
    assert download(bucket.aws, bucket.name, "app.tar", target).checksum == digest(b"of another program")
    between.does(answer_damaged, "GetObject")
    with pytest.raises(ArtifactError, match="what is stored is damaged or was replaced"):
        download(bucket.aws, bucket.name, "app.tar", target)


def test_a_folder_gets_a_file_with_the_last_part_of_the_key(bucket: Bucket, folder: Path) -> None:
    bucket.put(b"content", "builds/77/app.tar")
    download(bucket.aws, bucket.name, "builds/77/app.tar", folder)
    assert (folder / "app.tar").read_bytes() == b"content"


def test_an_object_that_is_not_there_is_told(bucket: Bucket, target: Path) -> None:
    with pytest.raises(ArtifactError, match=f"^downloading s3://{bucket.name}/none: there is no none in bucket "):
        download(bucket.aws, bucket.name, "none", target)
    assert untouched(target)


def test_a_folder_that_is_not_there_is_told(bucket: Bucket, folder: Path) -> None:
    bucket.put(b"content")
    with pytest.raises(ArtifactError, match="/none is not there; check the path"):
        download(bucket.aws, bucket.name, "app.tar", folder / "none" / "app.tar")


@pytest.mark.parametrize("size", [1000, IN_PARTS])
def test_a_disk_without_room_is_told_before_anything_is_written(
    bucket: Bucket, between: Middleman, target: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    bucket.put(bytes(size))
    there = shutil.disk_usage(target)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: there._replace(free=size - 1))
    with pytest.raises(ArtifactError) as error:
        download(bucket.aws, bucket.name, "app.tar", target)
    assert str(error.value) == (
        f"{target}: needs {size} bytes, {size - 1} are free on that disk; make room, or choose another place"
    )
    assert untouched(target)


@breaks_off
@pytest.mark.parametrize("size", [1000, IN_PARTS])
def test_a_disk_that_fills_up_meanwhile_is_told(bucket: Bucket, target: Path, size: int) -> None:
    """The system itself says so, of every byte that is written to its own full device."""
    bucket.put(bytes(size))
    temporary = target.with_name(f".app.tar.{os.getpid()}.ha-web-part")
    temporary.symlink_to("/dev/full")
    with pytest.raises(ArtifactError) as error:
        download(bucket.aws, bucket.name, "app.tar", target)
    assert str(error.value) == (
        f"downloading s3://{bucket.name}/app.tar: the disk is full; make room, then do it again"
    )
    assert untouched(target)


def test_a_file_in_the_place_of_the_folder_is_told(bucket: Bucket, target: Path) -> None:
    bucket.put(b"content")
    with pytest.raises(ArtifactError, match=r"/app\.tar is in the way: it is not a folder"):
        download(bucket.aws, bucket.name, "app.tar", target / "app.tar")
    assert untouched(target)


def test_a_key_that_names_no_file_does_not_become_one(bucket: Bucket, folder: Path) -> None:
    bucket.put(b"", "builds/")
    with pytest.raises(ArtifactError, match=f"{folder} is a folder; name a file"):
        download(bucket.aws, bucket.name, "builds/", folder)
    assert list(folder.parent.iterdir()) == [folder]


@breaks_off
def test_a_download_that_is_abandoned_stops_at_the_next_piece(bucket: Bucket, between: Middleman, target: Path) -> None:
    bucket.put(bytes(IN_PARTS))
    hold = Hold()
    between.does(hold.answer, "GetObject", times=None)
    with open_wire(bucket.aws) as wire:
        fetch = Fetch(wire, Wanted(bucket.name, "app.tar"), target, Told().advance)
        fetched = fetch.begin()
        hold.holds()
        fetch.abandon()
        hold.let_go()
        assert isinstance(fetched.exception(20), CancelledError)
    assert untouched(target)


def aged(file: Path) -> None:
    """Make a file one that nothing was written to for a while."""
    long_ago = file.stat().st_mtime - 2 * LEFT_SECONDS
    os.utime(file, (long_ago, long_ago))


def test_a_link_stays_one_and_a_long_name_is_no_obstacle(bucket: Bucket, folder: Path) -> None:
    bucket.put(b"content")
    linked, link = folder / ("x" * 250), folder / "link"
    link.symlink_to(linked)
    download(bucket.aws, bucket.name, "app.tar", link)
    assert link.is_symlink()
    assert linked.read_bytes() == b"content"


def test_only_what_the_dead_have_left_is_swept(folder: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    kept = [
        f".app.tar.{os.getpid()}.ha-web-part",
        ".app.tar.1.ha-web-part",
        "app.tar",
        f"app.tar.{dead.pid}.ha-web-part",
        f".app.tar.{dead.pid}.ha-web-part.bak",
        ".app.tar.ha-web-part",
    ]
    for name in (*kept, f".app.tar.{dead.pid}.ha-web-part", f".a b.c.{dead.pid}.ha-web-part"):
        (folder / name).write_text("")
        aged(folder / name)
    # Of a process that is not seen here, such as one of another container.
    recent = f".b.tar.{dead.pid}.ha-web-part"
    (folder / recent).write_text("")
    kept.append(recent)
    (folder / f".folder.{dead.pid}.ha-web-part").mkdir()
    (folder / f".c.tar.{'9' * 30}.ha-web-part").mkdir()
    sweep(folder)
    assert sorted(each.name for each in folder.iterdir() if each.is_file()) == sorted(kept)


def test_a_download_sweeps_its_folder(bucket: Bucket, target: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = target.parent / f".other.{dead.pid}.ha-web-part"
    left.write_text("half")
    aged(left)
    bucket.put(b"content")
    download(bucket.aws, bucket.name, "app.tar", target)
    assert list(target.parent.iterdir()) == [target]


def test_an_empty_object_is_an_empty_file(bucket: Bucket, target: Path) -> None:
    bucket.put(b"")
    told = Told()
    assert download(bucket.aws, bucket.name, "app.tar", target, progress=told).size == 0
    assert target.read_bytes() == b""
    assert (told.phases, told.done) == ([("Downloading", 0)], 0)
