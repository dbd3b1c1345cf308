"""`ha-web drift`: whether stacks are still as their programs say, and an issue for each that is not."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .errors import HaWebError
from .stack_options import NOT_DONE, say, status_of

if TYPE_CHECKING:
    from .report.drift import Finding
    from .report.issues import Issues

FOUND = 1

_EXAMPLES = """\b
Examples:
  ha-web preview prod --refresh --output prod.json && ha-web drift prod.json
  ha-web drift prod.json dev.json --issues acme/shop           in a workflow, with GITHUB_TOKEN in its environment
  ha-web drift prod.json --fail-on drift                       as a check

\b
Exit status: 0 done, 1 what --fail-on names was found, 2 not done, or a preview was made without --refresh, 130 Ctrl-C.
"""


class FailOn(StrEnum):
    """What is a failure."""

    NEVER = "never"
    PROBLEM = "problem"
    DRIFT = "drift"


def drift(
    previews: Annotated[list[Path], typer.Argument(help="Files of `ha-web preview --refresh`, one a stack.")],
    issues: Annotated[str | None, typer.Option(help="Repository that issues are opened in, OWNER/REPO.")] = None,
    author: Annotated[
        str | None,
        typer.Option(help="Login that GITHUB_TOKEN speaks for.", show_default="GitHub is asked, or it is the workflow"),
    ] = None,
    fail_on: Annotated[
        FailOn, typer.Option(help="What is exit status 1: a preview that failed, or any drift too.")
    ] = FailOn.NEVER,
) -> None:
    """Tell which stacks are not as their programs say, and keep an issue about each.

    With --issues, a stack's issue (label `drift`) is opened when its preview has changes or failed, brought up to date
    by each look, and closed when there is no drift any more. Drift whose issue was closed as not planned is accepted:
    it is opened again, and a failure again, only when it is another one.
    """

    def do() -> int:
        from .report.drift import Verdict, read

        found = [read(each) for each in previews]
        _refuse_twice(found)
        keeper = _keeper(issues, author)
        bad = {FailOn.NEVER: (), FailOn.PROBLEM: (Verdict.UNKNOWN,), FailOn.DRIFT: (Verdict.UNKNOWN, Verdict.DRIFT)}
        status = 0
        for each in found:
            if each.verdict is Verdict.NOT_LOOKED:
                print(f"{each.name}: {each.words}", file=sys.stderr)
                status = NOT_DONE
            elif not _told(each, keeper) and each.verdict in bad[fail_on]:
                status = status or FOUND
        return status

    raise typer.Exit(status_of(do, "What was told of a stack before is done; to go on, run it again."))


def register(app: typer.Typer) -> None:
    """Put it among the commands."""
    app.command(epilog=_EXAMPLES, short_help="Tell whether stacks are as their programs say.")(drift)


def _keeper(repository: str | None, author: str | None) -> "Issues | None":
    if repository is None:
        return None
    from .report.github import check_repository
    from .report.issues import Issues

    return Issues(check_repository(repository, "--issues"), author)


def _told(finding: "Finding", keeper: "Issues | None") -> bool:
    """Tell what was found, in the stack's issue too, and return whether that was accepted."""
    settled = keeper.settle(finding) if keeper else None
    say(f"{finding.name}: {finding.words}{f'; {settled.became}: {settled.url}' if settled else ''}")
    return settled is not None and settled.accepted


def _refuse_twice(found: "list[Finding]") -> None:
    """Refuse two previews of one stack: its issue could say only what one of them does."""
    seen: dict[str, Finding] = {}
    for each in found:
        if other := seen.get(each.name):
            raise HaWebError(
                f"{other.preview.source} and {each.preview.source}: are both of {each.name}; give one of them"
            )
        seen[each.name] = each
