"""Requests under way: not too many of them, and not too many bytes."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from .parts import UNDER_WAY_BYTES, UNDER_WAY_REQUESTS

LOOK_SECONDS = 5.0
"""Longer than what is done with any answer."""


class InFlight:
    """Starts requests as others end. The first failure is raised at the next start, and no later than at the end.

    A context manager: leaving it waits for all that is under way, also when it is left by an error.
    """

    def __init__(self, most_bytes: int = UNDER_WAY_BYTES, most: int = UNDER_WAY_REQUESTS) -> None:
        self._most_bytes, self._most = most_bytes, most
        self._sizes: dict[Future[Any], int] = {}
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
            while not self._changed.wait_for(lambda: not self._sizes, LOOK_SECONDS):
                # Ctrl-C comes anywhere: also between a request and the callback that would take it out.
                if all(each.done() for each in self._sizes):
                    return

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
        future = send()
        with self._changed:
            self._sizes[future] = size
        future.add_done_callback(lambda done: self._end(done, ended))

    def _has_room(self, size: int) -> bool:
        return not self._sizes or (
            len(self._sizes) < self._most and sum(self._sizes.values()) + size <= self._most_bytes
        )

    def _end(self, done: Future[Any], ended: Callable[[Any], None]) -> None:
        failure: BaseException | None = None
        try:
            ended(done)
        except BaseException as error:
            failure = error
        with self._changed:
            self._sizes.pop(done, None)
            self._failure = self._failure or failure
            self._changed.notify_all()
