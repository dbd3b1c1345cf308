"""`ha-web artifacts` about buckets and objects, as a person calls it, in an emulated account."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from emulator import account
from emulator.environment import emulated
from pulumi_ha_web.__main__ import app
from pulumi_ha_web.artifacts.clients import Aws
from pulumi_ha_web.bucket_commands import _words

ROOT = Path(__file__).resolve().parents[2]
NAME = "shop-artifacts"
HERE = {"Bucket": NAME}


@pytest.fixture
def s3() -> Iterator[Any]:
    with account("eu-west-1"):
        yield Aws().client("s3")


def artifacts(*words: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(app, ("artifacts", *words), prog_name="ha-web", input=answer)


def told(*words: str, status: int = 0, answer: str | None = None) -> tuple[str, str]:
    """Return what a command writes to stdout and stderr."""
    done = artifacts(*words, answer=answer)
    assert done.exit_code == status, done.output + str(done.exception)
    return done.stdout, done.stderr


def names(s3: Any) -> list[str]:
    return [each["Name"] for each in s3.list_buckets()["Buckets"]]


def filled(s3: Any) -> None:
    told("create-bucket", NAME)
    s3.put_object(**HERE, Key="app.tar", Body=b"1")


def asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a person sit at standard input."""
    monkeypatch.setattr("pulumi_ha_web.bucket_commands._is_asked", lambda: True)


def test_help_loads_nothing_that_takes_long_and_names_every_command() -> None:
    code = "import sys; from pulumi_ha_web import artifact_commands; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    heavy = {"boto3", "botocore", "awscrt", "rich", "pulumi", "moto", "ruamel"}
    assert heavy.isdisjoint(loaded.stdout.split())
    out, _ = told("--help")
    for command in ("create-bucket", "delete-bucket", "describe-bucket", "list", "versions", "delete"):
        assert f"\n  {command} " in out
        shown, _ = told(command, "--help")
        assert f"Examples:\n    ha-web artifacts {command} " in shown
        assert "Exit status: 0 " in shown


def test_a_bucket_is_created_described_and_deleted(s3: Any) -> None:
    out, err = told("create-bucket", NAME, "--tag", "team=shop", "--tag", "path=a=b", "--abort-upload-days", "3")
    assert out == (
        f"{NAME}: created in eu-west-1; it keeps versions, is encrypted, private, and reached over TLS alone\n"
    )
    assert err == ""
    tags = s3.get_bucket_tagging(**HERE)["TagSet"]
    assert {each["Key"]: each["Value"] for each in tags} == {"team": "shop", "path": "a=b"}
    out, _ = told("describe-bucket", "--bucket", NAME)
    assert out.splitlines() == [
        f"name: {NAME}",
        "region: eu-west-1",
        "keeps versions: yes",
        "encryption: AES256",
        "blocks public access: yes",
        "has acls off: yes",
        "tls only: yes",
        "expires old versions after: 90 days",
        "aborts uploads after: 3 days",
    ]
    assert told("delete-bucket", NAME) == (f"{NAME}: deleted\n", "")
    assert names(s3) == []


def test_a_bucket_that_lacks_a_protection_is_exit_status_1(s3: Any) -> None:
    told("create-bucket", NAME)
    s3.put_bucket_versioning(**HERE, VersioningConfiguration={"Status": "Suspended"})
    s3.delete_bucket_lifecycle(**HERE)
    assert _words("encryption", None) == "none"
    out, _ = told("describe-bucket", "--bucket", NAME, status=1)
    assert "keeps versions: no\n" in out
    assert "aborts uploads after: never\n" in out
    assert out.endswith(
        "lacking: it keeps no versions\nlacking: old versions never expire\n"
        "lacking: uploads that never complete are kept\n"
    )
    found = json.loads(told("describe-bucket", "--bucket", NAME, "--json", status=1)[0])
    assert found["lacks"] == [
        "it keeps no versions",
        "old versions never expire",
        "uploads that never complete are kept",
    ]


def test_a_tag_without_a_value_is_one_sentence(s3: Any) -> None:
    _, err = told("create-bucket", NAME, "--tag", "team", status=2)
    assert err == "--tag team: must be KEY=VALUE, such as team=shop\n"
    assert names(s3) == []


def test_the_contents_of_a_bucket_go_only_after_its_name_was_typed(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(s3)
    _, err = told("delete-bucket", NAME, status=2)
    assert "--with-contents` deletes everything in it as well\n" in err
    asked(monkeypatch)
    for answer in ("", "yes", "shop"):
        out, err = told("delete-bucket", NAME, "--with-contents", status=2, answer=f"{answer}\n")
        assert "deleted" not in out
        assert f"Every version of everything in {NAME} will be gone for good.\n" in err
        assert err.endswith(f"deleting bucket {NAME}: its name was not given, so nothing was deleted; do it again\n")
    assert names(s3) == [NAME]
    out, _ = told("delete-bucket", NAME, "--with-contents", answer=f"{NAME}\n")
    assert out.endswith(f"{NAME}: deleted\n")
    assert names(s3) == []


def test_a_script_has_to_say_yes(s3: Any) -> None:
    filled(s3)
    out, err = told("delete-bucket", NAME, "--with-contents", status=2, answer=f"{NAME}\n")
    assert (out, err) == (
        "",
        f"deleting bucket {NAME}: it is not empty, and nobody is there to be asked; say --yes to delete everything in "
        "it\n",
    )
    assert names(s3) == [NAME]
    assert told("delete-bucket", NAME, "--with-contents", "--yes") == (f"{NAME}: deleted\n", "")
    assert names(s3) == []


def test_nobody_is_asked_about_an_empty_bucket(s3: Any) -> None:
    told("create-bucket", NAME)
    assert told("delete-bucket", NAME, "--with-contents") == (f"{NAME}: deleted\n", "")


def test_objects_and_versions_are_listed_in_lines_and_as_json(s3: Any) -> None:
    filled(s3)
    s3.put_object(**HERE, Key="b/x", Body=b"22")
    out, err = told("list", "--bucket", NAME)
    assert [line.split("\t")[1:] for line in out.splitlines()] == [["1", "app.tar"], ["2", "b/x"]]
    assert err == ""
    found = json.loads(told("list", "b/", "--bucket", NAME, "--json")[0])
    assert [(each["key"], each["size"]) for each in found] == [("b/x", 2)]
    out, _ = told("versions", "--bucket", NAME)
    assert [line.split("\t")[1::3] for line in out.splitlines()] == [["1", "app.tar"], ["2", "b/x"]]
    found = json.loads(told("versions", "app", "--bucket", NAME, "--json")[0])
    assert [(each["key"], each["is_latest"]) for each in found] == [("app.tar", True)]


@pytest.mark.parametrize(("command", "what"), [("list", "object"), ("versions", "version")])
def test_that_there_is_nothing_is_said_beside_the_answer(s3: Any, command: str, what: str) -> None:
    told("create-bucket", NAME)
    assert told(command, "--bucket", NAME) == ("", f"there is no {what} in bucket {NAME}\n")
    assert told(command, "x/", "--bucket", NAME, "--json") == (
        "[]\n",
        f"there is no {what} in bucket {NAME} whose key begins with x/\n",
    )


def test_an_object_is_deleted_and_brought_back_by_what_was_said(s3: Any) -> None:
    told("create-bucket", NAME)
    s3.put_object(**HERE, Key="my app.tar", Body=b"1")
    out, _ = told("delete", "my app.tar", "--bucket", NAME, "--region", "eu-west-1", "--program", "my shop")
    first, second = out.splitlines()
    assert first == ("my app.tar: deleted; a delete marker hides it, and its versions are kept. To bring it back:")
    marker = s3.list_object_versions(**HERE)["DeleteMarkers"][0]["VersionId"]
    same = f"--bucket {NAME} --region eu-west-1 --program 'my shop'"
    assert second == f"  ha-web artifacts delete 'my app.tar' --version-id {marker} {same}"
    assert told("delete", "my app.tar", "--version-id", marker, "--bucket", NAME) == (
        "my app.tar: its delete marker is gone, and it is back\n",
        "",
    )
    version = s3.head_object(**HERE, Key="my app.tar")["VersionId"]
    out, _ = told("delete", "my app.tar", "--version-id", version, "--bucket", NAME)
    assert out == f"my app.tar: version {version} is deleted for good\n"
    _, err = told("delete", "my app.tar", "--bucket", NAME, status=2)
    assert err.startswith(f"deleting my app.tar: there is no my app.tar in bucket {NAME}")


def test_a_bucket_without_versions_says_that_it_has_none(s3: Any) -> None:
    s3.create_bucket(**HERE, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(**HERE, Key="app.tar")
    assert told("delete", "app.tar", "--bucket", NAME)[0] == (
        f"app.tar: deleted for good; bucket {NAME} keeps no versions\n"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("list",), "no bucket is named; name one with --bucket, or the stack whose bucket it is with --stack\n"),
        (("list", "--bucket", "Shop"), "Shop: is no name of a bucket: "),
        (("list", "--bucket", NAME, "--profile", "nobody"), "profile nobody: is not in your AWS configuration; "),
        (("create-bucket", "ab"), "ab: is no name of a bucket: it must have 3 to 63 characters, got 2; "),
        (("delete-bucket", NAME), f"deleting bucket {NAME}: there is no bucket {NAME}; "),
        (("describe-bucket", "--bucket", NAME), f"looking at bucket {NAME}: there is no bucket {NAME}; "),
        (("delete", "x", "--bucket", NAME), f"deleting x: there is no bucket {NAME}; "),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_exit_status_2(s3: Any, words: tuple[str, ...], said: str) -> None:
    out, err = told(*words, status=2)
    assert out == ""
    assert err.startswith(said)
    assert err.count("\n") == 1


def test_an_endpoint_on_the_command_line_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    with emulated("eu-west-1", "123456789012"), socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        _, err = told("list", "--bucket", NAME, "--endpoint-url", url, status=2)
    assert err == (
        f"listing bucket {NAME}: nothing answers at {url}; check the network, the region and --endpoint-url\n"
    )
