"""`make lint-workflows`: actionlint with shellcheck, the published schemas, zizmor; and each of them sees a fault."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workflows.reading import ROOT

REMEDY = "neither actionlint nor Go, to build it with, is on PATH: `make lint-workflows` says what to do"
NO_SETUP = ("-o", ".venv/.ready")
"""For make: what the tests run in is set up already."""

ACTIONLINT, WORKFLOW_SCHEMA, DEPENDABOT_SCHEMA, ZIZMOR = "actionlint", "github-workflows", "vendor.dependabot", "zizmor"

FAULTS = [
    (ACTIONLINT, "workflows/preview.yml", "    needs: states\n", "    needs: stats\n", 'needs job "stats"'),
    (ACTIONLINT, "workflows/preview.yml", "steps.setup.outputs.pulumi", "steps.set.outputs.pulumi", '"set" is not'),
    (ACTIONLINT, "workflows/check.yml", 'STACK="$STACK"', "STACK=$STACK", "SC2086"),
    (WORKFLOW_SCHEMA, "workflows/drift.yml", "runs-on: ubuntu-24.04", "runs_on: ubuntu-24.04", "runs_on"),
    (WORKFLOW_SCHEMA, "workflows/release.yml", "  attach:\n", "  attach it:\n", "attach it"),
    (DEPENDABOT_SCHEMA, "dependabot.yml", "interval: weekly", "interval: hourly", "hourly"),
    (ZIZMOR, "workflows/deploy.yml", "persist-credentials: false", "fetch-depth: 1", "artipacked"),
    (ZIZMOR, "workflows/check.yml", '"$STACK"', '"${{ github.head_ref }}"', "template-injection"),
    (ZIZMOR, "workflows/preview.yml", "  pull_request:\n", "  pull_request_target:\n", "dangerous-triggers"),
    (ZIZMOR, "dependabot.yml", "    cooldown:\n      default-days: 7\n", "", "dependabot-cooldown"),
]


@pytest.fixture
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """PATH, with actionlint on it: that of this machine, or one that `make` builds once."""
    found = shutil.which("actionlint")
    if found is None and shutil.which("go") is None:
        (pytest.fail if os.environ.get("REQUIRE_ACTIONLINT") == "1" else pytest.skip)(REMEDY)
    if found is None:
        # One after the other, where several workers of pytest come here.
        with (Path(str(tmp_path_factory.getbasetemp().parent)) / "actionlint.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            subprocess.run(["make", "--silent", *NO_SETUP, "build/bin/actionlint"], cwd=ROOT, check=True)
        found = str(ROOT / "build" / "bin" / "actionlint")
    return f"{Path(found).parent}{os.pathsep}{os.environ['PATH']}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What `make lint-workflows` reads, to be spoiled."""
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copy2(ROOT / name, tmp_path)
    shutil.copytree(ROOT / ".github", tmp_path / ".github")
    (tmp_path / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    return tmp_path


def test_nothing_is_found(path: str, folder: Path) -> None:
    ran = _run(["make", *NO_SETUP, "lint-workflows"], path, folder)
    assert ran.returncode == 0, ran.stdout
    assert "No findings to report" in ran.stdout


@pytest.mark.parametrize(
    ("tool", "name", "old", "new", "told"), FAULTS, ids=[f"{each[0]}-{each[4]}" for each in FAULTS]
)
def test_a_fault_is_found(path: str, folder: Path, tool: str, name: str, old: str, new: str, told: str) -> None:
    file = folder / ".github" / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    said = _run(["make", "--dry-run", *NO_SETUP, "lint-workflows"], path, folder).stdout.splitlines()
    (command,) = [line for line in said if tool in line]
    ran = _run(["bash", "-c", command], path, folder)
    assert ran.returncode != 0
    assert told in ran.stdout, ran.stdout
    assert _run(["make", *NO_SETUP, "lint-workflows"], path, folder).returncode != 0


def _run(words: list[str], path: str, folder: Path) -> subprocess.CompletedProcess[str]:
    # Without what `make test` tells a make below it: that one says which folder it enters, by a name like a tool's.
    own = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        words,
        cwd=folder,
        env={**own, "PATH": path, "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
