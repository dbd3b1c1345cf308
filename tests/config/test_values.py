"""Single values: what is taken at the edges of each limit, and the sentence just beyond them."""

import json
from typing import Any

import pydantic
import pytest

from config import ConfigError, load
from config.instance_types import architecture, memory_gib

UUID = "12345678-1234-1234-1234-123456789012"


def said(path: str, value: Any) -> list[str]:
    """Return the lines about the setting at `path` when it has this value."""
    section, *keys = path.split(".")
    for key in reversed(keys):
        value = {key: value}
    try:
        load({"aws:region": "eu-west-1", f"ha-web:{section}": json.dumps(value)}, stack="dev", source="x")
    except ConfigError as error:
        return [line.removeprefix("x: ") for line in str(error).splitlines()]
    return []


SIZE = (
    "must be /16 to /23: 8 zone slots with 2 subnets each make a subnet's prefix 4 longer, and a load "
    "balancer's subnet "
    "must be /27 or larger"
)
NAMED = "must be named with 1 to 100 letters, digits, `-` or `_`"
CRON = "use minute, hour, day of month, month and day of week, e.g. '0 8 * * MON-FRI'"
TAG = "letters, digits, spaces or any of _.:/=+-@"
KEY = "must be an object key of 1 to 1024 bytes without a leading slash, `.` or `..` as a part, or control characters"


@pytest.mark.parametrize(
    ("path", "good", "bad", "line"),
    [
        (
            "network.cidr_block",
            ["10.0.0.0/16", "10.0.254.0/23", "172.31.0.0/16", "192.168.0.0/17"],
            "10.0.0.0/24",
            f"{SIZE}, got '10.0.0.0/24'; use e.g. 10.0.0.0/23",
        ),
        ("network.cidr_block", [], "10.0.0.0/15", f"{SIZE}, got '10.0.0.0/15'; use e.g. 10.0.0.0/16"),
        (
            "network.cidr_block",
            [],
            "10.0.1.0/16",
            "must be the first address of a range, with its size, got '10.0.1.0/16'; use 10.0.0.0/16",
        ),
        (
            "network.cidr_block",
            [],
            "172.32.0.0/16",
            "must be private (RFC 1918), got '172.32.0.0/16'; use e.g. 10.20.0.0/16",
        ),
        ("network.cidr_block", [], "vpc", "must be a range in CIDR form, got 'vpc'; use e.g. 10.20.0.0/16"),
        ("network.cidr_block", [], "fd00::/16", "must be private (RFC 1918), got 'fd00::/16'; use e.g. 10.20.0.0/16"),
        (
            "network.zones",
            [["h", "a"]],
            ["a", "b", "a"],
            "must have each entry once, has 'a' twice, got a list of 3 entries; remove one of the two",
        ),
        (
            "network.flow_logs.retention_days",
            [1, 3653],
            29,
            "must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, "
            "2557, 2922, "
            "3288, 3653, got 29; use 30",
        ),
        (
            "instance.instance_type",
            ["t2.micro", "u-6tb1.metal", "m7i-flex.large", "x2iedn.32xlarge"],
            "mac2.metal",
            "must not be a Mac, which runs on a Dedicated Host only, got 'mac2.metal'; use e.g. t4g.small",
        ),
        (
            "instance.ami.id",
            ["ami-01234567"],
            "ami-1",
            "must be an AMI's id, got 'ami-1'; use e.g. ami-0123456789abcdef0",
        ),
        (
            "instance.egress_ports",
            [[], [1, 65535]],
            list(range(1, 52)),
            "must have 0 to 50 ports (a security group takes 60 rules a direction), got a list of 51 entries; remove 1",
        ),
        (
            "instance.user_data.script",
            ["echo 1", "#!/bin/sh\n"],
            " ",
            "must not be blank; remove the line, or write a script",
        ),
        (
            "instance.user_data.script",
            [],
            "HA_WEB_END_OF_SCRIPT",
            "must not have HA_WEB_END_OF_SCRIPT or a NUL in it; the first marks the script's end; rename it",
        ),
        (
            "availability.max_instance_lifetime_days",
            [None, 1, 365],
            366,
            "must be 1 to 365 days, got 366; use at most 365",
        ),
        (
            "load_balancer.slow_start_seconds",
            [0, 30, 900],
            901,
            "must be 0 (none) or 30 to 900 seconds (AWS's range), got 901; use 0 or 30",
        ),
        (
            "load_balancer.health_check.matcher",
            ["200", "200-299,404"],
            "500",
            "must be HTTP status codes from 200 to 499, got '500'; use e.g. '200', '200,204' or '200-299'",
        ),
        (
            "load_balancer.deregistration_delay_seconds",
            [0, 3600],
            -1,
            "must be 0 to 3600 seconds (AWS's range), got -1; use at least 0",
        ),
        (
            "naming.application",
            ["a", "a-b-1"],
            "a--b",
            "must be lowercase letters and digits, with single hyphens between them, got 'a--b'; use e.g. ha-web",
        ),
        (
            "monitoring.email_addresses",
            [["ops@example.com"]],
            ["ops@example.com", "OPS@example.com"],
            "must have each entry once, has 'OPS@example.com' twice, got a list of 2 entries; remove one of the two",
        ),
        ("monitoring.server_error_percent", [0.1, 100], 101, "must be 0.1 to 100 percent, got 101; use at most 100"),
    ],
)
def test_a_value_is_taken_up_to_its_limit_and_refused_beyond(path: str, good: list[Any], bad: Any, line: str) -> None:
    assert [said(path, value) for value in good] == [[] for _ in good]
    assert said(path, bad) == [f"{path}: {line}"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("availability.lifecycle_hooks", {"a" * 100: {"transition": "launching", "heartbeat_seconds": 7200}}),
        ("scaling.schedules", {"m": {"cron": "*/5 0-23 1,15 JAN-DEC SUN", "time_zone": "UTC", "min_size": 2}}),
        ("naming.tags", {"Team": "", "k" * 128: "v" * 256, "Größe": "é"}),
        ("artifacts.initial_object", {"key": "ä" * 512, "content": ""}),
        ("instance.user_data.packages", ["nginx-1.28.0", "g++", "python3.12"]),
    ],
)
def test_names_and_mappings_are_taken_up_to_their_limits(path: str, value: Any) -> None:
    assert said(path, value) == []


def test_values_inside_lists_and_mappings_are_named_by_their_place() -> None:
    schedule = {"cron": "0 8 * * * *", "time_zone": "Europe/Dublln", "min_size": 2}
    assert said("scaling.schedules", {"m": schedule, "n o": {"cron": "0 0 31 2 *", "min_size": 2}}) == [
        f"scaling.schedules.m.cron: must be a cron expression of five fields, got '0 8 * * * *'; {CRON}",
        "scaling.schedules.m.time_zone: must be a time zone of the IANA database, got 'Europe/Dublln'; use e.g. "
        "Europe/Dublin",
        f"scaling.schedules.n o: {NAMED}, got 'n o'; rename it",
        f"scaling.schedules.n o.cron: must be a cron expression that comes due, got '0 0 31 2 *'; {CRON}",
    ]
    assert said("naming.tags", {"a<": "b", "AWS:x": "c", "d": "é" * 257}) == [
        f"naming.tags.a<: must be 1 to 128 {TAG}, got 'a<'; rename the tag",
        "naming.tags.AWS:x: must not start with `aws:`, which AWS keeps for itself, got 'AWS:x'; rename the tag",
        f"naming.tags.d: must be at most 256 {TAG}, got '{'é' * 60}…'; shorten it or leave out other characters",
    ]
    assert said("instance.user_data.packages", ["g++", "-y"]) == [
        "instance.user_data.packages[1]: must be the name of a package, got '-y'; use e.g. nginx or nginx-1.28.0"
    ]
    long = "z" * 101
    assert said("availability.lifecycle_hooks", {long: {"transition": "launching"}}) == [
        f"availability.lifecycle_hooks.{long}: {NAMED}, got '{'z' * 60}…'; rename it"
    ]
    assert said("artifacts.initial_object", {"key": "a/../b", "content": ""}) == [
        f"artifacts.initial_object.key: {KEY}, got 'a/../b'; use e.g. releases/app.tar.gz"
    ]


@pytest.mark.parametrize("zone", ["localtime", "posixrules", "../../etc/passwd", "Etc", "/etc/localtime"])
def test_a_file_of_the_system_is_not_a_time_zone(zone: str) -> None:
    [line] = said("scaling.schedules", {"m": {"cron": "0 8 * * *", "time_zone": zone, "min_size": 2}})
    assert line.startswith("scaling.schedules.m.time_zone: must be a time zone of the IANA database")


@pytest.mark.parametrize("kind", ["t4g.micro", "c7gn.medium", "im4gn.large", "is4gen.large", "g5g.xlarge", "a1.large"])
def test_types_with_awss_own_processor_are_known_by_name(kind: str) -> None:
    assert architecture(kind) == "arm64"


@pytest.mark.parametrize(
    "kind", ["t3.micro", "g4dn.xlarge", "gr6.4xlarge", "m7i-flex.large", "x2iedn.32xlarge", "trn1.2xlarge"]
)
def test_other_types_are_not_taken_for_them(kind: str) -> None:
    assert architecture(kind) == "x86_64"


def test_memory_follows_from_family_and_size() -> None:
    # EC2 user guide, instance types: t3.nano 0.5 GiB, t3.2xlarge 32, c7i.large 4, r7i.4xlarge 128.
    kinds = ("t3.nano", "t3.2xlarge", "c7i.large", "r7i.4xlarge", "p5.48xlarge")
    assert [memory_gib(kind) for kind in kinds] == [0.5, 32, 4, 128, None]


def test_settings_cannot_be_changed() -> None:
    settings = load({"aws:region": "eu-west-1"}, stack="dev", source="x")
    with pytest.raises(pydantic.ValidationError, match="frozen"):
        settings.network.nat = "none"  # type: ignore[misc]


def test_a_misspelt_section_silences_the_rules_that_read_it() -> None:
    # The default network.cidr_block would have room for 1000; that of the misspelt section is not known.
    with pytest.raises(ConfigError) as caught:
        load(
            {
                "aws:region": "eu-west-1",
                "ha-web:netwrk": "{}",
                "ha-web:load_balancer": '{"allowed_cidr_blocks": ["2001:db8::/32"]}',
            },
            stack="dev",
            source="x",
        )
    assert [problem.path for problem in caught.value.problems] == ["ha-web:netwrk"]
