"""A rehearsal that fails says once, in a sentence, what failed and where; a program's own error stays what it is."""

import subprocess
import sys
from pathlib import Path

import pytest

from rehearsal import Progress, RehearsalError, deploy

PROGRAMS = Path(__file__).parent / "programs"
ROOT = Path(__file__).resolve().parents[2]
URN = r"^urn:pulumi:dev::test::aws:"


def fail(case: str) -> None:
    config = {"aws:region": "eu-west-1", "test:case": case}
    deploy(PROGRAMS / "broken", "dev", config=config, project="test").close()


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ("refused", URN + r"ec2/subnet:Subnet::subnet: CreateSubnet was refused: InvalidSubnet\.Range: The CIDR"),
        ("type", URN + r"sqs/queue:Queue::queue: aws:sqs/queue:Queue: the rehearsal does not know this resource type"),
        ("argument", URN + r"ec2/subnet:Subnet::subnet: .* does not know the argument enableDns64; teach it in "),
        ("lookup", r"^aws:ec2/getVpc:getVpc: the rehearsal does not know this lookup"),
        ("lookup-output", r"^aws:ec2/getVpc:getVpc: the rehearsal does not know this lookup"),
        ("empty-lookup", r"^your query returned no results"),
        ("twice", URN + r"ec2/eip:Eip::eip: two resources have this type and name"),
        ("provider", r"^urn:pulumi:dev::test::pulumi:providers:random::own: .*does not know this resource type"),
        ("provider-setting", r"^urn:pulumi:dev::test::pulumi:providers:aws::own: provider of aws: has no .* regoin"),
        ("reads", URN + r"ec2/vpc:Vpc::known: a rehearsal does not know reading an existing resource"),
        ("region", URN + r"ec2/eip:Eip::eip: region: must be the stack's own, eu-west-1, .* got us-east-1"),
    ],
)
def test_the_first_failure_is_named(case: str, message: str) -> None:
    with pytest.raises(RehearsalError, match=message):
        fail(case)


@pytest.mark.parametrize(("case", "text"), [("raises", "found at once"), ("raises-late", "found in apply")])
def test_what_the_program_raises_surfaces_as_it_is(case: str, text: str) -> None:
    with pytest.raises(Exception, match=f"^{text}$") as caught:
        fail(case)
    assert type(caught.value).__name__ == "MistakeError"


def test_a_call_to_the_network_surfaces_with_its_host() -> None:
    with pytest.raises(Exception, match=r"^example\.com: nothing may leave this process"):
        fail("network")


def test_a_failure_carries_urn_and_cause() -> None:
    with pytest.raises(RehearsalError) as caught:
        fail("refused")
    assert caught.value.urn == "urn:pulumi:dev::test::aws:ec2/subnet:Subnet::subnet"
    assert type(caught.value.__cause__).__name__ == "ClientError"


def test_after_a_failure_nothing_is_created_any_more() -> None:
    steps: list[Progress] = []
    config = {"aws:region": "eu-west-1", "test:case": "after-failure"}
    with pytest.raises(RehearsalError, match="Subnet::bad"):
        deploy(PROGRAMS / "broken", "dev", config=config, project="test", on_progress=steps.append)
    assert [(step.event, step.name) for step in steps] == [("creating", "vpc"), ("created", "vpc"), ("creating", "bad")]


def test_a_failure_leaves_no_account_open() -> None:
    for _ in range(2):
        with pytest.raises(RehearsalError, match="CreateSubnet"):
            fail("refused")


CASES = ("refused", "type", "lookup", "lookup-output", "twice", "raises", "raises-late", "after-failure")


def test_failures_print_nothing_by_themselves() -> None:
    """Asyncio remarks on futures that nobody asked, at the latest when the interpreter ends: hence a process."""
    code = (
        "from pathlib import Path; from rehearsal import deploy\n"
        f"for case in {CASES!r}:\n"
        "    config = {'aws:region': 'eu-west-1', 'test:case': case}\n"
        "    try:\n"
        f"        deploy(Path({str(PROGRAMS / 'broken')!r}), 'dev', config=config, project='test')\n"
        "    except Exception as error:\n"
        "        print(case, type(error).__name__)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines() == [
        f"{case} {'MistakeError' if case.startswith('raises') else 'RehearsalError'}" for case in CASES
    ]


def test_a_region_must_be_configured() -> None:
    with pytest.raises(RehearsalError, match="aws:region: must be set in the configuration of stack 'dev'"):
        deploy(PROGRAMS / "site", "dev", config={"test:password": "hunter2", "test:settings": "{}"}, project="test")


def test_a_folder_without_a_program_is_named(tmp_path: Path) -> None:
    with pytest.raises(RehearsalError, match=r"holds no __main__\.py"):
        deploy(tmp_path, "dev", config={"aws:region": "eu-west-1"}, project="test")
