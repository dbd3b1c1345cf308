"""The report's comment, through PyGithub and a real HTTP server that answers as GitHub does."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import pytest

from pulumi_ha_web.report import page
from pulumi_ha_web.report.comments import How, Published, publish, stacks_of
from pulumi_ha_web.report.model import Preview, Subject
from tests.report.github_server import BOT, GitHubServer, in_a_workflow
from tests.report.github_store import Asked, Token, Trouble

PLACE = "acme/shop#7"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHubServer]:
    """GitHub as a workflow sees it, with a pull request 7."""
    with in_a_workflow(monkeypatch, "pull_requests") as made:
        made.add_issue(7, pull_request=True)
        yield made


def report(*stacks: str, text: str = "What will happen") -> str:
    return "".join(f"<!-- ha-web report: {stack} -->\n" for stack in stacks) + f"\n# {text}\n"


DEV, PROD, BOTH = report("shop/dev"), report("shop/prod"), report("shop/dev", "shop/prod")


def outdated(*stacks: str) -> str:
    return report(*stacks, text="What would have happened")


# Found again and updated.


def test_the_first_report_makes_a_comment_and_its_link_is_known(server: GitHubServer) -> None:
    published = publish(PLACE, DEV)
    [made] = server.comments_of(7)
    assert made["body"] == DEV
    assert published == Published(made["html_url"], How.MADE)
    assert server.writes == ["POST issues/7/comments"]


def test_posted_twice_is_one_comment_and_the_second_time_nothing_is_written(server: GitHubServer) -> None:
    first = publish(PLACE, DEV)
    server.asked.clear()
    assert publish(PLACE, DEV) == Published(first.url, How.UNCHANGED)
    assert server.writes == []


def test_a_new_report_takes_the_place_of_the_last_one(server: GitHubServer) -> None:
    own = server.add_comment(7, outdated("shop/dev"), login=BOT)
    assert publish(PLACE, DEV) == Published(own["html_url"], How.UPDATED)
    assert server.bodies(7, BOT) == [DEV]
    assert server.writes == [f"PATCH issues/comments/{own['id']}"]


def test_a_comment_is_found_on_the_third_page_among_those_of_people(server: GitHubServer) -> None:
    for number in range(210):
        server.add_comment(7, f"A word of mine, the {number}th.")
    own = server.add_comment(7, outdated("shop/dev"), login=BOT)
    for number in range(30):
        server.add_comment(7, f"And one after it, the {number}th.")
    assert publish(PLACE, DEV) == Published(own["html_url"], How.UPDATED)
    assert own["body"] == DEV
    pages = [parse_qs(urlsplit(each.path).query).get("page") for each in server.asked if "/comments?" in each.path]
    assert pages == [None, ["2"], ["3"]]


def test_the_line_ends_that_github_may_keep_are_no_change(server: GitHubServer) -> None:
    server.add_comment(7, DEV.replace("\n", "\r\n").rstrip(), login=BOT)
    assert publish(PLACE, DEV).how is How.UNCHANGED


def test_another_pull_request_is_another_conversation(server: GitHubServer) -> None:
    server.add_issue(77, pull_request=True)
    server.add_comment(77, outdated("shop/dev"), login=BOT)
    assert publish(PLACE, DEV).how is How.MADE
    assert server.bodies(77, BOT) == [outdated("shop/dev")]


# Whose comment it is.


@pytest.mark.parametrize("login", ["mallory", "github-actions", "other-app[bot]", None])
def test_a_copied_marker_makes_a_comment_of_somebody_else_no_report(server: GitHubServer, login: str | None) -> None:
    """None is an account that was deleted."""
    foreign = server.add_comment(7, outdated("shop/dev"), login=login)
    assert publish(PLACE, DEV).how is How.MADE
    assert foreign["body"] == outdated("shop/dev")
    assert server.bodies(7, BOT) == [DEV]


def test_a_marker_that_another_bot_of_ours_quotes_makes_no_report(server: GitHubServer) -> None:
    """All workflows of a repository speak by one name, and one of them may repeat what a stranger wrote."""
    quoting = f"mallory says:\n{outdated('shop/dev')}"
    server.add_comment(7, quoting, login=BOT)
    assert publish(PLACE, DEV).how is How.MADE
    assert server.bodies(7, BOT) == [quoting, DEV]


def test_outside_a_workflow_github_is_asked_whose_the_token_is(
    server: GitHubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS")
    monkeypatch.setenv("GITHUB_TOKEN", "of-bob")
    server.tokens["of-bob"] = Token("bob")
    bots, bobs = (server.add_comment(7, outdated("shop/dev"), login=each) for each in (BOT, "Bob"))
    assert publish(PLACE, DEV).url == bobs["html_url"]
    assert bots["body"] == outdated("shop/dev")


def test_an_author_that_is_named_is_taken_unasked(server: GitHubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.tokens["of-the-run"] = Token("deployer[bot]", of_an_app=True)
    own = server.add_comment(7, outdated("shop/dev"), login="deployer[bot]")
    assert publish(PLACE, DEV, author="deployer[bot]") == Published(own["html_url"], How.UPDATED)
    assert not [each for each in server.asked if each.path == "/user"]


def test_a_token_of_an_app_says_whose_it_is_once_it_wrote(server: GitHubServer) -> None:
    """In a workflow another token than GitHub's own is not known by its name until then; still there is one comment."""
    server.tokens["of-the-run"] = Token("deployer[bot]", of_an_app=True)
    own = server.add_comment(7, outdated("shop/dev"), login="deployer[bot]")
    published = publish(PLACE, DEV)
    assert server.bodies(7, "deployer[bot]") == [DEV]
    assert (published.url, published.how) == (own["html_url"], How.UPDATED)
    assert published.notes == (
        "GITHUB_TOKEN speaks as deployer[bot], not as github-actions[bot]: name that with --author deployer[bot]",
    )


# Several stacks.


def test_a_report_about_more_stacks_takes_the_place_of_one_about_some(server: GitHubServer) -> None:
    own = server.add_comment(7, outdated("shop/dev"), login=BOT)
    assert publish(PLACE, BOTH) == Published(own["html_url"], How.UPDATED)
    assert server.bodies(7, BOT) == [BOTH]


def test_the_order_of_markers_says_nothing(server: GitHubServer) -> None:
    server.add_comment(7, outdated("shop/prod", "shop/dev"), login=BOT)
    assert publish(PLACE, BOTH).how is How.UPDATED
    assert server.bodies(7, BOT) == [BOTH]


def test_what_is_also_about_another_stack_stays_as_it_is(server: GitHubServer) -> None:
    server.add_comment(7, outdated("shop/dev", "shop/prod"), login=BOT)
    assert publish(PLACE, DEV).how is How.MADE
    assert server.bodies(7, BOT) == [outdated("shop/dev", "shop/prod"), DEV]


def test_the_oldest_covered_comment_is_kept_and_further_ones_are_deleted(server: GitHubServer) -> None:
    server.add_comment(7, outdated("shop/qa"), login=BOT)
    prod, dev = (server.add_comment(7, outdated(each), login=BOT) for each in ("shop/prod", "shop/dev"))
    assert publish(PLACE, BOTH) == Published(prod["html_url"], How.UPDATED)
    assert server.bodies(7, BOT) == [outdated("shop/qa"), BOTH]
    assert dev["id"] not in server.comments


def test_what_is_outdated_is_deleted_even_if_the_oldest_says_it_already(server: GitHubServer) -> None:
    server.add_comment(7, BOTH, login=BOT)
    server.add_comment(7, outdated("shop/dev"), login=BOT)
    assert publish(PLACE, BOTH).how is How.UNCHANGED
    assert server.bodies(7, BOT) == [BOTH]


def test_a_stack_of_the_same_name_in_another_project_is_another_one(server: GitHubServer) -> None:
    server.add_comment(7, outdated("blog/dev"), login=BOT)
    publish(PLACE, DEV)
    assert server.bodies(7, BOT) == [outdated("blog/dev"), DEV]


def test_a_preview_that_cannot_be_read_is_found_by_its_stack_alone(server: GitHubServer) -> None:
    """A truncated file does not say its project; the next good one finds that report again."""
    own = server.add_comment(7, outdated("shop/dev"), login=BOT)
    assert publish(PLACE, report("/dev")).url == own["html_url"]
    assert publish(PLACE, DEV).url == own["html_url"]
    assert server.bodies(7, BOT) == [DEV]


def test_a_stack_without_its_project_is_neither_of_two(server: GitHubServer) -> None:
    for each in ("shop/dev", "blog/dev"):
        server.add_comment(7, outdated(each), login=BOT)
    assert publish(PLACE, report("/dev")).how is How.MADE
    assert server.bodies(7, BOT) == [outdated("shop/dev"), outdated("blog/dev"), report("/dev")]


def test_only_markers_at_the_beginning_count() -> None:
    assert stacks_of(BOTH) == {("shop", "dev"), ("shop", "prod")}
    assert stacks_of(f"{DEV}{PROD}") == {("shop", "dev")}
    assert stacks_of(f" {DEV}") == stacks_of("") == frozenset()


@pytest.mark.parametrize(("project", "stack"), [("shop", "dev"), ("", "dev"), ("a b--c", "x/y -->"), ("ü", "%2F")])
def test_the_markers_that_a_report_writes_are_read_as_they_were_meant(project: str, stack: str) -> None:
    marker = page.marker(Subject(preview=Preview(project=project, stack=stack)))
    assert stacks_of(f"{marker}\n") == {(project, stack)}


def test_a_text_without_markers_is_never_posted(server: GitHubServer) -> None:
    with pytest.raises(ValueError, match="begins with its markers"):
        publish(PLACE, "# What will happen")
    assert server.asked == []


# At the same time.


def test_two_runs_at_the_same_time_leave_one_comment(server: GitHubServer) -> None:
    """Both see no comment, and both make one: each waits with that until the other has looked as well."""
    together = threading.Barrier(2, timeout=30)

    def before(asked: Asked) -> None:
        if asked.method == "POST":
            together.wait()

    server.before = before
    bodies = [report("shop/dev", text=each) for each in ("one", "other")]
    with ThreadPoolExecutor(2) as pool:
        published = list(pool.map(lambda body: publish(PLACE, body), bodies))
    [left] = server.comments_of(7)
    assert left["body"] in bodies
    assert left["html_url"] in {each.url for each in published}
    assert [each.method for each in server.asked].count("POST") == 2, "the test has not had both of them make one"


def test_a_comment_that_is_deleted_meanwhile_is_made_anew(server: GitHubServer) -> None:
    own = server.add_comment(7, outdated("shop/dev"), login=BOT)

    def before(asked: Asked) -> None:
        if asked.method == "PATCH":
            server.comments.pop(own["id"], None)

    server.before = before
    assert publish(PLACE, DEV).how is How.MADE
    assert server.bodies(7, BOT) == [DEV]


def test_a_further_comment_that_is_deleted_meanwhile_is_no_failure(server: GitHubServer) -> None:
    _, second = (server.add_comment(7, outdated("shop/dev"), login=BOT) for _ in range(2))

    def before(asked: Asked) -> None:
        if asked.method == "DELETE":
            server.comments.pop(second["id"], None)

    server.before = before
    assert publish(PLACE, DEV).how is How.UPDATED
    assert server.bodies(7, BOT) == [DEV]


def test_an_answer_that_is_lost_leaves_no_second_comment(server: GitHubServer) -> None:
    """The comment was made; the request is repeated, since nobody knows."""
    server.troubles = [Trouble("POST", "/comments", 502, done_all_the_same=True)]
    publish(PLACE, DEV)
    assert server.bodies(7, BOT) == [DEV]
    assert server.writes.count("POST issues/7/comments") == 2
