"""`ha-web preview` and `ha-web masked-state`, with a `pulumi` that answers as told and notes what it was asked."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pulumi_ha_web.__main__ import app

from .preview.states import CIPHER, MASK, SALT, encrypted, exported, resource, stack_of

PULUMI = f"""#!{sys.executable}
import json, os, pathlib, sys

words, folder = sys.argv[1:], pathlib.Path(os.environ["STAND_IN"])
answers = json.loads((folder / "answers.json").read_text())
kept = ("PULUMI_", "AWS_")
call = {{
    "words": words,
    "cwd": os.getcwd(),
    "environment": {{key: value for key, value in os.environ.items() if key.startswith(kept)}},
    "input": sys.stdin.read(),
}}
if "--config-file" in words:
    call["settings"] = pathlib.Path(words[words.index("--config-file") + 1]).read_text()
with (folder / "calls").open("a") as calls:
    calls.write(json.dumps(call) + chr(10))

if words[:2] == ["stack", "init"]:
    pathlib.Path("Pulumi.dev.yaml").write_text("encryptionsalt: v1:throw:away\\n")
elif words[:2] == ["config", "set"]:
    secret = "config:\\n  ha-web:placeholder:\\n    secure: v1:placeholder\\n"
    pathlib.Path("Pulumi.dev.yaml").write_text("encryptionsalt: v1:throw:away\\n" + secret)
elif words[:2] == ["stack", "export"] and "ha-web-preview-" in os.getcwd():
    print(json.dumps({{"deployment": {{"secrets_providers": {{"type": "passphrase", "state": {{"salt": "own"}}}}}}}}))
elif "--save-plan" in words:
    if "plan" in answers:
        pathlib.Path(words[words.index("--save-plan") + 1]).write_text(json.dumps(answers["plan"]))
elif words[0] in answers:
    status, output, errors = answers[words[0]]
    sys.stdout.write(output)
    sys.stderr.write(errors)
    sys.exit(status)
"""

UPDATE = {"op": "update", "urn": resource("a:b:C", "x")["urn"], "oldState": {"inputs": {}}, "newState": {"inputs": {}}}
PREVIEW = json.dumps({"config": {"shop:a": "b"}, "steps": [UPDATE], "changeSummary": {"same": 3, "update": 1}})


class StandIn:
    """The stand-in: what it answers, and what it was asked."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._answers = folder, dict[str, Any]()
        self.answers()

    def answers(self, **answers: Any) -> None:
        """Take answers: status, output and errors by the first word; `plan` is written where one is asked for."""
        self._answers |= answers
        (self._folder / "answers.json").write_text(json.dumps(self._answers))

    @property
    def calls(self) -> list[Any]:
        file = self._folder / "calls"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    @property
    def last(self) -> Any:
        return self.calls[-1]


@pytest.fixture
def pulumi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    folder = tmp_path / "stand-in"
    folder.mkdir()
    executable = folder / "pulumi"
    executable.write_text(PULUMI)
    executable.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("STAND_IN", str(folder))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return StandIn(folder)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    folder = tmp_path / "program"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    settings = f"encryptionsalt: {SALT}\nconfig:\n  shop:plain: kept\n  shop:password:\n    secure: {CIPHER}\n"
    (folder / "Pulumi.dev.yaml").write_text(settings)
    return folder


Call = Callable[..., Result]


@pytest.fixture
def call(pulumi: StandIn, program: Path) -> Call:
    def called(*words: str) -> Result:
        return CliRunner().invoke(app, [*words, "--program", str(program)], prog_name="ha-web")

    return called


@pytest.fixture
def state(tmp_path: Path, call: Call, pulumi: StandIn) -> Path:
    """The masked state of a stack that has a secret argument."""
    whole = exported(stack_of(token=encrypted()), resource("a:b:C", "x", inputs={"days": encrypted()}))
    pulumi.answers(stack=(0, json.dumps(whole), ""))
    assert call("masked-state", "dev", "--output", str(tmp_path / "state.json")).exit_code == 0
    return tmp_path / "state.json"


def test_a_preview_is_written_and_told(call: Call, pulumi: StandIn, program: Path, tmp_path: Path) -> None:
    pulumi.answers(preview=(0, PREVIEW, "a warning"))
    ran = call("preview", "dev", "--output", str(tmp_path / "dev.json"))
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == f"dev: 3 same, 1 update; written to {tmp_path / 'dev.json'}\n"
    told = json.loads((tmp_path / "dev.json").read_text())
    assert "config" not in told
    assert [each["op"] for each in told["steps"]] == ["update"]
    assert pulumi.last["cwd"] == str(program)
    assert pulumi.last["words"] == [
        *("preview", "--json", "--show-sames", "--show-replacement-steps"),
        *("--stack", "dev", "--non-interactive"),
    ]


def test_a_refresh_is_asked_for(call: Call, pulumi: StandIn, tmp_path: Path) -> None:
    pulumi.answers(preview=(0, PREVIEW, ""))
    call("preview", "dev", "--refresh", "--output", str(tmp_path / "dev.json"))
    assert "--refresh" in pulumi.last["words"]


def test_a_stream_of_events_is_never_asked_for(
    call: Call, pulumi: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_ENABLE_STREAMING_JSON_PREVIEW", "true")
    pulumi.answers(preview=(0, PREVIEW, ""))
    call("preview", "dev", "--output", str(tmp_path / "dev.json"))
    assert "PULUMI_ENABLE_STREAMING_JSON_PREVIEW" not in pulumi.last["environment"]


def test_a_preview_that_fails_half_way_is_written_too(call: Call, pulumi: StandIn, tmp_path: Path) -> None:
    wrong = {"message": "error: no such image\n", "severity": "error"}
    document = {"steps": [UPDATE], "diagnostics": [wrong], "changeSummary": {"update": 1}}
    pulumi.answers(preview=(1, json.dumps(document), ""))
    ran = call("preview", "dev", "--output", str(tmp_path / "dev.json"))
    assert ran.exit_code == 1
    assert ran.stderr.splitlines() == [
        "error: no such image",
        f"dev: the preview failed; what it says is in {tmp_path / 'dev.json'}",
    ]
    told = json.loads((tmp_path / "dev.json").read_text())
    assert (len(told["steps"]), told["diagnostics"]) == (1, [wrong])


@pytest.mark.parametrize(
    ("status", "output", "errors", "why"),
    [
        (1, "", "error: incorrect passphrase\n", "error: incorrect passphrase"),
        (6, "", "error: no stack named 'dev' found\n", "error: no stack named 'dev' found"),
        (-9, '{"steps": [', "", '{"steps": ['),
        (1, "", "", "`pulumi preview` ended with 1, and did not say why"),
        (0, "[]", "", "[]"),
        (1, '{"steps": []}', "error: a policy forbids it", "error: a policy forbids it"),
    ],
)
def test_one_that_ends_before_it_begins_is_written_as_one_that_failed(
    status: int, output: str, errors: str, why: str, call: Call, pulumi: StandIn, tmp_path: Path
) -> None:
    pulumi.answers(preview=(status, output, errors))
    ran = call("preview", "dev", "--output", str(tmp_path / "dev.json"))
    assert ran.exit_code == 1
    told = json.loads((tmp_path / "dev.json").read_text())
    assert told["diagnostics"] == [{"message": why, "severity": "error"}]
    assert why in ran.stderr


def test_with_a_masked_state_nothing_of_the_stack_is_seen(
    state: Path, call: Call, pulumi: StandIn, program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = {
        "PULUMI_BACKEND_URL": "s3://the-stacks-own",
        "PULUMI_CONFIG_PASSPHRASE": "its-passphrase",
        "PULUMI_CONFIG_PASSPHRASE_FILE": "/its/passphrase",
        "PULUMI_ACCESS_TOKEN": "its-token",
        "AWS_PROFILE": "reader",
    }
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    before = {file: file.read_bytes() for file in program.iterdir()}
    pulumi.answers(preview=(0, PREVIEW, ""))
    asked = len(pulumi.calls)
    ran = call("preview", "organization/shop/dev", "--state", str(state), "--output", str(tmp_path / "dev.json"))
    assert ran.exit_code == 0, ran.stderr

    calls = pulumi.calls[asked:]
    assert [each["words"][:2] for each in calls[:3]] == [["stack", "init"], ["config", "set"], ["preview", "--json"]]
    passphrases = {each["environment"]["PULUMI_CONFIG_PASSPHRASE"] for each in calls}
    (passphrase,) = passphrases
    assert "--no-select" in calls[0]["words"], "the stack that a person has chosen stays so"
    assert len(passphrase) >= 24
    for each in calls:
        assert each["environment"]["PULUMI_BACKEND_URL"].startswith(f"file://{tmp_path}/ha-web-preview-")
        assert each["environment"]["PULUMI_BACKEND_URL"].endswith("?metadata=skip")
        assert each["environment"]["AWS_PROFILE"] == "reader"
        text = json.dumps(each)
        assert not [value for name, value in own.items() if name.startswith("PULUMI") and value in text]
        assert SALT not in text
        assert CIPHER not in text
        in_program = each["cwd"] == str(program)
        assert in_program == (each["words"][0] == "preview")
    assert "v1:placeholder" in pulumi.last["settings"]
    assert "shop:plain: kept" in pulumi.last["settings"]
    assert {file: file.read_bytes() for file in program.iterdir()} == before
    assert not list(tmp_path.glob("ha-web-preview-*")), "the backend ends with the command"


def test_a_masked_state_is_what_the_preview_compares_with(
    state: Path, call: Call, pulumi: StandIn, tmp_path: Path
) -> None:
    adds = {"days": {**encrypted(), "plaintext": "7"}}
    goal = {"goal": {"inputDiff": {"adds": adds}}}
    pulumi.answers(preview=(0, PREVIEW, ""), plan={"resourcePlans": {resource("a:b:C", "x")["urn"]: goal}})
    call("preview", "dev", "--state", str(state), "--refresh", "--output", str(tmp_path / "dev.json"))
    (taken,) = [json.loads(each["input"]) for each in pulumi.calls if each["words"][:2] == ["stack", "import"]]
    assert taken["deployment"]["secrets_providers"] == {"type": "passphrase", "state": {"salt": "own"}}
    stack, own = taken["deployment"]["resources"]
    assert (stack["outputs"], own["inputs"]) == ({"token": MASK}, {"days": {**MASK, "plaintext": "7"}})
    assert "--refresh" in pulumi.last["words"]
    plans = [each["words"] for each in pulumi.calls if "--save-plan" in each["words"]]
    assert [("--show-secrets" in each, "--refresh" in each) for each in plans] == [(True, False)]


def test_without_secret_arguments_the_program_runs_once(call: Call, pulumi: StandIn, tmp_path: Path) -> None:
    whole = exported(stack_of(token=encrypted()), resource("a:b:C", "x", inputs={"days": 7}))
    pulumi.answers(stack=(0, json.dumps(whole), ""), preview=(0, PREVIEW, ""))
    state = str(tmp_path / "state.json")
    call("masked-state", "dev", "--output", state)
    assert call("preview", "dev", "--state", state, "--output", str(tmp_path / "dev.json")).exit_code == 0
    assert len([each for each in pulumi.calls if each["words"][0] == "preview"]) == 1


def test_a_stack_that_was_never_deployed_is_compared_with_nothing(call: Call, pulumi: StandIn, tmp_path: Path) -> None:
    pulumi.answers(stack=(6, "", "error: no stack named 'dev' found\n"), preview=(0, PREVIEW, ""))
    file = tmp_path / "state.json"
    ran = call("masked-state", "dev", "--output", str(file))
    assert (ran.exit_code, ran.stderr) == (0, "dev: was never deployed, or holds nothing\n")
    assert json.loads(file.read_text())["deployed"] is False
    assert call("preview", "dev", "--state", str(file), "--output", str(tmp_path / "dev.json")).exit_code == 0
    asked = [each["words"][:2] for each in pulumi.calls]
    assert asked == [["stack", "export"], ["stack", "init"], ["config", "set"], ["preview", "--json"]]


def test_a_masked_state_goes_to_stdout_alone(call: Call, pulumi: StandIn) -> None:
    pulumi.answers(stack=(0, json.dumps(exported(stack_of(token=encrypted(), url="http://x"))), "a warning"))
    ran = call("masked-state", "dev")
    assert (ran.exit_code, ran.stderr) == (0, "")
    (stack,) = json.loads(ran.stdout)["state"]["deployment"]["resources"]
    assert stack["outputs"] == {"token": MASK, "url": "http://x"}
    assert pulumi.last["words"] == ["stack", "export", "--stack", "dev", "--non-interactive"]


def test_a_state_that_cannot_be_had_is_told(call: Call, pulumi: StandIn, tmp_path: Path) -> None:
    pulumi.answers(stack=(255, "", "error: access to the bucket is denied\n"))
    ran = call("masked-state", "dev", "--output", str(tmp_path / "state.json"))
    assert ran.exit_code == 2
    assert "access to the bucket is denied" in ran.stderr
    assert not (tmp_path / "state.json").exists()


def test_what_cannot_be_done_is_told_before_pulumi_is_asked(
    state: Path, call: Call, pulumi: StandIn, program: Path, tmp_path: Path
) -> None:
    asked, output = len(pulumi.calls), str(tmp_path / "dev.json")
    (tmp_path / "foreign.json").write_text("{}")
    refused = {
        "its folder is not there": ("dev", "--output", str(tmp_path / "none" / "dev.json")),
        "is a folder": ("dev", "--output", str(tmp_path)),
        "is the state of the stack dev, not of prod": ("prod", "--state", str(state), "--output", output),
        "is not the state that this `ha-web masked-state` writes": (
            *("dev", "--state", str(tmp_path / "foreign.json")),
            *("--output", output),
        ),
    }
    for why, words in refused.items():
        ran = call("preview", *words)
        assert (ran.exit_code, why in ran.stderr) == (2, True), ran.stderr
    (program / "Pulumi.yaml").unlink()
    ran = call("preview", "dev", "--state", str(state), "--output", output)
    assert (ran.exit_code, "has no Pulumi.yaml that names a project" in ran.stderr) == (2, True)
    assert len(pulumi.calls) == asked
    assert not Path(output).exists()


def test_a_state_of_another_project_is_refused(state: Path, call: Call, program: Path, tmp_path: Path) -> None:
    (program / "Pulumi.yaml").write_text("name: other\nruntime: python\n")
    ran = call("preview", "dev", "--state", str(state), "--output", str(tmp_path / "dev.json"))
    assert (ran.exit_code, ran.stderr) == (2, f"{state}: is the state of the project shop, not of other\n")


def test_without_pulumi_it_is_said_where_to_get_it(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ran = call("preview", "dev", "--output", str(tmp_path / "dev.json"))
    assert (ran.exit_code, "there is no `pulumi` on PATH" in ran.stderr) == (2, True)


def test_a_folder_that_is_not_there_is_not_taken_for_a_missing_pulumi(pulumi: StandIn, tmp_path: Path) -> None:
    words = ["masked-state", "dev", "--program", str(tmp_path / "none")]
    ran = CliRunner().invoke(app, words, prog_name="ha-web")
    assert (ran.exit_code, "is no folder" in ran.stderr) == (2, True)


@pytest.mark.parametrize("command", ["preview", "masked-state"])
def test_help_has_examples_and_exit_statuses(command: str) -> None:
    told = CliRunner().invoke(app, [command, "--help"], prog_name="ha-web").stdout
    assert f"ha-web {command} " in told.partition("Examples:")[2]
    assert "Exit status: 0 done" in told
