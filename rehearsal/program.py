"""Running a Pulumi program without the Pulumi CLI, again and again in one process.

Does what Pulumi's own language host does, with the differences that a rehearsal needs: the program's side effects on
the process (working directory, module path, environment, Pulumi's global settings) end with it, everything happens in
one thread, in order, and nothing that asyncio remarks about a failed program reaches the person's screen.
"""

import asyncio
import contextvars
import logging
import os
import runpy
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from pulumi.runtime import config as pulumi_config
from pulumi.runtime import mocks, settings, stack

from .stack_file import ENTRY

_CONFIG_VARIABLES = "PULUMI_CONFIG"


class _InOrder(ThreadPoolExecutor):
    """Runs what it is given at once. Pulumi calls its monitor on threads, because a real engine is far away."""

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(function(*args, **kwargs))
        except BaseException as error:  # goes to whoever awaits the result
            future.set_exception(error)
        return future


def run(
    program: Path,
    monitor: mocks.MockMonitor,
    *,
    project: str,
    stack_name: str,
    values: Mapping[str, str],
    secret_keys: Collection[str] = (),
) -> None:
    """Run the `__main__.py` of a folder as the program of a stack, until everything it registered is answered.

    Raises:
        BaseException: whatever the program raised, as it raised it.
    """
    folder = program.resolve()

    def start() -> None:
        runpy.run_path(str(folder / ENTRY), run_name="__main__")

    def in_own_context() -> None:
        configure(monitor, project, stack_name, values, secret_keys)
        drive(stack.run_in_stack(start))

    with _at_home_in(folder):
        # Pulumi keeps its settings in context variables: in a context of their own they end with it.
        contextvars.Context().run(in_own_context)


def configure(
    monitor: mocks.MockMonitor,
    project: str,
    stack_name: str,
    values: Mapping[str, str],
    secret_keys: Collection[str] = (),
) -> None:
    """Point Pulumi's runtime, in the current context, at a monitor and a stack's configuration."""
    # Not Pulumi's set_mocks: it would register a root stack of its own, which the program's collides with, on an event
    # loop that nobody runs.
    engine = mocks.MockEngine(logging.getLogger("rehearsal.program"))
    settings.configure(
        settings.Settings(
            project, stack_name, monitor=monitor, engine=engine, dry_run=False, organization="organization"
        )
    )
    settings.set_root_resource(None)  # type: ignore[arg-type]  # none yet: what the runtime itself starts with
    pulumi_config.set_all_config(dict(values), list(secret_keys))


def drive(program: Any) -> None:
    """Run a program's coroutine to its end on an event loop of its own, in order and without remarks."""
    loop = asyncio.new_event_loop()
    loop.set_default_executor(_InOrder(max_workers=1))
    # A failure reaches the person as one exception. That other tasks held it as well is nothing to tell.
    loop.set_exception_handler(lambda _loop, _context: None)
    try:
        loop.run_until_complete(program)
    finally:
        _drain(loop)
        loop.close()


def _drain(loop: asyncio.AbstractEventLoop) -> None:
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    if left:
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_asyncgens())


@contextmanager
def _at_home_in(folder: Path) -> Iterator[None]:
    """Let the program find its folder where the language host would have put it, and undo that afterwards."""
    path, where, arguments = list(sys.path), Path.cwd(), list(sys.argv)
    hidden = {name: value for name, value in os.environ.items() if name.startswith(_CONFIG_VARIABLES)}
    for name in hidden:  # a shell's leftovers must not complete the stack's configuration
        del os.environ[name]
    strangers = _set_aside_others(folder)
    sys.path[:] = [str(folder), *(entry for entry in sys.path if entry != str(folder))]
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(where)
        sys.path[:], sys.argv[:] = path, arguments
        os.environ.update(hidden)
        if strangers:
            _set_aside_own(folder, strangers)
            sys.modules.update(strangers)


def _family(name: str) -> list[str]:
    return [each for each in sys.modules if each == name or each.startswith(f"{name}.")]


def _set_aside_others(folder: Path) -> dict[str, ModuleType]:
    """Hide loaded modules of other folders whose names the program's own modules have, such as `config`."""
    aside: dict[str, ModuleType] = {}
    for entry in folder.iterdir():
        name = entry.stem
        if name == "__main__" or name not in sys.modules or not _is_module(entry):
            continue
        if _is_below(sys.modules[name], folder):
            continue
        for each in _family(name):
            aside[each] = sys.modules.pop(each)
    return aside


def _set_aside_own(folder: Path, strangers: Mapping[str, ModuleType]) -> None:
    for name in {each.partition(".")[0] for each in strangers}:
        for each in _family(name):
            if _is_below(sys.modules[each], folder):
                del sys.modules[each]


def _is_module(entry: Path) -> bool:
    return entry.suffix == ".py" or (entry / "__init__.py").is_file() or (entry.is_dir() and "." not in entry.name)


def _is_below(module: ModuleType, folder: Path) -> bool:
    places = [module.__file__] if getattr(module, "__file__", None) else list(getattr(module, "__path__", []))
    return any(place is not None and Path(place).resolve().is_relative_to(folder) for place in places)
