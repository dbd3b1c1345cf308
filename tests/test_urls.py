"""Where a stack says that it is reached."""

from typing import Any

import pytest

from tests.config.rule_cases_failover import failover
from tests.program import config_of, record_config


def url_of(availability: dict[str, Any]) -> str:
    outputs = record_config(config_of({"availability": availability})).outputs["pulumi:pulumi:Stack"]
    return str(outputs["url"])


@pytest.mark.parametrize(
    ("options", "url"),
    [
        ({}, "http://www.example.com/"),
        ({"ports": [8080]}, "http://www.example.com:8080/"),
        ({"ports": [443], "health_check": {"protocol": "TCP"}}, "https://www.example.com/"),
        ({"ports": [8443, 80], "health_check": {"protocol": "HTTPS"}}, "https://www.example.com:8443/"),
        ({"ports": [443], "health_check": {"port": 8081}}, "https://www.example.com/"),
        ({"ports": [80], "health_check": {"protocol": "HTTPS", "port": 8443}}, "http://www.example.com/"),
    ],
)
def test_a_name_is_reached_at_the_first_port_and_not_at_one_that_is_only_checked(
    options: dict[str, Any], url: str
) -> None:
    assert url_of(failover(**options)["availability"]) == url


@pytest.mark.parametrize(("port", "end"), [(80, "/"), (443, "/"), (3000, ":3000/")])
@pytest.mark.parametrize("strategy", ["auto_recovery", "self_healing"])
def test_an_instance_is_reached_at_its_address(strategy: str, port: int, end: str) -> None:
    stable = {"stable_address": True} if strategy == "self_healing" else {}
    found = url_of({"strategy": strategy, "ports": [port], **stable})
    assert found.startswith("https://" if port == 443 else "http://")
    assert found.endswith(f"-address{end}")
