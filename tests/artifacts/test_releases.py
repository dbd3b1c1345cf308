"""Releases in a bucket of the emulated account: written once, pointed at, gone back from."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from botocore.exceptions import ClientError

from emulator import account
from pulumi_ha_web.artifacts import releases
from pulumi_ha_web.artifacts.clients import Aws
from pulumi_ha_web.artifacts.objects import Entry, list_objects
from pulumi_ha_web.artifacts.releases import Release, in_order, look, point, release, rollback
from pulumi_ha_web.artifacts.settings_file import ReleaseSettings, SettingsFile
from pulumi_ha_web.errors import ArtifactError

BUCKET = "shop-dev-artifacts"


@pytest.fixture
def aws() -> Iterator[Aws]:
    with account("eu-west-1") as opened:
        s3 = opened.client("s3")
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        yield Aws("eu-west-1")


@pytest.fixture
def settings(tmp_path: Path) -> SettingsFile:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text("config:\n  aws:region: eu-west-1  # here\n")
    return SettingsFile(path)


def program(folder: Path, text: str = "one", name: str = "app") -> Path:
    file = folder / name
    file.write_text(f"#!/bin/sh\necho {text}\n")
    return file


@pytest.fixture
def three(aws: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Release]:
    """1.9, then 1.10, then 1.8.1 (a patch of an older line): the order of upload is not that of the names."""
    made = [release(aws, BUCKET, program(tmp_path, version), version)[0] for version in ("1.9", "1.10", "1.8.1")]
    times = {each.key: datetime(2025, 3, 4, 12, at, tzinfo=UTC) for at, each in enumerate(made)}

    def timed(*asked: Any) -> Iterator[Entry]:
        """List them as if a minute had passed between them: S3 tells whole seconds."""
        for entry in list_objects(*asked):
            yield Entry(entry.key, entry.size, times.get(entry.key, entry.modified), entry.etag)

    monkeypatch.setattr(releases, "list_objects", timed)
    return made


def test_a_release_is_an_object_with_its_digest(aws: Aws, tmp_path: Path) -> None:
    file = program(tmp_path)
    made, is_new = release(aws, BUCKET, file, "1.4.2")
    head = aws.client("s3").head_object(Bucket=BUCKET, Key="releases/1.4.2/app")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert is_new
    assert made == Release("1.4.2", "releases/1.4.2/app", 19, made.released_at, head["VersionId"], digest)
    assert abs(made.released_at - datetime.now(UTC)) < timedelta(minutes=5)
    assert head["Metadata"] == {"sha256": digest, "version": "1.4.2"}
    assert made.settings() == ReleaseSettings("1.4.2", "releases/1.4.2/app", head["VersionId"], digest)


def test_the_same_file_once_more_is_what_is_there(aws: Aws, tmp_path: Path) -> None:
    first, _ = release(aws, BUCKET, program(tmp_path), "1.4.2")
    assert release(aws, BUCKET, program(tmp_path), "1.4.2") == (first, False)
    versions = aws.client("s3").list_object_versions(Bucket=BUCKET)["Versions"]
    assert [each["VersionId"] for each in versions] == [first.object_version]


@pytest.mark.parametrize(("text", "name"), [("two", "app"), ("one", "other")], ids=["content", "name"])
def test_a_version_is_never_used_for_another_file(aws: Aws, tmp_path: Path, text: str, name: str) -> None:
    first, _ = release(aws, BUCKET, program(tmp_path), "1.4.2")
    with pytest.raises(ArtifactError) as error:
        release(aws, BUCKET, program(tmp_path, text, name), "1.4.2")
    assert str(error.value) == (
        f"1.4.2: is released already, on {first.released_at:%Y-%m-%d %H:%M} UTC, from another file (app, "
        f"{first.sha256[:12]}…); a release is never written over: name another version"
    )
    assert look(aws, BUCKET, in_order(aws, BUCKET)) == [first]


def a_moment_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show the bucket empty at the first look."""
    seen = list[list[Entry]]([[]])
    monkeypatch.setattr(releases, "in_order", lambda *asked: seen.pop() if seen else in_order(*asked))


def test_one_that_comes_first_in_this_moment_wins(aws: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = release(aws, BUCKET, program(tmp_path), "1.4.2")
    a_moment_ago(monkeypatch)
    with pytest.raises(ArtifactError, match=r"^1\.4\.2: is released already"):
        release(aws, BUCKET, program(tmp_path, "two"), "1.4.2")
    assert look(aws, BUCKET, in_order(aws, BUCKET)) == [first]


def test_the_same_file_that_comes_first_is_what_is_there(
    aws: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As two jobs of one build, or one whose answer was lost."""
    first, _ = release(aws, BUCKET, program(tmp_path), "1.4.2")
    a_moment_ago(monkeypatch)
    assert release(aws, BUCKET, program(tmp_path), "1.4.2") == (first, False)


def test_a_file_that_changes_while_it_is_read_is_not_released(
    aws: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between its digest and its upload, each of which is sure of itself."""
    file = program(tmp_path)
    read = hashlib.file_digest

    def then_changed(*asked: Any) -> Any:
        found = read(*asked)
        file.write_text("#!/bin/sh\necho quite another one\n")
        return found

    monkeypatch.setattr(hashlib, "file_digest", then_changed)
    with pytest.raises(ArtifactError, match="app: changed while it was read, so nothing is released"):
        release(aws, BUCKET, file, "1.4.2")
    assert "Versions" not in aws.client("s3").list_object_versions(Bucket=BUCKET)


def test_two_at_the_same_moment_are_told_apart(aws: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release(aws, BUCKET, program(tmp_path), "1.4.2")
    a_moment_ago(monkeypatch)
    with pytest.raises(
        ArtifactError,
        match=r"1\.4\.2: was released twice in this moment, as releases/\S+ and releases/\S+; no settings",
    ):
        release(aws, BUCKET, program(tmp_path, "one", "other"), "1.4.2")


@pytest.mark.parametrize("version", ["", "../1", "1/2", "-1", "1 2", "x" * 65])
def test_a_version_that_is_none_is_refused_before_anything_is_read(aws: Aws, tmp_path: Path, version: str) -> None:
    with pytest.raises(ArtifactError, match="is no version of a release"):
        release(aws, BUCKET, tmp_path / "none", version)


def test_a_file_that_is_none_is_refused_before_anything_is_sent(aws: Aws, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html>")
    with pytest.raises(ArtifactError, match="is neither a program"):
        release(aws, BUCKET, tmp_path / "index.html", "1")
    assert list(list_objects(aws, BUCKET)) == []


def test_they_are_told_in_the_order_of_their_uploads(aws: Aws, three: list[Release]) -> None:
    put = aws.client("s3").put_object
    for key in ("releases/", "releases/1.0/", "releases/1.0/a/b", "other/1.0/app", "releases.txt"):
        put(Bucket=BUCKET, Key=key, Body=b"of somebody else")
    assert look(aws, BUCKET, in_order(aws, BUCKET)) == three[::-1]


def test_one_that_is_deleted_is_none(aws: Aws, three: list[Release]) -> None:
    aws.client("s3").delete_object(Bucket=BUCKET, Key=three[1].key)
    assert [each.version for each in look(aws, BUCKET, in_order(aws, BUCKET))] == ["1.8.1", "1.9"]


def test_a_stack_points_at_it_and_what_it_said_before_is_told(settings: SettingsFile, three: list[Release]) -> None:
    assert point(settings, three[0]) == releases.Change(None, three[0], changed=True)
    assert point(settings, three[1]) == releases.Change("1.9", three[1], changed=True)
    assert point(settings, three[1]) == releases.Change("1.10", three[1], changed=False)
    assert settings.release() == three[1].settings()


def test_going_back_is_to_the_one_uploaded_before(aws: Aws, settings: SettingsFile, three: list[Release]) -> None:
    point(settings, three[2])
    assert rollback(aws, BUCKET, settings) == releases.Change("1.8.1", three[1], changed=True)
    assert rollback(aws, BUCKET, settings) == releases.Change("1.10", three[0], changed=True)
    assert settings.release() == three[0].settings()
    before = settings.path.read_bytes()
    with pytest.raises(ArtifactError, match=r"^1\.9: is the first release in the bucket; there is none before it"):
        rollback(aws, BUCKET, settings)
    assert settings.path.read_bytes() == before


def test_going_back_may_be_forward(aws: Aws, settings: SettingsFile, three: list[Release]) -> None:
    assert rollback(aws, BUCKET, settings, "1.10") == releases.Change(None, three[1], changed=True)
    assert rollback(aws, BUCKET, settings, "1.8.1").after == three[2]


@pytest.mark.parametrize(
    ("current", "to", "said"),
    [
        (None, None, "points at no release that could be gone back from; name one with --to"),
        (
            "1.7",
            None,
            "but it is not in the bucket, so what came before is not known; name one with --to: there are 1.8.1, 1.10",
        ),
        ("1.10", "1.7", "1.7: is not a release in bucket shop-dev-artifacts; there are 1.8.1, 1.10, 1.9"),
        ("1.10", "../1", "is no version of a release"),
    ],
    ids=["no release", "one that is gone", "one that is not there", "no version"],
)
def test_there_may_be_no_way_back(
    aws: Aws, settings: SettingsFile, three: list[Release], current: str | None, to: str | None, said: str
) -> None:
    if current:
        settings.point_at(ReleaseSettings(current, f"releases/{current}/app", "v", "0" * 64))
    before = settings.path.read_bytes()
    with pytest.raises(ArtifactError) as error:
        rollback(aws, BUCKET, settings, to)
    assert said in str(error.value)
    assert settings.path.read_bytes() == before


def test_an_object_without_a_digest_is_not_gone_back_to(aws: Aws, settings: SettingsFile) -> None:
    aws.client("s3").put_object(Bucket=BUCKET, Key="releases/1.0/app", Body=b"copied by hand")
    with pytest.raises(ArtifactError, match=r"releases/1\.0/app: has no digest recorded"):
        rollback(aws, BUCKET, settings, "1.0")
    assert settings.release() is None


def test_a_bucket_without_versions_has_nothing_to_point_at(aws: Aws, tmp_path: Path, settings: SettingsFile) -> None:
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="plain-bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    with pytest.raises(ArtifactError, match=r"plain-bucket: keeps no versions, .* and nothing was stored; turn"):
        release(aws, "plain-bucket", program(tmp_path), "1")
    assert list(list_objects(aws, "plain-bucket")) == []
    denied: Any = {"Error": {"Code": "AccessDenied"}, "ResponseMetadata": {}}
    with pytest.MonkeyPatch.context() as patch:  # whoever may not ask finds out afterwards
        patch.setattr(s3, "get_bucket_versioning", Mock(side_effect=ClientError(denied, "GetBucketVersioning")))
        made, _ = release(aws, "plain-bucket", program(tmp_path), "1")
    with pytest.raises(ArtifactError, match="its bucket keeps no versions"):
        point(settings, made)
    # What S3 calls the one version of an object that is older than the bucket's versioning.
    aws.client("s3").meta.events.register(
        "after-call.s3.HeadObject", lambda parsed, **_: parsed.update(VersionId="null")
    )
    with pytest.raises(ArtifactError, match="its bucket keeps no versions"):
        rollback(aws, "plain-bucket", settings, "1")


def test_one_that_is_gone_at_once_is_told(aws: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releases, "in_order", lambda *_: [])
    with pytest.raises(ArtifactError, match=r"^releases/1/app: was uploaded, and deleted by somebody else at once; no"):
        release(aws, BUCKET, program(tmp_path), "1")


def test_a_bucket_that_is_not_there_is_told(aws: Aws, tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="there is no bucket none-such"):
        release(aws, "none-such", program(tmp_path), "1")
