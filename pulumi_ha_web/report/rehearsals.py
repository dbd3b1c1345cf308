"""The JSON of `ha-web rehearse` -> model.

Never fails: what is no rehearsal, or not the whole of one, becomes an unreadable one that says what is wrong with it.
Ids that the emulated account gave are cut: they mean nothing outside, and are others each time, so that a report would
never be what the last one was.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from .diagnostics import readable
from .files import Kind, Unusable
from .markdown import count_of
from .masking import Mask
from .model import Check, Drill, Rehearsal, State

LARGEST = 50_000_000
"""Bytes. A rehearsal of a thousand resources has a fiftieth of it."""
_HINT = "`ha-web rehearse STACK --json >FILE` writes one"
_IDS = re.compile(
    r"(?<=[-/])(?:[0-9a-f]{8}|[0-9a-f]{16,17}|[0-9a-f]{32})\b"  # sg-0123456789abcdef0, targetgroup/name/0123…
    r"|(?<=-)(?=[a-f]*[0-9])[0-9a-f]{6}(?=/|$)"  # what makes the name of a load balancer its own
)
_MASK = Mask()


def read(path: Path) -> Rehearsal:
    """Return the rehearsal in a file."""
    try:
        data = _KIND.data(path, LARGEST)
    except Unusable as problem:
        return _unreadable(path, str(problem))
    return parse(data, path)


def parse(data: bytes, path: Path) -> Rehearsal:
    """Return the rehearsal in what was read from a file."""
    try:
        document = _KIND.document(data)
    except Unusable as problem:
        return _unreadable(path, str(problem))
    foreign = _foreign(document)
    return _unreadable(path, foreign) if foreign else _rehearsal(document, path)


def stack_of(path: Path) -> str:
    """Return the stack that a file's name tells of: `prod` for `rehearsal-prod.json`, `prod/rehearsal.json`, …."""
    return _KIND.stack_of(path)


def _foreign(document: Any) -> str:
    """Return what a document is that is no rehearsal; nothing if it is one."""
    if not isinstance(document, dict):
        return f"is JSON, but no rehearsal; {_HINT}"
    if isinstance(document.get("checks"), list) or (document.get("error") and "stack" in document):
        return ""
    if "steps" in document or "changeSummary" in document:
        return "is a preview, not a rehearsal; give it without --rehearsal"
    return f"is JSON, but no rehearsal: it has no list of checks; {_HINT}"


def _rehearsal(document: Mapping[str, Any], path: Path) -> Rehearsal:
    error = _text(document.get("error"), readable)
    checks, broken = _checks(document.get("checks"))
    drills, broken_drills = _drills(document.get("drills"))
    problems = [error] if error else []
    if broken + broken_drills:
        lost = count_of(broken + broken_drills, "of its checks is", "of its checks are")
        problems.append(f"{lost} not as `ha-web rehearse` writes them, and not shown")
    statuses = [each.status for each in checks] + [each.status for each in drills]
    failed = "failed" in statuses
    ok = document.get("ok") is True and not failed and not problems
    if not ok and not failed and not problems:
        nothing = "passed" not in statuses
        problems.append("nothing was promised" if nothing else "it did not go well, and does not say why")
    resources = document.get("resources")
    return Rehearsal(
        project=_text(document.get("project")),
        stack=_text(document.get("stack")) or stack_of(path),
        ok=ok,
        region=_text(document.get("region")),
        resources=len(resources) if isinstance(resources, list) else 0,
        checks=checks,
        drills=drills,
        assumed=tuple(filter(None, map(_text, _list(document.get("assumed"))))),
        problems=tuple(problems),
        state=State.FAILED if problems else State.COMPLETE,
        source=path.name,
    )


def _checks(found: Any) -> tuple[tuple[Check, ...], int]:
    """Return the checks, and how many are not as they should be."""
    given = _list(found)
    read = [each for each in given if _has_texts(each, ("id", "title", "status"))]
    places = {(_text(each.get("component_type")), _text(each.get("component"))) for each in read}
    several = {kind for kind, count in Counter(kind for kind, _ in places).items() if count > 1}
    checks = [
        Check(
            id=_text(each["id"]),
            title=_text(each["title"]),
            component=_component(each, several),
            status=_text(each["status"]),
            found=_text(each.get("found")),
            remedy=_text(each.get("remedy")),
        )
        for each in read
    ]
    return tuple(checks), len(given) - len(read)


def _component(check: Mapping[str, Any], several: Iterable[str]) -> str:
    """Return the type of the component that a check is about, with its name where it is not the only one."""
    kind = _text(check.get("component_type"))
    name = f" {_text(check.get('component'))}" if kind in several else ""
    return f"{kind.rpartition(':')[2]}{name}"


def _drills(found: Any) -> tuple[tuple[Drill, ...], int]:
    given = _list(found)
    read = [each for each in given if _has_texts(each, ("id", "title", "status"))]
    drills = [
        Drill(id=_text(each["id"]), title=_text(each["title"]), status=each["status"], found=_text(each.get("found")))
        for each in read
    ]
    return tuple(drills), len(given) - len(read)


def _has_texts(value: Any, keys: Iterable[str]) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(key), str) and value[key] for key in keys)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any, clean: Callable[[str], str] = str) -> str:
    """Return a text without secrets, and without ids that mean nothing."""
    return _IDS.sub("…", _MASK.text(clean(value))) if isinstance(value, str) else ""


def _unreadable(path: Path, problem: str) -> Rehearsal:
    return Rehearsal(
        project="",
        stack=stack_of(path),
        problems=(f"{path.name} {problem}",),
        state=State.UNREADABLE,
        source=path.name,
    )


_KIND = Kind(
    noun="rehearsal",
    writes="the rehearsal",
    step="rehearses",
    hint=_HINT,
    named=re.compile(r"^rehears(?:al|ed?)\b|\brehears(?:al|ed?)$"),
    not_json=lambda error: f"is no JSON (line {error.lineno}, column {error.colno}: {error.msg}); {_HINT}",
)
