"""Objects and their versions, listed and deleted in an emulated account."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator import account
from pulumi_ha_web.artifacts.clients import Aws
from pulumi_ha_web.artifacts.objects import Deleted, delete_object, list_objects, versions
from pulumi_ha_web.errors import ArtifactError

HERE = {"Bucket": "shop"}


@pytest.fixture
def aws() -> Iterator[Aws]:
    with account("eu-west-1"):
        aws = Aws()
        s3 = aws.client("s3")
        s3.create_bucket(**HERE, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        s3.put_bucket_versioning(**HERE, VersioningConfiguration={"Status": "Enabled"})
        yield aws


def put(aws: Aws, key: str, body: bytes = b"content") -> str:
    return str(aws.client("s3").put_object(**HERE, Key=key, Body=body)["VersionId"])


def latest(aws: Aws, key: str) -> bytes:
    return bytes(aws.client("s3").get_object(**HERE, Key=key)["Body"].read())


def test_objects_are_listed_by_key_below_a_prefix(aws: Aws) -> None:
    for key in ("b/two", "a", "b/ä one", "c"):
        put(aws, key, key.encode())
    found = list(list_objects(aws, "shop", "b/"))
    assert [(each.key, each.size) for each in found] == [("b/two", 5), ("b/ä one", 8)]
    assert found[0].etag == aws.client("s3").head_object(**HERE, Key="b/two")["ETag"].strip('"')
    assert found[0].modified.tzinfo is UTC
    assert [each.key for each in list_objects(aws, "shop")] == ["a", "b/two", "b/ä one", "c"]


def small_pages(aws: Aws) -> None:
    """Have S3 answer two at a time."""

    def limit(params: Any, **_: Any) -> None:
        params["MaxKeys"] = 2

    for call in ("ListObjectsV2", "ListObjectVersions"):
        aws.client("s3").meta.events.register(f"provide-client-params.s3.{call}", limit)


def test_a_listing_goes_on_over_pages_and_asks_for_no_more_than_is_taken(aws: Aws) -> None:
    asked: list[Any] = []
    for number in range(5):
        put(aws, f"key-{number}")
    small_pages(aws)
    aws.client("s3").meta.events.register("before-call.s3.ListObjectsV2", lambda **_: asked.append(1))
    found = list_objects(aws, "shop")
    assert (next(found).key, len(asked)) == ("key-0", 1)
    assert [each.key for each in found] == [f"key-{number}" for number in range(1, 5)]
    assert len(asked) == 3


def test_versions_and_markers_are_in_one_order_the_latest_first(aws: Aws) -> None:
    first, second = put(aws, "app", b"1"), put(aws, "app", b"22")
    marker = delete_object(aws, "shop", "app").version_id
    third, other = put(aws, "app", b"333"), put(aws, "app.sig")
    found = list(versions(aws, "shop"))
    told = [(each.key, each.version_id, each.size, each.is_latest, each.is_marker) for each in found]
    assert told[0] == ("app", third, 3, True, False)
    # The marker may be of the same second as the versions before it.
    assert [each for each in told[1:] if not each[4]] == [
        ("app", second, 2, False, False),
        ("app", first, 1, False, False),
        ("app.sig", other, 7, True, False),
    ]
    assert [each for each in told if each[4]] == [("app", marker, 0, False, True)]
    assert [each.version_id for each in versions(aws, "shop", "app.")] == [other]
    assert {each.version_id for each in versions(aws, "shop", key="app")} == {third, marker, second, first}


def test_the_order_is_that_of_the_times(aws: Aws) -> None:
    """Whatever order versions and markers come in, each in a list of their own."""
    now, told = datetime(2025, 3, 4, tzinfo=UTC), dict[str, list[dict[str, Any]]](Versions=[], DeleteMarkers=[])
    for age in range(6):
        each = {"Key": "app", "VersionId": str(age), "LastModified": now - timedelta(hours=age), "IsLatest": age == 0}
        told["DeleteMarkers" if age % 3 == 0 else "Versions"].append(each)

    def answer(parsed: Any, **_: Any) -> None:
        parsed.update(told)

    aws.client("s3").meta.events.register("after-call.s3.ListObjectVersions", answer)
    assert [each.version_id for each in versions(aws, "shop")] == ["0", "1", "2", "3", "4", "5"]


def test_versions_go_on_over_pages(aws: Aws) -> None:
    expected = [put(aws, "app", bytes([number])) for number in range(5)][::-1]
    small_pages(aws)
    assert [each.version_id for each in versions(aws, "shop", key="app")] == expected


def test_an_object_is_hidden_and_brought_back(aws: Aws) -> None:
    put(aws, "app", b"1")
    hidden = delete_object(aws, "shop", "app")
    assert hidden == Deleted("app", hidden.version_id, marked=True, brought_back=False)
    assert list(list_objects(aws, "shop")) == []
    back = delete_object(aws, "shop", "app", hidden.version_id)
    assert back == Deleted("app", hidden.version_id, marked=False, brought_back=True)
    assert latest(aws, "app") == b"1"


def test_a_marker_below_another_one_does_not_bring_it_back(aws: Aws) -> None:
    put(aws, "app")
    first = delete_object(aws, "shop", "app").version_id
    aws.client("s3").delete_object(**HERE, Key="app")
    assert delete_object(aws, "shop", "app", first) == Deleted("app", first, marked=False, brought_back=False)


def test_a_version_is_gone_for_good_and_the_one_before_is_back(aws: Aws) -> None:
    first, second = put(aws, "app", b"1"), put(aws, "app", b"2")
    assert delete_object(aws, "shop", "app", second) == Deleted("app", second, marked=False, brought_back=False)
    assert latest(aws, "app") == b"1"
    assert [each.version_id for each in versions(aws, "shop")] == [first]


def test_a_bucket_without_versions_forgets_at_once(aws: Aws) -> None:
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="plain", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(Bucket="plain", Key="app")
    assert [each.version_id for each in versions(aws, "plain")] == ["null"]
    assert delete_object(aws, "plain", "app") == Deleted("app", None, marked=False, brought_back=False)
    assert list(versions(aws, "plain")) == []


def test_what_is_not_there_is_not_deleted_without_a_word(aws: Aws) -> None:
    """S3 itself would say nothing, and leave a marker of something that never was."""
    put(aws, "app")
    with pytest.raises(ArtifactError, match=r"^deleting ap: there is no ap in bucket shop, or no bucket shop; "):
        delete_object(aws, "shop", "ap")
    with pytest.raises(ArtifactError, match=r"^deleting app: there is no such version of app in bucket shop; "):
        delete_object(aws, "shop", "app", "unknown")
    delete_object(aws, "shop", "app")
    with pytest.raises(ArtifactError, match=r"^deleting app: app in bucket shop is deleted: a delete marker hides it"):
        delete_object(aws, "shop", "app")
    assert len(list(versions(aws, "shop"))) == 2


def test_who_may_not_read_may_still_delete(aws: Aws) -> None:
    put(aws, "app")

    def refuse(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "403", "Message": "Forbidden"}}, "HeadObject")

    aws.client("s3").meta.events.register("before-call.s3.HeadObject", refuse)
    assert delete_object(aws, "shop", "app").marked


@pytest.mark.parametrize("listing", [list_objects, versions])
def test_a_bucket_that_is_not_there_is_one_sentence(aws: Aws, listing: Callable[[Aws, str], Iterator[object]]) -> None:
    with pytest.raises(ArtifactError) as caught:
        list(listing(aws, "another"))
    assert str(caught.value) == (
        "listing bucket another: there is no bucket another; check its name, or create it with `ha-web artifacts "
        "create-bucket another`"
    )


def test_a_name_that_is_none_is_refused_unasked(aws: Aws) -> None:
    calls: list[Callable[[], object]] = [
        lambda: list(list_objects(aws, "Shop")),
        lambda: list(versions(aws, "Shop")),
        lambda: delete_object(aws, "Shop", "app"),
    ]
    for call in calls:
        with pytest.raises(ArtifactError, match=r"^Shop: is no name of a bucket: "):
            call()
    with pytest.raises(ArtifactError, match=r"^the key of an object is empty; "):
        delete_object(aws, "shop", "")
