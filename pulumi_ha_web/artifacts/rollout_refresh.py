"""Instance refreshes: how AWS replaces the instances of a group, batch by batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ..errors import ArtifactError
from .clients import Aws
from .explain import code_of, explaining

SUCCESSFUL = "Successful"
FAILED = ("Failed", "Cancelled", "RollbackFailed", "RollbackSuccessful")
"""How a refresh ends that did not bring what it was asked for. Every other status but Successful is not an end (Amazon
EC2 Auto Scaling API Reference, "InstanceRefresh")."""


@dataclass(frozen=True)
class Refresh:
    """An instance refresh as it is now."""

    id: str
    status: str
    reason: str = ""
    """AWS's own words on how it stands."""
    percent: int | None = None
    """Of the instances, replaced and warmed up."""
    left: int | None = None
    """Instances still to be replaced."""
    began: datetime | None = None
    version: str | None = None
    """Number of the launch template's version that it brings, where it was asked for one."""
    preferences: Mapping[str, Any] = field(default_factory=dict)
    rollback_reason: str = ""

    @property
    def over(self) -> bool:
        """Whether it has ended, in whatever way."""
        return self.status == SUCCESSFUL or self.failed

    @property
    def failed(self) -> bool:
        """Whether it has ended without bringing what it was asked for."""
        return self.status in FAILED


def refreshes(aws: Aws, group: str, refresh_id: str | None = None) -> list[Refresh]:
    """Return the refreshes of a group in the last six weeks, which is as long as AWS remembers; the newest first.

    Args:
        aws: Whose group.
        group: Its name.
        refresh_id: Only this one.

    Raises:
        ArtifactError: there is no such refresh, or they cannot be asked about.
    """
    wanted = {"InstanceRefreshIds": [refresh_id]} if refresh_id else {}
    with explaining(f"asking about the instance refreshes of {group}"):
        answer = aws.client("autoscaling").describe_instance_refreshes(AutoScalingGroupName=group, **wanted)
    found = [_refresh(each) for each in answer["InstanceRefreshes"]]  # AWS sorts them by when they were created
    if refresh_id and not found:
        raise ArtifactError(
            f"{refresh_id}: is no instance refresh of {group} in the last six weeks; check --refresh-id"
        )
    return found


def cancel(aws: Aws, group: str) -> bool:
    """Ask for an end of the refresh that is going on; return whether there was one.

    What it replaced so far stays replaced. It has ended when its status says so.

    Raises:
        ArtifactError: AWS refused.
    """
    try:
        with explaining(f"cancelling the instance refresh of {group}"):
            aws.client("autoscaling").cancel_instance_refresh(AutoScalingGroupName=group)
    except ArtifactError as error:
        if code_of(error) in ("ActiveInstanceRefreshNotFound", "ActiveInstanceRefreshNotFoundFault"):
            return False  # it ended in this moment
        raise
    return True


def start(aws: Aws, group: str, configuration: Mapping[str, Any], preferences: Mapping[str, Any]) -> str:
    """Begin a refresh to a configuration, which AWS writes into the group when it succeeds; return its id.

    Raises:
        ArtifactError: another one is going on, or AWS refused.
    """
    try:
        with explaining(f"starting an instance refresh of {group}"):
            answer = aws.client("autoscaling").start_instance_refresh(
                AutoScalingGroupName=group,
                Strategy="Rolling",
                DesiredConfiguration=configuration,
                Preferences=preferences,
            )
    except ArtifactError as error:
        if code_of(error) in ("InstanceRefreshInProgress", "InstanceRefreshInProgressFault"):
            raise ArtifactError(
                f"{group}: another instance refresh began in this moment; is somebody deploying? Run this again"
            ) from None
        raise
    return str(answer["InstanceRefreshId"])


def _refresh(told: Mapping[str, Any]) -> Refresh:
    return Refresh(
        id=told["InstanceRefreshId"],
        status=told["Status"],
        reason=" ".join(told.get("StatusReason", "").split()),
        percent=told.get("PercentageComplete"),
        left=told.get("InstancesToUpdate"),
        began=told.get("StartTime"),
        version=_version(told.get("DesiredConfiguration") or {}),
        preferences=told.get("Preferences") or {},
        rollback_reason=" ".join((told.get("RollbackDetails") or {}).get("RollbackReason", "").split()),
    )


def _version(configuration: Mapping[str, Any]) -> str | None:
    mixed = (configuration.get("MixedInstancesPolicy") or {}).get("LaunchTemplate") or {}
    template = configuration.get("LaunchTemplate") or mixed.get("LaunchTemplateSpecification") or {}
    version = template.get("Version")
    return str(version) if version and not str(version).startswith("$") else None
