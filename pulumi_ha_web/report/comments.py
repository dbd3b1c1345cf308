"""The report as a comment of a pull request: found again, and updated.

A comment is ours only if our own account wrote it and it begins with the hidden markers of a report, on whatever page
of comments: what a stranger copies, or another bot quotes, is left alone.

The markers say which stacks a comment covers. The oldest comment whose stacks the new report covers all becomes the
new report, where people have seen it before; further ones are deleted, since whatever they say is outdated, and a
second look at a stack that contradicts the first one misleads. A comment that covers a stack that the new report does
not is left as it is: it is all that is known about that stack.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import unquote

from .github import GitHub, is_by, pull_request, same_text

if TYPE_CHECKING:
    from github.Issue import Issue
    from github.IssueComment import IssueComment

PERMISSION = "pull-requests: write"

StackName = tuple[str, str]
"""Project and stack; the project is empty where a preview could not be read."""

_MARKER = re.compile(r"<!-- ha-web report: ([^/\s]*)/(\S+) -->\s*")
"""As `page.marker` writes it."""


class How(StrEnum):
    """What became of the comment."""

    MADE = "made"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Published:
    """A comment that says what the report says."""

    url: str
    how: How
    notes: tuple[str, ...] = ()
    """What a person should know beside, as sentences."""


def publish(place: str, body: str, *, author: str | None = None) -> Published:
    """Have one comment of a pull request say what a report says.

    Args:
        place: The pull request, `OWNER/REPO#NUMBER`.
        body: The report, with its markers at its beginning.
        author: Login by whose name the token speaks (`GitHub`).

    Raises:
        HaWebError: GitHub cannot be reached, or does not take it.
    """
    repository, number = pull_request(place)
    stacks = stacks_of(body)
    if not stacks:
        raise ValueError("a report begins with its markers, by which it is found again")
    github = GitHub(author)
    with github.explaining(f"comment in {place}", PERMISSION):
        issue = github.repository(repository).get_issue(number)
        kept, how = _settled(issue, _ours(issue, github.login, stacks), body)
        notes = [] if issue.state == "open" else [f"{place} is closed; the comment is there all the same"]
        if how is How.MADE:
            speaker = kept.user.login
            if not is_by(kept.user, github.login):
                notes.append(
                    f"GITHUB_TOKEN speaks as {speaker}, not as {github.login}: name that with --author {speaker}"
                )
            # Another run may have made one at the same time, or this one twice where GitHub's answer was lost.
            made = {each.id: each for each in [*_ours(issue, speaker, stacks), kept]}
            kept, again = _settled(issue, [made[own] for own in sorted(made)], body)
            how = How.MADE if again is How.UNCHANGED else again
        return Published(kept.html_url, how, tuple(notes))


def stacks_of(body: str) -> frozenset[StackName]:
    """Return the stacks that a text's markers name: those at its beginning alone."""
    found, end = set(), 0
    while match := _MARKER.match(body, end):
        found.add((unquote(match[1]), unquote(match[2])))
        end = match.end()
    return frozenset(found)


def _ours(issue: Issue, login: str, stacks: Collection[StackName]) -> list[IssueComment]:
    """Return our comments that a report about these stacks makes outdated, the oldest first."""
    own = [
        (each, names) for each in issue.get_comments() if is_by(each.user, login) and (names := stacks_of(each.body))
    ]
    covered = widened(stacks, frozenset().union(*(names for _, names in own)))
    return sorted((each for each, names in own if names <= covered), key=lambda each: each.id)


def widened(stacks: Collection[StackName], others: Collection[StackName]) -> set[StackName]:
    """Return a report's stacks with those names of others that mean the same ones.

    A preview that cannot be read does not say its project, now or then: the stack's name tells, unless there are two.
    """
    names = {stack for _, stack in stacks}
    found = set(stacks) | {("", stack) for stack in names}
    for _, stack in (each for each in stacks if not each[0]):
        same = {other for other in others if other[1] == stack and other[0]}
        found |= same if len(same) == 1 else set()
    return found


def _settled(issue: Issue, ours: Iterable[IssueComment], body: str) -> tuple[IssueComment, How]:
    """Return the one comment that says it; the oldest of ours, if there is one. The others are deleted."""
    from github import UnknownObjectException

    kept: tuple[IssueComment, How] | None = None
    for each in ours:
        # Whatever another run has deleted meanwhile need be neither updated nor deleted.
        with suppress(UnknownObjectException):
            if kept:
                each.delete()
            elif same_text(each.body, body):
                kept = each, How.UNCHANGED
            else:
                each.edit(body)
                kept = each, How.UPDATED
    return kept or (issue.create_comment(body), How.MADE)
