"""A preview's JSON as it is fit to be handed on: what changes, and nothing of settings, secrets and the machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..pulumi_values import PLACEHOLDER, is_secret

_REASONS = ("diffReasons", "replaceReasons")
_OF_A_STEP = ("op", "urn", *_REASONS, "detailedDiff")
_NOT_OF_A_RESOURCE = ("sourcePosition", "stackTrace", "created", "modified", "outputs", "provider")
_SIDES = ("create-replacement", "delete-replaced")
"""The two halves of a `replace`, which has all that they have; their order says whether the old resource goes first."""
_NOT_OF_WHAT_STAYS = ("urn", "type", "propertyDependencies")
"""The first two are in its URN, the third in its dependencies, as far as the others need to know."""
_REFRESH = "refresh"
"""Steps that read a resource, and say nothing that the step about it after them does not."""


def cleaned(told: Mapping[str, Any], program: Path) -> dict[str, Any]:
    """Return a preview without what no report needs.

    Left out are the settings (`config`), where in the code a resource is made, times, the provider and its own notes
    (names that begin with two underscores), outputs of what stays or is not there yet, and of what stays the same its
    second copy and what is in it twice. Paths in the program's folder begin there. What has no order of its own is in
    that of the URNs, errors come before what else is said, so that two previews of the same are the same.
    """
    steps = [each for each in told.get("steps") or [] if each.get("op") != _REFRESH]
    replaced = {each.get("urn") for each in steps if each.get("op") == "replace"}
    shown = [_side(each) if each.get("urn") in replaced and each.get("op") in _SIDES else _step(each) for each in steps]
    found: dict[str, Any] = {"steps": sorted(shown, key=lambda each: (str(each.get("urn")), each.get("op") in _SIDES))}
    if told.get("diagnostics"):
        messages = [_diagnostic(each, program) for each in told["diagnostics"]]
        found["diagnostics"] = sorted(messages, key=lambda each: each.get("severity") != "error")
    found["changeSummary"] = dict(sorted((told.get("changeSummary") or {}).items()))
    return found


def failed(told: Mapping[str, Any], said: str) -> dict[str, Any]:
    """Return a cleaned preview that failed for a reason which it does not have in it, with that reason."""
    return {**told, "diagnostics": [*(told.get("diagnostics") or []), {"message": said, "severity": "error"}]}


def as_text(document: Mapping[str, Any]) -> str:
    """Return a preview as JSON with a line for each step, so that two of them can be compared line by line."""
    steps = ",\n".join(_compact(each) for each in document["steps"])
    rest = "".join(f",\n{json.dumps(key)}: {_compact(value)}" for key, value in document.items() if key != "steps")
    return f'{{"steps": [\n{steps}\n]{rest}}}\n'


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _side(step: Mapping[str, Any]) -> dict[str, Any]:
    return {"op": step["op"], "urn": step["urn"]}


def _step(step: Mapping[str, Any]) -> dict[str, Any]:
    found = {key: step[key] for key in _OF_A_STEP if step.get(key) is not None}
    found |= {key: sorted(found[key]) for key in _REASONS if key in found}
    old, new = step.get("oldState"), step.get("newState")
    if old and new and step.get("op") == "same":
        kept = {key: value for key, value in _resource(new).items() if key not in _NOT_OF_WHAT_STAYS}
        found["newState"] = {"id": old.get("id", ""), **kept}
        return found
    if old:
        found["oldState"] = {**_resource(old), "outputs": _plain(old.get("outputs") or {})}
    if new:
        found["newState"] = _resource(new)
    return found


def _resource(state: Mapping[str, Any]) -> dict[str, Any]:
    found = {key: _plain(value) for key, value in state.items() if key not in _NOT_OF_A_RESOURCE}
    if isinstance(found.get("dependencies"), list):
        found["dependencies"] = sorted(found["dependencies"])
    if isinstance(found.get("propertyDependencies"), dict):
        found["propertyDependencies"] = {
            key: sorted(urns or []) for key, urns in sorted(found["propertyDependencies"].items())
        }
    return found


def _plain(value: Any) -> Any:
    if is_secret(value):
        return PLACEHOLDER
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items() if not key.startswith("__")}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value


def _diagnostic(told: Mapping[str, Any], program: Path) -> dict[str, Any]:
    return {**told, "message": without_folder(str(told.get("message", "")), program)}


def without_folder(text: str, program: Path) -> str:
    """Return a text in which paths in the program's folder begin there."""
    folder = str(program.resolve())
    return text.replace(f"{folder}/", "").replace(folder, ".")
