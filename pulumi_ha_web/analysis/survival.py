"""What happens when something is lost, and in how many seconds, as far as a stack's own arguments say it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Literal

from . import stack
from .failover import Failover, failovers
from .stack import Server, Stack

ACTIONS = {"recover": "StatusCheckFailed_System", "reboot": "StatusCheckFailed_Instance"}
"""What an alarm can do to an instance, and the metric of EC2 that asks for it."""


class Loss(Enum):
    """What can be lost, the least first."""

    APPLICATION = "the application stops answering, its instance is well"
    SYSTEM = "an instance's system hangs"
    INSTANCE = "an instance is gone, or its disk"
    HOST = "the host under an instance fails"
    ZONE = "a zone is lost"


class Answer(IntEnum):
    """How a stack answers a loss, the best first."""

    SERVES_ON = 1
    """Others serve already."""
    SWITCHES = 2
    """Another one that runs already is asked instead."""
    RECOVERED = 3
    """The same instance comes back, on another host."""
    REBOOTED = 4
    """The same instance comes back, rebooted."""
    REPLACED = 5
    """A new instance is launched."""
    DOWN = 6
    """Nothing serves until a person acts, or what was lost comes back."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What comes of a loss."""

    answer: Answer
    seconds: int | None = None
    """Seconds at worst until the answer is given, from the arguments of what gives it; None: they do not say."""
    boot: bool = False
    """Whether an instance has to boot after that."""
    by: Literal["load balancer", "DNS", "alarm", "EC2", ""] = ""
    """Who notices."""

    @property
    def survived(self) -> bool:
        """Whether the stack serves again without a person."""
        return self.answer is not Answer.DOWN


DOWN = Outcome(answer=Answer.DOWN)


def outcomes(found: Stack) -> dict[Loss, Outcome]:
    """Return what comes of each loss: where several things serve, of the one that fares worst."""
    pairs = failovers(found)
    paired = {server.id for pair in pairs for server in (pair.primary, pair.secondary)}
    units = [_of_pair(pair) for pair in pairs]
    units += [_of_server(found, each) for each in found.servers() if each.id not in paired]
    return {loss: max((unit[loss] for unit in units), key=_badness, default=DOWN) for loss in Loss}


def _badness(outcome: Outcome) -> tuple[int, int]:
    return outcome.answer, outcome.seconds or 0


def _of_pair(pair: Failover) -> dict[Loss, Outcome]:
    """Return what comes of losing the instance that a name leads to, or its zone."""
    switched = Outcome(answer=Answer.SWITCHES, seconds=pair.seconds, by="DNS")
    apart = not set(pair.primary.zones) & set(pair.secondary.zones)
    # A check that only connects is content with a port that is open.
    asked = pair.asks_application
    return {
        **dict.fromkeys(Loss, switched),
        **({} if asked else {Loss.APPLICATION: DOWN}),
        **({} if apart else {Loss.ZONE: DOWN}),
    }


def _of_server(found: Stack, server: Server) -> dict[Loss, Outcome]:
    return _of_group(found, server) if server.in_group else _of_instance(found, server)


def _of_instance(found: Stack, server: Server) -> dict[Loss, Outcome]:
    """Return what comes of losing one instance by itself: what its alarms do, and nothing else."""
    recovered, rebooted = (alarm_seconds(found, server, action) for action in ACTIONS)
    answers = dict.fromkeys(Loss, DOWN)
    if recovered is not None:
        answers[Loss.HOST] = Outcome(answer=Answer.RECOVERED, seconds=recovered, boot=True, by="alarm")
    if rebooted is not None:
        answers[Loss.SYSTEM] = Outcome(answer=Answer.REBOOTED, seconds=rebooted, boot=True, by="alarm")
    return answers


def _of_group(found: Stack, server: Server) -> dict[Loss, Outcome]:
    """Return what comes of losing part of a group: others serve behind a load balancer, or a new one is launched."""
    noticed = balancer_seconds(found, server)
    asked = noticed is not None and server.resource.inputs.get("healthCheckType") == "ELB"
    replaced = Outcome(
        answer=Answer.REPLACED,
        seconds=noticed if asked else None,
        boot=True,
        by="load balancer" if asked else "EC2",
    )
    serves_on = Outcome(answer=Answer.SERVES_ON, seconds=noticed, by="load balancer")
    one_less = serves_on if noticed is not None and server.least > 1 else replaced
    answers = dict.fromkeys(Loss, one_less)
    if noticed is None:
        answers[Loss.APPLICATION] = DOWN
    answers[Loss.ZONE] = _zone_of_group(server, serves_on if noticed is not None else replaced, replaced)
    return answers


def _zone_of_group(server: Server, serves_on: Outcome, replaced: Outcome) -> Outcome:
    if len(server.zones) < 2:
        return DOWN
    return serves_on if left_without_zones(server, 1) else replaced


def left_without_zones(server: Server, lost: int) -> int:
    """Return how many instances of a group's least are left when its fullest zones are lost."""
    each, further = divmod(server.least, max(1, len(server.zones)))
    return server.least - lost * each - min(lost, further)


def balancer_seconds(found: Stack, server: Server) -> int | None:
    """Return after how many seconds a load balancer asks an instance no more that fails its checks."""
    checks = [each.inputs["healthCheck"] for each in found.target_groups_of(server)]
    return max((int(each["interval"]) * int(each["unhealthyThreshold"]) for each in checks), default=None)


def alarm_seconds(found: Stack, server: Server, action: str) -> int | None:
    """Return after how many seconds an alarm on an instance's status check recovers or reboots it; None: none does."""
    return min(_acting(found, server, action), default=None)


def _acting(found: Stack, server: Server, action: str) -> Iterator[int]:
    for alarm in found.of(stack.ALARM):
        given = alarm.inputs
        watches = (given.get("namespace"), given.get("metricName"), (given.get("dimensions") or {}).get("InstanceId"))
        acts = any(str(each).endswith(f":ec2:{action}") for each in given.get("alarmActions") or ())
        if acts and watches == ("AWS/EC2", ACTIONS[action], server.id):
            yield int(given["period"]) * int(given["evaluationPeriods"])
