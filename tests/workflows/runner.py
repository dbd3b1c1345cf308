"""Jobs of a workflow, run for real: their scripts by bash, in the order and with the variables that GitHub gives them.

What an action does is said here as far as the next step sees it: a checkout is a copy of the code, an artifact a folder
that goes from one job to the next. What an action does outside (taking on a role, installing Pulumi, publishing) is a
test's to say, or is noted only.
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from tests.workflows.expressions import Context, filled, holds
from tests.workflows.machine import Machine, Ran, check_out
from tests.workflows.reading import ROOT, Job, Step, Workflow

Action = Callable[["GitHubRun", Machine, Mapping[str, str], Context], Mapping[str, str] | None]
"""What an action does, given its inputs and the contexts; it returns its outputs."""

SUCCESS, FAILURE, SKIPPED = "success", "failure", "skipped"


class StepFailure(Exception):  # noqa: N818  (not an error: what an action may come to)
    """An action fails."""


def begins(job: Job, contexts: Mapping[str, Any], results: Mapping[str, str]) -> bool:
    """Return whether a job begins, by what those before it came to."""
    needed = {name: {"result": results[name]} for name in job.needs}
    well = all(each["result"] == SUCCESS for each in needed.values())
    states = {"success": well, "failure": not well, "cancelled": False, "always": True}
    return holds(job.data.get("if", ""), {**contexts, "needs": needed}, states)


def jobs_of(workflow: Workflow, contexts: Mapping[str, Any]) -> set[str]:
    """Return the jobs that run for an event when all goes well."""
    results: dict[str, str] = {}
    for job in in_order(workflow):
        results[job.id] = SUCCESS if begins(job, contexts, results) else SKIPPED
    return {name for name, result in results.items() if result == SUCCESS}


def in_order(workflow: Workflow) -> list[Job]:
    """Return the jobs, each after those that it needs."""
    ordered: list[Job] = []
    while len(ordered) < len(workflow.jobs):
        known = {job.id for job in ordered}
        ordered += [job for job in workflow.jobs.values() if job.id not in known and known >= set(job.needs)][:1]
    return ordered


@dataclass
class GitHubRun:
    """A run of a workflow."""

    folder: Path
    github: Mapping[str, Any]
    """The context `github`: the event, the repository, the token."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """The repository's variables, with those of a job's environment."""
    given: Mapping[str, str] = field(default_factory=dict)
    """What is in every script's environment beside what the workflow says."""
    actions: Mapping[str, Action] = field(default_factory=dict)
    sources: Mapping[str, Path] = field(default_factory=dict)
    """What a checkout of a `ref` finds; this repository's code where it is not named."""
    results: dict[str, str] = field(default_factory=dict)
    """What each job came to; of a job that is not run here, what it shall have come to."""
    artifacts: dict[str, Path] = field(default_factory=dict)
    """By name; those of jobs that are not run here are given."""

    def __post_init__(self) -> None:
        self.ran: list[Ran] = []
        self.used: list[tuple[str, str, str, dict[str, str]]] = []
        """Each use of an action: job, stack, action, inputs."""
        self.summaries: dict[tuple[str, str], str] = {}

    def run(self, workflow: Workflow, only: set[str] | None = None) -> None:
        """Run the jobs of a workflow, or some of them, one after the other."""
        contexts = {"github": Context(self.github), "vars": Context(self.variables)}
        for job in in_order(workflow):
            if only is not None and job.id not in only:
                self.results.setdefault(job.id, SKIPPED)
                continue
            wanted = begins(job, contexts, self.results)
            found = [self._job(job, Context(each)) for each in job.matrix] if wanted else []
            self.results[job.id] = (SUCCESS if all(found) else FAILURE) if wanted else SKIPPED

    def outputs_of(self, job: str, step: str, stack: str = "") -> str:
        """Return what a script printed."""
        (found,) = [each for each in self.ran if (each.job, each.step) == (job, step) and stack in ("", each.stack)]
        return found.output

    def _job(self, job: Job, matrix: Context) -> bool:
        """Run a job; return whether it was a success."""
        stack = matrix["stack"]
        machine = Machine(self.folder / f"{job.workflow}-{job.id}-{stack}", {**self._own(), **self.given})
        contexts = Context(github=Context(self.github), vars=Context(self.variables), matrix=matrix)
        contexts["runner"] = Context(temp=str(machine.temp))
        contexts["env"] = Context({key: filled(each, contexts) for key, each in job.data.get("env", {}).items()})
        failed = False
        for step in job.steps:
            contexts["steps"] = Context({key: {"outputs": each} for key, each in machine.outputs.items()})
            states = {"success": not failed, "failure": failed, "cancelled": False, "always": True}
            if not holds(step.data.get("if", ""), contexts, states):
                continue
            run = self._script if step.script is not None else self._use
            failed |= not run(job, stack, step, machine, contexts)
        self.summaries[job.id, stack] = machine.summary.read_text("utf-8")
        return not failed

    def _own(self) -> dict[str, str]:
        """Return the variables that GitHub gives each script about the run."""
        return {
            "GITHUB_REPOSITORY": str(self.github["repository"]),
            "GITHUB_EVENT_NAME": str(self.github["event_name"]),
            "GITHUB_API_URL": str(self.github.get("api_url", "http://127.0.0.1:9")),
        }

    def _script(self, job: Job, stack: str, step: Step, machine: Machine, contexts: Context) -> bool:
        own = {key: filled(each, contexts) for key, each in step.data.get("env", {}).items()}
        given = {**contexts["env"], **own}
        ran = machine.run(job.id, stack, step.name, str(step.script), given, step.data.get("id", ""))
        self.ran.append(ran)
        return ran.status == 0

    def _use(self, job: Job, stack: str, step: Step, machine: Machine, contexts: Context) -> bool:
        inputs = {key: filled(each, contexts) for key, each in step.given.items()}
        self.used.append((job.id, stack, step.action, inputs))
        action = {**ACTIONS, **self.actions}[step.action]
        try:
            outputs = action(self, machine, inputs, contexts)
        except StepFailure:
            return False
        if own_id := step.data.get("id"):
            machine.outputs[own_id] = dict(outputs or {})
        return True


def _checkout(run: GitHubRun, machine: Machine, inputs: Mapping[str, str], _: Context) -> None:
    check_out(machine.workspace, run.sources.get(inputs.get("ref", ""), ROOT))


def _upload(run: GitHubRun, machine: Machine, inputs: Mapping[str, str], _: Context) -> None:
    name, source = inputs["name"], machine.workspace / inputs["path"]
    assert name not in run.artifacts, f"a second artifact {name}: GitHub refuses it"
    if not source.is_dir() or not any(source.iterdir()):
        if inputs.get("if-no-files-found") == "error":
            raise StepFailure
        return
    run.artifacts[name] = run.folder / "artifacts" / name
    shutil.copytree(source, run.artifacts[name])


def _download(run: GitHubRun, machine: Machine, inputs: Mapping[str, str], _: Context) -> None:
    target = machine.workspace / inputs["path"]
    if "name" in inputs:
        if inputs["name"] not in run.artifacts:
            raise StepFailure
        shutil.copytree(run.artifacts[inputs["name"]], target, dirs_exist_ok=True)
        return
    assert inputs["merge-multiple"] == "true", "without it each artifact is in a folder of its own"
    found = [name for name in run.artifacts if fnmatch(name, inputs["pattern"])]
    for name in found:
        shutil.copytree(run.artifacts[name], target, dirs_exist_ok=True)


def _noted(*_: object) -> None:
    """What it does is outside of what the other steps see."""


ACTIONS: Mapping[str, Action] = {
    "actions/checkout": _checkout,
    "actions/upload-artifact": _upload,
    "actions/download-artifact": _download,
    "actions/setup-python": _noted,
    "aws-actions/configure-aws-credentials": _noted,
    "pulumi/actions": _noted,
    "actions/attest-build-provenance": _noted,
    "pypa/gh-action-pypi-publish": _noted,
}
