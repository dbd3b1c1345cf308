"""How many instances there are, and what changes that."""

from typing import Annotated, Literal

from pydantic import Field

from .constraints import Many, between, count
from .section import Section
from .types import CronExpression, HookName, InstanceType, TimeZone

MAX_INSTANCES = 1000
"""Targets that a load balancer takes (ELB quotas, "Targets per Application Load Balancer")."""

SCHEDULES = 125
"""Scheduled actions a group may have (EC2 Auto Scaling quotas)."""

MIXED_TYPES = (2, 40)
"""One type is no mix; a group takes at most 40 overrides of its template (EC2 Auto Scaling user guide)."""

BUFFER_SECONDS = (0, 3599)
"""Less than the forecast's hour (autoscaling PredictiveScalingConfiguration SchedulingBufferTime)."""

MAX_TARGET = 10**12
"""A terabyte a minute, or as many requests: larger is a slip of the pen."""

AtLeastOne = Annotated[int, between(1, MAX_INSTANCES, "instances", "a load balancer's targets")]
"""A group of none serves nobody; a schedule may still end its day with none."""
Capacity = Annotated[int, between(0, MAX_INSTANCES, "instances", "a load balancer's targets")]
Target = Annotated[float, between(0.001, MAX_TARGET)]


class TargetTracking(Section):
    """A policy that keeps a metric near a value."""

    metric: Literal["cpu", "network_in", "network_out", "alb_requests_per_target"]
    """What is kept near the target: mean CPU use in percent, bytes received or sent by an instance a minute, or
    requests to a target a minute (needs a load balancer)."""

    target_value: Target
    """The value to keep it near, in the metric's unit; for `cpu` 1 to 100."""

    scale_in: bool = True
    """Whether the policy also removes instances. At least one policy should."""


class Schedule(Section):
    """A change of capacity that comes back; at least one of the three numbers."""

    cron: CronExpression
    """When: minute, hour, day of month, month, day of week, such as `0 8 * * MON-FRI`."""

    time_zone: TimeZone = "Etc/UTC"
    """Time zone of `cron`, daylight saving included, such as `Europe/Dublin`."""

    min_size: Capacity | None = None
    """The group's minimum from then on. Left out, it stays."""

    max_size: Capacity | None = None
    """The group's maximum from then on. Left out, it stays."""

    desired_capacity: Capacity | None = None
    """How many instances there are at that moment; other policies go on from there. Left out, it stays."""


class Predictive(Section):
    """A policy that learns a weekly pattern and launches ahead of it; AWS needs a day of history at least."""

    metric: Literal["cpu", "network_in", "network_out", "alb_requests"]
    """What is forecast; `alb_requests` needs a load balancer."""

    target_value: Target
    """The value that each instance should have, in the metric's unit; for `cpu` 1 to 100."""

    mode: Literal["forecast_only", "forecast_and_scale"] = "forecast_only"
    """Whether the forecast is only shown, or also followed. Look at it for some days before it is followed."""

    scheduling_buffer_seconds: Annotated[int, between(*BUFFER_SECONDS, "seconds", "less than the forecast's hour")] = (
        300
    )
    """Seconds that an instance is launched ahead of its forecast need."""


class WarmPool(Section):
    """Instances that have already booted and wait, so that scaling out takes seconds."""

    min_size: Capacity = 0
    """Least number of instances that wait."""

    max_prepared_capacity: Capacity | None = None
    """Most instances, waiting and in service together. Left out: the group's maximum."""

    state: Literal["stopped", "running", "hibernated"] = "stopped"
    """How they wait: `stopped` costs the volumes, `running` the whole instance, `hibernated` keeps the memory on the
    root volume, which must have room for it."""

    reuse_on_scale_in: bool = False
    """Whether an instance goes back to the pool at scale-in instead of being terminated."""


class MixedInstances(Section):
    """Several instance types, some of them at spot prices."""

    instance_types: Annotated[Many[InstanceType], count(*MIXED_TYPES, "instance types", "AWS's limit for a group")]
    """Types to choose from, all of one architecture, that of `instance.instance_type`; the first is preferred for what
    is not spot."""

    on_demand_base: Capacity = 1
    """Instances that are never spot, before the share begins."""

    spot_percent: Annotated[int, between(0, 100, "percent")] = 50
    """Percent of the instances above the base that are spot. AWS may take one back at two minutes' notice."""

    spot_allocation: Literal["price-capacity-optimized", "capacity-optimized", "lowest-price"] = (
        "price-capacity-optimized"
    )
    """How spot types are chosen: by price and the risk of losing them, by that risk alone, or by price alone."""


class Scaling(Section):
    """How many instances there are, and what changes that. A deployment never resets what scaling chose."""

    min_size: AtLeastOne = 2
    """Least number of instances. Where a schedule sets it, this holds for the first deployment alone. To change it
    while the group is scaled out, use `pulumi up --refresh`: the provider waits for the capacity that it knows of."""

    desired_capacity: Capacity | None = None
    """Instances at the stack's birth; scaling decides from then on. By default `min_size`."""

    max_size: AtLeastOne = 6
    """Largest number of instances. Where a schedule sets it, this holds for the first deployment alone. The private
    subnets must have addresses for them, also while they are replaced."""

    target_tracking: Many[TargetTracking] = (TargetTracking(metric="cpu", target_value=50),)
    """Policies that keep a metric near a value, one for each metric. The group grows when any asks for it and shrinks
    when all agree. An empty list: none."""

    schedules: Annotated[dict[HookName, Schedule], count(0, SCHEDULES, "schedules", "AWS's quota for a group")] = Field(
        {}
    )
    """Changes of capacity at fixed times, by name."""

    predictive: Predictive | None = None
    """A policy that launches ahead of a weekly pattern. Left out: none."""

    warm_pool: WarmPool | None = None
    """Instances that have booted and wait. Left out: none. Not together with `mixed_instances`, nor with
    `artifacts.release`."""

    mixed_instances: MixedInstances | None = None
    """Several instance types, some at spot prices. Left out: `instance.instance_type` alone, none of it spot."""

    @property
    def initial_capacity(self) -> int:
        """Instances at the stack's birth."""
        return self.min_size if self.desired_capacity is None else self.desired_capacity
