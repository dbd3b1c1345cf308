"""The machine that a job of a workflow runs on: a folder of its own, and bash."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.workflows.reading import ROOT

KEPT_VARIABLES = ("PATH", "TMPDIR", "LANG", "LC_ALL", "PULUMI_HOME", "ENGINE_HOME", "SSL_CERT_FILE")
"""Of this machine; credentials, proxies and settings stay outside."""

LEFT_OUT = (".*", "tests", "docs", "build", "dist", "*.egg-info", "__pycache__")
"""Of a checkout: what no job reads, and what a fresh one does not have. What begins with a dot, but for workflows."""


@dataclass(frozen=True)
class Ran:
    """A script that has ended."""

    job: str
    stack: str
    step: str
    status: int
    output: str
    """What it printed, errors included."""
    variables: Mapping[str, str]


@dataclass
class Machine:
    """A job's machine."""

    folder: Path
    variables: dict[str, str]
    """What every script of the job gets beside its own."""
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of each step with an id."""

    def __post_init__(self) -> None:
        self.workspace, self.temp, self.home = (self.folder / name for name in ("workspace", "temp", "home"))
        for each in (self.workspace, self.temp, self.home):
            each.mkdir(parents=True)
        self.summary = self.folder / "summary.md"
        self.summary.touch()

    def run(self, job: str, stack: str, step: str, script: str, given: Mapping[str, str], own_id: str) -> Ran:
        """Run a script as GitHub does for `shell: bash`."""
        file, told = self.folder / "script.sh", self.folder / "output"
        file.write_text(script, "utf-8")
        told.write_text("")
        variables = {
            **{name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ},
            "HOME": str(self.home),
            "PYTHONDONTWRITEBYTECODE": "1",
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_OUTPUT": str(told),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "RUNNER_TEMP": str(self.temp),
            **self.variables,
            **given,
        }
        ran = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(file)],
            cwd=self.workspace,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if own_id:
            lines = told.read_text("utf-8").splitlines()
            self.outputs.setdefault(own_id, {}).update(
                {line.partition("=")[0]: line.partition("=")[2] for line in lines}
            )
        return Ran(job, stack, step, ran.returncode, ran.stdout, variables)


def check_out(target: Path, source: Path = ROOT) -> None:
    """Put a copy of the code into a folder, set up as after `make setup`."""
    shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*LEFT_OUT))
    make_environment(target)


def make_environment(folder: Path) -> None:
    """Make `.venv` as `make setup` leaves it, of what this interpreter has; its `ha-web` runs the folder's own code."""
    own = folder / ".venv"
    (own / "bin").mkdir(parents=True)
    for name in ("lib", "lib64", "include", "pyvenv.cfg"):
        if (Path(sys.prefix) / name).exists():
            (own / name).symlink_to(Path(sys.prefix) / name)
    for each in (Path(sys.prefix) / "bin").iterdir():
        if each.name != "ha-web":
            (own / "bin" / each.name).symlink_to(each)
    executable(own / "bin" / "ha-web", f'PYTHONPATH="{folder}" exec "{own}/bin/python" -m pulumi_ha_web "$@"')
    (own / ".ready").touch()


def executable(file: Path, script: str) -> None:
    """Write a shell script that can be called."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
