"""A stack, through the Pulumi command line in its program's folder."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .errors import HaWebError

LOCKED = "the stack is currently locked"
NOT_THERE = "no stack named"
"""What Pulumi says when it is asked for a stack that its backend does not have."""

_STREAMING = "PULUMI_ENABLE_STREAMING_JSON_PREVIEW"
"""Makes a preview's JSON many documents, a line each."""


class Stack:
    """A stack by its name, with its program's folder."""

    def __init__(self, name: str, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        """`environment` is what Pulumi runs with, by default that of this process."""
        self.name, self._folder, self._environment = name, folder, environment

    def export(self) -> dict[str, Any]:
        """Return its state."""
        found: dict[str, Any] = json.loads(self.pulumi("stack", "export"))
        return found

    def export_if_there(self) -> dict[str, Any] | None:
        """Return its state as it is kept, without decrypting anything; None where there is no such stack."""
        ran = self._run("stack", "export")
        if ran.returncode and NOT_THERE in ran.stderr:
            return None
        found: dict[str, Any] = json.loads(self._checked(ran, "stack", "export"))
        return found

    def preview(self) -> dict[str, Any]:
        """Return what `pulumi up` would do."""
        found: dict[str, Any] = json.loads(self.pulumi("preview", "--json"))
        return found

    def propose(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Return how a preview ended; it prints its JSON also when it fails half-way.

        With what stays the same, and what of a replacement comes first.
        """
        return self._run("preview", "--json", "--show-sames", "--show-replacement-steps", *words)

    def outputs(self) -> dict[str, Any]:
        """Return what its program exported; empty before its first deployment, secrets masked."""
        found: dict[str, Any] = json.loads(self.pulumi("stack", "output", "--json"))
        return found

    def settings(self) -> dict[str, str]:
        """Return its configuration; structured values as JSON."""
        told = json.loads(self.pulumi("config", "--json", "--show-secrets"))
        return {key: each["value"] for key, each in told.items() if "value" in each}

    def cancel(self) -> None:
        """Take the lock of a deployment that is no more."""
        self.pulumi("cancel", "--yes", named=False)

    def take_in(self, state: Mapping[str, Any]) -> None:
        """Replace its state, and read everything in it anew."""
        self.pulumi("stack", "import", given=json.dumps(state))
        self.pulumi("refresh", "--yes", "--skip-preview")

    def pulumi(self, *words: str, named: bool = True, given: str = "") -> str:
        """Call Pulumi about this stack, and return what it printed.

        Args:
            *words: The command and its options.
            named: Whether it takes the stack as `--stack NAME`; otherwise as its last word.
            given: Its standard input.

        Raises:
            HaWebError: there is no Pulumi, or it failed; with all that it said.
        """
        return self._checked(self._run(*words, named=named, given=given), *words)

    def _run(self, *words: str, named: bool = True, given: str = "") -> subprocess.CompletedProcess[str]:
        own = ["--stack", self.name] if named else [self.name]
        environment = os.environ if self._environment is None else self._environment
        try:
            return subprocess.run(  # noqa: S603  (the CLI, with words of ours)
                ["pulumi", *words, *own, "--non-interactive"],  # noqa: S607  (wherever the user has it)
                cwd=self._folder,
                env={key: value for key, value in environment.items() if key != _STREAMING},
                input=given,
                capture_output=True,
                text=True,
                check=False,
            )
        except FileNotFoundError:
            if not self._folder.is_dir():
                raise HaWebError(f"{self._folder}: is no folder; name that of the program with --program") from None
            raise HaWebError(
                "there is no `pulumi` on PATH; Pulumi's own page says how to get it: "
                "https://www.pulumi.com/docs/install/"
            ) from None

    def _checked(self, ran: subprocess.CompletedProcess[str], *words: str) -> str:
        said = f"{ran.stdout}\n{ran.stderr}".strip()
        if ran.returncode and LOCKED in said:
            raise HaWebError(
                f"{self.name}: {said}\nIf that deployment is no more (its process was killed, its machine is gone), "
                f"take its lock: ha-web recover {self.name} --cancel"
            )
        if ran.returncode:
            raise HaWebError(f"`pulumi {' '.join(words)}` failed with {ran.returncode}:\n{said}")
        return ran.stdout
