"""What is derived from what was built: break what gives an answer, and the answer is another one."""

import dataclasses
from typing import Any

import pytest

from pulumi_ha_web.analysis import Answer, Deployed, Loss, Outcome, analyse, stack
from pulumi_ha_web.analysis.survival import left_without_zones
from tests.analysis.stacks import Built, alarm, balancer, group, instance, network, pair, template

DOWN = Outcome(answer=Answer.DOWN)
EVERY_LOSS = list(Loss)


def outcomes(built: list[Built]) -> dict[Loss, Outcome]:
    return dict(analyse(built).outcomes)


def without(built: list[Built], token: str, *names: str) -> list[Built]:
    """A stack without these resources; without names, without all of that type."""
    return [each for each in built if each.type != token or (names and each.name not in names)]


def changed(built: list[Built], token: str, name: str, /, **given: Any) -> list[Built]:
    """A stack of which one resource has other arguments."""
    return [
        dataclasses.replace(each, inputs={**each.inputs, **given}) if (each.type, each.name) == (token, name) else each
        for each in built
    ]


def test_an_empty_stack_serves_nothing() -> None:
    assert outcomes([]) == dict.fromkeys(Loss, DOWN)


def test_a_group_of_one_replaces_what_ec2_notices() -> None:
    found = outcomes([*network(), template(), group()])
    replaced = Outcome(answer=Answer.REPLACED, boot=True, by="EC2")
    assert found == {**dict.fromkeys(Loss, replaced), Loss.APPLICATION: DOWN}


def test_a_group_in_one_zone_goes_with_it() -> None:
    assert outcomes([*network(), template(), group("b")])[Loss.ZONE] == DOWN


def test_behind_a_load_balancer_others_serve() -> None:
    built = [*network(), template(), group(least=3, healthCheckType="ELB"), *balancer(interval=20, threshold=3)]
    serves_on = Outcome(answer=Answer.SERVES_ON, seconds=60, by="load balancer")
    assert outcomes(built) == dict.fromkeys(Loss, serves_on)


def test_target_groups_that_are_an_argument_of_the_group_count_as_well() -> None:
    built = without([*network(), template(), group(least=2, targetGroupArns=["arn:tg"]), *balancer()], stack.ATTACHMENT)
    assert outcomes(built)[Loss.INSTANCE].answer is Answer.SERVES_ON


def test_one_instance_behind_a_load_balancer_is_replaced_and_its_application_is_asked() -> None:
    found = outcomes([*network(), template(), group(least=1, healthCheckType="ELB"), *balancer()])
    replaced = Outcome(answer=Answer.REPLACED, seconds=30, boot=True, by="load balancer")
    assert found == dict.fromkeys(Loss, replaced)


@pytest.mark.parametrize(("least", "zones", "left"), [(3, "abc", 2), (2, "abc", 1), (1, "abc", 0), (5, "ab", 2)])
def test_a_zone_takes_its_share_of_the_least_instances(least: int, zones: str, left: int) -> None:
    built = [*network(zones), template(), group(zones, least=least, healthCheckType="ELB"), *balancer(zones)]
    found = analyse(built)
    assert left_without_zones(found.servers[0], 1) == left
    assert (found.outcomes[Loss.ZONE].answer is Answer.SERVES_ON) == (left > 0)


def test_one_instance_is_recovered_and_rebooted_by_its_alarms() -> None:
    assert outcomes([*network(), template(), *instance()]) == {
        Loss.APPLICATION: DOWN,
        Loss.SYSTEM: Outcome(answer=Answer.REBOOTED, seconds=180, boot=True, by="alarm"),
        Loss.INSTANCE: DOWN,
        Loss.HOST: Outcome(answer=Answer.RECOVERED, seconds=120, boot=True, by="alarm"),
        Loss.ZONE: DOWN,
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"dimensions": {"InstanceId": "i-another"}},
        {"dimensions": {}},
        {"alarmActions": ["arn:topic"]},
        {"alarmActions": ["arn:aws:automate:eu-west-1:ec2:stop"]},
        {"metricName": "CPUUtilization"},
        {"namespace": "Own"},
    ],
    ids=str,
)
def test_an_alarm_that_does_not_recover_this_instance_does_not_count(wrong: dict[str, Any]) -> None:
    built = [*network(), template(), *instance(alarms=""), alarm("i-primary", "recover", "StatusCheckFailed_System", 2)]
    assert outcomes(built)[Loss.HOST].answer is Answer.RECOVERED
    assert outcomes(changed(built, stack.ALARM, "i-primary-recover", **wrong))[Loss.HOST] == DOWN


def test_a_name_moves_to_the_other_instance() -> None:
    switched = Outcome(answer=Answer.SWITCHES, seconds=10 * 2 + 30, by="DNS")
    assert outcomes(pair(interval=10, threshold=2, ttl=30)) == dict.fromkeys(Loss, switched)


def test_two_instances_in_one_zone_go_with_it() -> None:
    found = outcomes(pair("aa"))
    assert (found[Loss.ZONE], found[Loss.INSTANCE].answer) == (DOWN, Answer.SWITCHES)


def test_a_check_that_only_connects_does_not_notice_the_application() -> None:
    assert outcomes(pair(kind="TCP"))[Loss.APPLICATION] == DOWN


@pytest.mark.parametrize(
    "broken",
    [
        without(pair(), stack.HEALTH_CHECK),
        without(pair(), stack.RECORD, "secondary"),
        without(pair(), stack.ADDRESS_USE, "secondary"),
        changed(pair(), stack.RECORD, "primary", healthCheckId=None),
        changed(pair(), stack.RECORD, "primary", records=["ip-of-nobody"]),
        changed(pair(), stack.RECORD, "secondary", name="other.example.com"),
    ],
    ids=["no checks", "no secondary", "address leads nowhere", "unchecked", "stranger's address", "another name"],
)
def test_a_name_that_cannot_move_leaves_two_instances_by_themselves(broken: list[Built]) -> None:
    found = outcomes(broken)
    assert (found[Loss.INSTANCE], found[Loss.ZONE]) == (DOWN, DOWN)
    assert found[Loss.HOST].answer is Answer.RECOVERED


def test_alias_records_before_the_pair_change_nothing() -> None:
    alias = {"name": "live.example.com", "aliases": [{}], "failoverRoutingPolicies": [{"type": "PRIMARY"}]}
    assert outcomes([*pair(), Built(stack.RECORD, "live", alias)]) == outcomes(pair())


def test_a_stack_fares_as_the_worst_of_what_serves() -> None:
    stray = Built(stack.INSTANCE, "stray", {"subnetId": "pub-a", "instanceType": "t3.micro"}, {"id": "i-stray"})
    assert outcomes([*pair(), stray])[Loss.INSTANCE] == DOWN


def test_a_resource_of_the_rehearsal_is_plain_data_for_an_analysis() -> None:
    from rehearsal import Resource

    made = Resource(urn="", type="t", name="n", parent="", id="", inputs={}, outputs={})
    deployed: Deployed = made
    assert analyse([deployed]).resources == 1
