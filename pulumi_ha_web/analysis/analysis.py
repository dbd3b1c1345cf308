"""Everything that a stack's resources say of it, at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .cost import Cost, monthly
from .single_points import single_points
from .stack import Deployed, Server, Stack
from .survival import Loss, Outcome, outcomes


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """What a stack is, what it survives, and what it costs."""

    resources: int
    servers: tuple[Server, ...]
    outcomes: Mapping[Loss, Outcome]
    single_points: tuple[str, ...]
    cost: Cost

    @property
    def instances(self) -> int:
        """Instances at the stack's birth."""
        return sum(each.count for each in self.servers)

    @property
    def zones(self) -> tuple[str, ...]:
        """Zones that its instances are in, or may be."""
        return tuple(sorted({zone for each in self.servers for zone in each.zones}))


def analyse(resources: Iterable[Deployed]) -> Analysis:
    """Return what the resources of a deployed stack say of it."""
    found = Stack(resources)
    answers = outcomes(found)
    return Analysis(
        resources=len(found.resources),
        servers=found.servers(),
        outcomes=answers,
        single_points=single_points(found, answers),
        cost=monthly(found),
    )
