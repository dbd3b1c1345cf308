"""Watching an account while a deployment changes it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

EVERY_SECONDS = 0.1
FEWEST_LOOKS = 10


@contextmanager
def watched(faults: Callable[[], list[str]]) -> Iterator[list[str]]:
    """Ask all the while what is wrong; the list has each answer that there was."""
    found: list[str] = []
    looks, over = [0], threading.Event()

    def look() -> None:
        while not over.wait(EVERY_SECONDS):
            looks[0] += 1
            found.extend(faults())

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join(10)
    assert looks[0] > FEWEST_LOOKS, "it was watched"
