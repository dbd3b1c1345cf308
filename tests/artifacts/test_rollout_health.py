"""When a fleet is well: its targets, the group's own word, its versions; and instances that no group keeps."""

from typing import Any

import pytest

from pulumi_ha_web.artifacts.rollout import FAILED, HEALTHY, PATIENCE_SECONDS, TIMED_OUT, follow
from pulumi_ha_web.artifacts.rollout_watch import InstancesWatch
from tests.artifacts.fleet import GROUP, TARGETS, Fleet, followed, member, template, to_version


@pytest.fixture
def fleet() -> Fleet:
    return Fleet()


@pytest.mark.parametrize(
    ("health", "said"),
    [
        ({"State": "unhealthy", "Reason": "Target.Timeout"}, "is unhealthy in shop-dev-tg: Target.Timeout"),
        ({"State": "unused", "Reason": "Target.NotInUse"}, "is unused in shop-dev-tg: Target.NotInUse"),
    ],
)
def test_a_target_that_stays_unhealthy_is_a_failure(fleet: Fleet, health: dict[str, str], said: str) -> None:
    fleet.refresh("one", "Successful")
    fleet.health["i-b"] = health
    outcome, _ = followed(fleet)
    assert (outcome.status, outcome.why) == (FAILED, (f"i-b {said}",))
    assert outcome.sentence == "not well, and not getting any better for 3 min: refresh one Successful; 1 of 2 healthy"
    assert PATIENCE_SECONDS <= fleet.seconds < PATIENCE_SECONDS + 10


def test_a_target_that_comes_back_is_none(fleet: Fleet) -> None:
    fleet.refresh("one", "Successful")
    for at in (0, 150):  # twice: each time it has its patience anew
        fleet.at(at, lambda: fleet.health.update({"i-b": {"State": "unhealthy", "Reason": "Target.Timeout"}}))
        fleet.at(
            at + 145, lambda: fleet.health.update({"i-b": {"State": "initial", "Reason": "Elb.InitialHealthChecking"}})
        )
    fleet.at(400, fleet.health.clear)
    assert followed(fleet)[0].status == HEALTHY


@pytest.mark.parametrize(
    "health", [{}, {"State": "initial", "Reason": "Elb.InitialHealthChecking"}, {"State": "draining"}]
)
def test_what_passes_by_itself_is_waited_for_until_it_takes_too_long(fleet: Fleet, health: dict[str, str]) -> None:
    fleet.refresh("one", "Successful")
    fleet.health["i-b"] = health
    outcome, _ = followed(fleet)
    assert (outcome.status, fleet.seconds) == (TIMED_OUT, 1800)
    assert outcome.why[0].startswith(f"i-b is {health.get('State', 'unregistered')} in shop-dev-tg")


def test_a_target_group_without_health_checks_is_no_obstacle(fleet: Fleet) -> None:
    fleet.health["i-b"] = {"State": "unavailable", "Reason": "Target.HealthCheckDisabled"}
    assert followed(fleet)[0].status == HEALTHY


def test_capacity_that_is_missing_is_waited_for(fleet: Fleet) -> None:
    fleet.members(member("i-a", 7), member("i-b", 7, "b", "Pending"))
    fleet.at(60, lambda: fleet.members(member("i-a", 7), member("i-b", 7, "b")))
    outcome, told = followed(fleet)
    assert outcome.status == HEALTHY
    assert told == [f"1 of 2 healthy; {GROUP} has 1 of 2 not in service yet", "2 of 2 healthy"]


def test_weights_are_counted_as_the_group_counts_them(fleet: Fleet) -> None:
    fleet.members(member("i-a", 7, WeightedCapacity="2"))
    assert followed(fleet)[0].sentence.startswith(f"{GROUP}: 1 instance, healthy, on version 7")


@pytest.mark.parametrize(
    ("preferences", "brought", "protected", "status"),
    [
        ({}, 7, False, FAILED),
        ({"ScaleInProtectedInstances": "Ignore"}, 7, False, FAILED),
        ({"ScaleInProtectedInstances": "Ignore"}, 7, True, HEALTHY),
        ({"SkipMatching": True}, 7, False, HEALTHY),
        ({"SkipMatching": True}, 6, False, FAILED),
    ],
)
def test_an_instance_on_another_version_is_well_only_where_the_refresh_was_to_leave_it(
    fleet: Fleet, preferences: dict[str, Any], brought: int, protected: bool, status: int
) -> None:
    fleet.refresh("one", "Successful", Preferences=preferences, **to_version(brought))
    fleet.members(member("i-a", 7), member("i-b", 6, "b", ProtectedFromScaleIn=protected))
    outcome, _ = followed(fleet)
    assert outcome.status == status
    if status == HEALTHY:
        assert "version 7 of the launch template, 1 of them left on another version by the refresh" in outcome.sentence
    else:
        assert outcome.why == ("i-b runs version 6 of the launch template, not 7",)


def test_a_group_on_the_latest_version_is_on_its_number(fleet: Fleet) -> None:
    assert fleet.group
    fleet.group["LaunchTemplate"] = template("$Latest")
    assert "on version 7 of" in followed(fleet)[0].sentence


def test_a_group_without_a_load_balancer_has_its_own_word(fleet: Fleet) -> None:
    assert fleet.group
    fleet.group |= {"TargetGroupARNs": [], "TrafficSources": []}
    fleet.members(member("i-a", 7, HealthStatus="Unhealthy"), member("i-b", 7, "b"))
    outcome, _ = followed(fleet)
    assert (outcome.status, outcome.why) == (FAILED, ("i-a is unhealthy, says the group",))


def test_target_groups_are_asked_about_once(fleet: Fleet) -> None:
    followed(fleet)
    assert [asked for name, asked in fleet.calls if name == "DescribeTargetHealth"] == [{"TargetGroupArn": TARGETS}]


STATUS = {"InstanceState": {"Name": "running"}, "SystemStatus": {"Status": "ok"}, "InstanceStatus": {"Status": "ok"}}


@pytest.mark.parametrize(
    ("seen", "status", "said"),
    [
        ({}, HEALTHY, "primary i-a, secondary i-b: running, and both status checks of EC2 are ok"),
        ({"InstanceStatus": {"Status": "impaired"}}, FAILED, "i-a (primary): instance status check impaired"),
        ({"InstanceState": {"Name": "stopped"}}, FAILED, "i-a (primary) is stopped"),
        ({"SystemStatus": {"Status": "initializing"}}, TIMED_OUT, "i-a (primary): system status check initializing"),
        ({"InstanceState": {"Name": "pending"}}, TIMED_OUT, "i-a (primary) is pending"),
        (None, FAILED, "i-a (primary) is not there"),
    ],
)
def test_instances_of_no_group_are_well_by_their_status_checks(
    fleet: Fleet, seen: dict[str, Any] | None, status: int, said: str
) -> None:
    first = [] if seen is None else [{"InstanceId": "i-a", **STATUS, **seen}]
    fleet.statuses = [*first, {"InstanceId": "i-b", **STATUS}]
    watch = InstancesWatch(fleet, {"primary": "i-a", "secondary": "i-b"})
    outcome = follow(watch, 600, lambda view, seconds: None, fleet)
    assert outcome.status == status
    assert said in (outcome.sentence, *outcome.why)
    assert fleet.calls[0] == ("DescribeInstanceStatus", {"InstanceIds": ["i-a", "i-b"], "IncludeAllInstances": True})


def test_instances_that_boot_are_waited_for(fleet: Fleet) -> None:
    fleet.statuses = [{"InstanceId": "i-a", **STATUS, "SystemStatus": {"Status": "initializing"}}]
    fleet.at(100, lambda: fleet.statuses[0].update(SystemStatus={"Status": "ok"}))
    outcome = follow(InstancesWatch(fleet, {"instance": "i-a"}), 600, lambda view, seconds: None, fleet)
    assert outcome.status == HEALTHY
