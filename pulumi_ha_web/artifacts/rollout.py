"""Following a rollout until it is well, has failed, or takes too long.

What is followed is looked at every few seconds and told whenever it changed. This module knows no AWS: what a look sees
comes from a watch, and time from a clock, so that a rollout of an hour is tested in no time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from ..errors import ArtifactError
from .rollout_health import Ailment

HEALTHY, FAILED, TIMED_OUT = 0, 1, 3
"""How a rollout ended; exit statuses of the commands as well. (2 is what cannot be done at all.)"""

INTERVAL_SECONDS = 7.0
"""Between two looks: each is a handful of requests, and nothing about an instance changes faster."""
PATIENCE_SECONDS = 180.0
"""How long an instance may be unhealthy after its rollout: a load balancer takes up to some minutes to take one back,
or the group to replace it."""
TRIES = 5
"""Looks in a row that may go wrong, once one has gone right: a network that breaks off for some seconds is no reason to
give up a rollout of half an hour."""


class Clock(Protocol):
    """Where time comes from."""

    def now(self) -> float:
        """Return seconds since whenever."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The time of this machine."""

    def now(self) -> float:
        """Return seconds since whenever."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


@dataclass(frozen=True)
class View:
    """What one look at a rollout sees."""

    what: str
    """How it stands, without how long it has taken or what ails: the same words as long as nothing changes."""
    percent: int | None = None
    """How much is replaced, where AWS says so."""
    going_on: bool = False
    """Whether instances are still being replaced, so that it is too early to ask for their health."""
    failed: str = ""
    """That it ended badly, as a sentence; empty otherwise."""
    ailments: tuple[Ailment, ...] = ()
    """What is not well with the instances, once nothing is replaced any more."""
    well: str = ""
    """That all is well, as a sentence, for when nothing ails."""

    @property
    def line(self) -> str:
        """All of it in one line."""
        ailing = () if self.going_on else self.ailments
        return "; ".join([self.what, *map(str, ailing)])


class Watch(Protocol):
    """Something that is rolled out."""

    def look(self) -> View:
        """Return how it stands.

        Raises:
            ArtifactError: it cannot be asked.
        """

    def explain(self) -> list[str]:
        """Return what AWS says about why it is not well, a line for each reason."""


@dataclass(frozen=True)
class Outcome:
    """How a rollout ended."""

    status: int
    """HEALTHY, FAILED or TIMED_OUT."""
    sentence: str
    why: tuple[str, ...] = ()
    """What explains it, a line each; empty when all is well."""


Tell = Callable[[View, float], None]
"""Is told of each look, with the seconds since the first one."""


def follow(watch: Watch, timeout: float, tell: Tell, clock: Clock | None = None) -> Outcome:
    """Follow a rollout to its end.

    Args:
        watch: What is followed.
        timeout: Seconds after which it has taken too long. At least one look is taken.
        tell: Is told of each look.
        clock: Where time comes from; by default this machine.

    Raises:
        ArtifactError: it cannot be asked about, at the first look or at several in a row.
    """
    clock = clock or SystemClock()
    began, first_seen = clock.now(), dict[Ailment, float]()
    seen: View | None = None
    lost = 0
    while True:
        try:
            seen, lost = watch.look(), 0
        except ArtifactError as error:
            lost += 1
            if seen is None or lost == TRIES:
                raise
            seen = View(f"cannot be asked about right now ({error}); asking again", going_on=True)
        now = clock.now()
        tell(seen, now - began)
        first_seen = {ailment: first_seen.get(ailment, now) for ailment in seen.ailments}
        if outcome := _outcome(seen, {ailment: now - then for ailment, then in first_seen.items()}):
            return _explained(outcome, watch)
        left = began + timeout - now
        if left <= 0:
            return _explained(Outcome(TIMED_OUT, f"not well after {duration(timeout)}: {seen.what}"), watch, seen)
        clock.sleep(min(INTERVAL_SECONDS, left))


def _outcome(seen: View, lasting: dict[Ailment, float]) -> Outcome | None:
    """Return how it ended, if it did."""
    if seen.failed:
        return Outcome(FAILED, seen.failed, tuple(map(str, seen.ailments)))
    if seen.going_on:
        return None
    if not seen.ailments:
        return Outcome(HEALTHY, seen.well)
    if any(not each.passing and seconds >= PATIENCE_SECONDS for each, seconds in lasting.items()):
        sentence = f"not well, and not getting any better for {duration(PATIENCE_SECONDS)}: {seen.what}"
        return Outcome(FAILED, sentence, tuple(map(str, seen.ailments)))
    return None


def _explained(outcome: Outcome, watch: Watch, seen: View | None = None) -> Outcome:
    if outcome.status == HEALTHY:
        return outcome
    ailing = tuple(map(str, seen.ailments)) if seen else ()
    try:
        reasons = watch.explain()
    except ArtifactError as error:  # what is known must be told all the same
        reasons = [str(error)]
    return Outcome(outcome.status, outcome.sentence, tuple(dict.fromkeys([*outcome.why, *ailing, *reasons])))


def duration(seconds: float) -> str:
    """Return a time as a person says it: `30 min`, `1 h 5 min`, `45 s`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{amount} {unit}" for amount, unit in ((hours, "h"), (minutes, "min"), (rest, "s")) if amount]
    return " ".join(parts) or "0 s"
