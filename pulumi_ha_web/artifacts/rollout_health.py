"""What keeps the instances of a group from being well: by the group's own word, and by its load balancer's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .clients import Aws
from .explain import explaining
from .rollout_group import Group, Member

PASSING = ("initial", "draining", "unregistered")
"""States of a target that end by themselves (Elastic Load Balancing API Reference, "TargetHealth"); `unregistered` is
ours, for an instance that the target group does not know yet."""


@dataclass(frozen=True)
class Ailment:
    """Why an instance, or the group, is not well."""

    of: str
    """Id of the instance, or name of the group."""
    what: str
    """What is wrong, with AWS's reason code where there is one."""
    passing: bool
    """Whether it is a stage on the way to being well. Anything else may go away too, but does not have to."""

    def __str__(self) -> str:
        return f"{self.of} {self.what}"


def ailments(aws: Aws, group: Group) -> list[Ailment]:
    """Return everything that is not well with the instances in service, and what is missing of them.

    Raises:
        ArtifactError: the targets' health cannot be asked for.
    """
    found = [Ailment(member.instance_id, "is unhealthy, says the group", False) for member in _unhealthy(group)]
    for arn in group.target_group_arns:
        found += _of_targets(aws, arn, group)
    if group.missing:
        found.append(Ailment(group.name, f"has {group.missing} of {group.desired} not in service yet", True))
    return found


def _unhealthy(group: Group) -> Iterator[Member]:
    return (member for member in group.in_service if not member.healthy)


def _of_targets(aws: Aws, arn: str, group: Group) -> Iterator[Ailment]:
    name = arn.split("/")[1] if "/" in arn else arn
    with explaining(f"asking about the health of the targets in {name}"):
        answer = aws.client("elbv2").describe_target_health(TargetGroupArn=arn)
    told: dict[str, Mapping[str, Any]] = {
        each["Target"]["Id"]: each["TargetHealth"] for each in answer["TargetHealthDescriptions"]
    }
    for member in group.in_service:
        health = told.get(member.instance_id, {"State": "unregistered"})
        state, reason = health["State"], health.get("Reason", "")
        if state == "healthy" or reason == "Target.HealthCheckDisabled":
            continue
        said = " ".join(health.get("Description", "").split())
        because = f": {reason}{f' ({said})' if said else ''}" if reason else ""
        yield Ailment(member.instance_id, f"is {state} in {name}{because}", state in PASSING)
