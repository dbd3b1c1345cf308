"""Every command of a workflow is one of the Makefile or of `ha-web`, and is run by something that can fail."""

import ast
from pathlib import Path

import pytest

from tests.workflows.commands import UnknownCommandError, called, check
from tests.workflows.reading import ROOT, Step, scripts, workflows

RUNS, ENGINE = "tests/workflows/test_runs.py", "tests/engine/test_workflows.py"

REGISTER = {
    ("check", "test", "Lint, types, tests"): (".ci/run", "make test"),
    ("check", "rehearse", "Rehearse"): (RUNS, "test_each_environment_is_rehearsed"),
    ("check", "package", "Build, and test the wheel"): (".github/workflows/check.yml", "run: make package"),
    ("preview", "rehearse", "Set up"): (RUNS, "test_a_pull_request_from_a_fork_gets_its_rehearsals"),
    ("preview", "rehearse", "Rehearse"): (RUNS, "test_a_pull_request_from_a_fork_gets_its_rehearsals"),
    ("preview", "rehearse", "Report in the run's summary"): (
        RUNS, "test_a_pull_request_from_a_fork_gets_its_rehearsals"),
    ("preview", "states", "Set up"): (ENGINE, "test_a_pull_request_is_previewed_and_commented"),
    ("preview", "states", "State without secrets"): (ENGINE, "test_a_pull_request_is_previewed_and_commented"),
    ("preview", "preview", "Set up"): (ENGINE, "test_a_pull_request_is_previewed_and_commented"),
    ("preview", "preview", "Preview"): (ENGINE, "test_a_pull_request_is_previewed_and_commented"),
    ("preview", "comment", "Set up"): (ENGINE, "test_a_pull_request_is_previewed_and_commented"),
    ("preview", "comment", "Comment"): (ENGINE, "test_a_pull_request_is_previewed_and_commented"),
    ("deploy", "deploy", "Set up"): (ENGINE, "test_a_merge_is_deployed_and_waited_for"),
    ("deploy", "deploy", "Wait until every instance is healthy on it"): (
        ENGINE, "test_a_merge_is_deployed_and_waited_for"),
    ("deploy", "deploy", "Ask its URL"): (ENGINE, "test_a_merge_is_deployed_and_waited_for"),
    ("deploy", "deploy", "Say how to go back"): (RUNS, "test_a_deployment_that_fails_says_how_to_go_back"),
    ("drift", "look", "Which commit was deployed last"): (RUNS, "test_drift_is_looked_for_in_what_was_deployed_last"),
    ("drift", "look", "Set up"): (ENGINE, "test_what_was_changed_by_hand_becomes_an_issue"),
    ("drift", "look", "State without secrets"): (ENGINE, "test_what_was_changed_by_hand_becomes_an_issue"),
    ("drift", "look", "Preview, with everything read anew"): (
        ENGINE, "test_what_was_changed_by_hand_becomes_an_issue"),
    ("drift", "issues", "Set up"): (ENGINE, "test_what_was_changed_by_hand_becomes_an_issue"),
    ("drift", "issues", "Issues"): (ENGINE, "test_what_was_changed_by_hand_becomes_an_issue"),
    ("release", "build", "Build, and test the wheel"): (".github/workflows/check.yml", "run: make package"),
    ("release", "build", "The tag says the version"): (RUNS, "test_a_tag_that_is_not_the_version_stops_the_release"),
    ("release", "attach", "Attach"): (RUNS, "test_what_was_built_is_attached_to_the_release"),
}  # fmt: skip
"""Who runs each script: a test, or on every push CI itself, where no test can (`make test` is what runs the tests, and
`make package` needs more of the network than a test may use)."""

STEPS = {(job.workflow, job.id, step.name): (job, step) for job, step in scripts(workflows())}


@pytest.mark.parametrize("step", STEPS, ids=" - ".join)
def test_every_command_is_of_the_makefile_or_of_ha_web(step: tuple[str, str, str], tmp_path: Path) -> None:
    found = called(*STEPS[step], tmp_path)
    assert found or step[2] == "The tag says the version", "a script that calls nothing is none"
    for words in found:
        check(words)


def test_every_script_is_run_by_what_the_register_says() -> None:
    assert set(REGISTER) == set(STEPS)
    for file, name in REGISTER.values():
        text = (ROOT / file).read_text("utf-8")
        if file.endswith(".py"):
            assert name in {each.name for each in ast.parse(text).body if isinstance(each, ast.FunctionDef)}, file
        else:
            assert name in [line.strip() for line in text.splitlines()], file


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("make tset", "No rule to make target"),
        (".venv/bin/ha-web reherse dev", "there is no such command"),
        (".venv/bin/ha-web rollout wiat --stack dev", "there is no such command"),
        (".venv/bin/ha-web rehearse dev --jsno", "No such option"),
        (".venv/bin/ha-web rollout wait --timeout", "requires an argument"),
        (".venv/bin/ha-web preview dev", "Missing parameter: output"),
        ("curl https://example.com", "curl: command not found"),
        ("pulumi up", "pulumi: command not found"),
    ],
)
def test_a_command_that_is_not_there_is_told(script: str, told: str, tmp_path: Path) -> None:
    job = workflows()["check"].jobs["rehearse"]

    def check_each() -> None:
        for words in called(job, Step({"name": "spoiled", "run": script}), tmp_path):
            check(words)

    with pytest.raises(UnknownCommandError, match=told):
        check_each()


def test_words_are_those_that_bash_makes_of_them(tmp_path: Path) -> None:
    preview = workflows()["preview"].jobs["comment"]
    (words,) = called(preview, preview.steps[-1], tmp_path)
    assert words[:2] == [".venv/bin/ha-web", "report"]
    assert words[-3:] == ["--comment", "acme/shop#7", "--summary"]
