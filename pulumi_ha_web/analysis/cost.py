"""What a stack costs a month, line by line, before anybody uses it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from . import prices, stack
from .prices import Price
from .stack import Deployed, Server, Stack

PRICED = frozenset(
    {
        stack.ADDRESS,
        stack.ALARM,
        stack.BALANCER,
        stack.ENDPOINT,
        stack.HEALTH_CHECK,
        stack.INSTANCE,
        stack.NAT,
        stack.SCALING_POLICY,
        stack.VOLUME,
        stack.ZONE,
    }
)
"""Types that have lines of their own, or are part of one."""

FREE_OPERATIONS, FREE_THROUGHPUT_MIB = 3000, 125
"""What a gp3 volume has without extra price."""

ALARMS_OF_A_TRACKING_POLICY = 2
"""Alarms that a target-tracking policy makes for itself: one to grow, one to shrink."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One kind of thing that is paid by the month."""

    group: str
    """What it belongs to, in a few words."""
    count: float
    price: Price

    @property
    def usd(self) -> float:
        """What all of it costs a month."""
        return self.count * self.price.usd_a_month


@dataclass(frozen=True, kw_only=True)
class Cost:
    """A month's list price, and what is not in it."""

    lines: tuple[Line, ...]
    by_use: tuple[str, ...]
    """What is paid by use, in words."""
    unknown: tuple[str, ...]
    """What has a price that is not known here, in words."""

    @property
    def usd(self) -> float:
        """The sum of what is known."""
        return sum(line.usd for line in self.lines)

    def by_group(self) -> dict[str, float]:
        """Return the sums of the groups, in their order."""
        sums: dict[str, float] = {}
        for line in self.lines:
            sums[line.group] = sums.get(line.group, 0) + line.usd
        return sums


def monthly(found: Stack) -> Cost:
    """Return what a stack costs a month at the number of instances that it is born with."""
    known = PRICED | prices.FREE | prices.BY_USE.keys()
    servers = found.servers()
    unknown = {f"instances of type {each.instance_type}" for each in servers if not _priced(each)}
    unknown |= {f"resources of type {each.type}" for each in found.resources if each.type not in known}
    unknown |= {f"the waiting instances of {each.name}" for each in servers if each.resource.inputs.get("warmPool")}
    unknown |= {f"the discount of spot in {each.name}" for each in servers if _has_spot(each)}
    lines = (*_network(found), *_servers(found), *_watching(found), *_names(found))
    return Cost(
        lines=tuple(line for line in lines if line.count),
        by_use=tuple(what for token, what in prices.BY_USE.items() if found.of(token)),
        unknown=tuple(sorted(unknown)),
    )


def _priced(server: Server) -> bool:
    return server.instance_type in prices.INSTANCES


def _has_spot(server: Server) -> bool:
    distribution = (server.resource.inputs.get("mixedInstancesPolicy") or {}).get("instancesDistribution") or {}
    return int(distribution.get("onDemandPercentageAboveBaseCapacity", 100)) < 100


def _network(found: Stack) -> Iterator[Line]:
    balancers = found.of(stack.BALANCER)
    yield Line(group="load balancer", count=len(balancers), price=prices.BALANCER)
    gateways = sum(_zones_of_gateway(found, each) for each in found.of(stack.NAT))
    yield Line(group="NAT", count=gateways, price=prices.NAT_GATEWAY)
    endpoints = sum(len(each.inputs.get("subnetIds") or ()) for each in found.of(stack.ENDPOINT))
    yield Line(group="endpoints", count=endpoints, price=prices.INTERFACE_ENDPOINT)
    yield Line(group="public addresses", count=_addresses(found), price=prices.PUBLIC_ADDRESS)


def _zones_of_gateway(found: Stack, gateway: Deployed) -> int:
    """Return how many zones a gateway is paid for: a regional one is in every zone of its VPC."""
    if gateway.inputs.get("availabilityMode") != "regional":
        return 1
    return len({each.inputs["availabilityZone"] for each in found.of(stack.SUBNET)})


def _addresses(found: Stack) -> int:
    """Count public addresses: Elastic IPs, those of load balancers, of regional NAT, and of instances by themselves."""
    faced = (each for each in found.of(stack.BALANCER) if not each.inputs.get("internal"))
    regional = (each for each in found.of(stack.NAT) if each.inputs.get("availabilityMode") == "regional")
    own = sum(each.count for each in found.servers() if each.in_group and _has_public_address(each))
    return (
        len(found.of(stack.ADDRESS))
        + sum(len(each.inputs.get("subnets") or ()) for each in faced)
        + sum(_zones_of_gateway(found, each) for each in regional)
        # An instance that takes an Elastic IP gives its own address back.
        + max(0, own - len(found.free_addresses()))
    )


def _has_public_address(server: Server) -> bool:
    interfaces = server.template.inputs.get("networkInterfaces") or () if server.template else ()
    return any(str(each.get("associatePublicIpAddress")).lower() == "true" for each in interfaces)


def _servers(found: Stack) -> Iterator[Line]:
    kinds: dict[str, int] = {}
    for each in filter(_priced, found.servers()):
        kinds[each.instance_type] = kinds.get(each.instance_type, 0) + each.count
    for kind, count in kinds.items():
        yield Line(group="instances", count=count, price=prices.INSTANCES[kind])
    disks = [(each.count, disk) for each in found.servers() for disk in _disks(each)]
    disks += [(1, each.inputs) for each in found.of(stack.VOLUME)]
    size = sum(count * _number(disk, "volumeSize", "size") for count, disk in disks)
    operations = sum(count * max(0, _number(disk, "iops") - FREE_OPERATIONS) for count, disk in disks)
    throughput = sum(count * max(0, _number(disk, "throughput") - FREE_THROUGHPUT_MIB) for count, disk in disks)
    yield Line(group="disks", count=size, price=prices.DISK_GIB)
    yield Line(group="disks", count=operations, price=prices.DISK_OPERATION)
    yield Line(group="disks", count=throughput, price=prices.DISK_THROUGHPUT_MIB)


def _disks(server: Server) -> list[Any]:
    mappings = server.template.inputs.get("blockDeviceMappings") or () if server.template else ()
    return [each["ebs"] for each in mappings if each.get("ebs")]


def _number(of: Any, *names: str) -> int:
    return next((int(of[name]) for name in names if of.get(name) is not None), 0)


def _watching(found: Stack) -> Iterator[Line]:
    detailed = sum(
        each.count
        for each in found.servers()
        if each.template and (each.template.inputs.get("monitoring") or {}).get("enabled")
    )
    yield Line(
        group="metrics and alarms",
        count=detailed * prices.METRICS_OF_AN_INSTANCE,
        price=prices.METRIC,
    )
    watched = sum(_metrics_of(each) for each in found.of(stack.ALARM))
    tracking = [each for each in found.of(stack.SCALING_POLICY) if each.inputs.get("targetTrackingConfiguration")]
    yield Line(
        group="metrics and alarms",
        count=watched + ALARMS_OF_A_TRACKING_POLICY * len(tracking),
        price=prices.ALARM_METRIC,
    )


def _metrics_of(alarm: Deployed) -> int:
    queries = alarm.inputs.get("metricQueries") or ()
    return sum(1 for each in queries if each.get("metric")) or 1


def _names(found: Stack) -> Iterator[Line]:
    yield Line(group="DNS", count=len(found.of(stack.ZONE)), price=prices.HOSTED_ZONE)
    checks = found.of(stack.HEALTH_CHECK)
    yield Line(group="DNS", count=len(checks), price=prices.HEALTH_CHECK)
    options = sum(_options_of(each) for each in checks)
    yield Line(group="DNS", count=options, price=prices.HEALTH_CHECK_OPTION)


def _options_of(check: Deployed) -> int:
    kind = str(check.inputs["type"])
    fast = int(check.inputs.get("requestInterval") or 30) == 10
    return sum((kind.startswith("HTTPS"), kind.endswith("STR_MATCH"), fast, bool(check.inputs.get("measureLatency"))))
