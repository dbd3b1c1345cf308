"""What holds for every stack file that is accepted, and for every one made wrong in one place."""

import json
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config import ConfigError, Settings, load, load_stack_file, schema
from tests.strategies import stack_configs, stack_names

SCHEMA = jsonschema.Draft202012Validator(json.loads(schema.FILE.read_text(encoding="utf-8")))
FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

BAD: list[tuple[str, Any]] = [
    ("network.cidr_block", "11.0.0.0/16"),
    ("network.zones", ["a", "z"]),
    ("network.nat", "double"),
    ("network.flow_logs", {"retention_days": 31}),
    ("naming.application", "Has_Capitals"),
    ("instance.instance_type", "huge"),
    ("instance.egress_ports", [0]),
    ("instance.root_volume", {"iops": 2999}),
    ("availability.min_healthy_percent", 101),
    ("availability.lifecycle_hooks", {"a": {"transition": "sideways"}}),
    ("scaling.max_size", -1),
    ("scaling.schedules", {"a": {"cron": "0 25 * * *", "min_size": 1}}),
    ("scaling.schedules", {"a": {"cron": "0 8 * * *", "time_zone": "Europe/Dublln", "min_size": 1}}),
    ("scaling.target_tracking", [{"metric": "memory", "target_value": 1}]),
    ("load_balancer.target_port", 65536),
    ("load_balancer.slow_start_seconds", 29),
    ("load_balancer.certificate_arn", "arn:aws:acm:eu-west-1:1:certificate/x"),
    ("load_balancer.health_check", {"matcher": "299-200"}),
    ("artifacts.initial_object", {"key": "/x", "content": ""}),
    ("monitoring.email_addresses", ["nobody"]),
    ("monitoring.server_error_percent", 0),
]

BAD_OPTIONS: list[tuple[str, str, Any]] = [
    ("self_healing", "data_volume", {"mount_path": "data"}),
    ("self_healing", "data_volume", {"size_gib": 0}),
    ("self_healing", "ports", []),
    ("self_healing", "lifecycle_hooks", {"a": {"transition": "sideways"}}),
    ("auto_recovery", "zone", "eu-west-1a"),
    ("auto_recovery", "termination_protection", "yes"),
    ("auto_recovery", "allowed_cidr_blocks", ["0.0.0.0"]),
    ("dns_failover", "record", {"name": "www.example.com", "ttl_seconds": 9, "new_zone_name": "example.com"}),
    ("dns_failover", "record", {"name": "WWW.example.com", "hosted_zone_id": "Z123"}),
    ("dns_failover", "health_check", {"interval_seconds": 20}),
    ("dns_failover", "health_check", {"path": "health"}),
    ("dns_failover", "maintenance_page", {"content": ""}),
    ("dns_failover", "switch_target_seconds", 19),
]

NAMES = {
    "network": ("cidr_block", "zones", "nat", "flow_logs"),
    "scaling": ("max_size", "target_tracking", "predictive", "warm_pool"),
    "load_balancer": ("http_port", "algorithm", "stickiness_seconds", "web_acl_arn"),
    "artifacts": ("removable", "abort_upload_days", "initial_object"),
}


def as_pulumi(config: dict[str, Any]) -> dict[str, str]:
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}


def given_values_of(section: Any, body: Any) -> None:
    """Assert that `section` says what `body` said, wherever that said something."""
    for key, value in body.items():
        got = section[key] if isinstance(section, dict) else getattr(section, key)
        if isinstance(value, dict):
            given_values_of(got, value)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for one, other in zip(got, value, strict=True):
                given_values_of(one, other)
        else:
            assert got == (tuple(value) if isinstance(value, list) else value)


@FEW
@given(stack_configs(), stack_names())
def test_an_accepted_file_loads_from_yaml_with_every_value_it_gives(
    tmp_path_factory: pytest.TempPathFactory, config: dict[str, Any], stack: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"Pulumi.{stack}.yaml"
    path.write_text(yaml.safe_dump({"config": config}, allow_unicode=True), encoding="utf-8")
    settings = load_stack_file(path)
    assert settings == load(as_pulumi(config), stack=stack, source="test")
    for key, body in config.items():
        if key.startswith("ha-web:"):
            given_values_of(getattr(settings, key.removeprefix("ha-web:")), body)
    assert list(SCHEMA.iter_errors({"config": config})) == [], "an editor would refuse what the program accepts"


@FEW
@given(stack_configs())
def test_settings_survive_being_written_and_read(config: dict[str, Any]) -> None:
    settings = load(as_pulumi(config), stack="dev", source="test")
    # What was not given stays so: a section that the strategy does not have would be refused.
    assert Settings.model_validate(settings.model_dump(exclude_unset=True)) == settings


@FEW
@given(stack_configs("load_balanced"), st.sampled_from(BAD))
def test_one_bad_value_is_named_and_nothing_else(config: dict[str, Any], bad: tuple[str, Any]) -> None:
    path, value = bad
    section, key = path.split(".")
    wrong = config | {f"ha-web:{section}": {**config.get(f"ha-web:{section}", {}), key: value}}
    with pytest.raises(ConfigError) as caught:
        load(as_pulumi(wrong), stack="dev", source="test")
    assert {problem.path.startswith(path) for problem in caught.value.problems} == {True}


@FEW
@given(st.sampled_from(BAD_OPTIONS), st.data())
def test_one_bad_option_of_a_strategy_is_named_and_nothing_else(bad: tuple[str, str, Any], data: st.DataObject) -> None:
    strategy, key, value = bad
    config = data.draw(stack_configs(strategy))
    wrong = config | {"ha-web:availability": {**config["ha-web:availability"], key: value}}
    with pytest.raises(ConfigError) as caught:
        load(as_pulumi(wrong), stack="dev", source="test")
    assert {problem.path.startswith(f"availability.{key}") for problem in caught.value.problems} == {True}
    assert list(SCHEMA.iter_errors({"config": wrong})) != []


@FEW
@given(stack_configs("load_balanced"), st.data())
def test_one_misspelt_key_is_named_and_the_right_one_suggested(config: dict[str, Any], data: st.DataObject) -> None:
    section = data.draw(st.sampled_from(sorted(NAMES)))
    name = data.draw(st.sampled_from(NAMES[section]))
    body = {key: value for key, value in config.get(f"ha-web:{section}", {}).items() if key != name}
    misspelt = f"{name[:-1]}q"
    with pytest.raises(ConfigError) as caught:
        load(as_pulumi(config | {f"ha-web:{section}": {**body, misspelt: 1}}), stack="dev", source="test")
    [problem] = [problem for problem in caught.value.problems if problem.path == f"{section}.{misspelt}"]
    assert f"did you mean `{name}`?" in problem.remedy
