"""Previews that look for drift, as `pulumi preview --refresh --json --show-sames` writes them, but small."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

GROUP, RULE = "aws:autoscaling/group:Group", "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"


def step(op: str, kind: str, name: str, stack: str, old: Any = None, new: Any = None) -> dict[str, Any]:
    urn = f"urn:pulumi:{stack}::shop::{kind}::{name}"
    states = {key: each for key, each in (("oldState", old), ("newState", new)) if each is not None}
    for state in states.values():
        state |= {"urn": urn, "type": kind, "custom": True, "id": "own"}
    return {"op": op, "urn": urn, **states, "detailedDiff": None}


def preview(*changed: dict[str, Any], stack: str = "prod", refresh: bool = True, **more: Any) -> dict[str, Any]:
    """A preview of a stack with a group and a rule; `changed` takes the place of what stays the same."""
    there = [("pulumi:pulumi:Stack", f"shop-{stack}"), (GROUP, "asg"), (RULE, "world")]
    kept = [each for each in there if each[1] not in {other["urn"].rpartition("::")[2] for other in changed}]

    def same(op: str, found: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
        return [step(op, kind, name, stack, {"inputs": {}}, {"inputs": {}}) for kind, name in found]

    steps = [*(same("refresh", there) if refresh else []), *same("same", kept), *changed]
    return {"config": {}, "steps": steps, "duration": 1, "changeSummary": {"same": len(kept)}, **more}


def larger(size: int, stack: str = "prod") -> dict[str, Any]:
    """Somebody has made the group larger by hand."""
    old, new = ({"inputs": {"maxSize": each}, "outputs": {}} for each in (size, 3))
    return step("update", GROUP, "asg", stack, old, new)


def deleted(stack: str = "prod") -> dict[str, Any]:
    """Somebody has deleted the rule by hand."""
    return step("create", RULE, "world", stack, new={"inputs": {"fromPort": 80}})


def failed(message: str, stack: str = "prod") -> dict[str, Any]:
    return preview(stack=stack, diagnostics=[{"severity": "error", "message": message}])


def never_deployed(stack: str = "prod") -> dict[str, Any]:
    kinds = [("pulumi:pulumi:Stack", f"shop-{stack}"), (GROUP, "asg")]
    steps = [step("create", kind, name, stack, new={"inputs": {}}) for kind, name in kinds]
    return {"config": {}, "steps": steps, "duration": 1, "changeSummary": {"create": 2}}


def written(folder: Path, document: Any, name: str = "prod.json") -> Path:
    file = folder / name
    file.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    return file
