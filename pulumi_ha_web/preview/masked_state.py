"""A stack's state with a placeholder for every secret: what a preview needs to know, and nothing that must stay secret.

Nothing is decrypted: where a secret is, the state itself says. Whoever has the document can compare a program with what
is deployed, but has neither the secrets nor, from their ciphertexts and the salt, anything to guess the passphrase by.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import HaWebError
from ..pulumi_values import PLACEHOLDER, SECRET, SIGNATURE, is_secret

FORMAT = "ha-web masked state"
VERSION = 1
"""Of the document: what reads it refuses another one."""

RAW_DELTA = "__pulumi_raw_state_delta"
"""What a bridged provider notes beside outputs: how they differ in type from Terraform's own state. It is full of
secrets that are none, and with placeholders in it unreadable; without it, the provider goes by its schema."""

_WHERE_IN_THE_CODE = ("sourcePosition", "stackTrace")
"""Paths of the machine that deployed."""


@dataclass(frozen=True)
class MaskedState:
    """A stack's state without its secrets."""

    stack: str
    """Short name of the stack."""
    state: Mapping[str, Any] | None
    """As `pulumi stack export` gives it, secrets replaced; None of a stack that holds nothing, or is not there."""

    def as_json(self) -> str:
        """Return the document."""
        told = {"format": FORMAT, "version": VERSION, "stack": self.stack, "deployed": self.state is not None}
        return json.dumps({**told, "state": self.state}, indent=1, ensure_ascii=False)


def masked(stack: str, exported: Mapping[str, Any] | None) -> MaskedState:
    """Return a stack's state without its secrets.

    Args:
        stack: Name of the stack, short or as `organization/project/stack`.
        exported: The JSON of `pulumi stack export`; None where there is no such stack.
    """
    deployment = (exported or {}).get("deployment") or {}
    if exported is None or not (deployment.get("resources") or deployment.get("pending_operations")):
        return MaskedState(short(stack), None)
    # How the secrets are encrypted (a salt, a key's address) goes with them.
    kept = {key: value for key, value in deployment.items() if key != "secrets_providers"}
    for key in ("resources", "pending_operations"):
        if key in kept:
            kept[key] = [_resource(each) for each in kept[key] or []]
    return MaskedState(short(stack), {**exported, "deployment": _masked(kept)})


def read(file: Path) -> MaskedState:
    """Return what a file holds.

    Raises:
        HaWebError: it cannot be read, or is none of ours.
    """
    try:
        told = json.loads(file.read_bytes())
    except OSError as error:
        raise HaWebError(f"{file}: cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        raise HaWebError(f"{file}: is not JSON ({error}); write it with `ha-web masked-state`") from None
    known = isinstance(told, dict) and (told.get("format"), told.get("version")) == (FORMAT, VERSION)
    if not known or not isinstance(told.get("stack"), str) or not isinstance(told.get("state"), dict | None):
        raise HaWebError(f"{file}: is not the state that this `ha-web masked-state` writes; write it anew")
    return MaskedState(told["stack"], told["state"])


def stand_in(value: Any = PLACEHOLDER) -> dict[str, str]:
    """Return a secret with a value that is none, as a state holds it unencrypted."""
    return {SIGNATURE: SECRET, "plaintext": json.dumps(value)}


def short(stack: str) -> str:
    """Return a stack's own name, without organization and project."""
    return stack.rpartition("/")[2]


def _resource(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a resource, or a pending operation about one, whose secret outputs are marked as such, every one."""
    if isinstance(record.get("resource"), dict):
        return {**record, "resource": _resource(record["resource"])}
    secret = record.get("additionalSecretOutputs") or ()
    outputs = record.get("outputs") or {}
    if not any(name in outputs for name in secret):
        return record
    return {**record, "outputs": {key: stand_in() if key in secret else value for key, value in outputs.items()}}


def _masked(value: Any) -> Any:
    if is_secret(value):
        return stand_in()
    if isinstance(value, dict):
        dropped = {*_WHERE_IN_THE_CODE, RAW_DELTA}
        return {key: _masked(each) for key, each in value.items() if key not in dropped}
    if isinstance(value, list):
        return [_masked(each) for each in value]
    return value
