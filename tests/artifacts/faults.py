"""What can happen to a request between a transfer and its account."""

import threading

from tests.artifacts.faulty import PATIENCE_SECONDS, Answer, Exchange, Fault


def cut_after(count: int) -> Fault:
    """Cut the line once so many bytes of the request's body are there."""

    def fault(exchange: Exchange) -> None:
        exchange.read(count)
        exchange.hang_up()

    return fault


def refused(status: int, code: str) -> Fault:
    """Turn it away (Amazon S3 API Reference, "Error responses")."""

    def fault(exchange: Exchange) -> None:
        exchange.read()
        body = f"<Error><Code>{code}</Code><Message>Refused by a test.</Message></Error>".encode()
        exchange.answer(Answer(status, [("Content-Type", "application/xml")], body))

    return fault


def answer_lost(exchange: Exchange) -> None:
    """Have it carried out, and cut the line in place of the answer."""
    exchange.pass_on()
    exchange.hang_up()


def answer_cut_after(count: int) -> Fault:
    """Cut the line after so many bytes of the answer's body."""

    def fault(exchange: Exchange) -> None:
        given = exchange.pass_on()
        exchange.answer(Answer(given.status, given.headers, given.body[:count]), announced=len(given.body))

    return fault


def answer_shortened_to(count: int) -> Fault:
    """Answer less, and announce no more than that: nothing on the line tells that something is missing."""

    def fault(exchange: Exchange) -> None:
        given = exchange.pass_on()
        exchange.answer(Answer(given.status, given.headers, given.body[:count]))

    return fault


def flipped(body: bytes) -> bytes:
    """Return it with one bit in the middle turned round."""
    at = len(body) // 2
    return body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]


def answer_damaged(exchange: Exchange) -> None:
    """Turn round one bit of what comes back."""
    given = exchange.pass_on()
    exchange.answer(Answer(given.status, given.headers, flipped(given.body)))


def request_damaged(exchange: Exchange) -> None:
    """Turn round one bit of what is sent."""
    exchange.answer(exchange.pass_on(flipped(exchange.read())))


class Hold:
    """Holds requests up, or their answers half-way, until it lets go of them."""

    def __init__(self) -> None:
        self._held, self._let_go = threading.Event(), threading.Event()
        self._drops = False

    def request(self, exchange: Exchange) -> None:
        """Let it wait before it is carried out, or else dropped."""
        body = exchange.read()
        self._wait()
        if self._drops:
            exchange.hang_up()
        else:
            exchange.answer(exchange.pass_on(body))

    def answer(self, exchange: Exchange) -> None:
        """Let its answer wait half-way."""
        exchange.answer(exchange.pass_on(), half_way=self._wait)

    def holds(self) -> None:
        """Wait until something is held."""
        assert self._held.wait(PATIENCE_SECONDS), "nothing came"

    def let_go(self, *, drop: bool = False) -> None:
        """Let everything go on, also what comes later; or have requests come to nothing."""
        self._drops = drop
        self._let_go.set()

    def _wait(self) -> None:
        self._held.set()
        self._let_go.wait(PATIENCE_SECONDS)
