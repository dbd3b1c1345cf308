"""Requests under way: how many, how many bytes, and what becomes of the others when one fails."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_ha_web.artifacts import in_flight
from pulumi_ha_web.artifacts.in_flight import InFlight


class Line:
    """Requests that end when a test says so, and at its end; counts what is under way."""

    def __init__(self) -> None:
        self.sent: list[Future[str]] = []
        self.sizes: list[int] = []

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        for each in self.sent:
            if not each.done():
                each.set_result("")

    def send(self, size: int = 1) -> Future[str]:
        self.sizes.append(size)
        self.sent.append(Future())
        return self.sent[-1]

    @property
    def under_way(self) -> tuple[int, int]:
        """How many, and how many bytes."""
        open_ = [size for size, each in zip(self.sizes, self.sent, strict=True) if not each.done()]
        return len(open_), sum(open_)


def ignore(done: Future[str]) -> None:
    done.result()


@pytest.fixture
def aside() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


def waits(step: Future[object]) -> bool:
    """Say whether something in another thread is still waiting, after a moment in which it could have gone on."""
    with pytest.raises(TimeoutError):
        step.result(timeout=0.05)
    return True


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 15), max_size=40))
def test_there_are_never_more_bytes_or_requests_under_way_than_may_be(sizes: list[int]) -> None:
    counted, most, lock = [0, 0], [0, 0], threading.Lock()
    alone: list[int] = []

    def request(size: int) -> None:
        with lock:
            counted[0] += 1
            counted[1] += size
            if size > 10:
                alone.append(counted[0])
            else:
                most[:] = [max(pair) for pair in zip(most, counted, strict=True)]
        with lock:
            counted[0] -= 1
            counted[1] -= size

    ended: list[Future[None]] = []
    with ThreadPoolExecutor(8) as pool:
        with InFlight(most_bytes=10, most=3) as under_way:
            for size in sizes:
                under_way.start(size, partial(pool.submit, request, size), ended.append)
        assert len(ended) == len(sizes), "leaving it waits for all"
    assert most[0] <= 3
    assert most[1] <= 10
    assert set(alone) <= {1}, "one that is larger than all that may be under way goes alone"


def test_one_more_waits_for_room(aside: ThreadPoolExecutor) -> None:
    with InFlight(most_bytes=10, most=3) as under_way, Line() as line:
        for size in (4, 4):
            under_way.start(size, partial(line.send, size), ignore)
        third: Future[object] = aside.submit(under_way.start, 4, partial(line.send, 4), ignore)
        assert waits(third)
        assert line.under_way == (2, 8)
        line.sent[0].set_result("")
        third.result(timeout=30)
        assert line.under_way == (2, 8)


def test_a_number_of_empty_requests_waits_too(aside: ThreadPoolExecutor) -> None:
    with InFlight(most_bytes=10, most=2) as under_way, Line() as line:
        for _ in range(2):
            under_way.start(0, partial(line.send, 0), ignore)
        third: Future[object] = aside.submit(under_way.start, 0, partial(line.send, 0), ignore)
        assert waits(third)
        line.sent[0].set_result("")
        third.result(timeout=30)


def test_the_end_waits_for_all(aside: ThreadPoolExecutor) -> None:
    line, ended = Line(), list[str]()

    def run() -> None:
        with InFlight() as under_way:
            for _ in range(3):
                under_way.start(1, line.send, lambda done: ended.append(done.result()))

    running: Future[object] = aside.submit(run)
    assert waits(running)
    for at, each in enumerate(line.sent):
        each.set_result(str(at))
    running.result(timeout=30)
    assert ended == ["0", "1", "2"]


def test_a_failure_is_raised_at_the_next_start() -> None:
    line = Line()

    def fail(under_way: InFlight) -> None:
        under_way.start(1, line.send, ignore)
        line.sent[0].set_exception(ValueError("first"))
        under_way.start(1, line.send, ignore)

    with pytest.raises(ValueError, match="first"), InFlight() as under_way:
        fail(under_way)
    assert len(line.sent) == 1, "nothing new begins after it"


def test_a_failure_ends_the_wait_for_room(aside: ThreadPoolExecutor) -> None:
    line = Line()

    def run(under_way: InFlight) -> None:
        for _ in range(2):
            under_way.start(1, line.send, ignore)
        third: Future[object] = aside.submit(under_way.start, 1, line.send, ignore)
        assert waits(third)
        line.sent[0].set_exception(ValueError("broke"))
        assert isinstance(third.exception(timeout=30), ValueError)
        line.sent[1].set_result("")

    with pytest.raises(ValueError, match="broke"), InFlight(most=2) as under_way:
        run(under_way)


@pytest.mark.parametrize("end", [lambda _: None, InFlight.wait])
def test_the_first_failure_is_raised_at_the_end(end: Callable[[InFlight], None]) -> None:
    line = Line()

    def run(under_way: InFlight) -> None:
        for _ in range(2):
            under_way.start(1, line.send, ignore)
        line.sent[1].set_exception(ValueError("first"))
        line.sent[0].set_exception(ValueError("second"))
        end(under_way)

    with pytest.raises(ValueError, match="first"), InFlight() as under_way:
        run(under_way)


def test_what_the_answer_is_taken_with_may_fail_as_well() -> None:
    def refuse(done: Future[str]) -> None:
        raise ValueError(f"not {done.result()}")

    line = Line()
    line.send().set_result("this")
    with pytest.raises(ValueError, match="not this"), InFlight() as under_way:
        under_way.start(1, lambda: line.sent[0], refuse)


def test_an_error_of_ones_own_is_not_hidden_by_a_failure() -> None:
    line = Line()

    def run(under_way: InFlight) -> None:
        under_way.start(1, line.send, ignore)
        line.sent[0].set_exception(ValueError("of a request"))
        raise KeyError("own")

    with pytest.raises(KeyError, match="own"), InFlight() as under_way:
        run(under_way)


def test_a_request_that_cannot_be_sent_leaves_its_room() -> None:
    def nothing_to_send() -> Future[str]:
        raise OSError("no such file")

    with pytest.raises(OSError, match="no such file"), InFlight(most=1) as under_way:
        under_way.start(1, nothing_to_send, ignore)


def test_an_interruption_waits_for_what_is_under_way(aside: ThreadPoolExecutor) -> None:
    """A part that is half sent would be nothing; one that arrives is not sent again the next time."""
    line = Line()

    def run() -> None:
        with InFlight() as under_way:
            under_way.start(1, line.send, ignore)
            raise KeyboardInterrupt

    running: Future[object] = aside.submit(run)
    assert waits(running)
    line.sent[0].set_result("")
    assert isinstance(running.exception(timeout=30), KeyboardInterrupt)


def test_a_request_that_nobody_takes_out_does_not_hold_up_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C may come between a request and the callback that takes it out of those under way."""
    monkeypatch.setattr(in_flight, "LOOK_SECONDS", 0.01)

    class Interrupted(Future[str]):
        def add_done_callback(self, fn: Callable[[Future[str]], object]) -> None:
            raise KeyboardInterrupt

    request = Interrupted()

    def run() -> None:
        with InFlight() as under_way:
            under_way.start(1, lambda: request, ignore)

    request.set_result("")
    with pytest.raises(KeyboardInterrupt):
        run()
