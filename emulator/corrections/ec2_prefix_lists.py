"""Amazon VPC: the prefix lists that AWS keeps of its own services."""

from collections.abc import Callable
from typing import Any

from ._correction import Correction, Patches

# Some of the ranges of ROUTE53_HEALTHCHECKS in AWS's ip-ranges.json; the whole list changes.
_CHECKERS = {
    "": ("IPv4", ("15.177.0.0/18", "54.183.255.128/26", "54.228.16.0/26", "54.248.220.0/26", "107.23.255.0/26")),
    "ipv6.": ("IPv6", ("2600:1f14:7ff:f800::/56", "2a05:d018:fff:f800::/56", "2406:da14:fff:f800::/56")),
}


def _of_the_health_checkers(patches: Patches) -> None:
    from moto.ec2.models.managed_prefixes import ManagedPrefixListBackend

    def wrapper(original: Callable[..., None]) -> Callable[..., None]:
        def create_default_pls(self: Any) -> None:
            original(self)
            for prefix, (family, ranges) in _CHECKERS.items():
                entries = [{"Cidr": each, "Description": ""} for each in ranges]
                name = f"com.amazonaws.{self.region_name}.{prefix}route53-healthchecks"
                self._create_aws_managed_prefix_list(name=name, address_family=family, entries=entries)

        return create_default_pls

    patches.wrap(ManagedPrefixListBackend, "create_default_pls", wrapper)


CORRECTIONS = (
    Correction(
        name="ec2-health-checker-lists",
        rule="Every region has prefix lists, kept by AWS, of the addresses that Route 53's health checkers come from.",
        source="Amazon VPC User Guide: AWS-managed prefix lists (com.amazonaws.region.route53-healthchecks)",
        make=_of_the_health_checkers,
    ),
)
