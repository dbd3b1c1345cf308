"""Where moto strays from what AWS documents, and what this project rests on is concerned.

Each correction is made from outside, names the rule of AWS that it follows and the document that has it, and holds for
one version of moto (`emulator.MOTO_VERSION`). All of them stand in one list, `CORRECTIONS`; applying them twice
changes nothing. Loading this package loads no moto; `apply` does.
"""

from collections.abc import Iterable

from . import (
    acm,
    autoscaling,
    autoscaling_policies,
    autoscaling_refresh,
    cloudwatch,
    core,
    ec2,
    ec2_addresses,
    ec2_ends,
    ec2_instances,
    ec2_interfaces,
    ec2_ipv6,
    ec2_prefix_lists,
    ec2_templates,
    elbv2,
    route53,
    s3,
    s3_checksums,
    s3_public,
    s3_uploads,
)
from ._correction import Correction, Patches

CORRECTIONS: tuple[Correction, ...] = (
    *core.CORRECTIONS,
    *s3.CORRECTIONS,
    *s3_public.CORRECTIONS,
    *s3_checksums.CORRECTIONS,
    *s3_uploads.CORRECTIONS,
    *ec2.CORRECTIONS,
    *ec2_templates.CORRECTIONS,
    *ec2_ends.CORRECTIONS,
    *ec2_ipv6.CORRECTIONS,
    *ec2_interfaces.CORRECTIONS,
    *ec2_instances.CORRECTIONS,
    *ec2_addresses.CORRECTIONS,
    *ec2_prefix_lists.CORRECTIONS,
    *elbv2.CORRECTIONS,
    *autoscaling.CORRECTIONS,
    *autoscaling_policies.CORRECTIONS,
    *autoscaling_refresh.CORRECTIONS,
    *acm.CORRECTIONS,
    *route53.CORRECTIONS,
    *cloudwatch.CORRECTIONS,
)

_applied: dict[str, Patches] = {}

__all__ = ["CORRECTIONS", "Correction", "apply", "undo"]


def apply(corrections: Iterable[Correction] = CORRECTIONS) -> None:
    """Apply those of these corrections that are not applied yet, in order."""
    for correction in corrections:
        if correction.name not in _applied:
            patches = Patches()
            correction.make(patches)
            _applied[correction.name] = patches


def undo() -> None:
    """Take every correction back, the last one first. For tests, which show what is wrong without one of them."""
    for name in reversed(list(_applied)):
        _applied.pop(name).undo()
