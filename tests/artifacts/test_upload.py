"""Files into a bucket: what is stored and recorded, and what is not stored."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from emulator import account
from pulumi_ha_web.artifacts.clients import Aws
from pulumi_ha_web.artifacts.download import download
from pulumi_ha_web.artifacts.parts import PART_BYTES, WHOLE_BYTES
from pulumi_ha_web.artifacts.resume import folder as notes
from pulumi_ha_web.artifacts.source import Source
from pulumi_ha_web.artifacts.stored import Stored
from pulumi_ha_web.artifacts.upload import upload
from pulumi_ha_web.errors import ArtifactError
from tests.artifacts.faults import refused
from tests.artifacts.faulty import Exchange, Fault, Middleman, carried_out
from tests.artifacts.transfers import IN_PARTS, Bucket, Told, digest, digest_of_parts, file

SIZES = [0, 1, WHOLE_BYTES, WHOLE_BYTES + 1, IN_PARTS]
KEYS = ["a b.txt", "a+b", "ü/日本.tar", "~home", "deep/er/app.tar", "100%25.txt", "a&b=c#d", "'(quoted)*!"]


def nothing_is_left(bucket: Bucket, *keys: str) -> None:
    assert bucket.keys == list(keys)
    assert bucket.unfinished == []
    assert not notes().exists() or not list(notes().iterdir())


@pytest.mark.parametrize("size", SIZES)
def test_a_file_is_stored_with_its_digest_and_comes_back(bucket: Bucket, folder: Path, size: int) -> None:
    path, told = file(folder, size), Told()
    content = path.read_bytes()
    made = upload(bucket.aws, path, bucket.name, "app.tar", metadata={"built-by": "job 7"}, progress=told)

    whole = size <= WHOLE_BYTES
    checksum = digest(content) if whole else digest_of_parts(content)
    own = {"sha256": hashlib.sha256(content).hexdigest()} if whole else {"part-bytes": str(PART_BYTES)}
    head = bucket.head()
    assert made == Stored(bucket.name, "app.tar", head["VersionId"], head["ETag"].strip('"'), size, checksum), (
        "what is told is what is there"
    )
    assert head["ChecksumSHA256"] == checksum, "S3's own record"
    assert head["Metadata"] == {**own, "built-by": "job 7"}
    assert (head["ContentType"], head["ContentLength"]) == ("application/octet-stream", size)
    assert bucket.content() == content
    assert told.phases == [("Uploading", size)]
    assert told.done == size
    nothing_is_left(bucket, "app.tar")

    told = Told()
    assert download(bucket.aws, bucket.name, "app.tar", folder / "back", progress=told) == made
    assert (folder / "back").read_bytes() == content
    assert (told.phases, told.done) == ([("Downloading", size)], size)
    assert sorted(each.name for each in folder.iterdir()) == ["app.tar", "back"]


@pytest.mark.parametrize("size", [1, IN_PARTS])
def test_a_file_is_stored_by_boto3_alone(folder: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    with account("eu-west-1") as opened:
        s3 = opened.client("s3")
        s3.create_bucket(Bucket="artifacts", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        path = file(folder, size)
        made = upload(Aws("eu-west-1"), path, "artifacts", "app.tar")
        assert made.version_id is None, "this bucket keeps none"
        assert s3.get_object(Bucket="artifacts", Key="app.tar")["Body"].read() == path.read_bytes()
        assert download(Aws("eu-west-1"), "artifacts", "app.tar", folder / "back") == made
        assert (folder / "back").read_bytes() == path.read_bytes()


def test_a_key_may_have_any_character(bucket: Bucket, folder: Path) -> None:
    path = file(folder, 10)
    for key in KEYS:
        assert upload(bucket.aws, path, bucket.name, key).key == key
        download(bucket.aws, bucket.name, key, folder / "back")
    assert bucket.keys == sorted(KEYS)


@pytest.mark.parametrize("size", [1, IN_PARTS])
def test_an_upload_over_ones_own_object_is_a_new_version(bucket: Bucket, folder: Path, size: int) -> None:
    path = file(folder, size)
    first = upload(bucket.aws, path, bucket.name, "app.tar")
    second = upload(bucket.aws, path, bucket.name, "app.tar")
    assert first.version_id != second.version_id
    assert bucket.head()["VersionId"] == second.version_id


def test_over_a_deleted_object_it_is_new(bucket: Bucket, folder: Path) -> None:
    bucket.put(b"before")
    bucket.s3.delete_object(Bucket=bucket.name, Key="app.tar")
    upload(bucket.aws, file(folder, 1), bucket.name, "app.tar", only_new=True)
    assert bucket.content() == (folder / "app.tar").read_bytes()


@pytest.mark.parametrize("size", [1, IN_PARTS])
def test_a_key_that_is_to_be_new_and_is_not_is_refused_before_anything_is_sent(
    bucket: Bucket, between: Middleman, folder: Path, size: int
) -> None:
    path = file(folder, size)
    bucket.put(path.read_bytes())
    with pytest.raises(ArtifactError) as error:
        upload(bucket.aws, path, bucket.name, "app.tar", only_new=True)
    assert str(error.value) == f"app.tar: is in bucket {bucket.name} already, and was to be new; choose another key"
    assert [each.operation for each in between.seen] == ["HeadObject"]
    nothing_is_left(bucket, "app.tar")


@pytest.mark.parametrize("size", [1, IN_PARTS])
def test_who_may_not_look_may_store_what_is_new(bucket: Bucket, between: Middleman, folder: Path, size: int) -> None:
    between.does(refused(403, "AccessDenied"), "HeadObject", times=None)
    path = file(folder, size)
    upload(bucket.aws, path, bucket.name, "app.tar")
    assert bucket.content() == path.read_bytes()
    with pytest.raises(ArtifactError, match="another writer was first"):
        upload(bucket.aws, file(folder, size + 1), bucket.name, "app.tar")


def overtaken(bucket: Bucket) -> Fault:
    """Store something at the key just before the request at hand is carried out."""

    def fault(exchange: Exchange) -> None:
        bucket.put(b"of another writer")
        carried_out(exchange)

    return fault


@pytest.mark.parametrize(("before", "only_new"), [(False, False), (True, False), (False, True)])
@pytest.mark.parametrize(("size", "last"), [(1, "PutObject"), (IN_PARTS, "CompleteMultipartUpload")])
def test_another_writer_is_not_written_over(
    bucket: Bucket, between: Middleman, folder: Path, size: int, last: str, before: bool, only_new: bool
) -> None:
    if before:
        bucket.put(b"before")
    between.does(overtaken(bucket), last)
    path = file(folder, size)
    with pytest.raises(ArtifactError) as error:
        upload(bucket.aws, path, bucket.name, "app.tar", only_new=only_new)
    assert str(error.value).startswith(f"uploading {path}: another writer was first: app.tar in bucket {bucket.name} ")
    assert bucket.content() == b"of another writer"
    nothing_is_left(bucket, "app.tar")


@pytest.mark.parametrize(("size", "last"), [(1, "PutObject"), (IN_PARTS, "CompleteMultipartUpload")])
def test_an_object_that_is_deleted_meanwhile_is_not_brought_back(
    bucket: Bucket, between: Middleman, folder: Path, size: int, last: str
) -> None:
    def deleted(exchange: Exchange) -> None:
        bucket.s3.delete_object(Bucket=bucket.name, Key="app.tar")
        carried_out(exchange)

    bucket.put(b"before")
    between.does(deleted, last)
    path = file(folder, size)
    with pytest.raises(
        ArtifactError, match=f"^uploading {path}: another writer deleted app.tar in bucket {bucket.name} meanwhile"
    ):
        upload(bucket.aws, path, bucket.name, "app.tar")
    nothing_is_left(bucket)


def in_step(path: Path, change: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Change a file once a part of it has been digested, or as it is read as a whole."""
    read_whole, digest_part = Source.whole, Source.digest

    def whole(source: Source) -> bytes:
        change(path)
        return read_whole(source)

    def part(source: Source, *words: Any) -> bytes:
        found = digest_part(source, *words)
        if words[0].number == len(source.parts) - 1:
            change(path)
        return found

    monkeypatch.setattr(Source, "whole", whole)
    monkeypatch.setattr(Source, "digest", part)


def append(path: Path) -> None:
    with path.open("ab") as opened:
        opened.write(b"!")


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 3)


def write_over(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))
    os.utime(path, ns=(0, 0))


@pytest.mark.parametrize(
    ("size", "change"), [(1000, append), (1000, cut), (1000, write_over), (IN_PARTS, append), (IN_PARTS, cut)]
)
def test_a_file_that_changes_while_it_is_read_is_not_stored(
    bucket: Bucket, folder: Path, monkeypatch: pytest.MonkeyPatch, size: int, change: Callable[[Path], None]
) -> None:
    path = file(folder, size)
    in_step(path, change, monkeypatch)
    with pytest.raises(ArtifactError) as error:
        upload(bucket.aws, path, bucket.name, "app.tar")
    assert str(error.value) == (
        f"{path}: changed while it was read, so nothing was stored; upload it when nothing writes to it"
    )
    nothing_is_left(bucket)


def test_a_file_that_changes_once_all_of_it_is_digested_is_not_stored(
    bucket: Bucket, between: Middleman, folder: Path
) -> None:
    """A part that is sent as it was digested says nothing of those before it."""

    def change(exchange: Exchange) -> None:
        append(path)
        carried_out(exchange)

    path = file(folder, IN_PARTS)
    between.does(change, "UploadPart", after=2)
    with pytest.raises(ArtifactError, match="changed while it was read, so nothing was stored"):
        upload(bucket.aws, path, bucket.name, "app.tar")
    nothing_is_left(bucket)


def test_a_change_that_the_clock_does_not_show_is_seen_by_s3(
    bucket: Bucket, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a writer does who puts the time of the file back: what arrives is not what was digested."""

    def unseen(path: Path) -> None:
        before = path.stat().st_mtime_ns
        path.write_bytes(bytes(path.stat().st_size))
        os.utime(path, ns=(before, before))

    path = file(folder, WHOLE_BYTES + 1)
    read = Source.section

    def section(source: Source, part: Any) -> Any:
        if part.number == 2 and any(path.read_bytes()[-10:]):
            unseen(path)
        return read(source, part)

    digest_part = Source.digest

    def part(source: Source, which: Any, block: memoryview) -> bytes:
        with monkeypatch.context() as patched:
            patched.setattr(Source, "section", read)
            return digest_part(source, which, block)

    monkeypatch.setattr(Source, "section", section)
    monkeypatch.setattr(Source, "digest", part)
    with pytest.raises(ArtifactError, match="what arrived is not what was sent, so nothing was stored"):
        upload(bucket.aws, path, bucket.name, "app.tar")
    nothing_is_left(bucket)


def test_a_file_that_is_not_there_is_told_before_s3_is_asked(bucket: Bucket, between: Middleman, folder: Path) -> None:
    with pytest.raises(ArtifactError) as error:
        upload(bucket.aws, folder / "none", bucket.name, "app.tar")
    assert str(error.value) == f"uploading {folder / 'none'}: {folder / 'none'} is not there; check the path"
    assert between.seen == []


def test_a_bucket_that_is_not_there_is_told(bucket: Bucket, folder: Path) -> None:
    path = file(folder, 1)
    with pytest.raises(ArtifactError, match=f"^uploading {path}: there is no bucket transfers-none; "):
        upload(bucket.aws, path, "transfers-none", "app.tar")


@pytest.mark.parametrize(("name", "key"), [("No_Bucket", "app.tar"), ("artifacts", "a/../../x"), ("artifacts", "")])
def test_names_are_checked_before_s3_is_asked(bucket: Bucket, folder: Path, name: str, key: str) -> None:
    with pytest.raises(ArtifactError, match=r"is no name of a bucket|is no key|is empty"):
        upload(bucket.aws, file(folder, 1), name, key)
