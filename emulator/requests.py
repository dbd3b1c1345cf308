"""What stands between the server and moto: one request at a time, each answered once, and a journal of them."""

import io
import re
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any, TextIO

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Environ = dict[str, Any]

KEPT_ANSWERS = 2000
"""An SDK sends a call again within seconds; a busy deployment makes some hundred calls in that time."""
_ACTION = re.compile(rb"(?:^|&)Action=(\w+)")
_CHANGES = ("POST", "PUT", "DELETE", "PATCH")


def one_at_a_time(app: App) -> App:
    """Let one request in after the other: moto keeps its state in plain dictionaries, without a lock around them.

    A request that fails half-way because another one changed what it was going through is sent again by every SDK, and
    then refused as a duplicate of itself.
    """
    turn = threading.Lock()

    def answer(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        with turn:
            return list(app(environ, start_response))

    return answer


def answered_once(app: App) -> App:
    """Answer a call that an SDK sends again as it was answered before, if it was done.

    An answer that is lost on its way makes the SDK repeat a call that has been carried out: a group just made is then
    refused as a duplicate, a rule just removed as unknown. Every attempt at one call carries the same
    `amz-sdk-invocation-id` (AWS SDKs and Tools Reference Guide, "Retry behavior"). Requests about an object in S3 are
    left to answer for themselves: a conditional one that is repeated meets what it has done itself, there as here.
    """
    done: OrderedDict[str, tuple[str, list[tuple[str, str]], list[bytes]]] = OrderedDict()

    def answer(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        call = environ.get("HTTP_AMZ_SDK_INVOCATION_ID")
        if not call or environ.get("REQUEST_METHOD") not in _CHANGES or _is_about_an_object(environ):
            return app(environ, start_response)
        if call in done:
            status, headers, body = done[call]
            environ["emulator.again"] = True
            start_response(status, headers)
            return body
        told: list[tuple[str, list[tuple[str, str]]]] = []

        def keep(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            told.append((status, list(headers)))
            return start_response(status, headers, *more)

        body = list(app(environ, keep))
        if told and told[-1][0].startswith("2"):
            done[call] = (*told[-1], body)
            while len(done) > KEPT_ANSWERS:
                done.popitem(last=False)
        return body

    return answer


def _is_about_an_object(environ: Environ) -> bool:
    signed_for_s3 = "/s3/aws4_request" in environ.get("HTTP_AUTHORIZATION", "")
    return signed_for_s3 and "/" in environ.get("PATH_INFO", "").strip("/")


def with_journal(app: App, journal: TextIO = sys.stderr) -> App:
    """Write a line for each request: when, which call, which attempt at it, how it was answered, in how long."""

    def answer(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        began, told = time.perf_counter(), list[str]()
        call = _call(environ)

        def listen(status: str, *more: Any) -> Any:
            told.append(status)
            return start_response(status, *more)

        try:
            return list(app(environ, listen))
        finally:
            words = [
                time.strftime("%H:%M:%S"),
                environ.get("HTTP_AMZ_SDK_INVOCATION_ID", "-"),
                environ.get("HTTP_AMZ_SDK_REQUEST", "-").replace(" ", ""),
                call,
                told[-1] if told else "failed",
                f"{(time.perf_counter() - began) * 1000:.0f} ms",
                *(["AGAIN"] if environ.get("emulator.again") else []),
            ]
            journal.write(" ".join(words) + "\n")
            journal.flush()

    return answer


def _call(environ: Environ) -> str:
    """Return what a request asks for; one with a form is left readable for who reads it next."""
    if "HTTP_X_AMZ_TARGET" in environ:
        return str(environ["HTTP_X_AMZ_TARGET"])
    form = environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded")
    if form and environ.get("CONTENT_LENGTH"):
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        environ["wsgi.input"] = io.BytesIO(body)
        found = _ACTION.search(body)
        if found:
            return found[1].decode()
    return f"{environ.get('REQUEST_METHOD')} {environ.get('PATH_INFO')}"
