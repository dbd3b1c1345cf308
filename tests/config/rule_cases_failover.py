"""Cases of the rules on `dns_failover`."""

from typing import Any

from tests.config.rule_case import Case, Sections

RECORD = {"name": "www.example.com", "new_zone_name": "example.com"}
PAGE = {"content": "<p>Back soon.</p>\n"}


def failover(**options: Any) -> Sections:
    return {"availability": {"strategy": "dns_failover", "record": RECORD, **options}}


def record(**changes: Any) -> Sections:
    return failover(record={**RECORD, **changes})


def named(name: str, **options: Any) -> Sections:
    return failover(record={"name": name, "hosted_zone_id": "Z123"}, **options)


LONGEST = f"{'w' * 51}.example.com"
"""63 characters."""

CASES = [
    Case(
        "failover_is_to_another_zone",
        {**failover(), "network": {"zones": ["c", "b"]}},
        {**failover(), "network": {"zones": ["c"]}},
        (
            "network.zones: must have at least 2 zones for the strategy dns_failover, has 1, got 'c'; add one, e.g. "
            "[a, b]",
        ),
    ),
    Case(
        "failover_is_to_another_zone",
        failover(primary_zone="b", secondary_zone="a"),
        failover(primary_zone="b", secondary_zone="b"),
        (
            "availability.secondary_zone: must be another zone than primary_zone: the second instance is there for "
            "the loss of the first one's, got 'b'; change or remove one of the two",
        ),
    ),
    Case(
        "zones_are_of_the_network",
        failover(primary_zone="c"),
        failover(primary_zone="d", secondary_zone="e"),
        (
            "availability.primary_zone: must be one of network.zones (a, b, c), got 'd'; use one of them, or add it "
            "there",
            "availability.secondary_zone: must be one of network.zones (a, b, c), got 'e'; use one of them, or add it "
            "there",
        ),
    ),
    Case(
        "health_checks_report_in_the_partition",
        {**failover(), "region": "us-west-2"},
        {**failover(), "region": "us-gov-west-1"},
        (
            "availability.strategy: must not be dns_failover in us-gov-west-1: Route 53 reports its health checks in "
            "us-east-1 alone, where the credentials of that region do not work; choose load_balanced, or a region "
            "outside China and GovCloud",
        ),
    ),
    Case(
        "records_zone_is_named_once",
        record(new_zone_name=None, hosted_zone_id="Z123"),
        record(new_zone_name=None),
        (
            "availability.record: must have exactly one of hosted_zone_id, hosted_zone_name and new_zone_name, has "
            "none; give the public Route 53 zone that has the name",
        ),
    ),
    Case(
        "records_zone_is_named_once",
        record(new_zone_name=None, hosted_zone_name="example.com"),
        record(hosted_zone_id="Z123"),
        (
            "availability.record: must have exactly one of hosted_zone_id, hosted_zone_name and new_zone_name, has "
            "hosted_zone_id and new_zone_name; keep one, e.g. hosted_zone_id",
        ),
    ),
    Case(
        "record_is_in_its_zone",
        record(name="example.com"),
        record(name="www.notexample.com"),
        (
            "availability.record.name: must be in the zone example.com (new_zone_name), got 'www.notexample.com'; use "
            "e.g. www.example.com, or another zone",
        ),
    ),
    Case(
        "record_is_in_its_zone",
        record(new_zone_name=None, hosted_zone_name="example.com"),
        record(new_zone_name=None, hosted_zone_name="example.org"),
        (
            "availability.record.name: must be in the zone example.org (hosted_zone_name), got 'www.example.com'; use "
            "e.g. www.example.org, or another zone",
        ),
    ),
    Case(
        "tcp_check_only_connects",
        failover(health_check={"protocol": "HTTPS", "path": "/health", "search_string": "well"}),
        failover(health_check={"protocol": "TCP", "path": "/health", "search_string": "well"}),
        (
            "availability.health_check.path: must not be there with the protocol TCP, which only connects, got "
            "'/health'; remove it, or use HTTP or HTTPS",
            "availability.health_check.search_string: must not be there with the protocol TCP, which only connects, "
            "got 'well'; remove it, or use HTTP or HTTPS",
        ),
    ),
    Case(
        "maintenance_page_is_http",
        failover(maintenance_page=PAGE),
        failover(maintenance_page=PAGE, health_check={"protocol": "HTTPS"}),
        (
            "availability.maintenance_page: must not be there with health_check.protocol HTTPS: a website of S3 speaks "
            "HTTP alone, and whoever comes by HTTPS would not see the page; remove it, or serve and check by HTTP",
        ),
    ),
    Case(
        "maintenance_page_is_http",
        failover(maintenance_page=PAGE, ports=[443, 80]),
        failover(maintenance_page=PAGE, ports=[8080]),
        (
            "availability.maintenance_page: must not be there without 80 in ports: a website of S3 answers on that "
            "port alone; remove it, or serve on port 80 too",
        ),
    ),
    Case(
        "maintenance_page_has_a_bucket",
        named(LONGEST, maintenance_page=PAGE),
        named(f"w{LONGEST}", maintenance_page=PAGE),
        (
            "availability.record.name: must have at most 63 characters with maintenance_page, whose bucket is called "
            f"so, has 64, got '{'w' * 52}.example…'; use a shorter one, or remove maintenance_page",
        ),
    ),
    Case(
        "maintenance_page_has_a_bucket",
        named("xn--bcher-kva.example.com"),
        named("xn--bcher-kva.example.com", maintenance_page=PAGE),
        (
            "availability.record.name: must not start with `xn--` with maintenance_page, whose bucket is called so: "
            "S3 refuses that, got 'xn--bcher-kva.example.com'; use another one, or remove maintenance_page",
        ),
    ),
    Case(
        "switch_is_as_fast_as_wanted",
        failover(switch_target_seconds=150),
        failover(switch_target_seconds=149),
        (
            "availability.switch_target_seconds: must be at least the worst case, 150 seconds "
            "(health_check.interval_seconds 30 x failure_threshold 3 + record.ttl_seconds 60), got 149; use "
            "record.ttl_seconds 59",
        ),
    ),
    Case(
        "switch_is_as_fast_as_wanted",
        failover(
            switch_target_seconds=20,
            health_check={"interval_seconds": 10, "failure_threshold": 1},
            record={**RECORD, "ttl_seconds": 10},
        ),
        failover(switch_target_seconds=20),
        (
            "availability.switch_target_seconds: must be at least the worst case, 150 seconds "
            "(health_check.interval_seconds 30 x failure_threshold 3 + record.ttl_seconds 60), got 20; use "
            "health_check.interval_seconds 10 and health_check.failure_threshold 1 and record.ttl_seconds 10",
        ),
    ),
    # Route 53's checkers come by a list that weighs 25; where everybody may connect, they need no rule of their own.
    Case(
        "ports_fit_a_security_group",
        failover(ports=list(range(1, 36)), allowed_cidr_blocks=["10.1.0.0/16"]),
        failover(ports=list(range(1, 37)), allowed_cidr_blocks=["10.1.0.0/16"]),
        (
            "availability.allowed_cidr_blocks: must make at most 35 rules with availability.ports, one for each port "
            "and range (AWS's limit of 60 for a security group, of which 25 are for Route 53's checkers), makes 36; "
            "join ranges, or open fewer ports",
        ),
    ),
    Case(
        "ports_fit_a_security_group",
        failover(ports=list(range(1, 61))),
        failover(ports=list(range(1, 61)), health_check={"port": 8080}),
        (
            "availability.allowed_cidr_blocks: must make at most 35 rules with availability.ports, one for each port "
            "and range (AWS's limit of 60 for a security group, of which 25 are for Route 53's checkers), makes 60; "
            "join ranges, or open fewer ports",
        ),
    ),
]
