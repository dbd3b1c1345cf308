"""Drift as issues, through PyGithub and a real HTTP server that answers as GitHub does."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pulumi_ha_web.errors import HaWebError
from pulumi_ha_web.report.drift import Finding, read
from pulumi_ha_web.report.issues import AGAIN, NO_MORE, NOT_DEPLOYED, STILL, Became, Issues, Settled
from tests.report.github_server import BOT, GitHubServer, in_a_workflow
from tests.report.github_store import Asked, Token, Trouble
from tests.report.refreshed import deleted, failed, larger, never_deployed, preview, written

REPOSITORY = "acme/shop"
Look = Callable[..., Finding]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHubServer]:
    """GitHub as a nightly workflow sees it."""
    with in_a_workflow(monkeypatch, "issues") as made:
        yield made


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """Read a preview of the stack prod, or another one."""

    def found(document: Any, name: str = "prod.json") -> Finding:
        return read(written(tmp_path, document, name))

    return found


def settle(finding: Finding) -> Settled | None:
    """As one run of the command does it."""
    return Issues(REPOSITORY).settle(finding)


def own_issue(server: GitHubServer, number: int, finding: Finding, login: str = BOT, **given: Any) -> dict[str, Any]:
    made = {"labels": [server.label("drift")], "body": finding.text, "title": f"Drift: {finding.name}", **given}
    return server.add_issue(number, login=login, **made)


# Opened, kept up to date, closed.


def test_drift_opens_an_issue_with_its_label(server: GitHubServer, look: Look) -> None:
    finding = look(preview(larger(7)))
    settled = settle(finding)
    [issue] = server.issues.values()
    assert (issue["title"], issue["body"], issue["state"]) == ("Drift: shop/prod", finding.text, "open")
    assert [each["name"] for each in issue["labels"]] == ["drift"]
    assert server.labels["drift"]["color"] == "d93f0b"
    assert settled == Settled(Became.OPENED, issue["html_url"])
    assert server.writes == ["POST labels", "POST issues"]


def test_the_same_drift_the_next_night_writes_nothing(server: GitHubServer, look: Look) -> None:
    settle(look(preview(larger(7))))
    server.asked.clear()
    settled = settle(look(preview(larger(7))))
    assert settled
    assert settled.became is Became.UNCHANGED
    assert (len(server.issues), server.writes) == (1, [])


def test_other_drift_updates_the_text_of_the_same_issue(server: GitHubServer, look: Look) -> None:
    settle(look(preview(larger(7))))
    server.asked.clear()
    finding = look(preview(larger(7), deleted()))
    assert settle(finding) == Settled(Became.UPDATED, server.issues[1]["html_url"])
    assert (server.issues[1]["body"], server.writes) == (finding.text, ["PATCH issues/1"])


def test_without_drift_and_without_an_issue_nothing_is_written(server: GitHubServer, look: Look) -> None:
    assert settle(look(preview())) is None
    assert settle(look(never_deployed())) is None
    assert server.writes == []


@pytest.mark.parametrize(("document", "said"), [(preview(), NO_MORE), (never_deployed(), NOT_DEPLOYED)])
def test_the_end_of_drift_closes_the_issue_and_says_so(
    server: GitHubServer, look: Look, document: Any, said: str
) -> None:
    settle(look(preview(larger(7))))
    settled = settle(look(document))
    issue = server.issues[1]
    assert settled == Settled(Became.CLOSED, issue["html_url"])
    assert (issue["state"], issue["state_reason"], server.bodies(1, BOT)) == ("closed", "completed", [said])
    server.asked.clear()
    assert settle(look(document)) is None
    assert server.writes == []


def test_drift_that_comes_back_opens_the_same_issue_again(server: GitHubServer, look: Look) -> None:
    for document in (preview(larger(7)), preview(), preview(larger(9))):
        settled = settle(look(document))
    assert settled
    assert settled.became is Became.REOPENED
    assert list(server.issues) == [1]
    assert (server.issues[1]["state"], server.bodies(1, BOT)) == ("open", [NO_MORE, AGAIN])
    assert "`9` → `3`" in server.issues[1]["body"]


def test_an_issue_that_a_person_closed_as_done_is_opened_again_while_there_is_drift(
    server: GitHubServer, look: Look
) -> None:
    own_issue(server, 4, look(preview(larger(7))), state="closed", state_reason="completed")
    settled = settle(look(preview(larger(7))))
    assert settled
    assert (settled.became, server.issues[4]["state"], server.bodies(4, BOT)) == (Became.REOPENED, "open", [AGAIN])


@pytest.mark.parametrize("reason", ["not_planned", "duplicate"])
def test_drift_that_a_person_accepted_is_left_until_it_is_another_one(
    server: GitHubServer, look: Look, reason: str
) -> None:
    own_issue(server, 4, look(preview(larger(7))), state="closed", state_reason=reason)
    settled = settle(look(preview(larger(7))))
    assert settled == Settled(Became.ACCEPTED, server.issues[4]["html_url"])
    assert (settled.accepted, server.writes) == (True, [])
    settled = settle(look(preview(larger(8))))
    assert settled
    assert (settled.became, settled.accepted) == (Became.REOPENED, False)
    assert (server.issues[4]["state"], server.bodies(4, BOT)) == ("open", [STILL])


def test_a_preview_that_failed_opens_an_issue_and_a_good_one_closes_it(server: GitHubServer, look: Look) -> None:
    settle(look(failed("AccessDenied")))
    assert "AccessDenied" in server.issues[1]["body"]
    settle(look(preview()))
    assert server.issues[1]["state"] == "closed"


def test_a_file_that_cannot_be_read_finds_the_issue_by_the_stack_alone(server: GitHubServer, look: Look) -> None:
    settle(look(preview(larger(7))))
    settle(look("", "preview-prod.json"))
    settle(look(preview(larger(7))))
    assert list(server.issues) == [1]
    assert "`7` → `3`" in server.issues[1]["body"]


# Whose issue, and which.


def test_each_stack_has_its_own_issue(server: GitHubServer, look: Look) -> None:
    keeper = Issues(REPOSITORY)
    for stack in ("prod", "dev"):
        keeper.settle(look(preview(larger(7, stack), stack=stack)))
    keeper.settle(look(preview()))
    assert [(each["title"], each["state"]) for each in server.issues.values()] == [
        ("Drift: shop/prod", "open"),
        ("Drift: shop/dev", "open"),
    ], "what one run has opened it does not look for again"
    settle(look(preview()))
    assert [each["state"] for each in server.issues.values()] == ["closed", "open"]


@pytest.mark.parametrize(
    "given", [{"login": "mallory"}, {"labels": []}, {"body": "see <!-- ha-web report: shop/prod -->"}, {"body": None}]
)
def test_what_is_not_ours_is_left_alone(server: GitHubServer, look: Look, given: dict[str, Any]) -> None:
    """Of somebody else; without the label, taken off by whoever made it theirs; or with no marker at its beginning."""
    foreign = dict(own_issue(server, 4, look(preview(larger(9))), **given))
    settled = settle(look(preview(larger(7))))
    assert settled
    assert settled.became is Became.OPENED
    assert server.issues[4] == foreign
    settle(look(preview()))
    assert (server.issues[4], server.issues[5]["state"]) == (foreign, "closed")


def test_an_issue_is_found_on_the_third_page(server: GitHubServer, look: Look) -> None:
    own_issue(server, 4, look(preview(larger(9))))
    for number in range(5, 220):
        server.add_issue(number, labels=[server.label("drift")], body="Of ours, and of people.")
    settled = settle(look(preview(larger(7))))
    assert settled
    assert (settled.became, settled.url) == (Became.UPDATED, server.issues[4]["html_url"])


def test_a_second_open_issue_of_a_stack_is_closed_in_favour_of_the_first(server: GitHubServer, look: Look) -> None:
    """One whose answer was lost on the way, so that it was opened twice."""
    server.troubles = [Trouble("POST", "/issues", 502, done_all_the_same=True)]
    settle(look(preview(larger(7))))
    assert [each["state"] for each in server.issues.values()] == ["open", "open"]
    settle(look(preview(larger(7))))
    assert [each["state"] for each in server.issues.values()] == ["open", "closed"]
    assert server.bodies(2, BOT) == ["#1 is about the same stack, and is the one that is kept."]
    settle(look(preview()))
    settle(look(preview(larger(7))))
    assert [each["state"] for each in server.issues.values()] == ["open", "closed"]
    assert len(server.bodies(2, BOT)) == 1, "what is closed is left alone"


def test_an_open_issue_goes_before_an_older_closed_one(server: GitHubServer, look: Look) -> None:
    own_issue(server, 4, look(preview(larger(9))), state="closed", state_reason="completed")
    own_issue(server, 5, look(preview(larger(9))))
    settled = settle(look(preview(larger(7))))
    assert settled
    assert (settled.became, settled.url) == (Became.UPDATED, server.issues[5]["html_url"])
    assert server.issues[4]["state"] == "closed"


# What goes wrong.


def refused(finding: Finding) -> str:
    with pytest.raises(HaWebError) as caught:
        settle(finding)
    return str(caught.value)


def test_a_token_that_may_not_write_issues_is_told_which_permission_it_lacks(server: GitHubServer, look: Look) -> None:
    server.tokens["of-the-run"] = Token(BOT, frozenset({"pull_requests"}), of_an_app=True)
    assert refused(look(preview(larger(7)))) == (
        "issues of acme/shop: this token may not; give it `issues: write` (`permissions:` of a workflow's job; a pull "
        "request from a fork never has that). GitHub says: Resource not accessible by integration"
    )
    assert server.issues == {}


def test_a_repository_without_issues_is_told(server: GitHubServer, look: Look) -> None:
    server.troubles = [Trouble("GET", "/issues", 410, message="Issues are disabled for this repo")]
    assert refused(look(preview(larger(7)))) == (
        "issues of acme/shop: it is gone, or issues are switched off in the repository's settings. "
        "GitHub says: Issues are disabled for this repo"
    )


def test_a_label_that_github_leaves_out_is_told_at_once(server: GitHubServer, look: Look) -> None:
    """It does so, without a word, where a token may open issues but set no labels."""

    def before(asked: Asked) -> None:
        if asked.method == "POST" and asked.path.endswith("/issues"):
            asked.body["labels"] = []

    server.before = before
    assert refused(look(preview(larger(7)))) == (
        f"{server.issues[1]['html_url']}: GitHub left out the label `drift`, by which the issue is found again, since "
        "this token may not set any; give it `issues: write`. The issue is closed"
    )
    assert server.issues[1]["state"] == "closed"


def test_a_label_that_another_run_makes_meanwhile_is_taken(server: GitHubServer, look: Look) -> None:
    def before(asked: Asked) -> None:
        if asked.method == "POST" and asked.path.endswith("/labels"):
            server.label("drift")

    server.before = before
    settled = settle(look(preview(larger(7))))
    assert settled
    assert settled.became is Became.OPENED


def test_a_label_that_is_there_keeps_its_colour(server: GitHubServer, look: Look) -> None:
    server.label("drift")["color"] = "00ff00"
    settle(look(preview(larger(7))))
    assert server.labels["drift"]["color"] == "00ff00"
    assert server.writes == ["POST issues"]
