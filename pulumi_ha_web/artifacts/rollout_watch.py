"""What is looked at while a stack rolls out: a group and its refresh, or single instances."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from . import rollout_activities, rollout_group
from .clients import Aws
from .explain import explaining
from .rollout import View
from .rollout_group import Group, Member
from .rollout_health import Ailment, ailments
from .rollout_refresh import SUCCESSFUL, Refresh, refreshes

SHORT = 8
"""Characters of an id in a line that is one of many; what is told in the end has it whole."""


class GroupWatch:
    """An Auto Scaling group: its newest refresh until that ends, then the health of what is in service."""

    def __init__(self, aws: Aws, group: str, refresh_id: str | None = None) -> None:
        """Name a group, and the refresh that is followed; by default the newest, also one that begins meanwhile."""
        self._aws, self._group, self._refresh_id = aws, group, refresh_id
        self._began: datetime | None = None
        self._sick: list[Ailment] = []

    def look(self) -> View:
        """Return how it stands.

        Raises:
            ArtifactError: group or refresh are not there, or cannot be asked about.
        """
        group = rollout_group.look(self._aws, self._group)
        found = refreshes(self._aws, self._group, self._refresh_id)
        refresh = found[0] if found else None
        self._sick = ailments(self._aws, group)
        if refresh:
            self._began = refresh.began
        if refresh and not refresh.over:
            return View(_text(refresh, group, self._sick), refresh.percent, going_on=True)
        if refresh and refresh.failed:
            newest = refreshes(self._aws, self._group)[0]
            return View(
                _text(refresh, group, self._sick),
                failed=_failure(refresh, group, newest),
                ailments=tuple(self._sick),
            )
        self._sick += [
            Ailment(
                member.instance_id,
                f"runs version {member.template_version} of the launch template, not {group.version}",
                False,
            )
            for member in _left_behind(group, refresh)
        ]
        return View(
            _text(refresh, group, self._sick),
            refresh.percent if refresh else None,
            ailments=tuple(self._sick),
            well=_well(refresh, group),
        )

    def explain(self) -> list[str]:
        """Return the group's activities that explain why it is not well."""
        return rollout_activities.explanations(self._aws, self._group, self._began)


class InstancesWatch:
    """Instances that no group keeps: both status checks of EC2."""

    def __init__(self, aws: Aws, ids: Mapping[str, str]) -> None:
        """Name instances, by what they are in their stack."""
        self._aws, self._ids = aws, dict(ids)

    def look(self) -> View:
        """Return how they stand.

        Raises:
            ArtifactError: they cannot be asked about.
        """
        with explaining(f"asking about the status of {', '.join(self._ids.values())}"):
            answer = self._aws.client("ec2").describe_instance_status(
                InstanceIds=list(self._ids.values()), IncludeAllInstances=True
            )
        told = {each["InstanceId"]: each for each in answer["InstanceStatuses"]}
        found = [
            ailment
            for role, instance_id in self._ids.items()
            if (ailment := _of_checks(role, instance_id, told.get(instance_id)))
        ]
        well, count = len(self._ids) - len(found), len(self._ids)
        names = ", ".join(f"{role} {instance_id}" for role, instance_id in self._ids.items())
        return View(
            f"{well} of {count} healthy",
            ailments=tuple(found),
            well=f"{names}: running, and both status checks of EC2 are ok",
        )

    def explain(self) -> list[str]:
        """Return nothing: EC2 keeps no record of what it did."""
        return []


def _of_checks(role: str, instance_id: str, told: Mapping[str, Any] | None) -> Ailment | None:
    if told is None:
        return Ailment(instance_id, f"({role}) is not there", False)
    state = told["InstanceState"]["Name"]
    if state != "running":
        return Ailment(instance_id, f"({role}) is {state}", state == "pending")
    checks = {"system": told["SystemStatus"]["Status"], "instance": told["InstanceStatus"]["Status"]}
    bad = {name: status for name, status in checks.items() if status not in ("ok", "not-applicable")}
    if not bad:
        return None
    said = ", ".join(f"{name} status check {status}" for name, status in bad.items())
    return Ailment(instance_id, f"({role}): {said}", "impaired" not in bad.values())


def _left_behind(group: Group, refresh: Refresh | None) -> list[Member]:
    """Return the instances that should have been replaced: not those that the refresh was told to leave."""
    preferences = refresh.preferences if refresh else {}
    if refresh and preferences.get("SkipMatching") and refresh.version == group.version:
        return []  # AWS compared what the versions say; one that came later was never compared
    spared = preferences.get("ScaleInProtectedInstances") == "Ignore"
    return [
        member
        for member in group.in_service
        if (member.template_id, member.template_version) != (group.template_id, group.version)
        and not (spared and member.protected)
    ]


def _text(refresh: Refresh | None, group: Group, sick: list[Ailment]) -> str:
    """Return how it all stands: the same words as long as nothing changes."""
    parts = []
    if refresh:
        progress = "" if refresh.percent is None or refresh.over else f", {refresh.percent} % replaced"
        left = f", {refresh.left} left" if refresh.left and not refresh.over else ""
        reason = f" ({refresh.reason})" if refresh.reason else ""
        parts.append(f"refresh {refresh.id[:SHORT]} {refresh.status}{progress}{left}{reason}")
    ailing = {each.of for each in sick} - {group.name}
    count = len(group.in_service)
    parts.append(f"{count - len(ailing)} of {count + group.missing} healthy")
    return "; ".join(parts)


def _failure(refresh: Refresh, group: Group, newest: Refresh) -> str:
    reason = f": {refresh.reason}" if refresh.reason else ""
    rolled = f"; rolled back because: {refresh.rollback_reason}" if refresh.rollback_reason else ""
    running = sorted({member.template_version or "?" for member in group.in_service})
    stands = f"the group launches version {group.version}, its instances run {' and '.join(running) or 'none'}"
    since = f"; since then refresh {newest.id} is {newest.status}" if newest.id != refresh.id else ""
    return f"{group.name}: refresh {refresh.id} {refresh.status}{reason}{rolled}; {stands}{since}"


def _well(refresh: Refresh | None, group: Group) -> str:
    """Return what holds when nothing ails."""
    count = len(group.in_service)
    left = [member for member in group.in_service if member.template_version != group.version]
    other = (
        f", {len(left)} of them left on another version by the refresh, as it was asked to"
        if left and refresh and refresh.status == SUCCESSFUL
        else ""
    )
    how = f"refresh {refresh.id} {refresh.status}" if refresh else "no refresh in the last six weeks"
    instances = "1 instance, healthy," if count == 1 else f"{count} instances, all healthy,"
    return f"{group.name}: {instances} on version {group.version} of the launch template{other} ({how})"
