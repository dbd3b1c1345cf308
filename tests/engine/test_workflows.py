"""The workflows, job by job, with the real engine on an emulated account and a GitHub on the loopback.

What stands in for pulumi/actions is `pulumi up` itself. The first test deploys what the others go on from.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from config import read_stack_file
from tests.artifacts.answering import Site, site
from tests.engine.call import environment
from tests.engine.conftest import Make
from tests.engine.workspace import ROOT, Workspace, decoded, provider_settings
from tests.report.github_server import GitHubServer, github_server
from tests.report.github_store import Token
from tests.workflows import events
from tests.workflows.expressions import Context
from tests.workflows.gh import StandIn
from tests.workflows.machine import LEFT_OUT, Machine
from tests.workflows.reading import workflows
from tests.workflows.runner import SKIPPED, SUCCESS, GitHubRun

COMMIT = "c" * 40
OPENS_SECRETS = {"PULUMI_CONFIG_PASSPHRASE": ""}
"""What the key is where the state is in a cloud: the jobs that have it can read the stacks' secrets."""


class Repository:
    """What GitHub has: the code, deployed and changed, and what its pipelines know."""

    def __init__(self, dev: Workspace, answering: Site, folder: Path) -> None:
        self.dev, self.folder, self._runs = dev, folder, 0
        dev.run("stack", "ls")  # for the stack file to be written as it is now
        prod = {**decoded(read_stack_file(ROOT, "prod")), **provider_settings(dev.emulator)}
        files = {
            "Pulumi.dev.yaml": (dev.folder / "Pulumi.dev.yaml").read_text("utf-8"),
            "Pulumi.prod.yaml": json.dumps({"config": prod}),
        }
        self.main, self.changed = self._code("main", answering, files), self._code("changed", answering, files)
        variables = environment(dev.folder)
        backend = variables.pop("PULUMI_BACKEND_URL")
        self.given = {key: each for key, each in variables.items() if key not in ("HOME", *OPENS_SECRETS)}
        self.variables = {**events.CONFIGURED, "PULUMI_BACKEND_URL": backend}

    def change(self) -> None:
        """Have the pull request change what dev's instances run."""
        file = self.changed / "Pulumi.dev.yaml"
        told = json.loads(file.read_text("utf-8"))
        told["config"]["ha-web:instance"]["user_data"]["script"] += "echo changed\n"
        file.write_text(json.dumps(told), "utf-8")

    def run(self, name: str, github: dict[str, Any], only: set[str] | None = None, **more: Any) -> GitHubRun:
        """Run a workflow."""
        self._runs += 1
        sources = {"": self.main, events.BASE: self.main, COMMIT: self.main, **more.pop("sources", {})}
        made = GitHubRun(
            self.folder / f"run-{self._runs}",
            github,
            variables=self.variables,
            given={**self.given, **more.pop("given", {})},
            sources=sources,
            actions={"pulumi/actions": pulumi_actions},
            **more,
        )
        made.run(workflows()[name], only)
        for each in made.ran:
            print(f"{each.job} {each.stack}: {each.step}: {each.status}\n{each.output[-3000:]}")
        return made

    def _code(self, name: str, answering: Site, files: Mapping[str, str]) -> Path:
        folder = self.folder / name
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
        for file, text in files.items():
            (folder / file).write_text(text, "utf-8")
        with (folder / "__main__.py").open("a") as program:
            # A load balancer of the emulator answers nobody: what is asked in its place is on the loopback.
            program.write(f'pulumi.export("url", "{answering.url}")\n')
        return folder


def pulumi_actions(run: GitHubRun, machine: Machine, inputs: Mapping[str, str], _: Context) -> Mapping[str, str] | None:
    """What pulumi/actions does: without a command Pulumi is installed only, with `up` the stack deployed as well."""
    assert inputs["pulumi-version"], "the version of the locked SDK"
    if "command" not in inputs:
        return None
    assert inputs["command"] == "up"
    variables = {**run.given, "HOME": str(machine.home), "PULUMI_BACKEND_URL": inputs["cloud-url"]}
    words = ["--stack", inputs["stack-name"], "--non-interactive"]

    def pulumi(*command: str) -> str:
        ran = subprocess.run(
            ["pulumi", *command, *words],
            cwd=machine.workspace,
            env=variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-3000:]
        return ran.stdout

    pulumi("up", "--yes", "--skip-preview")
    outputs: Mapping[str, str] = json.loads(pulumi("stack", "output", "--json"))
    return outputs


@pytest.fixture(scope="module")
def answering() -> Iterator[Site]:
    with site() as made:
        yield made


@pytest.fixture(scope="module")
def repository(make_workspace: Make, answering: Site, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return Repository(make_workspace("dev"), answering, tmp_path_factory.mktemp("repository"))


@pytest.fixture(scope="module")
def deployed(repository: Repository) -> GitHubRun:
    """What became of a merge into main."""
    return repository.run("deploy", events.push(), given=OPENS_SECRETS)


@pytest.fixture
def github() -> Iterator[GitHubServer]:
    with github_server() as server:
        server.repository = events.REPOSITORY
        server.tokens[events.TOKEN] = Token("github-actions[bot]", of_an_app=True)
        server.add_issue(events.NUMBER, title="Say something else", pull_request=True)
        yield server


def test_a_merge_is_deployed_and_waited_for(deployed: GitHubRun, answering: Site) -> None:
    assert deployed.results == {"deploy": SUCCESS}
    assert [each.step for each in deployed.ran] == [
        "Set up",
        "Wait until every instance is healthy on it",
        "Ask its URL",
    ]
    wait = deployed.outputs_of("deploy", "Wait until every instance is healthy on it")
    assert "ha-web-dev-asg: 2 instances, all healthy, on version 1" in wait
    assert answering.asked == ["/"]
    assert f"{answering.url} answers 200 OK" in deployed.outputs_of("deploy", "Ask its URL")
    roles = [inputs["role-to-assume"] for _, _, action, inputs in deployed.used if action.startswith("aws-actions/")]
    assert roles == [events.CONFIGURED["DEPLOY_ROLE"]]


def test_a_pull_request_is_previewed_and_commented(
    repository: Repository, deployed: GitHubRun, github: GitHubServer
) -> None:
    """dev is deployed and changed, prod was never deployed; nothing that opens their secrets is anywhere."""
    repository.change()
    event = events.pull_request(api_url=github.url)
    first = repository.run("preview", event, sources={"": repository.changed})
    assert set(first.results.values()) == {SUCCESS}
    (comment,) = github.comments_of(events.NUMBER)
    text = str(comment["body"])
    assert "<!-- ha-web report: ha-web/dev -->" in text
    assert "<!-- ha-web report: ha-web/prod -->" in text
    assert "+echo changed" in text
    assert text.strip() in first.summaries["comment", ""]

    states = {
        name: json.loads((first.artifacts[f"state-{name}"] / f"{name}.json").read_text()) for name in ("dev", "prod")
    }
    assert {name: each["deployed"] for name, each in states.items()} == {"dev": True, "prod": False}
    for each in first.ran:
        assert not OPENS_SECRETS.keys() & each.variables.keys()
        assert ("PULUMI_BACKEND_URL" in each.variables) == (each.step == "State without secrets")
        assert ("GITHUB_TOKEN" in each.variables) == (each.step == "Comment")

    # Another look changes nothing, and makes no second comment.
    again = repository.run("preview", event, {"comment"}, results=dict(first.results), artifacts=first.artifacts)
    assert again.results["comment"] == SUCCESS
    assert [each["body"] for each in github.comments_of(events.NUMBER)] == [text]


def test_what_was_changed_by_hand_becomes_an_issue(
    repository: Repository, deployed: GitHubRun, github: GitHubServer, tmp_path: Path
) -> None:
    gh = StandIn(tmp_path)
    gh.deployments("dev", {2: ("f" * 40, "waiting"), 1: (COMMIT, "success")})
    gh.deployments("prod", {})
    given = {**gh.variables, "PATH": f"{tmp_path / 'path'}{os.pathsep}{os.environ['PATH']}"}
    elbv2 = repository.dev.aws.client("elbv2")
    (target_group,) = elbv2.describe_target_groups()["TargetGroups"]

    def look() -> GitHubRun:
        made = repository.run("drift", events.night(api_url=github.url), given=given)
        assert set(made.results.values()) == {SUCCESS}
        assert {each.stack for each in made.ran if each.step == "Preview, with everything read anew"} == {"dev"}
        return made

    def issues() -> list[tuple[str, str]]:
        return [(each["title"], each["state"]) for number, each in github.issues.items() if number != events.NUMBER]

    seconds = target_group["HealthCheckIntervalSeconds"]
    arn = target_group["TargetGroupArn"]
    elbv2.modify_target_group(TargetGroupArn=arn, HealthCheckIntervalSeconds=seconds + 7)
    look()
    ((title, state),) = issues()
    assert "dev" in title
    assert state == "open"
    (issue,) = [each for number, each in github.issues.items() if number != events.NUMBER]
    assert f"{seconds + 7}" in issue["body"]

    elbv2.modify_target_group(TargetGroupArn=arn, HealthCheckIntervalSeconds=seconds)
    look()
    assert issues() == [(title, "closed")]


def test_what_is_not_deployed_has_no_jobs(repository: Repository, deployed: GitHubRun) -> None:
    made = repository.run("deploy", events.release(prerelease=True))
    assert made.results == {"deploy": SKIPPED}
