"""The strategy `load_balanced`: instances over several zones behind a load balancer."""

from typing import Annotated, ClassVar, Literal

from .availability_bases import Grouped
from .constraints import between
from .scaling import MAX_INSTANCES
from .section import Section
from .values import ZONE_LETTERS

ZONES_LOST = (1, len(ZONE_LETTERS) - 1)
"""One zone at least has to be left to serve."""


class StaticStability(Section):
    """What must still run when zones are lost, before anything is launched in their place."""

    zones_lost: Annotated[int, between(*ZONES_LOST, "zones", "one has to be left")]
    """Zones that may be lost at once, fewer than `network.zones` has."""

    instances_left: Annotated[int, between(1, MAX_INSTANCES, "instances", "a load balancer's targets")]
    """Instances that are left even when the lost zones are those with the most: as many as carry the load.
    `scaling.min_size`, and that of every schedule, must be large enough for it."""


class LoadBalanced(Grouped):
    """Instances over several zones in an Auto Scaling group, behind an Application Load Balancer. Survives the loss of
    instances and of a zone, and a peak of load, without a switch."""

    has_load_balancer: ClassVar[bool] = True
    absent_sections: ClassVar[tuple[str, ...]] = ()

    strategy: Literal["load_balanced"] = "load_balanced"
    """How the application stays up: `load_balanced` survives the loss of instances and of a zone without a switch."""

    min_healthy_percent: Annotated[int, between(0, 100, "percent", "AWS's range")] = 100
    """Percent of the desired capacity that stays in service while instances are replaced. At 100, new instances start
    before old ones end."""

    max_healthy_percent: Annotated[int, between(100, 200, "percent", "AWS's range")] = 150
    """Percent of the desired capacity that there may be while instances are replaced; at most 100 above
    `min_healthy_percent`."""

    zone_distribution: Literal["balanced-best-effort", "balanced-only"] = "balanced-best-effort"
    """What happens when a zone cannot launch: launch in another, or try on in the same one."""

    scale_in_protection: bool = False
    """Whether new instances are protected from scale-in; somebody then has to lift it by hand."""

    static_stability: StaticStability | None = None
    """What must still run when zones are lost, before anything is launched in their place: launching depends on
    capacity and on AWS's control plane, which a lost zone may take with it. Left out: the group launches what is
    missing."""
