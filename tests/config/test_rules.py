"""Every rule across settings, with a stack that keeps it and one that breaks it."""

import json
from typing import Any

import pytest

from config import ConfigError, Settings, load
from config.rules import RULES
from tests.config import rule_cases_capacity, rule_cases_stack, rule_cases_traffic
from tests.config.rule_case import UUID, Case, Sections, domain, mixed

CASES = [*rule_cases_stack.CASES, *rule_cases_capacity.CASES, *rule_cases_traffic.CASES]


def loaded(sections: Sections, stack: str = "dev") -> Settings:
    values = {"aws:region": "eu-west-1"} | {f"ha-web:{name}": json.dumps(body) for name, body in sections.items()}
    return load(values, stack=stack, source="Pulumi.dev.yaml")


def problems(sections: Sections, stack: str = "dev") -> list[str]:
    try:
        loaded(sections, stack)
    except ConfigError as error:
        return [line.removeprefix("Pulumi.dev.yaml: ") for line in str(error).splitlines()]
    return []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_stack_that_keeps_the_rule_is_accepted(case: Case) -> None:
    assert problems(case.kept, case.stack) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_stack_that_breaks_the_rule_is_told_where_why_and_what_to_do(case: Case) -> None:
    assert problems(case.broken, case.stack) == list(case.lines)


def test_every_rule_has_a_case() -> None:
    # Today's only strategy has a load balancer, so this rule cannot be broken by a file; the test below breaks it.
    beside = {"requests_are_counted_by_a_load_balancer"}
    assert {rule.name for rule in RULES} == {case.rule for case in CASES} | beside


def test_requests_are_counted_only_where_there_is_a_load_balancer(monkeypatch: pytest.MonkeyPatch) -> None:
    tracking = {"scaling": {"target_tracking": [{"metric": "alb_requests_per_target", "target_value": 1000}]}}
    settings = loaded(tracking)
    monkeypatch.setattr(type(settings.availability), "has_load_balancer", False)
    assert problems(tracking) == [
        "scaling.target_tracking[0].metric: must be another metric: the strategy load_balanced has no load balancer to "
        "count requests, got 'alb_requests_per_target'; use e.g. cpu"
    ]


def test_a_certificate_that_exists_has_its_names_already() -> None:
    sections = domain(alternative_names=["a.example.com"])
    sections["load_balancer"]["certificate_arn"] = f"arn:aws:acm:eu-west-1:123456789012:certificate/{UUID}"
    assert problems(sections) == [
        "load_balancer.domain.alternative_names: must be empty with load_balancer.certificate_arn, whose certificate "
        "has its names already; remove one of the two"
    ]


def test_settings_made_directly_keep_the_rules_too() -> None:
    with pytest.raises(ConfigError, match=r"^settings: scaling\.min_size: must be at most scaling\.max_size \(1\)"):
        Settings.model_validate({"region": "eu-west-1", "stack": "dev", "scaling": {"min_size": 2, "max_size": 1}})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_says_what_holds_and_reads_settings_that_exist(rule: Any) -> None:
    assert rule.sentence.endswith(".")
    full = {**domain()["load_balancer"]}
    settings = loaded({"load_balancer": full, "scaling": {"warm_pool": {}}}).model_dump()
    settings["scaling"]["mixed_instances"] = loaded(mixed()).model_dump()["scaling"]["mixed_instances"]
    for path in rule.reads:
        value: Any = settings
        for key in path.split("."):
            assert key in value, f"{rule.name} reads {path}, which is not a setting"
            value = value[key]
