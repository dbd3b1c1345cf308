"""How many instances there are, where, and how one set of them becomes the next.

Owns the Auto Scaling group with everything that changes its size or its members. Deliberately does not own the
desired capacity after the first deployment: scaling chose it, and a deployment that reset it would undo a scale-out in
the middle of a load peak.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi_aws import autoscaling

from . import _scaling_policies
from ._args import args_as, one_of
from ._capacity_sources import MixedInstancesArgs, WarmPoolArgs, sources
from ._group_topics import tell
from ._naming import physical_name
from ._order import after
from ._scaling_policies import (
    PredictiveScalingArgs,
    ScheduleArgs,
    TargetTrackingArgs,
)
from ._tags import tagged

GROUP_METRICS = list(autoscaling.Metric)
"""Every metric that a group can report; AWS does not charge for them."""
TRANSITIONS = {
    "launching": "autoscaling:EC2_INSTANCE_LAUNCHING",
    "terminating": "autoscaling:EC2_INSTANCE_TERMINATING",
}
RESULTS = {"continue": "CONTINUE", "abandon": "ABANDON"}
ZONE_DISTRIBUTIONS = ("balanced-best-effort", "balanced-only")
SECONDS_PER_DAY = 86_400


@dataclass(frozen=True, kw_only=True)
class LifecycleHookArgs:
    """A pause in which something outside prepares an instance, or cleans up after it."""

    transition: str
    """`launching` or `terminating`."""

    heartbeat_seconds: pulumi.Input[int] = 300
    """Seconds that the instance waits for an answer, 30 to 7,200."""

    default_result: str = "continue"
    """What happens without an answer: `continue` or `abandon`."""


@dataclass(frozen=True, kw_only=True)
class ScalingGroupArgs:
    """What a scaling group needs to know."""

    subnet_ids: pulumi.Input[Sequence[str]]
    """Subnets of the instances, of every zone that the group shall span."""

    template_id: pulumi.Input[str]
    """Launch template of the instances."""

    template_version: pulumi.Input[int]
    """Number of the template's version. A new number is what starts an instance refresh."""

    target_group_arns: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Target groups that the instances join, by a name of your choice; with one, the load balancer's health check
    counts as well."""

    request_count_label: pulumi.Input[str] | None = None
    """The target group as a policy on requests per target names it; LoadBalancer gives it."""

    min_size: pulumi.Input[int] = 2
    """Instances at the least. Where a schedule sets it, this holds for the first deployment alone."""

    desired_capacity: pulumi.Input[int] | None = None
    """Instances at the first deployment, by default the least; never reset afterwards, unless the least is the most."""

    max_size: pulumi.Input[int] = 6
    """Instances at the most. Where a schedule sets it, this holds for the first deployment alone."""

    target_tracking: Sequence[TargetTrackingArgs] = (TargetTrackingArgs(metric="cpu", target_value=50),)
    """Metrics that scaling keeps at a value, one policy each. Out if any asks for it, in only if all agree."""

    schedules: Mapping[str, ScheduleArgs] = field(default_factory=dict)
    """Changes of the bounds at certain times, by name."""

    predictive: PredictiveScalingArgs | None = None
    """Capacity ahead of a load that returns daily or weekly; needs a day of history to forecast."""

    warm_pool: WarmPoolArgs | None = None
    """Instances prepared beforehand. Not with mixed instances, which AWS refuses together."""

    mixed_instances: MixedInstancesArgs | None = None
    """Several instance types with a share of spot; by default the template's one type, on-demand."""

    health_check_grace_seconds: pulumi.Input[int] = 180
    """Seconds after launch during which a failed health check is ignored."""

    instance_warmup_seconds: pulumi.Input[int] = 120
    """Seconds until a new instance counts towards metrics, and a rollout goes on to the next."""

    min_healthy_percent: pulumi.Input[int] = 100
    """Share of the desired capacity that stays in service while instances are replaced, 0 to 100."""

    max_healthy_percent: pulumi.Input[int] = 150
    """Share of the desired capacity that may be in service meanwhile, 100 to 200: above 100 launches first."""

    auto_rollback: pulumi.Input[bool] = True
    """Asks AWS to roll back a rollout that fails or during which an alarm below goes off; it stops in any case. The
    provider has by then written the new version into the group (hashicorp/terraform-provider-aws#34189), so the sure
    way back is a deployment of the previous template."""

    rollback_alarm_names: pulumi.Input[Sequence[str]] | None = None
    """Alarms during which a rollout fails."""

    zone_distribution: str = "balanced-best-effort"
    """`balanced-best-effort` launches elsewhere when a zone has no capacity, `balanced-only` waits for it."""

    scale_in_protection: pulumi.Input[bool] = False
    """Keeps new instances from being chosen on scale-in."""

    max_instance_lifetime_days: int | None = None
    """Days after which an instance is replaced, 1 to 365; by default it may grow old."""

    lifecycle_hooks: Mapping[str, LifecycleHookArgs] = field(default_factory=dict)
    """Pauses at launch or termination, by name. The very first instances start before the hooks stand."""

    notification_topic_arn: pulumi.Input[str] | None = None
    """Topic that is told of launches, terminations and failures of either."""

    alarm_topic_arn: pulumi.Input[str] | None = None
    """Topic that is told when no instance has been in service for five minutes, and when one is again. Not for a group
    that may be empty on purpose."""

    tags: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Tags for the group and the instances it launches; `Name` is added."""


class ScalingGroup(pulumi.ComponentResource):
    """An Auto Scaling group and all that changes its size (`ha-web:index:ScalingGroup`).

    Creates the group (a pinned template version with a rolling instance refresh, replacement that launches before it
    terminates, every group metric, the load balancer's health check where one is attached), its scaling policies,
    schedules, lifecycle hooks, notifications and an alarm on an empty group. A deployment never resets the capacity
    that scaling chose.
    """

    group_name: pulumi.Output[str]
    """Name of the group."""
    group_arn: pulumi.Output[str]
    """ARN of the group."""

    def __init__(
        self,
        name: str,
        args: ScalingGroupArgs | Mapping[str, Any],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("ha-web:index:ScalingGroup", name, None, opts)
        self._name, self._args = name, args_as(ScalingGroupArgs, args)
        self._child = pulumi.ResourceOptions(parent=self)
        group = self._group()
        _scaling_policies.attach(
            self._name,
            group.name,
            self._attachments(group),
            target_tracking=self._args.target_tracking,
            schedules=self._args.schedules,
            predictive=self._args.predictive,
            child=self._child,
        )
        self._lifecycle_hooks(group)
        tell(
            self._name,
            group.name,
            self._args.notification_topic_arn,
            self._args.alarm_topic_arn,
            self._args.tags,
            self._child,
        )

        self.group_name = group.name
        self.group_arn = group.arn
        self.register_outputs({"group_name": self.group_name, "group_arn": self.group_arn})

    def _group(self) -> autoscaling.Group:
        args = self._args
        one_of("ScalingGroup.zone_distribution", args.zone_distribution, ZONE_DISTRIBUTIONS)
        tags = tagged(args.tags, self._name)
        return autoscaling.Group(
            f"{self._name}-asg",
            name=physical_name("auto_scaling_group", self._name, "asg"),
            vpc_zone_identifiers=args.subnet_ids,
            min_size=args.min_size,
            desired_capacity=args.min_size if args.desired_capacity is None else args.desired_capacity,
            max_size=args.max_size,
            health_check_type="ELB" if args.target_group_arns else "EC2",
            health_check_grace_period=args.health_check_grace_seconds,
            default_instance_warmup=args.instance_warmup_seconds,
            enabled_metrics=GROUP_METRICS,
            metrics_granularity="1Minute",
            protect_from_scale_in=args.scale_in_protection,
            max_instance_lifetime=(args.max_instance_lifetime_days or 0) * SECONDS_PER_DAY or None,
            instance_maintenance_policy={
                "min_healthy_percentage": args.min_healthy_percent,
                "max_healthy_percentage": args.max_healthy_percent,
            },
            availability_zone_distribution={"capacity_distribution_strategy": args.zone_distribution},
            instance_refresh=self._instance_refresh(),
            tags=[
                autoscaling.GroupTagArgs(key=key, value=value, propagate_at_launch=True) for key, value in tags.items()
            ],
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=self._sizes_in_other_hands()),
            **sources(args.template_id, args.template_version, args.mixed_instances, args.warm_pool),
        )

    def _sizes_in_other_hands(self) -> list[str]:
        """Return the sizes that a deployment must leave alone: scaling chose them, or the time of day did."""
        scheduled = [
            bound
            for bound in ("min_size", "max_size")
            if any(getattr(schedule, bound) is not None for schedule in self._args.schedules.values())
        ]
        # Where both bounds are one number there is nothing to choose. Left alone, a capacity from before they were is
        # what the provider then waits for, ten minutes and in vain.
        fixed = not self._args.schedules and self._args.min_size == self._args.max_size
        return [*([] if fixed else ["desired_capacity"]), *scheduled]

    def _attachments(self, group: autoscaling.Group) -> pulumi.Output[str] | None:
        """Attach the target groups; return the label of their requests, known once the instances are registered.

        As resources of their own, because a target group that is replaced is then attached before the old one is
        detached. As an argument of the group, the provider would detach first and wait until all requests have drained.
        """
        attachments = [
            autoscaling.Attachment(
                f"{self._name}-target-{key}",
                autoscaling_group_name=group.name,
                lb_target_group_arn=arn,
                opts=self._child,
            )
            for key, arn in self._args.target_group_arns.items()
        ]
        if self._args.request_count_label is None:
            return None
        return after(self._args.request_count_label, *attachments)

    def _instance_refresh(self) -> autoscaling.GroupInstanceRefreshArgsDict:
        args = self._args
        preferences: autoscaling.GroupInstanceRefreshPreferencesArgsDict = {
            "min_healthy_percentage": args.min_healthy_percent,
            "max_healthy_percentage": args.max_healthy_percent,
            # The provider takes this number as text.
            "instance_warmup": pulumi.Output.from_input(args.instance_warmup_seconds).apply(str),
            "auto_rollback": args.auto_rollback,
            # The provider's default passes protected instances over: with scale-in protection no release would arrive.
            "scale_in_protected_instances": "Refresh",
        }
        if args.rollback_alarm_names is not None:
            preferences["alarm_specification"] = {"alarms": args.rollback_alarm_names}
        return {"strategy": "Rolling", "preferences": preferences}

    def _lifecycle_hooks(self, group: autoscaling.Group) -> None:
        for key, hook in self._args.lifecycle_hooks.items():
            where = f"ScalingGroup.lifecycle_hooks.{key}"
            autoscaling.LifecycleHook(
                f"{self._name}-hook-{key}",
                name=key,
                autoscaling_group_name=group.name,
                lifecycle_transition=TRANSITIONS[one_of(f"{where}.transition", hook.transition, TRANSITIONS)],
                heartbeat_timeout=hook.heartbeat_seconds,
                default_result=RESULTS[one_of(f"{where}.default_result", hook.default_result, RESULTS)],
                opts=self._child,
            )
