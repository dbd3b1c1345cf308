"""`ha-web` as a person runs it: in a process of its own where the process matters, else called in this one."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pulumi_ha_web.__main__ import app

ROOT = Path(__file__).resolve().parents[1]

PROGRAM = """\
import pulumi
from pulumi_aws import s3
print("a word of the program's own")
bucket = s3.Bucket("own", bucket="a-bucket-of-its-own")
pulumi.export("bucket", bucket.bucket)
pulumi.export("password", pulumi.Output.secret("hunter2"))
"""


def ha_web(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error::ResourceWarning"}
    return subprocess.run(
        [sys.executable, "-m", "pulumi_ha_web", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Call the command in this process, from another folder."""

    def call(*arguments: str, folder: Path) -> Result:
        monkeypatch.chdir(folder)
        return CliRunner().invoke(app, arguments, prog_name="ha-web")

    return call


@pytest.fixture
def program(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        (tmp_path / "Pulumi.yaml").write_text("name: own\nruntime: python\n")
        (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  aws:region: eu-west-1\n")
        (tmp_path / "__main__.py").write_text(text)
        return tmp_path

    return write


def test_help_has_examples() -> None:
    answer = ha_web("--help")
    assert answer.returncode == 0
    assert "ha-web rehearse prod" in answer.stdout


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, pulumi_ha_web.__main__; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    heavy = {"pulumi", "pulumi_aws", "boto3", "botocore", "moto", "pydantic", "rich", "rehearsal", "config", "emulator"}
    assert heavy.isdisjoint(loaded.stdout.split())


def test_every_command_has_examples_in_its_help() -> None:
    answer = ha_web("rehearse", "--help")
    assert answer.returncode == 0
    assert "Examples:" in answer.stdout
    assert "--json" in answer.stdout
    assert "Exit status: 0 all promises hold, 1 a check failed, 2 " in answer.stdout


def test_the_version_is_told() -> None:
    answer = ha_web("--version")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.startswith("ha-web ")


@pytest.mark.rehearsal
@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_a_committed_stack_holds_all_that_it_promises(stack: str) -> None:
    answer = ha_web("rehearse", stack)
    assert (answer.returncode, answer.stderr) == (0, ""), answer.stdout[-2000:] + answer.stderr
    assert answer.stdout.startswith(f"Rehearsing {stack} in an emulated AWS account\n")
    assert f"✓ ha-web {stack}: " in answer.stdout.splitlines()[-1]
    assert "\x1b" not in answer.stdout
    assert "✗" not in answer.stdout


@pytest.mark.rehearsal
def test_json_is_one_document_and_nothing_else(called: Callable[..., Result], program: Callable[[str], Path]) -> None:
    answer = called("rehearse", "--json", folder=program(PROGRAM))
    document = json.loads(answer.stdout)
    assert [each["id"] for each in document["resources"]] == ["a-bucket-of-its-own"]
    assert document["outputs"] == {"bucket": "a-bucket-of-its-own", "password": "[secret]"}
    assert "hunter2" not in answer.stdout + answer.stderr
    assert answer.stderr == "a word of the program's own\n"


@pytest.mark.rehearsal
def test_a_broken_promise_is_exit_status_1(called: Callable[..., Result], program: Callable[[str], Path]) -> None:
    """A bucket without a single tag."""
    answer = called("rehearse", folder=program(PROGRAM))
    assert answer.exit_code == 1
    assert "a word of the program's own\n" in answer.stdout
    assert "\n✗ Everything carries the stack's tags and a Name  tags.everywhere\n" in answer.stdout
    assert answer.stdout.splitlines()[-1].startswith("✗ own dev: 1 of 1 promise not kept, 0 not asked for · ")
    assert "hunter2" not in answer.stdout


@pytest.mark.rehearsal
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import pulumi\nraise pulumi.RunError('a.b: is wrong\\nc: too')", "a.b: is wrong\nc: too\n"),
        ("1 / 0", "the program failed: ZeroDivisionError: division by zero\n(--traceback shows where)\n"),
        ("import sys; sys.exit(0)", ".: the program ended itself (sys.exit(0))\n"),
        ("def broken(:", "the program failed: SyntaxError: "),
        (
            "from pulumi_aws import sqs\nsqs.Queue('q')",
            "urn:pulumi:dev::own::aws:sqs/queue:Queue::q: aws:sqs/queue:Queue: the rehearsal does not know this",
        ),
    ],
)
def test_a_program_that_fails_is_one_message_and_exit_status_2(
    called: Callable[..., Result], program: Callable[[str], Path], text: str, said: str
) -> None:
    answer = called("rehearse", folder=program(text))
    assert answer.exit_code == 2
    assert answer.stderr.startswith(said)
    assert "Traceback" not in answer.stdout + answer.stderr


@pytest.mark.rehearsal
def test_a_traceback_is_there_for_who_wants_it(called: Callable[..., Result], program: Callable[[str], Path]) -> None:
    answer = called("rehearse", "--traceback", folder=program("1 / 0"))
    assert answer.exit_code == 2
    assert "ZeroDivisionError: division by zero" in answer.stderr
    assert f'{Path("__main__.py")}", line 1' in answer.stderr


@pytest.mark.rehearsal
def test_wrong_settings_are_the_programs_own_words(called: Callable[..., Result], tmp_path: Path) -> None:
    for name in ("__main__.py", "components", "config", "strategies", "Pulumi.yaml"):
        (tmp_path / name).symlink_to(ROOT / name)
    text = "config:\n  aws:region: eu-west-1\n  ha-web:network: {cidr_block: 8.8.0.0/16, zonez: [a]}\n"
    (tmp_path / "Pulumi.dev.yaml").write_text(text)
    answer = called("rehearse", folder=tmp_path)
    assert answer.exit_code == 2
    assert "Pulumi.dev.yaml: network.cidr_block: must be private" in answer.stderr
    assert "Pulumi.dev.yaml: network.zonez: is not a setting; did you mean `zones`?" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_an_unknown_stack_is_one_sentence_that_names_the_others(form: list[str]) -> None:
    answer = ha_web("rehearse", "pord", *form)
    assert answer.returncode == 2
    told = json.loads(answer.stdout)["error"] if form else answer.stderr.rstrip()
    assert told.startswith("this folder: has no stack 'pord'; did you mean 'prod'? stacks here: dev, ")
    assert (answer.stderr == "") == bool(form)
    assert (answer.stdout == "") == (not form)


@pytest.mark.rehearsal
def test_ctrl_c_ends_it_with_one_line(program: Callable[[str], Path]) -> None:
    folder = program("import time\nprint('waiting', flush=True)\ntime.sleep(60)")
    process = subprocess.Popen(
        [sys.executable, "-m", "pulumi_ha_web", "rehearse"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    while process.stdout.readline() != "waiting\n":
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 130
    assert told == "\nInterrupted. The emulated account went with this process; nothing is left of it.\n"
