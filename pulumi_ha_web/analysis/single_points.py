"""What a stack has one of, so that its loss is felt until something or somebody acts."""

from collections.abc import Iterator, Mapping

from . import stack
from .failover import failovers
from .stack import Deployed, Stack
from .survival import Loss, Outcome


def single_points(found: Stack, outcomes: Mapping[Loss, Outcome]) -> tuple[str, ...]:
    """Return the single points of failure, a sentence each; services that AWS runs in several zones are none."""
    return (*_servers(found), *_zones(outcomes), *_volumes(found), *_ways_out(found))


def _servers(found: Stack) -> Iterator[str]:
    paired = {server.id for pair in failovers(found) for server in (pair.primary, pair.secondary)}
    for each in found.servers():
        if each.in_group and each.least == 1:
            yield f"The instance of {each.name}: nobody serves until another one has booted."
        elif not each.in_group and each.id not in paired:
            yield f"The instance {each.name}: nobody serves while it is away, and nothing takes its place."


def _zones(outcomes: Mapping[Loss, Outcome]) -> Iterator[str]:
    if not outcomes[Loss.ZONE].survived:
        yield "The zone: what serves is in no other."


def _volumes(found: Stack) -> Iterator[str]:
    for each in found.of(stack.VOLUME):
        yield f"The volume {each.name}: its data are in {each.inputs['availabilityZone']} alone."


def _ways_out(found: Stack) -> Iterator[str]:
    """Look for NAT gateways that zones other than their own depend on."""
    dependent: dict[str, set[str]] = {}
    for route in found.of(stack.ROUTE):
        gateway = found.with_id(stack.NAT, route.inputs.get("natGatewayId"))
        if gateway and gateway.inputs.get("subnetId"):
            home = found.zones_of([gateway.inputs["subnetId"]])
            far = set(_zones_routed_by(found, route)) - set(home)
            dependent.setdefault(gateway.name, set()).update(far)
    for name, zones in sorted(dependent.items()):
        if zones:
            yield f"The NAT gateway {name}: without it {', '.join(sorted(zones))} have no way out either."


def _zones_routed_by(found: Stack, route: Deployed) -> tuple[str, ...]:
    uses = found.of(stack.ROUTE_TABLE_USE)
    table = route.inputs["routeTableId"]
    return found.zones_of(each.inputs["subnetId"] for each in uses if each.inputs["routeTableId"] == table)
