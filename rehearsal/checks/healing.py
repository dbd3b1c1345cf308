"""The scaling group's promises on what happens when an instance, or a whole zone, is lost."""

from collections import Counter
from typing import Any

from . import _identity
from ._alarms import ALARM, alarms_on, dimensions_of, goes_off_at, minutes_of, told, untold
from ._outcome import NotKeptError, NotMadeError, refuse, some
from ._promise import Topic
from ._view import View, in_words
from .group import FEWEST_ZONES, group_of, template_of
from .template import latest, user_data_of

TOPIC = Topic("ha-web:index:ScalingGroup")
LAST_TOPIC = Topic("ha-web:index:ScalingGroup")
"""What is only seen by breaking something: looked at when everything else has been."""

NAMESPACE, METRIC = "AWS/AutoScaling", "GroupInServiceInstances"
HEALING = ("Launch", "Terminate", "HealthCheck", "ReplaceUnhealthy")
"""Processes of a group without which a lost instance is not replaced (EC2 Auto Scaling user guide)."""


def _is_single(group: Any) -> bool:
    return bool(group["MaxSize"] == 1)


@TOPIC.promise(
    "healing.zones",
    "A replacement may start in every zone",
    remedy="give a group of one instance the subnets of every zone: one zone may have no capacity, or be lost",
)
def zones(view: View) -> str:
    """Compare the group's zones with those of the network's tier that its subnets are of."""
    group = group_of(view)
    if not _is_single(group):
        raise NotMadeError("it may have several instances: where they start is told by the group's zones")
    if volume := _volume(view, group):
        raise NotMadeError(f"{volume}, which follows the instance, keeps it in {in_words(group['AvailabilityZones'])}")
    own = set(group["VPCZoneIdentifier"].split(","))
    tiers = [
        ids for key in ("public", "private") for ids in view.outputs_of("ha-web:index:Network", f"{key}_subnet_ids")
    ]
    subnets = view.aws.subnets(some([each for ids in tiers if own & set(ids) for each in ids], "subnet of a network"))
    missing = {each["AvailabilityZone"] for each in subnets.values()} - set(group["AvailabilityZones"])
    refuse(f"{zone} has a subnet, but a replacement never starts there" for zone in sorted(missing))
    return in_words(sorted(group["AvailabilityZones"]))


def _volume(view: View, group: Any) -> str | None:
    """Return the volume that the group's instances take at boot, if there is one."""
    volumes = [each for each in view.outputs_of(_identity.TOKEN, "volume_id") if each]
    script = user_data_of(latest(view, template_of(group)["LaunchTemplateId"])) if volumes else ""
    return next((each for each in volumes if each in script), None)


@TOPIC.promise(
    "healing.alarm",
    "Somebody is told when no instance serves",
    remedy="give the group an alarm_topic_arn: a group that cannot launch keeps trying and says nothing",
)
def alarm(view: View) -> str:
    """Look for an alarm on the group's own number of instances in service."""
    name = view.output("group_name")
    own = {"AutoScalingGroupName": name}
    declared = [each for each in view.declared(ALARM) if each.inputs.get("metricName") == METRIC]
    found = [each for each in alarms_on(view.aws, NAMESPACE, METRIC) if dimensions_of(each) == own]
    if not declared and not found:
        raise NotMadeError("no topic was given for it")
    for each in some(found, f"alarm on the instances of {name} in service"):
        refuse(
            [] if goes_off_at(each, 0) and not goes_off_at(each, 1) else [f"{each['AlarmName']} does not go off at 0"]
        )
        topics = [action for one in declared for action in one.inputs.get("alarmActions") or []]
        refuse(untold(view, each, topics))
    return in_words(f"{each['AlarmName']} after {minutes_of(each)}, {told(topics)}" for each in found)


@TOPIC.promise(
    "group.static-stability",
    "A lost zone leaves instances in service",
    remedy="spread the instances over the zones again: those that remain must serve before AWS launches others",
)
def static_stability(view: View) -> str:
    """Count what remains of the least size, and of what runs, when the fullest zones are lost."""
    group = group_of(view)
    size, spanned = _least_size(view, group), len(group["AvailabilityZones"])
    if spanned < FEWEST_ZONES:
        raise NotMadeError(f"it spans {in_words(group['AvailabilityZones'])} alone")
    if size <= 1:
        raise NotMadeError(f"its least size is {size}: a lost zone may leave nobody until another is launched")
    serving = [each for each in group["Instances"] if each["LifecycleState"] == "InService"]
    by_zone = Counter(each["AvailabilityZone"] for each in some(serving, "instance in service"))
    promised = {lost: left for lost in range(1, spanned) if (left := remaining(size, spanned, lost))}
    for lost, left in promised.items():
        gone = by_zone.most_common(lost)
        actual = by_zone.total() - sum(number for _, number in gone)
        if actual < left:
            raise NotKeptError(f"{in_words(zone for zone, _ in gone)} lost: {actual} of {by_zone.total()} remain")
    return in_words(
        f"{lost} of {spanned} zones lost: {left} of {size} instances remain" for lost, left in promised.items()
    )


def _least_size(view: View, group: Any) -> int:
    """Return the smallest size that the group or one of its schedules allows."""
    actions = view.aws.all(
        "autoscaling",
        "describe_scheduled_actions",
        "ScheduledUpdateGroupActions",
        AutoScalingGroupName=group["AutoScalingGroupName"],
    )
    return min(int(each["MinSize"]) for each in (group, *actions) if each.get("MinSize") is not None)


def remaining(size: int, zones: int, lost: int) -> int:
    """Return how many instances of a balanced group remain when its fullest zones are lost."""
    each, more = divmod(size, zones)
    return size - lost * each - min(lost, more)


@LAST_TOPIC.promise(
    "healing.replaced",
    "A terminated instance is replaced",
    remedy="resume the group's suspended processes, and look at its activities: why does it launch nothing?",
)
def replaced(view: View) -> str:
    """Terminate the group's only instance, and look for another of the same version."""
    group = group_of(view)
    if not _is_single(group):
        raise NotMadeError("it may have several instances: they serve, and none is terminated here")
    suspended = [each["ProcessName"] for each in group.get("SuspendedProcesses", [])]
    refuse(f"{each} is suspended" for each in HEALING if each in suspended)
    old = some(group["Instances"], "instance")[0]
    view.aws.client("ec2").terminate_instances(InstanceIds=[old["InstanceId"]])
    new = _successor(view, old["InstanceId"])
    version = template_of(group)["Version"]
    found = new.get("LaunchTemplate", {}).get("Version")
    refuse([] if found == version else [f"{new['InstanceId']} is of version {found}, not {version}"])
    return f"{old['InstanceId']} was terminated; {new['InstanceId']} serves in {new['AvailabilityZone']}"


def _successor(view: View, old: str) -> Any:
    """Return the instance that serves now: asked anew, because the account has changed."""
    name, aws = view.output("group_name"), view.aws
    groups = aws.client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"]
    serving = [
        each
        for each in groups[0]["Instances"]
        if each["InstanceId"] != old and (each["LifecycleState"], each["HealthStatus"]) == ("InService", "Healthy")
    ]
    new = some(serving, f"instance in service after {old} was terminated")[0]
    answer = aws.client("ec2").describe_instances(InstanceIds=[new["InstanceId"]])
    state = answer["Reservations"][0]["Instances"][0]["State"]["Name"]
    refuse([] if state == "running" else [f"{new['InstanceId']} is {state}"])
    return new
