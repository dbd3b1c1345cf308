"""Whatever the settings accept is deployed, and keeps what it promises."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rehearsal.rehearse import rehearse
from tests.program import EXAMPLES, FOLDERS, ROOT, STACKS
from tests.strategies import stack_configs

pytestmark = pytest.mark.rehearsal


def kept(file: Path | str) -> int:
    """Rehearse a stack of the real program; return how many promises it kept, and fail on one that it did not."""
    done = rehearse(ROOT, str(file))
    broken = [f"{check.id} {check.component}: {check.found}" for check in done.checks if check.status == "failed"]
    assert broken == []
    return done.counted("passed")


@pytest.mark.parametrize("stack", STACKS)
def test_every_committed_stack_keeps_its_promises(stack: str) -> None:
    assert kept(stack) >= 60


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_keeps_its_promises(example: str) -> None:
    """By its folder, as a person names it."""
    done = rehearse(None, str(FOLDERS[example]))
    assert done.ok
    assert done.stack == example
    assert done.outputs["strategy"] == example.replace("-", "_")


def test_two_lines_are_a_stack(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.two.yaml"
    file.write_text("config:\n  aws:region: eu-west-1\n")
    assert kept(file) >= 60


def test_a_stack_that_allows_one_account_is_rehearsed_in_that_one(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.own.yaml"
    naming = {"allowed_account_ids": ["210987654321"]}
    file.write_text(json.dumps({"config": {"aws:region": "eu-west-1", "ha-web:naming": naming}}))
    done = rehearse(ROOT, str(file))
    assert done.ok
    assert done.outputs["artifact_bucket"] == "ha-web-own-artifacts-210987654321-eu-west-1"


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(
    config=stack_configs(), accounts=st.lists(st.from_regex(r"[1-9][0-9]{11}", fullmatch=True), max_size=2, unique=True)
)
def test_whatever_the_settings_accept_keeps_its_promises(
    tmp_path: Path, config: dict[str, Any], accounts: list[str]
) -> None:
    naming = {**config.get("ha-web:naming", {}), "allowed_account_ids": accounts}
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_text(json.dumps({"config": {**config, "ha-web:naming": naming}}))
    assert kept(file) >= 35
