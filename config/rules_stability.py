"""Rules on static stability: what is left when zones are lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .availability import LoadBalanced
from .problems import Problem
from .rule import rule
from .scaling import MAX_INSTANCES
from .static_stability import instances_left, least_size

if TYPE_CHECKING:
    from .availability_load_balanced import StaticStability
    from .settings import Settings


@rule("network.zones", "availability.strategy", "availability.static_stability.zones_lost")
def a_zone_is_left(settings: Settings) -> Iterator[Problem]:
    """`availability.static_stability.zones_lost` is less than the number of `network.zones`."""
    wanted, zones = _wanted(settings), len(settings.network.zones)
    if wanted and wanted.zones_lost >= zones:
        yield Problem(
            "availability.static_stability.zones_lost",
            f"must be less than the number of network.zones ({zones}): one has to be left",
            wanted.zones_lost,
            f"use at most {zones - 1}, or add zones" if zones > 1 else "add zones to network.zones",
        )


@rule(
    "network.zones",
    "availability.strategy",
    "availability.static_stability",
    "scaling.min_size",
    "scaling.schedules",
)
def minimum_outlives_the_zones_lost(settings: Settings) -> Iterator[Problem]:
    """`scaling.min_size`, and that of each schedule, leaves `availability.static_stability.instances_left` when the
    `zones_lost` with the most instances are lost."""
    wanted, zones = _wanted(settings), len(settings.network.zones)
    if not wanted or wanted.zones_lost >= zones:
        return
    needed = least_size(zones, wanted.zones_lost, wanted.instances_left)
    if needed > MAX_INSTANCES:
        yield Problem(
            "availability.static_stability.instances_left",
            f"must need no more than {MAX_INSTANCES} instances (a load balancer's targets), needs {needed}",
            wanted.instances_left,
            "lower it, or zones_lost, or add zones",
        )
        return
    sizes = {"scaling.min_size": settings.scaling.min_size} | {
        f"scaling.schedules.{name}.min_size": schedule.min_size
        for name, schedule in settings.scaling.schedules.items()
        if schedule.min_size is not None
    }
    for path, size in sizes.items():
        left = instances_left(size, zones, wanted.zones_lost)
        if left < wanted.instances_left:
            yield Problem(
                path,
                f"must be at least {needed}, for {wanted.instances_left} instances to be left when {wanted.zones_lost} "
                f"of {zones} zones are lost (availability.static_stability); it leaves {left}",
                size,
                f"use {needed}, or lower what static_stability asks for",
            )


@rule("availability.strategy", "availability.static_stability", "availability.min_healthy_percent")
def replacement_keeps_the_minimum(settings: Settings) -> Iterator[Problem]:
    """With `availability.static_stability`, `min_healthy_percent` is 100: a zone may be lost during a replacement."""
    availability = settings.availability
    if _wanted(settings) and isinstance(availability, LoadBalanced) and availability.min_healthy_percent < 100:
        yield Problem(
            "availability.min_healthy_percent",
            "must be 100 with static_stability: a zone may be lost while instances are replaced",
            availability.min_healthy_percent,
            "use 100, or remove static_stability",
        )


def _wanted(settings: Settings) -> StaticStability | None:
    return settings.availability.static_stability if isinstance(settings.availability, LoadBalanced) else None
