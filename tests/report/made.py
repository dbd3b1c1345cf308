"""Previews made for tests, in the form in which `pulumi preview --json` writes them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pulumi_ha_web.report.model import Argument, Change, Op, Preview
from pulumi_ha_web.report.previews import parse

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
SIGNATURE = "4dabf18193072939515e22adb298388d"
Json = dict[str, Any]


def urn(token: str, name: str, stack: str = "dev", project: str = "shop", around: str = "") -> str:
    """Return the URN of a resource; `around` is the type token of its component."""
    return f"urn:pulumi:{stack}::{project}::{f'{around}$' if around else ''}{token}::{name}"


def secret(value: Any) -> Json:
    """Return a secret as a state holds it that is shown with its secrets."""
    return {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "plaintext": json.dumps(value)}


def step(
    op: str,
    token: str,
    name: str,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
    *,
    around: str = "",
    stack: str = "dev",
    named: list[str] | None = None,
    replacing: list[str] | None = None,
    detailed: Json | None = None,
    sources: Mapping[str, list[str]] | None = None,
    **state: Any,
) -> Json:
    """Return one step; `old` and `new` are inputs, `state` goes into both states."""
    own = urn(token, name, stack, around=around)
    found: Json = {"op": op, "urn": own, "detailedDiff": detailed}
    both = {"urn": own, "custom": True, "type": token, **state}
    if old is not None:
        found["oldState"] = {"id": f"id-of-{name}", **both, "inputs": dict(old)}
    if new is not None:
        found["newState"] = {**both, "inputs": dict(new), "propertyDependencies": dict(sources or {})}
    if named is not None:
        found["diffReasons"] = named
    if replacing is not None:
        found["replaceReasons"] = replacing
    return found


def root(op: str = "same", stack: str = "dev") -> Json:
    """Return the step of the stack itself."""
    own = urn("pulumi:pulumi:Stack", f"shop-{stack}", stack)
    state = {"urn": own, "custom": False, "type": "pulumi:pulumi:Stack"}
    return {"op": op, "urn": own, "newState": state, **({} if op == "create" else {"oldState": state})}


def document(*steps: Json, **more: Any) -> Json:
    """Return a preview's JSON with these steps."""
    return {"config": {}, "steps": [*(more.pop("first", None) or [root()]), *steps], "duration": 1, **more}


def read(found: Any, name: str = "dev.json") -> Preview:
    """Return what is read of a document."""
    return parse(json.dumps(found).encode(), Path(name))


def preview(*steps: Json, **more: Any) -> Preview:
    """Return the preview with these steps."""
    return read(document(*steps, **more))


def change(
    token: str,
    op: Op = Op.UPDATE,
    name: str = "shop-dev-it",
    arguments: Mapping[str, tuple[Any, Any]] | None = None,
    **more: Any,
) -> Change:
    """Return a change, with arguments as path: (old, new)."""
    found = tuple(
        Argument(path=path, old=old, new=new, replaces=op is Op.REPLACE)
        for path, (old, new) in (arguments or {}).items()
    )
    return Change(urn=urn(token, name), type=token, name=name, op=op, arguments=found, **more)


def of(*changes: Change, stack: str = "dev", **more: Any) -> Preview:
    """Return a preview with these changes."""
    return Preview(project="shop", stack=stack, changes=changes, **more)


VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
GROUP = "aws:autoscaling/group:Group"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
BUCKET = "aws:s3/bucket:Bucket"
LISTENER = "aws:lb/listener:Listener"
NETWORK = "ha-web:index:Network"
