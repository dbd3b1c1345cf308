"""A rehearsal as one JSON document, for programs.

The document is an object with these keys, and it only ever gains some:

    ok          true only if everything was created and every promise that was made holds
    project     name of the project
    stack       name of the stack
    region      AWS region of the stack
    seconds     wall time of deployment and checks
    resources   [{urn, type, name, id, component}] in the order of creation; `component` is the parent's URN
    components  [{urn, type, name, outputs}]; `outputs` is what the component registered
    checks      [{id, title, component, component_type, status, found, remedy}]; `status` is passed, failed or
                not_applicable (the program did not ask for it); `remedy` is empty unless it failed
    assumed     [sentence]: what a real account must have before `pulumi up`
    outputs     {name: value}: what the stack exports, secrets as "[secret]"
    error       null; or what stopped the rehearsal, as one text. Then `ok` is false, and only `stack` is there beside
"""

import dataclasses
import json
from typing import Any

from .rehearse import Rehearsal


def report(rehearsal: Rehearsal) -> str:
    """Return the document of a rehearsal that came to its end."""
    return _text(
        {
            "ok": rehearsal.ok,
            "project": rehearsal.project,
            "stack": rehearsal.stack,
            "region": rehearsal.region,
            "seconds": round(rehearsal.seconds, 3),
            "resources": [
                {
                    "urn": each.urn,
                    "type": each.type,
                    "name": each.name,
                    "id": each.id,
                    "component": each.parent,
                }
                for each in rehearsal.resources
            ],
            "components": [
                {"urn": each.urn, "type": each.type, "name": each.name, "outputs": dict(each.outputs)}
                for each in rehearsal.components
            ],
            "checks": [dataclasses.asdict(check) for check in rehearsal.checks],
            "assumed": list(rehearsal.assumed),
            "outputs": dict(rehearsal.outputs),
            "error": None,
        }
    )


def report_error(stack: str, error: str) -> str:
    """Return the document of a rehearsal that was stopped."""
    return _text({"ok": False, "stack": stack, "error": error})


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False, default=str)
