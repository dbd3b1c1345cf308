"""What is generated from the settings, and the command that writes it."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from config import SECTIONS, Settings, load_stack_file, reference, schema
from config.__main__ import main
from config.availability import STRATEGIES

ROOT = Path(__file__).parents[2]
STACK_FILES = sorted([*ROOT.glob("Pulumi.*.yaml"), *ROOT.glob("examples/*/Pulumi.*.yaml")])
SCHEMA = json.loads(schema.FILE.read_text(encoding="utf-8"))


def complaints(config: dict[str, Any], **top: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    return [error.message for error in validator.iter_errors({"config": {"aws:region": "eu-west-1", **config}, **top})]


def test_the_committed_schema_and_reference_are_current() -> None:
    assert schema.FILE.read_text(encoding="utf-8") == schema.rendered(), "run `make generate`"
    assert reference.FILE.read_text(encoding="utf-8") == reference.rendered(), "run `make generate`"


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_dev_and_prod_are_committed() -> None:
    assert {"Pulumi.dev.yaml", "Pulumi.prod.yaml"} <= {path.name for path in STACK_FILES}


@pytest.mark.parametrize("path", STACK_FILES, ids=lambda path: path.name)
def test_each_committed_stack_is_accepted_by_program_and_schema(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    above = "../" * (len(path.relative_to(ROOT).parts) - 1)
    assert text.startswith(f"# yaml-language-server: $schema={above}config/stack.schema.json\n")
    jsonschema.validate(yaml.safe_load(text), SCHEMA, cls=jsonschema.Draft202012Validator)
    assert load_stack_file(path).stack == path.name.split(".")[1]


def test_prod_shares_nothing_between_zones_and_does_not_collide_with_dev() -> None:
    dev, prod = (load_stack_file(ROOT, name) for name in ("dev", "prod"))
    assert (len(prod.network.zones), prod.network.nat, prod.scaling.min_size) == (3, "per_zone", 3)
    assert prod.load_balancer.deletion_protection
    assert not prod.artifacts.removable
    assert dev.network.cidr_block in prod.network.connected_cidr_blocks


def test_dev_has_the_walk_throughs_values() -> None:
    dev = load_stack_file(ROOT, "dev")
    scaling = dev.scaling
    assert dev.zone_names == ("eu-west-1a", "eu-west-1b", "eu-west-1c")
    assert dev.instance.instance_type == "t2.micro"
    assert (scaling.initial_capacity, scaling.min_size, scaling.max_size) == (2, 2, 3)
    assert [policy.metric for policy in scaling.target_tracking if policy.scale_in] == ["cpu"]
    assert (dev.network.nat, dev.artifacts.removable, dev.load_balancer.deletion_protection) == ("single", True, False)


@pytest.mark.parametrize(
    "config",
    [
        {"ha-web:netwrk": {}},
        {"network": {}},
        {"ha-web:network": {"zonse": ["a"]}},
        {"ha-web:network": {"flow_logs": {"retention_days": 2}}},
        {"ha-web:network": {"zones": ["a", "a"]}},
        {"ha-web:network": {"cidr_block": "10.20.0.0"}},
        {"ha-web:scaling": {"min_size": "2"}},
        {"ha-web:scaling": {"target_tracking": [{"metric": "cpu"}]}},
        {"ha-web:scaling": {"schedules": {"a b": {"cron": "0 8 * * *"}}}},
        {"ha-web:scaling": {"schedules": {"a": {"cron": "@daily"}}}},
        {"ha-web:naming": {"tags": {"aws:x": "y"}}},
        {"ha-web:load_balancer": {"health_check": {"interval_seconds": 4}}},
    ],
    ids=json.dumps,
)
def test_the_schema_refuses_what_the_program_refuses(config: dict[str, Any]) -> None:
    assert len(complaints(config)) == 1


@pytest.mark.parametrize(
    "availability",
    [
        {"strategy": "pray"},
        {"strategy": "auto_recovery", "min_healthy_percent": 100},
        {"strategy": "self_healing", "data_volume": {"mount_path": "/data/"}},
        {"strategy": "dns_failover"},
        {"stable_address": True},
    ],
    ids=json.dumps,
)
def test_the_schema_refuses_an_option_that_the_strategy_does_not_have(availability: dict[str, Any]) -> None:
    assert len(complaints({"ha-web:availability": availability})) == 1


@pytest.mark.parametrize("options", [{}, {"instance_warmup_seconds": 60}, {"lifecycle_hooks": {}}], ids=json.dumps)
@pytest.mark.parametrize("strategy", [{}, {"strategy": "load_balanced"}, {"strategy": "self_healing"}], ids=json.dumps)
def test_the_schema_takes_an_option_of_two_strategies_with_either(
    strategy: dict[str, Any], options: dict[str, Any]
) -> None:
    assert complaints({"ha-web:availability": {**strategy, **options}}) == []


def test_the_reference_has_a_table_for_each_strategy() -> None:
    text = reference.rendered()
    section = text[text.index("## `ha-web:availability`") : text.index("## `ha-web:scaling`")]
    parts = section.split("\n### strategy ")[1:]
    assert [part.partition("\n")[0] for part in parts] == [f"`{name}`" for name in STRATEGIES]
    assert ["`data_volume.mount_path`" in part for part in parts] == [False, True, False, False]
    assert ["`lifecycle_hooks.<name>.transition`" in part for part in parts] == [True, True, False, False]


def test_the_schema_lets_pulumis_own_keys_and_other_namespaces_be() -> None:
    top = {"secretsprovider": "awskms://x", "encryptionsalt": "v1:x", "environment": ["shared"]}
    assert complaints({"aws:profile": "x", "other:thing": {"secure": "v1:x"}}, **top) == []
    assert len(complaints({}, conifg={})) == 1


def test_every_setting_has_a_description_in_schema_and_reference() -> None:
    text = reference.rendered()
    for definition in SCHEMA["$defs"].values():
        for name, field in definition["properties"].items():
            assert field.get("description"), f"{name} has no docstring"
            assert f"{name}`" in text
    assert all(f"## `ha-web:{section}`" in text for section in SECTIONS)


def test_the_references_example_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.dev.yaml").write_text(reference.EXAMPLE)
    assert load_stack_file(tmp_path, "dev").naming.owner == "web-team"


def test_names_of_fields_are_unique_once_flat() -> None:
    settings = Settings(region="eu-west-1", stack="dev")
    flat = settings.load_balancer.flat()
    assert (flat["health_check_path"], flat["access_logs_removable"], flat["domain"]) == ("/", False, None)
    assert settings.instance.flat()["user_data_packages"] == ("nginx",)
    assert settings.scaling.flat()["target_tracking"] == ({"metric": "cpu", "target_value": 50, "scale_in": True},)


def test_check_reports_good_files_and_every_problem_of_bad_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 1
    assert capsys.readouterr().err == "this folder: has no stack file; add one, e.g. Pulumi.dev.yaml\n"
    Path("Pulumi.dev.yaml").write_text("config:\n  aws:region: eu-west-1\n")
    Path("Pulumi.bad.yaml").write_text("config:\n  aws:region: x\n  ha-web:scaling: {max_size: 4, min_size: 0}\n")
    assert main(["check", "dev", "Pulumi.dev.yaml"]) == 0
    good = "good (ha-web-dev: load_balanced, 2 to 6 t3.micro over eu-west-1a, eu-west-1b, eu-west-1c)"
    assert capsys.readouterr().out == f"dev: {good}\nPulumi.dev.yaml: {good}\n"
    assert main(["check", "dve"]) == 1
    assert capsys.readouterr().err == "this folder: has no stack 'dve'; did you mean `dev`? (there are: bad, dev)\n"
    assert main(["check"]) == 1
    printed = capsys.readouterr()
    assert printed.out == f"Pulumi.dev.yaml: {good}\n"
    assert printed.err.splitlines() == [
        "Pulumi.bad.yaml:2: aws:region: must be an AWS region, got 'x'; use e.g. eu-west-1",
        "Pulumi.bad.yaml:3: scaling.min_size: must be 1 to 1000 instances (a load balancer's targets), got 0; "
        "use at least 1",
    ]


@pytest.mark.parametrize(
    ("availability", "summary"),
    [
        ("{strategy: self_healing}", "self_healing, one t3.micro in one of eu-west-1a, eu-west-1b, eu-west-1c"),
        ("{strategy: self_healing, data_volume: {zone: b}}", "self_healing, one t3.micro in eu-west-1b"),
        ("{strategy: auto_recovery, zone: c}", "auto_recovery, one t3.micro in eu-west-1c"),
        (
            "{strategy: dns_failover, record: {name: example.com, hosted_zone_id: Z123}}",
            "dns_failover, two t3.micro in eu-west-1a and eu-west-1b",
        ),
    ],
)
def test_check_says_how_many_instances_there_are_and_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], availability: str, summary: str
) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text(f"config:\n  aws:region: eu-west-1\n  ha-web:availability: {availability}\n")
    assert main(["check", str(path)]) == 0
    assert capsys.readouterr().out == f"{path}: good (ha-web-dev: {summary})\n"


def test_generate_writes_what_check_then_finds_current(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(schema, "FILE", tmp_path / "stack.schema.json")
    monkeypatch.setattr(reference, "FILE", tmp_path / "docs" / "settings.md")
    assert main(["generate", "--check"]) == 1
    assert capsys.readouterr().err.count("is not current; run `python -m config generate`") == 2
    assert main(["generate"]) == 0
    assert main(["generate", "--check"]) == 0
