"""GitHub's API: by whose token it is asked, what is there is whose, and what its refusals mean.

Requests, paging and repeats are PyGithub's, which is loaded only once something is asked.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..errors import HaWebError

if TYPE_CHECKING:
    from github import Github, GithubException
    from github.NamedUser import NamedUser
    from github.Organization import Organization
    from github.Repository import Repository

API_URL = "https://api.github.com"
WORKFLOWS = "github-actions[bot]"
"""Who speaks by the token that GitHub gives to each run of a workflow."""

TRIES = 5
"""Repeats of a request that fails with 5xx, or because of too many: their waits add up to about half a minute."""
BACKOFF_SECONDS = 1.0
BUSY_SECONDS = 60.0
"""How long to wait after too many requests in a short time, where GitHub does not say it (its advice: a minute)."""
LONGEST_WAIT_SECONDS = 300.0
"""A token that has used up its requests gets new ones within the hour: nobody waits that long for a comment."""
BETWEEN_WRITES_SECONDS = 1.0
"""GitHub's advice for requests that change something."""

_REPOSITORY = r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+"


class GitHub:
    """GitHub, as one account is answered."""

    def __init__(self, author: str | None = None) -> None:
        """Read the token and the API's URL from the environment, as workflows have them.

        Args:
            author: Login by whose name the token speaks. By default GitHub is asked, or it is the workflows' own.

        Raises:
            HaWebError: there is no token, the URL is none, or PyGithub is not installed.
        """
        self._author = author
        self.url = os.environ.get("GITHUB_API_URL") or API_URL
        self._api = _api(self.url)

    @cached_property
    def login(self) -> str:
        """By whose name the token speaks: only what that account wrote is ours.

        Raises:
            HaWebError: GitHub does not tell.
        """
        if self._author:
            return self._author
        if os.environ.get("GITHUB_ACTIONS") == "true":
            return WORKFLOWS
        with self.explaining("asking whose token GITHUB_TOKEN is", "", forbidden="name its login with --author"):
            return self._api.get_user().login

    def repository(self, name: str) -> Repository:
        """Return a repository, by its present name or an earlier one."""
        return self._api.get_repo(name)

    @contextmanager
    def explaining(self, doing: str, permission: str, *, forbidden: str = "") -> Iterator[None]:
        """Say what it means where GitHub refuses what is done in this context.

        Args:
            doing: What is done, for the message.
            permission: What a token needs for it, as workflows name it.
            forbidden: What to do where the token may not.

        Raises:
            HaWebError: in place of whatever PyGithub raises.
        """
        from github import GithubException
        from requests import RequestException, exceptions

        try:
            yield
        except GithubException as error:
            raise HaWebError(f"{doing}: {_meaning(error, permission, forbidden)}") from None
        except exceptions.RetryError as error:
            raise HaWebError(
                f"{doing}: GitHub failed {TRIES + 1} times in a row ({_reason(error)}); try again later"
            ) from None
        except RequestException as error:
            raise HaWebError(f"{doing}: {self.url} cannot be reached: {_reason(error)}") from None


def is_by(user: NamedUser | Organization | None, login: str) -> bool:
    """Tell whether something is by an account; None is one that is no more."""
    return user is not None and user.login.lower() == login.lower()


def same_text(one: str | None, other: str) -> bool:
    """Tell whether two texts are the same to GitHub, which may keep its own line ends."""
    return (one or "").replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()


def check_repository(name: str, option: str) -> str:
    """Return the name of a repository.

    Raises:
        HaWebError: it is none.
    """
    if not re.fullmatch(_REPOSITORY, name):
        raise HaWebError(f"{option} {name}: must be OWNER/REPO, such as acme/shop")
    return name


def pull_request(name: str) -> tuple[str, int]:
    """Return the repository and the number that `OWNER/REPO#NUMBER` names.

    Raises:
        HaWebError: it is none.
    """
    match = re.fullmatch(rf"({_REPOSITORY})#([1-9][0-9]{{0,9}})", name)
    if not match:
        raise HaWebError(f"--comment {name}: must be OWNER/REPO#NUMBER, such as acme/shop#7")
    return match[1], int(match[2])


def _api(url: str) -> Github:
    try:
        from github import Auth, Github, GithubRetry
    except ImportError:
        raise HaWebError(
            "GitHub is asked through PyGithub, which is not installed: pip install 'pulumi-ha-web[report]'"
        ) from None
    token = os.environ.get("GITHUB_TOKEN")
    if not token:
        raise HaWebError(
            "GITHUB_TOKEN: is not set; in a workflow: `env: {GITHUB_TOKEN: '${{ github.token }}'}`, elsewhere: "
            "export GITHUB_TOKEN=$(gh auth token)"
        )
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise HaWebError(f"GITHUB_API_URL: must be a URL of http or https, got {url}")
    return Github(
        auth=Auth.Token(token),
        base_url=url.rstrip("/"),
        per_page=100,
        seconds_between_requests=0,
        seconds_between_writes=BETWEEN_WRITES_SECONDS,
        retry=GithubRetry(
            total=TRIES,
            backoff_factor=BACKOFF_SECONDS,
            allowed_methods=None,  # by default PyGithub repeats no PATCH
            secondary_rate_wait=BUSY_SECONDS,
            max_rate_limit_wait=LONGEST_WAIT_SECONDS,
        ),
    )


def _meaning(error: GithubException, permission: str, forbidden: str) -> str:
    from github import RateLimitExceededException

    said = _said(error)
    if isinstance(error, RateLimitExceededException) or error.status == 429:
        return f"this token has asked too often; try again later. GitHub says: {said}"
    if error.status == 403 and "locked" in said:
        return f"the conversation is locked, so that this token may not write there; unlock it. GitHub says: {said}"
    if error.status == 403:
        remedy = forbidden or (
            f"give it `{permission}` (`permissions:` of a workflow's job; a pull request from a fork never has that)"
        )
        return f"this token may not; {remedy}. GitHub says: {said}"
    return {
        401: f"GITHUB_TOKEN is not accepted: it is wrong, revoked or has ended. GitHub says: {said}",
        404: "it is not there, or this token may not see it",
        410: f"it is gone, or issues are switched off in the repository's settings. GitHub says: {said}",
        422: f"GitHub does not take it: {said}",
    }.get(error.status, f"GitHub answers {error.status}: {said}")


def _said(error: GithubException) -> str:
    """Return GitHub's own words, with those about each field."""
    data = error.data if isinstance(error.data, dict) else {}
    parts = [data.get("message")]
    for each in data.get("errors") or ():
        parts.append(each.get("message") or each.get("code") if isinstance(each, dict) else each)
    return ": ".join(str(part) for part in parts if part) or "nothing"


def _reason(error: BaseException) -> str:
    """Return what lies at the bottom of an exception of requests, without the objects that it names."""
    inner: object = error
    while isinstance(inner, BaseException):
        error = inner
        inner = getattr(error, "reason", None) or error.__cause__ or next(iter(error.args), None)
    return getattr(error, "strerror", None) or str(error).rpartition("): ")[2] or type(error).__name__
