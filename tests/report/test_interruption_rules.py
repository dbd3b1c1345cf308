"""What holds for every rule about what a change interrupts."""

import re
from itertools import product
from pathlib import Path

import pytest

from pulumi_ha_web.report.interruptions import compute, known_kinds, network, service_and_kind, stores, traffic
from pulumi_ha_web.report.interruptions.rule import Effect, Rule
from pulumi_ha_web.report.model import Op

from .made import change

GOLDEN = Path(__file__).parents[1] / "golden"
RULES = [rule for module in (traffic, compute, network, stores) for rule in module.RULES]


def test_every_type_that_this_project_deploys_is_known() -> None:
    types = {
        line.strip().split("::")[-2].split("$")[-1]
        for file in GOLDEN.glob("*.urns")
        for line in file.read_text().splitlines()
        if "::" in line
    }
    unknown = {each for each in types if each.startswith("aws:") and service_and_kind(each) not in known_kinds()}
    assert len(types) > 40
    assert unknown == set()


@pytest.mark.parametrize("op", [Op.CREATE, Op.IMPORT, Op.SAME])
def test_what_comes_or_stays_interrupts_nothing(op: Op) -> None:
    for rule in RULES:
        assert op not in rule.ops


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.kinds} {'/'.join(rule.ops)} {rule.arguments}")
def test_every_rule_says_something_of_a_resource_that_tells_nothing(rule: Rule) -> None:
    for op in rule.ops:
        found = rule.of(change("aws:x/y:Y", op))
        if found is None:
            assert op is Op.UPDATE
            continue
        assert re.match(r"[a-z`*0-9A-Z]", found.text)
        assert not found.text.endswith(".")
        assert not found.many or found.many.count("{}") == 1
        assert found.many.format(2) or not found.many
        assert found.short or not found.many
        assert found.short or found.effect <= Effect.BRIEF, "what is down or lost belongs into the verdict"


def test_no_two_rules_are_about_the_same_change() -> None:
    """Only an update may be about several: each has its arguments."""
    seen: set[tuple[str, Op, str]] = set()
    for rule in RULES:
        for kind, op, argument in product(rule.kinds.split(), rule.ops, rule.arguments.split() or [""]):
            assert (kind, op, argument) not in seen
            seen.add((kind, op, argument))


def test_only_updates_are_told_apart_by_their_arguments() -> None:
    assert [rule.kinds for rule in RULES if rule.arguments and rule.ops != (Op.UPDATE,)] == []


def test_harmless_kinds_have_no_rule() -> None:
    kinds = {kind for rule in RULES for kind in rule.kinds.split()}
    harmless = {kind for module in (traffic, compute, network, stores) for kind in module.HARMLESS.split()}
    assert kinds & harmless == set()
