"""One name, two instances, and DNS that answers with the one that is well.

Owns the records, the health checks that decide between them, and, if asked, the zone and a page for when both instances
are gone. Deliberately does not own the instances: two addresses are all it knows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi_aws import route53

from ._args import args_as, one_of
from ._maintenance_page import website
from ._order import after
from ._tags import tagged

PROTOCOLS = ("HTTP", "HTTPS", "TCP")
INTERVALS_SECONDS = (10, 30)
ORIGIN = "origin"
"""Label before the record's name under which the two instances answer where a maintenance page has the name itself."""


@dataclass(frozen=True, kw_only=True)
class FailoverRecordArgs:
    """What a failover record needs to know."""

    record_name: str
    """Name that users ask for."""

    primary_address: pulumi.Input[str]
    """IPv4 address that answers while it is healthy. It must be public: Route 53's checkers come from the internet."""

    secondary_address: pulumi.Input[str]
    """IPv4 address that answers meanwhile."""

    hosted_zone_id: pulumi.Input[str] | None = None
    """Public Route 53 zone of the name; either this or `new_zone_name`."""

    new_zone_name: str | None = None
    """Zone to create for the name. It answers once the domain's registrar has its name servers."""

    protocol: str = "HTTP"
    """`HTTP`, `HTTPS` or `TCP`, by which the addresses are checked. A change replaces the checks. A certificate is not
    verified by Route 53."""

    port: int = 80
    """Port that is checked."""

    path: str | None = None
    """Path that is asked, by default `/`; healthy is a status of 200 to 399. Not with TCP."""

    search_string: str | None = None
    """Text that must be among the first 5,120 bytes of the answer, at most 255 characters; by default any answer will
    do. Not with TCP. AWS bills it as an option, as it does HTTPS and an interval of 10 seconds."""

    interval_seconds: int = 30
    """Seconds between two checks by one checker, 10 or 30. A change replaces the checks."""

    failure_threshold: int = 3
    """Checks in a row, 1 to 10, that make an address unhealthy, or healthy again."""

    ttl_seconds: int = 60
    """Seconds for which a resolver may keep the answer."""

    maintenance_page: str | None = None
    """HTML that users see when both addresses are unhealthy; by default the first address is answered then. Not with
    HTTPS: S3 serves it on port 80 alone. S3 names its bucket like the record, in 63 characters at most."""

    maintenance_page_removable: bool = True
    """True lets the page's bucket go with everything in it; false protects it from deletion."""

    tags: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Tags for every child; `Name` is added per child."""


class FailoverRecord(pulumi.ComponentResource):
    """A name that leads to the healthy one of two addresses (`ha-web:index:FailoverRecord`).

    Creates a health check per address and a PRIMARY and a SECONDARY record, and, if asked, the hosted zone. With a
    maintenance page the two are records of `origin.` and the name: the name's PRIMARY leads to them, its SECONDARY to a
    public website in S3. Either way the name's records keep their identity and change in place. Health checks are
    billed by the month, hosted zones too.
    """

    record_name: pulumi.Output[str]
    """Name that users ask for, known once its records stand."""
    zone_id: pulumi.Output[str]
    """Hosted zone of the records."""
    name_servers: pulumi.Output[Sequence[str]]
    """Name servers of the zone that was created, for the domain's registrar; empty for a zone that was there."""
    primary_health_check_id: pulumi.Output[str]
    """Health check of the first address; its metrics are in us-east-1, whatever the stack's region."""
    secondary_health_check_id: pulumi.Output[str]
    """Health check of the second address."""
    worst_case_switch_seconds: pulumi.Output[int]
    """Seconds from a failure until no resolver that minds the TTL answers with the failed address: all checks of the
    threshold, then the TTL. The last check's own time-out, 4 to 10 seconds, is not in it."""

    def __init__(
        self,
        name: str,
        args: FailoverRecordArgs | Mapping[str, Any],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("ha-web:index:FailoverRecord", name, None, opts)
        self._name, self._args = name, args_as(FailoverRecordArgs, args)
        _refuse_what_cannot_work(self._args)
        self._child = pulumi.ResourceOptions(parent=self)
        self.zone_id, self.name_servers = self._zone()
        checks = {
            "primary": self._health_check("primary", self._args.primary_address),
            "secondary": self._health_check("secondary", self._args.secondary_address),
        }
        args, page = self._args, self._args.maintenance_page
        records = self._records(checks) if page is None else self._records_before_a_page(checks, page)

        self.record_name = after(args.record_name, *records)
        self.primary_health_check_id = checks["primary"].id
        self.secondary_health_check_id = checks["secondary"].id
        self.worst_case_switch_seconds = pulumi.Output.from_input(
            args.interval_seconds * args.failure_threshold + args.ttl_seconds
        )
        self.register_outputs(
            {
                "record_name": self.record_name,
                "zone_id": self.zone_id,
                "name_servers": self.name_servers,
                "primary_health_check_id": self.primary_health_check_id,
                "secondary_health_check_id": self.secondary_health_check_id,
                "worst_case_switch_seconds": self.worst_case_switch_seconds,
            }
        )

    def _zone(self) -> tuple[pulumi.Output[str], pulumi.Output[Sequence[str]]]:
        """Return the zone's id and, of one that is created, its name servers."""
        if self._args.hosted_zone_id is not None:
            return pulumi.Output.from_input(self._args.hosted_zone_id), pulumi.Output.from_input(list[str]())
        zone = route53.Zone(
            f"{self._name}-zone",
            name=self._args.new_zone_name,
            tags=tagged(self._args.tags, f"{self._name}-zone"),
            opts=self._child,
        )
        return zone.id, zone.name_servers

    def _health_check(self, role: str, address: pulumi.Input[str]) -> route53.HealthCheck:
        args = self._args
        asks = args.protocol != "TCP"
        return route53.HealthCheck(
            f"{self._name}-{role}",
            type=args.protocol if args.search_string is None else f"{args.protocol}_STR_MATCH",
            ip_address=address,
            # The host that a checker names in its request, and in its TLS handshake; it resolves nothing.
            fqdn=args.record_name if asks else None,
            enable_sni=True if args.protocol == "HTTPS" else None,
            port=args.port,
            resource_path=("/" if args.path is None else args.path) if asks else None,
            search_string=args.search_string,
            request_interval=args.interval_seconds,
            failure_threshold=args.failure_threshold,
            measure_latency=False,
            tags=tagged(args.tags, f"{self._name}-{role}"),
            opts=self._child,
        )

    def _records(self, checks: Mapping[str, route53.HealthCheck]) -> list[route53.Record]:
        name = self._args.record_name
        return [self._answer(role, role, name, check) for role, check in checks.items()]

    def _records_before_a_page(self, checks: Mapping[str, route53.HealthCheck], page: str) -> list[route53.Record]:
        """Create the instances' records under another name; the name itself leads to them, or else to the page.

        The name's records are the same two resources as without a page. Under names of their own they could not be
        exchanged: Route 53 refuses a second PRIMARY of a name, and Pulumi removes what is left over last.
        """
        args = self._args
        site = website(self._name, args.record_name, page, args.maintenance_page_removable, args.tags, self)
        host = f"{ORIGIN}.{args.record_name}"
        origin = [self._answer(f"{ORIGIN}-{role}", role, host, check) for role, check in checks.items()]
        # Route 53 refuses an alias of what is not there.
        primary = self._alias("primary", after(host, *origin), self.zone_id, evaluate_target_health=True)
        secondary = self._alias(
            "secondary",
            # Before the first one leads to both instances, a failed one would bring up the page beside a healthy other.
            after(site.domain, primary),
            site.zone_id,
            evaluate_target_health=False,
        )
        return [primary, secondary]

    def _answer(self, key: str, role: str, host: str, check: route53.HealthCheck) -> route53.Record:
        addresses = {"primary": self._args.primary_address, "secondary": self._args.secondary_address}
        return self._record(
            key, role, host, records=[addresses[role]], ttl=self._args.ttl_seconds, health_check_id=check.id
        )

    def _alias(
        self, role: str, target: pulumi.Output[str], zone_id: pulumi.Output[str], *, evaluate_target_health: bool
    ) -> route53.Record:
        alias: route53.RecordAliasArgsDict = {
            "name": target,
            "zone_id": zone_id,
            "evaluate_target_health": evaluate_target_health,
        }
        return self._record(role, role, self._args.record_name, aliases=[alias])

    def _record(self, key: str, role: str, host: str, **answer: Any) -> route53.Record:
        return route53.Record(
            f"{self._name}-{key}",
            zone_id=self.zone_id,
            name=host,
            type="A",
            set_identifier=f"{self._name}-{role}",
            failover_routing_policies=[{"type": role.upper()}],
            opts=self._child,
            **answer,
        )


def _refuse_what_cannot_work(args: FailoverRecordArgs) -> None:
    one_of("FailoverRecord.protocol", args.protocol, PROTOCOLS)
    if args.interval_seconds not in INTERVALS_SECONDS:
        raise ValueError(
            f"FailoverRecord.interval_seconds: must be one of {', '.join(map(str, INTERVALS_SECONDS))}, "
            f"got {args.interval_seconds}"
        )
    if (args.hosted_zone_id is None) == (args.new_zone_name is None):
        raise ValueError("FailoverRecord: hosted_zone_id and new_zone_name exclude each other; give exactly one")
    zone = args.new_zone_name
    if zone is not None and args.record_name != zone and not args.record_name.endswith(f".{zone}"):
        raise ValueError(
            f"FailoverRecord.record_name: must be {zone} or end in .{zone}, got {args.record_name!r}; "
            "only then does the new zone answer for it"
        )
    for option in ("path", "search_string"):
        if args.protocol == "TCP" and getattr(args, option) is not None:
            raise ValueError(
                f"FailoverRecord.{option}: is nothing that a TCP check can ask; leave it out, or choose HTTP or HTTPS"
            )
    if args.maintenance_page is not None and args.protocol == "HTTPS":
        raise ValueError(
            "FailoverRecord.maintenance_page: must not be given with HTTPS, which a website of S3 does not speak; "
            "leave it out, or choose HTTP"
        )
