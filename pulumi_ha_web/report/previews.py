"""The JSON of `pulumi preview` -> model.

Never fails: what is no preview, or not the whole of one, becomes an unreadable Preview that says what is wrong with it.
The configuration in it is not looked at, since it may hold what is secret.
"""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .diagnostics import messages, printed, readable
from .files import Kind, Unusable
from .masking import Mask, secrets_in
from .model import Change, Op, Preview, State
from .steps import Step, changes, is_stack, steps_of

LARGEST = 200_000_000
"""Bytes. A preview of a thousand resources has a tenth of it; more is no preview."""
_SIGNS = ("steps", "changeSummary", "diagnostics")
_HINT = "`pulumi preview --json >FILE` writes one"


def read(path: Path) -> Preview:
    """Return the preview in a file."""
    try:
        data = _KIND.data(path, LARGEST)
    except Unusable as problem:
        return _unreadable(path, str(problem))
    return parse(data, path)


def parse(data: bytes, path: Path) -> Preview:
    """Return the preview in what was read from a file."""
    try:
        document = _KIND.document(data)
    except Unusable as problem:
        return _unreadable(path, str(problem))
    foreign = _foreign(document)
    return _unreadable(path, foreign) if foreign else _preview(document, path)


def stack_of(path: Path) -> str:
    """Return the stack that a file's name tells of, `prod` for `preview-prod.json` and for `prod/preview.json`."""
    return _KIND.stack_of(path)


def _preview(document: Mapping[str, Any], path: Path) -> Preview:
    steps, broken = steps_of(document.get("steps"))
    diagnostics = document.get("diagnostics")
    diagnostics = diagnostics if isinstance(diagnostics, list) else []
    mask = Mask(secret for step in steps for state in (step.old, step.new) for secret in secrets_in(state))
    problems = messages(diagnostics, "error", mask)
    failed = any(isinstance(each, dict) and each.get("severity") == "error" for each in diagnostics)
    if failed and not problems:
        problems = printed(diagnostics, mask) or ("the preview failed, and does not say why",)
    if broken:
        problems += (f"{broken} of its steps are not as Pulumi writes them, and are not shown",)
    found = changes(steps, mask)
    stack, project = _names(steps)
    unchanged, with_components = _unchanged(document.get("changeSummary"), steps, found)
    return Preview(
        project=mask.text(project),
        stack=mask.text(stack) or stack_of(path),
        changes=found,
        problems=problems,
        warnings=messages(diagnostics, "warning", mask),
        state=State.FAILED if failed or broken else State.COMPLETE,
        never_deployed=any(is_stack(each.urn) and each.op == "create" for each in steps),
        has_sames=any(each.op is Op.SAME for each in found),
        refreshed=_refreshed(document, steps),
        unchanged=unchanged,
        unchanged_with_components=with_components,
        source=path.name,
    )


def _refreshed(document: Mapping[str, Any], steps: Iterable[Step]) -> bool:
    """Return whether the account was read anew; of a preview that does not say so, that is taken for granted.

    Pulumi's own JSON has a step for each resource that is read. `ha-web preview` leaves these out (as it does the time
    that all took), and says `refreshed` where it says anything.
    """
    if isinstance(told := document.get("refreshed"), bool):
        return told
    return "duration" not in document or any(each.op == "refresh" for each in steps)


def _names(steps: Iterable[Step]) -> tuple[str, str]:
    """Return stack and project: `urn:pulumi:STACK::PROJECT::…`."""
    for step in steps:
        start, project, *_ = step.urn.split("::")
        return start.removeprefix("urn:pulumi:"), project
    return "", ""


def _unchanged(summary: Any, steps: Iterable[Step], found: Iterable[Change]) -> tuple[int | None, bool]:
    """Return how many resources stay as they are, and whether components are among them."""
    known = sum(each.op is Op.SAME for each in found)
    if known:
        return known, False
    count = summary.get("same", 0) if isinstance(summary, dict) else None
    if not isinstance(count, int) or isinstance(count, bool) or count < 0:
        return None, False
    stack = any(is_stack(each.urn) and each.op in ("same", "refresh") for each in steps)
    return max(0, count - stack), count > stack


def _foreign(document: Any) -> str:
    """Return what a document is that is no preview; nothing if it is one."""
    if not isinstance(document, dict):
        return f"is JSON, but no preview; {_HINT}"
    if any(each in document for each in _SIGNS):
        return ""
    if "checks" in document or {"ok", "stack"} <= document.keys():
        return "is a rehearsal, not a preview; give it with --rehearsal"
    if "deployment" in document:
        return f"is a stack's state (`pulumi stack export`), not a preview; {_HINT}"
    if "sequence" in document and "timestamp" in document:
        return _STREAMED
    return f"is JSON, but no preview: it has none of {', '.join(_SIGNS)}; {_HINT}"


_STREAMED = "is a stream of the engine's events; unset PULUMI_ENABLE_STREAMING_JSON_PREVIEW, and make it again"


def _not_json(error: json.JSONDecodeError) -> str:
    text = error.doc
    if text.lstrip()[:12] == '{"sequence":' and error.msg == "Extra data":
        return _STREAMED
    if text.lstrip().startswith("{") and (error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")):
        return (
            f"ends in the middle, after {len(text):,} characters: the preview was stopped while it was written, or "
            "the file was not copied as a whole; make it again"
        )
    return (
        f"is no JSON (line {error.lineno}, column {error.colno}: {readable(error.msg)}); {_HINT}, without what is "
        "told beside it (2>&1)"
    )


def _unreadable(path: Path, problem: str) -> Preview:
    return Preview(
        project="",
        stack=stack_of(path),
        problems=(f"{path.name} {problem}",),
        state=State.UNREADABLE,
        source=path.name,
    )


_KIND = Kind(
    noun="preview",
    writes="`pulumi preview`",
    step="makes the preview",
    hint=_HINT,
    named=re.compile(r"^preview(?=[-_.]|$)|(?<=[-_.])preview$"),
    not_json=_not_json,
)
