"""What people change on a running stack, and exactly what it does: instances, capacity, tags."""

from tests.engine.look import group, instance_ids, refreshes, user_data
from tests.engine.workspace import Workspace

ROLLED_OUT = {"Group:asg": "update launchTemplate.version"}
"""What follows from every change of the launch template: the group takes its new version, and so begins a refresh."""


def test_new_user_data_is_rolled_out(dev: Workspace) -> None:
    before, begun = instance_ids(dev), len(refreshes(dev))
    dev.section("instance")["user_data"]["packages"] = ["nginx", "jq"]
    dev.change({"LaunchTemplate:template": "update userData", **ROLLED_OUT})

    newest, *older = refreshes(dev)
    assert len(older) == begun
    assert (newest["Preferences"]["MinHealthyPercentage"], newest["Preferences"]["MaxHealthyPercentage"]) == (100, 150)
    assert newest["Preferences"]["AutoRollback"] is True
    now = instance_ids(dev)
    assert len(now) == 2
    assert not now & before
    assert all("jq" in user_data(dev, instance_id) for instance_id in now)


def test_a_new_image_is_rolled_out(dev: Workspace) -> None:
    ec2, begun = dev.aws.client("ec2"), len(refreshes(dev))
    (running,) = {
        each["ImageId"]
        for reservation in ec2.describe_instances(InstanceIds=sorted(instance_ids(dev)))["Reservations"]
        for each in reservation["Instances"]
    }
    own = ec2.describe_images(ImageIds=[running])["Images"][0]
    same = ("Architecture", "RootDeviceName", "VirtualizationType")
    others = [
        each["ImageId"]
        for each in ec2.describe_images(Owners=["amazon"])["Images"]
        if each["ImageId"] != running and [each.get(key) for key in same] == [own.get(key) for key in same]
    ]
    dev.section("instance")["ami"] = {"id": others[0]}
    dev.change({"LaunchTemplate:template": "update imageId", **ROLLED_OUT})
    assert len(refreshes(dev)) == begun + 1
    images = ec2.describe_instances(InstanceIds=sorted(instance_ids(dev)))["Reservations"]
    assert {each["ImageId"] for reservation in images for each in reservation["Instances"]} == {others[0]}


def test_capacity_that_scaling_chose_is_kept(dev: Workspace) -> None:
    autoscaling, name = dev.aws.client("autoscaling"), group(dev)["AutoScalingGroupName"]
    autoscaling.set_desired_capacity(AutoScalingGroupName=name, DesiredCapacity=3)
    assert dev.refresh() == {}
    dev.section("availability")["health_check_grace_seconds"] = 240
    dev.change({"Group:asg": "update healthCheckGracePeriod"})
    assert (group(dev)["DesiredCapacity"], len(group(dev)["Instances"])) == (3, 3)
    autoscaling.set_desired_capacity(AutoScalingGroupName=name, DesiredCapacity=2)


def test_a_tag_reaches_everything_in_place(dev: Workspace) -> None:
    tagged = [name for name, inputs in dev.inputs().items() if isinstance(inputs.get("tags"), dict)]
    at_launch = [f"tagSpecifications[{at}].tags.Team" for at in range(3)]
    dev.section("naming")["tags"] = {"Team": "web"}
    dev.change(
        {
            **dict.fromkeys(tagged, "update tags.Team"),
            "LaunchTemplate:template": f"update {', '.join([*at_launch, 'tags.Team'])}",
            "Group:asg": "update launchTemplate.version, tags[3].key, tags[3].value, tags[4]",
        }
    )
    assert len(tagged) > MOST


MOST = 30
"""Of the resources of a stack have tags; the others cannot."""
