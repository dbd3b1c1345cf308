"""The scaling group's promises on its size, its zones and how it replaces instances."""

from collections import Counter
from typing import Any

from ._outcome import NotKeptError, NotMadeError, refuse, some
from ._promise import Topic
from ._view import View, count, in_words

TOPIC = Topic("ha-web:index:ScalingGroup")

METRICS = (
    "GroupMinSize",
    "GroupMaxSize",
    "GroupDesiredCapacity",
    "GroupInServiceInstances",
    "GroupPendingInstances",
    "GroupStandbyInstances",
    "GroupTerminatingInstances",
    "GroupTotalInstances",
)
"""What a person needs to see a group scale; AWS does not charge for them."""

FEWEST_ZONES = 2


def group_of(view: View) -> Any:
    """Return the group, as Auto Scaling describes it."""
    name = view.output("group_name")
    found = view.aws.all(
        "autoscaling", "describe_auto_scaling_groups", "AutoScalingGroups", AutoScalingGroupNames=[name]
    )
    return some(found, f"group {name}")[0]


def template_of(group: Any) -> Any:
    """Return id and version of the launch template that a group uses, alone or in a mix."""
    if "LaunchTemplate" in group:
        return group["LaunchTemplate"]
    mixed = group.get("MixedInstancesPolicy", {}).get("LaunchTemplate", {})
    if "LaunchTemplateSpecification" not in mixed:
        raise NotKeptError("the group uses no launch template")
    return mixed["LaunchTemplateSpecification"]


def asked(view: View, argument: str) -> Any:
    """Return what the program gave the group for an argument."""
    declared = view.declared("aws:autoscaling/group:Group")
    return declared[0].inputs.get(argument) if declared else None


def has_load_balancer(view: View) -> bool:
    """Return whether a load balancer stands before the group, or should by what the program declared."""
    return bool(group_of(view)["TargetGroupARNs"] or view.declared("aws:autoscaling/attachment:Attachment"))


@TOPIC.promise(
    "group.zones",
    "The group spans every zone of its subnets",
    remedy="give the group a subnet in each zone",
)
def zones(view: View) -> str:
    """Compare the group's zones with those of its subnets, and those with what the program gave."""
    group = group_of(view)
    ids = [each for each in group["VPCZoneIdentifier"].split(",") if each]
    subnets = view.aws.subnets(some(ids, "subnet of the group"))
    refuse(f"{each} is not there" for each in ids if each not in subnets)
    refuse(f"{each} is not among its subnets" for each in asked(view, "vpcZoneIdentifiers") or [] if each not in ids)
    spanned, wanted = set(group["AvailabilityZones"]), {each["AvailabilityZone"] for each in subnets.values()}
    refuse(f"{zone} has a subnet, but is no zone of the group" for zone in wanted - spanned)
    refuse(f"{zone} is a zone of the group without a subnet" for zone in spanned - wanted)
    if group["TargetGroupARNs"] and len(spanned) < FEWEST_ZONES:
        raise NotKeptError(f"it spans {in_words(sorted(spanned))} alone")
    return in_words(sorted(spanned))


@TOPIC.promise(
    "group.balance",
    "Instances are spread evenly over the zones",
    remedy="let the group rebalance (zone distribution), and look why a zone takes no instances",
)
def balance(view: View) -> str:
    """Count instances by zone: no zone has two more than another."""
    group = group_of(view)
    by_zone = Counter(dict.fromkeys(group["AvailabilityZones"], 0))
    by_zone.update(each["AvailabilityZone"] for each in some(group["Instances"], "instance"))
    shown = in_words(f"{number} in {zone}" for zone, number in sorted(by_zone.items()))
    refuse([shown] if max(by_zone.values()) - min(by_zone.values()) > 1 else [])
    return shown


@TOPIC.promise(
    "group.size",
    "As many instances run as desired",
    remedy="look at the group's activities; min_size <= desired_capacity <= max_size must hold",
)
def size(view: View) -> str:
    """Compare the bounds, the desired capacity and what runs, as Auto Scaling and EC2 each see it."""
    group = group_of(view)
    least, wanted, most = group["MinSize"], group["DesiredCapacity"], group["MaxSize"]
    refuse([] if least <= wanted <= most else [f"{wanted} desired, between {least} and {most}"])
    members = some(group["Instances"], "instance")
    serving = [each for each in members if (each["LifecycleState"], each["HealthStatus"]) == ("InService", "Healthy")]
    running = view.aws.instances(each["InstanceId"] for each in serving)
    running = [each for each in running if each["State"]["Name"] == "running"]
    refuse(
        [] if len(running) == wanted else [f"{len(running)} of {len(members)} run and are healthy, {wanted} desired"]
    )
    return f"{count(len(running), 'instance')} in service, {least} to {most} allowed"


@TOPIC.promise(
    "group.template-version",
    "The group launches the latest version, by number",
    remedy="give the group LaunchTemplate's latest_version; `$Latest` would hide a change from the plan",
)
def template_version(view: View) -> str:
    """Compare the group's version with the template's latest one."""
    template = template_of(group_of(view))
    found = view.aws.all(
        "ec2", "describe_launch_templates", "LaunchTemplates", LaunchTemplateIds=[template["LaunchTemplateId"]]
    )
    newest, version = some(found, "launch template")[0]["LatestVersionNumber"], template.get("Version", "$Default")
    refuse([] if version.isdigit() else [f"its version is {version}, not a number"])
    refuse([] if int(version) == newest else [f"it launches version {version}, the latest is {newest}"])
    return f"version {version} of {template['LaunchTemplateId']}"


@TOPIC.promise(
    "group.health-check",
    "What the load balancer finds unhealthy is replaced",
    remedy="set health_check_type=ELB wherever a target group is attached, with a grace period for the first boot",
)
def health_check(view: View) -> str:
    """Read the kind of health check."""
    group = group_of(view)
    if not has_load_balancer(view):
        raise NotMadeError("no target group is attached")
    some(group["TargetGroupARNs"], "attached target group")
    kinds, grace = group["HealthCheckType"].split(","), group.get("HealthCheckGracePeriod", 0)
    refuse([] if "ELB" in kinds else [f"it asks {in_words(kinds)} alone"])
    refuse([] if grace > 0 else ["a new instance has no grace period"])
    return f"{in_words(kinds)}, {grace} s of grace"


@TOPIC.promise(
    "group.metrics",
    "The group reports its metrics to CloudWatch",
    remedy="enable every group metric, each minute",
)
def metrics(view: View) -> str:
    """Look for each metric that a person needs."""
    enabled = {each["Metric"] for each in group_of(view)["EnabledMetrics"]}
    refuse(f"{each} is not collected" for each in METRICS if each not in enabled)
    return f"{count(len(enabled), 'metric')} each minute"


@TOPIC.promise(
    "group.scale-in",
    "Every instance may be removed on scale-in",
    remedy="leave scale-in protection off, or the group grows and never shrinks",
)
def scale_in(view: View) -> str:
    """Look for protected instances, and for the protection of new ones."""
    group = group_of(view)
    if asked(view, "protectFromScaleIn"):
        raise NotMadeError("scale-in protection was asked for")
    members = some(group["Instances"], "instance")
    refuse(["new instances are protected"] if group.get("NewInstancesProtectedFromScaleIn") else [])
    refuse(f"{each['InstanceId']} is protected" for each in members if each["ProtectedFromScaleIn"])
    return f"none of {count(len(members), 'instance')} is protected"


@TOPIC.promise(
    "group.launch-first",
    "A replacement serves before the old instance ends",
    remedy="set min_healthy_percent to 100 and max_healthy_percent above it",
)
def launch_first(view: View) -> str:
    """Read the maintenance policy, which holds for every way of replacing an instance."""
    given = asked(view, "instanceMaintenancePolicy") or {}
    if given and (given["minHealthyPercentage"] < 100 or given["maxHealthyPercentage"] <= 100):
        raise NotMadeError(
            f"asked for: {given['minHealthyPercentage']} to {given['maxHealthyPercentage']} % in service"
        )
    policy = group_of(view).get("InstanceMaintenancePolicy") or {}
    least, most = policy.get("MinHealthyPercentage", -1), policy.get("MaxHealthyPercentage", -1)
    refuse(
        [] if least >= 100 and most > 100 else [f"{least} to {most} % in service" if policy else "there is no policy"]
    )
    return f"{least} to {most} % in service while instances are replaced"


@TOPIC.promise(
    "group.tags",
    "Instances get all of the group's tags",
    remedy="set propagate_at_launch on every tag of the group",
)
def tags(view: View) -> str:
    """Compare the group's tags with those that its instances carry."""
    group = group_of(view)
    own = some(group["Tags"], "tag on the group")
    refuse(f"{tag['Key']} is not handed on" for tag in own if not tag["PropagateAtLaunch"])
    refuse([] if any(tag["Key"] == "Name" for tag in own) else ["there is no Name"])
    instances = view.aws.instances(each["InstanceId"] for each in some(group["Instances"], "instance"))
    carried = {
        each["InstanceId"]: [(tag["Key"], tag.get("Value", "")) for tag in each.get("Tags", [])] for each in instances
    }
    refuse(
        f"{instance} lacks {tag['Key']}"
        for instance, found in carried.items()
        for tag in own
        if (tag["Key"], tag.get("Value", "")) not in found
    )
    keys = sorted(tag["Key"] for tag in own)
    return f"{count(len(keys), 'tag')} on {count(len(instances), 'instance')}: {in_words(keys)}"
