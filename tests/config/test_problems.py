"""What a person reads: every problem at once, the name that was meant, and never a secret."""

import json
from pathlib import Path
from typing import Any

import pulumi
import pytest

from config import ConfigError, from_pulumi, load, load_stack_file, read_stack_file


def problems(values: dict[str, Any], stack: str = "dev") -> list[str]:
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}
    with pytest.raises(ConfigError) as caught:
        load({"aws:region": "eu-west-1", **texts}, stack=stack, source="Pulumi.dev.yaml")
    return [line.removeprefix("Pulumi.dev.yaml: ") for line in str(caught.value).splitlines()]


def test_every_problem_comes_at_once_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.dev.yaml").write_text(
        "config:\n"
        "  aws:region: Ireland\n"
        "  ha-web:network:\n"
        "    cidr_block: 8.8.0.0/16\n"
        "    zones: [a]\n"
        "  ha-web:scaling:\n"
        "    min_size: '3'\n"
        "    max_size: 2\n"
        "    target_tracking:\n"
        "      - metric: cpu\n"
        "  ha-web:load_balancer:\n"
        "    health_check: {interval_seconds: 5}\n"
    )
    with pytest.raises(ConfigError) as caught:
        load_stack_file(tmp_path, "dev")
    assert str(caught.value).replace(f"{tmp_path}/", "").splitlines() == [
        "Pulumi.dev.yaml:2: aws:region: must be an AWS region, got 'Ireland'; use e.g. eu-west-1",
        "Pulumi.dev.yaml:4: network.cidr_block: must be private (RFC 1918), got '8.8.0.0/16'; use e.g. 10.20.0.0/16",
        "Pulumi.dev.yaml:5: network.zones: must have at least 2 zones for a load balancer, has 1, got 'a'; add "
        "one, e.g. "
        "[a, b]",
        "Pulumi.dev.yaml:7: scaling.min_size: must be a whole number, got '3'; write it without quotes",
        "Pulumi.dev.yaml:10: scaling.target_tracking[0].target_value: is missing; give it a value",
        "Pulumi.dev.yaml:12: load_balancer.health_check.timeout_seconds: must be less than interval_seconds "
        "(5), got 5; "
        "lower it, or raise interval_seconds",
    ]
    assert [problem.path for problem in caught.value.problems][:2] == ["aws:region", "network.cidr_block"]


def test_a_rule_is_silent_about_a_setting_that_is_wrong_or_misspelt() -> None:
    # With min_size's default of 2, max_size 1 would be reported; the user wrote neither that nor asked for it.
    assert problems({"ha-web:scaling": {"min_sze": 1, "max_size": 1}}) == [
        "scaling.min_sze: is not a setting; did you mean `min_size`? (allowed: min_size, desired_capacity, max_size, "
        "target_tracking, schedules, predictive, warm_pool, mixed_instances)"
    ]
    assert len(problems({"ha-web:scaling": {"min_size": None, "max_size": 1}})) == 1


@pytest.mark.parametrize(
    ("values", "line"),
    [
        (
            {"ha-web:netwrk": {"password": "hunter2"}},
            "ha-web:netwrk: is not a section; did you mean `network`? (sections: naming, network, instance, "
            "availability, "
            "scaling, load_balancer, artifacts, monitoring)",
        ),
        (
            {"ha-web:monitoring": {"emails": ["hunter2"]}},
            "monitoring.emails: is not a setting; did you mean `email_addresses`? (allowed: email_addresses, "
            "server_error_percent)",
        ),
        (
            {"ha-web:network": {"flow_logs": {"zzz": "hunter2"}}},
            "network.flow_logs.zzz: is not a setting; allowed: enabled, retention_days, traffic_type",
        ),
        (
            {"ha-web:scaling": {"schedules": {"m": {"cron": "0 8 * * *", "min_size": 2, "timezone": "hunter2"}}}},
            "scaling.schedules.m.timezone: is not a setting; did you mean `time_zone`? (allowed: cron, "
            "time_zone, min_size, "
            "max_size, desired_capacity)",
        ),
        (
            {"ha-web:load_balancer": {"helth_check": {}}},
            "load_balancer.helth_check: is not a setting; did you mean `health_check`?",
        ),
        (
            {"ha-web:network": {"nat": "per-zone"}},
            "network.nat: must be one of none, single, per_zone, regional, got 'per-zone'; did you mean per_zone?",
        ),
        ({"network": {}}, "network: has no namespace; write `ha-web:network`"),
    ],
)
def test_a_misspelt_name_names_the_nearest_and_shows_no_value(values: dict[str, Any], line: str) -> None:
    assert problems(values) == [line]


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ({"ha-web:scaling": {"min_size": True}}, "scaling.min_size: must be a whole number, got true; write a number"),
        ({"ha-web:scaling": {"min_size": 2.0}}, "scaling.min_size: must be a whole number, got 2.0; write a number"),
        (
            {"ha-web:network": {"ipv6": 1}},
            "network.ipv6: must be true or false, got 1; write true or false, without quotes",
        ),
        (
            {"ha-web:network": {"ipv6": "true"}},
            "network.ipv6: must be true or false, got 'true'; write true or false, without quotes",
        ),
        ({"ha-web:network": {"cidr_block": 10}}, "network.cidr_block: must be a text, got 10; write it in quotes"),
        (
            {"ha-web:availability": "load_balanced"},
            "availability: must be a mapping of settings, got 'load_balanced'; write one `name: …` a line, indented "
            "below it",
        ),
        (
            {"ha-web:network": {"zones": "abc"}},
            "network.zones: must be a list, got 'abc'; write it as [a, b], or one entry a line after `- `",
        ),
        (
            {"ha-web:naming": {"tags": ["a"]}},
            "naming.tags: must be a mapping of names to values, got a list of 1 entry; write one `name: …` a line, "
            "indented below it",
        ),
        (
            {"ha-web:network": {"flow_logs": {"retention_days": True}}},
            "network.flow_logs.retention_days: must be a whole number, got true; write a number",
        ),
        (
            {"ha-web:naming": {"allowed_account_ids": [123456789012]}},
            "naming.allowed_account_ids[0]: must be a text, got 123456789012; write it in quotes",
        ),
    ],
)
def test_a_wrong_type_is_never_guessed_right(value: dict[str, Any], rule: str) -> None:
    assert problems(value) == [rule]


SECRETS = [
    "AKIAIOSFODNN7EXAMPLE",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
    "https://user:hunter2pass@example.com/",
    "-----BEGIN RSA PRIVATE KEY-----",
    "5f4dcc3b5aa765d61d8327deb882cf99",
]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("section", ["network", "instance"])
def test_what_looks_like_a_secret_is_never_shown(section: str, secret: str) -> None:
    key = {"network": "cidr_block", "instance": "instance_type"}[section]
    for value in ({key: secret}, {key: {"x": secret}}, {secret[:3]: secret}, {key: [secret]}, secret):
        text = "\n".join(problems({f"ha-web:{section}": value}))
        assert secret not in text
        assert secret[8:] not in text


def test_a_value_under_a_secret_name_and_a_script_are_never_shown() -> None:
    lines = problems(
        {
            "ha-web:naming": {"tags": {"DbPassword": "hunter2<>"}},
            "ha-web:instance": {"user_data": {"script": "#cloud-config\nhunter2"}},
        }
    )
    assert "hunter2" not in "\n".join(lines)
    assert lines[0].startswith("naming.tags.DbPassword: must be at most 256 letters")
    assert lines[1] == (
        "instance.user_data.script: must be a shell script, or start with `#!`; not a cloud-init document; name "
        "packages "
        "and services in instance.user_data.packages and .services"
    )


def test_a_script_with_a_secret_is_refused() -> None:
    assert problems(
        {"ha-web:instance": {"user_data": {"script": "export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE"}}}
    ) == [
        "instance.user_data.script: must not hold a secret: who may describe the resource can read it; let the "
        "instance "
        "fetch it at run time, by its role"
    ]


def test_a_secret_that_stands_as_a_name_is_not_shown() -> None:
    assert problems({"ha-web:network": {"AKIAIOSFODNN7EXAMPLE": 1}}) == [
        "network.(a secret): is not a setting; allowed: cidr_block, connected_cidr_blocks, zones, nat, ipv6, "
        "session_manager_endpoints, flow_logs"
    ]


def test_a_long_value_is_shortened() -> None:
    [line] = problems({"ha-web:instance": {"instance_type": "x " * 200}})
    assert line == f"instance.instance_type: must be an instance type, got '{'x ' * 30}…'; use e.g. t3.micro"


ENCRYPTED = (
    "must not be encrypted (`secure:`): settings are shown in names, tags and reports; write it plainly, or keep the "
    "secret in Secrets Manager for the instances to fetch"
)


def test_encrypted_settings_are_refused_and_those_of_others_hidden(tmp_path: Path) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text(
        "config:\n  aws:region: eu-west-1\n  ha-web:naming:\n    owner:\n      secure: v1:abc:def\n"
        "  ha-web:scaling: {min_size: x}\n"
    )
    with pytest.raises(ConfigError) as caught:
        load_stack_file(path)
    assert str(caught.value).splitlines() == [
        f"{path}:3: naming: {ENCRYPTED}",
        f"{path}:6: scaling.min_size: must be a whole number, got 'x'; write a number",
    ]
    with pytest.raises(ConfigError, match="must not be encrypted"):
        read_stack_file(path)
    path.write_text("config:\n  aws:region: eu-west-1\n  db:password:\n    secure: v1:abc:def\n")
    assert read_stack_file(path) == {"aws:region": "eu-west-1", "db:password": "[secret]"}


def test_the_running_program_is_asked_for_its_own_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulumi, "get_stack", lambda: "qa")
    before = dict(pulumi.runtime.config.CONFIG.get())
    try:
        pulumi.runtime.set_all_config({"aws:region": "eu-west-1", "ha-web:scaling": '{"max_size": 3}'}, [])
        settings = from_pulumi()
        assert (settings.stack, settings.scaling.max_size) == ("qa", 3)
        pulumi.runtime.set_all_config(
            {"aws:region": "eu-west-1", "ha-web:scaling": '{"max_size": 3}', "ha-web:naming": '{"owner": "x"}'},
            ["ha-web:naming"],
        )
        with pytest.raises(ConfigError) as caught:
            from_pulumi()
        assert str(caught.value) == f"Pulumi.qa.yaml: naming: {ENCRYPTED}"
    finally:
        pulumi.runtime.set_all_config(before, [])
