"""Everything that a stack may say, and what follows from it."""

from __future__ import annotations

from typing import Any

from pydantic import ModelWrapValidatorHandler, ValidationInfo, model_validator

from .artifacts import Artifacts
from .availability import Availability
from .check import checked
from .instance import Instance
from .load_balancer import LoadBalancer
from .monitoring import Monitoring
from .naming import Naming
from .network import Network
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

    availability: Availability = Availability()
    """How the application stays up, and how instances are replaced."""

    scaling: Scaling = Scaling()
    """How many instances there are, and what changes that."""

    load_balancer: LoadBalancer = LoadBalancer()
    """The Application Load Balancer and its target group."""

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
        return tuple(f"{self.region}{letter}" for letter in self.network.zones)
