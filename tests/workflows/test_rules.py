"""The workflows keep to their rules, and each rule tells a workflow that does not."""

import pytest

from tests.workflows.reading import workflows
from tests.workflows.rules import RULES

SPOILED = [
    ("pins", "check", "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "actions/checkout@v7",
     "not pinned by 40 hex digits"),
    ("pins", "check", " # v7.0.1", "", "not pinned by 40 hex digits"),
    ("pins", "check", "3d3c42e5aac5ba805825da76410c181273ba90b1", "0" * 40, "pinned to another commit elsewhere"),
    ("permissions", "check", "permissions: {}\n", "", "must begin with `permissions: {}`"),
    ("permissions", "check", "permissions: {}\n", "permissions: write-all\n", "must begin with `permissions: {}`"),
    ("permissions", "check", "contents: read", "contents: write", "may {'contents': 'write'}"),
    ("permissions", "drift", "issues: write", "actions: write", "'actions': 'write'"),
    ("permissions", "release", "  attach:", "  hang-on:", "attach: in the table, but in no workflow"),
    ("triggers", "preview", "  pull_request:\n", "  pull_request_target:\n", "is started by pull_request_target"),
    ("triggers", "drift", "  workflow_dispatch:", "  workflow_run:", "is started by workflow_run"),
    ("pull_request_code", "preview", "          ref: ${{ github.event.pull_request.base.sha }}\n", "",
     "comment: runs a pull request's code, and may {'pull-requests': 'write'}"),
    ("pull_request_code", "preview", "          ref: ${{ github.event.pull_request.base.sha }}\n", "",
     "states: runs a pull request's code, and has STATE_READER_ROLE"),
    ("pull_request_code", "preview", "vars.PREVIEW_ROLE", "vars.DEPLOY_ROLE", "preview: runs a pull request's code"),
    ("pull_request_code", "preview", ".venv/bin/ha-web preview", "T=${{ github.token }} .venv/bin/ha-web preview",
     "and has github.token"),
    ("base_code", "preview", "pull_request.base.sha", "pull_request.head.sha", "states: must check out"),
    ("base_code", "preview", "pull_request.base.sha", "pull_request.head.sha", "comment: must check out"),
    ("forks", "preview", "github.event.pull_request.head.repo.full_name == github.repository", "vars.AWS_REGION",
     "states: runs for a fork, and may {'contents': 'read', 'id-token': 'write'}"),
    ("forks", "check", "contents: read", "contents: write", "test: runs for a fork"),
    ("roles", "drift", "vars.PREVIEW_ROLE", "vars.DEPLOY_ROLE", "look: names DEPLOY_ROLE"),
    ("roles", "deploy", "vars.DEPLOY_ROLE", "secrets.AWS_ACCESS_KEY_ID", "uses secrets.AWS_ACCESS_KEY_ID"),
    ("concurrency", "deploy", "cancel-in-progress: false", "cancel-in-progress: true", "must not be cancelled"),
    ("concurrency", "deploy", "deploy-${{ github.event_name == 'release' && 'prod' || 'dev' }}", "deploy",
     "its group is not one a stack"),
    ("concurrency", "drift", "concurrency:\n  group: drift\n  cancel-in-progress: false\n", "", "two runs at a time"),
    ("timeouts", "release", "    timeout-minutes: 10\n", "", "may take 360 minutes"),
    ("kept_credentials", "deploy", "persist-credentials: false", "persist-credentials: true", "keeps the token"),
    ("session_tags", "drift", "          role-skip-session-tagging: true\n", "", "is asked for with tags"),
    ("expressions_in_scripts", "check", '"$STACK"', "${{ matrix.stack }}", "has an expression in its script"),
    ("shells", "drift", "    shell: bash\n", "    shell: sh\n", "must say `defaults"),
    ("stacks", "preview", "stack: [dev, prod]", "stack: [dev]", "is for ['dev'], expected ['dev', 'prod']"),
    ("stacks", "preview", ' "$RUNNER_TEMP/previews/prod.json"', "", "names previews of ['dev']"),
    ("artifacts", "preview", "name: preview-${{ matrix.stack }}", "name: preview", "uploads preview for every stack"),
    ("artifacts", "preview", "          retention-days: 1\n", "", "keeps preview-${{ matrix.stack }} for longer"),
]  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_the_workflows_keep_to_it(rule: str) -> None:
    assert list(RULES[rule](workflows())) == []


@pytest.mark.parametrize(
    ("rule", "name", "old", "new", "told"), SPOILED, ids=[f"{each[0]}-{number}" for number, each in enumerate(SPOILED)]
)
def test_a_spoiled_workflow_is_told(rule: str, name: str, old: str, new: str, told: str) -> None:
    found = workflows()
    spoiled = {**found, name: found[name].spoiled(old, new)}
    assert [line for line in RULES[rule](spoiled) if told in line], list(RULES[rule](spoiled))


def test_every_rule_has_a_workflow_that_breaks_it() -> None:
    assert {each[0] for each in SPOILED} == set(RULES)


def test_the_workflows_are_those_that_the_project_has() -> None:
    assert list(workflows()) == ["check", "deploy", "drift", "preview", "release"]
