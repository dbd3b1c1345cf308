"""Rules on capacity and scaling policies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .instance_types import memory_gib
from .problems import Problem
from .rule import rule

if TYPE_CHECKING:
    from .scaling import Predictive, TargetTracking
    from .settings import Settings

CPU_PERCENT = (1, 100)
"""Mean CPU use is a percentage; no target above it is ever reached."""

HIBERNATION_GIB = 150
"""Instances with more memory cannot hibernate (EC2 user guide, "Prerequisites for hibernation")."""


@rule("scaling.min_size", "scaling.max_size")
def minimum_is_below_maximum(settings: Settings) -> Iterator[Problem]:
    """`scaling.min_size` is at most `max_size`."""
    scaling = settings.scaling
    if scaling.min_size > scaling.max_size:
        yield Problem(
            "scaling.min_size",
            f"must be at most scaling.max_size ({scaling.max_size})",
            scaling.min_size,
            "lower it, or raise scaling.max_size",
        )


@rule("scaling.min_size", "scaling.desired_capacity", "scaling.max_size")
def desired_is_between(settings: Settings) -> Iterator[Problem]:
    """`scaling.desired_capacity` is between `min_size` and `max_size`."""
    scaling, desired = settings.scaling, settings.scaling.desired_capacity
    if (
        desired is not None
        and scaling.min_size <= scaling.max_size
        and not (scaling.min_size <= desired <= scaling.max_size)
    ):
        yield Problem(
            "scaling.desired_capacity",
            f"must be {scaling.min_size} to {scaling.max_size} (scaling.min_size to scaling.max_size)",
            desired,
            "change it, or remove it to start with min_size",
        )


@rule("scaling.schedules")
def schedule_changes_something(settings: Settings) -> Iterator[Problem]:
    """Each of `scaling.schedules` has at least one of `min_size`, `max_size` and `desired_capacity`."""
    for name, schedule in settings.scaling.schedules.items():
        if schedule.min_size is schedule.max_size is schedule.desired_capacity is None:
            yield Problem(
                f"scaling.schedules.{name}",
                "must change something",
                remedy="give it min_size, max_size or desired_capacity",
            )


@rule("scaling.schedules", "scaling.min_size", "scaling.max_size")
def schedule_bounds_agree(settings: Settings) -> Iterator[Problem]:
    """In each of `scaling.schedules`, min_size <= desired_capacity <= max_size; a bound left out is the group's own."""
    scaling = settings.scaling
    if scaling.min_size > scaling.max_size:
        return
    for name, schedule in scaling.schedules.items():
        low = scaling.min_size if schedule.min_size is None else schedule.min_size
        high = scaling.max_size if schedule.max_size is None else schedule.max_size
        desired, path = schedule.desired_capacity, f"scaling.schedules.{name}"
        if low > high:
            given = "max_size" if schedule.min_size is None else "min_size"
            rule_broken = f"at least min_size ({low})" if given == "max_size" else f"at most max_size ({high})"
            yield Problem(
                f"{path}.{given}",
                f"must be {rule_broken}",
                getattr(schedule, given),
                "change one of the two; a bound left out is that of scaling",
            )
        elif desired is not None and not low <= desired <= high:
            yield Problem(
                f"{path}.desired_capacity",
                f"must be {low} to {high} (min_size to max_size)",
                desired,
                "change it, or give the schedule bounds of its own",
            )


@rule("scaling.schedules")
def schedules_differ_in_time(settings: Settings) -> Iterator[Problem]:
    """No two of `scaling.schedules` have the same `cron` and `time_zone`: AWS takes one action at a time."""
    seen: dict[tuple[str, str], str] = {}
    for name, schedule in settings.scaling.schedules.items():
        first = seen.setdefault((schedule.cron.upper(), schedule.time_zone), name)
        if first != name:
            yield Problem(
                f"scaling.schedules.{name}.cron",
                f"must differ from that of scaling.schedules.{first}: AWS takes one action at a time",
                schedule.cron,
                "make one schedule of the two, or move one by a minute",
            )


@rule("scaling.target_tracking")
def one_policy_for_a_metric(settings: Settings) -> Iterator[Problem]:
    """`scaling.target_tracking` has each metric once."""
    seen: Counter[str] = Counter()
    for index, policy in enumerate(settings.scaling.target_tracking):
        if seen[policy.metric]:
            yield Problem(
                f"scaling.target_tracking[{index}].metric",
                "must be another metric than those before it: two targets for one metric pull against each other",
                policy.metric,
                "keep one of the two",
            )
        seen[policy.metric] += 1


@rule("scaling.target_tracking", "scaling.predictive")
def cpu_target_is_a_percentage(settings: Settings) -> Iterator[Problem]:
    """The `target_value` of the metric `cpu` is 1 to 100."""
    low, high = CPU_PERCENT
    policies: dict[str, TargetTracking | Predictive] = {
        f"scaling.target_tracking[{i}]": policy for i, policy in enumerate(settings.scaling.target_tracking)
    }
    if settings.scaling.predictive:
        policies["scaling.predictive"] = settings.scaling.predictive
    for path, policy in policies.items():
        if policy.metric == "cpu" and not low <= policy.target_value <= high:
            yield Problem(
                f"{path}.target_value",
                f"must be {low} to {high} percent for the metric cpu",
                policy.target_value,
                "use e.g. 50",
            )


@rule("scaling.mixed_instances.on_demand_base", "scaling.mixed_instances.spot_percent")
def spot_has_a_base(settings: Settings) -> Iterator[Problem]:
    """With a `spot_percent`, `on_demand_base` is at least 1: AWS may take all spot instances back at once."""
    mixed = settings.scaling.mixed_instances
    if mixed and mixed.spot_percent > 0 and mixed.on_demand_base < 1:
        yield Problem(
            "scaling.mixed_instances.on_demand_base",
            f"must be at least 1 with a spot_percent ({mixed.spot_percent}): AWS may take all spot instances back at "
            "once",
            mixed.on_demand_base,
            "use at least 1, or spot_percent 0",
        )


@rule("scaling.warm_pool", "scaling.mixed_instances")
def warm_pool_has_one_type(settings: Settings) -> Iterator[Problem]:
    """`scaling.warm_pool` and `mixed_instances` exclude each other."""
    if settings.scaling.warm_pool and settings.scaling.mixed_instances:
        yield Problem(
            "scaling.warm_pool",
            "must not be there together with scaling.mixed_instances, which AWS refuses",
            remedy="remove one of the two",
        )


@rule("scaling.warm_pool.min_size", "scaling.warm_pool.max_prepared_capacity")
def warm_pool_bounds_agree(settings: Settings) -> Iterator[Problem]:
    """`scaling.warm_pool.max_prepared_capacity` is at least its `min_size`."""
    pool = settings.scaling.warm_pool
    if pool and pool.max_prepared_capacity is not None and pool.max_prepared_capacity < pool.min_size:
        yield Problem(
            "scaling.warm_pool.max_prepared_capacity",
            f"must be at least scaling.warm_pool.min_size ({pool.min_size})",
            pool.max_prepared_capacity,
            "raise it, or remove it for the group's maximum",
        )


@rule("scaling.warm_pool.state", "instance.instance_type", "instance.root_volume.size_gib")
def hibernation_has_room(settings: Settings) -> Iterator[Problem]:
    """With `scaling.warm_pool.state` hibernated, the root volume holds image and memory, and the type can hibernate."""
    pool, kind = settings.scaling.warm_pool, settings.instance.instance_type
    if not pool or pool.state != "hibernated":
        return
    memory, size = memory_gib(kind), settings.instance.root_volume.size_gib
    if kind.endswith(("metal", "nano")) or ".metal-" in kind or (memory is not None and memory > HIBERNATION_GIB):
        yield Problem(
            "scaling.warm_pool.state",
            f"must not be hibernated: {kind} cannot hibernate (no metal, no nano, at most {HIBERNATION_GIB} GiB of "
            "memory)",
            pool.state,
            "use stopped, or another instance.instance_type",
        )
    elif memory is not None and size < memory:
        yield Problem(
            "instance.root_volume.size_gib",
            f"must hold the {memory:g} GiB of memory of {kind}, and the system, to hibernate",
            size,
            f"use at least {size + int(memory)}, or scaling.warm_pool.state stopped",
        )
