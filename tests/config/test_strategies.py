"""What follows from a strategy's settings, and the numbers behind its rules."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto.ec2.models.instance_types import INSTANCE_TYPES

from config import AutoRecovery, DnsFailover, LoadBalanced, SelfHealing, Settings
from config.availability import DEFAULT_STRATEGY, STRATEGIES
from config.availability_bases import Direct, Grouped
from config.availability_dns_failover import FASTEST_SECONDS, INTERVAL_SECONDS, SLOWEST_SECONDS, THRESHOLD, TTL_SECONDS
from config.instance_types import recoverable
from config.rules_failover import faster
from config.static_stability import instances_left, least_size

RECORD = {"name": "www.example.com", "new_zone_name": "example.com"}


def settings(availability: dict[str, Any], **sections: Any) -> Settings:
    return Settings.model_validate({"region": "eu-west-1", "stack": "dev", "availability": availability, **sections})


def failover(**options: Any) -> DnsFailover:
    return DnsFailover.model_validate({"strategy": "dns_failover", "record": RECORD, **options})


def test_a_strategy_that_is_not_named_is_load_balanced() -> None:
    assert settings({}).availability == LoadBalanced() == settings({"strategy": DEFAULT_STRATEGY}).availability
    assert settings({"scale_in_protection": True}).availability == LoadBalanced(scale_in_protection=True)


def test_a_strategy_says_what_it_has() -> None:
    said = {
        name: (each.has_load_balancer, issubclass(each, Grouped), issubclass(each, Direct), each.absent_sections)
        for name, each in STRATEGIES.items()
    }
    single = ("scaling", "load_balancer")
    assert said == {
        "load_balanced": (True, True, False, ()),
        "self_healing": (False, True, True, single),
        "auto_recovery": (False, False, True, single),
        "dns_failover": (False, False, True, single),
    }


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_private_instances_have_a_way_out_and_public_ones_have_their_own(strategy: str) -> None:
    availability = {"strategy": strategy, **({"record": RECORD} if strategy == "dns_failover" else {})}
    assert settings(availability).nat == ("per_zone" if strategy == "load_balanced" else "none")
    said = "regional" if strategy == "load_balanced" else "none"
    assert settings(availability, network={"nat": said}).nat == said


def test_the_data_volume_is_in_the_first_zone_unless_another_is_named() -> None:
    network = {"zones": ["c", "a"]}
    assert settings({"strategy": "self_healing"}).data_volume_zone is None
    assert settings({"strategy": "self_healing", "data_volume": {}}, network=network).data_volume_zone == "eu-west-1c"
    chosen = settings({"strategy": "self_healing", "data_volume": {"zone": "a"}}, network=network)
    assert chosen.data_volume_zone == "eu-west-1a"


def test_the_one_instance_is_in_the_first_zone_unless_another_is_named() -> None:
    network = {"zones": ["c", "a"]}
    assert settings({"strategy": "auto_recovery"}, network=network).instance_zone == "eu-west-1c"
    assert settings({"strategy": "auto_recovery", "zone": "a"}, network=network).instance_zone == "eu-west-1a"


@pytest.mark.parametrize(
    ("named", "zones"),
    [
        ({}, "ca"),
        ({"primary_zone": "a"}, "ac"),
        ({"primary_zone": "b"}, "bc"),
        ({"secondary_zone": "c"}, "ac"),
        ({"secondary_zone": "b"}, "cb"),
        ({"primary_zone": "b", "secondary_zone": "a"}, "ba"),
    ],
)
def test_two_instances_are_in_two_zones_whichever_are_named(named: dict[str, str], zones: str) -> None:
    found = settings(
        {"strategy": "dns_failover", "record": RECORD, **named}, network={"zones": ["c", "a", "b"]}
    ).failover_zones
    assert found == tuple(f"eu-west-1{letter}" for letter in zones)


def test_the_worst_case_is_the_checks_and_then_the_answers_that_were_kept() -> None:
    assert failover().worst_case_switch_seconds == 30 * 3 + 60
    fast = failover(health_check={"interval_seconds": 10, "failure_threshold": 1}, record={**RECORD, "ttl_seconds": 10})
    assert fast.worst_case_switch_seconds == FASTEST_SECONDS == 20
    slow = failover(health_check={"failure_threshold": 10}, record={**RECORD, "ttl_seconds": 300})
    assert slow.worst_case_switch_seconds == SLOWEST_SECONDS == 600


@pytest.mark.parametrize(
    ("options", "asked", "opened"),
    [
        ({}, 80, ()),
        ({"ports": [8080, 80]}, 8080, ()),
        ({"health_check": {"port": 9000}}, 9000, (9000,)),
        ({"allowed_cidr_blocks": ["203.0.113.0/24"]}, 80, (80,)),
        ({"allowed_cidr_blocks": ["203.0.113.0/24", "0.0.0.0/0"], "ports": [443, 80]}, 443, ()),
    ],
)
def test_the_checkers_get_a_port_where_not_everybody_does(
    options: dict[str, Any], asked: int, opened: tuple[int, ...]
) -> None:
    assert (failover(**options).checked_port, failover(**options).health_checker_ports) == (asked, opened)


@given(
    st.sampled_from(INTERVAL_SECONDS),
    st.integers(*THRESHOLD),
    st.integers(*TTL_SECONDS),
    st.integers(FASTEST_SECONDS, SLOWEST_SECONDS),
)
def test_there_is_a_way_to_every_target(interval: int, threshold: int, ttl: int, target: int) -> None:
    seconds, checks, kept = faster(interval, threshold, ttl, target)
    assert seconds * checks + kept <= target
    assert (seconds <= interval, checks <= threshold, kept <= ttl) == (True, True, True)
    assert (seconds in INTERVAL_SECONDS, checks >= THRESHOLD[0], kept >= TTL_SECONDS[0]) == (True, True, True)
    if interval * threshold + ttl <= target:
        assert (seconds, checks, kept) == (interval, threshold, ttl), "it is fast enough as it is"


def test_no_switch_is_faster_than_the_fastest() -> None:
    with pytest.raises(ValueError, match="no switch is as fast as 19 seconds"):
        faster(30, 3, 60, FASTEST_SECONDS - 1)


@given(st.integers(1, 8), st.data())
def test_a_balanced_group_loses_its_fullest_zones(zones: int, data: st.DataObject) -> None:
    size, lost = data.draw(st.integers(0, 200)), data.draw(st.integers(0, zones - 1))
    filled = [0] * zones
    for index in range(size):
        filled[index % zones] += 1
    assert instances_left(size, zones, lost) == sum(sorted(filled)[: zones - lost])


@given(st.integers(1, 8), st.integers(1, 200), st.data())
def test_the_least_size_is_enough_and_one_less_is_not(zones: int, left: int, data: st.DataObject) -> None:
    lost = data.draw(st.integers(0, zones - 1))
    size = least_size(zones, lost, left)
    assert instances_left(size, zones, lost) >= left
    assert instances_left(size - 1, zones, lost) < left


def test_known_sizes() -> None:
    # Six of nine over three zones are left without one; half of four over two; one of three without two.
    assert [least_size(*each) for each in ((3, 1, 6), (2, 1, 2), (3, 2, 1), (3, 1, 3), (1, 0, 5))] == [9, 4, 3, 5, 5]


def test_types_are_recovered_as_aws_says() -> None:
    """AWS's own DescribeInstanceTypes, 1395 types at the time of writing, as moto carries it."""
    said = {name: bool(each["AutoRecoverySupported"]) for name, each in INSTANCE_TYPES.items()}
    assert len(said) > 1000
    assert {name for name, yes in said.items() if yes != (recoverable(name) is None)} == set()


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("t3.micro", None),
        ("p3.2xlarge", None),  # older than moto's data: EC2 user guide, "CloudWatch action based recovery"
        ("r6idn.large", "r6idn has disks in its host, which would not come along"),
        ("g5g.metal", "g5g.metal is one of the accelerated types that it does not recover"),
        ("mac2.metal", "a Mac runs on a Dedicated Host of its own"),
    ],
)
def test_a_type_that_is_not_recovered_has_a_reason(kind: str, reason: str | None) -> None:
    assert recoverable(kind) == reason


def test_settings_know_their_strategy_by_its_class() -> None:
    kinds = {name: type(settings({"strategy": name, **more}).availability) for name, more in _LEAST.items()}
    assert kinds == {
        "load_balanced": LoadBalanced,
        "self_healing": SelfHealing,
        "auto_recovery": AutoRecovery,
        "dns_failover": DnsFailover,
    }


_LEAST: dict[str, dict[str, Any]] = {
    "load_balanced": {},
    "self_healing": {},
    "auto_recovery": {},
    "dns_failover": {"record": RECORD},
}
