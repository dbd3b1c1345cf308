"""Rules on `dns_failover`: its zones, its name, its checks, and how fast it switches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .availability import DnsFailover
from .availability_dns_failover import INTERVAL_SECONDS, TTL_SECONDS
from .problems import Problem
from .rule import rule
from .rules_names import BUCKET_RESERVED_PREFIXES
from .values import inside

if TYPE_CHECKING:
    from .settings import Settings

BUCKET_CHARACTERS = 63
"""S3 user guide, "Bucket naming rules". A website's bucket must be called like the name it answers to."""

WEBSITE_PORT = 80
"""A website's endpoint in S3 speaks HTTP alone (S3 user guide, "Website endpoints")."""

OTHER_PARTITIONS = ("cn-", "us-gov-")
"""How the regions of AWS in China and of GovCloud begin."""

FAILOVER_ZONES = 2
"""An instance each in two zones."""

_ZONE_SETTINGS = ("hosted_zone_id", "hosted_zone_name", "new_zone_name")


@rule("availability.strategy", "network.zones", "availability.primary_zone", "availability.secondary_zone")
def failover_is_to_another_zone(settings: Settings) -> Iterator[Problem]:
    """`dns_failover` has at least two `network.zones`, and its `primary_zone` and `secondary_zone` differ."""
    availability, zones = settings.availability, settings.network.zones
    if not isinstance(availability, DnsFailover):
        return
    if len(zones) < FAILOVER_ZONES:
        yield Problem(
            "network.zones",
            f"must have at least {FAILOVER_ZONES} zones for the strategy dns_failover, has {len(zones)}",
            ", ".join(zones),
            "add one, e.g. [a, b]",
        )
    if availability.secondary_zone is not None and availability.secondary_zone == availability.primary_zone:
        yield Problem(
            "availability.secondary_zone",
            "must be another zone than primary_zone: the second instance is there for the loss of the first one's",
            availability.secondary_zone,
            "change or remove one of the two",
        )


@rule("availability.strategy", "region")
def health_checks_report_in_the_partition(settings: Settings) -> Iterator[Problem]:
    """`dns_failover` is not for regions of China or GovCloud: Route 53 reports its health checks in us-east-1 alone,
    where their credentials do not work."""
    if isinstance(settings.availability, DnsFailover) and settings.region.startswith(OTHER_PARTITIONS):
        yield Problem(
            "availability.strategy",
            f"must not be dns_failover in {settings.region}: Route 53 reports its health checks in us-east-1 alone, "
            "where the credentials of that region do not work",
            remedy="choose load_balanced, or a region outside China and GovCloud",
        )


@rule("availability.strategy", *(f"availability.record.{name}" for name in _ZONE_SETTINGS))
def records_zone_is_named_once(settings: Settings) -> Iterator[Problem]:
    """`availability.record` has exactly one of `hosted_zone_id`, `hosted_zone_name` and `new_zone_name`."""
    if not isinstance(settings.availability, DnsFailover):
        return
    given = [name for name in _ZONE_SETTINGS if getattr(settings.availability.record, name) is not None]
    if len(given) != 1:
        yield Problem(
            "availability.record",
            "must have exactly one of hosted_zone_id, hosted_zone_name and new_zone_name, has "
            f"{' and '.join(given) or 'none'}",
            remedy=f"keep one, e.g. {given[0]}" if given else "give the public Route 53 zone that has the name",
        )


@rule("availability.strategy", "availability.record")
def record_is_in_its_zone(settings: Settings) -> Iterator[Problem]:
    """`availability.record.name` is in the zone `hosted_zone_name` or `new_zone_name`."""
    if not isinstance(settings.availability, DnsFailover):
        return
    record = settings.availability.record
    for key in ("hosted_zone_name", "new_zone_name"):
        zone = getattr(record, key)
        if zone is not None and not inside(record.name, zone):
            yield Problem(
                "availability.record.name",
                f"must be in the zone {zone} ({key})",
                record.name,
                f"use e.g. www.{zone}, or another zone",
            )


@rule("availability.strategy", "availability.health_check")
def tcp_check_only_connects(settings: Settings) -> Iterator[Problem]:
    """`availability.health_check` has no `path` and no `search_string` with the protocol `TCP`."""
    if not isinstance(settings.availability, DnsFailover):
        return
    check = settings.availability.health_check
    for key in ("path", "search_string"):
        value = getattr(check, key)
        if check.protocol == "TCP" and value is not None:
            yield Problem(
                f"availability.health_check.{key}",
                "must not be there with the protocol TCP, which only connects",
                value,
                "remove it, or use HTTP or HTTPS",
            )


@rule(
    "availability.strategy",
    "availability.health_check.protocol",
    "availability.ports",
    "availability.maintenance_page",
)
def maintenance_page_is_http(settings: Settings) -> Iterator[Problem]:
    """`availability.maintenance_page` is for an application that answers by HTTP on port 80, as a website of S3 does:
    `ports` has 80, and `health_check.protocol` is not `HTTPS`."""
    availability = settings.availability
    if not isinstance(availability, DnsFailover) or not availability.maintenance_page:
        return
    if availability.health_check.protocol == "HTTPS":
        yield Problem(
            "availability.maintenance_page",
            "must not be there with health_check.protocol HTTPS: a website of S3 speaks HTTP alone, and whoever comes "
            "by HTTPS would not see the page",
            remedy="remove it, or serve and check by HTTP",
        )
    if WEBSITE_PORT not in availability.ports:
        yield Problem(
            "availability.maintenance_page",
            f"must not be there without {WEBSITE_PORT} in ports: a website of S3 answers on that port alone",
            remedy=f"remove it, or serve on port {WEBSITE_PORT} too",
        )


@rule("availability.strategy", "availability.record.name", "availability.maintenance_page")
def maintenance_page_has_a_bucket(settings: Settings) -> Iterator[Problem]:
    """With `availability.maintenance_page`, `record.name` can be a bucket's: at most 63 characters, and no start that
    S3 keeps for itself."""
    availability = settings.availability
    if not isinstance(availability, DnsFailover) or not availability.maintenance_page:
        return
    name = availability.record.name
    if len(name) > BUCKET_CHARACTERS:
        yield Problem(
            "availability.record.name",
            f"must have at most {BUCKET_CHARACTERS} characters with maintenance_page, whose bucket is called so, has "
            f"{len(name)}",
            name,
            "use a shorter one, or remove maintenance_page",
        )
    for prefix in BUCKET_RESERVED_PREFIXES:
        if name.startswith(prefix):
            yield Problem(
                "availability.record.name",
                f"must not start with `{prefix}` with maintenance_page, whose bucket is called so: S3 refuses that",
                name,
                "use another one, or remove maintenance_page",
            )


@rule(
    "availability.strategy",
    "availability.switch_target_seconds",
    "availability.record.ttl_seconds",
    "availability.health_check.interval_seconds",
    "availability.health_check.failure_threshold",
)
def switch_is_as_fast_as_wanted(settings: Settings) -> Iterator[Problem]:
    """`availability.switch_target_seconds` is at least `health_check.interval_seconds` times `failure_threshold`, plus
    `record.ttl_seconds`."""
    availability = settings.availability
    if not isinstance(availability, DnsFailover) or availability.switch_target_seconds is None:
        return
    target, worst = availability.switch_target_seconds, availability.worst_case_switch_seconds
    check, ttl = availability.health_check, availability.record.ttl_seconds
    if worst > target:
        interval, threshold, shorter = faster(check.interval_seconds, check.failure_threshold, ttl, target)
        changes = {
            "health_check.interval_seconds": (check.interval_seconds, interval),
            "health_check.failure_threshold": (check.failure_threshold, threshold),
            "record.ttl_seconds": (ttl, shorter),
        }
        yield Problem(
            "availability.switch_target_seconds",
            f"must be at least the worst case, {worst} seconds (health_check.interval_seconds {check.interval_seconds} "
            f"x failure_threshold {check.failure_threshold} + record.ttl_seconds {ttl})",
            target,
            f"use {' and '.join(f'{key} {new}' for key, (old, new) in changes.items() if new != old)}",
        )


def faster(interval: int, threshold: int, ttl: int, target: int) -> tuple[int, int, int]:
    """Return interval, threshold and TTL, none above these, that make a switch in `target` seconds.

    The threshold stays as high as it can, as it is what keeps a single lost packet from moving everybody; then the
    interval, which has a price; then the TTL. There is an answer for every target that the settings accept.
    """
    for checks in range(threshold, 0, -1):
        for seconds in (each for each in reversed(INTERVAL_SECONDS) if each <= interval):
            room = target - seconds * checks
            if room >= TTL_SECONDS[0]:
                return seconds, checks, min(ttl, room)
    raise ValueError(f"no switch is as fast as {target} seconds")
