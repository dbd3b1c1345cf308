"""`ha-web preview` and `ha-web masked-state` with the real engine: as recorded, and nothing secret in sight."""

import base64
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from tests.engine.conftest import Make
from tests.engine.workspace import Workspace
from tests.report import changes, documents
from tests.report.normalised import normalised

SECRETS = {
    "config": "of-the-configuration-1f0c",
    "output": "of-an-output-7be2",
    "nested": "deep-in-an-output-93aa",
    "input": "of-an-argument-c4d8",
    "called so": "called-secret-5e71",
    "list": "in-a-list-20fb",
}
PROGRAM = f"""
import os
import pulumi_aws as aws

secret = pulumi.Output.secret
pulumi.export("token", secret({SECRETS["output"]!r}))
pulumi.export("nested", {{"list": [1, secret({{"a": {SECRETS["nested"]!r}}})]}})
pulumi.export("configured", pulumi.Config("shop").require_secret("marker"))
aws.ssm.Parameter("secret", type="SecureString", name="/secret", value=secret({SECRETS["input"]!r}))
aws.ssm.Parameter("called", type="String", name="/called", value={SECRETS["called so"]!r},
    opts=pulumi.ResourceOptions(additional_secret_outputs=["value"]))
aws.ssm.Parameter("listed", type="StringList", name="/listed", value=secret({SECRETS["list"]!r}),
    tags=secret({{"of": "a mapping"}}))
aws.cloudwatch.LogGroup("days", name="/days", retention_in_days=secret(7))
pulumi.log.warn(f"told: {{pulumi.Config('shop').require('marker')}} {{os.environ.get('PULUMI_BACKEND_URL')}}")
"""
"""What a program may add to the stack: secrets of each kind, among them such as are no texts."""

ANEW = ("no-change", "user-data", "target-port", "bad-settings")
OUTSIDE = {"PULUMI_BACKEND_URL": None, "PULUMI_CONFIG_PASSPHRASE": None}
"""What a job about a pull request does not have."""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return tmp_path


def comment(file: Path, recorded: str) -> str:
    """Return the comment about a preview made now, as it would be about the recorded one."""
    normal = file.with_name(f"{recorded}.json")
    normal.write_text(normalised(changes.read(file)), "utf-8")
    return documents.comment(normal)


@pytest.mark.parametrize("name", ANEW)
def test_a_preview_made_anew_leads_to_the_same_comment(name: str, dev: Workspace, files: Path) -> None:
    changes.CHANGES[name](dev)
    ran = changes.previewed(dev, files / "preview.json")
    assert ran.returncode == (name == "bad-settings"), ran.stderr
    golden = documents.golden(Path(f"{name}.json")).read_text("utf-8")
    assert comment(files / "preview.json", name) == golden


def test_a_stack_that_is_not_there_yet_is_created_whole(make_workspace: Make, deployed: Workspace, files: Path) -> None:
    prod, state = make_workspace("prod", beside=deployed), files / "state.json"
    told = changes.ha_web(prod, "masked-state", "prod", "--program", str(prod.folder), "--output", str(state))
    assert told.stderr == "prod: was never deployed, or holds nothing\n"
    assert json.loads(state.read_text("utf-8"))["deployed"] is False
    compared = ["preview", "prod", "--program", str(prod.folder), "--output", str(files / "p.json")]
    ran = changes.ha_web(prod, *compared, "--state", str(state), **OUTSIDE)
    assert ran.returncode == 0, ran.stderr
    assert comment(files / "p.json", "creation") == documents.golden(Path("creation.json")).read_text("utf-8")


@pytest.fixture(scope="module")
def secretive(deployed: Workspace) -> Iterator[Workspace]:
    """The stack with secrets in its configuration, its arguments and its outputs."""
    deployed.settle()
    main, file = deployed.folder / "__main__.py", deployed.folder / "Pulumi.dev.yaml"
    before = main.read_text("utf-8")
    main.write_text(before + PROGRAM, "utf-8")
    deployed.run("config", "set", "--secret", "shop:marker", SECRETS["config"], "--stack", "dev")
    deployed.config["shop:marker"] = yaml.safe_load(file.read_text("utf-8"))["config"]["shop:marker"]
    deployed.up()
    yield deployed
    main.write_text(before, "utf-8")


@pytest.fixture
def state(secretive: Workspace, files: Path) -> Path:
    secretive.settle()
    words = ["masked-state", "dev", "--program", str(secretive.folder), "--output", str(files / "state.json")]
    # It is not decrypted: the passphrase is not there.
    ran = changes.ha_web(secretive, *words, PULUMI_CONFIG_PASSPHRASE=None)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    return files / "state.json"


def both(stack: Workspace, state: Path, files: Path) -> tuple[str, str]:
    """Preview a stack by itself and with its masked state alone; return all that this prints, and writes."""
    own = changes.previewed(stack, files / "own.json")
    settings = {file: file.read_bytes() for file in stack.folder.glob("Pulumi*")}
    words = ["--program", str(stack.folder), "--state", str(state), "--output", str(files / "masked.json")]
    masked = changes.ha_web(stack, "preview", "dev", *words, **OUTSIDE)
    assert [own.returncode, masked.returncode] == [0, 0], own.stderr + masked.stderr
    assert {file: file.read_bytes() for file in stack.folder.glob("Pulumi*")} == settings, "they are read alone"
    reports = [changes.ha_web(stack, "report", str(files / each)) for each in ("own.json", "masked.json")]
    said = "".join(each.stdout + each.stderr for each in (own, masked, *reports))
    return said, "".join(file.read_text("utf-8") for file in (state, files / "own.json", files / "masked.json"))


def test_no_secret_is_in_what_is_written_or_said(secretive: Workspace, state: Path, files: Path) -> None:
    settings = (secretive.folder / "Pulumi.dev.yaml").read_bytes()
    plain = secretive.run("stack", "export", "--show-secrets", "--stack", "dev").output
    assert [kind for kind, secret in SECRETS.items() if secret not in plain] == [], "each of them is in the state"
    changes.new_user_data(secretive)
    said, written = both(secretive, state, files)
    encoded = [base64.b64encode(secret.encode()).decode() for secret in SECRETS.values()]
    assert [secret for secret in (*SECRETS.values(), *encoded) if secret in said + written] == []
    kept = secretive.run("stack", "export", "--stack", "dev").output
    salt = json.loads(kept)["deployment"]["secrets_providers"]["state"]["salt"]
    assert salt.encode() in settings
    assert salt not in said + written
    assert '"ciphertext"' not in written
    assert "2 updated" in said


@pytest.mark.parametrize("change", [changes.nothing, changes.new_user_data, changes.new_target_port])
def test_with_a_masked_state_the_same_is_proposed(
    change: Callable[[Workspace], None], secretive: Workspace, state: Path, files: Path
) -> None:
    change(secretive)
    both(secretive, state, files)
    own, masked = ([*_steps(files / each)] for each in ("own.json", "masked.json"))
    assert own == masked
    assert {each[0] for each in own} >= ({"same"} if change is changes.nothing else {"same", "update"})


def _steps(file: Path) -> Iterator[tuple[str, ...]]:
    """Yield what is done to what, because of what; a new name has another end each time."""
    for each in json.loads(normalised(changes.read(file)))["steps"]:
        yield each["op"], each["urn"], json.dumps(each.get("newState"), sort_keys=True)


def test_the_program_of_a_pull_request_sees_no_state(secretive: Workspace, state: Path, files: Path) -> None:
    both(secretive, state, files)
    own, masked = (
        " ".join(each["message"] for each in changes.read(files / name)["diagnostics"])
        for name in ("own.json", "masked.json")
    )
    # In the program's folder, where paths begin.
    assert "told: [secret] file://state?metadata=skip" in own
    assert re.search(r"told: \[secret\] file:///\S+/ha-web-preview-\w+/state\?metadata=skip", masked)
    assert "file://state" not in masked


def test_what_was_done_by_hand_is_seen_with_a_refresh_alone(secretive: Workspace, files: Path) -> None:
    secretive.settle()
    changes.drift(secretive)
    counts = []
    for more in ((), ("--refresh",)):
        assert changes.previewed(secretive, files / "own.json", *more).returncode == 0
        counts.append(changes.read(files / "own.json")["changeSummary"])
    assert set(counts[0]) == {"same"}
    assert {op: counts[1][op] for op in ("create", "update")} == {"create": 1, "update": 2}
