"""No call leaves this process while an emulated account is open.

Python reports each attempt to its audit hooks before it is made (PEP 578), whatever library makes it. A hook cannot
be removed again, so one is added once and asks a flag. Sockets between two ends of this process (asyncio's own pair)
are not stopped: they never connect to a host.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from .errors import LeavesTheProcessError

_WATCHED = {
    "socket.connect": 1,  # event -> position of the address among its arguments
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
    "socket.gethostbyaddr": 0,
}
_LOOPBACK = ("127.0.0.1", "::1")
_closed = 0
_installed = False


def _host(address: object) -> str:
    if isinstance(address, tuple):
        return ":".join(str(part) for part in address[:2])
    return str(address)


def _hook(event: str, args: tuple[object, ...]) -> None:
    if not _closed or event not in _WATCHED:
        return
    address = args[_WATCHED[event]]
    if address is None:  # sendmsg on a connected socket: its connect was seen
        return
    # Windows has no socket pairs; asyncio makes its own over the loopback there.
    if sys.platform == "win32" and isinstance(address, tuple) and address[0] in _LOOPBACK:
        return
    raise LeavesTheProcessError(
        f"{_host(address)}: nothing may leave this process while an emulated account is open ({event}); "
        "the call is unknown to the emulation, or did not go through boto3"
    )


@contextmanager
def nothing_leaves() -> Iterator[None]:
    """Fail every attempt to reach a host, by name or by address, until left."""
    global _closed, _installed
    if not _installed:
        sys.addaudithook(_hook)
        _installed = True
    _closed += 1
    try:
        yield
    finally:
        _closed -= 1
