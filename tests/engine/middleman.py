"""Stands between the engine and its emulated account, and gets in the way as a test says: throttles, fails, vanishes.

What gets in the way happens before the account hears of a call, as when a busy AWS turns it away.
"""

import hashlib
import http.client
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from emulator.control import Running
from emulator.server import HOST

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}
"""Headers of one leg of the way (RFC 9110, 7.6.1)."""

_SERVICE = re.compile(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/")


class Middleman:
    """An endpoint of its own, with what it has turned away so far."""

    def __init__(self, account: Running, share: int) -> None:
        self._account, self._share = account, share
        self.passed = 0
        self.refused: dict[str, int] = {}
        """How many calls were turned away, by service."""
        self._asked: dict[str, int] = {}
        self._turned_away: set[str] = set()
        self._lock = threading.Lock()
        self.gone = False
        self.running = Running(0, account.pid, account.account_id)

    def turns_away(self, service: str, request: bytes) -> bool:
        """Say whether a call is turned away: of each service the first, and every `share`-th after it.

        Asked again it passes, so what is tested is that it is asked again, not luck.
        """
        print_ = hashlib.sha256(request).hexdigest()
        with self._lock:
            count = self._asked[service] = self._asked.get(service, 0) + 1
            if self._share and count % self._share == 1 and print_ not in self._turned_away:
                self._turned_away.add(print_)
                self.refused[service] = self.refused.get(service, 0) + 1
                return True
            self.passed += 1
            return False


def refusal(service: str, number: int) -> tuple[int, str, bytes]:
    """Return status, type and text of an answer that turns a call away: by turns throttled, and out of order.

    As each service's protocol has it (AWS API references, "Common errors"); S3: "Error responses", SlowDown.
    """
    if number % 2:
        return 503, "text/plain", b"upstream is not there"
    match service:
        case "ec2":
            body = (
                "<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Request limit exceeded.</Message>"
            )
            return 503, "text/xml", f"{body}</Error></Errors><RequestID>refused</RequestID></Response>".encode()
        case "s3" | "route53":
            code = "SlowDown" if service == "s3" else "Throttling"
            return (
                503,
                "text/xml",
                f"<Error><Code>{code}</Code><Message>Please reduce your rate.</Message></Error>".encode(),
            )
        case "acm" | "logs" | "ssm" | "wafv2" | "tagging":
            return 400, "application/x-amz-json-1.1", b'{"__type":"ThrottlingException","message":"Rate exceeded"}'
        case _:
            body = "<Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error>"
            return 400, "text/xml", f"<ErrorResponse>{body}<RequestId>refused</RequestId></ErrorResponse>".encode()


@contextmanager
def middleman(account: Running, *, share: int = 0, port: int = 0) -> Iterator[Middleman]:
    """Answer on a port of the loopback: free, or that of one that has vanished; turns one call of `share` away."""
    between = Middleman(account, share)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass_on(self) -> None:
            if between.gone:  # also for who has a connection open
                self.close_connection = True
                return
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            found = _SERVICE.search(self.headers.get("Authorization", ""))
            service = found[1] if found else "unsigned"
            if between.turns_away(service, f"{self.command} {self.path} ".encode() + body):
                status, kind, answer = refusal(service, between.refused[service])
                self._answer(status, [("Content-Type", kind)], answer)
                return
            there = http.client.HTTPConnection(HOST, account.port, timeout=60)
            there.request(self.command, self.path, body, dict(self.headers.items()))
            reply = there.getresponse()
            self._answer(reply.status, reply.getheaders(), reply.read())
            there.close()

        def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
            self.send_response_only(status)
            for name, value in headers:
                if name.lower() not in HOP_BY_HOP:
                    self.send_header(name, value)
            length = next((value for name, value in headers if name.lower() == "content-length"), str(len(body)))
            self.send_header("Content-Length", length if self.command == "HEAD" else str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _pass_on  # noqa: N815  (http.server's names)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (http.server's name)
            """Say nothing of a request."""

    ThreadingHTTPServer.allow_reuse_address = True
    server = ThreadingHTTPServer((HOST, port), Handler)
    server.daemon_threads = True
    between.running = Running(server.server_address[1], account.pid, account.account_id)
    serving = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    serving.start()
    try:
        yield between
    finally:
        between.gone = True
        server.shutdown()
        server.server_close()
        serving.join()
