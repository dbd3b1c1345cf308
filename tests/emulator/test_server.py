"""The server around moto: how requests reach it."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

from emulator.server import _one_at_a_time


def test_requests_that_come_at_once_are_let_in_one_after_the_other() -> None:
    inside, most = 0, 0
    reached, all_there = threading.Event(), threading.Barrier(5)

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        reached.wait(0.02)  # long enough for the others to come in, were they let
        yield b"answer"
        inside -= 1

    answer, answers = _one_at_a_time(app), list[bytes]()

    def ask() -> None:
        all_there.wait()
        answers.extend(answer({}, lambda *_: None))

    asking = [threading.Thread(target=ask) for _ in range(all_there.parties)]
    for each in asking:
        each.start()
    for each in asking:
        each.join()
    assert answers == [b"answer"] * all_there.parties
    assert most == 1
