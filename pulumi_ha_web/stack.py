"""A stack, through the Pulumi command line in its program's folder."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .errors import HaWebError

LOCKED = "the stack is currently locked"


class Stack:
    """A stack by its name, with its program's folder."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self._folder = name, folder

    def export(self) -> dict[str, Any]:
        """Return its state."""
        found: dict[str, Any] = json.loads(self._pulumi("stack", "export"))
        return found

    def preview(self) -> dict[str, Any]:
        """Return what `pulumi up` would do."""
        found: dict[str, Any] = json.loads(self._pulumi("preview", "--json"))
        return found

    def outputs(self) -> dict[str, Any]:
        """Return what its program exported; empty before its first deployment, secrets masked."""
        found: dict[str, Any] = json.loads(self._pulumi("stack", "output", "--json"))
        return found

    def settings(self) -> dict[str, str]:
        """Return its configuration; structured values as JSON."""
        told = json.loads(self._pulumi("config", "--json", "--show-secrets"))
        return {key: each["value"] for key, each in told.items() if "value" in each}

    def cancel(self) -> None:
        """Take the lock of a deployment that is no more."""
        self._pulumi("cancel", "--yes", named=False)

    def take_in(self, state: Mapping[str, Any]) -> None:
        """Replace its state, and read everything in it anew."""
        self._pulumi("stack", "import", given=json.dumps(state))
        self._pulumi("refresh", "--yes", "--skip-preview")

    def _pulumi(self, *words: str, named: bool = True, given: str = "") -> str:
        own = ["--stack", self.name] if named else [self.name]
        try:
            ran = subprocess.run(  # noqa: S603  (the CLI, with words of ours)
                ["pulumi", *words, *own, "--non-interactive"],  # noqa: S607  (wherever the user has it)
                cwd=self._folder,
                input=given,
                capture_output=True,
                text=True,
                check=False,
            )
        except FileNotFoundError:
            raise HaWebError(
                "there is no `pulumi` on PATH; Pulumi's own page says how to get it: "
                "https://www.pulumi.com/docs/install/"
            ) from None
        said = f"{ran.stdout}\n{ran.stderr}".strip()
        if ran.returncode and LOCKED in said:
            raise HaWebError(
                f"{self.name}: {said}\nIf that deployment is no more (its process was killed, its machine is gone), "
                f"take its lock: ha-web recover {self.name} --cancel"
            )
        if ran.returncode:
            raise HaWebError(f"`pulumi {' '.join(words)}` failed with {ran.returncode}:\n{said}")
        return ran.stdout
