"""The commands that the workflows' scripts call, as bash splits them into words."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import typer.main

from pulumi_ha_web.__main__ import app
from tests.workflows import events
from tests.workflows.expressions import Context, filled
from tests.workflows.machine import executable
from tests.workflows.reading import ROOT, Job, Step

PLUMBING = {"mkdir", "tee", "ls", "gh", ".venv/bin/python"}
"""What a script may call beside `make` and `ha-web`: each of them is run by tests/workflows/test_runs.py."""

ANSWERS = {"gh": 'case "$*" in *statuses*) echo success;; *deployments*) echo 1 abc;; esac'}
"""What a stand-in prints, for the script to go on to its next command."""


class UnknownCommandError(Exception):
    """A script calls what is not there."""


def called(job: Job, step: Step, folder: Path) -> list[list[str]]:
    """Return the words of each command that a step's script calls, with every value that GitHub fills in.

    The script runs in bash with nothing on PATH but stand-ins, which note their words.
    """
    record, path = folder / "called", folder / "path"
    for name in ("make", ".venv/bin/ha-web", *sorted(PLUMBING)):
        target = folder / name if "/" in name else path / name
        executable(
            target, f'printf "%s\\0" {name} "$@" >> "{record}"; printf "\\n\\0" >> "{record}"; {ANSWERS.get(name, ":")}'
        )
    temp = folder / "temp"
    (temp / "previews").mkdir(parents=True)
    for stack in ("dev", "prod"):
        (temp / "previews" / f"{stack}.json").touch()
    for name in ("rehearsals", "dist"):
        (folder / name).mkdir()
    (folder / "dist" / "pulumi_ha_web-1.2.3-py3-none-any.whl").touch()
    script = folder / "script.sh"
    script.write_text(str(step.script), "utf-8")
    ran = subprocess.run(
        ["/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
        cwd=folder,
        env={"PATH": str(path), **_variables(job, step, folder, temp)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise UnknownCommandError(f"{job}: {step.name}: {ran.stderr.strip()}")
    text = record.read_text("utf-8") if record.exists() else ""
    return [line.rstrip("\0").split("\0") for line in text.split("\n\0") if line]


def check(words: Sequence[str]) -> None:
    """Check that a command is there, with the options that it is given.

    Raises:
        UnknownCommandError: it is none of the Makefile nor of `ha-web`.
    """
    name, *rest = words
    if name == "make":
        ran = subprocess.run(
            ["make", "--dry-run", "-o", ".venv/.ready", *rest], cwd=ROOT, capture_output=True, text=True, check=False
        )
        if ran.returncode:
            raise UnknownCommandError(f"make {' '.join(rest)}: {ran.stderr.strip()}")
    elif name.endswith("ha-web"):
        _check_ha_web(rest)
    elif name not in PLUMBING:
        raise UnknownCommandError(f"{name}: is neither `make` nor `ha-web`")


def _check_ha_web(words: Sequence[str]) -> None:
    """Parse the words as the command line does, and run nothing."""
    command, left = typer.main.get_command(app), list(words)
    while commands := getattr(command, "commands", None):
        if not left or left[0] not in commands:
            raise UnknownCommandError(f"ha-web {' '.join(words)}: there is no such command, only {sorted(commands)}")
        command = commands[left.pop(0)]
    try:
        command.make_context(str(command.name), left)
    except typer.BadParameter.__base__ as error:  # type: ignore[misc]  # what all errors of use have in common
        raise UnknownCommandError(f"ha-web {' '.join(words)}: {error}") from None


def _variables(job: Job, step: Step, folder: Path, temp: Path) -> Mapping[str, str]:
    event = {"release": events.release(), "preview": events.pull_request()}.get(job.workflow, events.push())
    contexts = Context(
        github=Context(event),
        vars=Context(events.CONFIGURED),
        matrix=Context(job.matrix[0]),
        runner=Context(temp=str(temp)),
    )
    contexts["env"] = Context({key: filled(each, contexts) for key, each in job.data.get("env", {}).items()})
    own = {key: filled(each, contexts) for key, each in step.data.get("env", {}).items()}
    return {
        "GITHUB_OUTPUT": str(folder / "output"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary"),
        "GITHUB_REPOSITORY": events.REPOSITORY,
        "RUNNER_TEMP": str(temp),
        **contexts["env"],
        **own,
    }
