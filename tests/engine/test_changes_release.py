"""What naming a release does to a running stack, and naming another: a new version of the template, rolled out."""

import hashlib

from tests.engine.look import alarms, group, instance_ids, refreshes, user_data
from tests.engine.plan import Moment, in_order
from tests.engine.workspace import Workspace

ROLLED_OUT = {"LaunchTemplate:template": "update userData", "Group:asg": "update launchTemplate.version"}
ANOTHER = {**ROLLED_OUT, "MetricAlarm:boot-failures": "update dimensions.Release"}
ALARMS = "instanceRefresh.preferences.alarmSpecification.alarms[]"


def upload(dev: Workspace, version: str) -> dict[str, str]:
    """Put a release into the stack's bucket, and return its name as settings have it."""
    content, key = f"release {version}".encode(), f"releases/{version}/app.tar.gz"
    bucket = str(dev.outputs()["artifact_bucket"])
    given = dev.aws.client("s3").put_object(Bucket=bucket, Key=key, Body=content)["VersionId"]
    return {"version": version, "key": key, "object_version": given, "sha256": hashlib.sha256(content).hexdigest()}


def alarms_of_the_newest(dev: Workspace) -> list[str]:
    """Return the alarms by which the newest refresh would stop."""
    found: list[str] = refreshes(dev)[0]["Preferences"]["AlarmSpecification"]["Alarms"]
    return found


def test_a_release_is_rolled_out_with_what_stops_it_when_it_fails(dev: Workspace) -> None:
    before, begun = instance_ids(dev), len(refreshes(dev))
    named = upload(dev, "1.4.1")
    dev.section("artifacts")["release"] = named
    expected = {
        **ROLLED_OUT,
        "Group:asg": f"update {ALARMS}, launchTemplate.version",
        "MetricAlarm:boot-failures": "create",
        "RolePolicy:instance-boot-failures": "create",
    }
    # Beforehand nobody knows that a profile with one more policy is the same profile.
    ran = dev.change(expected, {**expected, "LaunchTemplate:template": "update iamInstanceProfile.arn, userData"})
    policy, alarm, group_begins = (
        Moment("ended", "create", "RolePolicy:instance-boot-failures"),
        Moment("ended", "create", "MetricAlarm:boot-failures"),
        Moment("begins", "update", "Group:asg"),
    )
    for before_it in (policy, alarm):
        assert in_order(dev.order(ran), [before_it, group_begins]) == [before_it, group_begins]

    assert len(refreshes(dev)) == begun + 1
    assert alarms_of_the_newest(dev) == ["ha-web-dev-server-errors", "ha-web-dev-boot-failures"]
    assert alarms(dev)["boot-failures"]["Dimensions"] == [{"Name": "Release", "Value": "1.4.1"}]
    now = instance_ids(dev)
    assert (len(now), now & before) == (2, set())
    for instance_id in now:
        script = user_data(dev, instance_id)
        assert all(value in script for value in named.values())


def test_another_release_is_another_version_which_is_watched_instead(dev: Workspace) -> None:
    begun = len(refreshes(dev))
    dev.section("artifacts")["release"] = upload(dev, "1.4.2")
    dev.change(ANOTHER)
    assert len(refreshes(dev)) == begun + 1
    assert alarms(dev)["boot-failures"]["Dimensions"] == [{"Name": "Release", "Value": "1.4.2"}]
    assert all("HA_WEB_RELEASE_VERSION=1.4.2\n" in user_data(dev, instance_id) for instance_id in instance_ids(dev))


def test_the_release_before_is_rolled_out_like_any_other(dev: Workspace) -> None:
    """The way back: the settings as they were. What it needs is still in the bucket."""
    current = dev.section("artifacts")["release"]
    bucket, key = str(dev.outputs()["artifact_bucket"]), current["key"].replace("1.4.2", "1.4.1")
    found = dev.aws.client("s3").get_object(Bucket=bucket, Key=key)
    digest = hashlib.sha256(found["Body"].read()).hexdigest()
    dev.section("artifacts")["release"] = {
        "version": "1.4.1",
        "key": key,
        "object_version": found["VersionId"],
        "sha256": digest,
    }
    dev.change(ANOTHER)
    assert all("HA_WEB_RELEASE_VERSION=1.4.1\n" in user_data(dev, instance_id) for instance_id in instance_ids(dev))


def test_without_a_release_all_is_as_it_was(dev: Workspace) -> None:
    del dev.section("artifacts")["release"]
    ran = dev.change(
        {
            **ROLLED_OUT,
            "Group:asg": f"update {ALARMS}, launchTemplate.version",
            "MetricAlarm:boot-failures": "delete",
            "RolePolicy:instance-boot-failures": "delete",
        }
    )
    # The group must have let go of an alarm before it goes: a refresh refuses one that is not there.
    turned = [Moment("ended", "update", "Group:asg"), Moment("begins", "delete", "MetricAlarm:boot-failures")]
    assert in_order(dev.order(ran), turned) == turned
    assert alarms_of_the_newest(dev) == ["ha-web-dev-server-errors"]
    assert "boot-failures" not in alarms(dev)
    assert group(dev)["DesiredCapacity"] == 2
