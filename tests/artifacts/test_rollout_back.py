"""The way back: which version, in which form, and what is done about a refresh that is going on."""

import base64
from typing import Any

import pytest

from pulumi_ha_web.artifacts import rollout_group
from pulumi_ha_web.artifacts.rollout_back import CANCEL_SECONDS, Way, go_back, release_of
from pulumi_ha_web.errors import ArtifactError
from tests.artifacts.fleet import GROUP, TEMPLATE, Fleet, Refused, member, template, to_version


@pytest.fixture
def fleet() -> Fleet:
    """A fleet in which the provider has written version 7 into the group, and begun to replace version 6 by it."""
    made = Fleet()
    made.versions = {number: script(f"1.{number}") for number in (3, 4, 5, 6, 7)}
    made.members(member("i-old-a", 6), member("i-new-b", 7, "b"))
    made.refresh("oldest", "Successful", **to_version(4))
    made.refresh("older", "Successful", **to_version(5))
    made.refresh("bad", "InProgress", PercentageComplete=50, InstancesToUpdate=1, **to_version(7))
    return made


def script(release: str) -> str:
    text = f"#!/bin/bash\nprintf %s 'HA_WEB_ARTIFACT_BUCKET=b\nHA_WEB_RELEASE_VERSION={release}\n' >environment\n"
    return base64.b64encode(text.encode()).decode()


def asked(fleet: Fleet, operation: str) -> list[dict[str, Any]]:
    return [given for name, given in fleet.calls if name == operation]


def test_a_rollout_that_goes_on_is_cancelled_before_the_way_back_begins(fleet: Fleet) -> None:
    said: list[str] = []
    way, refresh_id = go_back(fleet, GROUP, say=said.append, clock=fleet)
    assert (way, refresh_id) == (Way("7", "6", "healthy instances still run it"), "way-back")
    assert said == [
        f"{GROUP}: cancelling refresh bad (InProgress)",
        f"{GROUP}: going back from version 7 of the launch template to 6; healthy instances still run it",
    ]
    assert asked(fleet, "CancelInstanceRefresh") == [{"AutoScalingGroupName": GROUP}]
    assert asked(fleet, "StartInstanceRefresh") == [
        {
            "AutoScalingGroupName": GROUP,
            "Strategy": "Rolling",
            "DesiredConfiguration": {"LaunchTemplate": {"LaunchTemplateId": TEMPLATE, "Version": "6"}},
            "Preferences": {"ScaleInProtectedInstances": "Refresh", "SkipMatching": True, "AutoRollback": False},
        }
    ]
    assert 30 <= fleet.seconds < 40, "begun only once the other one has ended"


@pytest.mark.parametrize("status", ["Failed", "RollbackSuccessful", "Cancelled"])
def test_one_that_has_ended_is_left_alone(fleet: Fleet, status: str) -> None:
    fleet.refresh("bad", status)
    assert go_back(fleet, GROUP, clock=fleet)[0].to == "6"
    assert asked(fleet, "CancelInstanceRefresh") == []
    assert fleet.seconds == 0


def test_one_that_ends_in_this_moment_is_no_obstacle(fleet: Fleet) -> None:
    fleet.refused["CancelInstanceRefresh"] = Refused("ActiveInstanceRefreshNotFound")
    fleet.at(5, lambda: fleet.refresh("bad", "Failed"))
    assert go_back(fleet, GROUP, clock=fleet)[1] == "way-back"


def test_one_that_cannot_be_cancelled_stops_the_way_back(fleet: Fleet) -> None:
    fleet.refused["CancelInstanceRefresh"] = Refused("AccessDenied")
    with pytest.raises(ArtifactError, match=f"cancelling the instance refresh of {GROUP}: access denied"):
        go_back(fleet, GROUP, clock=fleet)
    assert asked(fleet, "StartInstanceRefresh") == []


def test_one_that_does_not_end_stops_the_way_back(fleet: Fleet) -> None:
    fleet.at(1, lambda: fleet.story.clear())
    with pytest.raises(
        ArtifactError, match="refresh bad is Cancelling since 15 min, though cancelled; nothing else was"
    ):
        go_back(fleet, GROUP, clock=fleet)
    assert fleet.seconds >= CANCEL_SECONDS
    assert asked(fleet, "StartInstanceRefresh") == []


def test_a_deployment_that_begins_in_this_moment_is_told(fleet: Fleet) -> None:
    fleet.refresh("bad", "Failed")
    fleet.refused["StartInstanceRefresh"] = Refused("InstanceRefreshInProgress")
    with pytest.raises(ArtifactError, match="another instance refresh began in this moment"):
        go_back(fleet, GROUP, clock=fleet)


@pytest.mark.parametrize(
    ("members", "to"),
    [
        ([member("i-a", 5), member("i-b", 6), member("i-c", 7)], "6"),
        ([member("i-a", 5), member("i-b", 6, HealthStatus="Unhealthy"), member("i-c", 7)], "5"),
        ([member("i-a", 5), member("i-sick", 6), member("i-c", 7)], "5"),
        ([member("i-a", 5), member("i-b", 6, state="Terminating"), member("i-c", 7)], "5"),
        ([member("i-a", 5), member("i-b", 9), member("i-c", 7)], "5"),
        ([member("i-b", 6, LaunchTemplate={**template(6), "LaunchTemplateId": "lt-other"}), member("i-c", 7)], "5"),
    ],
    ids=["newest", "unhealthy", "unhealthy target", "on its way out", "newer", "of another template"],
)
def test_the_version_is_the_newest_older_one_that_healthy_instances_run(
    fleet: Fleet, members: list[dict[str, Any]], to: str
) -> None:
    fleet.members(*members)
    fleet.health["i-sick"] = {"State": "unhealthy", "Reason": "Target.Timeout"}
    assert go_back(fleet, GROUP, clock=fleet)[0].to == to


def test_where_no_instance_runs_it_any_more_it_is_that_of_the_last_success_before(fleet: Fleet) -> None:
    fleet.members(member("i-a", 7), member("i-b", 7))
    fleet.refresh("failed", "Failed", **to_version(6))
    fleet.refreshes.insert(0, fleet.refreshes.pop(1))  # "bad" is the newest
    way = go_back(fleet, GROUP, clock=fleet)[0]
    assert way == Way("7", "5", "refresh older brought it on 2025-03-04 12:00 UTC")


def test_a_release_that_turns_out_bad_after_its_success_goes_back_to_the_one_before(fleet: Fleet) -> None:
    fleet.members(member("i-a", 7), member("i-b", 7))
    fleet.refresh("bad", "Successful")
    assert go_back(fleet, GROUP, clock=fleet)[0].to == "5"


def test_a_way_back_that_failed_is_tried_again_to_the_same_version(fleet: Fleet) -> None:
    fleet.refresh("bad", "Cancelled")
    fleet.refresh("back", "Failed", **to_version(6))
    assert go_back(fleet, GROUP, clock=fleet)[0] == Way("7", "6", "healthy instances still run it")


def test_a_refresh_that_has_not_written_its_version_into_the_group_is_left_for_what_the_group_launches(
    fleet: Fleet,
) -> None:
    """As one begun in the console, where AWS writes the version in the end."""
    assert fleet.group
    fleet.group["LaunchTemplate"] = template(6)
    assert go_back(fleet, GROUP, clock=fleet)[0] == Way("7", "6", "healthy instances still run it")


def test_a_version_may_be_named(fleet: Fleet) -> None:
    way = go_back(fleet, GROUP, "3", clock=fleet)[0]
    assert way == Way("7", "3", "as asked")
    assert asked(fleet, "StartInstanceRefresh")[0]["DesiredConfiguration"]["LaunchTemplate"]["Version"] == "3"


def test_a_version_that_is_not_there_is_refused_before_anything_is_cancelled(fleet: Fleet) -> None:
    with pytest.raises(ArtifactError) as error:
        go_back(fleet, GROUP, "2", clock=fleet)
    assert str(error.value) == (
        f"2: is not a version of {GROUP}'s launch template; name another one with --to-version: there are "
        "7 (release 1.7), 6 (release 1.6), 5 (release 1.5), 4 (release 1.4), 3 (release 1.3)"
    )
    assert asked(fleet, "CancelInstanceRefresh") == asked(fleet, "StartInstanceRefresh") == []


def test_a_version_that_was_deleted_meanwhile_is_refused(fleet: Fleet) -> None:
    del fleet.versions[6]
    with pytest.raises(ArtifactError, match="6: is not a version of"):
        go_back(fleet, GROUP, clock=fleet)


def test_a_first_version_has_none_before_it(fleet: Fleet) -> None:
    fleet.members(member("i-a", 7), member("i-b", 7))
    fleet.refreshes = []
    with pytest.raises(ArtifactError, match="no healthy instance runs an older version than 7, and no refresh"):
        go_back(fleet, GROUP, clock=fleet)
    assert asked(fleet, "StartInstanceRefresh") == []


def test_a_group_of_mixed_instances_keeps_its_types_and_its_spot_share(fleet: Fleet) -> None:
    assert fleet.group
    del fleet.group["LaunchTemplate"]
    distribution = {"OnDemandBaseCapacity": 1, "OnDemandPercentageAboveBaseCapacity": 50}
    other = {"LaunchTemplateId": "lt-arm", "LaunchTemplateName": "arm", "Version": "2"}
    overrides = [{"InstanceType": "t3.small"}, {"InstanceType": "t4g.small", "LaunchTemplateSpecification": other}]
    fleet.group["MixedInstancesPolicy"] = {
        "LaunchTemplate": {"LaunchTemplateSpecification": template(7), "Overrides": overrides},
        "InstancesDistribution": distribution,
    }
    go_back(fleet, GROUP, clock=fleet)
    assert asked(fleet, "StartInstanceRefresh")[0]["DesiredConfiguration"] == {
        "MixedInstancesPolicy": {
            "LaunchTemplate": {
                "LaunchTemplateSpecification": {"LaunchTemplateId": TEMPLATE, "Version": "6"},
                "Overrides": [
                    {"InstanceType": "t3.small"},
                    {
                        "InstanceType": "t4g.small",
                        "LaunchTemplateSpecification": {"LaunchTemplateId": "lt-arm", "Version": "2"},
                    },
                ],
            },
            "InstancesDistribution": distribution,
        }
    }
    group = rollout_group.look(fleet, GROUP)
    group.configuration("6")
    assert group.mixed == fleet.group["MixedInstancesPolicy"], "what the group has is not written over"


def test_it_is_as_careful_as_the_rollout_was_without_what_would_stop_it(fleet: Fleet) -> None:
    kept = {"MinHealthyPercentage": 100, "MaxHealthyPercentage": 150, "InstanceWarmup": 120}
    dropped = {
        "AutoRollback": True,
        "AlarmSpecification": {"Alarms": ["shop-5xx"]},
        "CheckpointPercentages": [50, 100],
        "BakeTime": 600,
    }
    fleet.refresh("bad", "InProgress", Preferences={**kept, **dropped, "ScaleInProtectedInstances": "Wait"})
    go_back(fleet, GROUP, clock=fleet)
    assert asked(fleet, "StartInstanceRefresh")[0]["Preferences"] == {
        **kept,
        "ScaleInProtectedInstances": "Refresh",
        "SkipMatching": True,
        "AutoRollback": False,
    }


@pytest.mark.parametrize(
    ("user_data", "release"),
    [
        (script("1.4.2"), "1.4.2"),
        (script("2.0.0-rc.1+b7"), "2.0.0-rc.1+b7"),
        (base64.b64encode(b"printf %s 'HA_WEB_RELEASE_VERSION=7\n' >x").decode(), "7"),
        (base64.b64encode(b"echo NOT_HA_WEB_RELEASE_VERSION=7").decode(), None),
        (base64.b64encode(b"\xff\xfe not text").decode(), None),
        ("not base64!", None),
        ("", None),
        (None, None),
    ],
)
def test_the_release_is_read_from_the_user_data(user_data: str | None, release: str | None) -> None:
    assert release_of(user_data) == release
