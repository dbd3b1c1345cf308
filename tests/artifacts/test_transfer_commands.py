"""`ha-web artifacts upload`, `download` and `copy`, as a person calls them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from emulator import Account
from pulumi_ha_web.__main__ import app
from tests.artifacts.stand_in import account_with
from tests.artifacts.transfers import digest

BUCKET = "shop-dev-artifacts"
IN_BUCKET = ("--bucket", BUCKET, "--region", "eu-west-1")


@pytest.fixture(autouse=True)
def aws() -> Iterator[Account]:
    with account_with(BUCKET) as opened:
        yield opened


def call(*words: object) -> Result:
    answer = CliRunner().invoke(app, ["artifacts", *map(str, words)], prog_name="ha-web")
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    return answer


def test_a_file_goes_in_under_its_own_name_and_comes_out(tmp_path: Path) -> None:
    (tmp_path / "app.tar").write_bytes(b"content")
    up = call("upload", tmp_path / "app.tar", *IN_BUCKET)
    assert up.exit_code == 0
    assert up.stdout.startswith(f"s3://{BUCKET}/app.tar: 7 B, version ")
    assert up.stdout.endswith(f", SHA-256 {digest(b'content')}\n")
    assert call("download", "app.tar", tmp_path / "back", *IN_BUCKET).exit_code == 0
    assert (tmp_path / "back").read_bytes() == b"content"


def test_one_that_is_to_be_new_is_refused_where_there_is_one(tmp_path: Path) -> None:
    (tmp_path / "app.tar").write_bytes(b"content")
    words = ("upload", tmp_path / "app.tar", "--key", "a/b", "--only-new", *IN_BUCKET)
    assert call(*words).exit_code == 0
    again = call(*words)
    assert (again.exit_code, again.stdout) == (2, "")
    assert again.stderr == f"a/b: is in bucket {BUCKET} already, and was to be new; choose another key\n"


def test_a_version_is_told_and_fetched_as_json(tmp_path: Path) -> None:
    file = tmp_path / "app.tar"
    versions = []
    for content in (b"old", b"newer"):
        file.write_bytes(content)
        versions.append(json.loads(call("upload", file, "--json", *IN_BUCKET).stdout)["version_id"])
    done = json.loads(call("download", "app.tar", file, "--version-id", versions[0], "--json", *IN_BUCKET).stdout)
    assert (done["version_id"], done["size"], done["checksum"]) == (versions[0], 3, digest(b"old"))
    assert file.read_bytes() == b"old"


def test_a_folder_goes_in_and_comes_out(tmp_path: Path) -> None:
    (tmp_path / "dist/deep").mkdir(parents=True)
    (tmp_path / "dist/deep/one").write_text("one")
    (tmp_path / "dist/two").write_text("two")
    up = call("copy", tmp_path / "dist", f"s3://{BUCKET}/site/", "--region", "eu-west-1")
    assert up.stdout == f"2 objects, 6 B: {tmp_path / 'dist'} -> s3://{BUCKET}/site/\n"
    assert call("copy", "s3:///site/", tmp_path / "back", *IN_BUCKET).exit_code == 0
    assert (tmp_path / "back/deep/one").read_text() == "one"
    assert (tmp_path / "back/two").read_text() == "two"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("dist", "back"), "dist back: one must be a folder, the other s3://BUCKET/PREFIX; "),
        (("s3://a/b", "s3://c/d"), "s3://a/b s3://c/d: one must be a folder, the other s3://BUCKET/PREFIX; "),
        (("dist", "s3://another/b", *IN_BUCKET), "s3://another: names a bucket, and so does --bucket or --stack; "),
        (("dist", "s3:///b"), "no bucket is named; "),
    ],
)
def test_a_copy_that_names_no_way_is_refused(words: tuple[str, ...], told: str) -> None:
    answer = call("copy", *words)
    assert answer.exit_code == 2
    assert answer.stderr.startswith(told)
