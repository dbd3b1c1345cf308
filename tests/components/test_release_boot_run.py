"""A first boot that runs a release, really run: by bash, with the real AWS command line, before the emulator.

What this does not show is systemd starting a service, or an instance reaching S3 through its endpoint.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from emulator import control
from tests.components.release_boot import Instance, Release, pauses, release, tar, without_time
from tests.engine.account import Emulated

INSTALL = """#!/bin/bash
set -eu
app installs "$PWD" "$(cat payload)" "$HA_WEB_ARTIFACT_BUCKET" "$HA_WEB_RELEASE_VERSION" "$HA_WEB_RELEASE_SHA256"
"""
FOLDER = "/opt/ha-web/releases/1.4.2"
_stacks = count()


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulated]:
    running = control.start(0, log=tmp_path_factory.mktemp("emulator") / "log")
    yield Emulated(running.endpoint)
    control.stop(running.port)


@pytest.fixture
def stack(account: Emulated) -> str:
    """A stack with a bucket that has no other's releases, and no boot that was counted."""
    name = f"stack-{next(_stacks)}"
    s3, bucket = account.client("s3"), {"Bucket": f"{name}-artifacts"}
    s3.create_bucket(**bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_bucket_versioning(**bucket, VersioningConfiguration={"Status": "Enabled"})
    return name


@pytest.fixture
def instance(tmp_path: Path, account: Emulated) -> Instance:
    return Instance(tmp_path, endpoint=account.client("s3").meta.endpoint_url)


def uploaded(account: Emulated, stack: str, file: str, content: bytes) -> Release:
    own = release(file, content, stack=stack)
    given = account.client("s3").put_object(Bucket=own.boot.bucket, Key=own.boot.key, Body=content)["VersionId"]
    return replace(own, boot=replace(own.boot, object_version=given))


def app(account: Emulated, stack: str, install: str = INSTALL, payload: str = "hello") -> Release:
    return uploaded(account, stack, "app.tar.gz", tar({"install": install, "payload": payload}, "gz"))


def counted(account: Emulated, stack: str) -> float:
    """Return how many boots have failed, as CloudWatch was told."""
    now = datetime.now(UTC)
    found = account.client("cloudwatch").get_metric_statistics(
        Namespace=f"ha-web/{stack}",
        MetricName="BootFailures",
        Dimensions=[{"Name": "Release", "Value": "1.4.2"}],
        StartTime=now - timedelta(hours=1),
        EndTime=now + timedelta(hours=1),
        Period=7200,
        Statistics=["Sum"],
    )
    return float(sum(each["Sum"] for each in found["Datapoints"]))


def test_a_tar_is_fetched_checked_unpacked_and_its_install_run(
    account: Emulated, instance: Instance, stack: str
) -> None:
    own = app(account, stack)
    boot = instance.boots(own.text(script="app script", last_steps=["app last"]))
    assert boot.succeeded, boot.said
    assert without_time(boot) == [
        ("app", "script"),
        own.got,
        ("app", "installs", FOLDER, "hello", own.boot.bucket, "1.4.2", own.boot.sha256),
        ("app", "last"),
    ]
    assert instance.current == Path(FOLDER)
    assert counted(account, stack) == 0


def test_any_other_file_becomes_a_service(account: Emulated, instance: Instance, stack: str) -> None:
    content = b"\x7fELF" + bytes(range(256)) * 4096
    boot = instance.boots(uploaded(account, stack, "server", content).text())
    assert boot.succeeded, boot.said
    placed = instance.releases / "1.4.2/server"
    assert (placed.read_bytes() == content, placed.stat().st_mode & 0o777) == (True, 0o755)
    assert f"ExecStart={FOLDER}/server\n" in instance.unit.read_text().replace(str(instance.root), "")


def test_what_does_not_have_the_digest_is_never_run(account: Emulated, instance: Instance, stack: str) -> None:
    promised, other = app(account, stack), app(account, stack, payload="changed")
    text = promised.text(last_steps=["app last"]).replace(promised.boot.object_version, other.boot.object_version)
    boot = instance.boots(text)
    assert not boot.succeeded
    assert without_time(boot) == [other.got, promised.told]
    assert boot.said == (
        f"ha-web: release 1.4.2: its SHA-256 is {other.boot.sha256} and must be {promised.boot.sha256}; nothing of it "
        "was run\nha-web: the first boot failed with status 1\n"
    )
    assert not instance.releases.exists()
    assert not (instance.root / "var/lib/ha-web/release").exists()
    assert counted(account, stack) == 1


def test_another_upload_under_the_same_key_is_not_taken(account: Emulated, instance: Instance, stack: str) -> None:
    first, _ = app(account, stack), app(account, stack, payload="another")
    boot = instance.boots(first.text())
    assert boot.succeeded, boot.said
    assert (instance.releases / "1.4.2/payload").read_text() == "hello"


@pytest.mark.parametrize("missing", ["key", "version", "bucket"])
def test_what_is_not_there_is_not_asked_for_again(
    account: Emulated, instance: Instance, stack: str, missing: str
) -> None:
    own = app(account, stack)
    text = own.text()
    if missing == "key":
        text = text.replace("releases/1.4.2/app.tar.gz", "releases/1.4.2/gone.tar.gz")
    elif missing == "version":
        # It was there, and was deleted.
        where = {"Bucket": own.boot.bucket, "Key": own.boot.key, "VersionId": own.boot.object_version}
        account.client("s3").delete_object(**where)
    else:
        text = text.replace(own.boot.bucket, f"{own.boot.bucket}-gone")
    boot = instance.boots(text)
    assert not boot.succeeded
    assert [call[2] for call in boot.calls if call[0] == "aws"] == ["get-object", "put-metric-data"]
    assert pauses(boot) == []
    first, second, third = boot.said.splitlines()
    assert first.startswith("ha-web: release 1.4.2: not fetched yet:  An error occurred (NoSuch")
    assert second.startswith("ha-web: release 1.4.2: s3://")
    assert second.endswith(" could not be fetched")
    assert third == "ha-web: the first boot failed with status 1"
    assert counted(account, stack) == 1


def test_an_install_that_fails_is_told_and_leaves_what_was_current(
    account: Emulated, instance: Instance, stack: str
) -> None:
    (instance.releases / "1.4.1").mkdir(parents=True)
    (instance.releases.parent / "current").symlink_to(instance.releases / "1.4.1")
    own = app(account, stack, "#!/bin/bash\napp begins\nexit 7\n")
    boot = instance.boots(own.text(last_steps=["app last"]))
    assert not boot.succeeded
    assert without_time(boot) == [own.got, ("app", "begins"), own.told]
    assert boot.said == (
        "ha-web: release 1.4.2: its install ended with status 7\nha-web: the first boot failed with status 1\n"
    )
    assert instance.current == Path("/opt/ha-web/releases/1.4.1")
    assert counted(account, stack) == 1


def test_a_release_is_tried_for_until_s3_gives_it(account: Emulated, instance: Instance, stack: str) -> None:
    own = app(account, stack)
    boot = instance.boots(own.text(), refused=3, refusal="AccessDenied")
    assert boot.succeeded, boot.said
    assert without_time(boot)[:4] == [own.got] * 4
    assert pauses(boot) == ["2", "4", "8"]
    line = "ha-web: release 1.4.2: not fetched yet:  An error occurred (AccessDenied) when calling it\n"
    assert boot.said == line * 3
