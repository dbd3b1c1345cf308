"""The workflow files, as GitHub reads them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".github" / "workflows"


@dataclass(frozen=True)
class Step:
    """A step of a job: an action that is used, or a script."""

    data: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What the run's page calls it."""
        return str(self.data.get("name") or self.data.get("uses"))

    @property
    def script(self) -> str | None:
        """What bash runs."""
        return self.data.get("run")

    @property
    def action(self) -> str:
        """The action's repository, without its commit; empty for a script."""
        return str(self.data.get("uses", "")).partition("@")[0]

    @property
    def given(self) -> Mapping[str, str]:
        """What the action is given."""
        found: Mapping[str, str] = self.data.get("with", {})
        return found


@dataclass(frozen=True)
class Job:
    """A job of a workflow."""

    workflow: str
    id: str
    data: Mapping[str, Any]

    @cached_property
    def steps(self) -> list[Step]:
        """Its steps, in order."""
        return [Step(each) for each in self.data["steps"]]

    @property
    def needs(self) -> list[str]:
        """The jobs that end before it begins."""
        found = self.data.get("needs", [])
        return [found] if isinstance(found, str) else list(found)

    @property
    def matrix(self) -> list[dict[str, str]]:
        """What each of its runs is for; one run for nothing in particular where there is no matrix."""
        matrix: dict[str, list[str]] = self.data.get("strategy", {}).get("matrix", {})
        assert len(matrix) <= 1, f"{self.workflow}: {self.id}: these tests know matrices of one list"
        return [{key: value} for key, values in matrix.items() for value in values] or [{}]

    def __str__(self) -> str:
        return f"{self.workflow}: {self.id}"


@dataclass(frozen=True)
class Workflow:
    """A workflow file."""

    name: str
    """Of the file, without its end."""
    text: str

    @cached_property
    def data(self) -> Mapping[str, Any]:
        """Its content, every value a text: `on` is a word here, not a truth value."""
        found: Mapping[str, Any] = yaml.load(self.text, yaml.BaseLoader)
        return found

    @cached_property
    def jobs(self) -> dict[str, Job]:
        """Its jobs, by id."""
        return {key: Job(self.name, key, value) for key, value in self.data["jobs"].items()}

    @property
    def triggers(self) -> set[str]:
        """The events that start it."""
        return set(self.data["on"])

    def spoiled(self, old: str, new: str) -> "Workflow":
        """Return it with a text replaced wherever it is."""
        assert old in self.text, f"{self.name}.yml has no {old!r} that could be spoiled"
        return Workflow(self.name, self.text.replace(old, new))


def workflows() -> dict[str, Workflow]:
    """Return every workflow of this repository, by name."""
    return {path.stem: Workflow(path.stem, path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.y*ml"))}


def scripts(found: Mapping[str, Workflow]) -> Iterator[tuple[Job, Step]]:
    """Yield every step that runs a script."""
    for workflow in found.values():
        for job in workflow.jobs.values():
            for step in job.steps:
                if step.script is not None:
                    yield job, step
