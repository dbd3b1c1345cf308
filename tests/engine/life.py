"""The whole life of a stack: it comes up as proposed, stays as it is, and goes without a trace."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.engine import plan
from tests.engine.call import EngineError
from tests.engine.workspace import ROOT, Workspace

Outputs = Callable[[Workspace], dict[str, Any]]
Serving = Callable[[Workspace], object]


def golden(stack: Workspace) -> set[str]:
    """Return the short names of what the stack consists of."""
    urns = (ROOT / "tests" / "golden" / f"{stack.stack}.urns").read_text("utf-8").splitlines()
    return {plan.short_name(urn, stack.base) for urn in urns if "::pulumi:" not in urn}


def lives(stack: Workspace, outputs: Outputs, serving: Serving, served: object) -> None:
    """Take a stack through its whole life.

    `outputs` are what the program must export and `serving` who serves, both from what is in the account; `served` is
    who must.
    """
    before = stack.aws.snapshot()

    proposed = stack.preview()
    assert proposed == dict.fromkeys(sorted(golden(stack)), "create")
    assert stack.done(stack.up()) == proposed
    assert stack.outputs() == outputs(stack)
    assert serving(stack) == served

    assert stack.preview("second preview") == {}
    assert stack.refresh_plan() == {}
    assert stack.refresh() == {}
    assert stack.preview("preview after refresh") == {}

    lift_protections(stack)
    assert stack.destroy() == dict.fromkeys(sorted(golden(stack)), "delete")
    assert_nothing_left(stack, before)


def assert_nothing_left(stack: Workspace, before: dict[str, list[str]]) -> None:
    """Demand that the account is what it was before, and that the stack is empty."""
    assert stack.resources() == []
    after = stack.aws.snapshot()
    assert {kind: ids for kind, ids in after.items() if ids != before[kind]} == {}


def lift_protections(stack: Workspace) -> None:
    """Make a protected stack removable by its settings alone; until then nothing of it can be deleted."""
    artifacts = stack.section("artifacts")
    if artifacts.get("removable"):
        return
    balancer = stack.section("load_balancer")
    there = stack.aws.snapshot()
    with pytest.raises(EngineError, match="protected"):
        stack.destroy()
    assert stack.aws.snapshot() == there
    balancer["deletion_protection"] = False
    balancer.setdefault("access_logs", {})["removable"] = True
    artifacts["removable"] = True
    expected = {
        "Bucket:artifacts": "update forceDestroy",
        "Bucket:logs": "update forceDestroy",
        "LoadBalancer:alb": "update enableDeletionProtection",
    }
    assert stack.preview("lift protections, preview") == expected
    assert stack.done(stack.up("lift protections")) == expected
