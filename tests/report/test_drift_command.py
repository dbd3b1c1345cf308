"""`ha-web drift` as a person or a nightly workflow runs it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pulumi_ha_web.__main__ import app
from tests.report.github_server import BOT, GitHubServer, in_a_workflow
from tests.report.github_store import Token
from tests.report.refreshed import deleted, failed, larger, never_deployed, preview, written

DRIFT, NONE, FAILED, BLIND = preview(larger(7), deleted()), preview(), failed("AccessDenied"), preview(refresh=False)
TOLD = "shop/prod: drift: 1 updated, 1 created by the next `pulumi up`"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHubServer]:
    """GitHub as a nightly workflow sees it."""
    with in_a_workflow(monkeypatch, "issues") as made:
        yield made


def drift(*words: object) -> Result:
    answer = CliRunner().invoke(app, ["drift", *map(str, words)], prog_name="ha-web")
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    return answer


def test_drift_is_told_without_github(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    answer = drift(written(tmp_path, DRIFT))
    assert (answer.exit_code, answer.stdout, answer.stderr) == (0, f"{TOLD}\n", "")


def test_each_stack_is_a_line_with_the_link_of_its_issue(server: GitHubServer, tmp_path: Path) -> None:
    files = [written(tmp_path, DRIFT), written(tmp_path, preview(stack="dev"), "dev.json")]
    files.append(written(tmp_path, never_deployed("qa"), "qa.json"))
    answer = drift(*files, "--issues", "acme/shop")
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert answer.stdout.splitlines() == [
        f"{TOLD}; opened: {server.issues[1]['html_url']}",
        "shop/dev: no drift",
        "shop/qa: no drift, since it is not deployed",
    ]
    assert list(server.issues) == [1]


def test_nights_in_a_row_tell_what_became_of_the_issue(server: GitHubServer, tmp_path: Path) -> None:
    nights = [DRIFT, DRIFT, preview(larger(8)), NONE, NONE, DRIFT]
    lines = [drift(written(tmp_path, each), "--issues", "acme/shop").stdout for each in nights]
    url = server.issues[1]["html_url"]
    assert lines == [
        f"{TOLD}; opened: {url}\n",
        f"{TOLD}; unchanged: {url}\n",
        f"shop/prod: drift: 1 updated by the next `pulumi up`; updated: {url}\n",
        f"shop/prod: no drift; closed: {url}\n",
        "shop/prod: no drift\n",
        f"{TOLD}; opened again: {url}\n",
    ]
    assert list(server.issues) == [1]


@pytest.mark.parametrize(
    ("document", "fail_on", "status"),
    [
        (DRIFT, "never", 0),
        (DRIFT, "problem", 0),
        (DRIFT, "drift", 1),
        (FAILED, "never", 0),
        (FAILED, "problem", 1),
        (FAILED, "drift", 1),
        ('{"steps": [', "never", 0),
        ('{"steps": [', "problem", 1),
        (NONE, "drift", 0),
    ],
)
def test_what_a_failure_is_can_be_chosen(tmp_path: Path, document: Any, fail_on: str, status: int) -> None:
    assert drift(written(tmp_path, document), "--fail-on", fail_on).exit_code == status


def test_accepted_drift_is_no_failure(server: GitHubServer, tmp_path: Path) -> None:
    file = written(tmp_path, DRIFT)
    words = (file, "--issues", "acme/shop", "--fail-on", "drift")
    assert drift(*words).exit_code == 1
    server.issues[1] |= {"state": "closed", "state_reason": "not_planned"}
    answer = drift(*words)
    assert answer.exit_code == 0
    assert answer.stdout == (f"{TOLD}; accepted, since it was closed as not planned: {server.issues[1]['html_url']}\n")
    written(tmp_path, preview(larger(8)))
    assert drift(*words).exit_code == 1


def test_a_preview_made_without_reading_the_account_is_refused_and_the_others_are_told(
    server: GitHubServer, tmp_path: Path
) -> None:
    blind, dev = written(tmp_path, BLIND), written(tmp_path, preview(larger(7, "dev"), stack="dev"), "dev.json")
    answer = drift(blind, dev, "--issues", "acme/shop", "--fail-on", "drift")
    assert answer.exit_code == 2
    assert answer.stderr == (
        "shop/prod: prod.json was made without reading the account, so that it cannot tell; make it with: "
        "ha-web preview prod --refresh --output prod.json\n"
    )
    assert answer.stdout.startswith("shop/dev: drift: 1 updated by the next `pulumi up`; opened: ")


def test_an_issue_stays_open_while_nobody_looks(server: GitHubServer, tmp_path: Path) -> None:
    drift(written(tmp_path, DRIFT), "--issues", "acme/shop")
    drift(written(tmp_path, BLIND), "--issues", "acme/shop")
    assert server.issues[1]["state"] == "open"


def test_a_file_that_is_not_there_is_a_stack_of_which_nobody_knows(tmp_path: Path) -> None:
    answer = drift(tmp_path / "preview-prod.json", "--fail-on", "problem")
    assert answer.exit_code == 1
    assert answer.stdout.startswith("prod: nobody knows whether it has drifted: preview-prod.json ")


def test_two_previews_of_one_stack_are_refused_before_anything_is_written(server: GitHubServer, tmp_path: Path) -> None:
    files = [written(tmp_path, DRIFT), written(tmp_path, NONE, "prod-again.json")]
    answer = drift(*files, "--issues", "acme/shop")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == "prod.json and prod-again.json: are both of shop/prod; give one of them\n"
    assert server.asked == []


def test_who_the_token_speaks_for_can_be_named(server: GitHubServer, tmp_path: Path) -> None:
    server.tokens["of-the-run"] = Token("deployer[bot]", of_an_app=True)
    words = (written(tmp_path, DRIFT), "--issues", "acme/shop")
    drift(*words, "--author", "deployer[bot]")
    assert "unchanged: " in drift(*words, "--author", "deployer[bot]").stdout
    assert "unchanged: " not in drift(*words, "--author", BOT).stdout


@pytest.mark.parametrize("name", ["shop", "acme/shop#7", "https://github.com/acme/shop", ""])
def test_a_repository_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    answer = drift(written(tmp_path, NONE), "--issues", name)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == f"--issues {name}: must be OWNER/REPO, such as acme/shop\n"


def test_without_a_token_nothing_is_told_that_was_not_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    answer = drift(written(tmp_path, DRIFT), "--issues", "acme/shop")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith("GITHUB_TOKEN: is not set")


def test_what_github_refuses_is_exit_status_2(server: GitHubServer, tmp_path: Path) -> None:
    server.tokens["of-the-run"] = Token(BOT, frozenset(), of_an_app=True)
    answer = drift(written(tmp_path, DRIFT), "--issues", "acme/shop", "--fail-on", "drift")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "give it `issues: write`" in answer.stderr


def test_the_help_has_examples_and_the_exit_statuses() -> None:
    told = drift("--help").stdout
    assert "Examples:\n" in told
    assert "  ha-web preview prod --refresh --output prod.json && ha-web drift prod.json\n" in told
    assert "Exit status: 0 done, 1 what --fail-on names was found, 2 not done, " in told
