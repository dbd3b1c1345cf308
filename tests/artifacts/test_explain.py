"""Every way a call can fail is one sentence with what to do. Where the emulation can fail like AWS, it does."""

import hashlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.session import get_session

from emulator import account
from pulumi_ha_web.artifacts.clients import Aws
from pulumi_ha_web.artifacts.explain import code_of, explaining
from pulumi_ha_web.errors import ArtifactError

HERE = {"Bucket": "shop", "Key": "app.tar"}
SHOW = "`ha-web artifacts versions app.tar --bucket shop`"
ARN = "arn:aws:s3:::shop"


@pytest.fixture
def aws() -> Iterator[Aws]:
    """An account with a bucket that keeps versions, and an object in it."""
    with account("eu-west-1"):
        aws = Aws()
        s3 = aws.client("s3")
        s3.create_bucket(Bucket="shop", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        s3.put_bucket_versioning(Bucket="shop", VersioningConfiguration={"Status": "Enabled"})
        s3.put_object(**HERE, Body=b"first")
        yield aws


def said(call: Callable[[], object], **about: Any) -> str:
    """Return what is said of a call that fails."""
    with pytest.raises(ArtifactError) as caught, explaining("doing it", **about):
        call()
    return str(caught.value)


def nothing_there(s3: Any) -> None:
    s3.get_object(Bucket="shop", Key="nothing")


def another_bucket(s3: Any) -> None:
    s3.list_objects_v2(Bucket="another")


def head_of_another_bucket(s3: Any) -> None:
    s3.head_bucket(Bucket="another")


def head_of_nothing(s3: Any) -> None:
    s3.head_object(Bucket="shop", Key="nothing")


def deleted(s3: Any) -> None:
    s3.delete_object(**HERE)
    s3.head_object(**HERE)


def content_of_a_marker(s3: Any) -> None:
    s3.head_object(**HERE, VersionId=s3.delete_object(**HERE)["VersionId"])


def unknown_version(s3: Any) -> None:
    s3.get_object(**HERE, VersionId="unknown")


def not_empty(s3: Any) -> None:
    s3.delete_bucket(Bucket="shop")


def ours_already(s3: Any) -> None:
    s3.create_bucket(Bucket="shop", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})


def elsewhere(s3: Any) -> None:
    s3.create_bucket(Bucket="another", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})


def somebody_was_first(s3: Any) -> None:
    s3.put_object(**HERE, Body=b"second", IfNoneMatch="*")


def changed_since(s3: Any) -> None:
    s3.put_object(**HERE, Body=b"second", IfMatch='"another"')


def damaged(s3: Any) -> None:
    s3.put_object(**HERE, Body=b"second", ChecksumSHA256=b64encode(hashlib.sha256(b"another").digest()).decode())


def ended_upload(s3: Any) -> None:
    upload = s3.create_multipart_upload(**HERE)["UploadId"]
    s3.abort_multipart_upload(**HERE, UploadId=upload)
    s3.upload_part(**HERE, UploadId=upload, PartNumber=1, Body=b"part")


@pytest.mark.parametrize(
    ("call", "about", "expected"),
    [
        (
            nothing_there,
            "nothing",
            "there is no nothing in bucket shop; `ha-web artifacts list --bucket shop` shows those there",
        ),
        (
            another_bucket,
            None,
            "there is no bucket shop; check its name, or create it with `ha-web artifacts create-bucket shop`",
        ),
        (
            head_of_another_bucket,
            None,
            "there is no bucket shop; check its name, or create it with `ha-web artifacts create-bucket shop`",
        ),
        (
            head_of_nothing,
            "nothing",
            "there is no nothing in bucket shop, or no bucket shop; `ha-web artifacts list "
            "--bucket shop` shows those there",
        ),
        (
            deleted,
            "app.tar",
            "app.tar in bucket shop is deleted: a delete marker hides it; " + SHOW + " shows what there "
            "was, and how to bring it back",
        ),
        (
            content_of_a_marker,
            "app.tar",
            "that version of app.tar in bucket shop is a delete marker, which has no "
            "content; " + SHOW + " shows those that have",
        ),
        (
            unknown_version,
            "app.tar",
            "there is no such version of app.tar in bucket shop; " + SHOW + " shows those that there are",
        ),
        (
            not_empty,
            None,
            "bucket shop is not empty, old versions count; `ha-web artifacts delete-bucket shop "
            "--with-contents` deletes everything in it as well",
        ),
        (ours_already, None, "bucket shop is in this account already; use it as it is, or choose another name"),
        (elsewhere, None, "bucket shop is in another region than the one that was asked; name its own with --region"),
        (
            somebody_was_first,
            "app.tar",
            "another writer was first: app.tar in bucket shop is there already, or has "
            "changed since; look at it with " + SHOW + ", then decide anew",
        ),
        (
            changed_since,
            "app.tar",
            "another writer was first: app.tar in bucket shop is there already, or has changed "
            "since; look at it with " + SHOW + ", then decide anew",
        ),
        (
            damaged,
            "app.tar",
            "what arrived is not what was sent, so nothing was stored: the file changed while it was "
            "read, or was damaged on its way; try again",
        ),
        (
            ended_upload,
            "app.tar",
            "its unfinished upload is gone, completed or ended by somebody else; upload it again",
        ),
    ],
)
def test_what_an_account_refuses(aws: Aws, call: Callable[[Any], object], about: str | None, expected: str) -> None:
    assert said(lambda: call(aws.client("s3")), bucket="shop", key=about) == f"doing it: {expected}"


def test_credentials_that_are_not_there(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert said(lambda: Aws().client("s3")) == (
        "reaching s3: the AWS credentials are incomplete: AWS_SECRET_ACCESS_KEY is missing; set it as well"
    )
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    assert said(Aws().client("s3").list_buckets) == (
        "doing it: no AWS credentials were found; sign in (`aws sso login`), name a profile with --profile, or set "
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
    )


def test_credentials_that_may_not_do_it(aws: Aws) -> None:
    """By users of the account who are allowed nothing, and by keys that it does not have."""
    from moto.core import set_initial_no_auth_action_count

    iam = aws.client("iam")
    iam.create_user(UserName="nobody")
    made = iam.create_access_key(UserName="nobody")["AccessKey"]
    key, secret = made["AccessKeyId"], made["SecretAccessKey"]
    s3 = Aws(keys=(key, secret, None)).client("s3")
    ask = "; have it allowed, or choose others with --profile"
    cases: list[tuple[Callable[[], object], dict[str, str], str]] = [
        (lambda: s3.put_object(**HERE), {"bucket": "shop", "key": "app.tar"}, f"s3:PutObject on {ARN}/app.tar"),
        (lambda: s3.list_objects_v2(Bucket="shop"), {"bucket": "shop"}, f"s3:ListBucket on {ARN}"),
        (
            lambda: s3.head_object(**HERE),
            {"bucket": "shop", "key": "app.tar"},
            f"s3:GetObject on {ARN}/app.tar, or there is no such object",
        ),
        (
            lambda: s3.get_object(**HERE, VersionId="1"),
            {"bucket": "shop", "key": "app.tar", "version_id": "1"},
            f"s3:GetObjectVersion on {ARN}/app.tar",
        ),
        (s3.list_buckets, {}, "s3:ListAllMyBuckets"),
        (
            Aws(keys=(key, secret, None)).client("autoscaling").describe_auto_scaling_groups,
            {},
            "autoscaling:DescribeAutoScalingGroups",
        ),
    ]

    @set_initial_no_auth_action_count(0)  # type: ignore[untyped-decorator]  # moto is not typed for us
    def with_iam_in_force() -> None:
        for call, about, what in cases:
            assert said(call, **about) == f"doing it: access denied: these credentials may not {what}{ask}"
        unknown = Aws(keys=("AKIAUNKNOWN000000000", "secret", None)).client("s3")
        assert said(unknown.list_buckets) == (
            "doing it: AWS does not know these credentials; check AWS_ACCESS_KEY_ID or the profile, and sign in again"
        )
        wrong = Aws(keys=(key, "not its secret", None)).client("s3")
        assert said(wrong.list_buckets) == (
            "doing it: the secret key does not belong to the access key; check AWS_SECRET_ACCESS_KEY or the profile"
        )

    with_iam_in_force()


def test_a_region_that_is_not_named(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_REGION")
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    assert said(lambda: get_session().create_client("ec2")) == (
        "doing it: no AWS region is set; name one with --region, or set AWS_REGION"
    )


def test_what_botocore_will_not_send(aws: Aws) -> None:
    assert said(lambda: aws.client("s3").put_object(Bucket="shop", Key="")).startswith(
        "doing it: it was not sent: Parameter validation failed: Invalid length for parameter Key, value: 0, "
    )


def test_a_disk_that_is_full() -> None:
    def fill() -> None:
        with Path("/dev/full").open("wb") as full:
            full.write(b"content")

    assert said(fill) == "doing it: the disk is full; make room, then do it again"


def test_a_file_that_is_not_there_or_is_none(tmp_path: Path) -> None:
    absent, file = tmp_path / "absent", tmp_path / "file"
    file.touch()
    assert said(absent.read_bytes) == f"doing it: {absent} is not there; check the path"
    assert said(tmp_path.read_bytes) == (
        f"doing it: {tmp_path} is a folder; name a file, or use `ha-web artifacts copy` for folders"
    )
    assert said((file / "below").mkdir) == (
        f"doing it: {file / 'below'} is in the way: it is not a folder; choose another place"
    )


def test_what_was_explained_already_is_left_as_it_is() -> None:
    def fail() -> None:
        raise ArtifactError("one sentence; what to do")

    assert said(fail) == "one sentence; what to do"


def test_a_slip_in_the_code_is_not_explained_away() -> None:
    with pytest.raises(ZeroDivisionError), explaining("doing it"):
        _ = 1 / 0


def test_the_code_is_told_of_what_was_explained_and_of_what_was_not(aws: Aws) -> None:
    with pytest.raises(ArtifactError) as caught, explaining("doing it"):
        another_bucket(aws.client("s3"))
    assert code_of(caught.value) == "NoSuchBucket"
    assert code_of(ClientError({"Error": {"Code": "SlowDown"}}, "PutObject")) == "SlowDown"
    assert code_of(ArtifactError("without a refusal")) is None
    assert code_of(OSError()) is None
