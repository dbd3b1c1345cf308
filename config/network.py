"""The VPC: its addresses, its zones, and how instances reach the world."""

from typing import Annotated, Literal

from .constraints import Many, count, one_of
from .section import Section
from .types import Ipv4Cidr, PrivateCidr, ZoneLetter
from .values import ZONE_LETTERS

RETENTION_DAYS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
"""The only values CloudWatch Logs takes (logs PutRetentionPolicy retentionInDays)."""

NatMode = Literal["none", "single", "per_zone", "regional"]


class FlowLogs(Section):
    """Record of the connections in the VPC, in CloudWatch Logs."""

    enabled: bool = True
    """Whether connections are recorded. Costs by the volume recorded."""

    retention_days: Annotated[int, one_of(*RETENTION_DAYS)] = 30
    """Days a record is kept. CloudWatch Logs takes these values only."""

    traffic_type: Literal["ACCEPT", "REJECT", "ALL"] = "REJECT"
    """Which connections are recorded: those let through, those refused, or all (the dearest)."""


class Network(Section):
    """The VPC and its subnets: one public and one private subnet a zone."""

    cidr_block: PrivateCidr = "10.20.0.0/16"
    """IPv4 range of the VPC: private (RFC 1918), /16 to /23. Each of 8 zone slots has two subnets whose prefix is 4
    longer, and a load balancer's subnet must be /27 or larger. Changing it replaces the network
    with everything in it, not without an outage: a new stack beside the old one is the better way."""

    connected_cidr_blocks: Many[Ipv4Cidr] = ()
    """IPv4 ranges that this VPC must not overlap, because it is or will be connected with them (peering, VPN)."""

    zones: Annotated[Many[ZoneLetter], count(1, len(ZONE_LETTERS), "zones", "one address slot each")] = ("a", "b", "c")
    """Letters of the Availability Zones to use. Every zone has its own address slot: adding or removing one moves no
    other. A load balancer needs at least two, `dns_failover` too."""

    nat: NatMode | None = None
    """How private instances reach the internet over IPv4: `per_zone`, one NAT gateway a zone (nothing shared, the
    dearest); `single`, one for all zones (cheap; a failure of its zone cuts off all); `regional`, one gateway that AWS
    keeps in every zone; `none`, not at all (S3 is still reached, by its gateway endpoint; with `artifacts.release`
    CloudWatch too, by an interface endpoint that is paid by the hour and zone). By default `per_zone` with a load
    balancer, and `none` otherwise, where nothing else is taken: instances that are reached directly have addresses of
    their own."""

    ipv6: bool = False
    """Whether the VPC and the load balancer speak IPv6 as well as IPv4. Instances then reach the internet over IPv6
    by an egress-only gateway, which costs nothing. For the strategy `load_balanced` alone."""

    session_manager_endpoints: bool = False
    """Whether Session Manager is reached inside the VPC, by interface endpoints (paid by the hour and zone). Needed
    for it when `nat` is `none`."""

    flow_logs: FlowLogs = FlowLogs()
    """Record of the connections in the VPC."""
