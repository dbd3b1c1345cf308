"""Rules on images, types, disks, first boot, and how instances are replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .availability import LoadBalanced, SelfHealing
from .instance import USER_DATA_BYTES, USER_DATA_IDENTITY_BYTES, USER_DATA_OWN_BYTES, USER_DATA_RELEASE_BYTES
from .instance_types import architecture
from .problems import NOTHING, Problem
from .rule import rule

if TYPE_CHECKING:
    from .settings import Settings

AMAZON_LINUX_GIB = 8
"""Size of the volume in the images of Amazon Linux 2023; a smaller one cannot be made from it."""

IOPS_PER_GIB, BASE_IOPS = 500, 3000
"""gp3: so many operations for each GiB beyond those that every volume has (EBS user guide, "General Purpose SSD")."""

IOPS_PER_MIB = 4
"""gp3: 0.25 MiB/s of throughput for each operation a second (same page)."""

MAX_REPLACEMENT_SPREAD = 100
"""autoscaling RefreshPreferences MaxHealthyPercentage: difference between the two percentages."""


@rule("instance.ami.id", "instance.ami.ssm_parameter", "instance.ami.name_filter")
def image_is_named_once(settings: Settings) -> Iterator[Problem]:
    """`instance.ami` has at most one of `id`, `ssm_parameter` and `name_filter`."""
    ami = settings.instance.ami
    ways = [name for name in ("id", "ssm_parameter", "name_filter") if getattr(ami, name) is not None]
    if len(ways) > 1:
        yield Problem(
            "instance.ami",
            f"must name the image in one way, has {' and '.join(ways)}",
            remedy=f"keep one, e.g. {ways[0]}",
        )


@rule("instance.ami.name_filter", "instance.ami.owners")
def image_filter_has_owners(settings: Settings) -> Iterator[Problem]:
    """`instance.ami.owners` goes with `name_filter`, and only with it: names are free for anybody to use."""
    ami = settings.instance.ami
    if ami.name_filter is not None and not ami.owners:
        yield Problem(
            "instance.ami.owners",
            "must say whose images name_filter may find; anybody may publish one of that name",
            remedy="use e.g. [self] or [amazon]",
        )
    if ami.name_filter is None and ami.owners:
        yield Problem("instance.ami.owners", "must be empty without name_filter", ", ".join(ami.owners), "remove it")


@rule("instance.instance_type", "scaling.mixed_instances.instance_types")
def types_share_an_architecture(settings: Settings) -> Iterator[Problem]:
    """`scaling.mixed_instances.instance_types` are of the architecture of `instance.instance_type`, as one image is."""
    mixed, first = settings.scaling.mixed_instances, settings.instance.instance_type
    for index, other in enumerate(mixed.instance_types if mixed else ()):
        if architecture(other) != architecture(first):
            yield Problem(
                f"scaling.mixed_instances.instance_types[{index}]",
                f"must be {architecture(first)} like instance.instance_type {first}, is {architecture(other)}",
                other,
                "choose types of one architecture: one image runs on all",
            )


@rule("instance.instance_type", "instance.ami.ssm_parameter", "instance.ami.name_filter")
def image_fits_the_type(settings: Settings) -> Iterator[Problem]:
    """An image whose name says its architecture says that of `instance.instance_type`."""
    wanted = architecture(settings.instance.instance_type)
    for name in ("ssm_parameter", "name_filter"):
        image = getattr(settings.instance.ami, name) or ""
        said = (
            {"amd64": "x86_64"}.get(found[0], found[0])
            if (found := re.findall("arm64|x86_64|amd64", image))
            else wanted
        )
        if said != wanted:
            yield Problem(
                f"instance.ami.{name}",
                f"must name an image for {wanted}, which instance.instance_type {settings.instance.instance_type} is",
                image,
                f"choose the image for {wanted}, or another type",
            )


@rule("instance.root_volume.size_gib", "instance.root_volume.iops")
def iops_fit_the_volume(settings: Settings) -> Iterator[Problem]:
    """`instance.root_volume.iops` beyond 3000 are at most 500 for each GiB."""
    volume = settings.instance.root_volume
    most = max(BASE_IOPS, IOPS_PER_GIB * volume.size_gib)
    if volume.iops > most:
        yield Problem(
            "instance.root_volume.iops",
            f"must be at most {most} for {volume.size_gib} GiB ({IOPS_PER_GIB} for each)",
            volume.iops,
            f"lower it, or use size_gib {-(-volume.iops // IOPS_PER_GIB)}",
        )


@rule("instance.root_volume.throughput_mib", "instance.root_volume.iops")
def throughput_fits_the_iops(settings: Settings) -> Iterator[Problem]:
    """`instance.root_volume.throughput_mib` is at most a quarter of `iops`."""
    volume = settings.instance.root_volume
    if volume.throughput_mib * IOPS_PER_MIB > volume.iops:
        yield Problem(
            "instance.root_volume.throughput_mib",
            f"must be at most {volume.iops // IOPS_PER_MIB} MiB/s for {volume.iops} iops (0.25 for each)",
            volume.throughput_mib,
            f"lower it, or use iops {volume.throughput_mib * IOPS_PER_MIB}",
        )


@rule("instance.root_volume.size_gib", "instance.ami")
def volume_holds_the_image(settings: Settings) -> Iterator[Problem]:
    """Without an image of one's own, `instance.root_volume.size_gib` is at least the 8 of Amazon Linux 2023."""
    ami, size = settings.instance.ami, settings.instance.root_volume.size_gib
    if size < AMAZON_LINUX_GIB and ami.id is ami.ssm_parameter is ami.name_filter is None:
        yield Problem(
            "instance.root_volume.size_gib",
            f"must be at least {AMAZON_LINUX_GIB} GiB, the size of Amazon Linux 2023's image",
            size,
            f"use {AMAZON_LINUX_GIB}, or an image of your own",
        )


@rule(
    "instance.user_data",
    "availability.strategy",
    "availability.stable_address",
    "availability.data_volume",
    "artifacts.release",
)
def user_data_fits(settings: Settings) -> Iterator[Problem]:
    """`instance.user_data` is at most 14 KiB: AWS takes 16, and 2 are left for what the project adds; it adds 4 more
    for `availability.stable_address` or `data_volume`, and 5 more for `artifacts.release`."""
    user_data, availability = settings.instance.user_data, settings.availability
    follows = isinstance(availability, SelfHealing) and (availability.stable_address or availability.data_volume)
    own = USER_DATA_OWN_BYTES + (USER_DATA_IDENTITY_BYTES if follows else 0)
    own += USER_DATA_RELEASE_BYTES if settings.artifacts.release else 0
    parts = (user_data.script or "", *user_data.packages, *user_data.services)
    size, most = sum(len(part.encode()) + 1 for part in parts), USER_DATA_BYTES - own
    if size > most:
        yield Problem(
            "instance.user_data.script",
            f"must have at most {most} bytes with the packages and services ({USER_DATA_BYTES} are AWS's limit, "
            f"{own} are the project's own part), has {size}",
            NOTHING,
            "put what is long into the artifact bucket and fetch it from the script",
        )


@rule("availability.strategy", "availability.min_healthy_percent", "availability.max_healthy_percent")
def replacement_range_is_narrow(settings: Settings) -> Iterator[Problem]:
    """`availability.max_healthy_percent` is at most 100 above `min_healthy_percent`."""
    availability = settings.availability
    if not isinstance(availability, LoadBalanced):
        return
    low, high = availability.min_healthy_percent, availability.max_healthy_percent
    if high - low > MAX_REPLACEMENT_SPREAD:
        yield Problem(
            "availability.max_healthy_percent",
            f"must be at most {MAX_REPLACEMENT_SPREAD} above min_healthy_percent ({low})",
            high,
            f"use {low + MAX_REPLACEMENT_SPREAD}, or raise min_healthy_percent to {high - MAX_REPLACEMENT_SPREAD}",
        )
