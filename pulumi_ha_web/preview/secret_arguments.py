"""What stands for the secrets of a masked state, so that the program, which has placeholders too, proposes the same.

A secret argument may be a number, a list or a mapping; in place of one, a provider refuses a text. Which of them it is,
its ciphertext does not say. So the program is asked, on an empty stack, what it would hand over, and that is taken to
be what is deployed. A changed secret is therefore not seen: whoever has no secrets cannot see one change.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..pulumi_values import UNKNOWN, is_secret
from .masked_state import stand_in

Planned = Mapping[str, Mapping[str, Any]]
"""Arguments by URN, as the program hands them over; secrets as a state has them unencrypted."""

_NOTHING = object()


def are_in(state: Mapping[str, Any]) -> bool:
    """Return whether a provider would meet a secret in a state."""
    return any(_has_secret(each.get(part)) for each in _resources(state) for part in ("inputs", "outputs"))


def planned(plan: Mapping[str, Any]) -> Planned:
    """Return the arguments that a plan of an empty stack has (`pulumi preview --save-plan`)."""
    goals = {urn: each.get("goal") or {} for urn, each in (plan.get("resourcePlans") or {}).items()}
    return {urn: (goal.get("inputDiff") or {}).get("adds") or {} for urn, goal in goals.items()}


def filled(state: Mapping[str, Any], arguments: Planned) -> dict[str, Any]:
    """Return a masked state in which a secret is what the program hands over by that name, where it does."""
    custom = {id(each) for each in _resources(state)}
    resources = [
        _filled_resource(each, arguments.get(each["urn"], {})) if id(each) in custom else each
        for each in state["deployment"].get("resources") or []
    ]
    return {**state, "deployment": {**state["deployment"], "resources": resources}}


def _filled_resource(record: Mapping[str, Any], arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    plain = _plain(arguments)
    parts = {part: _filled(record[part], plain) for part in ("inputs", "outputs") if isinstance(record.get(part), dict)}
    return {**record, **parts}


def _filled(value: Any, plain: Any) -> Any:
    if is_secret(value):
        return value if plain is _NOTHING or UNKNOWN in json.dumps(plain) else stand_in(plain)
    if isinstance(value, dict):
        others = plain if isinstance(plain, dict) else {}
        return {key: _filled(each, others.get(key, _NOTHING)) for key, each in value.items()}
    if isinstance(value, list):
        other = plain if isinstance(plain, list) and len(plain) == len(value) else [_NOTHING] * len(value)
        return [_filled(each, own) for each, own in zip(value, other, strict=True)]
    return value


def _plain(value: Any) -> Any:
    if is_secret(value):
        return _plain(json.loads(value["plaintext"])) if "plaintext" in value else stand_in()
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value


def _resources(state: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return what a provider answers for: nothing compares the outputs of components and of the stack itself."""
    return [each for each in (state.get("deployment") or {}).get("resources") or [] if each.get("custom")]


def _has_secret(value: Any) -> bool:
    if isinstance(value, dict):
        return is_secret(value) or any(_has_secret(each) for each in value.values())
    return isinstance(value, list) and any(_has_secret(each) for each in value)
