"""How far a transfer is: a bar with rate and time left on a terminal, nothing elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Progress(Protocol):
    """Told by transfers, from any thread."""

    def phase(self, text: str, total: int) -> None:
        """Begin something of `total` bytes."""

    def advance(self, count: int) -> None:
        """Count bytes that are done; those done again after a failure are counted once."""


class Silent:
    """Shows nothing."""

    def phase(self, text: str, total: int) -> None:
        """Take no notice."""

    def advance(self, count: int) -> None:
        """Take no notice."""


SILENT = Silent()


@contextmanager
def on_terminal() -> Iterator[Progress]:
    """Show bars on standard error while the context lasts, if that is a terminal."""
    if not sys.stderr.isatty():
        yield SILENT
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(binary_units=True),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    # A bar that stayed would stand between the lines of the answer.
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        yield _Bars(bars)


class _Bars:
    """One bar at a time, the last phase's."""

    def __init__(self, bars: "Bars") -> None:  # type: ignore[name-defined]  # noqa: F821  (loaded where it is shown)
        self._bars, self._task = bars, None

    def phase(self, text: str, total: int) -> None:
        """Put a new bar in the place of the last one."""
        if self._task is not None:
            self._bars.remove_task(self._task)
        self._task = self._bars.add_task(text, total=total)

    def advance(self, count: int) -> None:
        """Move the bar."""
        if self._task is not None:
            self._bars.advance(self._task, count)
