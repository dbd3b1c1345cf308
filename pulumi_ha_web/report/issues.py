"""Drift as issues: one for each stack, for ever.

An issue is ours only if our own account opened it, it has the label, and begins with the stack's hidden marker. It is
opened once, brought up to date, closed when there is no drift any more, and opened again when there is: what was said
about earlier drift stays together. Whoever closes it while there is drift decides something: closed as not planned,
that very drift is accepted, and the issue stays closed until the drift is another one; closed as completed it was not,
and the next look opens it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from ..errors import HaWebError
from .comments import StackName, stacks_of, widened
from .drift import Finding, Verdict
from .github import GitHub, is_by, same_text
from .markdown import one_line

if TYPE_CHECKING:
    from github.Issue import Issue
    from github.Repository import Repository

PERMISSION = "issues: write"
LABEL, COLOUR, MEANING = "drift", "d93f0b", "What stands in AWS is not as the program says"
_LONGEST_TITLE = 256
_NOT_PLANNED = "not_planned"
_ACCEPTING = (_NOT_PLANNED, "duplicate")
"""Reasons to close an issue that say: this is known, and left."""

NO_MORE = "No drift any more: what stands in AWS is as the program says."
NOT_DEPLOYED = "No drift any more: the stack is not deployed."
AGAIN = "This was closed, and there is something to do: the text above says what."
STILL = "This was closed as not planned, which accepts what the text above said then. It says something else now."
TWICE = "#{number} is about the same stack, and is the one that is kept."


class Became(StrEnum):
    """What became of the issue."""

    OPENED = "opened"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REOPENED = "opened again"
    ACCEPTED = "accepted, since it was closed as not planned"
    CLOSED = "closed"


@dataclass(frozen=True)
class Settled:
    """An issue that says what was found."""

    became: Became
    url: str

    @property
    def accepted(self) -> bool:
        """A person has decided to leave it."""
        return self.became is Became.ACCEPTED


class Issues:
    """The issues of a repository that are about drift."""

    def __init__(self, repository: str, author: str | None = None) -> None:
        """Name a repository, `OWNER/REPO`; it is asked once something is settled.

        Raises:
            HaWebError: there is no token, or PyGithub is not installed.
        """
        self._name, self._github = repository, GitHub(author)

    def settle(self, finding: Finding) -> Settled | None:
        """Have the stack's issue say what was found; None where there is none, and none is needed.

        Raises:
            HaWebError: GitHub cannot be reached, or refuses.
        """
        with self._github.explaining(f"issues of {self._name}", PERMISSION):
            stack = (finding.preview.project, finding.preview.stack)
            # The oldest that is open, else the oldest: any other one was opened beside it by mistake.
            found = sorted(self._of(stack), key=lambda each: (each.state != "open", each.number))
            for other in (each for each in found[1:] if each.state == "open"):
                other.create_comment(TWICE.format(number=found[0].number))
                other.edit(state="closed", state_reason=_NOT_PLANNED)
            if finding.verdict is Verdict.NONE:
                return _closed(found[0], finding) if found and found[0].state == "open" else None
            return _updated(found[0], finding.text) if found else self._opened(finding)

    def _of(self, stack: StackName) -> list[Issue]:
        covered = widened([stack], frozenset().union(*(names for _, names in self._own)))
        return [issue for issue, names in self._own if names <= covered]

    @cached_property
    def _own(self) -> list[tuple[Issue, frozenset[StackName]]]:
        found = self._repository.get_issues(state="all", labels=[LABEL])
        return [
            (each, names)
            for each in found
            if is_by(each.user, self._github.login) and (names := stacks_of(each.body or ""))
        ]

    @cached_property
    def _repository(self) -> Repository:
        return self._github.repository(self._name)

    def _opened(self, finding: Finding) -> Settled:
        self._make_label()
        title = one_line(f"Drift: {finding.name}")[:_LONGEST_TITLE]
        made = self._repository.create_issue(title, finding.text, labels=[LABEL])
        if LABEL not in {each.name for each in made.labels}:
            # GitHub says nothing of it, and the next look would open one more.
            made.edit(state="closed", state_reason=_NOT_PLANNED)
            raise HaWebError(
                f"{made.html_url}: GitHub left out the label `{LABEL}`, by which the issue is found again, since this "
                f"token may not set any; give it `{PERMISSION}`. The issue is closed"
            )
        return Settled(Became.OPENED, made.html_url)

    def _make_label(self) -> None:
        """Have the label, with its colour; GitHub would make one up."""
        from github import GithubException, UnknownObjectException

        try:
            _ = self._repository.get_label(LABEL).color
        except UnknownObjectException:
            try:
                self._repository.create_label(LABEL, COLOUR, MEANING)
            except GithubException as error:
                if error.status != 422:  # another run has made it meanwhile
                    raise


def _updated(issue: Issue, text: str) -> Settled:
    same = same_text(issue.body, text)
    if issue.state == "open":
        if same:
            return Settled(Became.UNCHANGED, issue.html_url)
        issue.edit(body=text)
        return Settled(Became.UPDATED, issue.html_url)
    accepted = issue.state_reason in _ACCEPTING
    if accepted and same:
        return Settled(Became.ACCEPTED, issue.html_url)
    issue.edit(body=text, state="open")
    issue.create_comment(STILL if accepted else AGAIN)
    return Settled(Became.REOPENED, issue.html_url)


def _closed(issue: Issue, finding: Finding) -> Settled:
    issue.create_comment(NOT_DEPLOYED if finding.preview.never_deployed else NO_MORE)
    issue.edit(state="closed", state_reason="completed")
    return Settled(Became.CLOSED, issue.html_url)
