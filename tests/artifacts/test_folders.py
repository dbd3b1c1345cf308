"""Whole folders into a bucket, and back."""

import os
from pathlib import Path
from typing import Any

import pytest

from pulumi_ha_web.artifacts import folders
from pulumi_ha_web.artifacts.folders import download_folder, inside, upload_folder
from pulumi_ha_web.artifacts.parts import WHOLE_BYTES
from pulumi_ha_web.errors import ArtifactError
from tests.artifacts.faults import answer_damaged, answer_lost, refused
from tests.artifacts.faulty import Middleman
from tests.artifacts.transfers import Bucket, Told, digest, file


@pytest.fixture
def dist(folder: Path) -> Path:
    """A folder of many small files, a large one, empty ones, names that are odd, and links."""
    dist = folder / "dist"
    (dist / "deep/er").mkdir(parents=True)
    (dist / "none").mkdir()
    for number in range(50):
        file(dist if number % 2 else dist / "deep/er", number * 37, f"{number} ü+~.txt")
    file(dist, WHOLE_BYTES + 5, "large.tar")
    (dist / "link").symlink_to(dist / "large.tar")
    (dist / "away").symlink_to(dist / "deep")
    return dist


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, by its path in it; not through links to folders."""
    found = (Path(parent, name) for parent, _, names in os.walk(folder) for name in names)
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in found}


def test_a_folder_comes_back_as_it_was(bucket: Bucket, dist: Path, folder: Path) -> None:
    expected, told = contents(dist), Told()
    assert len(expected) == 52
    size = sum(len(each) for each in expected.values())
    made = upload_folder(bucket.aws, dist, bucket.name, "site/", progress=told)
    assert bucket.keys == sorted(f"site/{name}" for name in expected)
    assert (len(made.objects), made.bytes) == (52, size)
    assert (told.phases, told.done) == ([("Uploading", size)], size)
    assert bucket.unfinished == []
    for each in made.objects[:3]:
        head = bucket.head(each.key)
        assert (head["VersionId"], head["ChecksumSHA256"]) == (each.version_id, each.checksum)

    told = Told()
    back = download_folder(bucket.aws, bucket.name, "site/", folder / "new" / "back", progress=told)
    assert contents(folder / "new" / "back") == expected
    assert {each.key: each for each in back.objects} == {each.key: each for each in made.objects}
    assert (told.phases, told.done) == ([("Downloading", size)], size)


def test_a_second_copy_writes_over_the_first(bucket: Bucket, folder: Path) -> None:
    for content in (b"first", b"second"):
        (folder / "a").write_bytes(content)
        upload_folder(bucket.aws, folder, bucket.name, "")
    assert bucket.content("a") == b"second"
    (folder / "a").write_bytes(b"of mine")
    (folder / "b").write_bytes(b"kept")
    download_folder(bucket.aws, bucket.name, "", folder)
    assert contents(folder) == {"a": b"second", "b": b"kept"}, "nothing is deleted"


def test_another_writers_object_is_not_written_over(bucket: Bucket, between: Middleman, folder: Path) -> None:
    def overtake(exchange: Any) -> None:
        bucket.put(b"of another writer", exchange.key)
        exchange.answer(exchange.pass_on())

    for name in "abc":
        file(folder, 10, name)
    between.does(overtake, "PutObject", after=1)
    with pytest.raises(ArtifactError, match=rf"^uploading {folder}/([abc]): another writer was first: \1 in bucket "):
        upload_folder(bucket.aws, folder, bucket.name, "")
    assert sorted(bucket.content(key) == b"of another writer" for key in "abc") == [False, False, True]


def test_an_answer_that_is_lost_is_no_other_writer(bucket: Bucket, between: Middleman, folder: Path) -> None:
    for name in "abc":
        file(folder, 10, name)
    told = Told()
    between.does(answer_lost, "PutObject", times=2)
    made = upload_folder(bucket.aws, folder, bucket.name, "", progress=told)
    assert sorted(each.key for each in made.objects) == ["a", "b", "c"]
    assert told.done == 30


def test_a_file_that_cannot_be_stored_is_named(bucket: Bucket, between: Middleman, folder: Path) -> None:
    for name in "abc":
        file(folder, 10, name)
    between.does(refused(403, "AccessDenied"), "PutObject", after=1)
    with pytest.raises(ArtifactError) as error:
        upload_folder(bucket.aws, folder, bucket.name, "site/")
    (missing,) = {"site/a", "site/b", "site/c"} - set(bucket.keys)
    name = missing.removeprefix("site/")
    assert str(error.value).startswith(f"uploading {folder}/{name}: access denied: ")
    assert f"s3:PutObject on arn:aws:s3:::{bucket.name}/{missing}" in str(error.value)


def test_a_file_that_may_not_be_read_is_named(bucket: Bucket, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "gone").symlink_to(file(folder, 10, "a"))
    monkeypatch.setattr(folders, "_files", lambda _: [folder / "a", folder / "gone", folder / "never"])
    with pytest.raises(ArtifactError, match=f"^copying {folder}: {folder}/never is not there; check the path"):
        upload_folder(bucket.aws, folder, bucket.name, "")


@pytest.mark.parametrize("size", [1000, WHOLE_BYTES + 5])
def test_an_object_that_is_damaged_is_named_and_the_others_are_there(
    bucket: Bucket, between: Middleman, folder: Path, size: int
) -> None:
    for name in "abc":
        file(folder, 10, name)
    upload_folder(bucket.aws, folder, bucket.name, "site/")
    bucket.put(b"other" * (size // 5), "site/d", Metadata={"sha256": "0" * 64})
    (folder / "back").mkdir()
    (folder / "back" / "d").write_bytes(b"what was there")
    with pytest.raises(ArtifactError) as error:
        download_folder(bucket.aws, bucket.name, "site/", folder / "back")
    assert str(error.value).startswith(f"s3://{bucket.name}/site/d: has SHA-256 ")
    whole = {name: (folder / name).read_bytes() for name in "abc"}
    assert contents(folder / "back") == {**whole, "d": b"what was there"}
    assert between.count("PutObject") == 3


def test_an_object_that_may_not_be_fetched_is_named(bucket: Bucket, between: Middleman, folder: Path) -> None:
    bucket.put(b"content", "site/a")
    for operation in ("GetObject", "HeadObject"):
        between.does(refused(403, "AccessDenied"), operation, times=None)
    with pytest.raises(ArtifactError, match=f"^downloading s3://{bucket.name}/site/a: access denied: "):
        download_folder(bucket.aws, bucket.name, "site/", folder / "back")
    assert contents(folder / "back") == {}


def test_what_another_program_recorded_is_verified_as_well(bucket: Bucket, between: Middleman, folder: Path) -> None:
    bucket.put(b"content", "a", ChecksumAlgorithm="SHA256")
    assert download_folder(bucket.aws, bucket.name, "", folder).objects[0].checksum == digest(b"content")
    between.does(answer_damaged, "GetObject")
    with pytest.raises(ArtifactError, match="what is stored is damaged or was replaced"):
        download_folder(bucket.aws, bucket.name, "", folder)
    assert contents(folder) == {"a": b"content"}


OUTSIDE = ["site/a/../../x", "site/../x", "site/..", "site/a/..\\..\\x", "site/a\0b"]


@pytest.mark.parametrize("key", OUTSIDE)
def test_a_key_that_leads_out_of_the_folder_is_refused_before_anything_is_written(
    bucket: Bucket, between: Middleman, folder: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    """Listed in the store's place: no client of ours would make such an object, another's can."""
    listed = [{"Key": name, "Size": 1, "ETag": '"x"'} for name in ("site/a", key)]
    monkeypatch.setattr(folders, "objects", lambda *_: iter(listed))
    with pytest.raises(ArtifactError) as error:
        download_folder(bucket.aws, bucket.name, "site/", folder / "back")
    assert str(error.value) == (
        f"{key}: is no path below {folder / 'back'}; download it by itself, to a file that you name"
    )
    assert list(folder.iterdir()) == []
    assert between.seen == []


@pytest.mark.parametrize("path", ["a", "a/b", "/etc/passwd", "...", "a/./b"])
def test_a_path_stays_below_the_folder(path: str) -> None:
    assert inside(Path("/srv/site"), path, path) == Path("/srv/site") / path.lstrip("/")


def test_two_keys_of_one_file_are_refused_before_anything_is_written(bucket: Bucket, folder: Path) -> None:
    bucket.put(b"one", "site/a/b")
    bucket.put(b"other", "site/a//b")
    with pytest.raises(ArtifactError) as error:
        download_folder(bucket.aws, bucket.name, "site/", folder / "back")
    assert str(error.value).startswith(f"site/a/b: goes to the same file as site/a//b, {folder / 'back/a/b'}; ")
    assert list(folder.iterdir()) == []


def test_a_key_that_goes_on_where_another_ends_is_refused_before_anything_is_written(
    bucket: Bucket, folder: Path
) -> None:
    bucket.put(b"one", "site/a")
    bucket.put(b"other", "site/a/b/c")
    with pytest.raises(ArtifactError) as error:
        download_folder(bucket.aws, bucket.name, "site/", folder / "back")
    assert str(error.value).startswith(
        f"site/a/b/c: goes into a folder {folder / 'back/a'}, which site/a is a file at; "
    )
    assert list(folder.iterdir()) == []


def test_a_prefix_with_nothing_below_it_is_told(bucket: Bucket, folder: Path) -> None:
    bucket.put(b"", "site/")  # as S3's console makes "folders"
    with pytest.raises(ArtifactError) as error:
        download_folder(bucket.aws, bucket.name, "site/", folder / "back")
    assert str(error.value) == (
        f"s3://{bucket.name}/site/: no object's key begins so; `ha-web artifacts list` shows what there is"
    )
    assert list(folder.iterdir()) == []


def test_a_folder_that_is_none_is_told(bucket: Bucket, folder: Path) -> None:
    path = file(folder, 1)
    with pytest.raises(ArtifactError, match=f"^{path}: is not a folder; name one, or use `ha-web artifacts upload`"):
        upload_folder(bucket.aws, path, bucket.name, "")


def test_an_empty_folder_is_no_objects(bucket: Bucket, folder: Path) -> None:
    assert upload_folder(bucket.aws, folder, bucket.name, "").objects == []


def test_a_list_goes_on_over_its_pages_whatever_is_in_the_keys(
    bucket: Bucket, between: Middleman, folder: Path
) -> None:
    """A page that XML cannot hold would be taken for an empty one, and the copy for a whole one."""

    def two_a_page(exchange: Any) -> None:
        exchange._handler.path += "&max-keys=2"
        exchange.answer(exchange.pass_on())

    keys = ["a b", "a+b", "a%b", "a&<b>", "ü"]
    for key in keys:
        bucket.put(key.encode(), key)
    between.does(two_a_page, "ListObjectsV2", times=None)
    download_folder(bucket.aws, bucket.name, "", folder)
    assert contents(folder) == {key: key.encode() for key in keys}
    assert between.count("ListObjectsV2") == 3
