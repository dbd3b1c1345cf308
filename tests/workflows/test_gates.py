"""Which jobs run for whom."""

from typing import Any

import pytest

from tests.workflows import events
from tests.workflows.expressions import Context, ExpressionError, filled, holds, value
from tests.workflows.reading import workflows
from tests.workflows.runner import FAILURE, SKIPPED, SUCCESS, begins, jobs_of

FORK = "mallory/shop"
WELL = {"success": True, "failure": False, "cancelled": False, "always": True}


def jobs(name: str, github: dict[str, Any], variables: dict[str, str] = events.CONFIGURED) -> set[str]:
    return jobs_of(workflows()[name], {"github": Context(github), "vars": Context(variables)})


def test_a_pull_request_from_here_is_rehearsed_previewed_and_commented() -> None:
    assert jobs("preview", events.pull_request()) == {"rehearse", "states", "preview", "comment"}


def test_a_pull_request_from_a_fork_is_rehearsed_and_nothing_else() -> None:
    assert jobs("preview", events.pull_request(FORK)) == {"rehearse"}


def test_a_pull_request_whose_fork_was_deleted_is_one_from_a_fork() -> None:
    github = events.pull_request()
    github["event"]["pull_request"]["head"]["repo"] = None
    assert jobs("preview", github) == {"rehearse"}


def test_a_repository_without_a_backend_gets_rehearsals_and_no_failures() -> None:
    assert jobs("preview", events.pull_request(), {}) == {"rehearse"}
    assert jobs("deploy", events.push(), {}) == set()
    assert jobs("deploy", events.release(), {}) == set()
    assert jobs("drift", events.night(), {}) == set()


def test_checks_run_once_for_each_commit() -> None:
    assert jobs("check", events.push("refs/heads/some-branch")) == {"test", "rehearse", "package"}
    assert jobs("check", events.pull_request()) == set()
    assert jobs("check", events.pull_request(FORK)) == {"test", "rehearse", "package"}


def test_a_release_that_is_none_yet_is_not_deployed() -> None:
    assert jobs("deploy", events.release()) == {"deploy"}
    assert jobs("deploy", events.release(prerelease=True)) == set()


@pytest.mark.parametrize(
    ("github", "environment"), [(events.push(), "dev"), (events.release(), "prod")], ids=["push", "release"]
)
def test_a_push_goes_to_dev_and_a_release_to_prod(github: dict[str, Any], environment: str) -> None:
    job = workflows()["deploy"].jobs["deploy"].data
    contexts = {"github": Context(github)}
    said = [job["environment"]["name"], job["env"]["STACK"], job["concurrency"]["group"], job["name"]]
    told = [filled(each, contexts) for each in said]
    assert told == [environment, environment, f"deploy-{environment}", f"Deploy to {environment}"]


def test_drift_is_looked_for_from_main_alone_where_the_roles_trust_it() -> None:
    assert jobs("drift", events.night()) == {"look", "issues"}
    assert jobs("drift", events.night("refs/heads/some-branch")) == set()


def test_a_failure_in_one_stack_hides_neither_the_others_nor_the_comment() -> None:
    preview = workflows()["preview"].jobs
    contexts = {"github": Context(events.pull_request()), "vars": Context(events.CONFIGURED)}
    failed = {"rehearse": FAILURE, "states": FAILURE, "preview": FAILURE}
    assert begins(preview["preview"], contexts, failed)
    assert begins(preview["comment"], contexts, failed)
    drift = workflows()["drift"].jobs
    assert begins(drift["issues"], contexts, {"look": FAILURE})
    assert not begins(drift["issues"], contexts, {"look": SKIPPED})


def test_nothing_is_published_unless_it_was_built_tried_and_signed() -> None:
    release = workflows()["release"].jobs
    contexts = {"github": Context(events.release())}
    assert jobs("release", events.release()) == {"build", "attest", "publish", "attach"}
    assert not begins(release["attest"], contexts, {"build": FAILURE})
    for last in ("publish", "attach"):
        assert not begins(release[last], contexts, {"attest": SKIPPED})
        assert begins(release[last], contexts, {"attest": SUCCESS})


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("github.ref == 'refs/heads/main'", True),
        ("github.event.release.prerelease == ''", True),
        ("!github.event.release.prerelease && 'yes' || 'no'", "yes"),
        ("vars[format('PREVIEW_ROLE_{0}', matrix.stack)] || vars.PREVIEW_ROLE", "arn:of-prod"),
        ("vars[format('AWS_REGION_{0}', matrix.stack)] || vars.AWS_REGION", "eu-west-1"),
        ("'it''s' != 'its'", True),
    ],
)
def test_expressions_are_evaluated_as_github_does(expression: str, found: object) -> None:
    contexts = {
        "github": Context(events.push()),
        "matrix": Context(stack="prod"),
        "vars": Context(events.CONFIGURED, PREVIEW_ROLE_PROD="arn:of-prod"),
    }
    assert value(expression, contexts) == found


def test_a_condition_without_a_state_asks_for_success() -> None:
    failed = {**WELL, "success": False, "failure": True}
    assert holds("", {}, WELL)
    assert not holds("", {}, failed)
    assert not holds("'a' == 'a'", {}, failed)
    assert holds("${{ !cancelled() }}", {}, failed)
    assert holds("${{ failure() }}", {}, failed)


@pytest.mark.parametrize("expression", ["hashFiles('a')", "inputs.x", "a + b", "contains('a', 'b')"])
def test_an_expression_that_is_not_known_here_stops(expression: str) -> None:
    with pytest.raises(ExpressionError):
        value(expression, {"github": Context()})
