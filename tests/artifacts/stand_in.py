"""A `pulumi` that knows one stack's outputs, for commands that ask the real one."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

PULUMI = f"""#!{sys.executable}
import os, pathlib, sys
words = sys.argv[1:]
with pathlib.Path(os.environ["PULUMI_CALLS"]).open("a") as calls:
    calls.write(os.getcwd() + ": " + " ".join(words) + chr(10))
if words[:3] != ["stack", "output", "--json"]:
    sys.exit("not expected: " + " ".join(words))
print(pathlib.Path(os.environ["PULUMI_OUTPUTS"]).read_text())
"""


class Pulumi:
    """The stand-in: what it answers, and what it was asked."""

    def __init__(self, folder: Path) -> None:
        self._outputs, self._calls = folder / "outputs.json", folder / "calls"
        self.exports()

    def exports(self, **outputs: Any) -> None:
        self._outputs.write_text(json.dumps(outputs))

    @property
    def calls(self) -> list[str]:
        return self._calls.read_text().splitlines() if self._calls.exists() else []


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Pulumi:
    """Put a `pulumi` on PATH for as long as a test takes."""
    folder.mkdir()
    executable = folder / "pulumi"
    executable.write_text(PULUMI)
    executable.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PULUMI_OUTPUTS", str(folder / "outputs.json"))
    monkeypatch.setenv("PULUMI_CALLS", str(folder / "calls"))
    return Pulumi(folder)
