"""A rollout while it goes on: a moving line on a terminal, elsewhere a line whenever something changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from .rollout import Tell, View


@contextmanager
def telling(stream: TextIO) -> Iterator[Tell]:
    """Tell, while the context lasts, how a rollout stands."""
    if not stream.isatty():
        yield _Lines(stream)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.table import Column

    columns = (
        SpinnerColumn(),
        BarColumn(bar_width=20),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        # Only this one gives way on a narrow terminal.
        TextColumn("{task.description}", markup=False, table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis")),
    )
    console = Console(file=stream, highlight=False, emoji=False)
    # What is told at the end says it all once more, for good.
    with Progress(*columns, console=console, transient=True, expand=True) as progress:
        task = progress.add_task("looking", total=None)

        def show(view: View, _: float) -> None:
            progress.update(task, description=view.line, total=100 if view.percent is not None else None)
            if view.percent is not None:
                progress.update(task, completed=view.percent)

        yield show


class _Lines:
    """A line for each change."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._last = stream, ""

    def __call__(self, view: View, seconds: float) -> None:
        """Write a line, unless it says what the last one said."""
        if view.line != self._last:
            minutes, rest = divmod(int(seconds), 60)
            print(f"{minutes:3}:{rest:02}  {view.line}", file=self._stream, flush=True)
            self._last = view.line
