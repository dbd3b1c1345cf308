"""Every rule across settings, with a stack that keeps it and one that breaks it."""

import json
from typing import Any

import pytest

from config import ConfigError, Settings, load
from config.rules import RULES
from tests.config import (
    rule_cases_capacity,
    rule_cases_failover,
    rule_cases_release,
    rule_cases_stack,
    rule_cases_strategy,
    rule_cases_traffic,
)
from tests.config.rule_case import UUID, Case, Sections, domain, mixed
from tests.config.rule_cases_failover import PAGE, failover
from tests.config.rule_cases_release import released
from tests.config.rule_cases_strategy import healing, recovery, stable

CASES = [
    *rule_cases_stack.CASES,
    *rule_cases_capacity.CASES,
    *rule_cases_traffic.CASES,
    *rule_cases_strategy.CASES,
    *rule_cases_failover.CASES,
    *rule_cases_release.CASES,
]


def loaded(sections: Sections, stack: str = "dev") -> Settings:
    own = {f"ha-web:{name}": json.dumps(body) for name, body in sections.items() if name != "region"}
    values = {"aws:region": str(sections.get("region", "eu-west-1")), **own}
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
    assert {rule.name for rule in RULES} == {case.rule for case in CASES}


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
    full: dict[str, Any] = {}
    for sections in (
        {**domain(), **stable(1, 1, warm_pool={})},
        mixed(),
        healing(data_volume={}),
        recovery(),
        failover(maintenance_page=PAGE),
        released(),
    ):
        merge(full, loaded(sections).model_dump())
    for path in rule.reads:
        value: Any = full
        for key in path.split("."):
            assert key in value, f"{rule.name} reads {path}, which is not a setting"
            value = value[key]


def merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        elif value is not None or key not in into:
            into[key] = value
