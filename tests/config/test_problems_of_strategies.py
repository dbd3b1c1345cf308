"""What a person reads about a strategy: paths without pydantic's names, and whose option it is."""

from pathlib import Path
from typing import Any

import pytest

from config import ConfigError, load_stack_file
from tests.config.test_problems import problems


@pytest.mark.parametrize(
    ("values", "line"),
    [
        (
            {"ha-web:availability": {"strategy": "pray"}},
            "availability.strategy: must be one of load_balanced, self_healing, auto_recovery, dns_failover, got "
            "'pray'; use e.g. load_balanced",
        ),
        (
            {"ha-web:availability": {"strategy": "auto-recovry", "zone": "b"}},
            "availability.strategy: must be one of load_balanced, self_healing, auto_recovery, dns_failover, got "
            "'auto-recovry'; did you mean auto_recovery?",
        ),
        (
            {"ha-web:availability": {"strategy": None, "zone": "b"}},
            "availability.strategy: must be one of load_balanced, self_healing, auto_recovery, dns_failover, got "
            "nothing; use e.g. load_balanced",
        ),
        (
            {"ha-web:availability": {"strategy": ["auto_recovery"]}},
            "availability.strategy: must be one of load_balanced, self_healing, auto_recovery, dns_failover, got a "
            "list of 1 entry; use e.g. load_balanced",
        ),
        (
            {"ha-web:availability": {"strategy": "auto_recovery", "min_healthy_percent": "hunter2"}},
            "availability.min_healthy_percent: is not an option of the strategy auto_recovery; it is one of "
            "load_balanced: remove it, or choose that strategy",
        ),
        (
            {"ha-web:availability": {"strategy": "auto_recovery", "lifecycle_hooks": {"hunter2": 1}}},
            "availability.lifecycle_hooks: is not an option of the strategy auto_recovery; it is one of "
            "load_balanced, self_healing: remove it, or choose such a strategy",
        ),
        (
            {"ha-web:availability": {"strategy": "auto_recovery", "zoen": "b"}},
            "availability.zoen: is not a setting; did you mean `zone`? (allowed: strategy, ports, "
            "allowed_cidr_blocks, termination_protection, zone)",
        ),
        (
            {"ha-web:availability": {"strategy": "self_healing", "data_volume": {"mount": "/srv"}}},
            "availability.data_volume.mount: is not a setting; did you mean `mount_path`? (allowed: size_gib, zone, "
            "mount_path, kms_key_arn, removable)",
        ),
    ],
)
def test_a_misspelt_strategy_or_option_is_told_what_there_is(values: dict[str, Any], line: str) -> None:
    assert problems(values) == [line]


def test_an_option_of_another_strategy_makes_the_default_one_doubtful() -> None:
    # One zone is enough for what was probably meant; what load_balanced wants is not spoken of.
    [line] = problems({"ha-web:availability": {"stable_address": True}, "ha-web:network": {"zones": ["a"]}})
    assert line == (
        "availability.stable_address: is not an option of the strategy load_balanced; it is one of self_healing: "
        "remove it, or choose that strategy"
    )


@pytest.mark.parametrize(
    ("record", "line"),
    [
        ({}, "availability.record: is missing; give it a value"),
        (
            {"record": "www.example.com"},
            "availability.record: must be a mapping of settings, got 'www.example.com'; write one `name: …` a line, "
            "indented below it",
        ),
        ({"record": {"ttl_seconds": 20}}, "availability.record.name: is missing; give it a value"),
        (
            {"record": {"name": "www", "new_zone_name": "example.com"}},
            "availability.record.name: must be a domain name in lowercase, got 'www'; use e.g. www.example.com",
        ),
    ],
)
def test_a_wrong_name_hides_nothing_else_of_its_strategy(record: dict[str, Any], line: str) -> None:
    availability = {"strategy": "dns_failover", "health_check": {"protocol": "TCP", "path": "/"}, **record}
    assert problems({"ha-web:availability": availability, "ha-web:network": {"zones": ["a"]}}) == [
        line,
        "network.zones: must have at least 2 zones for the strategy dns_failover, has 1, got 'a'; add one, e.g. [a, b]",
        "availability.health_check.path: must not be there with the protocol TCP, which only connects, got '/'; "
        "remove it, or use HTTP or HTTPS",
    ]


def test_a_wrong_value_of_a_strategy_is_named_without_the_strategy(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.dev.yaml").write_text(
        "config:\n"
        "  aws:region: eu-west-1\n"
        "  ha-web:availability:\n"
        "    strategy: self_healing\n"
        "    lifecycle_hooks:\n"
        "      drain: {transition: sideways}\n"
        "      no good: {transition: launching}\n"
        "    ports: [80, 0]\n"
        "  ha-web:scaling: {min_size: 0}\n"
    )
    with pytest.raises(ConfigError) as caught:
        load_stack_file(tmp_path, "dev")
    assert str(caught.value).replace(f"{tmp_path}/", "").splitlines() == [
        "Pulumi.dev.yaml:6: availability.lifecycle_hooks.drain.transition: must be one of launching, terminating, got "
        "'sideways'; use e.g. launching",
        "Pulumi.dev.yaml:7: availability.lifecycle_hooks.no good: must be named with 1 to 100 letters, digits, `-` or "
        "`_`, got 'no good'; rename it",
        "Pulumi.dev.yaml:8: availability.ports[1]: must be 1 to 65535, got 0; use at least 1",
        "Pulumi.dev.yaml:9: scaling.min_size: must be 1 to 1000 instances (a load balancer's targets), got 0; use at "
        "least 1",
        "Pulumi.dev.yaml:9: ha-web:scaling: is not for the strategy self_healing, which has a fixed number of "
        "instances; remove it, or choose the strategy load_balanced",
    ]
