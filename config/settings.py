"""Everything that a stack may say, and what follows from it."""

from __future__ import annotations

from typing import Any

from pydantic import ModelWrapValidatorHandler, ValidationInfo, model_validator

from .artifacts import Artifacts
from .availability import AutoRecovery, Availability, DnsFailover, LoadBalanced, SelfHealing
from .check import checked
from .instance import Instance
from .load_balancer import LoadBalancer
from .monitoring import Monitoring
from .naming import Naming
from .network import NatMode, Network
from .scaling import Scaling
from .section import Section
from .types import Region, StackName

SECTIONS: tuple[str, ...] = (
    "naming",
    "network",
    "instance",
    "availability",
    "scaling",
    "load_balancer",
    "artifacts",
    "monitoring",
)
"""The sections of a stack file, `ha-web:<section>`, in the order in which they are documented."""


class Settings(Section):
    """The settings of one stack. Every way of making them holds every rule; `ConfigError` carries all problems."""

    region: Region
    """AWS region of the stack (`aws:region`). Changing it moves nothing: it makes a new stack."""

    stack: StackName
    """Name of the Pulumi stack."""

    naming: Naming = Naming()
    """Names and tags of everything in the stack, and the accounts it may be deployed to."""

    network: Network = Network()
    """The VPC and its subnets: one public and one private subnet a zone."""

    instance: Instance = Instance()
    """What one instance is: image, type, first boot, disk."""

    availability: Availability = LoadBalanced()
    """How the application stays up: the strategy, and how instances are replaced. `strategy` says which of the four it
    is, by default `load_balanced`; each has options of its own, and those of another are refused."""

    scaling: Scaling = Scaling()
    """How many instances there are, and what changes that. For the strategy `load_balanced` alone."""

    load_balancer: LoadBalancer = LoadBalancer()
    """The Application Load Balancer and its target group. For the strategy `load_balanced` alone."""

    artifacts: Artifacts = Artifacts()
    """The versioned, encrypted, private bucket of release artifacts."""

    monitoring: Monitoring = Monitoring()
    """Alarms and who gets them."""

    @model_validator(mode="wrap")
    @classmethod
    def _all_problems_at_once(
        cls, data: Any, handler: ModelWrapValidatorHandler[Settings], info: ValidationInfo
    ) -> Settings:
        return checked(cls, data, handler, already_bad=(info.context or {}).get("bad", ()))

    @property
    def environment(self) -> str:
        """What this environment is called."""
        return self.naming.environment or self.stack

    @property
    def base_name(self) -> str:
        """First part of every name: application and environment."""
        return f"{self.naming.application}-{self.environment}"

    @property
    def tags(self) -> dict[str, str]:
        """Tags of every resource; `Name` is added for each."""
        own = {
            "Application": self.naming.application,
            "Environment": self.environment,
            "ManagedBy": "pulumi",
            "Owner": self.naming.owner,
            "CostCenter": self.naming.cost_center,
        }
        return {key: value for key, value in own.items() if value is not None} | self.naming.tags

    @property
    def zone_names(self) -> tuple[str, ...]:
        """Names of the Availability Zones, such as `eu-west-1a`."""
        return tuple(map(self.zone_name, self.network.zones))

    def zone_name(self, letter: str) -> str:
        """Return the name of the Availability Zone with this letter, such as `eu-west-1a`."""
        return f"{self.region}{letter}"

    @property
    def nat(self) -> NatMode:
        """How private instances reach the internet over IPv4; where nothing is said, only a load balancer's need to."""
        return self.network.nat or ("per_zone" if self.availability.has_load_balancer else "none")

    @property
    def cloudwatch_endpoint(self) -> bool:
        """Whether CloudWatch is reached inside the VPC: by instances that tell of failed boots and have no way out."""
        private = self.availability.has_load_balancer
        return self.artifacts.release is not None and private and self.nat == "none"

    @property
    def data_volume_zone(self) -> str | None:
        """Name of the zone that the data volume of `self_healing` is in; None when there is none."""
        volume = self.availability.data_volume if isinstance(self.availability, SelfHealing) else None
        return self.zone_name(volume.zone or self.network.zones[0]) if volume else None

    @property
    def instance_zone(self) -> str:
        """Name of the zone that the one instance of `auto_recovery` is in."""
        zone = self.availability.zone if isinstance(self.availability, AutoRecovery) else None
        return self.zone_name(zone or self.network.zones[0])

    @property
    def failover_zones(self) -> tuple[str, str]:
        """Names of the zones that the two instances of `dns_failover` are in: that of the first, and the other."""
        first = second = None
        if isinstance(self.availability, DnsFailover):
            first, second = self.availability.primary_zone, self.availability.secondary_zone
        first = first or self._zone_besides(second)
        return self.zone_name(first), self.zone_name(second or self._zone_besides(first))

    def _zone_besides(self, taken: str | None) -> str:
        return next((letter for letter in self.network.zones if letter != taken), self.network.zones[0])
