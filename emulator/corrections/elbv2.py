"""Elastic Load Balancing: a load balancer spans zones."""

from collections.abc import Callable
from typing import Any

from ._correction import Correction, Patches

FEWEST_ZONES = 2


def _at_least_two_zones(patches: Patches) -> None:
    from moto.core.exceptions import ServiceException
    from moto.elbv2.responses import ELBV2Response

    class ValidationError(ServiceException):  # type: ignore[misc]  # moto is not typed for us
        code = "ValidationError"

    def wrapper(original: Callable[..., Any]) -> Callable[..., Any]:
        def create_load_balancer(self: Any) -> Any:
            if (self._get_param("Type") or "application") == "application":
                wanted = self._get_param("Subnets") or [
                    each["SubnetId"] for each in self._get_param("SubnetMappings", [])
                ]
                subnets = self.elbv2_backend.ec2_backend.describe_subnets(subnet_ids=wanted)
                if len({subnet.availability_zone for subnet in subnets}) < FEWEST_ZONES:
                    raise ValidationError("At least two subnets in two different Availability Zones must be specified")
            return original(self)

        return create_load_balancer

    patches.wrap(ELBV2Response, "create_load_balancer", wrapper)


CORRECTIONS = (
    Correction(
        name="elbv2-two-zones",
        rule="An Application Load Balancer takes subnets of at least two Availability Zones.",
        source="Elastic Load Balancing API Reference: CreateLoadBalancer (Subnets)",
        make=_at_least_two_zones,
    ),
)
