"""What every workflow here keeps to. A rule takes the workflows, and returns what is wrong with them, a line each."""

import re
from collections.abc import Callable, Iterator, Mapping

from tests.workflows import events
from tests.workflows.expressions import Context
from tests.workflows.reading import ROOT, Job, Workflow
from tests.workflows.runner import jobs_of

Workflows = Mapping[str, Workflow]
Rule = Callable[[Workflows], Iterator[str]]

PERMISSIONS: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("check", "test"): {"contents": "read"},
    ("check", "rehearse"): {"contents": "read"},
    ("check", "package"): {"contents": "read"},
    ("preview", "rehearse"): {"contents": "read"},
    ("preview", "states"): {"contents": "read", "id-token": "write"},
    ("preview", "preview"): {"contents": "read", "id-token": "write"},
    ("preview", "comment"): {"contents": "read", "pull-requests": "write"},
    ("deploy", "deploy"): {"contents": "read", "id-token": "write"},
    ("drift", "look"): {"contents": "read", "deployments": "read", "id-token": "write"},
    ("drift", "issues"): {"contents": "read", "issues": "write"},
    ("release", "build"): {"contents": "read"},
    ("release", "attest"): {"attestations": "write", "id-token": "write"},
    ("release", "publish"): {"id-token": "write"},
    ("release", "attach"): {"contents": "write"},
}
"""What each job may, and no more."""

TRIGGERS = {"push", "pull_request", "release", "schedule", "workflow_dispatch"}
"""Not `pull_request_target` nor `workflow_run`, which give the code of anybody what only main may have."""

ROLES = {
    "STATE_READER_ROLE": {("preview", "states"), ("drift", "look")},
    "PREVIEW_ROLE": {("preview", "preview"), ("drift", "look")},
    "DEPLOY_ROLE": {("deploy", "deploy")},
}
"""Which jobs may name which role."""

BASE_CODE = "${{ github.event.pull_request.base.sha }}"
LONGEST_MINUTES = 90


def pins(found: Workflows) -> Iterator[str]:
    """Each action is named by its commit, with the version that it is, and by the same one everywhere."""
    seen: dict[str, str] = {}
    for workflow in found.values():
        for number, line in enumerate(workflow.text.splitlines(), 1):
            if not re.match(r"\s*(- )?uses:", line):
                continue
            match = re.fullmatch(r"\s*(?:- )?uses: ([\w./-]+)@([0-9a-f]{40} # v\d+\.\d+\.\d+)", line)
            if match is None:
                yield f"{workflow.name}.yml:{number}: not pinned by 40 hex digits and `# v1.2.3`: {line.strip()}"
            elif seen.setdefault(match[1], match[2]) != match[2]:
                yield f"{workflow.name}.yml:{number}: {match[1]} is pinned to another commit elsewhere: {match[2]}"


def permissions(found: Workflows) -> Iterator[str]:
    """Nothing is allowed but what a job says, and each job's part is in the table."""
    for workflow in found.values():
        if workflow.data.get("permissions") != {}:
            yield f"{workflow.name}: must begin with `permissions: {{}}`"
    for job in _jobs(found):
        expected, told = PERMISSIONS.get((job.workflow, job.id)), job.data.get("permissions")
        if told != expected:
            yield f"{job}: may {told}, expected {expected}"
    known = {(job.workflow, job.id) for job in _jobs(found)}
    yield from (f"{name}: {own_id}: in the table, but in no workflow" for name, own_id in PERMISSIONS.keys() - known)


def triggers(found: Workflows) -> Iterator[str]:
    """Only events whose code is that of the event."""
    for workflow in found.values():
        yield from (f"{workflow.name}: is started by {name}" for name in workflow.triggers - TRIGGERS)


def pull_request_code(found: Workflows) -> Iterator[str]:
    """A job that runs the code of a pull request may write nowhere, reads no state, and has no token."""
    for job in _of_pull_requests(found):
        if not _runs_their_code(job):
            continue
        may = dict(job.data.get("permissions", {}))
        wrong = {
            key: each for key, each in may.items() if (key, each) not in (("contents", "read"), ("id-token", "write"))
        }
        if wrong:
            yield f"{job}: runs a pull request's code, and may {wrong}"
        text = str(job.data)
        for each in ("STATE_READER_ROLE", "DEPLOY_ROLE", "PULUMI_BACKEND_URL_", "github.token", "secrets."):
            if each in text:
                yield f"{job}: runs a pull request's code, and has {each}"


def base_code(found: Workflows) -> Iterator[str]:
    """A job of a pull request that reads a state or writes a comment runs the code that it is to be merged into."""
    for job in _of_pull_requests(found):
        writes = "write" in {each for key, each in job.data["permissions"].items() if key != "id-token"}
        if not writes and "STATE_READER_ROLE" not in str(job.data):
            continue
        refs = [step.given.get("ref") for step in job.steps if step.action == "actions/checkout"]
        if refs != [BASE_CODE]:
            yield f"{job}: must check out {BASE_CODE} and nothing else, got {refs}"


def forks(found: Workflows) -> Iterator[str]:
    """A pull request from a fork starts no job that can get credentials, or write."""
    contexts = {"github": Context(events.pull_request("mallory/shop")), "vars": Context(events.CONFIGURED)}
    for workflow in found.values():
        if "pull_request" not in workflow.triggers:
            continue
        for own_id in sorted(jobs_of(workflow, contexts)):
            may = workflow.jobs[own_id].data.get("permissions")
            if may != {"contents": "read"}:
                yield f"{workflow.name}: {own_id}: runs for a fork, and may {may}"


def roles(found: Workflows) -> Iterator[str]:
    """Each role is taken by the jobs that it is for, and nothing is a secret."""
    for job in _jobs(found):
        text = str(job.data)
        for role, allowed in ROLES.items():
            if re.search(rf"\b{role}\b|\b{role}_\{{0\}}", text) and (job.workflow, job.id) not in allowed:
                yield f"{job}: names {role}"
        yield from (f"{job}: uses {each}; there are none to keep here" for each in re.findall(r"secrets\.\w+", text))


def concurrency(found: Workflows) -> Iterator[str]:
    """One run at a time of a pull request, a branch, a stack; what deploys is never cancelled."""
    for workflow in found.values():
        blocks = [each for each in (workflow.data.get("concurrency"), *_blocks(workflow)) if each]
        covered = "concurrency" in workflow.data or all("concurrency" in job.data for job in workflow.jobs.values())
        if not covered:
            yield f"{workflow.name}: two runs at a time"
        if "pull_request" not in workflow.triggers and any(
            each.get("cancel-in-progress") != "false" for each in blocks
        ):
            yield f"{workflow.name}: a run that has begun must not be cancelled"
    for block in _blocks(found["deploy"]):
        if "'prod' || 'dev'" not in block["group"]:
            yield f"deploy: its group is not one a stack: {block['group']}"


def timeouts(found: Workflows) -> Iterator[str]:
    """No job goes on for GitHub's six hours."""
    for job in _jobs(found):
        minutes = job.data.get("timeout-minutes", "360")
        if not 0 < int(minutes) <= LONGEST_MINUTES:
            yield f"{job}: may take {minutes} minutes"


def kept_credentials(found: Workflows) -> Iterator[str]:
    """No checkout leaves the repository's token in the folder."""
    for job in _jobs(found):
        for step in job.steps:
            if step.action == "actions/checkout" and step.given.get("persist-credentials") != "false":
                yield f"{job}: a checkout keeps the token in .git/config"


def session_tags(found: Workflows) -> Iterator[str]:
    """The roles' trust has no `sts:TagSession`: AWS refuses a session with tags, and says it is not trusted."""
    for job in _jobs(found):
        for step in job.steps:
            aws = step.action == "aws-actions/configure-aws-credentials"
            if aws and step.given.get("role-skip-session-tagging") != "true":
                yield f"{job}: a role is asked for with tags"


def expressions_in_scripts(found: Workflows) -> Iterator[str]:
    """What comes from outside reaches a script as a variable, never as a part of it."""
    for job in _jobs(found):
        for step in job.steps:
            if "${{" in (step.script or ""):
                yield f"{job}: {step.name}: has an expression in its script"


def shells(found: Workflows) -> Iterator[str]:
    """A pipe fails with any of its parts: GitHub's `bash -e` alone does not see that."""
    for workflow in found.values():
        if workflow.data.get("defaults") != {"run": {"shell": "bash"}}:
            yield f"{workflow.name}: must say `defaults: run: shell: bash`"


def stacks(found: Workflows) -> Iterator[str]:
    """Every environment that is committed, but for that of this machine, is in every matrix and comment."""
    expected = sorted(
        path.name.split(".")[1] for path in ROOT.glob("Pulumi.*.yaml") if path.name != "Pulumi.local.yaml"
    )
    for job in _jobs(found):
        matrix = job.data.get("strategy", {}).get("matrix", {})
        if "stack" in matrix and matrix["stack"] != expected:
            yield f"{job}: is for {matrix['stack']}, expected {expected}"
    told = [step.script or "" for step in found["preview"].jobs["comment"].steps]
    for kind in ("previews", "rehearsals"):
        named = [each for script in told for each in re.findall(rf"/{kind}/(\w+)\.json", script)]
        if named != expected:
            yield f"preview: comment: names {kind} of {named}, expected {expected}"


def artifacts(found: Workflows) -> Iterator[str]:
    """What the jobs of a matrix leave has a name for each stack: GitHub refuses a second one of the same name."""
    for job in _jobs(found):
        for step in job.steps:
            if step.action != "actions/upload-artifact":
                continue
            name = step.given["name"]
            if "matrix" in job.data.get("strategy", {}) and "${{ matrix.stack }}" not in name:
                yield f"{job}: uploads {name} for every stack"
            if int(step.given.get("retention-days", "90")) > 7:
                yield f"{job}: keeps {name} for longer than it is asked for"


RULES: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (
        pins,
        permissions,
        triggers,
        pull_request_code,
        base_code,
        forks,
        roles,
        concurrency,
        timeouts,
        kept_credentials,
        session_tags,
        expressions_in_scripts,
        shells,
        stacks,
        artifacts,
    )
}


def _jobs(found: Workflows) -> Iterator[Job]:
    for workflow in found.values():
        yield from workflow.jobs.values()


def _of_pull_requests(found: Workflows) -> Iterator[Job]:
    for workflow in found.values():
        if "pull_request" in workflow.triggers:
            yield from workflow.jobs.values()


def _runs_their_code(job: Job) -> bool:
    return any(step.action == "actions/checkout" and step.given.get("ref") != BASE_CODE for step in job.steps)


def _blocks(workflow: Workflow) -> list[Mapping[str, str]]:
    return [job.data["concurrency"] for job in workflow.jobs.values() if "concurrency" in job.data]
