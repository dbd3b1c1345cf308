"""Which release each instance of a stack was started with.

Read from the user data that the instance was launched with: what it was told to install, that is. Whether it did is
told by its health, since an instance whose release is refused or fails does not become healthy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from . import rollout_group
from .clients import Aws
from .explain import explaining
from .rollout_back import release_of
from .rollout_group import Member
from .stack_bucket import DeployedStack

_ENDING = ("Terminat", "Detach")


@dataclass(frozen=True)
class Running:
    """An instance, and what it runs."""

    instance_id: str
    zone: str
    state: str
    """Of its life in its group, such as `InService`; of an instance without one, such as `running`."""
    release: str | None
    """Version of the release, or None when it was started without one."""
    template_version: str | None = None
    """Number of the launch template's version, where a group launched it."""


def running(stack: DeployedStack) -> list[Running]:
    """Return the instances of a stack, by zone and id; those that are on their way out are left out.

    Raises:
        HaWebError: stack, group or instances cannot be asked about.
    """
    found = _of_group(stack.aws, stack.group) if stack.group else _alone(stack.aws, list(stack.instances.values()))
    return sorted(found, key=lambda each: (each.zone, each.instance_id))


def _of_group(aws: Aws, name: str) -> list[Running]:
    members = [each for each in rollout_group.look(aws, name).members if not each.state.startswith(_ENDING)]
    releases = dict(_releases(aws, members))
    return [
        Running(
            each.instance_id,
            each.zone,
            each.state,
            releases.get((each.template_id, each.template_version)),
            each.template_version,
        )
        for each in members
    ]


def _releases(aws: Aws, members: list[Member]) -> Iterator[tuple[tuple[str | None, str | None], str | None]]:
    """Return the release of each version of a launch template that an instance was launched from."""
    for template_id in dict.fromkeys(each.template_id for each in members if each.template_id):
        numbers = [each.template_version for each in members if each.template_id == template_id]
        for number, data in rollout_group.versions(aws, template_id, filter(None, numbers)).items():
            yield (template_id, number), release_of(data.get("UserData"))


def _alone(aws: Aws, ids: list[str]) -> list[Running]:
    if not ids:
        return []
    ec2 = aws.client("ec2")
    with explaining(f"asking about {', '.join(ids)}"):
        told = [
            each
            for reservation in ec2.describe_instances(InstanceIds=ids)["Reservations"]
            for each in reservation["Instances"]
        ]
        scripts = {
            each["InstanceId"]: ec2.describe_instance_attribute(InstanceId=each["InstanceId"], Attribute="userData")
            for each in told
        }
    return [
        Running(
            each["InstanceId"],
            each["Placement"]["AvailabilityZone"],
            each["State"]["Name"],
            release_of(scripts[each["InstanceId"]].get("UserData", {}).get("Value")),
        )
        for each in told
        if each["State"]["Name"] != "terminated"
    ]
