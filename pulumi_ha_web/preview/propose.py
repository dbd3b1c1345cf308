"""What `pulumi up` would do to a stack, as a document."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import HaWebError
from ..stack import Stack
from .cleaned import cleaned, failed, without_folder
from .masked_state import MaskedState, read, short
from .throw_away import throw_away


@dataclass(frozen=True)
class Proposal:
    """A preview that has ended."""

    document: dict[str, Any]
    """Its JSON, cleaned; of one that ended before it began, why it did."""
    complete: bool
    """It ran to its end."""

    @property
    def errors(self) -> list[str]:
        """Return what is wrong, as Pulumi says it."""
        told = self.document.get("diagnostics") or []
        return [str(each.get("message", "")).strip() for each in told if each.get("severity") == "error"]


def propose(stack: str, program: Path, *, state: Path | None = None, refresh: bool = False) -> Proposal:
    """Return what `pulumi up` would do.

    Args:
        stack: Name of the stack.
        program: Folder of its program.
        state: File with its masked state, to take instead of the stack itself.
        refresh: Read everything in the account anew first.

    Raises:
        HaWebError: it could not even be tried.
    """
    words = ["--refresh"] if refresh else []
    if state is None:
        return _proposal(Stack(stack, program).propose(*words), program)
    masked = read(state)
    _refuse_another(masked, short(stack), state)
    with throw_away(masked.stack, program) as made:
        _refuse_another_project(masked, made.project, state)
        made.hold(masked)
        return _proposal(made.propose(*words), program)


def _proposal(ran: subprocess.CompletedProcess[str], program: Path) -> Proposal:
    try:
        told = json.loads(ran.stdout)
    except ValueError:
        told = None
    readable = isinstance(told, dict)
    found = Proposal(cleaned(told if readable else {}, program), complete=readable and ran.returncode == 0)
    if found.complete or found.errors:
        return found
    # It ended before it began (settings that cannot be read, a passphrase that is not the right one), or was stopped.
    said = "\n".join(text for text in ("" if readable else ran.stdout, ran.stderr) if text.strip())
    why = said.strip() or f"`pulumi preview` ended with {ran.returncode}, and did not say why"
    return Proposal(failed(found.document, without_folder(why, program)), complete=False)


def _refuse_another(masked: MaskedState, stack: str, file: Path) -> None:
    if masked.stack != stack:
        raise HaWebError(
            f"{file}: is the state of the stack {masked.stack}, not of {stack}; name that one, or its file"
        )


def _refuse_another_project(masked: MaskedState, project: str, file: Path) -> None:
    resources = ((masked.state or {}).get("deployment") or {}).get("resources") or []
    # urn:pulumi:STACK::PROJECT::…
    others = {each["urn"].split("::")[1] for each in resources} - {project}
    if others:
        raise HaWebError(f"{file}: is the state of the project {', '.join(sorted(others))}, not of {project}")
