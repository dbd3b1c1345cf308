"""The strategy `dns_failover`: two instances in two zones, and a name that moves from one to the other."""

from typing import Annotated, Literal

from .artifacts import CONTENT_CHARACTERS
from .availability_bases import Kept
from .constraints import between, count, one_of
from .section import Section
from .types import CheckPath, DomainName, HostedZoneId, Port, PublicText, ZoneLetter

TTL_SECONDS = (10, 300)
"""Route 53 takes 0 to 2^31 - 1. Below ten, resolvers ask for every request; above five minutes there is no failover."""

INTERVAL_SECONDS = (10, 30)
"""route53 HealthCheckConfig RequestInterval: one of the two, and fixed once the check is there."""

THRESHOLD = (1, 10)
"""route53 HealthCheckConfig FailureThreshold."""

TEXT_CHARACTERS = 255
"""route53 HealthCheckConfig SearchString."""

FASTEST_SECONDS = INTERVAL_SECONDS[0] * THRESHOLD[0] + TTL_SECONDS[0]
SLOWEST_SECONDS = INTERVAL_SECONDS[-1] * THRESHOLD[-1] + TTL_SECONDS[-1]
"""Worst cases of the quickest and of the slowest switch that the settings can make."""


class FailoverName(Section):
    """The name that clients use, and the Route 53 zone that has it: one that exists, by its id or its name, or a new
    one."""

    name: DomainName
    """The name, such as `www.example.com`. With a maintenance page at most 63 characters: it is the bucket's name."""

    ttl_seconds: Annotated[int, between(*TTL_SECONDS, "seconds")] = 60
    """Seconds that resolvers may keep an answer, 10 to 300: so long clients go on to an instance that has failed."""

    hosted_zone_id: HostedZoneId | None = None
    """Id of the public Route 53 zone that has the records. Exactly one of the three ways to name the zone."""

    hosted_zone_name: DomainName | None = None
    """Name of the public Route 53 zone that has the records. Exactly one of the three ways to name the zone."""

    new_zone_name: DomainName | None = None
    """Name of a public Route 53 zone to make. It answers once its name servers are entered where the domain is
    registered. Exactly one of the three ways to name the zone."""


class FailoverCheck(Section):
    """How Route 53 asks an instance, from places around the world, whether it can serve."""

    protocol: Literal["HTTP", "HTTPS", "TCP"] = "HTTP"
    """How it is asked. `HTTPS` names `record.name` (SNI) and does not check the certificate; `TCP` only connects."""

    port: Port | None = None
    """Port that is asked. By default the first of `ports`. It is opened to Route 53's checkers."""

    path: CheckPath | None = None
    """Path that is asked for; an answer of 200 to 399 is a good one. By default `/`. Not with `TCP`."""

    search_string: Annotated[PublicText, count(1, TEXT_CHARACTERS, "characters", "Route 53's limit")] | None = None
    """Text that must be in the first 5120 bytes of the answer. Left out: any answer will do. Not with `TCP`."""

    interval_seconds: Annotated[int, one_of(*INTERVAL_SECONDS)] = 30
    """Seconds between two checks from one place: 30, or 10 at an extra price. Changing it makes a new check."""

    failure_threshold: Annotated[int, between(*THRESHOLD, "checks", "Route 53's range")] = 3
    """Checks in a row until an instance counts as failed, or as well again, 1 to 10."""


class MaintenancePage(Section):
    """A page that is served, by S3, when neither instance can."""

    content: Annotated[PublicText, count(1, CONTENT_CHARACTERS, "characters", "it is kept in the stack's state")]
    """The page, as HTML. Nothing secret: everybody may read it."""

    removable: bool = True
    """Whether its bucket may be destroyed while something is in it. The page is in these settings, so nothing is
    lost."""


class DnsFailover(Kept):
    """Two instances with Elastic IPs in two zones; a name in Route 53 answers with the first as long as that is well,
    and with the second otherwise. Survives the loss of an instance and of a zone, after the switch."""

    strategy: Literal["dns_failover"]
    """How the application stays up: `dns_failover` moves a name to a second instance when the first fails."""

    primary_zone: ZoneLetter | None = None
    """Letter of the zone of the instance that serves. By default the first of `network.zones` that is not
    `secondary_zone`. Changing it replaces the instance."""

    secondary_zone: ZoneLetter | None = None
    """Letter of the zone of the instance that steps in. By default the first of `network.zones` that the other is not
    in. Changing it replaces the instance."""

    record: FailoverName
    """The name that clients use, and the zone that has it."""

    health_check: FailoverCheck = FailoverCheck()
    """How Route 53 asks whether an instance can serve."""

    switch_target_seconds: Annotated[int, between(FASTEST_SECONDS, SLOWEST_SECONDS, "seconds")] | None = None
    """Seconds that a switch may take at worst: settings that make it slower are refused. Left out: any."""

    maintenance_page: MaintenancePage | None = None
    """A page that is served when neither instance can. Adding or removing it changes the name's two records in place.
    Left out: the name then answers with the first instance, well or not."""

    @property
    def worst_case_switch_seconds(self) -> int:
        """Seconds from a failure until the last client has the other address, if it heeds the TTL."""
        check = self.health_check
        return check.interval_seconds * check.failure_threshold + self.record.ttl_seconds

    @property
    def checked_port(self) -> int:
        """Port that Route 53 asks."""
        return self.ports[0] if self.health_check.port is None else self.health_check.port

    @property
    def health_checker_ports(self) -> tuple[int, ...]:
        """Ports to open to Route 53's checkers: none where everybody may connect to the one they ask."""
        open_to_all = self.checked_port in self.ports and "0.0.0.0/0" in self.allowed_cidr_blocks
        return () if open_to_all else (self.checked_port,)
