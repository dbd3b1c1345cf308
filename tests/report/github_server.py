"""A server on the loopback that answers as GitHub's REST API does, as far as comments, issues and labels go.

Paths, parameters, statuses and shapes are those of GitHub's pages (docs.github.com/en/rest, API version 2022-11-28):
"Issue comments", "Issues", "Labels", "Get the authenticated user", "Using pagination in the REST API", "Rate limits for
the REST API", "Troubleshooting the REST API", "Permissions required for GitHub Apps". That a body has at most 65,536
characters, and what a locked conversation answers, is on none of them: both are what GitHub is known to say.
"""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.serving import WSGIRequestHandler, make_server

from pulumi_ha_web.report import github as report_github
from tests.report.github_store import Asked, GitHubStore, Token, Trouble, user

HOST = "127.0.0.1"
BOT = "github-actions[bot]"
"""Who speaks by a workflow's own token."""
MOST_CHARACTERS = 65_536
PER_PAGE, MOST_PER_PAGE = 30, 100

_ROUTES = Map(
    [
        Rule("/user", endpoint="user", methods=["GET"]),
        Rule("/repos/<owner>/<repo>", endpoint="repository", methods=["GET"]),
        Rule("/repos/<owner>/<repo>/issues", endpoint="issues", methods=["GET", "POST"]),
        Rule("/repos/<owner>/<repo>/issues/<int:number>", endpoint="issue", methods=["GET", "PATCH"]),
        Rule("/repos/<owner>/<repo>/issues/<int:number>/comments", endpoint="comments", methods=["GET", "POST"]),
        Rule("/repos/<owner>/<repo>/issues/comments/<int:own>", endpoint="comment", methods=["PATCH", "DELETE"]),
        Rule("/repos/<owner>/<repo>/labels", endpoint="labels", methods=["POST"]),
        Rule("/repos/<owner>/<repo>/labels/<name>", endpoint="label", methods=["GET"]),
    ]
)


class Refusal(Exception):  # noqa: N818  (not an error: an answer)
    """An answer that is none of the wanted ones."""

    def __init__(
        self, status: int, message: str, errors: list[Any] | None = None, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(status, message)
        self.status, self.headers = status, headers or {}
        self.body: dict[str, Any] = {"message": message, "documentation_url": "https://docs.github.com/rest"}
        self.body |= {"errors": errors} if errors else {}
        self.body["status"] = str(status)


class GitHubServer(GitHubStore):
    """What GitHub does with what is asked."""

    def answer(self, request: Request) -> Response:
        body = json.loads(request.get_data() or b"null")
        asked = Asked(request.method, request.full_path.rstrip("?"), body)
        self.asked.append(asked)
        self.before(asked)
        try:
            trouble = self._trouble(asked, request.path)
            if trouble and not trouble.done_all_the_same:
                raise Refusal(trouble.status, trouble.message, headers=trouble.headers)
            endpoint, values = _ROUTES.bind_to_environ(request.environ).match()
            with self.lock:
                response: Response = getattr(self, f"_{endpoint}")(request, body, self._token(request), **values)
            if trouble:
                raise Refusal(trouble.status, trouble.message, headers=trouble.headers)
        except HTTPException:
            return _refused(Refusal(404, "Not Found"))
        except Refusal as refusal:
            return _refused(refusal)
        return response

    def _trouble(self, asked: Asked, path: str) -> Trouble | None:
        with self.lock:
            for each in self.troubles:
                if each.times and each.method == asked.method and path.endswith(each.ends):
                    each.times -= 1
                    return each
        return None

    def _token(self, request: Request) -> Token:
        kind, _, text = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() not in ("token", "bearer") or text not in self.tokens:
            raise Refusal(401, "Bad credentials")
        return self.tokens[text]

    def _user(self, _request: Request, _body: Any, token: Token) -> Response:
        if token.of_an_app:
            raise Refusal(403, "Resource not accessible by integration")
        return _json(user(token.login))

    def _repository(self, _request: Request, _body: Any, _token: Token, owner: str, repo: str) -> Response:
        self._check(owner, repo)
        return _json(
            {"id": 1, "name": repo, "full_name": self.repository, "url": f"{self.url}/repos/{self.repository}"}
        )

    def _issues(self, request: Request, body: Any, token: Token, owner: str, repo: str) -> Response:
        self._check(owner, repo)
        if request.method == "POST":
            self._may(token, "issues")
            self._check_body(body, "Issue")
            labels = [self.label(name) for name in body.get("labels", [])]
            made = self.add_issue(
                max(self.issues, default=0) + 1,
                login=token.login,
                title=body["title"],
                body=body["body"],
                labels=labels,
            )
            return _json(made, 201)
        state, wanted = request.args.get("state", "open"), set(request.args.get("labels", "").split(",")) - {""}
        found = [
            each
            for each in sorted(self.issues.values(), key=lambda each: -int(each["number"]))
            if state in ("all", each["state"]) and wanted <= {label["name"] for label in each["labels"]}
        ]
        return self._paged(request, found)

    def _issue(self, request: Request, body: Any, token: Token, owner: str, repo: str, number: int) -> Response:
        self._check(owner, repo)
        issue = self.issues.get(number)
        if issue is None:
            raise Refusal(404, "Not Found")
        if request.method == "PATCH":
            self._may(token, "issues")
            if "body" in body:
                self._check_body(body, "Issue")
            reason = {"closed": "completed", "open": "reopened"}
            if body.get("state", issue["state"]) == issue["state"]:
                body = {key: value for key, value in body.items() if key != "state_reason"}
            else:
                body = {"state_reason": reason[body["state"]], **body}
            issue.update(body)
        return _json(issue)

    def _comments(self, request: Request, body: Any, token: Token, owner: str, repo: str, number: int) -> Response:
        self._check(owner, repo)
        if number not in self.issues:
            raise Refusal(404, "Not Found")
        if request.method == "GET":
            return self._paged(request, self.comments_of(number))
        self._may(token, "issues", *(["pull_requests"] if "pull_request" in self.issues[number] else []))
        if self.issues[number]["locked"]:
            raise Refusal(403, "Unable to create comment because issue is locked.")
        self._check_body(body, "IssueComment")
        return _json(self.add_comment(number, body["body"], login=token.login), 201)

    def _comment(self, request: Request, body: Any, token: Token, owner: str, repo: str, own: int) -> Response:
        self._check(owner, repo)
        if own not in self.comments:
            raise Refusal(404, "Not Found")
        self._may(token, "issues", "pull_requests")
        if request.method == "DELETE":
            del self.comments[own]
            return Response(status=204)
        self._check_body(body, "IssueComment")
        self.comments[own]["body"] = body["body"]
        return _json(self.comments[own])

    def _labels(self, _request: Request, body: Any, token: Token, owner: str, repo: str) -> Response:
        self._check(owner, repo)
        self._may(token, "issues")
        if body["name"] in self.labels:
            raise Refusal(422, "Validation Failed", [{"resource": "Label", "code": "already_exists", "field": "name"}])
        made = self.label(body["name"])
        made.update(body)
        return _json(made, 201)

    def _label(self, _request: Request, _body: Any, _token: Token, owner: str, repo: str, name: str) -> Response:
        self._check(owner, repo)
        if name not in self.labels:
            raise Refusal(404, "Not Found")
        return _json(self.labels[name])

    def _check(self, owner: str, repo: str) -> None:
        if f"{owner}/{repo}".lower() != self.repository.lower():
            raise Refusal(404, "Not Found")

    def _may(self, token: Token, *either: str) -> None:
        if not token.writes & set(either):
            needed = "; ".join(f"{each}=write" for each in either)
            raise Refusal(
                403, "Resource not accessible by integration", headers={"X-Accepted-GitHub-Permissions": needed}
            )

    def _check_body(self, body: Any, resource: str) -> None:
        if not body.get("body"):
            raise Refusal(422, "Validation Failed", [{"resource": resource, "code": "missing_field", "field": "body"}])
        if len(body["body"]) > MOST_CHARACTERS:
            message = f"Body is too long (maximum is {MOST_CHARACTERS} characters)"
            error = {"resource": resource, "code": "unprocessable", "field": "data", "message": message}
            raise Refusal(422, "Validation Failed", [error])

    def _paged(self, request: Request, found: list[dict[str, Any]]) -> Response:
        size = min(int(request.args.get("per_page", PER_PAGE)), MOST_PER_PAGE)
        page, last = int(request.args.get("page", 1)), max(1, -(-len(found) // size))
        links = {"next": page + 1, "last": last} if page < last else {}
        links |= {"prev": page - 1, "first": 1} if page > 1 else {}
        query = re.sub(r"&?\bpage=\d+", "", request.query_string.decode())
        link = ", ".join(
            f'<{self.url}{request.path}?{query}&page={number}>; rel="{rel}"' for rel, number in links.items()
        )
        response = _json(found[(page - 1) * size : page * size])
        if link:
            response.headers["Link"] = link
        return response


@contextmanager
def github_server() -> Iterator[GitHubServer]:
    """Answer while the context lasts."""

    class Quiet(WSGIRequestHandler):
        protocol_version = "HTTP/1.1"

        def log(self, *_: object) -> None:
            pass

    github = GitHubServer()
    server = make_server(HOST, 0, Request.application(github.answer), threaded=True, request_handler=Quiet)
    server.daemon_threads = True  # type: ignore[attr-defined]  # of connections that clients keep
    github.url = f"http://{HOST}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield github
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def in_a_workflow(monkeypatch: pytest.MonkeyPatch, *writes: str) -> Iterator[GitHubServer]:
    """Be in a workflow's run, with GitHub on the loopback and a token that may write that; waits take no time."""
    for wait in ("BACKOFF_SECONDS", "BUSY_SECONDS", "BETWEEN_WRITES_SECONDS"):
        monkeypatch.setattr(report_github, wait, 0)
    with github_server() as made:
        made.tokens["of-the-run"] = Token(BOT, frozenset(writes), of_an_app=True)
        monkeypatch.setenv("GITHUB_API_URL", made.url)
        monkeypatch.setenv("GITHUB_TOKEN", "of-the-run")
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        yield made


def _json(body: Any, status: int = 200) -> Response:
    return Response(json.dumps(body), status, mimetype="application/json")


def _refused(refusal: Refusal) -> Response:
    response = _json(refusal.body, refusal.status)
    response.headers.extend(refusal.headers)
    return response
