"""The emulated account as a server on the loopback, for whatever speaks AWS's protocols: a Pulumi engine, the AWS
command line, a program in another language.

The same moto under the same corrections as in process. State lives in the server's memory and ends with it.
"""

import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterable
from typing import Any

from .errors import EmulatorError
from .in_process import DEFAULT_ACCOUNT_ID, MOTO_VERSION, check_version
from .requests import App, answered_once, one_at_a_time, with_journal

HOST = "127.0.0.1"
DEFAULT_PORT = 5580
ABOUT = "/_emulator"
"""Path that tells who answers on the port; no AWS service has it."""


def serve(port: int = DEFAULT_PORT, account_id: str = DEFAULT_ACCOUNT_ID, *, journal: bool = False) -> None:
    """Answer on the loopback until the process is told to end.

    Port 0 takes a free one; the first line printed names the address. With a journal, each request is a line on
    standard error.

    Raises:
        EmulatorError: the port is taken, or moto is not the version that the corrections are for.
    """
    check_version()
    # moto reads the number while it is loaded.
    os.environ["MOTO_ACCOUNT_ID"] = account_id
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import WSGIRequestHandler, make_server

    from .corrections import apply

    class Quiet(WSGIRequestHandler):
        """Says nothing of a request: a deployment makes a thousand."""

        protocol_version = "HTTP/1.1"

        def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002  (werkzeug's name)
            """Leave the request unmentioned."""

        def connection_dropped(self, error: BaseException, environ: dict[str, Any] | None = None) -> None:
            """Say that an answer did not arrive."""
            if journal:
                print("DROPPED", error, (environ or {}).get("HTTP_AMZ_SDK_INVOCATION_ID", "-"), file=sys.stderr)

    apply()
    listening = _listen(port)
    app = one_at_a_time(answered_once(DomainDispatcherApplication(create_backend_app)))
    app = _with_about(with_journal(app) if journal else app, account_id)
    server = make_server(HOST, port, app, threaded=True, request_handler=Quiet, fd=listening.fileno())
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"http://{HOST}:{listening.getsockname()[1]}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        listening.close()


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # A server that has just ended leaves its port in TIME_WAIT, which is no reason to refuse the next one.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise EmulatorError(
            f"port {port}: is taken by another program ({error.strerror}); choose another one"
        ) from None
    return listening


def _with_about(app: App, account_id: str) -> App:
    about = json.dumps({"emulator": "aws", "pid": os.getpid(), "account_id": account_id, "moto": MOTO_VERSION}).encode()

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != ABOUT:
            return app(environ, start_response)
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(about)))])
        return [about]

    return answer
