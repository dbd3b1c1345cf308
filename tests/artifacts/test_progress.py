"""How far a transfer is, as a person sees it."""

import io
import os
import pty
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from pulumi_ha_web.artifacts.parts import MIB
from pulumi_ha_web.artifacts.progress import SILENT, on_terminal


@contextmanager
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """Have standard error be a terminal; give what tells all that a person has seen there."""
    seen, written = pty.openpty()

    def shown() -> str:
        print("THE END", file=stderr, flush=True)
        text = b""
        while b"THE END" not in text:  # it comes piece by piece
            text += os.read(seen, 4096)
        return text.decode()

    with os.fdopen(written, "w") as stderr, monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", stderr)
        patched.setenv("TERM", "xterm")
        patched.setenv("COLUMNS", "120")
        yield shown
    os.close(seen)


def test_on_a_terminal_a_bar_tells_what_how_much_how_fast_and_how_long(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch) as shown:
        with on_terminal() as progress:
            assert progress is not SILENT
            progress.phase("Uploading", 20 * MIB)
            progress.advance(5 * MIB)
        text = shown()
    assert "Uploading" in text
    assert "5.0/20.0 MiB" in text
    assert "/s" in text or "?" in text
    assert ":--" in text or "0:" in text


def test_a_new_phase_takes_the_place_of_the_last_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch) as shown:
        with on_terminal() as progress:
            progress.phase("Looking", 100)
            progress.advance(100)
            progress.phase("Uploading", 2 * MIB)
            progress.advance(MIB)
        text = shown()
    last = text.rpartition("Uploading")[2]
    assert "1.0/2.0 MiB" in last
    assert "Looking" not in last


def test_bytes_before_the_first_phase_are_nobodys(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch), on_terminal() as progress:
        progress.advance(7)


def test_elsewhere_nothing_is_shown(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    stderr = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stderr)
    with on_terminal() as progress:
        assert progress is SILENT
        progress.phase("Uploading", 100)
        progress.advance(100)
    assert stderr.getvalue() == ""
    assert capfd.readouterr() == ("", "")
