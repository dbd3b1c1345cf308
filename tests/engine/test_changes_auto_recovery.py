"""What people change on a running stack of the strategy `auto_recovery`, and exactly what it does."""

import pytest
from botocore.exceptions import ClientError

from tests.engine.look import address, instance, instances, user_data
from tests.engine.plan import Moment, Plan, in_order
from tests.engine.watch import watched
from tests.engine.workspace import Workspace

STACK = "auto-recovery"
REPLACED = {
    "EipAssociation:primary-address": "replace instanceId",
    "MetricAlarm:primary-reboot": "update dimensions.InstanceId",
    "MetricAlarm:primary-recover": "update dimensions.InstanceId",
}
"""What follows from another instance in the place of the first."""
OLD_SERVES_UNTIL_NEW_STANDS = [
    Moment("ended", "create-replacement", "Instance:primary-instance"),
    Moment("begins", "create-replacement", "EipAssociation:primary-address"),
    Moment("ended", "create-replacement", "EipAssociation:primary-address"),
    Moment("begins", "delete-replaced", "Instance:primary-instance"),
]


def leads_nowhere(stack: Workspace) -> list[str]:
    """Return what the address leads to if it is not an instance that runs."""
    reached = address(stack, "primary")["InstanceId"]
    running = {each["InstanceId"] for each in instances(stack)}
    return [] if reached in running else [f"led to {reached!r}, running: {running}"]


def replaced(stack: Workspace, expected: Plan) -> None:
    """Deploy a change that replaces the instance: the address stays, and leads to an instance all the while."""
    old, kept = instance(stack, "primary")["InstanceId"], address(stack, "primary")
    with watched(lambda: leads_nowhere(stack)) as failures:
        ran = stack.change(expected)
    assert failures == []
    assert in_order(stack.order(ran), OLD_SERVES_UNTIL_NEW_STANDS) == OLD_SERVES_UNTIL_NEW_STANDS
    new = instance(stack, "primary")["InstanceId"]
    assert new != old
    now = address(stack, "primary")
    assert (now["InstanceId"], now["AllocationId"], now["PublicIp"]) == (new, kept["AllocationId"], kept["PublicIp"])
    assert stack.outputs()["address"] == kept["PublicIp"]


def test_new_user_data_make_a_new_instance_at_the_same_address(stack: Workspace) -> None:
    stack.section("instance")["user_data"] = {"packages": ["jq"]}
    replaced(
        stack,
        {
            **REPLACED,
            "Instance:primary-instance": "replace launchTemplate.version, userData",
            "LaunchTemplate:template": "update userData",
        },
    )
    assert "jq" in user_data(stack, instance(stack, "primary")["InstanceId"])


def test_a_newer_image_is_left_alone_and_a_named_one_makes_a_new_instance(stack: Workspace) -> None:
    ec2, (running,) = stack.aws.client("ec2"), instances(stack)
    newer = {"owners": ["amazon"], "name_filter": "amzn2-ami-hvm-2*-x86_64-gp2"}
    found = ec2.describe_images(Owners=["amazon"], Filters=[{"Name": "name", "Values": [newer["name_filter"]]}])
    image = max(found["Images"], key=lambda each: str(each["CreationDate"]))["ImageId"]
    assert image != running["ImageId"]
    stack.section("instance")["ami"] = newer
    assert stack.preview() == {}

    stack.section("instance")["ami"] = {"id": image}
    replaced(
        stack,
        {
            **REPLACED,
            "Instance:primary-instance": "replace launchTemplate.version",
            "LaunchTemplate:template": "update imageId",
        },
    )
    assert instance(stack, "primary")["ImageId"] == image


def test_ports_and_ranges_change_in_place(stack: Workspace) -> None:
    stack.section("availability").update(ports=[80, 443], allowed_cidr_blocks=["203.0.113.0/24"])
    ran = stack.change(
        {
            "SecurityGroupIngressRule:instance-in-443-203.0.113.0/24": "create",
            "SecurityGroupIngressRule:instance-in-80-0.0.0.0/0": "delete",
            "SecurityGroupIngressRule:instance-in-80-203.0.113.0/24": "create",
        }
    )
    opened = [
        Moment("ended", "create", "SecurityGroupIngressRule:instance-in-80-203.0.113.0/24"),
        Moment("begins", "delete", "SecurityGroupIngressRule:instance-in-80-0.0.0.0/0"),
    ]
    assert in_order(stack.order(ran), opened) == opened


def test_an_instance_that_was_terminated_is_made_anew_at_the_same_address(stack: Workspace) -> None:
    """No group launches another one: a person does, with `pulumi up --refresh`."""
    lost, kept = instance(stack, "primary")["InstanceId"], address(stack, "primary")["PublicIp"]
    stack.aws.client("ec2").terminate_instances(InstanceIds=[lost])
    assert stack.refresh() == {"EipAssociation:primary-address": "delete", "Instance:primary-instance": "delete"}
    stack.change(
        {
            "EipAssociation:primary-address": "create",
            "Instance:primary-instance": "create",
            "MetricAlarm:primary-reboot": "update dimensions.InstanceId",
            "MetricAlarm:primary-recover": "update dimensions.InstanceId",
        }
    )
    now = address(stack, "primary")
    assert (now["PublicIp"], now["InstanceId"]) == (kept, instance(stack, "primary")["InstanceId"])


def test_protection_from_termination_is_against_all_but_the_stack(stack: Workspace) -> None:
    stack.section("availability")["termination_protection"] = True
    stack.change({"Instance:primary-instance": "update disableApiTermination"})
    protected = instance(stack, "primary")["InstanceId"]
    with pytest.raises(ClientError, match="OperationNotPermitted"):
        stack.aws.client("ec2").terminate_instances(InstanceIds=[protected])
    assert instance(stack, "primary")["InstanceId"] == protected

    stack.section("instance")["user_data"] = {"packages": ["zip"]}
    replaced(
        stack,
        {
            **REPLACED,
            "Instance:primary-instance": "replace launchTemplate.version, userData",
            "LaunchTemplate:template": "update userData",
        },
    )
    with pytest.raises(ClientError, match="OperationNotPermitted"):
        stack.aws.client("ec2").terminate_instances(InstanceIds=[instance(stack, "primary")["InstanceId"]])


def test_a_tag_reaches_everything_in_place(stack: Workspace) -> None:
    tagged = [name for name, inputs in stack.inputs().items() if isinstance(inputs.get("tags"), dict)]
    assert {"Eip:primary-address", "Instance:primary-instance", "LaunchTemplate:template"} < {*tagged}
    stack.section("naming")["tags"] = {"Team": "web"}
    both = {name: "update tags.Team" for name in tagged if not name.startswith(("Instance:", "MetricAlarm:"))}
    stack.change(
        {
            **dict.fromkeys(tagged, "update tags.Team"),
            "Instance:primary-instance": "update tags.Team, volumeTags.Team",
        },
        # To the provider a tag of the template may be a new version, and so to a preview all that follows from one.
        {
            **both,
            "EipAssociation:primary-address": "replace instanceId",
            "Instance:primary-instance": "replace launchTemplate.version, tags.Team, volumeTags.Team",
            "MetricAlarm:primary-reboot": "update dimensions.InstanceId, tags.Team",
            "MetricAlarm:primary-recover": "update dimensions.InstanceId, tags.Team",
        },
    )


def test_a_protected_instance_goes_with_its_stack(stack: Workspace) -> None:
    there = stack.resources()
    assert stack.destroy() == dict.fromkeys(there, "delete")
    assert instances(stack) == []
