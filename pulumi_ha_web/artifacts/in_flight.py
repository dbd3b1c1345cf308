"""Requests under way: not too many of them, and not too many bytes."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from .parts import UNDER_WAY_BYTES, UNDER_WAY_REQUESTS


class InFlight:
    """Starts requests as others end. The first failure is raised at the next start, and no later than at the end.

    A context manager: leaving it waits for all that is under way, also when it is left by an error.
    """

    def __init__(self, most_bytes: int = UNDER_WAY_BYTES, most: int = UNDER_WAY_REQUESTS) -> None:
        self._most_bytes, self._most = most_bytes, most
        self._bytes = self._count = 0
        self._changed = threading.Condition()
        self._failure: BaseException | None = None

    def __enter__(self) -> "InFlight":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._wait()
        if kind is None and self._failure is not None:
            raise self._failure

    def wait(self) -> None:
        """Wait for all that is under way.

        Raises:
            Exception: what one of them failed with.
        """
        self._wait()
        if self._failure is not None:
            raise self._failure

    def _wait(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._count == 0)

    def start(self, size: int, send: Callable[[], Future[Any]], ended: Callable[[Future[Any]], None]) -> None:
        """Send a request of `size` bytes as soon as there is room, and have its future given to `ended` at its end.

        One that is larger than all that may be under way goes alone. `ended` is called from another thread; what it
        raises, such as the future's own exception, is the request's failure.

        Raises:
            Exception: what an earlier one failed with.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._failure is not None or self._has_room(size))
            if self._failure is not None:
                raise self._failure
            self._count += 1
            self._bytes += size
        try:
            future = send()
        except BaseException as error:
            self._left(size, error)
            raise
        future.add_done_callback(lambda done: self._end(size, done, ended))

    def _has_room(self, size: int) -> bool:
        return self._count == 0 or (self._count < self._most and self._bytes + size <= self._most_bytes)

    def _end(self, size: int, done: Future[Any], ended: Callable[[Any], None]) -> None:
        failure: BaseException | None = None
        try:
            ended(done)
        except BaseException as error:
            failure = error
        self._left(size, failure)

    def _left(self, size: int, failure: BaseException | None) -> None:
        with self._changed:
            self._count -= 1
            self._bytes -= size
            self._failure = self._failure or failure
            self._changed.notify_all()
