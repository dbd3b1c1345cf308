"""A preview without what is another one each time: ids that AWS gives, suffixes that Pulumi makes up, ports, times.

Each is replaced by one that says of what kind it is and counts from 1, in the order of the resources that they are of,
so that what was equal stays equal.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from pulumi_ha_web.preview.cleaned import as_text
from pulumi_ha_web.pulumi_values import UNKNOWN

Made = Callable[[re.Match[str], int], str]

_KINDS: list[tuple[str, Made]] = [
    # Ids that the provider makes up, of an id of EC2 and a checksum, or of the time.
    (r"\b([ar]-(?:rtb|vpce))-[0-9a-f]{17}\d{6,10}\b", lambda found, at: f"{found[1]}-{at:017}"),
    (r"-20\d{16}[0-9a-f]{8}\b", lambda _, at: f"-{at:026}"),
    # An id of EC2: `subnet-0a1b2c3d4e5f60718`.
    (r"\b([a-z]{1,10})-(?:[0-9a-f]{17}|[0-9a-f]{8})\b", lambda found, at: f"{found[1]}-{at:017}"),
    (
        rf"(?!{UNKNOWN})\b[0-9a-f]{{8}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{12}}\b",
        lambda _, at: f"00000000-0000-4000-8000-{at:012}",
    ),
    # The end of a name that Pulumi makes up, also in the DNS name of a load balancer, which goes on.
    (r"\b((?:[a-z]+-)+(?:alb|tg))-([0-9a-f]{6})(?![0-9a-f])", lambda found, at: f"{found[1]}-{at:06}"),
    # The end of an ARN of Elastic Load Balancing.
    (r"/([0-9a-f]{16})(?=[/\"\\])", lambda _, at: f"/{at:016}"),
    # IAM's own names: of a role, a profile; AWS's and the emulator's.
    (r"(?<=\"uniqueId\":\")[a-z0-9]{20}\b", lambda _, at: f"unique{at:014}"),
    (r"\b(A[RI][OP]A)[A-Z0-9]{16,17}\b", lambda found, at: f"{found[1]}{at:016}"),
    (r"\b(?!0\.0\.|127\.0\.0\.1\b|169\.254\.)(?:\d{1,3}\.){3}\d{1,3}\b(?!/)", lambda _, at: f"203.0.113.{at}"),
    (r"\bec2(?:-\d{1,3}){4}\b", lambda _, at: f"ec2-203-0-113-{at}"),
    (r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*(?:Z|\+00:00)", lambda _, __: "2026-01-01T00:00:00Z"),
    (r"(?<=127\.0\.0\.1:)\d+", lambda _, __: "5580"),
    (r"File \\\"[^\"]*/(?=(?:site-packages|python3\.\d+)/)", lambda _, __: 'File \\"'),
]


def normalised(document: dict[str, Any]) -> str:
    """Return a cleaned preview as its file in `previews/` has it."""
    states = [each.get(side) or {} for each in document["steps"] for side in ("oldState", "newState")]
    # Their own ids first: elsewhere, they stand in the order that AWS gives them in.
    text = "\n".join([" ".join(str(each.get("id", "")) for each in states), as_text(document)])
    for pattern, made in _KINDS:
        text = _counted(text, pattern, made)
    return as_text(_in_order(json.loads(text.partition("\n")[2])))


def _counted(text: str, pattern: str, made: Made) -> str:
    seen: dict[str, str] = {}
    counts: dict[str, int] = {}

    def replaced(found: re.Match[str]) -> str:
        if found[0] not in seen:
            kind = made(found, 0)
            counts[kind] = counts.get(kind, 0) + 1
            seen[found[0]] = made(found, counts[kind])
        return seen[found[0]]

    return re.sub(pattern, replaced, text)


def _in_order(value: Any) -> Any:
    """Return a document in which a list of ids, which AWS gives in any order, is in that of their names."""
    if isinstance(value, dict):
        return {key: _in_order(each) for key, each in value.items()}
    if isinstance(value, list):
        inside = [_in_order(each) for each in value]
        of_ids = all(any(map(_is_id, each.values() if isinstance(each, dict) else [each])) for each in inside)
        return sorted(inside, key=json.dumps) if of_ids else inside
    return value


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[a-z]+-0\d{16}", value) is not None
