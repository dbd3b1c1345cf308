"""`ha-web report`: what a change will do to each stack, as one comment for its pull request."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .errors import HaWebError
from .stack_options import status_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .report.model import Subject

KEPT, FOUND = 0, 1
"""Exit statuses: a report was written; one was, and --fail-on has something against it."""

SUMMARY = "GITHUB_STEP_SUMMARY"
"""Environment variable with the file that GitHub shows as a job's summary."""

_EXAMPLES = """\b
Examples:
  ha-web preview dev --output dev.json && ha-web report dev.json
  ha-web report dev.json prod.json --output report.md        one report about both
  pulumi preview --json --show-sames >qa.json; ha-web report qa.json
  ha-web rehearse --json >rehearsal.json; ha-web report dev.json --rehearsal rehearsal.json
  ha-web report dev.json prod.json --comment acme/shop#7     as a comment, by the token in GITHUB_TOKEN
  ha-web report prod.json --fail-on replacement              stop a pipeline before something goes

\b
A preview tells what is unchanged with --show-sames, and whether a replacement deletes first with
--show-replacement-steps. A file that is none, or not the whole of one, is reported as such.

\b
Exit status: 0 a report was written, 1 one was and --fail-on forbids what is in it, 2 not done, 130 Ctrl-C.
"""


class FailOn(StrEnum):
    """What makes the exit status 1; each of them what those before it do as well."""

    NEVER = "never"
    PROBLEM = "problem"
    REPLACEMENT = "replacement"
    CHANGE = "change"


def report(
    previews: Annotated[
        list[Path] | None,
        typer.Argument(help="Files with the JSON of `pulumi preview`, one a stack.", show_default=False),
    ] = None,
    rehearsal: Annotated[
        list[Path] | None,
        typer.Option(help="File with the JSON of `ha-web rehearse`; may be given again.", show_default=False),
    ] = None,
    output: Annotated[Path | None, typer.Option(help="File to write to.", show_default="stdout")] = None,
    fail_on: Annotated[
        FailOn,
        typer.Option(
            help="Exit with 1 because of a failed or unreadable preview or rehearsal (problem), of a replacement or "
            "deletion as well, or of any change."
        ),
    ] = FailOn.NEVER,
    comment: Annotated[
        str | None,
        typer.Option(
            metavar="OWNER/REPO#NUMBER",
            help="Pull request to comment in. The comment of an earlier report about the same stacks is updated.",
        ),
    ] = None,
    author: Annotated[
        str | None,
        typer.Option(help="Login by whose name GITHUB_TOKEN speaks.", show_default="GitHub is asked"),
    ] = None,
    summary: Annotated[bool, typer.Option("--summary", help=f"Add it to the job's summary ({SUMMARY}) too.")] = False,
) -> None:
    """Write what a change will do to each stack, as Markdown for its pull request.

    First a verdict on every stack, on one line each. Then what is replaced or deleted, because of what, and what that
    interrupts; what is updated, old → new; what is created; and what a rehearsal found. Secrets are never shown. It
    fits into a comment of GitHub: what matters least is left out first, and the report says so.
    """

    def do() -> int:
        from .report import page
        from .report import previews as read_previews
        from .report import rehearsals as read_rehearsals
        from .report.fit import SUMMARY_LIMIT

        if not previews and not rehearsal:
            raise HaWebError("nothing is given to report on; name the file of a preview, or one with --rehearsal")
        if author and not comment:
            raise HaWebError(f"--author {author}: says whose comments are ours; name the pull request with --comment")
        found = page.subjects(
            [read_previews.read(each) for each in previews or ()],
            [read_rehearsals.read(each) for each in rehearsal or ()],
        )
        text = page.page(found, elsewhere="All of it is in the summary of the job." if summary else "")
        if output:
            _write(output, text)
        elif not comment:
            sys.stdout.buffer.write(text.encode("utf-8"))
            sys.stdout.flush()
        if summary:
            _add_to_summary(page.page(found, SUMMARY_LIMIT))
        if comment:
            _publish(comment, text, author)
        return FOUND if _forbidden(found, fail_on) else KEPT

    raise typer.Exit(status_of(do, "The report may not be there."))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=_EXAMPLES, short_help="Say what a change will do, for its pull request.")(report)


def _forbidden(found: Sequence[Subject], fail_on: FailOn) -> bool:
    from .report.model import Op
    from .report.page import failed

    previews = [each.preview for each in found if each.preview]
    checks: dict[FailOn, Callable[[], bool]] = {
        FailOn.PROBLEM: lambda: failed(found),
        FailOn.REPLACEMENT: lambda: any(each.of(Op.REPLACE, Op.DELETE) for each in previews),
        FailOn.CHANGE: lambda: any(each.real_changes for each in previews),
    }
    order = list(FailOn)
    return any(check() for level, check in checks.items() if order.index(level) <= order.index(fail_on))


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise HaWebError(f"--output {file}: cannot be written: {error.strerror}") from None


def _add_to_summary(text: str) -> None:
    file = os.environ.get(SUMMARY)
    if not file:
        raise HaWebError(f"--summary: {SUMMARY} is not set; GitHub sets it in the jobs of its workflows alone")
    try:
        with Path(file).open("a", encoding="utf-8") as end:
            end.write(text)
    except OSError as error:
        raise HaWebError(f"--summary: {SUMMARY} names {file}, which cannot be written: {error.strerror}") from None


def _publish(place: str, text: str, author: str | None) -> None:
    from .report.comments import publish

    published = publish(place, text, author=author)
    print(f"comment {published.how}: {published.url}")
    for note in published.notes:
        print(note, file=sys.stderr)
