"""Transfers that are killed or interrupted, and what is made of what they leave."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pulumi_ha_web.artifacts import clients, wire_crt
from pulumi_ha_web.artifacts.download import LEFT_SECONDS, download
from pulumi_ha_web.artifacts.parts import PART_BYTES
from pulumi_ha_web.artifacts.resume import folder as notes
from pulumi_ha_web.artifacts.upload import upload
from pulumi_ha_web.errors import ArtifactError
from tests.artifacts.faults import Hold, refused
from tests.artifacts.faulty import PATIENCE_SECONDS, Exchange, Middleman, carried_out
from tests.artifacts.transfers import IN_PARTS, Bucket, Told, file

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from pathlib import Path
from pulumi_ha_web.artifacts.clients import Aws
from pulumi_ha_web.artifacts.download import download
from pulumi_ha_web.artifacts.folders import download_folder
from pulumi_ha_web.artifacts.upload import upload
what, endpoint, bucket, path = sys.argv[1:]
aws = Aws("eu-west-1", endpoint=endpoint)
match what:
    case "upload": upload(aws, Path(path), bucket, "app.tar")
    case "download": download(aws, bucket, "app.tar", Path(path))
    case "download_folder": download_folder(aws, bucket, "", Path(path).parent)
"""


@contextmanager
def aside(what: str, between: Middleman, bucket: Bucket, path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a transfer in a process of its own, which is gone afterwards."""
    words = [sys.executable, "-c", PROGRAM, what, between.endpoint, bucket.name, str(path)]
    with subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def parts_there(bucket: Bucket) -> list[int]:
    """Return the numbers of the parts that arrived of the one upload that is unfinished."""
    (one,) = bucket.s3.list_multipart_uploads(Bucket=bucket.name)["Uploads"]
    listed = bucket.s3.list_parts(Bucket=bucket.name, Key=one["Key"], UploadId=one["UploadId"])
    return [each["PartNumber"] for each in listed.get("Parts", ())]


def sent(between: Middleman) -> list[int]:
    """Return the numbers of the parts that came."""
    return sorted(each.part or 0 for each in between.seen if each.operation == "UploadPart")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_an_upload_that_is_ended_goes_on_with_the_parts_that_are_missing(
    bucket: Bucket, between: Middleman, folder: Path, how: signal.Signals
) -> None:
    path, hold, arrived = file(folder, IN_PARTS), Hold(), threading.Event()

    def first(exchange: Exchange) -> None:
        carried_out(exchange)
        arrived.set()

    between.does(first, "UploadPart")
    between.does(hold.request, "UploadPart", times=None)
    with aside("upload", between, bucket, path) as process:
        hold.holds()
        assert arrived.wait(PATIENCE_SECONDS)
        process.send_signal(how)
        if how == signal.SIGKILL:
            process.wait()
        hold.let_go(drop=how == signal.SIGKILL)
        process.wait(PATIENCE_SECONDS)
        assert process.returncode == -how
    between.forget()
    assert bucket.keys == []
    assert len(list(notes().iterdir())) == 1

    there = parts_there(bucket)
    assert there, "the first one was answered"
    told = Told()
    made = upload(bucket.aws, path, bucket.name, "app.tar", progress=told)
    assert sorted(sent(between) + there) == [1, 2, 3]
    assert between.count("CreateMultipartUpload") == 0
    assert bucket.content() == path.read_bytes()
    assert bucket.head()["ChecksumSHA256"] == made.checksum
    assert (told.phases, told.done) == ([("Uploading", IN_PARTS)], IN_PARTS), "also what was there before"
    assert bucket.unfinished == []
    assert list(notes().iterdir()) == []


@pytest.fixture
def broken_off(bucket: Bucket, between: Middleman, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file whose first part arrived, and whose others were never taken."""
    path = file(folder, IN_PARTS)
    for module in (clients, wire_crt):
        monkeypatch.setattr(module, "ATTEMPTS", 2)

    def others_refused(exchange: Exchange) -> None:
        (carried_out if exchange.part == 1 else refused(503, "SlowDown"))(exchange)

    between.does(others_refused, "UploadPart", times=None)
    with pytest.raises(ArtifactError, match="AWS asks to slow down"):
        upload(bucket.aws, path, bucket.name, "app.tar")
    assert parts_there(bucket) == [1]
    between.forget()
    return path


def test_an_upload_that_failed_in_vain_goes_on(bucket: Bucket, between: Middleman, broken_off: Path) -> None:
    upload(bucket.aws, broken_off, bucket.name, "app.tar")
    assert sent(between) == [2, 3]
    assert bucket.content() == broken_off.read_bytes()


def test_to_another_key_it_begins_anew(bucket: Bucket, between: Middleman, broken_off: Path) -> None:
    upload(bucket.aws, broken_off, bucket.name, "other.tar")
    assert sent(between) == [1, 2, 3]
    upload(bucket.aws, broken_off, bucket.name, "app.tar")
    assert sent(between) == [1, 2, 2, 3, 3]


def test_a_file_that_changed_since_begins_anew_and_what_arrived_is_removed(
    bucket: Bucket, between: Middleman, broken_off: Path
) -> None:
    with broken_off.open("ab") as opened:
        opened.write(b"!")
    upload(bucket.aws, broken_off, bucket.name, "app.tar")
    assert sent(between) == [1, 2, 3]
    assert bucket.content() == broken_off.read_bytes()
    assert bucket.unfinished == []
    assert list(notes().iterdir()) == []


def test_other_metadata_begin_anew(bucket: Bucket, between: Middleman, broken_off: Path) -> None:
    upload(bucket.aws, broken_off, bucket.name, "app.tar", metadata={"version": "2"})
    assert sent(between) == [1, 2, 3]
    assert bucket.head()["Metadata"]["version"] == "2"
    assert bucket.unfinished == []


def test_a_part_that_changed_since_is_sent_again(bucket: Bucket, between: Middleman, broken_off: Path) -> None:
    """Whatever the clock says: what is there is compared with what the file has now."""
    before = broken_off.stat().st_mtime_ns
    content = b"changed" + broken_off.read_bytes()[7:]
    broken_off.write_bytes(content)
    os.utime(broken_off, ns=(before, before))
    upload(bucket.aws, broken_off, bucket.name, "app.tar")
    assert sent(between) == [1, 2, 3]
    assert bucket.content() == content


@pytest.mark.parametrize("text", ["", '{"content": "x"}', "null"])
def test_a_damaged_note_begins_anew(bucket: Bucket, between: Middleman, broken_off: Path, text: str) -> None:
    (note,) = notes().iterdir()
    note.write_text(text)
    upload(bucket.aws, broken_off, bucket.name, "app.tar")
    assert sent(between) == [1, 2, 3]
    assert bucket.content() == broken_off.read_bytes()
    assert list(notes().iterdir()) == []


def test_an_upload_that_the_bucket_has_discarded_begins_anew(
    bucket: Bucket, between: Middleman, broken_off: Path
) -> None:
    (one,) = bucket.s3.list_multipart_uploads(Bucket=bucket.name)["Uploads"]
    bucket.s3.abort_multipart_upload(Bucket=bucket.name, Key=one["Key"], UploadId=one["UploadId"])
    upload(bucket.aws, broken_off, bucket.name, "app.tar")
    assert sent(between) == [1, 2, 3]
    assert bucket.content() == broken_off.read_bytes()


def test_who_may_not_see_what_arrived_begins_anew(bucket: Bucket, between: Middleman, broken_off: Path) -> None:
    between.does(refused(403, "AccessDenied"), "ListParts", times=None)
    upload(bucket.aws, broken_off, bucket.name, "app.tar")
    assert sent(between) == [1, 2, 3]
    assert bucket.content() == broken_off.read_bytes()


def test_what_cannot_be_noted_is_not_left(
    bucket: Bucket, between: Middleman, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody would know of the parts, and everybody would pay for them."""
    monkeypatch.setenv("XDG_CACHE_HOME", os.devnull)
    between.does(refused(503, "SlowDown"), "CompleteMultipartUpload", times=None)
    with pytest.raises(ArtifactError, match="AWS asks to slow down"):
        upload(bucket.aws, file(folder, IN_PARTS), bucket.name, "app.tar")
    assert "Uploads" not in bucket.s3.list_multipart_uploads(Bucket=bucket.name)


def test_a_bucket_that_is_too_busy_to_say_what_arrived_is_asked_the_next_time(
    bucket: Bucket, between: Middleman, broken_off: Path
) -> None:
    between.does(refused(503, "SlowDown"), "ListParts", times=None)
    with pytest.raises(ArtifactError, match="AWS asks to slow down"):
        upload(bucket.aws, broken_off, bucket.name, "app.tar")
    between.forget()
    upload(bucket.aws, broken_off, bucket.name, "app.tar")
    assert sent(between) == [2, 3]


def interrupt_until_gone(process: subprocess.Popen[bytes], left: Path) -> None:
    """Interrupt a process as a person does, again if nothing happens, until a file is no more.

    Python looks at signals between its steps; one that comes as a thread goes to sleep waits for it to wake up.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while left.exists():
        assert time.monotonic() < until, f"{left} is still there"
        process.send_signal(signal.SIGINT)
        again = time.monotonic() + 1
        while left.exists() and time.monotonic() < again:
            time.sleep(0.01)


@pytest.mark.parametrize("what", ["download", "download_folder"])
def test_a_download_that_is_interrupted_leaves_nothing(
    bucket: Bucket, between: Middleman, folder: Path, what: str
) -> None:
    bucket.put(bytes(2 * PART_BYTES))
    (folder / "app.tar").write_bytes(b"what was there")
    hold = Hold()
    between.does(hold.answer, "GetObject", times=None)
    with aside(what, between, bucket, folder / "app.tar") as process:
        hold.holds()
        interrupt_until_gone(process, folder / f".app.tar.{process.pid}.ha-web-part")
        hold.let_go()
        process.wait(PATIENCE_SECONDS)
        assert process.returncode == -signal.SIGINT
    assert list(folder.iterdir()) == [folder / "app.tar"]
    assert (folder / "app.tar").read_bytes() == b"what was there"


def test_what_a_killed_download_left_is_swept_by_the_next(bucket: Bucket, between: Middleman, folder: Path) -> None:
    bucket.put(bytes(2 * PART_BYTES))
    hold = Hold()
    between.does(hold.answer, "GetObject", times=None)
    with aside("download", between, bucket, folder / "app.tar") as process:
        hold.holds()
        process.kill()
        process.wait()
    hold.let_go(drop=True)
    assert list(folder.iterdir()) == [folder / f".app.tar.{process.pid}.ha-web-part"], "and no app.tar"
    long_ago = time.time() - 2 * LEFT_SECONDS
    os.utime(folder / f".app.tar.{process.pid}.ha-web-part", (long_ago, long_ago))
    between.forget()
    download(bucket.aws, bucket.name, "app.tar", folder / "other.tar")
    assert list(folder.iterdir()) == [folder / "other.tar"]
