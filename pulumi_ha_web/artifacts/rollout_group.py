"""An Auto Scaling group as it is now: what it launches, and which instances it has."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import ArtifactError
from .clients import Aws
from .explain import explaining

IN_SERVICE = "InService"


@dataclass(frozen=True)
class Member:
    """An instance of a group."""

    instance_id: str
    zone: str
    state: str
    """Of its life in the group, such as `InService`."""
    healthy: bool
    """Whether the group counts it as healthy."""
    template_id: str | None
    template_version: str | None
    """Number of the launch template's version that it was launched from."""
    protected: bool
    """From being chosen on scale-in."""
    weight: int = 1
    """Of the group's capacity."""

    @property
    def in_service(self) -> bool:
        """Whether it serves."""
        return self.state == IN_SERVICE


@dataclass(frozen=True)
class Group:
    """An Auto Scaling group."""

    name: str
    desired: int
    """Capacity that it keeps, in instances or their weights."""
    template_id: str
    version: str
    """Number of the launch template's version that it launches now."""
    members: tuple[Member, ...]
    target_group_arns: tuple[str, ...]
    mixed: Mapping[str, Any] | None = None
    """Its policy of mixed instances, as AWS tells it, where it has one."""

    @property
    def in_service(self) -> tuple[Member, ...]:
        """The instances that serve."""
        return tuple(member for member in self.members if member.in_service)

    @property
    def missing(self) -> int:
        """Capacity that is not in service yet."""
        return max(0, self.desired - sum(member.weight for member in self.in_service))

    def configuration(self, version: str) -> dict[str, Any]:
        """Return what an instance refresh is asked for, to have a version of the template.

        In the form that the group itself has: a group of mixed instances would otherwise lose its types and its spot
        share.
        """
        wanted = {"LaunchTemplateId": self.template_id, "Version": version}
        if self.mixed is None:
            return {"LaunchTemplate": wanted}
        policy: dict[str, Any] = copy.deepcopy(dict(self.mixed))
        policy["LaunchTemplate"]["LaunchTemplateSpecification"] = wanted
        for override in policy["LaunchTemplate"].get("Overrides", []):
            own = override.get("LaunchTemplateSpecification", {})
            if own.get("LaunchTemplateId"):
                own.pop("LaunchTemplateName", None)  # AWS tells both, and takes one
        return {"MixedInstancesPolicy": policy}


def look(aws: Aws, name: str) -> Group:
    """Return a group as it is now.

    Raises:
        ArtifactError: there is no such group, it has no launch template, or it cannot be asked.
    """
    with explaining(f"asking about the group {name}"):
        found = aws.client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[name])
    if not found["AutoScalingGroups"]:
        raise ArtifactError(
            f"{name}: there is no such Auto Scaling group in {aws.region}; check its name, --region and the account"
        )
    told = found["AutoScalingGroups"][0]
    mixed = told.get("MixedInstancesPolicy")
    template = mixed["LaunchTemplate"]["LaunchTemplateSpecification"] if mixed else told.get("LaunchTemplate")
    if not template:
        raise ArtifactError(f"{name}: launches from no launch template; nothing here knows what its instances run")
    return Group(
        name=name,
        desired=int(told["DesiredCapacity"]),
        template_id=template["LaunchTemplateId"],
        version=_number(aws, template["LaunchTemplateId"], template.get("Version") or "$Default"),
        members=tuple(_member(each) for each in told.get("Instances", [])),
        target_group_arns=tuple(_target_groups(told)),
        mixed=mixed,
    )


def versions(aws: Aws, template_id: str, numbers: Iterable[str] = ()) -> dict[str, Mapping[str, Any]]:
    """Return what versions of a launch template say, by number, the newest first; without numbers, of them all.

    Numbers that do not exist are left out.

    Raises:
        ArtifactError: they cannot be asked about.
    """
    wanted = {int(number) for number in numbers}
    # As a range: asked for by number, one that was deleted would be an error.
    asked = {"MinVersion": str(min(wanted)), "MaxVersion": str(max(wanted))} if wanted else {}
    found: dict[int, Mapping[str, Any]] = {}
    with explaining(f"asking about the launch template {template_id}"):
        pages = aws.client("ec2").get_paginator("describe_launch_template_versions")
        for page in pages.paginate(LaunchTemplateId=template_id, **asked):
            for each in page["LaunchTemplateVersions"]:
                found[each["VersionNumber"]] = each["LaunchTemplateData"]
    return {str(number): found[number] for number in sorted(found, reverse=True) if not wanted or number in wanted}


def _number(aws: Aws, template_id: str, version: str) -> str:
    """Return the number of a version; `$Latest` and `$Default` are looked up."""
    if not version.startswith("$"):
        return version
    with explaining(f"asking about the launch template {template_id}"):
        found = aws.client("ec2").describe_launch_template_versions(LaunchTemplateId=template_id, Versions=[version])
    return str(found["LaunchTemplateVersions"][0]["VersionNumber"])


def _member(told: Mapping[str, Any]) -> Member:
    template = told.get("LaunchTemplate") or {}
    return Member(
        instance_id=told["InstanceId"],
        zone=told["AvailabilityZone"],
        state=told["LifecycleState"],
        healthy=told["HealthStatus"].lower() == "healthy",
        template_id=template.get("LaunchTemplateId"),
        template_version=template.get("Version"),
        protected=bool(told.get("ProtectedFromScaleIn")),
        weight=int(told.get("WeightedCapacity") or 1),
    )


def _target_groups(told: Mapping[str, Any]) -> Iterable[str]:
    """Return the target groups that the instances join, by whichever of the two ways they were attached."""
    sources = (each["Identifier"] for each in told.get("TrafficSources", []) if "targetgroup/" in each["Identifier"])
    return dict.fromkeys([*told.get("TargetGroupARNs", []), *sources])
