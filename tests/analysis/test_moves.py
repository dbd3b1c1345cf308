"""What docs/strategies.md says of a move, held against what the program declares before and after it.

In which order the engine does it, and what it replaces, is for the engine tests.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from tests.program import config_of, record_config

SECTIONS: Mapping[str, Mapping[str, Any]] = {
    "self_healing": {"stable_address": True},
    "auto_recovery": {},
    "dns_failover": {"record": {"name": "www.example.com", "new_zone_name": "example.com"}},
    "load_balanced": {},
}
OPEN_PORT = "SecurityGroupIngressRule:instance-in-80-0.0.0.0/0"


@cache
def declared(strategy: str) -> Mapping[str, Mapping[str, Any]]:
    """Arguments of each resource of the stack `dev` with a strategy, by kind and the end of its name."""
    availability = {"strategy": strategy, **SECTIONS[strategy]}
    recording = record_config(config_of({"availability": availability}), "dev")
    return {
        f"{each.urn.split('::')[-2].rpartition(':')[2]}:{each.name.removeprefix('ha-web-dev').lstrip('-')}": each.inputs
        for each in recording.resources
        if "ha-web:index:" not in each.urn.split("::")[-2].rpartition("$")[2]
    }


def moved(source: str, target: str) -> tuple[set[str], set[str], set[str]]:
    """What a move creates, changes and deletes."""
    before, after = declared(source), declared(target)
    changed = {key for key in before.keys() & after.keys() if before[key] != after[key]}
    return after.keys() - before.keys(), changed, before.keys() - after.keys()


def test_from_self_healing_to_auto_recovery_the_address_is_another_one() -> None:
    created, changed, deleted = moved("self_healing", "auto_recovery")
    instance = {"Instance:primary-instance", "Eip:primary-address", "EipAssociation:primary-address"}
    assert created == instance | {"MetricAlarm:primary-recover", "MetricAlarm:primary-reboot"}
    assert changed == {"LaunchTemplate:template"}
    group = {"Group:asg", "MetricAlarm:no-instances", "Notification:notifications"}
    assert deleted == group | {"Eip:address", "RolePolicy:instance-identity"}


def test_from_auto_recovery_to_dns_failover_nothing_is_touched() -> None:
    created, changed, deleted = moved("auto_recovery", "dns_failover")
    assert {"Instance:secondary-instance", "Record:primary", "Record:secondary", "Zone:zone"} <= created
    assert (changed, deleted) == (set(), set())


def test_from_self_healing_to_load_balanced_the_group_is_kept() -> None:
    created, changed, deleted = moved("self_healing", "load_balanced")
    assert {"LoadBalancer:alb", "TargetGroup:tg", "Attachment:target-web", "NatGateway:nat-eu-west-1a"} <= created
    assert changed == {"LaunchTemplate:template", "Group:asg"}
    assert deleted == {"Eip:address", "MetricAlarm:no-instances", "RolePolicy:instance-identity", OPEN_PORT}


@pytest.mark.parametrize("source", ["auto_recovery", "dns_failover"])
def test_to_load_balanced_the_kept_instances_go(source: str) -> None:
    created, changed, deleted = moved(source, "load_balanced")
    assert {"LoadBalancer:alb", "Group:asg", "Policy:track-cpu"} <= created
    assert changed == {"LaunchTemplate:template"}
    assert {"Instance:primary-instance", "Eip:primary-address", "MetricAlarm:primary-recover", OPEN_PORT} <= deleted
    assert ({"Zone:zone", "Record:primary", "HealthCheck:primary"} <= deleted) == (source == "dns_failover")


@pytest.mark.parametrize("source", SECTIONS)
@pytest.mark.parametrize("target", SECTIONS)
def test_what_every_strategy_has_stays(source: str, target: str) -> None:
    kept = {"Vpc:vpc", "Bucket:artifacts", "Topic:alarms", "LaunchTemplate:template", "SecurityGroup:instance"}
    created, _, deleted = moved(source, target)
    assert kept <= declared(source).keys()
    assert not kept & (created | deleted)
