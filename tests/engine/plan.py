"""What the engine means to do, or did: read from `pulumi preview --json` and from the engine's event log.

A plan is a mapping from a resource's short name to what happens to it, one text each, so that a test compares the
whole of it with one `==`:

    {"LaunchTemplate:template": "update userData", "Subnet:public-eu-west-1c": "create", "TargetGroup:tg": "replace …"}

A short name is the last part of the type and the name without the stack's own start. What stays as it is (`same`) and
what is only looked up is not in a plan. A replacement is one entry, whatever number of steps the engine takes for it;
the arguments are those that differ.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

Plan = dict[str, str]
Event = Mapping[str, Any]

NOT_A_CHANGE = {"same", "read", "refresh", "read-discard", "discard"}
REPLACES = {"replace", "create-replacement", "delete-replaced"}


@dataclass(frozen=True)
class Moment:
    """One thing in the order in which the engine did them."""

    what: str
    """`begins` or `ended`."""
    op: str
    """The engine's own word for the step: `create-replacement`, `delete-replaced`, `update`, …"""
    name: str
    """The resource's short name."""


def short_name(urn: str, base: str) -> str:
    """Return `TargetGroup:tg` for the URN of `ha-web-dev-tg`, and `Network` for that of the component `ha-web-dev`."""
    types, _, name = urn.rpartition("::")
    own_type = types.rpartition(":")[2].rpartition("$")[2]
    rest = name.removeprefix(base).removeprefix("-")
    return f"{own_type}:{rest}" if rest else own_type


def _unordered(values: Iterable[Any]) -> list[str]:
    return sorted(json.dumps(each, sort_keys=True) for each in values)


def _leaves(old: Any, new: Any, path: str = "") -> Iterator[str]:
    """Yield the path of every value that differs."""
    match old, new:
        case dict(), dict():
            for key in sorted({*old, *new} - {"__defaults"}):
                yield from _leaves(old.get(key), new.get(key), f"{path}.{key}" if path else key)
        case list(), list() if _unordered(old) == _unordered(new):
            return  # the provider gives back a set in an order of its own
        case list(), list() if not any(isinstance(each, dict) for each in (*old, *new)):
            yield f"{path}[]"
        case list(), list():
            for at, (before, after) in enumerate(zip_longest(old, new)):
                yield from _leaves(before, after, f"{path}[{at}]")
        case _:
            if old != new:
                yield path


def differing(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, said: Iterable[str] | None) -> set[str]:
    """Return the paths of the arguments that differ between two states of a resource, of those that the engine names.

    Others differ in how they are written alone (a refresh takes a JSON policy over as AWS writes it). Where no
    argument does, it is the account that differs from them: the engine's own names then, each after a `~`.
    """
    named = {each.partition(".")[0].partition("[")[0] for each in said or ()}
    paths = set(_leaves((old or {}).get("inputs") or {}, (new or {}).get("inputs") or {}))
    found = {each for each in paths if each.partition(".")[0].partition("[")[0] in named}
    return found or {f"~{each}" for each in named}


def _plan(steps: Iterable[tuple[str, str, set[str]]], base: str) -> Plan:
    ops: dict[str, str] = {}
    paths: dict[str, set[str]] = {}
    for op, urn, arguments in steps:
        if op in NOT_A_CHANGE or "::pulumi:" in urn:
            continue
        name = short_name(urn, base)
        ops[name] = "replace" if op in REPLACES else op
        if op in ("update", "replace", "create-replacement"):
            paths.setdefault(name, set()).update(arguments)
    return {name: " ".join([op, ", ".join(sorted(paths.get(name, ())))]).strip() for name, op in sorted(ops.items())}


def from_preview(printed: Mapping[str, Any], base: str) -> Plan:
    """Return the plan in the output of `pulumi preview --json`."""
    return _plan(
        (
            (
                step["op"],
                step["urn"],
                differing(
                    step.get("oldState"), step.get("newState"), step.get("detailedDiff") or step.get("diffReasons")
                ),
            )
            for step in printed["steps"]
        ),
        base,
    )


def _from_log(events: Iterable[Event], kind: str, base: str) -> Plan:
    found = [event[kind]["metadata"] for event in events if kind in event]
    return _plan(
        (
            (
                each["op"],
                each["urn"],
                differing(each.get("old"), each.get("new"), each.get("detailedDiff") or each.get("diffs")),
            )
            for each in found
        ),
        base,
    )


def from_events(events: Iterable[Event], base: str) -> Plan:
    """Return what the engine did, from its event log."""
    return _from_log(events, "resourcePreEvent", base)


def drift(events: Iterable[Event], base: str) -> Plan:
    """Return what a refresh found to be different, from its event log."""
    return _from_log(events, "resOutputsEvent", base)


def order(events: Iterable[Event], base: str) -> list[Moment]:
    """Return the beginnings and ends of the engine's steps, in order."""
    words = {"resourcePreEvent": "begins", "resOutputsEvent": "ended"}
    return [
        Moment(words[kind], event[kind]["metadata"]["op"], short_name(event[kind]["metadata"]["urn"], base))
        for event in events
        for kind in words
        if kind in event
    ]


def in_order(done: Sequence[Moment], moments: Sequence[Moment]) -> list[Moment]:
    """Return moments in the order in which they came; a test compares it with that in which they must.

    Raises:
        ValueError: one of them did not come.
    """
    return sorted(moments, key=done.index)


def summary(plan: Plan) -> str:
    """Return a plan in a few words: its entries while they are few, else how many there are of each kind."""
    if not plan:
        return "no change"
    if len(plan) <= FEW:
        return "; ".join(f"{change.partition(' ')[0]} {name}" for name, change in plan.items())
    counts: dict[str, int] = {}
    for change in plan.values():
        op = change.partition(" ")[0]
        counts[op] = counts.get(op, 0) + 1
    return ", ".join(f"{count} {op}" for op, count in sorted(counts.items()))


FEW = 5
