"""What a GitHub on the loopback has stored, and what a test arranges in it and reads from it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Token:
    """Whose a token is, and what it may write."""

    login: str
    writes: frozenset[str] = frozenset({"issues", "pull_requests"})
    of_an_app: bool = False
    """As in a workflow: GitHub does not tell such a token who it is."""


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    """With its query."""
    body: Any


@dataclass
class Trouble:
    """What is answered in place of the next requests of a method whose path ends so."""

    method: str
    ends: str
    status: int
    times: int = 1
    message: str = "Server Error"
    headers: dict[str, str] = field(default_factory=dict)
    done_all_the_same: bool = False
    """The request is carried out, and only its answer is lost."""


class GitHubStore:
    """What is stored, what was asked, and what goes wrong."""

    def __init__(self) -> None:
        self.url = ""
        self.repository = "acme/shop"
        self.tokens: dict[str, Token] = {}
        self.issues: dict[int, dict[str, Any]] = {}
        self.comments: dict[int, dict[str, Any]] = {}
        self.labels: dict[str, dict[str, Any]] = {}
        self.asked: list[Asked] = []
        self.troubles: list[Trouble] = []
        self.before: Callable[[Asked], object] = lambda _: None
        """Is called with each request before it is carried out; may wait for another one."""
        self.lock, self._ids = threading.RLock(), 1000

    def add_issue(
        self, number: int, *, login: str = "alice", pull_request: bool = False, **given: Any
    ) -> dict[str, Any]:
        made = {
            "id": self.next_id(),
            "number": number,
            "url": self.link(f"issues/{number}"),
            "html_url": f"https://github.test/{self.repository}/{'pull' if pull_request else 'issues'}/{number}",
            "title": "",
            "body": None,
            "state": "open",
            "state_reason": None,
            "locked": False,
            "user": user(login),
            "labels": [],
            **({"pull_request": {"url": self.link(f"pulls/{number}")}} if pull_request else {}),
            **given,
        }
        self.issues[number] = made
        return made

    def add_comment(self, number: int, body: str, *, login: str | None = "alice") -> dict[str, Any]:
        own = self.next_id()
        made = {
            "id": own,
            "url": self.link(f"issues/comments/{own}"),
            "html_url": f"{self.issues[number]['html_url']}#issuecomment-{own}",
            "issue_url": self.issues[number]["url"],
            "body": body,
            "user": login and user(login),
        }
        self.comments[own] = made
        return made

    def comments_of(self, number: int) -> list[dict[str, Any]]:
        with self.lock:
            return [each for _, each in sorted(self.comments.items()) if each["issue_url"].endswith(f"/{number}")]

    def bodies(self, number: int, login: str) -> list[str]:
        return [each["body"] for each in self.comments_of(number) if each["user"] and each["user"]["login"] == login]

    @property
    def writes(self) -> list[str]:
        """What was asked for that changes something: `PATCH issues/7`."""
        start = f"/repos/{self.repository}/"
        return [f"{each.method} {each.path.removeprefix(start)}" for each in self.asked if each.method != "GET"]

    def next_id(self) -> int:
        with self.lock:
            self._ids += 1
            return self._ids

    def link(self, rest: str) -> str:
        return f"{self.url}/repos/{self.repository}/{rest}"

    def label(self, name: str) -> dict[str, Any]:
        """Return a label, made where there is none."""
        made = {"id": self.next_id(), "url": self.link(f"labels/{name}"), "name": name}
        return self.labels.setdefault(name, made)


def user(login: str) -> dict[str, Any]:
    return {"login": login, "id": sum(login.encode()), "type": "Bot" if login.endswith("[bot]") else "User"}
