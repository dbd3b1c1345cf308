"""A rollout that takes its time: followed until it has ended, in whatever way, or takes too long."""

import pytest

from pulumi_ha_web.artifacts.rollout import FAILED, HEALTHY, TIMED_OUT, Outcome, duration
from pulumi_ha_web.errors import ArtifactError
from tests.artifacts.fleet import GROUP, Fleet, Refused, followed, member, rolling, to_version


@pytest.fixture
def fleet() -> Fleet:
    return Fleet()


def test_it_is_followed_until_every_target_is_healthy(fleet: Fleet) -> None:
    rolling(fleet)
    fleet.at(100, lambda: fleet.members(member("i-new-a", 7), member("i-old-b", 6, "b")))
    fleet.at(100, lambda: fleet.health.update({"i-new-a": {"State": "initial", "Reason": "Elb.InitialHealthChecking"}}))
    fleet.at(160, lambda: fleet.refresh("one", "InProgress", PercentageComplete=30, InstancesToUpdate=1))
    fleet.at(160, lambda: fleet.health.clear())
    fleet.at(300, lambda: fleet.members(member("i-new-a", 7), member("i-new-b", 7, "b")))
    fleet.at(
        300, lambda: fleet.health.update({"i-new-b": {"State": "initial", "Reason": "Elb.RegistrationInProgress"}})
    )
    fleet.at(360, lambda: fleet.refresh("one", "Successful", PercentageComplete=100, InstancesToUpdate=0))
    fleet.at(400, lambda: fleet.health.clear())
    outcome, told = followed(fleet)
    assert told == [
        "refresh one Pending; 2 of 2 healthy",
        "refresh one InProgress, 0 % replaced, 2 left; 2 of 2 healthy",
        "refresh one InProgress, 0 % replaced, 2 left; 1 of 2 healthy",
        "refresh one InProgress, 30 % replaced, 1 left; 2 of 2 healthy",
        "refresh one InProgress, 30 % replaced, 1 left; 1 of 2 healthy",
        "refresh one Successful; 1 of 2 healthy; i-new-b is initial in shop-dev-tg: Elb.RegistrationInProgress",
        "refresh one Successful; 2 of 2 healthy",
    ]
    well = f"{GROUP}: 2 instances, all healthy, on version 7 of the launch template (refresh one Successful)"
    assert outcome == Outcome(HEALTHY, well)
    assert fleet.seconds < 410


def test_without_a_refresh_everything_is_looked_at_all_the_same(fleet: Fleet) -> None:
    outcome, told = followed(fleet)
    assert told == ["2 of 2 healthy"]
    assert outcome.status == HEALTHY
    assert outcome.sentence.endswith("on version 7 of the launch template (no refresh in the last six weeks)")


def test_a_refresh_that_failed_is_explained_by_what_the_group_did(fleet: Fleet) -> None:
    fleet.activity("Failed", "Launching a new EC2 instance", "long before", seconds=-5, StatusMessage="Not this one.")
    rolling(fleet)
    fleet.activity("InProgress", "Warming up", "Begun long ago, and told first", seconds=-90)
    del fleet.activities[0]["EndTime"]
    wrong = {"State": "unhealthy", "Reason": "Target.ResponseCodeMismatch", "Description": "Failed with codes: [502]"}
    fleet.at(90, lambda: fleet.members(member("i-new-a", 7), member("i-old-b", 6, "b")))
    fleet.at(90, lambda: fleet.health.update({"i-new-a": wrong}))
    fleet.activity("Successful", "Launching a new EC2 instance: i-00a", "in response to an instance refresh", 100)
    sick = "At 12:01 an instance was taken out of service in response to an ELB system health check failure."
    for number in range(3):
        fleet.activity("Successful", f"Terminating EC2 instance: i-0{number}b", sick, 100 + number)
    short = "We currently do not have sufficient t3.small capacity."
    fleet.activity("Failed", "Launching a new EC2 instance", "An instance was started.", 130, StatusMessage=short)
    fleet.activities.sort(key=lambda each: "EndTime" in each)
    reason = {"StatusReason": "There are not enough\n InService instances.", "PercentageComplete": 0}
    fleet.at(120, lambda: fleet.refresh("one", "Failed", **reason))
    outcome, _ = followed(fleet)
    assert outcome.status == FAILED
    assert outcome.sentence == (
        f"{GROUP}: refresh one Failed: There are not enough InService instances.; the group launches version 7, its "
        "instances run 6 and 7"
    )
    assert outcome.why == (
        "i-new-a is unhealthy in shop-dev-tg: Target.ResponseCodeMismatch (Failed with codes: [502])",
        f"12:02:10 UTC Failed: Launching a new EC2 instance: {short[:-1]}; cause: An instance was started",
        f"12:01:42 UTC Successful: Terminating EC2 instance: i-02b; cause: {sick[:-1]} (3 times)",
    )


@pytest.mark.parametrize("status", ["Cancelled", "RollbackSuccessful", "RollbackFailed"])
def test_whatever_does_not_bring_the_version_is_a_failure(fleet: Fleet, status: str) -> None:
    rolling(fleet)
    details = {"RollbackReason": "Alarm shop-5xx went off"} if status.startswith("Rollback") else {}
    fleet.at(50, lambda: fleet.refresh("one", "RollbackInProgress", PercentageComplete=40))
    fleet.at(70, lambda: fleet.refresh("one", status, RollbackDetails=details))
    outcome, told = followed(fleet)
    assert "refresh one RollbackInProgress, 40 % replaced, 2 left; 2 of 2 healthy" in told
    assert outcome.status == FAILED
    assert outcome.sentence.startswith(f"{GROUP}: refresh one {status}")
    assert ("rolled back because: Alarm shop-5xx went off" in outcome.sentence) == bool(details)
    assert 70 <= fleet.seconds < 80


def test_that_another_refresh_followed_is_told(fleet: Fleet) -> None:
    rolling(fleet)
    fleet.at(20, lambda: fleet.refresh("one", "Cancelled"))
    fleet.at(20, lambda: fleet.refresh("two", "InProgress"))
    outcome, _ = followed(fleet, refresh_id="one")
    assert outcome.sentence.endswith("; since then refresh two is InProgress")


def test_one_that_begins_meanwhile_is_followed_instead(fleet: Fleet) -> None:
    fleet.refresh("one", "InProgress", **to_version(7))
    fleet.at(20, lambda: fleet.refresh("one", "Cancelled"))
    fleet.at(20, lambda: fleet.refresh("two", "InProgress"))
    fleet.at(60, lambda: fleet.refresh("two", "Successful"))
    outcome, _ = followed(fleet)
    assert outcome.status == HEALTHY
    assert "refresh two Successful" in outcome.sentence


def test_the_newest_refresh_is_followed_unless_another_one_is_named(fleet: Fleet) -> None:
    fleet.refresh("old", "Failed")
    fleet.refresh("new", "Pending")
    fleet.at(30, lambda: fleet.refresh("new", "Successful"))
    assert followed(fleet)[0].status == HEALTHY
    assert followed(fleet, refresh_id="old")[0].status == FAILED


def test_it_may_take_too_long(fleet: Fleet) -> None:
    rolling(fleet)
    fleet.activity("Cancelled", "Launching a new EC2 instance", "Because.", StatusMessage="Waiting for capacity.")
    outcome, _ = followed(fleet, seconds=600)
    assert outcome.status == TIMED_OUT
    assert outcome.sentence == ("not well after 10 min: refresh one InProgress, 0 % replaced, 2 left; 2 of 2 healthy")
    assert outcome.why == (
        "12:01:00 UTC Cancelled: Launching a new EC2 instance: Waiting for capacity; cause: Because",
    )
    assert fleet.seconds == 600


def test_a_network_that_breaks_off_for_a_while_is_no_end(fleet: Fleet) -> None:
    rolling(fleet)
    refused = Refused("Throttling", "Rate exceeded")
    fleet.at(20, lambda: fleet.refused.update({"DescribeInstanceRefreshes": refused}))
    fleet.at(40, fleet.refused.clear)
    fleet.at(50, lambda: fleet.members(member("i-new", 7), member("i-new-b", 7)))
    fleet.at(50, lambda: fleet.refresh("one", "Successful"))
    outcome, told = followed(fleet)
    assert outcome.status == HEALTHY
    assert any(line.startswith("cannot be asked about right now (") for line in told)


def test_one_that_stays_away_is(fleet: Fleet) -> None:
    rolling(fleet)
    fleet.at(20, lambda: fleet.refused.update({"DescribeInstanceRefreshes": Refused("AccessDenied")}))
    with pytest.raises(ArtifactError, match="asking about the instance refreshes of shop-dev-asg: access denied"):
        followed(fleet)


def test_a_group_that_is_not_there_is_an_error_at_once(fleet: Fleet) -> None:
    fleet.group = None
    with pytest.raises(ArtifactError, match="shop-dev-asg: there is no such Auto Scaling group in eu-west-1"):
        followed(fleet)
    assert fleet.seconds == 0


def test_a_group_that_is_deleted_meanwhile_is_an_error(fleet: Fleet) -> None:
    rolling(fleet)
    fleet.at(20, lambda: setattr(fleet, "group", None))
    with pytest.raises(ArtifactError, match="there is no such Auto Scaling group"):
        followed(fleet)


def test_an_unknown_refresh_is_an_error(fleet: Fleet) -> None:
    with pytest.raises(ArtifactError, match="nine: is no instance refresh of shop-dev-asg"):
        followed(fleet, refresh_id="nine")


def test_a_failure_is_told_even_if_nothing_explains_it(fleet: Fleet) -> None:
    fleet.refresh("one", "Failed", StatusReason="For a reason")
    fleet.refused["DescribeScalingActivities"] = Refused("AccessDenied")
    outcome, _ = followed(fleet)
    assert "Failed: For a reason" in outcome.sentence
    assert outcome.why[-1].startswith("asking about the activities of shop-dev-asg: access denied")


def test_a_long_id_is_short_in_a_line_and_whole_at_the_end(fleet: Fleet) -> None:
    own_id = "08b91cf7-8fa6-48af-b6a6-d227f40f1b9b"
    fleet.refresh(own_id, "Successful")
    outcome, told = followed(fleet)
    assert told == ["refresh 08b91cf7 Successful; 2 of 2 healthy"]
    assert own_id in outcome.sentence


@pytest.mark.parametrize(("seconds", "said"), [(0, "0 s"), (45, "45 s"), (1800, "30 min"), (3905, "1 h 5 min 5 s")])
def test_times_are_said_as_people_do(seconds: float, said: str) -> None:
    assert duration(seconds) == said
