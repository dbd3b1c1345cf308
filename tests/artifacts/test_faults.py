"""Transfers over a line that breaks, to a bucket that is busy: they end well, or say how they ended."""

from pathlib import Path

import pytest

from pulumi_ha_web.artifacts.clients import ATTEMPTS
from pulumi_ha_web.artifacts.download import download
from pulumi_ha_web.artifacts.folders import download_folder, upload_folder
from pulumi_ha_web.artifacts.parts import MIB, RANGE_BYTES, WHOLE_BYTES
from pulumi_ha_web.artifacts.resume import folder as notes
from pulumi_ha_web.artifacts.upload import upload
from pulumi_ha_web.errors import ArtifactError
from tests.artifacts.faults import (
    answer_cut_after,
    answer_lost,
    answer_shortened_to,
    cut_after,
    refused,
    request_damaged,
)
from tests.artifacts.faulty import Middleman
from tests.artifacts.transfers import IN_PARTS, Bucket, Told, breaks_off, digest_of_parts, file

IN_RANGES = 2 * RANGE_BYTES + 5
"""Size of an object that each engine fetches in several pieces."""

SLOW_DOWN, FAILED = refused(503, "SlowDown"), refused(500, "InternalError")
PASSING = [cut_after(0), cut_after(3 * MIB), SLOW_DOWN, FAILED, answer_lost]
"""What does not happen to the same request eight times."""


def test_a_part_that_does_not_get_through_is_sent_again_and_no_other(
    bucket: Bucket, between: Middleman, folder: Path
) -> None:
    path, told = file(folder, IN_PARTS), Told()
    for fault in PASSING:
        between.does(fault, "UploadPart")
    made = upload(bucket.aws, path, bucket.name, "app.tar", progress=told)
    assert made.checksum == digest_of_parts(path.read_bytes()) == bucket.head()["ChecksumSHA256"]
    assert between.count("UploadPart") == 3 + len(PASSING)
    assert told.done == IN_PARTS
    assert bucket.unfinished == []


@pytest.mark.parametrize(
    ("size", "operation"), [(10, "HeadObject"), (10, "PutObject"), (IN_PARTS, "CompleteMultipartUpload")]
)
def test_any_request_that_does_not_get_through_is_made_again(
    bucket: Bucket, between: Middleman, folder: Path, size: int, operation: str
) -> None:
    path = file(folder, size)
    for fault in PASSING:
        between.does(fault, operation)
    made = upload(bucket.aws, path, bucket.name, "app.tar")
    assert bucket.content() == path.read_bytes()
    assert bucket.head()["VersionId"] == made.version_id
    assert between.count(operation) >= 1 + len(PASSING)
    assert not list(notes().glob("*"))


def test_an_error_in_the_answer_to_joining_the_parts_is_one(bucket: Bucket, between: Middleman, folder: Path) -> None:
    """S3 says 200 before it knows how it ends (API reference, CompleteMultipartUpload)."""
    path = file(folder, IN_PARTS)
    between.does(refused(200, "InternalError"), "CompleteMultipartUpload")
    upload(bucket.aws, path, bucket.name, "app.tar")
    assert bucket.content() == path.read_bytes()
    assert between.count("CompleteMultipartUpload") == 2


@pytest.mark.parametrize(
    ("status", "code", "only_new"), [(404, "NoSuchUpload", False), (412, "PreconditionFailed", True)]
)
def test_parts_that_were_joined_unheard_are_found_joined(
    bucket: Bucket, between: Middleman, folder: Path, status: int, code: str, only_new: bool
) -> None:
    path = file(folder, IN_PARTS)
    between.does(answer_lost, "CompleteMultipartUpload")
    between.does(refused(status, code), "CompleteMultipartUpload")
    made = upload(bucket.aws, path, bucket.name, "app.tar", only_new=only_new)
    assert made.version_id == bucket.head()["VersionId"]
    assert made.checksum == bucket.head()["ChecksumSHA256"]
    assert bucket.content() == path.read_bytes()
    assert len(bucket.s3.list_object_versions(Bucket=bucket.name)["Versions"]) == 1


@pytest.mark.parametrize("only_new", [False, True])
def test_a_file_that_was_stored_unheard_is_found_stored(
    bucket: Bucket, between: Middleman, folder: Path, only_new: bool
) -> None:
    path = file(folder, 100)
    between.does(answer_lost, "PutObject")
    between.does(refused(412, "PreconditionFailed"), "PutObject")
    made = upload(bucket.aws, path, bucket.name, "app.tar", only_new=only_new)
    assert made.version_id == bucket.head()["VersionId"]


def test_an_upload_that_somebody_ended_is_told(bucket: Bucket, between: Middleman, folder: Path) -> None:
    path = file(folder, IN_PARTS)
    bucket.put(b"before")
    between.does(refused(404, "NoSuchUpload"), "CompleteMultipartUpload")
    with pytest.raises(ArtifactError, match=f"^uploading {path}: its unfinished upload is gone"):
        upload(bucket.aws, path, bucket.name, "app.tar")
    assert bucket.content() == b"before"
    assert bucket.unfinished == []


STUBBORN = {
    "AWS asks to slow down, and still did at attempt 8": SLOW_DOWN,
    "AWS itself failed, and still did at attempt 8": FAILED,
    "broke off, at every attempt anew": cut_after(0),
}


@pytest.mark.parametrize(
    ("size", "operation", "text"),
    [*((10, "PutObject", text) for text in STUBBORN), (WHOLE_BYTES + 1, "UploadPart", next(iter(STUBBORN)))],
)
def test_what_never_gets_through_is_told_after_all_attempts(
    bucket: Bucket, between: Middleman, folder: Path, size: int, operation: str, text: str
) -> None:
    path = file(folder, size)
    between.does(STUBBORN[text], operation, times=None)
    with pytest.raises(ArtifactError, match=f"^uploading {path}: .*{text}"):
        upload(bucket.aws, path, bucket.name, "app.tar")
    each = [exchange.part for exchange in between.seen if exchange.operation == operation]
    assert max(each.count(part) for part in each) == ATTEMPTS == 8
    assert bucket.keys == []
    if operation == "UploadPart":
        between.forget()
        upload(bucket.aws, path, bucket.name, "app.tar")
        assert between.count("CreateMultipartUpload") == 0, "it is gone on with"
        assert bucket.content() == path.read_bytes()
    assert bucket.unfinished == []


def test_a_refusal_that_lasts_leaves_nothing(bucket: Bucket, between: Middleman, folder: Path) -> None:
    path = file(folder, IN_PARTS)
    between.does(refused(403, "AccessDenied"), "UploadPart", after=1)
    with pytest.raises(ArtifactError, match=f"^uploading {path}: access denied: .* s3:PutObject on "):
        upload(bucket.aws, path, bucket.name, "app.tar")
    assert bucket.unfinished == []
    assert not list(notes().glob("*"))


def test_a_refusal_is_told_also_where_what_arrived_cannot_be_removed(
    bucket: Bucket, between: Middleman, folder: Path
) -> None:
    path = file(folder, IN_PARTS)
    between.does(refused(412, "PreconditionFailed"), "CompleteMultipartUpload")
    between.does(refused(403, "AccessDenied"), "AbortMultipartUpload", times=None)
    with pytest.raises(ArtifactError) as error:
        upload(bucket.aws, path, bucket.name, "app.tar")
    assert str(error.value).startswith(f"uploading {path}: another writer was first: app.tar in bucket {bucket.name} ")
    assert str(error.value).endswith(
        f". What arrived could not be removed; s3://{bucket.name} discards it once its lifecycle rule for unfinished "
        "uploads is due"
    )


@pytest.mark.parametrize(("size", "operation"), [(10, "PutObject"), (IN_PARTS, "UploadPart")])
def test_what_is_damaged_on_its_way_is_not_stored(
    bucket: Bucket, between: Middleman, folder: Path, size: int, operation: str
) -> None:
    path = file(folder, size)
    between.does(request_damaged, operation)
    with pytest.raises(ArtifactError, match=f"^uploading {path}: what arrived is not what was sent, so nothing was st"):
        upload(bucket.aws, path, bucket.name, "app.tar")
    assert bucket.keys == []
    assert bucket.unfinished == []


@breaks_off
@pytest.mark.parametrize("size", [5 * MIB, IN_RANGES])
def test_a_download_that_breaks_off_goes_on(bucket: Bucket, between: Middleman, folder: Path, size: int) -> None:
    path, told = file(folder, size), Told()
    made = upload(bucket.aws, path, bucket.name, "app.tar")
    for fault in (answer_cut_after(0), SLOW_DOWN, answer_cut_after(3 * MIB), FAILED):
        between.does(fault, "GetObject")
    assert download(bucket.aws, bucket.name, "app.tar", folder / "back", progress=told) == made
    assert (folder / "back").read_bytes() == path.read_bytes()
    assert (told.phases, told.done) == ([("Downloading", size)], size), "what comes again is counted once"
    assert between.count("GetObject") >= 5


@breaks_off
@pytest.mark.parametrize("size", [5 * MIB, IN_RANGES])
def test_an_answer_that_hides_that_something_is_missing_is_no_download(
    bucket: Bucket, between: Middleman, folder: Path, size: int
) -> None:
    bucket.put(file(folder, size, "back").read_bytes(), Metadata={"sha256": "0" * 64} if size == IN_RANGES else {})
    between.does(answer_shortened_to(3 * MIB), "GetObject", times=None)
    with pytest.raises(ArtifactError, match=rf"s3://{bucket.name}/app\.tar: .*(download it again|broke off|damaged)"):
        download(bucket.aws, bucket.name, "app.tar", folder / "back")
    assert [each.stat().st_size for each in folder.iterdir()] == [size], "what was there"


@breaks_off
@pytest.mark.parametrize("text", ["AWS asks to slow down, and still did at attempt 8", "broke off, at every attempt"])
@pytest.mark.parametrize("size", [10, IN_RANGES])
def test_a_download_that_never_gets_through_is_told(
    bucket: Bucket, between: Middleman, folder: Path, size: int, text: str
) -> None:
    bucket.put(bytes(size))
    between.does(SLOW_DOWN if "slow" in text else answer_cut_after(5), "GetObject", times=None)
    with pytest.raises(ArtifactError, match=f"^downloading s3://{bucket.name}/app.tar: .*{text}"):
        download(bucket.aws, bucket.name, "app.tar", folder / "back")
    assert list(folder.iterdir()) == []


def test_a_busy_bucket_gets_a_whole_folder_and_gives_it_back(bucket: Bucket, between: Middleman, folder: Path) -> None:
    files = {f"site/{number}": file(folder, number, str(number)).read_bytes() for number in range(30)}
    for operation in ("PutObject", "GetObject"):
        for after in range(0, 30, 3):
            between.does(SLOW_DOWN if after % 2 else cut_after(0), operation, after=1)
    upload_folder(bucket.aws, folder, bucket.name, "site/")
    assert {key: bucket.content(key) for key in bucket.keys} == files
    assert len(download_folder(bucket.aws, bucket.name, "site/", folder / "back").objects) == 30
    assert {f"site/{each.name}": each.read_bytes() for each in (folder / "back").iterdir()} == files
