"""Rules on the load balancer, its name and its certificate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .problems import Problem
from .rule import rule
from .values import inside

if TYPE_CHECKING:
    from .settings import Settings


@rule("load_balancer.http_port", "load_balancer.https_port", "load_balancer.certificate_arn", "load_balancer.domain")
def listeners_have_own_ports(settings: Settings) -> Iterator[Problem]:
    """With a certificate, `load_balancer.http_port` and `https_port` differ."""
    balancer = settings.load_balancer
    if balancer.https and balancer.http_port == balancer.https_port:
        yield Problem(
            "load_balancer.https_port",
            "must differ from load_balancer.http_port, which redirects to it",
            balancer.https_port,
            "use e.g. 443 and 80",
        )


@rule("load_balancer.health_check.interval_seconds", "load_balancer.health_check.timeout_seconds")
def check_ends_before_the_next(settings: Settings) -> Iterator[Problem]:
    """`load_balancer.health_check.timeout_seconds` is less than `interval_seconds`."""
    check = settings.load_balancer.health_check
    if check.timeout_seconds >= check.interval_seconds:
        yield Problem(
            "load_balancer.health_check.timeout_seconds",
            f"must be less than interval_seconds ({check.interval_seconds})",
            check.timeout_seconds,
            "lower it, or raise interval_seconds",
        )


@rule("load_balancer.algorithm", "load_balancer.slow_start_seconds")
def slow_start_takes_turns(settings: Settings) -> Iterator[Problem]:
    """`load_balancer.slow_start_seconds` is 0 with the algorithm `least_outstanding_requests`."""
    balancer = settings.load_balancer
    if balancer.slow_start_seconds and balancer.algorithm == "least_outstanding_requests":
        yield Problem(
            "load_balancer.slow_start_seconds",
            "must be 0 with the algorithm least_outstanding_requests, which AWS refuses together",
            balancer.slow_start_seconds,
            "use 0, or the algorithm round_robin",
        )


@rule("load_balancer.allowed_cidr_blocks", "network.ipv6")
def ipv6_ranges_need_ipv6(settings: Settings) -> Iterator[Problem]:
    """`load_balancer.allowed_cidr_blocks` has IPv6 ranges only with `network.ipv6`."""
    for index, block in enumerate(settings.load_balancer.allowed_cidr_blocks or ()):
        if ":" in block and not settings.network.ipv6:
            yield Problem(
                f"load_balancer.allowed_cidr_blocks[{index}]",
                "must be an IPv4 range while network.ipv6 is false",
                block,
                "set network.ipv6, or remove it",
            )


@rule("load_balancer.domain.hosted_zone_id", "load_balancer.domain.hosted_zone_name")
def hosted_zone_is_named_once(settings: Settings) -> Iterator[Problem]:
    """`load_balancer.domain` has exactly one of `hosted_zone_id` and `hosted_zone_name`."""
    domain = settings.load_balancer.domain
    if domain and (domain.hosted_zone_id is None) == (domain.hosted_zone_name is None):
        yield Problem(
            "load_balancer.domain",
            "must have exactly one of hosted_zone_id and hosted_zone_name, has "
            + ("neither" if domain.hosted_zone_id is None else "both"),
            remedy="give the public Route 53 zone that has the name" if domain.hosted_zone_id is None else "remove one",
        )


@rule("load_balancer.domain.name", "load_balancer.domain.alternative_names", "load_balancer.domain.hosted_zone_name")
def names_are_in_the_zone(settings: Settings) -> Iterator[Problem]:
    """`load_balancer.domain.name` and `alternative_names` are in the zone `hosted_zone_name`."""
    domain = settings.load_balancer.domain
    if not domain or domain.hosted_zone_name is None:
        return
    names = {"name": domain.name} | {
        f"alternative_names[{index}]": name for index, name in enumerate(domain.alternative_names)
    }
    for key, name in names.items():
        if not inside(name.removeprefix("*."), domain.hosted_zone_name):
            yield Problem(
                f"load_balancer.domain.{key}",
                f"must be in the zone {domain.hosted_zone_name} (hosted_zone_name)",
                name,
                f"use e.g. www.{domain.hosted_zone_name}, or another zone",
            )


@rule("load_balancer.domain.name", "load_balancer.domain.alternative_names", "load_balancer.certificate_arn")
def alternative_names_are_for_a_new_certificate(settings: Settings) -> Iterator[Problem]:
    """`load_balancer.domain.alternative_names` are other names than `name`, and only for a certificate to be issued."""
    domain = settings.load_balancer.domain
    if not domain or not domain.alternative_names:
        return
    if settings.load_balancer.certificate_arn is not None:
        yield Problem(
            "load_balancer.domain.alternative_names",
            "must be empty with load_balancer.certificate_arn, whose certificate has its names already",
            remedy="remove one of the two",
        )
    if domain.name in domain.alternative_names:
        yield Problem(
            "load_balancer.domain.alternative_names", "must not have the domain's own name", domain.name, "remove it"
        )
