"""Where the time of `pulumi preview` goes: to the engine, the provider, or the program."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from tests.engine.plan import Event
from tests.engine.workspace import Workspace, emulator, workspace

PARTS = {"language": "host", "resource": "provider", "provider": "provider", "bridge": "provider"}
"""What is in the name of the file that a process runs, and what its processor time counts for; the rest is the engine.
The program runs in the language host, or in a process that has the host's name: what of that time is the program's
shows beside a preview of no program at all."""

SHARES = ("engine", "provider", "language host", "program")


@contextmanager
def fresh(stack: str) -> Iterator[Workspace]:
    """Have a stack that nothing is deployed of yet, so that a preview is of everything."""
    with tempfile.TemporaryDirectory() as folder, emulator(Path(folder) / "emulator.log") as running:
        yield workspace(Path(folder) / "program", stack, running)


def preview_times(stack: Workspace) -> dict[str, float]:
    """Return the seconds that a preview takes (`whole`), and the processor seconds of each part in it."""
    whole, used = _preview(stack)
    entry = stack.folder / "__main__.py"
    program = entry.read_text("utf-8")
    entry.write_text("")
    try:
        _, empty = _preview(stack)
    finally:
        entry.write_text(program)
    return {
        "whole": whole,
        "engine": used["engine"],
        "provider": used["provider"],
        "language host": empty["host"],
        "program": used["host"] - empty["host"],
    }


def _preview(stack: Workspace) -> tuple[float, dict[str, float]]:
    """Return the seconds of a preview, and the processor seconds of its processes by what they are."""
    call = stack.call("preview", "--stack", stack.stack)
    used: dict[int, tuple[str, float]] = {}

    def look(events: Sequence[Event]) -> bool:
        for process in psutil.process_iter():
            # One may end between being listed and being asked.
            with suppress(psutil.Error, OSError):
                if os.getsid(process.pid) == call.session:
                    times = process.cpu_times()
                    used[process.pid] = (_part(process.cmdline()), times.user + times.system)
        return False

    call.wait_until(look)
    seconds = call.ended().seconds
    kinds = ("engine", "provider", "host")
    return seconds, {kind: sum(spent for part, spent in used.values() if part == kind) for kind in kinds}


def _part(words: Sequence[str]) -> str:
    files = [Path(word).name for word in words if not word.startswith("-")][:2]
    return next((part for sign, part in PARTS.items() for file in files if sign in file), "engine")
