"""What changes interrupt where the application runs: groups, instances, what they may do, who watches them."""

from ..model import Change, Marker
from .rule import (
    DELETED,
    EITHER,
    GONE,
    REPLACED,
    UPDATED,
    Effect,
    Interruption,
    Rule,
    argument,
    number,
    taken_away,
)

HARMLESS = "autoscaling.Notification ec2.KeyPair"


def _refresh(change: Change) -> Interruption:
    """Return what it means that a group's instances are to be others.

    The provider starts a refresh when the group's template or its version differs and the group has `instanceRefresh`.
    https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html
    """
    refresh = change.new.get("instanceRefresh")
    if not isinstance(refresh, dict):
        return Interruption(
            effect=Effect.NOTICE,
            text="no instance refresh: instances that run stay as they are, new ones follow the new version",
            short="running instances stay on the former version",
        )
    least, most = _healthy(change)
    text = f"an instance refresh begins, with at least {least} % of the instances healthy"
    text += f" and at most {most} %" if most > 100 else ""
    if least == 0:
        return Interruption(
            effect=Effect.DOWN,
            text=f"{text}: none may be left in service until the new ones have booted",
            short="an instance refresh begins that may leave no instance in service",
        )
    if most > 100 and least >= 100:
        return Interruption(
            effect=Effect.NOTICE,
            text=f"{text}: new ones serve before old ones end, so nothing visible is interrupted",
            short=f"an instance refresh begins ({least} to {most} % healthy)",
            many="{} instance refreshes begin",
        )
    return Interruption(
        effect=Effect.BRIEF,
        text=f"{text}: the others carry the load meanwhile",
        short=f"an instance refresh begins (at least {least} % healthy)",
        many="{} instance refreshes begin",
    )


def _healthy(change: Change) -> tuple[int, int]:
    """Return the least and the most healthy instances in percent.

    The refresh's own count, else those of the maintenance policy, else AWS's defaults:
    https://docs.aws.amazon.com/autoscaling/ec2/userguide/understand-instance-refresh-default-values.html
    """
    refresh, policy = change.new.get("instanceRefresh"), change.new.get("instanceMaintenancePolicy")
    preferences = refresh.get("preferences") if isinstance(refresh, dict) else None
    found = []
    for key, default in (("minHealthyPercentage", 90), ("maxHealthyPercentage", 100)):
        told = [number(each.get(key)) for each in (preferences, policy) if isinstance(each, dict)]
        found.append(next((each for each in told if each is not None and 0 <= each <= 200), default))
    return found[0], found[1]


def _zones(change: Change) -> Interruption:
    # https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html (rebalancing)
    if taken_away(change, "vpcZoneIdentifiers", "availabilityZones"):
        return Interruption(
            effect=Effect.NOTICE,
            text="instances in the zones that are taken away end once others serve in those that are left",
            short="instances leave a zone",
        )
    return Interruption(
        effect=Effect.NOTICE, text="instances spread over the new subnets, new ones before old ones end"
    )


def _size(change: Change) -> Interruption | None:
    found = argument(change, "maxSize", "desiredCapacity", "minSize")
    if found is None or found.new is Marker.UNKNOWN:
        return None
    before, after = number(found.old), number(found.new)
    if before is None or after is None or after >= before or found.root == "minSize":
        return None
    return Interruption(
        effect=Effect.NOTICE,
        text=f"instances beyond {after} end at once",
        short="the group may shrink",
    )


RULES = (
    Rule(
        kinds="autoscaling.Group",
        ops=UPDATED,
        arguments="launchTemplate mixedInstancesPolicy launchConfiguration",
        find=_refresh,
    ),
    Rule(kinds="autoscaling.Group", ops=UPDATED, arguments="vpcZoneIdentifiers availabilityZones", find=_zones),
    Rule(kinds="autoscaling.Group", ops=UPDATED, arguments="maxSize desiredCapacity", find=_size),
    # https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-process-shutdown.html
    Rule(
        kinds="autoscaling.Group",
        ops=REPLACED,
        effect=Effect.DOWN,
        text="every instance of the old group ends at once when that goes; the new group starts its own",
        short="all instances are replaced at once",
    ),
    Rule(
        kinds="autoscaling.Group",
        ops=DELETED,
        effect=Effect.DOWN,
        text="every instance of the group ends",
        short="all instances of a group end",
        many="all instances of {} groups end",
    ),
    Rule(
        kinds="ec2.LaunchTemplate",
        ops=(*UPDATED, *REPLACED),
        text="nothing is interrupted by itself: instances get the new version once their group takes it",
    ),
    Rule(kinds="ec2.LaunchTemplate", ops=DELETED, text="no instance can be started from it any more"),
    Rule(
        kinds="autoscaling.Attachment",
        ops=REPLACED,
        text="the group's instances leave the old target group, and are registered in the new one",
    ),
    Rule(
        kinds="autoscaling.Attachment",
        ops=DELETED,
        effect=Effect.DOWN,
        text="the group's instances get no more requests from that target group",
        short="a group leaves its target group",
    ),
    Rule(
        kinds="autoscaling.Policy autoscaling.Schedule autoscaling.LifecycleHook",
        ops=GONE,
        text=f"the group does not go by it, {EITHER}",
    ),
    # The instance's own volumes end with it, as far as they are not told otherwise:
    # https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/terminating-instances.html
    Rule(
        kinds="ec2.Instance",
        ops=REPLACED,
        effect=Effect.DOWN,
        text="the instance ends, with what its own volumes hold; the new one serves once it has booted",
        short="an instance is replaced",
        many="{} instances are replaced",
    ),
    Rule(
        kinds="ec2.Instance",
        ops=DELETED,
        effect=Effect.DOWN,
        text="the instance ends, with what its own volumes hold",
        short="an instance ends",
        many="{} instances end",
    ),
    # https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-resize.html
    Rule(
        kinds="ec2.Instance",
        ops=UPDATED,
        arguments="instanceType ebsOptimized cpuOptions",
        effect=Effect.DOWN,
        text="the instance is stopped and started again: it serves nothing for minutes, and its public address is "
        "another one unless it is an Elastic IP",
        short="an instance is stopped and started",
        many="{} instances are stopped and started",
    ),
    # https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
    Rule(
        kinds="ec2.Instance",
        ops=UPDATED,
        arguments="userData userDataBase64",
        effect=Effect.DOWN,
        text="the instance is stopped and started again, for minutes, and yet does not run the new script: user data "
        "runs at the first boot",
        short="an instance is stopped and started",
        many="{} instances are stopped and started",
    ),
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html
    Rule(
        kinds="iam.InstanceProfile iam.Role",
        ops=GONE,
        effect=Effect.BRIEF,
        text=f"instances that use it may be without permissions, {EITHER}",
        short="instances may lose their permissions",
    ),
    Rule(
        kinds="iam.RolePolicy iam.RolePolicyAttachment iam.Policy",
        ops=GONE,
        effect=Effect.NOTICE,
        part=True,
        text=f"what it allows is refused, {EITHER}",
    ),
    Rule(kinds="cloudwatch.MetricAlarm", ops=GONE, text=f"what it watches is unwatched, {EITHER}"),
    # https://docs.aws.amazon.com/sns/latest/dg/sns-delete-subscription-topic.html
    Rule(
        kinds="sns.Topic",
        ops=GONE,
        effect=Effect.BRIEF,
        text="its subscriptions end; new ones by e-mail tell nobody until they are confirmed",
        short="subscriptions to alarms end",
    ),
    Rule(
        kinds="sns.TopicSubscription",
        ops=GONE,
        effect=Effect.BRIEF,
        text="nobody is told through it; a new one by e-mail has to be confirmed first",
        short="somebody is no longer told of alarms",
    ),
    Rule(kinds="sns.TopicPolicy", ops=GONE, text="nobody may publish in between, if it is the old one that goes first"),
)
