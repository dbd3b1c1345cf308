"""One call of `pulumi`: its environment, its output, and its end.

Nothing of the machine's own reaches the engine: it gets an environment written here from nothing, so that credentials,
profiles, proxies and settings of AWS and Pulumi stay outside.
"""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.engine.plan import Event

PATIENCE_SECONDS = 420
"""For one call of the engine; the longest, `up` of prod, takes a third of it on two cores that do nothing else."""
GRACE_SECONDS = 10
"""For an engine that was told to end to write its state."""
KEPT_VARIABLES = ("PATH", "PULUMI_HOME", "ENGINE_HOME", "TMPDIR", "LANG", "LC_ALL", "SYSTEMROOT")
LOOK_SECONDS = 0.05
LOGGING = ("up", "preview", "refresh", "destroy")
"""Commands that write an event log."""


class EngineError(Exception):
    """A call of the engine failed; the message has its output's end."""


@dataclass(frozen=True)
class Ran:
    """One call of the engine that has ended."""

    status: int
    output: str
    errors: str
    seconds: float
    events: list[Event]


class Call:
    """A call of `pulumi` that is under way, in a session of its own."""

    def __init__(self, folder: Path, number: int, *words: str) -> None:
        calls = folder / "calls"
        self.log, self._printed = calls / f"{number:02}.events", calls / f"{number:02}.{words[0]}"
        self._errors = self._printed.with_suffix(".errors")
        self.words = ["pulumi", *words, "--non-interactive"]
        if words[0] in LOGGING:
            self.words += ["--event-log", str(self.log)]
        self._began = time.monotonic()
        # Files, not pipes: a plugin that outlives the engine would keep a pipe open.
        with self._printed.open("wb") as out, self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                self.words,
                cwd=folder,
                env=environment(folder),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=errors,
                start_new_session=True,
            )

    @property
    def session(self) -> int:
        """The session, in which everything that the call starts is."""
        return self._process.pid

    def events(self) -> list[Event]:
        """Return the events so far; a line that is being written is left out."""
        text = self.log.read_text("utf-8") if self.log.exists() else ""
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def wait_until(self, reached: Callable[[list[Event]], bool]) -> None:
        """Wait until the events say so, or the call has ended."""
        deadline = self._began + PATIENCE_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None and not reached(self.events()):
            time.sleep(LOOK_SECONDS)

    def kill_when(self, reached: Callable[[list[Event]], bool]) -> Ran:
        """Kill the engine with all that it started, from one moment to the next, as soon as its events say so."""
        self.wait_until(reached)
        _end_session(self._process.pid)
        self._process.wait()
        return self._ran()

    def ended(self, patience: float = PATIENCE_SECONDS, *, check: bool = True) -> Ran:
        """Wait for the end.

        Raises:
            EngineError: it failed, or took longer than `patience` seconds and was ended.
        """
        in_time = self._wait(patience)
        _end_session(self._process.pid)
        ran = self._ran()
        if check and (ran.status or not in_time):
            reason = f"ended with {ran.status}" if in_time else f"was ended after {patience} s"
            raise EngineError(f"`{' '.join(self.words)}` {reason}\n{_tail(ran.output)}\n{_tail(ran.errors)}")
        return ran

    def _ran(self) -> Ran:
        return Ran(
            self._process.returncode,
            self._printed.read_text("utf-8"),
            self._errors.read_text("utf-8"),
            time.monotonic() - self._began,
            self.events(),
        )

    def _wait(self, patience: float) -> bool:
        """Wait for the process to end, and end it with all it started when it does not; return whether it did."""
        try:
            self._process.wait(patience)
            return True
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
            return False


def environment(folder: Path) -> dict[str, str]:
    """Return the variables of a call: those of an empty home, with the backend in the stack's folder."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return {
        # The plugins of an official installation.
        "PULUMI_HOME": str(Path.home() / ".pulumi"),
        **kept,
        "HOME": str(folder / "home"),
        # As in the Makefile: a file beside each, with its metadata, would be half written when the engine is killed.
        "PULUMI_BACKEND_URL": f"file://{folder / 'state'}?metadata=skip",
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": os.environ.get(
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", "false"
        ),
        "PULUMI_DEBUG_COMMANDS": "true",  # knows --event-log
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _end_session(session: int) -> None:
    """End what a call of the engine left running: its plugins do not always take their own children along."""
    for each in Path("/proc").glob("[0-9]*") if Path("/proc").is_dir() else ():
        with suppress(OSError):  # it may end by itself meanwhile
            if os.getsid(int(each.name)) == session:
                os.kill(int(each.name), signal.SIGKILL)


def _tail(text: str, characters: int = 3000) -> str:
    return text if len(text) <= characters else f"…{text[-characters:]}"
