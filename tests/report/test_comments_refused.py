"""What goes wrong on the way to a comment, and how it is told, through a real HTTP server that is as GitHub is."""

import sys
from collections.abc import Iterator

import pytest

from pulumi_ha_web.errors import HaWebError
from pulumi_ha_web.report.comments import How, publish
from tests.report.github_server import BOT, MOST_CHARACTERS, GitHubServer, in_a_workflow
from tests.report.github_store import Token, Trouble
from tests.report.test_comments import DEV, PLACE, outdated


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHubServer]:
    """GitHub as a workflow sees it, with a pull request 7."""
    with in_a_workflow(monkeypatch, "pull_requests") as made:
        made.add_issue(7, pull_request=True)
        yield made


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
def test_a_server_that_fails_for_a_moment_is_asked_again(server: GitHubServer, method: str) -> None:
    if method in ("PATCH", "DELETE"):
        for _ in range(2):
            server.add_comment(7, outdated("shop/dev"), login=BOT)
    server.troubles = [Trouble(method, "", status) for status in (500, 502, 503)]
    publish(PLACE, DEV)
    assert server.bodies(7, BOT) == [DEV]
    assert not any(each.times for each in server.troubles)


def test_too_many_requests_in_a_short_time_are_waited_for(server: GitHubServer) -> None:
    message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
    server.troubles = [
        Trouble("POST", "/comments", 403, message=message),
        Trouble("POST", "/comments", 403, message="Forbidden", headers={"Retry-After": "0"}),
        Trouble("POST", "/comments", 429, message=message, headers={"Retry-After": "0"}),
    ]
    assert publish(PLACE, DEV).how is How.MADE
    assert server.writes == ["POST issues/7/comments"] * 4


def refused(body: str = DEV, place: str = PLACE, author: str | None = None) -> str:
    with pytest.raises(HaWebError) as caught:
        publish(place, body, author=author)
    return str(caught.value)


def test_a_server_that_keeps_failing_is_told_after_some_tries(server: GitHubServer) -> None:
    server.troubles = [Trouble("POST", "/comments", 502, times=99)]
    assert refused() == (
        f"comment in {PLACE}: GitHub failed 6 times in a row (too many 502 error responses); try again later"
    )
    assert server.writes == ["POST issues/7/comments"] * 6


def test_a_token_that_has_asked_too_often_is_told_rather_than_waited_for(server: GitHubServer) -> None:
    message = "API rate limit exceeded for installation ID 1."
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "99999999999"}
    server.troubles = [Trouble("GET", "/comments", 403, message=message, headers=headers)]
    assert refused() == (f"comment in {PLACE}: this token has asked too often; try again later. GitHub says: {message}")


def test_a_token_that_is_not_accepted_is_told(server: GitHubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "of-nobody")
    assert refused() == (
        f"comment in {PLACE}: GITHUB_TOKEN is not accepted: it is wrong, revoked or has ended. "
        "GitHub says: Bad credentials"
    )


def test_a_token_that_may_not_comment_is_told_which_permission_it_lacks(server: GitHubServer) -> None:
    server.tokens["of-the-run"] = Token(BOT, frozenset(), of_an_app=True)
    assert refused() == (
        f"comment in {PLACE}: this token may not; give it `pull-requests: write` (`permissions:` of a workflow's job; "
        "a pull request from a fork never has that). GitHub says: Resource not accessible by integration"
    )


def test_whose_a_token_is_can_be_named_where_github_does_not_tell(
    server: GitHubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS")
    assert refused() == (
        "asking whose token GITHUB_TOKEN is: this token may not; name its login with --author. "
        "GitHub says: Resource not accessible by integration"
    )


@pytest.mark.parametrize("place", ["acme/shop#8", "acme/other#7"])
def test_what_is_not_there_is_told(server: GitHubServer, place: str) -> None:
    assert refused(place=place) == f"comment in {place}: it is not there, or this token may not see it"


def test_a_report_that_github_finds_too_long_is_told(server: GitHubServer) -> None:
    assert publish(PLACE, DEV.ljust(MOST_CHARACTERS, "a")).how is How.MADE
    assert refused(DEV.ljust(MOST_CHARACTERS + 1, "a")) == (
        f"comment in {PLACE}: GitHub does not take it: Validation Failed: "
        "Body is too long (maximum is 65536 characters)"
    )


def test_a_locked_conversation_is_told(server: GitHubServer) -> None:
    server.issues[7]["locked"] = True
    assert refused() == (
        f"comment in {PLACE}: the conversation is locked, so that this token may not write there; unlock it. "
        "GitHub says: Unable to create comment because issue is locked."
    )


def test_a_closed_pull_request_takes_the_comment_all_the_same_and_that_is_told(server: GitHubServer) -> None:
    server.issues[7]["state"] = "closed"
    published = publish(PLACE, DEV)
    assert published.notes == (f"{PLACE} is closed; the comment is there all the same",)
    assert server.bodies(7, BOT) == [DEV]


def test_any_other_answer_is_told_as_it_is(server: GitHubServer) -> None:
    server.troubles = [Trouble("GET", "/7", 451, message="Repository access blocked")]
    assert refused() == f"comment in {PLACE}: GitHub answers 451: Repository access blocked"


def test_a_server_that_is_not_there_is_told(server: GitHubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:1/")
    assert refused() == f"comment in {PLACE}: http://127.0.0.1:1/ cannot be reached: Connection refused"


@pytest.mark.parametrize(
    "place", ["shop#7", "acme/shop", "acme/shop#0", "acme/shop#seven", "acme/shop/x#7", "a/b#7#8", "acme/shop#7\n", ""]
)
def test_a_place_that_is_no_pull_request_is_refused_before_anything_is_asked(server: GitHubServer, place: str) -> None:
    assert refused(place=place) == f"--comment {place}: must be OWNER/REPO#NUMBER, such as acme/shop#7"
    assert server.asked == []


@pytest.mark.parametrize("token", [None, ""])
def test_without_a_token_nothing_is_asked(
    server: GitHubServer, monkeypatch: pytest.MonkeyPatch, token: str | None
) -> None:
    monkeypatch.delenv("GITHUB_TOKEN")
    if token is not None:
        monkeypatch.setenv("GITHUB_TOKEN", token)
    assert refused().startswith("GITHUB_TOKEN: is not set; in a workflow: ")
    assert server.asked == []


def test_an_api_that_is_no_url_is_refused(server: GitHubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_API_URL", "api.github.com")
    assert refused() == "GITHUB_API_URL: must be a URL of http or https, got api.github.com"


def test_without_the_library_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "github", None)
    assert refused() == "GitHub is asked through PyGithub, which is not installed: pip install 'pulumi-ha-web[report]'"


def test_the_token_is_in_no_message(server: GitHubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "ghs_hunter2")
    assert "hunter2" not in refused()
