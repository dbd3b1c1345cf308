"""A stack of the same name, in a backend that ends with the command: what a program does to it, it does to nothing.

The program, which may be that of a stranger's pull request, runs with a passphrase that encrypts nothing of worth; it
sees neither the backend of the stack nor what its secrets are encrypted with.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from ..errors import HaWebError
from ..pulumi_values import PLACEHOLDER
from ..stack import Stack
from . import secret_arguments, stack_file
from .masked_state import MaskedState
from .secret_arguments import Planned

_OF_ANOTHER_BACKEND = ("PULUMI_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE_FILE", "PULUMI_STACK")
_PLACEHOLDER_KEY = "ha-web:placeholder"


class ThrowAway:
    """The stack. It has the settings of the real one's file, with placeholders for what is encrypted in it."""

    def __init__(self, name: str, program: Path, folder: Path) -> None:
        project = stack_file.project(program).get("name")
        if not isinstance(project, str):
            raise HaWebError(f"{program}: has no Pulumi.yaml that names a project; name its folder with --program")
        self.project, self._folder = project, folder
        environment = _environment(folder / "state")
        # The stack is made beside the program, whose settings file Pulumi would write its salt into.
        beside = folder / "project"
        for each in (beside, folder / "state"):
            each.mkdir()
        (beside / "Pulumi.yaml").write_text(json.dumps({"name": project, "runtime": "python"}), "utf-8")
        self._beside, self._stack = Stack(name, beside, environment), Stack(name, program, environment)
        self._beside.pulumi("stack", "init", "--no-select", named=False)
        self._settings = folder / f"Pulumi.{name}.yaml"
        self._settings.write_text(self._own_settings(name, program, beside / f"Pulumi.{name}.yaml"), "utf-8")

    def hold(self, masked: MaskedState) -> None:
        """Have what was deployed, as far as a masked state tells it."""
        if masked.state is None:
            return
        state: Mapping[str, Any] = masked.state
        if secret_arguments.are_in(state):
            state = secret_arguments.filled(state, self._planned())
        own = self._beside.export()["deployment"]["secrets_providers"]
        deployment = {**state["deployment"], "secrets_providers": own}
        self._beside.pulumi("stack", "import", given=json.dumps({**state, "deployment": deployment}))

    def propose(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a preview, and return how it ended and what it printed."""
        return self._stack.propose("--config-file", str(self._settings), *words)

    def _planned(self) -> Planned:
        """Return what the program hands over where nothing is deployed; nothing where it fails."""
        file = self._folder / "plan.json"
        self.propose("--save-plan", str(file), "--show-secrets")
        return secret_arguments.planned(json.loads(file.read_text("utf-8"))) if file.exists() else {}

    def _own_settings(self, name: str, program: Path, made: Path) -> str:
        found = stack_file.find(name, program)
        self._beside.pulumi("config", "set", "--secret", _PLACEHOLDER_KEY, PLACEHOLDER)
        own = yaml.safe_load(made.read_text("utf-8"))
        text = found.read_text("utf-8") if found else ""
        return stack_file.for_throw_away(text, own["encryptionsalt"], own["config"][_PLACEHOLDER_KEY]["secure"])


@contextmanager
def throw_away(name: str, program: Path) -> Iterator[ThrowAway]:
    """Have such a stack, empty, for as long as it takes.

    Args:
        name: Short name of the stack.
        program: Folder of its program.

    Raises:
        HaWebError: the program's folder is none, or Pulumi refuses.
    """
    with TemporaryDirectory(prefix="ha-web-preview-", ignore_cleanup_errors=True) as folder:
        yield ThrowAway(name, program, Path(folder).resolve())


def _environment(state: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in _OF_ANOTHER_BACKEND}
    return {
        **kept,
        # Without a second file beside each, which nothing here needs.
        "PULUMI_BACKEND_URL": f"{state.as_uri()}?metadata=skip",
        "PULUMI_CONFIG_PASSPHRASE": secrets.token_urlsafe(24),
    }
