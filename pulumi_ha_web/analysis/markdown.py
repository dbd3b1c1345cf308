"""What an analysis says, as tables of Markdown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from . import prices
from .analysis import Analysis
from .cost import Cost
from .stack import Server
from .survival import Answer, Loss, Outcome, left_without_zones

_SHORT = {
    Answer.SERVES_ON: "yes: others serve",
    Answer.SWITCHES: "yes: switch to the other",
    Answer.RECOVERED: "yes: recovered",
    Answer.REBOOTED: "yes: rebooted",
    Answer.REPLACED: "yes: replaced",
    Answer.DOWN: "no",
}
_LONG = {
    Answer.SERVES_ON: "the others serve",
    Answer.SWITCHES: "the name moves to the other instance",
    Answer.RECOVERED: "the instance comes back on another host, with its id, addresses and volumes",
    Answer.REBOOTED: "the instance is rebooted",
    Answer.REPLACED: "a new instance is launched",
    Answer.DOWN: "**down** until a person acts",
}


_A = {"hour": "an hour", "month": "a month"}


@dataclass(frozen=True, kw_only=True)
class Rehearsed:
    """A stack that was rehearsed, to be compared with others."""

    title: str
    """Its heading, as Markdown."""
    analysis: Analysis
    promises_kept: int


def comparison(stacks: Sequence[Rehearsed]) -> str:
    """Return a table with a column for each stack."""
    found = [each.analysis for each in stacks]
    rows = [
        ["instances", *map(_instances, found)],
        _answers("survives the loss of an instance", Loss.INSTANCE, found),
        _answers("… of the host under it", Loss.HOST, found),
        _answers("… of a zone", Loss.ZONE, found),
        _answers("notices an application that no longer answers", Loss.APPLICATION, found),
        ["until it is served again, as far as settings decide it", *(worst(each.outcomes) for each in found)],
        ["USD a month", *(f"{each.cost.usd:.0f}" for each in found)],
        ["resources created, promises kept", *(f"{each.analysis.resources}, {each.promises_kept}" for each in stacks)],
    ]
    return table(["", *(each.title for each in stacks)], rows)


def _answers(label: str, loss: Loss, found: Iterable[Analysis]) -> list[str]:
    return [label, *(_SHORT[each.outcomes[loss].answer] for each in found)]


def survival(analysis: Analysis) -> str:
    """Return what comes of each loss, and what there is one of."""
    losses = table(
        ["what is lost", "what happens", "served again, as far as settings decide it"],
        ([loss.value, _LONG[outcome.answer], time(outcome)] for loss, outcome in analysis.outcomes.items()),
    )
    left = [_left(each) for each in analysis.servers if each.in_group and len(each.zones) > 1 and each.least > 1]
    points = [f"- {each}" for each in analysis.single_points] or ["- None."]
    return "\n".join([losses, *(["", *left] if left else []), "", "Single points of failure:", "", *points])


def _left(server: Server) -> str:
    lost = (
        f"{number} {'zone' if number == 1 else 'zones'} lost leave{'s' if number == 1 else ''} "
        f"{left_without_zones(server, number)}"
        for number in range(1, len(server.zones))
    )
    return f"At least {server.least} instances in {len(server.zones)} zones: {', '.join(lost)}, before any is launched."


def costs(cost: Cost) -> str:
    """Return a month's list price, line by line, and what is not in it."""
    lines = [
        [each.price.of, f"{each.count:g}", f"{each.price.usd:g} {_A[each.price.unit]}", f"{each.usd:.2f}"]
        for each in cost.lines
    ]
    rows = [*lines, ["**together**", "", "", f"**{cost.usd:.2f}**"]]
    text = table(["what", "number", "USD each", "USD a month"], rows, right=(1, 2, 3))
    notes = [f"Paid by use, and not in it: {', '.join(cost.by_use)}."]
    if cost.unknown:
        notes.append(f"Not known here, and not in it: {', '.join(cost.unknown)}.")
    return "\n\n".join([text, " ".join(notes)])


def cost_summary(costs_of: Mapping[str, Cost]) -> str:
    """Return a line for each stack: what it costs a month, and what of that is the dearest."""
    return table(
        ["", "USD a month", "of which"],
        (
            [
                name,
                f"{cost.usd:.0f}",
                ", ".join(f"{what} {usd:.0f}" for what, usd in sorted(cost.by_group().items(), key=lambda of: -of[1])),
            ]
            for name, cost in costs_of.items()
        ),
        right=(1,),
    )


def prices_note() -> str:
    """Return what the figures are, and what they are not."""
    return (
        f"List prices of {prices.REGION}, {prices.AS_OF}, for {prices.HOURS_A_MONTH} hours and the instances at the "
        "stack's birth; without tax, free tiers and use. What you pay is in [AWS's calculator](https://calculator.aws)."
    )


def worst(outcomes: Mapping[Loss, Outcome]) -> str:
    """Return the longest time that a survived loss of an instance, its host or its zone takes."""
    survived = [outcomes[loss] for loss in (Loss.INSTANCE, Loss.HOST, Loss.ZONE) if outcomes[loss].survived]
    slowest = max(survived, key=lambda each: (each.boot, each.seconds or 0), default=None)
    return time(slowest) if slowest else "never"


def time(outcome: Outcome) -> str:
    """Return how long an outcome takes, in words."""
    if outcome.answer is Answer.DOWN:
        return "—"
    if outcome.answer is Answer.SERVES_ON:
        return f"at once; some requests fail for {outcome.seconds} s"
    noticed = "EC2's own checks" if outcome.seconds is None else f"{outcome.seconds} s"
    return f"{noticed} + a boot" if outcome.boot else noticed


def _instances(analysis: Analysis) -> str:
    servers = analysis.servers
    kinds = "/".join(sorted({each.instance_type for each in servers}))
    zones = len(analysis.zones)
    anywhere = all(each.in_group and each.count < len(each.zones) for each in servers)
    place = f"one of {zones} zones" if anywhere else "one zone" if zones == 1 else f"{zones} zones"
    return f"{analysis.instances} `{kinds}` in {place}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Return a table; the columns of these numbers are aligned to the right."""
    rule = ["---:" if number in right else "---" for number in range(len(head))]
    lines = [f"|{'|'.join(rule)}|"] + [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([f"| {' | '.join(head)} |", *lines])
