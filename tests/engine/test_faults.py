"""Deployments that are killed, turned away, cut off or doubled: the next one finishes each, and nothing is left."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from emulator import control
from pulumi_ha_web.recovery.finders import FINDERS
from tests.engine.account import Snapshot
from tests.engine.call import PATIENCE_SECONDS, EngineError, environment
from tests.engine.conftest import Make, Table
from tests.engine.middleman import Middleman, middleman
from tests.engine.plan import Event
from tests.engine.workspace import ROOT, Workspace, provider_settings

UP = ("up", "--yes", "--skip-preview", "--stack", "dev")
KILLED_AT = (6, 22, 45, 70)
"""Ends of steps, in all, after which the engine is killed: in the network, the security, the balancer, the group."""
ONE_IN = 8
"""Calls of which one is turned away."""


def steps(events: Sequence[Event]) -> int:
    """Return how many steps have ended."""
    return sum("resOutputsEvent" in each for each in events)


def recovered(stack: Workspace, *words: str) -> str:
    """Run `ha-web recover` on a stack as a person would; return what it says."""
    ran = subprocess.run(
        [sys.executable, "-m", "pulumi_ha_web", "recover", stack.stack, "--program", str(stack.folder), *words],
        cwd=ROOT,
        env=environment(stack.folder),
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE_SECONDS,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr + ran.stdout
    return ran.stdout


def ids(state: Mapping[str, Any]) -> dict[str, str]:
    """Return the id of everything in a state that is looked for in the account, by URN."""
    return {each["urn"]: each["id"] for each in state["deployment"]["resources"] if each["type"] in FINDERS}


def through(stack: Workspace, between: Middleman) -> None:
    """Lead the stack's provider through a middleman."""
    stack.config |= provider_settings(between.running)


def whole(stack: Workspace, before: Snapshot) -> None:
    """Assert that a deployment is complete, and that its end leaves nothing that it had made."""
    assert stack.preview("preview after") == {}
    assert stack.refresh_plan() == {}
    stack.destroy()
    after = stack.aws.snapshot()
    assert {kind: ids for kind, ids in after.items() if ids != before[kind]} == {}


class TestKilled:
    def test_killed_at_several_points_it_is_finished_without_orphan_or_duplicate(
        self, make_workspace: Make, table: Table
    ) -> None:
        stack = make_workspace("dev")
        table(stack)
        before, done, begun = stack.aws.snapshot(), 0, ""
        for moment in KILLED_AT:
            ran = stack.call(*UP).kill_when(reached(moment - done))
            assert ran.status == -9, "it was over before it could be killed"
            assert list((stack.folder / "state").rglob("*.attrs")) == [], "written beside the state, not in one go"
            with pytest.raises(EngineError, match="currently locked"):
                stack.up()
            begun += recovered(stack, "--cancel")
            done = len(stack.resources())
        assert " taken into the state" in begun, begun
        assert recovered(stack) == "dev: nothing is in the account that the state lacks\n"
        stack.up("up, killed four times before")
        self.check_a_lost_state(stack)
        whole(stack, before)

    def check_a_lost_state(self, stack: Workspace) -> None:
        """Everything is found in the account by the id that it had; what is created anew changes nothing there."""
        export = ("stack", "export", "--stack", stack.stack)
        state = json.loads(stack.run(*export).output)
        held = ids(state)
        kept = [each for each in state["deployment"]["resources"] if not each["type"].startswith("aws:")]
        state["deployment"]["resources"] = kept
        lost = stack.folder / "lost.json"
        lost.write_text(json.dumps(state))
        stack.run("stack", "import", "--file", str(lost), "--stack", stack.stack)
        assert recovered(stack).endswith(f"{len(held)} taken into the state; `pulumi up` goes on from here\n")
        assert ids(json.loads(stack.run(*export).output)) == held
        done = stack.done(stack.up("up, the state lost before"))
        assert {what.partition(" ")[0] for what in done.values()} == {"create", "update"}


def reached(count: int) -> Callable[[Sequence[Event]], bool]:
    """Return whether so many steps have ended."""
    return lambda events: steps(events) >= count


class TestTurnedAway:
    def test_throttling_and_server_errors_are_asked_again(self, make_workspace: Make, table: Table) -> None:
        stack = make_workspace("dev")
        table(stack)
        before = stack.aws.snapshot()
        with middleman(stack.emulator, share=ONE_IN) as between:
            through(stack, between)
            del stack.config["aws:maxRetries"]  # few are for an emulator; what real accounts get is the default
            stack.up(f"up, one call in {ONE_IN} turned away")
            whole(stack, before)
        # Every service was in the way, and not once by the way.
        assert {"ec2", "iam", "autoscaling", "elasticloadbalancing", "s3", "monitoring"} <= between.refused.keys()
        assert sum(between.refused.values()) >= between.passed / (3 * ONE_IN)


class TestCutOff:
    def test_an_account_that_vanishes_is_told_and_comes_back(self, make_workspace: Make, table: Table) -> None:
        stack = make_workspace("dev")
        table(stack)
        before = stack.aws.snapshot()
        with middleman(stack.emulator) as between:
            through(stack, between)
            call = stack.call(*UP)
            call.wait_until(reached(30))
        failed = call.ended(check=False)
        assert failed.status == 1
        assert "connection refused" in failed.output + failed.errors
        assert between.running.endpoint in failed.output + failed.errors
        held = set(stack.resources())
        assert held
        with middleman(stack.emulator, port=between.running.port):
            recovered(stack)
            assert held <= set(stack.resources())
            stack.up("up, cut off before")
            self.check_two_at_once(stack)
            whole(stack, before)

    def check_two_at_once(self, stack: Workspace) -> None:
        """One of two deployments at once is refused, and the other one does not notice."""
        stack.section("instance")["detailed_monitoring"] = False
        first = stack.call(*UP)
        first.wait_until(lambda events: bool(events))
        second = stack.run(*UP, check=False)
        assert second.status == 1
        assert "currently locked by 1 lock" in second.errors + second.output
        first.ended()
        assert stack.done(first.ended()) == {
            "Group:asg": "update launchTemplate.version",
            "LaunchTemplate:template": "update monitoring.enabled",
        }


class TestEmptied:
    def test_an_account_that_lost_everything_is_filled_again(self, make_workspace: Make, table: Table) -> None:
        """What `make up STACK=local` does after the emulator was stopped and started."""
        stack = make_workspace("dev")
        table(stack)
        stack.up()
        port = stack.emulator.port
        control.stop(port)
        with pytest.raises(EngineError, match="connection refused"):
            stack.run("refresh", "--yes", "--skip-preview", "--stack", "dev")
        control.start(port)
        before = stack.aws.snapshot()
        stack.run("up", "--yes", "--skip-preview", "--refresh", "--stack", "dev")
        whole(stack, before)
