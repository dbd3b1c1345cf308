"""Rules on what has to be in the stack's own region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from .availability import SelfHealing
from .problems import NOTHING, Problem
from .rule import rule

if TYPE_CHECKING:
    from .settings import Settings


@rule(
    "region",
    "instance.root_volume.kms_key_arn",
    "artifacts.kms_key_arn",
    "availability.strategy",
    "availability.data_volume.kms_key_arn",
)
def keys_are_of_the_region(settings: Settings) -> Iterator[Problem]:
    """KMS keys are of the stack's own region (`aws:region`)."""
    volume = settings.availability.data_volume if isinstance(settings.availability, SelfHealing) else None
    keys = {
        "instance.root_volume.kms_key_arn": settings.instance.root_volume.kms_key_arn,
        "artifacts.kms_key_arn": settings.artifacts.kms_key_arn,
        "availability.data_volume.kms_key_arn": volume.kms_key_arn if volume else None,
    }
    yield from _elsewhere(keys, settings.region)


@rule("region", "load_balancer.certificate_arn", "load_balancer.web_acl_arn")
def certificate_is_of_the_region(settings: Settings) -> Iterator[Problem]:
    """`load_balancer.certificate_arn` and `web_acl_arn` are of the stack's own region; an IAM certificate has none."""
    balancer = settings.load_balancer
    arns = {
        "load_balancer.certificate_arn": balancer.certificate_arn,
        "load_balancer.web_acl_arn": balancer.web_acl_arn,
    }
    yield from _elsewhere(arns, settings.region)


def _elsewhere(arns: Mapping[str, str | None], own: str) -> Iterator[Problem]:
    for path, arn in arns.items():
        region = arn.split(":")[3] if arn else ""
        if region and region != own:
            yield Problem(
                path,
                f"must be in the stack's region {own} (aws:region), is in {region}",
                NOTHING,
                f"use one of {own}",
            )
