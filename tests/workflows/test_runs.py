"""The workflows' scripts, run for real; those that need Pulumi's engine are in tests/engine/test_workflows.py.

`gh` alone is a stand-in: there is no GitHub on the loopback that the real one would talk to.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.report.github_server import GitHubServer, github_server
from tests.report.github_store import Token
from tests.workflows import events
from tests.workflows.gh import StandIn
from tests.workflows.machine import executable
from tests.workflows.reading import workflows
from tests.workflows.runner import FAILURE, SUCCESS, GitHubRun, StepFailure


@pytest.fixture
def gh(tmp_path: Path) -> StandIn:
    return StandIn(tmp_path)


def run(name: str, tmp_path: Path, github: dict[str, Any], only: set[str] | None = None, **more: Any) -> GitHubRun:
    """Run a workflow; a stand-in in the folder `path` goes before the machine's own programs."""
    given = {"PATH": f"{tmp_path / 'path'}{os.pathsep}{os.environ['PATH']}", **more.pop("given", {})}
    made = GitHubRun(tmp_path / "run", github, variables=events.CONFIGURED, given=given, **more)
    made.run(workflows()[name], only)
    return made


def test_each_environment_is_rehearsed(tmp_path: Path) -> None:
    made = run("check", tmp_path, events.push(), {"rehearse"})
    assert made.results["rehearse"] == SUCCESS
    for stack in ("dev", "prod"):
        assert re.search(rf"ha-web {stack}: \d+ promises kept", made.outputs_of("rehearse", "Rehearse", stack))


def test_a_pull_request_from_a_fork_gets_its_rehearsals(tmp_path: Path) -> None:
    made = run("preview", tmp_path, events.pull_request("mallory/shop"))
    failed = [each.output for each in made.ran if each.status]
    assert made.results == {"rehearse": SUCCESS, "states": "skipped", "preview": "skipped", "comment": "skipped"}, (
        failed
    )
    assert {each.step for each in made.ran} == {"Set up", "Rehearse", "Report in the run's summary"}
    for stack in ("dev", "prod"):
        assert f"ha-web/{stack}" in made.summaries["rehearse", stack]
        told = json.loads((made.artifacts[f"rehearsal-{stack}"] / f"{stack}.json").read_text("utf-8"))
        assert told["stack"] == stack
    for each in made.ran:
        assert not {name for name in each.variables if name.startswith(("AWS_", "PULUMI_")) or "TOKEN" in name}


@pytest.fixture
def github() -> Iterator[GitHubServer]:
    with github_server() as server:
        server.repository = events.REPOSITORY
        server.tokens[events.TOKEN] = Token("github-actions[bot]", of_an_app=True, writes=frozenset({"pull_requests"}))
        server.add_issue(events.NUMBER, login="someone", title="A change", body="", pull_request=True)
        yield server


def test_a_stack_whose_preview_is_missing_is_told_in_the_comment(tmp_path: Path, github: GitHubServer) -> None:
    """Where the roles are refused and the rehearsals came to nothing, the jobs fail, and the comment says of what."""

    def refused(*_: object) -> None:
        raise StepFailure

    made = run(
        "preview",
        tmp_path,
        events.pull_request(api_url=github.url),
        {"states", "preview", "comment"},
        results={"rehearse": FAILURE},
        actions={"aws-actions/configure-aws-credentials": refused},
    )
    assert made.results == {"rehearse": FAILURE, "states": FAILURE, "preview": FAILURE, "comment": SUCCESS}
    (comment,) = github.comments_of(events.NUMBER)
    for stack in ("dev", "prod"):
        assert f"**{stack}**: nothing is known of it: {stack}.json is not there" in comment["body"]
    assert comment["body"].strip() in made.summaries["comment", ""]
    refs = [(job, inputs.get("ref")) for job, _, action, inputs in made.used if action == "actions/checkout"]
    assert {job for job, ref in refs if ref == events.BASE} == {"states", "comment"}


def test_a_deployment_that_fails_says_how_to_go_back(tmp_path: Path) -> None:
    def fails(*_: object) -> None:
        raise StepFailure

    made = run("deploy", tmp_path, events.release(), actions={"pulumi/actions": fails})
    assert made.results == {"deploy": FAILURE}
    assert [each.step for each in made.ran] == ["Set up", "Say how to go back"]
    told = made.summaries["deploy", ""]
    assert told == made.outputs_of("deploy", "Say how to go back")
    assert told.startswith("### prod: the deployment failed\n")
    for command in (
        "`ha-web recover prod`",
        "ha-web rollout back --stack prod",
        "ha-web artifacts rollback --stack prod",
    ):
        assert command in told
    assert (Path(__file__).parents[2] / "docs" / "releasing.md").exists()
    assert "docs/releasing.md" in told


COMMITS = {3: "c" * 40, 2: "b" * 40, 1: "a" * 40}


@pytest.mark.parametrize(
    ("states", "commit"),
    [
        ({3: "success", 2: "inactive", 1: "inactive"}, "c" * 40),
        ({3: "waiting", 2: "success", 1: "inactive"}, "b" * 40),
        ({3: "failure", 2: "success", 1: "inactive"}, "b" * 40),
        ({3: "queued", 2: "failure", 1: "error"}, ""),
        ({3: "", 2: "", 1: "success"}, "a" * 40),
        ({}, ""),
    ],
    ids=["newest", "waits-for-approval", "failed", "never-well", "no-status-yet", "none"],
)
def test_drift_is_looked_for_in_what_was_deployed_last(
    tmp_path: Path, gh: StandIn, states: dict[int, str], commit: str
) -> None:
    for stack in ("dev", "prod"):
        gh.deployments(stack, {own_id: (COMMITS[own_id], state) for own_id, state in states.items()})

    def stop(*_: object) -> None:
        raise StepFailure

    made = run("drift", tmp_path, events.night(), {"look"}, given=gh.variables, actions={"actions/setup-python": stop})
    found = [inputs["ref"] for _, _, action, inputs in made.used if action == "actions/checkout"]
    assert found == ([commit] * 2 if commit else [])
    notice = "Nothing was deployed to prod yet" in made.outputs_of("look", "Which commit was deployed last", "prod")
    assert notice == (commit == "")
    assert made.results["look"] == (FAILURE if commit else SUCCESS)
    assert {token for _, token in gh.calls()} == {events.TOKEN}


def test_nothing_is_said_of_drift_where_no_stack_was_looked_at(tmp_path: Path) -> None:
    made = run("drift", tmp_path, events.night(), {"issues"}, results={"look": SUCCESS})
    assert made.results["issues"] == SUCCESS
    assert made.outputs_of("issues", "Issues") == "::notice::No stack was looked at.\n"


@pytest.mark.parametrize(
    ("tag", "status"), [("v1.2.3", SUCCESS), ("1.2.3", SUCCESS), ("v1.2.4", FAILURE), ("v1.2.3-1", FAILURE)]
)
def test_a_tag_that_is_not_the_version_stops_the_release(tmp_path: Path, tag: str, status: str) -> None:
    made = run("release", tmp_path, events.release(tag), {"build"}, given=_package(tmp_path))
    assert made.results["build"] == status
    assert (set(made.artifacts) == {"dist"}) == (status == SUCCESS)
    if status == FAILURE:
        told = made.outputs_of("build", "The tag says the version")
        assert f"::error::The release's tag is {tag}, but what was built is pulumi_ha_web-1.2.3" in told


def test_what_was_built_is_attached_to_the_release(tmp_path: Path, gh: StandIn) -> None:
    made = run("release", tmp_path, events.release(), given={**gh.variables, **_package(tmp_path)})
    assert set(made.results.values()) == {SUCCESS}
    files = ["dist/pulumi_ha_web-1.2.3-py3-none-any.whl", "dist/pulumi_ha_web-1.2.3.tar.gz"]
    words = ["release", "upload", "v1.2.3", *files, "--repo", events.REPOSITORY]
    assert gh.calls() == [[words, events.TOKEN]]
    assert ("attest", "", "actions/attest-build-provenance", {"subject-path": "dist/*"}) in made.used
    assert [job for job, _, action, _ in made.used if action == "pypa/gh-action-pypi-publish"] == ["publish"]


def _package(tmp_path: Path) -> dict[str, str]:
    """Put a stand-in of `make package` on PATH, which leaves what the real one does."""
    names = "pulumi_ha_web-1.2.3-py3-none-any.whl pulumi_ha_web-1.2.3.tar.gz"
    executable(tmp_path / "path" / "make", f'[ "$*" = package ] && mkdir dist && cd dist && touch {names}')
    return {}
