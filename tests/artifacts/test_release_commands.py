"""`release`, `rollback` and `releases` as a person runs them, on the emulated account."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from emulator import Account
from pulumi_ha_web.__main__ import app
from pulumi_ha_web.artifacts import releases
from pulumi_ha_web.artifacts.settings_file import SettingsFile
from pulumi_ha_web.errors import ArtifactError
from tests.artifacts.stand_in import Pulumi, account_with, stand_in
from tests.emulator.proofs import group

BUCKET = "shop-dev-artifacts"
SETTINGS = "config:\n  aws:region: eu-west-1  # here\n"
Call = Callable[..., Result]


@pytest.fixture
def aws() -> Iterator[Account]:
    with account_with(BUCKET) as opened:
        yield opened


@pytest.fixture
def pulumi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pulumi:
    made = stand_in(tmp_path / "bin", monkeypatch)
    made.exports(artifact_bucket=BUCKET, strategy="load_balanced", scaling_group="group")
    return made


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in a program's folder, with a stack's settings and a file to release."""
    made = tmp_path / "shop"
    made.mkdir()
    (made / "Pulumi.dev.yaml").write_text(SETTINGS)
    (made / "app").write_text("#!/bin/sh\n")
    monkeypatch.chdir(made)
    return made


@pytest.fixture
def call(aws: Account, pulumi: Pulumi, folder: Path) -> Call:
    def called(*words: str) -> Result:
        answer = CliRunner().invoke(app, ["artifacts", *words], prog_name="ha-web")
        assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
        return answer

    return called


def objects(aws: Account) -> list[str]:
    return [each["Key"] for each in aws.client("s3").list_objects_v2(Bucket=BUCKET).get("Contents", [])]


def test_a_release_is_uploaded_named_and_what_comes_next_is_told(call: Call, aws: Account, folder: Path) -> None:
    answer = call("release", "app", "--version", "1.4.2", "--stack", "dev")
    assert answer.exit_code == 0
    assert answer.stdout == (
        "Pulumi.dev.yaml: no release -> 1.4.2\nNext: pulumi up --stack dev\nThen: ha-web rollout wait --stack dev\n"
    )
    assert answer.stderr == f"1.4.2: uploaded: s3://{BUCKET}/releases/1.4.2/app, 10 B\n"
    assert objects(aws) == ["releases/1.4.2/app"]
    text = (folder / "Pulumi.dev.yaml").read_text()
    assert text.startswith(SETTINGS + "  ha-web:artifacts:\n    release:\n")
    named = yaml.safe_load(text)["config"]["ha-web:artifacts"]["release"]
    head = aws.client("s3").head_object(Bucket=BUCKET, Key=named["key"], VersionId=named["object_version"])
    assert (named["version"], named["sha256"]) == ("1.4.2", head["Metadata"]["sha256"])


def test_once_more_it_is_what_is_there(call: Call, folder: Path) -> None:
    call("release", "app", "--version", "1.4.2", "--stack", "dev")
    answer = call("release", "app", "--version", "1.4.2", "--stack", "dev")
    assert answer.exit_code == 0
    assert answer.stdout.startswith("Pulumi.dev.yaml: points at 1.4.2 already\nNext: ")
    assert answer.stderr.startswith("1.4.2: there already, and the same: ")


def test_from_another_folder_what_comes_next_names_the_program(
    call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    answer = call("release", "shop/app", "--version", "1", "--stack", "dev", "--program", "shop")
    assert answer.stdout == (
        "shop/Pulumi.dev.yaml: no release -> 1\nNext: pulumi up --stack dev --cwd shop\n"
        "Then: ha-web rollout wait --stack dev --program shop\n"
    )


def test_a_pipeline_uploads_only_and_takes_what_settings_would_say(call: Call, folder: Path, pulumi: Pulumi) -> None:
    words = ("release", "app", "--version", "1.4.2", "--bucket", BUCKET, "--region", "eu-west-1", "--no-settings")
    answer = call(*words)
    assert answer.exit_code == 0
    said = yaml.safe_load(answer.stdout)["ha-web:artifacts"]["release"]
    assert list(said) == ["version", "key", "object_version", "sha256"]
    assert json.loads(call(*words, "--json").stdout) == said
    assert (folder / "Pulumi.dev.yaml").read_text() == SETTINGS
    assert pulumi.calls == []


def test_settings_need_a_stack(call: Call, aws: Account) -> None:
    answer = call("release", "app", "--version", "1", "--bucket", BUCKET)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == (
        "no stack is named whose settings shall point at the release; name it with --stack, or say --no-settings\n"
    )
    assert objects(aws) == []


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("config:\n  ha-web:artifacts: yes\n", "Pulumi.dev.yaml: config.ha-web:artifacts: must be a mapping"),
        (None, "this folder: has no Pulumi.dev.yaml; name the program's folder with --program"),
    ],
)
def test_nothing_is_uploaded_for_settings_that_could_not_name_it(
    call: Call, aws: Account, folder: Path, settings: str | None, said: str
) -> None:
    if settings is None:
        (folder / "Pulumi.dev.yaml").unlink()
    else:
        (folder / "Pulumi.dev.yaml").write_text(settings)
    answer = call("release", "app", "--version", "1", "--stack", "dev", "--region", "eu-west-1")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith(said)
    assert objects(aws) == []


def test_settings_that_cannot_be_written_after_all_leave_an_upload_that_stands(
    call: Call, aws: Account, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise ArtifactError("Pulumi.dev.yaml: cannot be written (No space left on device) and is as it was")

    with monkeypatch.context() as patched:
        patched.setattr(SettingsFile, "point_at", full)
        answer = call("release", "app", "--version", "1.4.2", "--stack", "dev")
    assert (answer.exit_code, answer.stdout) == (2, "")
    _, wrong, stands, *rest = answer.stderr.splitlines()
    assert wrong == "Pulumi.dev.yaml: cannot be written (No space left on device) and is as it was"
    assert stands == (
        "The upload stands, and the settings are as they were. Run the same command again once that is mended, or "
        "write into Pulumi.dev.yaml yourself, below `config:`"
    )
    assert yaml.safe_load("\n".join(rest))["ha-web:artifacts"]["release"]["key"] == "releases/1.4.2/app"
    assert objects(aws) == ["releases/1.4.2/app"]
    assert call("release", "app", "--version", "1.4.2", "--stack", "dev").exit_code == 0


def test_what_is_wrong_with_a_file_is_one_sentence(call: Call) -> None:
    answer = call("release", "none", "--version", "1", "--stack", "dev")
    assert (answer.exit_code, answer.stdout, answer.stderr) == (2, "", "none: is not there; check the path\n")


def test_ctrl_c_is_told(call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(releases, "upload", interrupted)
    answer = call("release", "app", "--version", "1", "--stack", "dev")
    assert answer.exit_code == 130
    assert answer.stderr == "\nInterrupted. An upload that was begun goes on from there when it is started again.\n"
    assert (folder / "Pulumi.dev.yaml").read_text() == SETTINGS


def test_going_back_names_the_release_before(call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("1", "2"):  # in one second, in which the names decide
        call("release", "app", "--version", version, "--stack", "dev")
    answer = call("rollback", "--stack", "dev")
    assert answer.exit_code == 0
    assert answer.stdout == (
        "Pulumi.dev.yaml: 2 -> 1\nNext: pulumi up --stack dev\nThen: ha-web rollout wait --stack dev\n"
    )
    answer = call("rollback", "--stack", "dev")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == "1: is the first release in the bucket; there is none before it to go back to\n"
    assert call("rollback", "--stack", "dev", "--to", "2").stdout.startswith("Pulumi.dev.yaml: 1 -> 2\n")
    assert call("rollback").stderr == "no stack is named whose settings shall go back; name it with --stack\n"


def test_the_list_has_what_is_named_and_runs(call: Call, aws: Account) -> None:
    group(aws, DesiredCapacity=2)
    call("release", "app", "--version", "1.4.2", "--stack", "dev")
    answer = call("releases", "--stack", "dev", "-v")
    assert (answer.exit_code, answer.stderr) == (0, "")
    head, row, remark, _, *instances = answer.stdout.splitlines()
    assert head.split("  ")[0] == "VERSION"
    assert row.startswith("1.4.2    ")
    assert row.endswith("  named")
    assert (remark, len(instances)) == ("2 of 2 instances run no release", 2)
    document: dict[str, Any] = json.loads(call("releases", "--stack", "dev", "--json").stdout)
    assert document["releases"][0]["in_settings"] is True
    assert call("releases").exit_code == 2


@pytest.mark.parametrize("command", ["release", "rollback", "releases"])
def test_every_command_has_examples_in_its_help(call: Call, command: str) -> None:
    answer = call(command, "--help")
    assert "Examples:" in answer.stdout
    assert "Exit status: 0 done, 2 not done, 130 Ctrl-C." in answer.stdout
    for option in ("--stack", "--bucket", "--program", "--region", "--profile", "--endpoint-url"):
        assert option in answer.stdout
