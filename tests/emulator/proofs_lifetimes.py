"""Proofs that a rule of AWS holds in an account: what is kept while a thing is there, and what goes with it."""

import base64
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator import Account
from tests.emulator.proofs import IMAGE, group, network, proves, template

OWN = {"ResourceType": "launch-template", "Tags": [{"Key": "Name", "Value": "template"}]}
INSTANCES = {"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "instance"}]}


@proves("ec2-launch-template-tags")
def template_tags(aws: Account) -> None:
    ec2 = aws.client("ec2")
    made = ec2.create_launch_template(
        LaunchTemplateName="template",
        LaunchTemplateData={"ImageId": IMAGE, "TagSpecifications": [INSTANCES]},
        TagSpecifications=[OWN],
    )["LaunchTemplate"]
    data = ec2.describe_launch_template_versions(LaunchTemplateId=made["LaunchTemplateId"])["LaunchTemplateVersions"]
    assert data[0]["LaunchTemplateData"]["TagSpecifications"] == [INSTANCES]
    ec2.create_tags(Resources=[made["LaunchTemplateId"]], Tags=[{"Key": "Name", "Value": "renamed"}])
    found = ec2.describe_launch_templates()["LaunchTemplates"][0]
    assert found["Tags"] == [{"Key": "Name", "Value": "renamed"}]


@proves("ec2-launch-template-user-data")
def template_user_data(aws: Account) -> None:
    ec2, template_id = aws.client("ec2"), template(aws)
    text = base64.b64encode(b"#!/bin/sh\necho second\n").decode()
    ec2.create_launch_template_version(
        LaunchTemplateId=template_id,
        LaunchTemplateData={"ImageId": IMAGE, "InstanceType": "t3.micro", "UserData": text},
    )
    try:
        made = ec2.run_instances(
            MinCount=1, MaxCount=1, LaunchTemplate={"LaunchTemplateId": template_id, "Version": "2"}
        )
        group(aws, template_id=template_id, DesiredCapacity=0)
        aws.client("autoscaling").update_auto_scaling_group(
            AutoScalingGroupName="group",
            DesiredCapacity=1,
            LaunchTemplate={"LaunchTemplateId": template_id, "Version": "2"},
        )
    except AssertionError as error:  # moto's own, which is no proof by itself
        pytest.fail(f"an instance was not launched: {error!r}")
    instance_id = made["Instances"][0]["InstanceId"]
    found = ec2.describe_instance_attribute(InstanceId=instance_id, Attribute="userData")["UserData"]["Value"]
    assert found == text


@proves("ec2-rule-descriptions")
def rule_descriptions(aws: Account) -> None:
    ec2 = aws.client("ec2")
    vpc_id = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    group_id = ec2.create_security_group(GroupName="group", Description="group", VpcId=vpc_id)["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=group_id,
        IpPermissions=[
            {
                "IpProtocol": "tcp",
                "FromPort": 80,
                "ToPort": 80,
                "UserIdGroupPairs": [{"GroupId": group_id, "Description": "from itself"}],
            }
        ],
    )
    rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group_id]}])
    described = [each.get("Description") for each in rules["SecurityGroupRules"] if not each["IsEgress"]]
    assert described == ["from itself"]


def _interfaces(aws: Account) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = aws.client("ec2").describe_network_interfaces()["NetworkInterfaces"]
    return found


@proves("ec2-launched-interface-ends")
def launched_interface_ends(aws: Account) -> None:
    ec2, subnet = aws.client("ec2"), network(aws, "a")[0]
    made = ec2.run_instances(ImageId=IMAGE, MinCount=1, MaxCount=1, SubnetId=subnet)["Instances"][0]
    kept = ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
    ec2.attach_network_interface(NetworkInterfaceId=kept, InstanceId=made["InstanceId"], DeviceIndex=1)
    assert len(_interfaces(aws)) == 2
    ec2.terminate_instances(InstanceIds=[made["InstanceId"]])
    assert [each["NetworkInterfaceId"] for each in _interfaces(aws)] == [kept]


@proves("ec2-nat-interface-ends")
def nat_interface_ends(aws: Account) -> None:
    ec2, subnet = aws.client("ec2"), network(aws, "a")[0]
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    gateway = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]["NatGatewayId"]
    assert len(_interfaces(aws)) == 1
    ec2.delete_nat_gateway(NatGatewayId=gateway)
    assert _interfaces(aws) == []
    found = ec2.describe_addresses()["Addresses"]
    assert [(each["AllocationId"], each.get("AssociationId", "")) for each in found] == [(address, "")]


@proves("ec2-vpc-acl-ends")
def vpc_acl_ends(aws: Account) -> None:
    ec2 = aws.client("ec2")
    before = len(ec2.describe_network_acls()["NetworkAcls"])
    vpc_id = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    assert len(ec2.describe_network_acls()["NetworkAcls"]) == before + 1
    ec2.delete_vpc(VpcId=vpc_id)
    assert len(ec2.describe_network_acls()["NetworkAcls"]) == before


@proves("autoscaling-instance-refresh")
def instance_refresh(aws: Account) -> None:
    asg, ec2, template_id = aws.client("autoscaling"), aws.client("ec2"), template(aws)
    before = {each["InstanceId"] for each in group(aws, template_id=template_id, DesiredCapacity=2)["Instances"]}
    ec2.create_launch_template_version(
        LaunchTemplateId=template_id, LaunchTemplateData={"ImageId": IMAGE, "InstanceType": "t3.small"}
    )
    preferences = {"MinHealthyPercentage": 100, "MaxHealthyPercentage": 150}
    started = asg.start_instance_refresh(
        AutoScalingGroupName="group",
        Preferences=preferences,
        DesiredConfiguration={"LaunchTemplate": {"LaunchTemplateId": template_id, "Version": "2"}},
    )["InstanceRefreshId"]
    refreshes = asg.describe_instance_refreshes(AutoScalingGroupName="group")["InstanceRefreshes"]
    found = [(each["InstanceRefreshId"], each["Status"], each["Preferences"]) for each in refreshes]
    assert found == [(started, "Successful", preferences)]
    instances = asg.describe_auto_scaling_groups()["AutoScalingGroups"][0]["Instances"]
    assert [each["LaunchTemplate"]["Version"] for each in instances] == ["2", "2"]
    assert not before & {each["InstanceId"] for each in instances}
    with pytest.raises(ClientError, match="ActiveInstanceRefreshNotFound"):
        asg.cancel_instance_refresh(AutoScalingGroupName="group")
