"""Rules on the release that the instances run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .availability import SelfHealing
from .problems import NOTHING, Problem
from .rule import rule

if TYPE_CHECKING:
    from .settings import Settings

HTTPS = 443
TOLD_SECONDS = 600
"""An instance's patience with S3 is three minutes, after packages that take as long: so long it may be until a first
boot has failed and was told."""


@rule("artifacts.release.version", "artifacts.release.key")
def release_key_is_of_its_version(settings: Settings) -> Iterator[Problem]:
    """`artifacts.release.key` is below `releases/<version>/` of `artifacts.release.version`."""
    release = settings.artifacts.release
    if release is None:
        return
    own, file = f"releases/{release.version}/", release.key.rpartition("/")[2]
    if release.key != own + file:
        yield Problem(
            "artifacts.release.key",
            f"must be below {own}, which artifacts.release.version is",
            release.key,
            f"use {own}{file}, or correct the version",
        )


@rule("artifacts.release", "instance.egress_ports")
def release_can_be_fetched(settings: Settings) -> Iterator[Problem]:
    """`instance.egress_ports` has 443 with `artifacts.release`: S3 and CloudWatch are reached over HTTPS alone."""
    ports = settings.instance.egress_ports
    if settings.artifacts.release is not None and HTTPS not in ports:
        yield Problem(
            "instance.egress_ports",
            f"must have {HTTPS} with artifacts.release, which instances fetch over HTTPS",
            ", ".join(map(str, ports)) if ports else NOTHING,
            f"add {HTTPS}",
        )


@rule("artifacts.release", "availability.strategy", "availability.instance_warmup_seconds")
def old_instance_outlasts_a_failed_boot(settings: Settings) -> Iterator[Problem]:
    """With `artifacts.release`, `availability.instance_warmup_seconds` of self_healing is at least 600: so long it may
    be until a first boot has failed and was told, and afterwards the old instance is gone."""
    availability = settings.availability
    if settings.artifacts.release is None or not isinstance(availability, SelfHealing):
        return
    if availability.instance_warmup_seconds < TOLD_SECONDS:
        yield Problem(
            "availability.instance_warmup_seconds",
            f"must be at least {TOLD_SECONDS} with artifacts.release: with less, the old instance may be gone before "
            "the new one has told that its first boot failed",
            availability.instance_warmup_seconds,
            f"set it to {TOLD_SECONDS}",
        )


@rule("artifacts.release", "scaling.warm_pool")
def release_boots_in_service(settings: Settings) -> Iterator[Problem]:
    """`scaling.warm_pool` and `artifacts.release` exclude each other: AWS stops an instance of the pool without waiting
    for its first boot, and there is no second one."""
    if settings.artifacts.release is not None and settings.scaling.warm_pool:
        yield Problem(
            "scaling.warm_pool",
            "must not be there together with artifacts.release: AWS stops an instance of the pool without waiting "
            "for its first boot, and what was not installed by then never is",
            remedy="remove it, or put the application into an image of your own (instance.ami)",
        )
