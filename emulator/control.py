"""Starting, finding and ending the emulator's server from another process."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from .errors import EmulatorError
from .in_process import DEFAULT_ACCOUNT_ID
from .server import ABOUT, DEFAULT_PORT, HOST

PATIENCE_SECONDS = 30
"""Loading every service takes about two seconds on a fast machine."""


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    port: int
    pid: int
    account_id: str

    @property
    def endpoint(self) -> str:
        """Where it answers."""
        return f"http://{HOST}:{self.port}"


def status(port: int = DEFAULT_PORT) -> Running | None:
    """Return the emulator on this port, or None when nothing listens there.

    Raises:
        EmulatorError: something else listens there.
    """
    if not _listens(port):
        return None
    # No proxy from the environment: this never leaves the machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://{HOST}:{port}{ABOUT}", timeout=5) as reply:
            about = json.loads(reply.read())
        return Running(port, int(about["pid"]), str(about["account_id"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise EmulatorError(
            f"port {port}: something that is not this emulator answers there; choose another port"
        ) from None


def start(port: int = DEFAULT_PORT, account_id: str = DEFAULT_ACCOUNT_ID, log: Path | None = None) -> Running:
    """Start a server in the background and return it once it answers; one that answers already is returned as it is.

    Raises:
        EmulatorError: something else listens on the port, or the server did not come up; the message has its reason.
    """
    running = status(port) if port else None
    if running:
        return running
    package = __package__ or "emulator"
    words = [sys.executable, "-m", package, "--port", str(port), "--account", account_id]
    words += ["--journal"] if log else []
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)}
    with (log or Path(os.devnull)).open("ab") as errors:
        process = subprocess.Popen(  # noqa: S603  (this interpreter, this package)
            words,
            stdout=subprocess.PIPE,
            stderr=errors,
            stdin=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
    # Waited for aside, so that a server that ends while this process lives is not left as a zombie.
    threading.Thread(target=process.wait, daemon=True).start()
    assert process.stdout is not None
    with process.stdout:
        first = process.stdout.readline().decode().strip()
    if not first.startswith("http://"):
        process.wait(PATIENCE_SECONDS)
        raise EmulatorError(f"the emulator did not start: {first or 'see its log'}; try `python -m {package}`")
    own_port = int(first.rpartition(":")[2])
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        running = status(own_port)
        if running:
            return running
        time.sleep(0.05)
    process.terminate()
    raise EmulatorError(f"the emulator on port {own_port} did not answer within {PATIENCE_SECONDS} s")


def stop(port: int = DEFAULT_PORT) -> bool:
    """End the server on this port; return whether there was one.

    Raises:
        EmulatorError: something else listens there, or the server did not end.
    """
    running = status(port)
    if running is None:
        return False
    os.kill(running.pid, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if not _listens(port):
            return True
        time.sleep(0.05)
    raise EmulatorError(f"the emulator (process {running.pid}) did not end within {PATIENCE_SECONDS} s")


def _listens(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        return probe.connect_ex((HOST, port)) == 0
