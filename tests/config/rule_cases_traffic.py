"""Cases of the rules on the load balancer, its name and its certificate."""

from tests.config.rule_case import UUID, Case, domain

CASES = [
    Case(
        "listeners_have_own_ports",
        {"load_balancer": {"http_port": 443, "https_port": 443}},  # without a certificate there is one listener
        {"load_balancer": {"http_port": 443, **domain()["load_balancer"]}},
        (
            "load_balancer.https_port: must differ from load_balancer.http_port, which redirects to it, got 443; use "
            "e.g. 443 and 80",
        ),
    ),
    Case(
        "check_ends_before_the_next",
        {"load_balancer": {"health_check": {"interval_seconds": 6, "timeout_seconds": 5}}},
        {"load_balancer": {"health_check": {"interval_seconds": 5, "timeout_seconds": 5}}},
        (
            "load_balancer.health_check.timeout_seconds: must be less than interval_seconds (5), got 5; lower it, or "
            "raise interval_seconds",
        ),
    ),
    Case(
        "slow_start_takes_turns",
        {"load_balancer": {"slow_start_seconds": 30}},
        {"load_balancer": {"slow_start_seconds": 30, "algorithm": "least_outstanding_requests"}},
        (
            "load_balancer.slow_start_seconds: must be 0 with the algorithm least_outstanding_requests, which AWS "
            "refuses together, got 30; use 0, or the algorithm round_robin",
        ),
    ),
    Case(
        "ipv6_ranges_need_ipv6",
        {"network": {"ipv6": True}, "load_balancer": {"allowed_cidr_blocks": ["2001:db8::/32"]}},
        {"load_balancer": {"allowed_cidr_blocks": ["203.0.113.0/24", "2001:db8::/32"]}},
        (
            "load_balancer.allowed_cidr_blocks[1]: must be an IPv4 range while network.ipv6 is false, got "
            "'2001:db8::/32'; set network.ipv6, or remove it",
        ),
    ),
    Case(
        "hosted_zone_is_named_once",
        domain(),
        domain(hosted_zone_id="Z123"),
        ("load_balancer.domain: must have exactly one of hosted_zone_id and hosted_zone_name, has both; remove one",),
    ),
    Case(
        "hosted_zone_is_named_once",
        domain(hosted_zone_name=None, hosted_zone_id="Z123"),
        domain(hosted_zone_name=None),
        (
            "load_balancer.domain: must have exactly one of hosted_zone_id and hosted_zone_name, has neither; give the "
            "public Route 53 zone that has the name",
        ),
    ),
    Case(
        "names_are_in_the_zone",
        domain(alternative_names=["*.example.com", "example.com"]),
        domain(name="www.notexample.com", alternative_names=["*.example.org"]),
        (
            "load_balancer.domain.name: must be in the zone example.com (hosted_zone_name), got 'www.notexample.com'; "
            "use e.g. www.example.com, or another zone",
            "load_balancer.domain.alternative_names[0]: must be in the zone example.com (hosted_zone_name), got "
            "'*.example.org'; use e.g. www.example.com, or another zone",
        ),
    ),
    Case(
        "alternative_names_are_for_a_new_certificate",
        domain(alternative_names=["a.example.com"]),
        domain(alternative_names=["www.example.com"]),
        (
            "load_balancer.domain.alternative_names: must not have the domain's own name, got "
            "'www.example.com'; remove it",
        ),
    ),
    Case(
        "certificate_is_of_the_region",
        {"load_balancer": {"certificate_arn": "arn:aws:iam::123456789012:server-certificate/old"}},
        {"load_balancer": {"certificate_arn": f"arn:aws:acm:us-east-1:123456789012:certificate/{UUID}"}},
        (
            "load_balancer.certificate_arn: must be in the stack's region eu-west-1 (aws:region), is in us-east-1; use "
            "one of eu-west-1",
        ),
    ),
]
