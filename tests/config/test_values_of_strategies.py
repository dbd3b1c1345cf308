"""Single values of a strategy's options: taken at the edges of each limit, and the sentence just beyond them."""

from typing import Any

import pytest

from tests.config.test_values import said

RECORD = {"name": "www.example.com", "hosted_zone_id": "Z123"}
FOLDER = (
    "must be a folder's whole path of at most 100 letters, digits, `-`, `_` and `.`, with one slash before each part "
    "and none at the end"
)


@pytest.mark.parametrize(
    ("options", "good", "bad", "line"),
    [
        (
            {"strategy": "self_healing"},
            [{"data_volume": {"mount_path": path}} for path in ("/data", "/var/www/a.b", f"/{'x' * 99}")],
            {"data_volume": {"mount_path": "/data/"}},
            f"availability.data_volume.mount_path: {FOLDER}, got '/data/'; use e.g. /data",
        ),
        (
            {"strategy": "self_healing"},
            [],
            {"data_volume": {"mount_path": "/srv/../etc"}},
            f"availability.data_volume.mount_path: {FOLDER}, got '/srv/../etc'; use e.g. /data",
        ),
        (
            {"strategy": "self_healing"},
            [],
            {"data_volume": {"mount_path": "/usr"}},
            "availability.data_volume.mount_path: must not be a folder of the system, which the volume would hide, got "
            "'/usr'; use e.g. /data",
        ),
        (
            {},
            [{"static_stability": {"zones_lost": 1, "instances_left": 1}}],
            {"static_stability": {"zones_lost": 8, "instances_left": 1}},
            "availability.static_stability.zones_lost: must be 1 to 7 zones (one has to be left), got 8; use at most 7",
        ),
        (
            {"strategy": "auto_recovery"},
            [{"ports": [1, 65535]}, {"ports": list(range(1, 61))}],
            {"ports": []},
            "availability.ports: must have 1 to 60 ports (a security group takes 60 rules a direction), got a list of "
            "0 entries; add 1",
        ),
        (
            {"strategy": "dns_failover"},
            [{"record": {**RECORD, "ttl_seconds": ttl}} for ttl in (10, 300)],
            {"record": {**RECORD, "ttl_seconds": 301}},
            "availability.record.ttl_seconds: must be 10 to 300 seconds, got 301; use at most 300",
        ),
        (
            {"strategy": "dns_failover", "record": RECORD},
            [{"health_check": {"interval_seconds": 10, "failure_threshold": 10, "search_string": "x" * 255}}],
            {"health_check": {"interval_seconds": 12}},
            "availability.health_check.interval_seconds: must be one of 10, 30, got 12; use 10",
        ),
        (
            {"strategy": "dns_failover", "record": RECORD},
            [{"health_check": {"path": f"/{'x' * 254}"}}],
            {"health_check": {"path": f"/{'x' * 255}"}},
            "availability.health_check.path: must be a path that starts with a slash, of at most 255 characters "
            f"(Route 53), got '/{'x' * 59}…'; use e.g. /health",
        ),
        (
            {"strategy": "dns_failover", "record": RECORD},
            [{"maintenance_page": {"content": "x" * 65536}}],
            {"maintenance_page": {"content": "AKIAIOSFODNN7EXAMPLE"}},
            "availability.maintenance_page.content: must not hold a secret: who may describe the resource can read it; "
            "let the instance fetch it at run time, by its role",
        ),
    ],
)
def test_an_option_of_a_strategy_is_taken_up_to_its_limit(
    options: dict[str, Any], good: list[dict[str, Any]], bad: dict[str, Any], line: str
) -> None:
    assert [said("availability", options | value) for value in good] == [[] for _ in good]
    assert said("availability", options | bad) == [line]
