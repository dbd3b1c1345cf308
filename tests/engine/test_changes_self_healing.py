"""What people change on a running stack of the strategy `self_healing`, and exactly what it does."""

import pytest

from tests.engine.call import EngineError
from tests.engine.look import address, group, instance_ids, refreshes, user_data, volume
from tests.engine.plan import Moment, in_order
from tests.engine.workspace import Workspace

STACK = "self-healing"
ROLLED_OUT = {"LaunchTemplate:template": "update userData", "Group:asg": "update launchTemplate.version"}
"""The group takes the template's new version, and so begins a refresh."""
FOLLOWS = {**ROLLED_OUT, "RolePolicy:instance-identity": "update policy"}
"""What follows from a change of what the instances take to themselves: their boot, and what they may."""


def boots(stack: Workspace) -> None:
    """Do what the instance would do in its first boot: the emulator runs no user data."""
    ec2, (instance_id,) = stack.aws.client("ec2"), instance_ids(stack)
    script = user_data(stack, instance_id)
    kept = address(stack)["AllocationId"]
    assert f"--allocation-id {kept} --instance-id" in script
    ec2.associate_address(AllocationId=kept, InstanceId=instance_id, AllowReassociation=True)
    if "attach-volume" in script:
        ec2.attach_volume(VolumeId=volume(stack)["VolumeId"], InstanceId=instance_id, Device="/dev/sdf")


def test_what_an_instance_takes_to_itself_is_no_change(stack: Workspace) -> None:
    boots(stack)
    assert address(stack)["InstanceId"] in instance_ids(stack)
    assert stack.refresh() == {}
    assert stack.preview() == {}


def test_new_user_data_is_rolled_out_and_the_address_stays(stack: Workspace) -> None:
    boots(stack)
    before, kept, begun = instance_ids(stack), address(stack), len(refreshes(stack))
    stack.section("instance")["user_data"] = {"packages": ["jq"]}
    stack.change(ROLLED_OUT)

    newest, *older = refreshes(stack)
    assert len(older) == begun
    assert (newest["Preferences"]["MinHealthyPercentage"], newest["Preferences"]["MaxHealthyPercentage"]) == (100, 200)
    (now,) = instance_ids(stack)
    assert now not in before
    assert "jq" in user_data(stack, now)
    assert (address(stack)["AllocationId"], address(stack)["PublicIp"]) == (kept["AllocationId"], kept["PublicIp"])


def test_an_instance_that_was_terminated_is_replaced_and_nothing_is_left_to_do(stack: Workspace) -> None:
    boots(stack)
    (lost,) = instance_ids(stack)
    stack.aws.client("ec2").terminate_instances(InstanceIds=[lost])
    (now,) = instance_ids(stack)
    assert now != lost
    assert not address(stack)["InstanceId"], "the address outlives the instance, and waits for the next"
    boots(stack)
    assert address(stack)["InstanceId"] == now
    assert stack.refresh() == {}
    assert stack.preview() == {}


def test_a_data_volume_added_keeps_the_group_in_its_zone(stack: Workspace) -> None:
    stack.section("availability")["data_volume"] = {"size_gib": 10}
    stack.change(
        {
            **FOLLOWS,
            "Group:asg": "update launchTemplate.version, vpcZoneIdentifiers[]",
            "Volume:data": "create",
        }
    )
    boots(stack)
    assert group(stack)["AvailabilityZones"] == ["eu-west-1a"]
    made = volume(stack)
    assert (made["AvailabilityZone"], made["Encrypted"], made["State"]) == ("eu-west-1a", True, "in-use")
    assert stack.refresh_plan() == {}


def test_a_data_volume_outlives_a_release_and_grows_in_place(stack: Workspace) -> None:
    kept = volume(stack)["VolumeId"]
    stack.section("availability")["data_volume"]["size_gib"] = 12
    stack.section("instance")["user_data"] = {"packages": ["zip"]}
    stack.change({**ROLLED_OUT, "Volume:data": "update size"})
    boots(stack)
    assert (volume(stack)["VolumeId"], volume(stack)["Size"]) == (kept, 12)


def test_a_data_volume_is_removed_only_once_the_settings_say_so(stack: Workspace) -> None:
    availability = stack.section("availability")
    kept = availability.pop("data_volume")
    with pytest.raises(EngineError, match="protected"):
        stack.preview()
    with pytest.raises(EngineError, match="protected"):
        stack.destroy()
    availability["data_volume"] = {**kept, "removable": True}
    stack.change({})

    boots(stack)
    del availability["data_volume"]
    ran = stack.change(
        {
            **FOLLOWS,
            "Group:asg": "update launchTemplate.version, vpcZoneIdentifiers[]",
            "Volume:data": "delete",
        }
    )
    # The new instance does not want it any more, and the old one has it until it ends.
    turned = [Moment("ended", "update", "Group:asg"), Moment("begins", "delete", "Volume:data")]
    assert in_order(stack.order(ran), turned) == turned
    assert group(stack)["AvailabilityZones"] == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]


def test_the_address_is_given_up_after_the_instances_have_stopped_asking_for_it(stack: Workspace) -> None:
    boots(stack)
    del stack.section("availability")["stable_address"]
    ran = stack.change(
        {
            **ROLLED_OUT,
            "Eip:address": "delete",
            "RolePolicy:instance-identity": "delete",
            "StableIdentity": "delete",
        }
    )
    turned = [Moment("ended", "update", "Group:asg"), Moment("begins", "delete", "Eip:address")]
    assert in_order(stack.order(ran), turned) == turned
    assert not {"address", "url"} & stack.outputs().keys()
    assert stack.aws.client("ec2").describe_addresses()["Addresses"] == []


def test_an_address_added_is_there_before_an_instance_asks_for_it(stack: Workspace) -> None:
    stack.section("availability")["stable_address"] = True
    created = dict.fromkeys(("Eip:address", "RolePolicy:instance-identity", "StableIdentity"), "create")
    # The template waits for the policy with the profile, whose ARN a preview does not know so long.
    proposed = {**ROLLED_OUT, **created, "LaunchTemplate:template": "update iamInstanceProfile.arn, userData"}
    ran = stack.change({**ROLLED_OUT, **created}, proposed)
    turned = [
        Moment("ended", "create", "Eip:address"),
        Moment("ended", "create", "RolePolicy:instance-identity"),
        Moment("begins", "update", "Group:asg"),
    ]
    assert in_order(stack.order(ran), turned) == turned
    boots(stack)


def test_a_tag_reaches_everything_in_place(stack: Workspace) -> None:
    tagged = [name for name, inputs in stack.inputs().items() if isinstance(inputs.get("tags"), dict)]
    assert {"Eip:address", "MetricAlarm:no-instances", "SecurityGroupIngressRule:instance-in-80-0.0.0.0/0"} < {*tagged}
    at_launch = [f"tagSpecifications[{at}].tags.Team" for at in range(3)]
    stack.section("naming")["tags"] = {"Team": "web"}
    stack.change(
        {
            **dict.fromkeys(tagged, "update tags.Team"),
            "LaunchTemplate:template": f"update {', '.join([*at_launch, 'tags.Team'])}",
            "Group:asg": "update launchTemplate.version, tags[3].key, tags[3].value, tags[4]",
        }
    )
