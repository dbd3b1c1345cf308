"""The scaling group's promises on the instances that it launched."""

from typing import Any

from ._outcome import refuse, some
from ._promise import Topic
from ._view import View, count, in_words
from .group import group_of, template_of
from .template import latest

TOPIC = Topic("ha-web:index:ScalingGroup")


def instances_of(view: View) -> list[Any]:
    """Return the group's instances, as EC2 describes them; at least one."""
    ids = [each["InstanceId"] for each in some(group_of(view)["Instances"], "instance in the group")]
    found = view.aws.instances(ids)
    refuse(f"{each} is not there" for each in ids if each not in [one["InstanceId"] for one in found])
    return found


@TOPIC.promise(
    "instances.private",
    "Instances are private, without public addresses",
    remedy="give the group private subnets, whose route tables do not lead to the internet gateway",
)
def private(view: View) -> str:
    """Look at each instance's addresses, and at the routes of its subnet."""
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
    for each in instances:
        worn = sorted(one["GroupId"] for one in each["SecurityGroups"])
        if worn != sorted(data.get("SecurityGroupIds", [])):
            problems.append(f"{each['InstanceId']} wears {in_words(worn) or 'no security group'}")
        if each.get("IamInstanceProfile", {}).get("Arn") != data.get("IamInstanceProfile", {}).get("Arn"):
            problems.append(f"{each['InstanceId']} has another instance profile, or none")
    refuse(problems)
    return f"{count(len(instances), 'instance')} of version {wanted['Version']}"


@TOPIC.promise(
    "instances.metadata",
    "Running instances demand IMDSv2, within one hop",
    remedy="start an instance refresh: options changed on an instance by hand end with it",
)
def metadata(view: View) -> str:
    """Read the options of each instance, not of the template."""
    instances, problems = instances_of(view), []
    for each in instances:
        options = each.get("MetadataOptions", {})
        if options.get("HttpTokens") != "required" or options.get("HttpPutResponseHopLimit") != 1:
            hops = options.get("HttpPutResponseHopLimit")
            problems.append(f"{each['InstanceId']}: tokens {options.get('HttpTokens')}, hop limit {hops}")
    refuse(problems)
    return f"{count(len(instances), 'instance')}"


@TOPIC.promise(
    "instances.volumes",
    "Every volume of an instance is an encrypted gp3",
    remedy="encrypt every block device of the template, and start an instance refresh",
)
def volumes(view: View) -> str:
    """Read the volumes that are attached, not the template's block devices."""
    ids = [each["InstanceId"] for each in instances_of(view)]
    found = some(view.aws.ec2("describe_volumes", "Volumes", **{"attachment.instance_id": ids}), "volume")
    refuse(f"{each['VolumeId']} is not encrypted" for each in found if not each["Encrypted"])
    refuse(f"{each['VolumeId']} is {each['VolumeType']}" for each in found if each["VolumeType"] != "gp3")
    refuse([] if len(found) >= len(ids) else [f"{count(len(found), 'volume')} for {count(len(ids), 'instance')}"])
    return f"{count(len(found), 'volume')}"
