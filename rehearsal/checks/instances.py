"""The scaling group's promises on the instances that it launched."""

from typing import Any

from . import _launched
from ._outcome import NotMadeError, refuse, some
from ._promise import Topic
from ._view import View, count, in_words
from .group import group_of, has_load_balancer, template_of
from .template import declares_public_addresses, latest

TOPIC = Topic("ha-web:index:ScalingGroup")


def instances_of(view: View) -> list[Any]:
    """Return the group's instances, as EC2 describes them; at least one."""
    ids = [each["InstanceId"] for each in some(group_of(view)["Instances"], "instance in the group")]
    found = view.aws.instances(ids)
    refuse(f"{each} is not there" for each in ids if each not in [one["InstanceId"] for one in found])
    return found


def serves_directly(view: View) -> bool:
    """Return whether the group's instances face the world themselves: without a load balancer, by public addresses."""
    if has_load_balancer(view):
        return False
    return declares_public_addresses(view, template_of(group_of(view))["LaunchTemplateId"])


@TOPIC.promise(
    "instances.private",
    "Instances are private, without public addresses",
    remedy="give the group private subnets, whose route tables do not lead to the internet gateway",
)
def private(view: View) -> str:
    """Look at each instance's addresses, and at the routes of its subnet."""
    if serves_directly(view):
        raise NotMadeError("no load balancer stands before them: they are reached at addresses of their own")
    instances = instances_of(view)
    own = group_of(view)["VPCZoneIdentifier"].split(",")
    subnets = view.aws.subnets(each["SubnetId"] for each in instances)
    problems = []
    for each in instances:
        name, subnet = each["InstanceId"], each["SubnetId"]
        problems += [f"{name} has the address {each['PublicIpAddress']}"] if each.get("PublicIpAddress") else []
        problems += [] if subnet in own else [f"{name} is in {subnet}, which is not the group's"]
        problems += [f"{name} is in {subnet}, which is public"] if view.aws.leads_to_internet(subnets[subnet]) else []
    refuse(problems)
    return f"{count(len(instances), 'instance')} in {count(len(subnets), 'private subnet')}"


@TOPIC.promise(
    "instances.public",
    "Instances without a load balancer reach the world",
    remedy="give the group public subnets, and let the template associate a public address",
)
def public(view: View) -> str:
    """Look at each instance's addresses, and at the routes of its subnet."""
    if has_load_balancer(view):
        raise NotMadeError("a load balancer stands before them")
    if not serves_directly(view):
        raise NotMadeError("the template gives no public addresses")
    instances = instances_of(view)
    subnets = view.aws.subnets(each["SubnetId"] for each in instances)
    refuse(f"{each['InstanceId']} has no public address" for each in instances if not each.get("PublicIpAddress"))
    refuse(
        f"{key} does not lead to the internet" for key, each in subnets.items() if not view.aws.leads_to_internet(each)
    )
    return in_words(f"{each['PublicIpAddress']} in {each['Placement']['AvailabilityZone']}" for each in instances)


@TOPIC.promise(
    "instances.template",
    "Every instance is as the template's version says",
    remedy="start an instance refresh, and undo what was changed on an instance by hand",
)
def template(view: View) -> str:
    """Compare each instance with the template that the group uses."""
    group, instances = group_of(view), instances_of(view)
    wanted = template_of(group)
    data = latest(view, wanted["LaunchTemplateId"])
    problems = []
    for member in group["Instances"]:
        used = member.get("LaunchTemplate", {})
        if (used.get("LaunchTemplateId"), used.get("Version")) != (wanted["LaunchTemplateId"], wanted["Version"]):
            problems.append(f"{member['InstanceId']} is of version {used.get('Version')}, not {wanted['Version']}")
    refuse([*problems, *_launched.unlike(data, instances)])
    return f"{count(len(instances), 'instance')} of version {wanted['Version']}"


@TOPIC.promise(
    "instances.metadata",
    "Running instances demand IMDSv2, within one hop",
    remedy="start an instance refresh: options changed on an instance by hand end with it",
)
def metadata(view: View) -> str:
    """Read the options of each instance, not of the template."""
    return _launched.metadata(instances_of(view))


@TOPIC.promise(
    "instances.volumes",
    "Every volume of an instance is an encrypted gp3",
    remedy="encrypt every block device of the template, and start an instance refresh",
)
def volumes(view: View) -> str:
    """Read the volumes that are attached, not the template's block devices."""
    return _launched.volumes(view, instances_of(view))
