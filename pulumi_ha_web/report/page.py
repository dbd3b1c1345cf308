"""All stacks as one comment: hidden markers, a verdict line for each stack, then what each section has to say."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import quote

from .fit import LIMIT, Part, fitted
from .markdown import one_line, plain
from .model import Preview, Rehearsal, State, Subject
from .sections import SECTIONS
from .sections.verdict import line

TITLE = "What this change does"


def subjects(previews: Iterable[Preview], rehearsals: Iterable[Rehearsal] = ()) -> list[Subject]:
    """Return the stacks, each with its preview and its rehearsal, in the order of the previews."""
    shown, left = list(previews), list(rehearsals)
    projects = {*(each.project for each in shown), *(each.project for each in left)} - {""}
    found = []
    for preview in shown:
        if not preview.project and len(projects) == 1:
            # What cannot be read does not say its project; beside stacks of one project alone it is one of them.
            preview = replace(preview, project=next(iter(projects)))
        rehearsal = next((each for each in left if _same(each, preview)), None)
        if rehearsal:
            left.remove(rehearsal)
        found.append(Subject(preview=preview, rehearsal=rehearsal))
    return [*found, *(Subject(rehearsal=each) for each in left)]


def _same(rehearsal: Rehearsal, preview: Preview) -> bool:
    projects = {rehearsal.project, preview.project} - {""}
    return rehearsal.stack == preview.stack and len(projects) <= 1


def marker(subject: Subject) -> str:
    """Return the hidden comment by which the report about a stack is found again."""
    project, stack = (quote(each.encode("utf-8", "replace"), safe="") for each in (subject.project, subject.stack))
    # Nothing ends a comment of HTML but `-->`, and no `--` may be in it.
    return f"<!-- ha-web report: {project.replace('--', '-%2D')}/{stack.replace('--', '-%2D')} -->"


def page(
    found: Sequence[Subject], limit: int = LIMIT, elsewhere: str = "", *, title: str = TITLE, before: str = ""
) -> str:
    """Return the comment about these stacks.

    Args:
        found: The stacks.
        limit: Characters that it may have.
        elsewhere: Where all of it is to be read if it had to be shortened, as a sentence.
        title: Its heading, as Markdown.
        before: What stands between the heading and the verdicts, as Markdown.

    Raises:
        HaWebError: not even the verdicts have room.
    """
    several = len({each.project for each in found if each.project}) > 1
    parts = []
    for subject in found:
        name = f"{subject.project}/{subject.stack}" if several and subject.project else subject.stack
        blocks = [block for section in SECTIONS if (block := section(subject))]
        parts.append(
            Part(
                marker=marker(subject),
                name=plain(one_line(name)[:100]),
                verdict=line(subject, with_project=several),
                brief=line(subject, with_project=several, brief=True),
                blocks=tuple(blocks),
            )
        )
    return fitted("\n\n".join(filter(None, (title, before))), parts, limit, elsewhere)


def failed(found: Iterable[Subject]) -> bool:
    """Tell whether a preview failed or cannot be read, or a rehearsal's check failed."""
    return any(
        (each.preview and each.preview.state is not State.COMPLETE) or (each.rehearsal and not each.rehearsal.ok)
        for each in found
    )
