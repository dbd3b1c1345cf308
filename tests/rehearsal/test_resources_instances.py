"""Single instances, their addresses and volumes: each is what its inputs say, as the API tells."""

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest

from rehearsal.resources import ArgumentError
from tests.rehearsal.test_resources_support import IMAGE, Case, World, a_world, case

CASES: list[Case] = []
TAGS = {"Name": "thing"}
TAG_LIST = [{"Key": "Name", "Value": "thing"}]
KEY = "arn:aws:kms:eu-west-1:123456789012:key/12345678-1234-1234-1234-123456789012"


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with a_world() as made:
        yield made


def found_instance(world: World, made: str) -> dict[str, Any]:
    reservations = world.client("ec2").describe_instances(InstanceIds=[made])["Reservations"]
    answer: dict[str, Any] = reservations[0]["Instances"][0]
    return answer


def full_template(world: World) -> str:
    """Make a template that says much of what an instance of it answers."""
    return world.create(
        "aws:ec2/launchTemplate:LaunchTemplate",
        namePrefix="full-",
        imageId=IMAGE,
        instanceType="t3.small",
        userData="IyEvYmluL3No",
        monitoring={"enabled": True},
        vpcSecurityGroupIds=[world.get("security-group")],
        metadataOptions={"httpTokens": "required", "httpPutResponseHopLimit": 1},
        blockDeviceMappings=[{"deviceName": "/dev/sdf", "ebs": {"volumeSize": 5, "volumeType": "gp3"}}],
        tagSpecifications=[{"resourceType": "volume", "tags": {"Name": "volume"}}],
    )[0]


@case(
    CASES,
    "aws:ec2/instance:Instance",
    lambda world: {
        "subnetId": world.get("subnet-b"),
        "launchTemplate": {"id": full_template(world), "version": "1"},
        "disableApiTermination": True,
        "forceDestroy": True,
        "maintenanceOptions": {"autoRecovery": "disabled"},
        "tags": TAGS,
    },
)
def instance(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = found_instance(world, made)
    assert (found["SubnetId"], found["InstanceType"]) == (world.get("subnet-b"), "t3.small")
    assert found["MaintenanceOptions"]["AutoRecovery"] == "disabled"
    protected = world.client("ec2").describe_instance_attribute(InstanceId=made, Attribute="disableApiTermination")
    assert protected["DisableApiTermination"] == {"Value": True}
    tags = {tag["Key"]: tag["Value"] for tag in found["Tags"]}
    assert (tags["Name"], tags["aws:ec2launchtemplate:version"]) == ("thing", "1")
    assert outputs["launchTemplate"]["name"].startswith("full-")
    assert (outputs["privateIp"], outputs["publicIp"]) == (found["PrivateIpAddress"], "")
    assert outputs["userData"] == hashlib.sha1(b"#!/bin/sh").hexdigest()
    assert outputs["vpcSecurityGroupIds"] == [world.get("security-group")]
    assert (outputs["monitoring"], outputs["metadataOptions"]["httpTokens"]) == (True, "required")
    assert outputs["creditSpecification"] == {"cpuCredits": "unlimited"}
    assert outputs["rootBlockDevice"]["deviceName"] == found["RootDeviceName"]
    assert [(each["volumeSize"], each["throughput"]) for each in outputs["ebsBlockDevices"]] == [(5, 125)]


@case(
    CASES,
    "aws:ec2/launchTemplate:LaunchTemplate",
    lambda world: {
        "namePrefix": "public-",
        "imageId": IMAGE,
        "instanceType": "t3.micro",
        "networkInterfaces": [
            {
                "deviceIndex": 0,
                "description": "First",
                "associatePublicIpAddress": "true",
                "deleteOnTermination": "true",
                "securityGroups": [world.get("security-group")],
            }
        ],
    },
)
def template_with_an_interface(world: World, made: str, outputs: dict[str, Any]) -> None:
    """Instances of a group have what it says."""
    group = world.create(
        "aws:autoscaling/group:Group",
        namePrefix="public-",
        minSize=1,
        maxSize=1,
        vpcZoneIdentifiers=[world.get("subnet-a")],
        launchTemplate={"id": made, "version": str(outputs["latestVersion"])},
    )[0]
    asked = world.client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[group])
    found = found_instance(world, asked["AutoScalingGroups"][0]["Instances"][0]["InstanceId"])
    assert found["SubnetId"] == world.get("subnet-a")
    assert found["PublicIpAddress"] == found["NetworkInterfaces"][0]["Association"]["PublicIp"]
    assert [each["GroupId"] for each in found["SecurityGroups"]] == [world.get("security-group")]
    assert outputs["networkInterfaces"][0]["subnetId"] == ""


@case(
    CASES,
    "aws:ec2/eipAssociation:EipAssociation",
    lambda world: {
        "allocationId": world.get("address"),
        "instanceId": world.get("instance"),
        "allowReassociation": True,
    },
)
def association(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("ec2").describe_addresses(AllocationIds=[world.get("address")])["Addresses"][0]
    assert (found["AssociationId"], found["InstanceId"]) == (made, world.get("instance"))
    assert found_instance(world, world.get("instance"))["PublicIpAddress"] == outputs["publicIp"] == found["PublicIp"]


@case(
    CASES,
    "aws:ebs/volume:Volume",
    lambda _: {
        "availabilityZone": "eu-west-1b",
        "size": 30,
        "type": "gp3",
        "encrypted": True,
        "kmsKeyId": KEY,
        "finalSnapshot": False,
        "tags": TAGS,
    },
)
def volume(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("ec2").describe_volumes(VolumeIds=[made])["Volumes"][0]
    got = [found[key] for key in ("AvailabilityZone", "Size", "VolumeType", "Encrypted", "KmsKeyId", "State", "Tags")]
    assert got == ["eu-west-1b", 30, "gp3", True, KEY, "available", TAG_LIST]
    assert outputs["arn"] == f"arn:aws:ec2:eu-west-1:123456789012:volume/{made}"
    assert (outputs["iops"], outputs["throughput"]) == (3000, 125)
    assert f"KMS key `{KEY}` is assumed to exist in the account" in list(world.cloud.assumptions)


@pytest.mark.parametrize("each", CASES, ids=str)
def test_it_is_what_its_inputs_say(world: World, each: Case) -> None:
    made, outputs = world.create(each.token, **each.inputs(world))
    assert outputs["id"] == made
    each.check(world, made, outputs)


WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "an instance without a template": ("aws:ec2/instance:Instance", {"subnetId": "subnet-1"}, "must be given"),
}


@pytest.mark.parametrize(("token", "inputs", "message"), WRONG.values(), ids=WRONG)
def test_what_the_provider_would_refuse_is_refused(
    world: World, token: str, inputs: dict[str, Any], message: str
) -> None:
    with pytest.raises(ArgumentError, match=message):
        world.create(token, **inputs)


def test_an_address_moves_to_the_next_instance(world: World) -> None:
    template = {"id": world.get("template"), "version": "1"}
    address = world.create("aws:ec2/eip:Eip")[0]
    old, new = (
        world.create("aws:ec2/instance:Instance", subnetId=world.get("subnet-a"), launchTemplate=template)[0]
        for _ in range(2)
    )
    for each in (old, new):
        world.create(
            "aws:ec2/eipAssociation:EipAssociation", allocationId=address, instanceId=each, allowReassociation=True
        )
    assert "PublicIpAddress" not in found_instance(world, old)
    assert "PublicIpAddress" in found_instance(world, new)
