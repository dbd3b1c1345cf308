"""Comparing what two sides answered, key by key.

What AWS makes up differs from account to account. Where it is the id, ARN or name of a resource, it is written as that
resource's (`<Vpc vpc:id>`), so that both sides must mean the same one; whatever else is made up must have the same
shape (`SHAPES`). Anything else must be equal.
"""

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.engine.conformance_rules import (
    ABSENT,
    ALLOWED,
    BRIDGE_DELTA,
    BRIDGE_PREFIX,
    BY_SHAPE,
    SETS,
    SHAPES,
    Allowed,
)
from tests.engine.conformance_stacks import Output, Pair

NAMING_KEYS = ("id", "arn", "name", "bucket", "dnsName", "publicIp", "uniqueId")
"""Outputs that name a resource, the first of two that are equal."""
SCRIPT_BASE64 = base64.b64encode(b"#!/bin/").decode().rstrip("=")[:-1]
"""How a script begins where it is given in base64."""
EC2_ID = re.compile(r"[a-z]+-[0-9a-f]{17}")
MADE_UP = re.compile("|".join(f"(?P<s{at}>{shape.pattern})" for at, shape in enumerate(SHAPES)))


@dataclass(frozen=True)
class Difference:
    """A key whose values differ, or that only one side has."""

    resource: str
    type: str
    path: str
    """The key, with what is below it: `rules[].filter.prefix`."""
    engine: str
    rehearsal: str

    def __str__(self) -> str:
        return f"{self.type} {self.resource}: {self.path}: the provider {self.engine}, the rehearsal {self.rehearsal}"

    @property
    def key(self) -> str:
        """The path without the places in lists."""
        return re.sub(r"\[\d+\]", "[]", self.path)


def allowed(difference: Difference) -> Allowed | None:
    """Return what lets a difference stay."""
    for each in ALLOWED:
        if (
            each.type in ("*", difference.type)
            and each.key == difference.key
            and re.fullmatch(each.engine, difference.engine)
            and re.fullmatch(each.rehearsal, difference.rehearsal)
        ):
            return each
    return None


def differences(pair: Pair) -> list[Difference]:
    """Return every difference between the two sides of a stack."""
    engine, rehearsal = flattened(pair.engine), flattened(pair.rehearsal)
    found = []
    for key in sorted(engine.keys() | rehearsal.keys()):
        ours, theirs = rehearsal.get(key, {}), engine.get(key, {})
        made = pair.engine.get(key) or pair.rehearsal[key]
        for path in sorted(ours.keys() | theirs.keys()):
            one, other = theirs.get(path, ABSENT), ours.get(path, ABSENT)
            if one != other:
                found.append(Difference(short(key), made.type, path, one, other))
    return found


def compared(pair: Pair) -> int:
    """Return the number of values that both sides have."""
    engine, rehearsal = flattened(pair.engine), flattened(pair.rehearsal)
    return sum(len(engine[key].keys() & rehearsal[key].keys()) for key in engine.keys() & rehearsal.keys())


def flattened(side: Mapping[str, Output]) -> dict[str, dict[str, str]]:
    """Return each resource's values by path, with what AWS made up written so that two accounts agree."""
    names = _names(side[key] for key in sorted(side))
    return {key: dict(_leaves(_normal(_own(each), names), each.type, "")) for key, each in side.items()}


def _own(output: Output) -> dict[str, Any]:
    """Return what the provider itself answered, without what the bridge below this engine adds."""
    copies = output.values.get(BRIDGE_DELTA, {}).get("obj", {}).get("renamed", {})
    own = {
        key: value
        for key, value in output.values.items()
        if not key.startswith(BRIDGE_PREFIX) and copies.get(key) != "id"
    }
    return own | ({"id": output.id} if output.id else {})


def short(key: str) -> str:
    """Return a URN's last part."""
    return key.rpartition("::")[2]


def _names(outputs: Iterable[Output]) -> "Names":
    """Return what AWS called each resource, longest first, with what to write instead."""
    found: dict[str, str] = {}
    for each in outputs:
        for key in NAMING_KEYS:
            value = each.id if key == "id" else each.values.get(key)
            if isinstance(value, str) and MADE_UP.search(value):
                found.setdefault(value, f"<{each.type.rpartition(':')[2]} {short(each.key)}:{key}>")
    return Names(found)


class Names:
    """What resources are called, and how that is written for comparison."""

    def __init__(self, found: Mapping[str, str]) -> None:
        self._found = found
        longest_first = sorted(found, key=lambda name: (-len(name), name))
        # At its own borders, so that no name stands for a part of another; to EC2's ids the provider adds digits.
        ends = (re.escape(name) + ("" if EC2_ID.fullmatch(name) else r"(?![\w-])") for name in longest_first)
        self._pattern = re.compile(r"(?<![\w])(?:" + "|".join(ends) + ")")

    def written(self, text: str) -> str:
        """Return a text with each name, and whatever else is made up, replaced."""
        parts, at = [], 0
        for match in self._pattern.finditer(text):
            parts += [_shaped(text[at : match.start()]), self._found[match[0]]]
            at = match.end()
        return "".join([*parts, _shaped(text[at:])])


def _shaped(text: str) -> str:
    return MADE_UP.sub(lambda match: f"<{SHAPES[int(str(match.lastgroup)[1:])].name}>", text)


def _normal(value: Any, names: Names) -> Any:
    match value:
        case dict():
            return {_normal(key, names): _normal(each, names) for key, each in value.items() if each is not None}
        case list():
            return [_normal(each, names) for each in value]
        case str() if value[:1] == "{":  # a policy document: its keys have no order
            return names.written(_canonical(value))
        case str() if value.startswith(SCRIPT_BASE64):  # user data, with ids in them
            return names.written(base64.b64decode(value).decode())
        case str():
            return names.written(value)
        case _:
            return value


def _canonical(text: str) -> str:
    try:
        return json.dumps(json.loads(text), sort_keys=True)
    except ValueError:
        return text


def _leaves(value: Any, token: str, path: str) -> Iterator[tuple[str, str]]:
    """Yield every value below, by path. Lists of objects are compared object by object, other lists as a whole."""
    where = re.sub(r"\[\d+\]", "[]", path)
    if isinstance(value, list) and (token, where) in SETS:
        # By what is compared of an entry, not by what is made up in it.
        value = sorted(value, key=lambda each: sorted(_leaves(each, token, f"{path}[0]")))
    match value:
        case dict() if value or not path:
            for key, each in value.items():
                yield from _leaves(each, token, f"{path}.{key}" if path else key)
        case list() if any(isinstance(each, dict) for each in value):
            for at, each in enumerate(value):
                yield from _leaves(each, token, f"{path}[{at}]")
        case str() | int() if (shape := BY_SHAPE.get((token, where))) and shape.fullmatch(str(value)):
            yield path, f"like {shape.pattern}"
        case _:
            yield path, json.dumps(value)
