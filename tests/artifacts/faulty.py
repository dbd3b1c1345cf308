"""Stands between a transfer and its emulated account, and does to a request what a test says: cuts it off, turns it
away, loses its answer, damages it.

Unlike the one between the engine and its account, it knows S3's requests by name, and gets in the way of their bytes.
"""

import http.client
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from emulator.control import Running
from emulator.server import HOST

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "expect"}
"""Headers of one leg of the way (RFC 9110, 7.6.1)."""

PATIENCE_SECONDS = 60

_BY_QUERY = {
    ("PUT", "uploadId"): "UploadPart",
    ("POST", "uploads"): "CreateMultipartUpload",
    ("POST", "uploadId"): "CompleteMultipartUpload",
    ("GET", "uploadId"): "ListParts",
    ("GET", "list-type"): "ListObjectsV2",
    ("DELETE", "uploadId"): "AbortMultipartUpload",
}
_BY_METHOD = {"PUT": "PutObject", "GET": "GetObject", "HEAD": "HeadObject", "DELETE": "DeleteObject"}


@dataclass(frozen=True)
class Answer:
    """What the account said."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass
class Exchange:
    """One request, in the hands of a fault."""

    operation: str
    key: str
    part: int | None
    _handler: BaseHTTPRequestHandler
    _account: Running
    _left: int
    """Bytes of its body that have not been read."""

    def read(self, most: int | None = None) -> bytes:
        """Take its body, or the beginning of it, off the line."""
        body = self._handler.rfile.read(self._left if most is None else min(most, self._left))
        self._left -= len(body)
        return body

    def pass_on(self, body: bytes | None = None) -> Answer:
        """Have the account carry it out."""
        sent = self.read() if body is None else body
        there = http.client.HTTPConnection(HOST, self._account.port, timeout=60)
        headers = {name: value for name, value in self._handler.headers.items() if name.lower() not in HOP_BY_HOP}
        there.request(self._handler.command, self._handler.path, sent, headers)
        reply = there.getresponse()
        answer = Answer(reply.status, reply.getheaders(), reply.read())
        there.close()
        return answer

    def answer(
        self, given: Answer, *, announced: int | None = None, half_way: Callable[[], object] = lambda: None
    ) -> None:
        """Answer it, and do something half-way. A body shorter than announced is all that comes: the line is cut."""
        handler, head = self._handler, self._handler.command == "HEAD"
        handler.send_response_only(given.status)
        told = len(given.body)
        for name, value in given.headers:
            if name.lower() == "content-length" and head:
                told = int(value)
            if name.lower() not in HOP_BY_HOP:
                handler.send_header(name, value)
        handler.send_header("Content-Length", str(told if announced is None else announced))
        handler.end_headers()
        if not head:
            middle = len(given.body) // 2
            handler.wfile.write(given.body[:middle])
            half_way()
            handler.wfile.write(given.body[middle:])
        if announced is not None and announced != told:
            self.hang_up()

    def hang_up(self) -> None:
        """Cut the line, as a router does that forgets a connection: what was under way is lost."""
        self._handler.close_connection = True
        self._handler.wfile.flush()
        with self._handler.connection as connection:
            # Lingering for no time, a socket is not closed but reset (socket(7), SO_LINGER).
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


Fault = Callable[[Exchange], None]


def carried_out(exchange: Exchange) -> None:
    """Do nothing to it."""
    exchange.answer(exchange.pass_on())


@dataclass
class _Rule:
    operation: str
    fault: Fault
    skip: int
    times: int | None


@dataclass
class Middleman:
    """An endpoint, with what came to it."""

    endpoint: str = ""
    seen: list[Exchange] = field(default_factory=list)
    """Requests in the order in which they came, those included that something was done to."""
    _rules: list[_Rule] = field(default_factory=list)
    _under_way: int = 0
    _lock: threading.Condition = field(default_factory=threading.Condition)

    def does(self, fault: Fault, operation: str, *, after: int = 0, times: int | None = 1) -> None:
        """Do this to an operation's requests: after so many of them so many times, or to all of them from then on."""
        self._rules.append(_Rule(operation, fault, after, times))

    def count(self, operation: str) -> int:
        """Return how many requests for an operation came."""
        with self._lock:
            return sum(each.operation == operation for each in self.seen)

    def forget(self) -> None:
        """Begin anew, with nothing in the way, once everything that came has been dealt with."""
        with self._lock:
            assert self._lock.wait_for(lambda: self._under_way == 0, PATIENCE_SECONDS), "a request does not end"
            self._rules.clear()
            self.seen.clear()

    @contextmanager
    def dealing_with(self, exchange: Exchange) -> Iterator[Fault]:
        """Take note of a request, and give what is to be done to it."""
        with self._lock:
            self._under_way += 1
            fault = self._fault(exchange)
        try:
            yield fault
        finally:
            with self._lock:
                self._under_way -= 1
                self._lock.notify_all()

    def _fault(self, exchange: Exchange) -> Fault:
        self.seen.append(exchange)
        for rule in self._rules:
            if rule.operation != exchange.operation:
                continue
            if rule.skip:
                rule.skip -= 1
            elif rule.times is None or rule.times > 0:
                rule.times = None if rule.times is None else rule.times - 1
                return rule.fault
        return carried_out


def _exchange(handler: BaseHTTPRequestHandler, account: Running) -> Exchange:
    place = urlsplit(handler.path)
    query = parse_qs(place.query, keep_blank_values=True)
    named = (name for (method, word), name in _BY_QUERY.items() if method == handler.command and word in query)
    return Exchange(
        next(named, _BY_METHOD.get(handler.command, handler.command)),
        unquote(place.path).partition("/")[2].partition("/")[2],
        int(query["partNumber"][0]) if "partNumber" in query else None,
        handler,
        account,
        int(handler.headers.get("Content-Length") or 0),
    )


@contextmanager
def middleman(account: Running) -> Iterator[Middleman]:
    """Answer on a free port of the loopback while the context lasts."""
    between = Middleman()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _handle(self) -> None:
            exchange = _exchange(self, account)
            try:
                with between.dealing_with(exchange) as fault:
                    fault(exchange)
            except OSError:  # who asked has gone
                self.close_connection = True

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _handle  # noqa: N815  (http.server's names)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (http.server's name)
            """Say nothing of a request."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, *_: object) -> None:
            """Say nothing of a line that was cut."""

    server = Server((HOST, 0), Handler)
    between.endpoint = f"http://{HOST}:{server.server_address[1]}"
    serving = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    serving.start()
    try:
        yield between
    finally:
        server.shutdown()
        server.server_close()
        serving.join()
