"""What every instance of the stack promises, whoever launched it, read from EC2."""

from collections.abc import Sequence
from typing import Any

from ._outcome import refuse, some
from ._view import View, count, in_words
from .template import security_groups_of


def unlike(data: Any, instances: Sequence[Any]) -> list[str]:
    """Return in what instances differ from what a version of the template says."""
    problems = []
    for each in instances:
        worn = sorted(one["GroupId"] for one in each["SecurityGroups"])
        if worn != sorted(security_groups_of(data)):
            problems.append(f"{each['InstanceId']} wears {in_words(worn) or 'no security group'}")
        if each.get("IamInstanceProfile", {}).get("Arn") != data.get("IamInstanceProfile", {}).get("Arn"):
            problems.append(f"{each['InstanceId']} has another instance profile, or none")
    return problems


def metadata(instances: Sequence[Any]) -> str:
    """Read the options of each instance, not of the template."""
    problems = []
    for each in instances:
        options = each.get("MetadataOptions", {})
        if options.get("HttpTokens") != "required" or options.get("HttpPutResponseHopLimit") != 1:
            hops = options.get("HttpPutResponseHopLimit")
            problems.append(f"{each['InstanceId']}: tokens {options.get('HttpTokens')}, hop limit {hops}")
    refuse(problems)
    return count(len(instances), "instance")


def volumes(view: View, instances: Sequence[Any]) -> str:
    """Read the volumes that are attached, not the template's block devices."""
    ids = [each["InstanceId"] for each in instances]
    found = some(view.aws.ec2("describe_volumes", "Volumes", **{"attachment.instance_id": ids}), "volume")
    refuse(f"{each['VolumeId']} is not encrypted" for each in found if not each["Encrypted"])
    refuse(f"{each['VolumeId']} is {each['VolumeType']}" for each in found if each["VolumeType"] != "gp3")
    refuse([] if len(found) >= len(ids) else [f"{count(len(found), 'volume')} for {count(len(ids), 'instance')}"])
    return count(len(found), "volume")


def groups_worn(instances: Sequence[Any]) -> Sequence[str]:
    """Return the security groups of instances; at least one."""
    worn = {group["GroupId"] for each in instances for group in each["SecurityGroups"]}
    return some(sorted(worn), "security group on the instances")
