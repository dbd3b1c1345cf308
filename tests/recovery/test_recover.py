"""A recovery from beginning to end: with a stack that is kept in memory, and as the command with a `pulumi` of ours."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from emulator import Account, account
from pulumi_ha_web.__main__ import app
from pulumi_ha_web.errors import HaWebError
from pulumi_ha_web.recovery.recover import recover
from pulumi_ha_web.recovery.state import Missing
from pulumi_ha_web.stack import Stack

ABOVE = "urn:pulumi:dev::shop::"
PROVIDER = {"urn": f"{ABOVE}pulumi:providers:aws::default", "type": "pulumi:providers:aws", "id": "own"}
TAGS = {"Name": "shop-vpc"}
VPC = {
    "urn": f"{ABOVE}aws:ec2/vpc:Vpc::shop-vpc",
    "type": "aws:ec2/vpc:Vpc",
    "custom": True,
    "provider": f"{PROVIDER['urn']}::own",
    "inputs": {"cidrBlock": "10.0.0.0/16", "tags": TAGS},
}
SETTINGS = {"aws:region": "eu-west-1", "aws:accessKey": "test", "aws:secretKey": "test"}


class Kept(Stack):
    """A stack whose program is one VPC; what an engine would keep is in memory."""

    def __init__(self, *, reads: bool = True, begun: bool = False) -> None:
        super().__init__("dev", Path())
        self._reads, self.imports, self.canceled = reads, 0, False
        pending = {"pending_operations": [{"type": "creating", "resource": VPC}]} if begun else {}
        self.state: dict[str, Any] = {"version": 3, "deployment": {"resources": [PROVIDER], **pending}}

    def export(self) -> dict[str, Any]:
        return self.state

    def preview(self) -> dict[str, Any]:
        there = {each["urn"] for each in self.state["deployment"]["resources"]}
        return {"steps": [] if VPC["urn"] in there else [{"op": "create", "newState": VPC}]}

    def settings(self) -> dict[str, str]:
        return SETTINGS

    def cancel(self) -> None:
        self.canceled = True

    def take_in(self, state: Mapping[str, Any]) -> None:
        self.imports += 1
        kept = [each for each in state["deployment"]["resources"] if self._reads or each is PROVIDER]
        self.state = {"version": 3, "deployment": {**state["deployment"], "resources": kept}}


@pytest.fixture
def aws() -> Iterator[Account]:
    with account("eu-west-1") as opened:
        yield opened


@pytest.fixture
def vpc(aws: Account) -> str:
    tags = [{"Key": key, "Value": value} for key, value in TAGS.items()]
    wanted = [{"ResourceType": "vpc", "Tags": tags}]
    made: str = aws.client("ec2").create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=wanted)["Vpc"]["VpcId"]
    return made


@pytest.mark.parametrize("begun", [True, False], ids=["noted by the engine", "its answer lost"])
def test_what_is_there_is_taken_in_once(vpc: str, begun: bool) -> None:
    stack, told = Kept(begun=begun), list[tuple[str, str]]()

    def tell(missing: Missing, own_id: str) -> None:
        told.append((missing.name, own_id))

    assert recover(stack, cancel=False, tell=tell) == 1
    assert told == [("shop-vpc", vpc)]
    assert [each["id"] for each in stack.state["deployment"]["resources"]] == ["own", vpc]
    assert "pending_operations" not in stack.state["deployment"]
    assert not stack.canceled
    assert recover(stack, cancel=True, tell=tell) == 0
    assert (stack.canceled, stack.imports) == (True, 1)


def test_what_was_begun_and_never_made_is_begun_no_more(aws: Account) -> None:
    stack = Kept(begun=True)
    assert recover(stack, cancel=False, tell=lambda missing, own_id: None) == 0
    assert stack.state["deployment"] == {"resources": [PROVIDER]}


def test_what_the_engine_does_not_keep_is_an_error_with_a_way_out(vpc: str) -> None:
    with pytest.raises(HaWebError, match=rf"shop-vpc: {vpc} is in the account.*pulumi refresh --stack dev"):
        recover(Kept(reads=False), cancel=False, tell=lambda missing, own_id: None)


PULUMI = f"""#!{sys.executable}
import json, os, pathlib, sys
words, answers = sys.argv[1:], json.loads(pathlib.Path(os.environ["ANSWERS"]).read_text())
with pathlib.Path(os.environ["CALLS"]).open("a") as calls:
    calls.write(" ".join(words) + chr(10))
for asked, (status, output, errors) in answers.items():
    if " ".join(words).startswith(asked):
        print(output); print(errors, file=sys.stderr); sys.exit(status)
sys.exit("not expected: " + " ".join(words))
"""


@pytest.fixture
def pulumi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a `pulumi` on PATH that answers what answers.json says; return the folder with that, and with its calls."""
    executable = tmp_path / "bin" / "pulumi"
    executable.parent.mkdir()
    executable.write_text(PULUMI)
    executable.chmod(0o755)
    monkeypatch.setenv("PATH", f"{executable.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("ANSWERS", str(tmp_path / "answers.json"))
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    return tmp_path


def answers(folder: Path, more: Mapping[str, tuple[int, str, str]] | None = None) -> None:
    config = {key: {"value": value, "secret": False} for key, value in SETTINGS.items()}
    own = {
        "stack export": (0, json.dumps({"version": 3, "deployment": {"resources": []}}), ""),
        "preview --json": (0, '{"steps": []}', ""),
        "config --json --show-secrets": (0, json.dumps(config), ""),
        "cancel": (0, "", ""),
    }
    (folder / "answers.json").write_text(json.dumps({**own, **(more or {})}))


def test_a_stack_that_lacks_nothing_says_so(pulumi: Path) -> None:
    answers(pulumi)
    answer = CliRunner().invoke(app, ["recover", "dev", "--program", str(pulumi), "--cancel"])
    assert (answer.exit_code, answer.output) == (0, "dev: nothing is in the account that the state lacks\n")
    assert (pulumi / "calls").read_text().splitlines() == [
        "cancel --yes dev --non-interactive",
        "config --json --show-secrets --stack dev --non-interactive",
        "stack export --stack dev --non-interactive",
        "preview --json --stack dev --non-interactive",
    ]


def test_a_lock_is_told_with_how_to_take_it(pulumi: Path) -> None:
    answers(pulumi, {"preview --json": (255, "", "error: the stack is currently locked by 1 lock(s)")})
    answer = CliRunner().invoke(app, ["recover", "dev", "--program", str(pulumi)])
    assert answer.exit_code == 2
    assert "currently locked" in answer.output
    assert "ha-web recover dev --cancel" in answer.output


def test_what_pulumi_says_is_passed_on(pulumi: Path) -> None:
    answers(pulumi, {"config --json --show-secrets": (255, "", "error: no stack named 'dev' found")})
    answer = CliRunner().invoke(app, ["recover", "dev", "--program", str(pulumi)])
    assert answer.exit_code == 2
    assert answer.output == (
        "`pulumi config --json --show-secrets` failed with 255:\nerror: no stack named 'dev' found\n"
    )


def test_without_pulumi_the_way_to_it_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    answer = CliRunner().invoke(app, ["recover", "dev"])
    assert answer.exit_code == 2
    assert "https://www.pulumi.com/docs/install/" in answer.output
