"""Deploying a program into an emulated account."""

import gc
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ._emulator import DEFAULT_ACCOUNT_ID, account
from .deployment import Deployment, Progress
from .errors import RehearsalError
from .stack_file import ENTRY

REGION_KEY = "aws:region"
ANY_REGION = "us-east-1"


def deploy(
    program: Path,
    stack: str,
    *,
    config: Mapping[str, str],
    project: str,
    secret_keys: Collection[str] = (),
    account_id: str = DEFAULT_ACCOUNT_ID,
    on_progress: Callable[[Progress], None] | None = None,
) -> Deployment:
    """Run the real program of a folder and create everything it declares in an empty emulated account.

    The account stays open with what is returned, for whoever wants to look at it; close that, or use it in a `with`
    block. Only one can be open at a time.

    Args:
        program: Folder with the program's `__main__.py`.
        stack: Name of the stack.
        config: Its configuration as Pulumi hands it over: full keys (`aws:region`), structured values as JSON.
        project: Name of the project, as in `Pulumi.yaml`.
        secret_keys: Keys of the configuration that are encrypted.
        account_id: Number that the emulated account shall have.
        on_progress: Called before and after each resource.

    Raises:
        RehearsalError: a resource could not be created, or the rehearsal does not know what the program asks for.
        Exception: whatever the program itself raised, before anything of it failed to be created.
    """
    if not (program / ENTRY).is_file():
        raise RehearsalError(f"{program}: holds no {ENTRY}; name the folder of a Pulumi program")
    with _collector_paused(), ExitStack() as cleanup:
        # Without a region the program has its say first: it may know of more that is wrong.
        opened = cleanup.enter_context(account(config.get(REGION_KEY) or ANY_REGION, account_id))
        # Only here, in an environment without real credentials: both load boto3.
        from .monitor import Monitor
        from .program import run

        monitor = Monitor(opened, on_progress)
        started = time.perf_counter()
        try:
            run(program, monitor, project=project, stack_name=stack, values=config, secret_keys=secret_keys)
        except Exception as error:
            if monitor.failure is None:
                raise
            # What the program made of the failed resource is a consequence.
            raise monitor.failure from (monitor.failure.__cause__ or error)
        if monitor.failure is not None:
            raise monitor.failure
        if not config.get(REGION_KEY):
            raise RehearsalError(f"{REGION_KEY}: must be set in the configuration of stack {stack!r}")
        return Deployment(
            project=project,
            stack=stack,
            account=opened,
            resources=tuple(monitor.created),
            components=tuple(monitor.components.values()),
            outputs=monitor.stack_outputs,
            secret_outputs=monitor.secret_outputs,
            assumptions=tuple(monitor.cloud.assumptions),
            invokes=tuple(monitor.invokes),
            seconds=time.perf_counter() - started,
            _stack=cleanup.pop_all(),
        )


@contextmanager
def _collector_paused() -> Iterator[None]:
    # What a deployment makes lives to its end, and there is a lot of it: looking for garbage in it again and again
    # takes half of the time.
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
