"""The addresses of a stack: VPC, subnets, routes and the ways out.

Owns everything up to the subnets. Deliberately does not own who may talk to whom (the components that hold the
instances and the load balancer do), except that the VPC's default security group is emptied here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi_aws import ec2

from . import _endpoints, _flow_logs, _place
from ._args import args_as, one_of
from ._order import after
from ._subnet_layout import TIERS, ipv6_subnet_cidr, subnet_cidr
from ._tags import Tags, tagged

NAT_MODES = ("none", "single", "per_zone", "regional")
EVERYWHERE, EVERYWHERE_V6 = "0.0.0.0/0", "::/0"


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """What a network needs to know."""

    zones: Sequence[str]
    """Names of the Availability Zones, such as `eu-west-1a`. Each has its own slot of addresses."""

    cidr_block: str = "10.20.0.0/16"
    """IPv4 range of the VPC, /16 to /23. A change replaces the VPC and everything in it."""

    nat: str = "per_zone"
    """Way out for private subnets: `none`, `single` (one gateway, a single point of failure), `per_zone`, `regional`
    (one gateway that AWS spreads over the zones). NAT gateways are billed by the hour and by the gigabyte."""

    ipv6: bool = False
    """Adds an IPv6 range from Amazon to the VPC and its subnets; private ones reach out, nobody reaches in."""

    session_manager_endpoints: bool = False
    """Interface endpoints, so that Session Manager works without a way to the internet. Billed by zone and hour."""

    cloudwatch_endpoint: bool = False
    """An interface endpoint, so that instances tell CloudWatch of boots that failed without a way to the internet."""

    flow_logs_enabled: bool = True
    """Records the VPC's traffic in a CloudWatch log group."""

    flow_logs_retention_days: pulumi.Input[int] = 30
    """Days that the records are kept; CloudWatch takes 1, 3, 5, 7, 14, 30, 60, 90 and further steps."""

    flow_logs_traffic_type: pulumi.Input[str] = "REJECT"
    """`ACCEPT`, `REJECT` or `ALL`."""

    tags: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Tags for every child; `Name` is added per child."""


class Network(pulumi.ComponentResource):
    """A VPC over several Availability Zones (`ha-web:index:Network`).

    Creates a VPC with its default security group emptied, a public and a private subnet per zone, an internet
    gateway, NAT as asked, one route table for the public subnets and one per zone for the private ones, a gateway
    endpoint for S3 (artifacts do not pay NAT), and, if asked, interface endpoints, flow logs and IPv6.
    """

    vpc_id: pulumi.Output[str]
    """Id of the VPC."""
    cidr_block: pulumi.Output[str]
    """IPv4 range of the VPC."""
    zones: pulumi.Output[Sequence[str]]
    """The zones, in the order given; the other lists follow it."""
    public_subnet_ids: pulumi.Output[Sequence[str]]
    """One subnet per zone, routed to the internet gateway; known once its route stands."""
    private_subnet_ids: pulumi.Output[Sequence[str]]
    """One subnet per zone without public addresses; known once its routes stand, so that what starts there can
    reach out at once."""
    public_subnet_ids_by_zone: pulumi.Output[Mapping[str, str]]
    """The public subnets by the name of their zone."""
    nat_gateway_ids: pulumi.Output[Sequence[str]]
    """The NAT gateways, if any."""

    def __init__(
        self, name: str, args: NetworkArgs | Mapping[str, Any], opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("ha-web:index:Network", name, None, opts)
        self._name, self._args = name, args_as(NetworkArgs, args)
        one_of("Network.nat", self._args.nat, NAT_MODES)
        if not self._args.zones or len(set(self._args.zones)) != len(self._args.zones):
            raise ValueError(f"Network.zones: must name each zone once, got {list(self._args.zones)}")
        self._ranges = {
            (tier, zone): subnet_cidr(self._args.cidr_block, zone, tier) for tier in TIERS for zone in self._args.zones
        }
        self._child = pulumi.ResourceOptions(parent=self)
        self._region = self._args.zones[0][:-1]
        self._vpc = self._own_vpc()
        internet = ec2.InternetGateway(
            f"{name}-internet", vpc_id=self._vpc.id, tags=self._tags("internet"), opts=self._child
        )
        public = self._public_subnets(internet)
        nat = self._nat_gateways(public, internet)
        private = self._private_subnets(nat)
        _endpoints.interfaces(
            name,
            self._vpc.id,
            self._region,
            self._args.cidr_block,
            list(private.values()),
            self._args.session_manager_endpoints,
            self._args.cloudwatch_endpoint,
            self._args.tags,
            self._child,
        )
        if self._args.flow_logs_enabled:
            _flow_logs.record(
                name,
                self._vpc.id,
                self._args.flow_logs_retention_days,
                self._args.flow_logs_traffic_type,
                self._args.tags,
                self,
            )

        self.vpc_id = self._vpc.id
        self.cidr_block = self._vpc.cidr_block
        self.zones = pulumi.Output.from_input(list(self._args.zones))
        self.public_subnet_ids = pulumi.Output.all(*public.values()).apply(list)
        self.private_subnet_ids = pulumi.Output.all(*private.values()).apply(list)
        self.public_subnet_ids_by_zone = pulumi.Output.all(**public).apply(dict)
        self.nat_gateway_ids = pulumi.Output.all(*(gateway.id for gateway in dict.fromkeys(nat.values()))).apply(list)
        self.register_outputs(
            {
                "vpc_id": self.vpc_id,
                "cidr_block": self.cidr_block,
                "zones": self.zones,
                "public_subnet_ids": self.public_subnet_ids,
                "private_subnet_ids": self.private_subnet_ids,
                "public_subnet_ids_by_zone": self.public_subnet_ids_by_zone,
                "nat_gateway_ids": self.nat_gateway_ids,
            }
        )

    def _tags(self, role: str) -> Tags:
        return tagged(self._args.tags, f"{self._name}-{role}")

    def _own_vpc(self) -> ec2.Vpc:
        own = ec2.Vpc(
            f"{self._name}-vpc",
            cidr_block=self._args.cidr_block,
            enable_dns_support=True,
            enable_dns_hostnames=True,
            assign_generated_ipv6_cidr_block=True if self._args.ipv6 else None,
            tags=self._tags("vpc"),
            opts=self._child,
        )
        # AWS lets members of the default group talk to each other and out; nothing here is meant to be in it.
        ec2.DefaultSecurityGroup(
            f"{self._name}-default",
            vpc_id=own.id,
            ingress=[],
            egress=[],
            tags=self._tags("default-unused"),
            opts=self._child,
        )
        return own

    def _subnets(self, tier: str) -> dict[str, ec2.Subnet]:
        available = _place.zone_names(self)
        return {zone: self._subnet(zone, tier, available) for zone in self._args.zones}

    def _subnet(self, zone: str, tier: str, available: pulumi.Output[list[str]]) -> ec2.Subnet:
        def checked(names: list[str]) -> str:
            if zone not in names:
                raise ValueError(
                    f"Network.zones: {zone!r} is not a zone of this account; available: {', '.join(names)}"
                )
            return zone

        ipv6: dict[str, Any] = {}
        if self._args.ipv6:
            block = self._vpc.ipv6_cidr_block.apply(lambda cidr: ipv6_subnet_cidr(cidr, zone, tier))
            ipv6 = {"ipv6_cidr_block": block, "assign_ipv6_address_on_creation": True}
        return ec2.Subnet(
            f"{self._name}-{tier}-{zone}",
            vpc_id=self._vpc.id,
            availability_zone=available.apply(checked),
            cidr_block=self._ranges[tier, zone],
            # Nothing in the public subnets takes an address by itself: the load balancer brings its own.
            map_public_ip_on_launch=False,
            tags=self._tags(f"{tier}-{zone}"),
            opts=self._child,
            **ipv6,
        )

    def _route_table(self, key: str) -> ec2.RouteTable:
        return ec2.RouteTable(f"{self._name}-{key}", vpc_id=self._vpc.id, tags=self._tags(key), opts=self._child)

    def _public_subnets(self, internet: ec2.InternetGateway) -> dict[str, pulumi.Output[str]]:
        """Return each zone's public subnet id, known once its way to the internet stands."""
        table = self._route_table("public")
        self._public_table = table
        routes = [self._route("public", table, EVERYWHERE, gateway_id=internet.id)]
        if self._args.ipv6:
            routes.append(self._route("public-ipv6", table, EVERYWHERE_V6, gateway_id=internet.id))
        return {
            zone: self._routed("public", zone, subnet, table, routes)
            for zone, subnet in self._subnets("public").items()
        }

    def _nat_gateways(
        self, public: Mapping[str, pulumi.Output[str]], internet: ec2.InternetGateway
    ) -> dict[str, ec2.NatGateway]:
        """Return the gateway that serves each zone; zones may share one."""
        # A NAT gateway works only once the internet gateway is attached; no argument of it says so.
        after_internet = pulumi.ResourceOptions(parent=self, depends_on=[internet])
        zones = list(self._args.zones)
        if self._args.nat == "none":
            return {}
        if self._args.nat == "regional":
            gateway = ec2.NatGateway(
                f"{self._name}-nat",
                vpc_id=self._vpc.id,
                availability_mode="regional",
                connectivity_type="public",
                tags=self._tags("nat"),
                opts=after_internet,
            )
            return dict.fromkeys(zones, gateway)
        homes = zones if self._args.nat == "per_zone" else zones[:1]
        gateways = {}
        for zone in homes:
            address = ec2.Eip(
                f"{self._name}-nat-{zone}", domain="vpc", tags=self._tags(f"nat-{zone}"), opts=after_internet
            )
            gateways[zone] = ec2.NatGateway(
                f"{self._name}-nat-{zone}",
                allocation_id=address.id,
                subnet_id=public[zone],
                tags=self._tags(f"nat-{zone}"),
                # An address serves one gateway at a time: a new gateway can be made only when the old one is gone.
                opts=pulumi.ResourceOptions(parent=self, depends_on=[internet], delete_before_replace=True),
            )
        return {zone: gateways.get(zone, gateways[homes[0]]) for zone in zones}

    def _private_subnets(self, nat: Mapping[str, ec2.NatGateway]) -> dict[str, pulumi.Output[str]]:
        """Return each zone's private subnet id, known once every way out of it stands."""
        outbound = None
        if self._args.ipv6:
            outbound = ec2.EgressOnlyInternetGateway(
                f"{self._name}-outbound",
                vpc_id=self._vpc.id,
                tags=self._tags("outbound-ipv6"),
                opts=self._child,
            )
        subnets = self._subnets("private")
        tables = {zone: self._route_table(f"private-{zone}") for zone in subnets}
        to_s3 = _endpoints.s3_gateway(
            self._name,
            self._vpc.id,
            self._region,
            {"public": self._public_table.id} | {f"private-{zone}": table.id for zone, table in tables.items()},
            self._args.tags,
            self._child,
        )
        ready = {}
        for zone, subnet in subnets.items():
            table = tables[zone]
            ways_out: list[pulumi.CustomResource] = [to_s3[f"private-{zone}"]]
            if zone in nat:
                ways_out.append(self._route(f"private-{zone}", table, EVERYWHERE, nat_gateway_id=nat[zone].id))
            if outbound:
                route = self._route(f"private-{zone}-ipv6", table, EVERYWHERE_V6, egress_only_gateway_id=outbound.id)
                ways_out.append(route)
            ready[zone] = self._routed("private", zone, subnet, table, ways_out)
        return ready

    def _route(
        self, key: str, table: ec2.RouteTable, destination: str, **target: pulumi.Input[str]
    ) -> pulumi.CustomResource:
        where = "destination_ipv6_cidr_block" if ":" in destination else "destination_cidr_block"
        return ec2.Route(
            f"{self._name}-{key}", route_table_id=table.id, opts=self._child, **{where: destination}, **target
        )

    def _routed(
        self,
        tier: str,
        zone: str,
        subnet: ec2.Subnet,
        table: ec2.RouteTable,
        ways_out: Sequence[pulumi.CustomResource],
    ) -> pulumi.Output[str]:
        """Associate a subnet with its table; return its id, known once that and the table's routes stand."""
        association = ec2.RouteTableAssociation(
            f"{self._name}-{tier}-{zone}", subnet_id=subnet.id, route_table_id=table.id, opts=self._child
        )
        return after(subnet.id, association, *ways_out)
