"""Whether a stack's URL answers: a rollout as its visitors see it.

The URL is asked as a browser asks it, its certificate checked. A load balancer sends visitors of HTTP to HTTPS by
itself, with no instance behind it: a redirect from one to the other is followed. Any other one is the application's.
"""

from __future__ import annotations

import ssl
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import (
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    SSLError,
    TimeoutError,  # noqa: A004  (urllib3's name; it covers those of connecting and of reading)
)

from ..errors import ArtifactError
from ..stack import Stack
from .rollout import View

OUTPUT = "url"
"""Output of the program that has the URL."""

PATIENCE_SECONDS = 10.0
"""How long connecting may take, and each part of the answer: longer, and a visitor has gone."""

HOPS = 4
"""Requests for one look, before redirects between HTTP and HTTPS are a circle."""


class UrlWatch:
    """A URL that should answer."""

    def __init__(self, url: str) -> None:
        """Name a URL of http or https."""
        self._url = url
        # Its default context checks certificates against those that this system trusts.
        self._pool = urllib3.PoolManager(
            timeout=PATIENCE_SECONDS, retries=False, ssl_context=ssl.create_default_context()
        )

    def look(self) -> View:
        """Return what it answers: a status of 2xx or 3xx is well."""
        url = self._url
        for _ in range(HOPS):
            try:
                status, location = self._asked(url)
            except HTTPError as error:
                return View(f"{url} {_why(error)}", going_on=True)
            if location and {urlsplit(url).scheme, urlsplit(location).scheme} == {"http", "https"}:
                url = location
                continue
            said = f"{url} answers {_phrase(status)}"
            if HTTPStatus.OK <= status < HTTPStatus.BAD_REQUEST:
                return View(said, well=said)
            return View(said, going_on=True)
        return View(f"{self._url} is redirected between HTTP and HTTPS in a circle", going_on=True)

    def explain(self) -> list[str]:
        """Return nothing: what it answers is all that is known."""
        return []

    def _asked(self, url: str) -> tuple[int, str | None]:
        """Return the status, and where the answer sends to."""
        answer = self._pool.request("GET", url, redirect=False, preload_content=False, headers={"User-Agent": "ha-web"})
        try:
            location = answer.headers.get("Location")
            redirected = HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST
            return answer.status, location if redirected else None
        finally:
            answer.close()  # of a body that may be long, nothing is read


def watch_of(stack: str, program: Path) -> UrlWatch:
    """Return what watches the URL that a stack exported.

    Raises:
        ArtifactError: it has none.
        HaWebError: Pulumi cannot say.
    """
    outputs = Stack(stack, program).outputs()
    url = outputs.get(OUTPUT)
    if not outputs:
        raise ArtifactError(f"{stack}: has no outputs; deploy it first: pulumi up --stack {stack}")
    if url is None:
        raise ArtifactError(
            f"{stack}: has no output `{OUTPUT}`, got {', '.join(sorted(outputs))}; a stack has none without an address "
            "that stays (self_healing without `stable_address`), and then there is nothing to ask"
        )
    parts = urlsplit(url) if isinstance(url, str) else None
    if not parts or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ArtifactError(f"{stack}: output `{OUTPUT}`: must be a URL of http or https, got {url}")
    return UrlWatch(url)


def _why(error: HTTPError) -> str:
    """Return why there is no answer: the same words as long as the reason is the same."""
    cause = error.args[0] if isinstance(error, SSLError) else error.__cause__
    match error:
        case NameResolutionError():
            return "has no address: its name is not found"
        case NewConnectionError():
            return f"cannot be reached: {getattr(cause, 'strerror', None) or 'no connection'}"
        case TimeoutError():
            return f"gives no answer within {PATIENCE_SECONDS:g} s"
        case SSLError() if isinstance(cause, ssl.SSLCertVerificationError):
            return f"has a certificate that is not accepted: {cause.verify_message}"
        case SSLError():
            return f"speaks no TLS: {getattr(cause, 'reason', None) or type(cause).__name__}"
        case ProtocolError():
            return "ends the connection without an answer"
    return f"cannot be asked: {type(error).__name__}"


def _phrase(status: int) -> str:
    """Return a status with its words, `503 Service Unavailable`."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
