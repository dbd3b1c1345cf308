"""A rehearsal from end to end: a stack's files read, its program deployed, every promise looked at."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .deployment import Component, Progress, Resource
from .errors import RehearsalError
from .stack_file import read_stack

SECRET = "[secret]"  # noqa: S105  # stands for one
"""Stands for the value of an output that Pulumi would not show."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """Where a rehearsal is, while it runs."""

    phase: str
    """`preparing`, `creating` or `checking`."""
    what: str
    """The resource being created, or the promise looked at last."""
    done: int
    total: int | None
    """Steps of this phase, where that is known."""


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """What came of a rehearsal. The emulated account is gone when it is returned."""

    project: str
    stack: str
    region: str
    resources: tuple[Resource, ...]
    components: tuple[Component, ...]
    checks: tuple[Any, ...]
    """Each a `checks.Check`."""
    assumed: tuple[str, ...]
    """What a real account must have before `pulumi up`, as sentences."""
    outputs: Mapping[str, Any]
    """What the stack exports; secrets are replaced."""
    seconds: float
    """Wall time of the deployment and the checks."""

    @property
    def ok(self) -> bool:
        """Whether something was promised, and all of it holds."""
        statuses = [check.status for check in self.checks]
        return "passed" in statuses and "failed" not in statuses

    def counted(self, status: str) -> int:
        """Return how many checks came out so."""
        return sum(1 for check in self.checks if check.status == status)


def rehearse(program: Path | None, stack: str, *, on_step: Callable[[Step], None] | None = None) -> Rehearsal:
    """Deploy a program's stack into an emulated account, check it, and let the account go.

    Args:
        program: Folder of the program; by default the one the stack's file stands in, or the nearest above it that
            holds a program, or this one.
        stack: Name of the stack, the path of its file, or a folder that holds the file of one stack alone.
        on_step: Called as it goes on.

    Raises:
        RehearsalError: the files cannot be used, or a resource could not be created.
        Exception: whatever the program itself raised; pulumi.RunError where it says what is wrong with its settings.
    """
    tell = on_step or (lambda _step: None)
    started = time.perf_counter()
    read = read_stack(program, stack)
    tell(Step(phase="preparing", what="an empty emulated account", done=0, total=None))
    # Only here: with them come the emulation and Pulumi, a second of loading that a wrong file need not wait for.
    from ._emulator import DEFAULT_ACCOUNT_ID
    from .checks import checks_ahead, run_checks
    from .deploy import deploy

    def creating(progress: Progress) -> None:
        kind = progress.type.rpartition(":")[2]
        tell(Step(phase="creating", what=f"{kind} {progress.name}", done=progress.count, total=None))

    try:
        deployment = deploy(
            read.program,
            read.name,
            config=read.config,
            project=read.project,
            secret_keys=read.encrypted,
            account_id=read.account_id or DEFAULT_ACCOUNT_ID,
            on_progress=creating,
        )
    except SystemExit as error:
        raise RehearsalError(f"{read.program}: the program ended itself (sys.exit({error.code!r}))") from error
    with deployment:
        checks: list[Any] = []
        total = checks_ahead(deployment)

        def checking(check: Any) -> None:
            checks.append(check)
            tell(Step(phase="checking", what=check.title, done=len(checks), total=total))

        run_checks(deployment, checking)
        stand_ins = tuple(f"{key} is encrypted: a stand-in took its place" for key in read.encrypted)
        return Rehearsal(
            project=read.project,
            stack=read.name,
            region=deployment.account.region,
            resources=deployment.resources,
            components=deployment.components,
            checks=tuple(checks),
            assumed=deployment.assumptions + stand_ins,
            outputs={
                key: SECRET if key in deployment.secret_outputs else value for key, value in deployment.outputs.items()
            },
            seconds=time.perf_counter() - started,
        )
