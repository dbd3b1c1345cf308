"""Buckets deleted in an emulated account, with and without what is in them."""

from collections.abc import Iterator
from typing import Any

import pytest

from emulator import account
from pulumi_ha_web.artifacts import buckets
from pulumi_ha_web.artifacts.buckets import create_bucket, delete_bucket, is_empty
from pulumi_ha_web.artifacts.clients import Aws
from pulumi_ha_web.errors import ArtifactError

NAME = "shop-artifacts"
HERE = {"Bucket": NAME}


@pytest.fixture
def aws() -> Iterator[Aws]:
    with account("eu-west-1"):
        yield Aws()


def names(aws: Aws) -> list[str]:
    return [each["Name"] for each in aws.client("s3").list_buckets()["Buckets"]]


def filled(aws: Aws) -> Any:
    """Make a bucket with 2 versions and a marker of one object, one of another, and an unfinished upload."""
    create_bucket(aws, NAME)
    s3 = aws.client("s3")
    for _ in range(2):
        s3.put_object(**HERE, Key="a")
    s3.delete_object(**HERE, Key="a")
    s3.put_object(**HERE, Key="b")
    s3.create_multipart_upload(**HERE, Key="c")
    return s3


def test_an_empty_bucket_is_deleted(aws: Aws) -> None:
    create_bucket(aws, NAME)
    assert is_empty(aws, NAME)
    delete_bucket(aws, NAME)
    assert names(aws) == []


def test_a_bucket_with_anything_in_it_is_kept(aws: Aws) -> None:
    filled(aws)
    assert not is_empty(aws, NAME)
    with pytest.raises(ArtifactError) as caught:
        delete_bucket(aws, NAME)
    assert str(caught.value) == (
        f"deleting bucket {NAME}: bucket {NAME} is not empty, old versions count; `ha-web artifacts delete-bucket "
        f"{NAME} --with-contents` deletes everything in it as well"
    )
    assert names(aws) == [NAME]


def test_a_bucket_goes_with_all_versions_markers_and_unfinished_uploads(aws: Aws) -> None:
    s3, told, aborted = filled(aws), list[int](), list[Any]()
    s3.meta.events.register(
        "provide-client-params.s3.AbortMultipartUpload", lambda params, **_: aborted.append(params["Key"])
    )
    delete_bucket(aws, NAME, with_contents=True, deleted=told.append)
    assert (names(aws), told, aborted) == ([], [4], ["c"])


def test_more_than_a_batch_is_deleted_in_batches(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    """With batches of 2, in the place of S3's 1,000."""
    monkeypatch.setattr(buckets, "BATCH", 2)
    s3, told = filled(aws), list[int]()
    s3.put_object(**HERE, Key="d")
    delete_bucket(aws, NAME, with_contents=True, deleted=told.append)
    assert (names(aws), told) == ([], [2, 2, 1])


def test_what_of_a_batch_could_not_be_deleted_is_told(aws: Aws) -> None:
    s3 = filled(aws)

    def fail(parsed: Any, **_: Any) -> None:
        parsed["Errors"] = [{"Key": "a", "VersionId": "1", "Code": "AccessDenied", "Message": "Access Denied."}] * 3

    s3.meta.events.register("after-call.s3.DeleteObjects", fail)
    with pytest.raises(ArtifactError) as caught:
        delete_bucket(aws, NAME, with_contents=True)
    assert str(caught.value) == (
        f"emptying bucket {NAME}: 3 of 4 versions could not be deleted, the first of them a (AccessDenied: Access "
        "Denied); see to that, then do it again"
    )
    assert names(aws) == [NAME]


def test_a_writer_who_goes_on_keeps_the_bucket(aws: Aws) -> None:
    s3 = filled(aws)

    def write(**_: Any) -> None:
        s3.put_object(**HERE, Key="late")

    s3.meta.events.register("before-call.s3.DeleteBucket", write)
    with pytest.raises(ArtifactError) as caught:
        delete_bucket(aws, NAME, with_contents=True)
    assert str(caught.value) == (
        f"deleting bucket {NAME}: something was put into it while it was emptied; stop whatever writes to it, then do "
        "it again"
    )


@pytest.mark.parametrize("with_contents", [True, False])
def test_a_bucket_that_is_not_there_cannot_be_deleted(aws: Aws, with_contents: bool) -> None:
    with pytest.raises(ArtifactError, match=f"^deleting bucket {NAME}: there is no bucket {NAME}; check its name"):
        delete_bucket(aws, NAME, with_contents=with_contents)
