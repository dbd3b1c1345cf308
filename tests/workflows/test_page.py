"""docs/pipelines.md says what the workflows are: no variable, environment or job that one has and the other has not."""

import re

from tests.workflows.reading import ROOT, workflows

PAGE = (ROOT / "docs" / "pipelines.md").read_text("utf-8")


def table(head: str) -> list[list[str]]:
    """Return the rows of the table whose first heading this is."""
    lines = PAGE[PAGE.index(f"| {head} |") :].splitlines()[2:]
    rows = []
    for line in lines:
        if not line.strip().startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
    return rows


def quoted(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def test_every_workflow_is_on_the_page() -> None:
    assert sorted(name for row in table("workflow") for name in quoted(row[0])) == sorted(workflows())


def test_every_variable_is_on_the_page_and_every_one_there_is_used() -> None:
    used = {name for each in workflows().values() for name in re.findall(r"vars\.(\w+)", each.text)}
    assert {name for row in table("variable") for name in quoted(row[0])} == used
    by_stack = {name for each in workflows().values() for name in re.findall(r"format\('(\w+)_\{0\}'", each.text)}
    assert {f"{name}_PROD" for name in by_stack} == set(re.findall(r"`(\w+_PROD)`", PAGE))


def test_every_environment_is_on_the_page() -> None:
    used = set()
    for each in workflows().values():
        for job in each.jobs.values():
            environment = job.data.get("environment", {})
            name = environment if isinstance(environment, str) else environment.get("name", "")
            used |= {name} if name and "${{" not in name else set(re.findall(r"'(dev|prod)'", name))
    assert {name for row in table("environment") for name in quoted(row[0])} == used


def test_every_job_is_in_the_table_of_who_has_what() -> None:
    told = set()
    for row in table("job"):
        for part in row[0].split(", `"):
            workflow, _, jobs = part.replace("`", "").partition(":")
            told |= {(workflow, job.strip()) for job in jobs.split(",")} if jobs else {(workflow, "")}
    expected = {
        (each.name, job if len(each.jobs) > 1 and each.name != "check" else "")
        for each in workflows().values()
        for job in each.jobs
    }
    assert told == expected


def test_what_the_page_says_a_job_may_is_what_it_may() -> None:
    """The columns about the state, AWS and GitHub, by the roles and permissions that a job has."""
    for row in table("job"):
        if "release" in row[0]:
            continue
        name, _, job_id = row[0].rpartition(", ")[2].replace("`", "").partition(": ")
        workflow = workflows()[name]
        job = workflow.jobs[job_id or next(iter(workflow.jobs))]
        text, may = str(job.data), job.data["permissions"]
        assert ("reads" in row[2]) == ("STATE_READER_ROLE" in text or "DEPLOY_ROLE" in text), row
        assert (row[3] == "uses") == ("DEPLOY_ROLE" in text), row
        assert (row[4] != "–") == ("PREVIEW_ROLE" in text or "DEPLOY_ROLE" in text), row
        assert row[5].startswith("writes") == any(each == "write" for key, each in may.items() if key != "id-token"), (
            row
        )
