"""Proofs that a rule of AWS holds in an account: single instances, and the addresses by which they are reached."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator import Account
from tests.emulator.proofs import IMAGE, group, network, proves, template


def security_group(aws: Account, name: str) -> str:
    ec2 = aws.client("ec2")
    vpc = ec2.describe_subnets(Filters=[{"Name": "cidr-block", "Values": ["10.0.0.0/24"]}])["Subnets"][0]["VpcId"]
    return str(ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"])


def launch(aws: Account, subnet: str, **given: Any) -> str:
    made = aws.client("ec2").run_instances(MinCount=1, MaxCount=1, ImageId=IMAGE, SubnetId=subnet, **given)
    return str(made["Instances"][0]["InstanceId"])


def instance(aws: Account, instance_id: str) -> dict[str, Any]:
    found = aws.client("ec2").describe_instances(InstanceIds=[instance_id])["Reservations"][0]["Instances"][0]
    return dict(found)


def of_template(aws: Account, **data: Any) -> dict[str, Any]:
    """Launch an instance of a template with these data, beside one of an earlier version."""
    ec2, template_id = aws.client("ec2"), template(aws)
    ec2.create_launch_template_version(
        LaunchTemplateId=template_id, LaunchTemplateData={"ImageId": IMAGE, "InstanceType": "t3.micro", **data}
    )
    return {"LaunchTemplate": {"LaunchTemplateId": template_id, "Version": "2"}, "MinCount": 1, "MaxCount": 1}


@proves("ec2-launch-protection")
def launch_protection(aws: Account) -> None:
    ec2, (subnet,) = aws.client("ec2"), network(aws, "a")
    protected = launch(aws, subnet, DisableApiTermination=True)
    with pytest.raises(ClientError, match=r"OperationNotPermitted.*may not be terminated"):
        ec2.terminate_instances(InstanceIds=[protected])
    ec2.modify_instance_attribute(InstanceId=protected, DisableApiTermination={"Value": False})
    ec2.terminate_instances(InstanceIds=[protected])
    wanted = of_template(aws, DisableApiTermination=True, InstanceInitiatedShutdownBehavior="terminate")
    made = ec2.run_instances(**wanted, SubnetId=subnet)["Instances"][0]["InstanceId"]
    got = ec2.describe_instance_attribute(InstanceId=made, Attribute="disableApiTermination")
    assert got["DisableApiTermination"] == {"Value": True}
    got = ec2.describe_instance_attribute(InstanceId=made, Attribute="instanceInitiatedShutdownBehavior")
    assert got["InstanceInitiatedShutdownBehavior"] == {"Value": "terminate"}
    made = ec2.run_instances(**wanted, SubnetId=subnet, DisableApiTermination=False)["Instances"][0]["InstanceId"]
    got = ec2.describe_instance_attribute(InstanceId=made, Attribute="disableApiTermination")
    assert got["DisableApiTermination"] == {"Value": False}


@proves("ec2-maintenance-options")
def maintenance_options(aws: Account) -> None:
    ec2, (subnet,) = aws.client("ec2"), network(aws, "a")
    plain, told = launch(aws, subnet), launch(aws, subnet, MaintenanceOptions={"AutoRecovery": "disabled"})
    assert instance(aws, plain)["MaintenanceOptions"]["AutoRecovery"] == "default"
    assert instance(aws, told)["MaintenanceOptions"]["AutoRecovery"] == "disabled"
    answer = ec2.modify_instance_maintenance_options(InstanceId=plain, AutoRecovery="disabled")
    assert (answer["InstanceId"], answer["AutoRecovery"]) == (plain, "disabled")
    assert instance(aws, plain)["MaintenanceOptions"]["AutoRecovery"] == "disabled"


@proves("ec2-monitor-instances")
def monitor_instances(aws: Account) -> None:
    ec2, (subnet,) = aws.client("ec2"), network(aws, "a")
    made = launch(aws, subnet)
    answer = ec2.monitor_instances(InstanceIds=[made])["InstanceMonitorings"]
    assert answer == [{"InstanceId": made, "Monitoring": {"State": "pending"}}]
    assert instance(aws, made)["Monitoring"]["State"] == "enabled"
    ec2.unmonitor_instances(InstanceIds=[made])
    assert instance(aws, made)["Monitoring"]["State"] == "disabled"


@proves("ec2-credit-specification")
def credit_specification(aws: Account) -> None:
    ec2, (subnet,) = aws.client("ec2"), network(aws, "a")
    given = {"CreditSpecification": {"CpuCredits": "standard"}}
    made = {
        launch(aws, subnet, InstanceType="t2.micro"): "standard",
        launch(aws, subnet, InstanceType="t3.micro"): "unlimited",
        launch(aws, subnet, InstanceType="t3.micro", **given): "standard",
        ec2.run_instances(**of_template(aws, **given), SubnetId=subnet)["Instances"][0]["InstanceId"]: "standard",
    }
    found = ec2.describe_instance_credit_specifications(InstanceIds=list(made))["InstanceCreditSpecifications"]
    assert {each["InstanceId"]: each["CpuCredits"] for each in found} == made


@proves("ec2-gp3-throughput")
def gp3_throughput(aws: Account) -> None:
    ec2 = aws.client("ec2")
    made = [
        ec2.create_volume(AvailabilityZone="eu-west-1a", Size=8, VolumeType="gp3", **more)["VolumeId"]
        for more in ({}, {"Throughput": 250})
    ]
    found = ec2.describe_volumes(VolumeIds=made)["Volumes"]
    assert {each["VolumeId"]: each.get("Throughput") for each in found} == dict(zip(made, (125, 250), strict=True))


def interface(groups: list[str], *, public: bool = True) -> dict[str, Any]:
    return {
        "DeviceIndex": 0,
        "AssociatePublicIpAddress": public,
        "DeleteOnTermination": True,
        "Groups": groups,
    }


@proves("ec2-template-interfaces")
def template_interfaces(aws: Account) -> None:
    asg, ec2 = aws.client("autoscaling"), aws.client("ec2")
    template_id = template(aws)
    group(aws, template_id=template_id)
    guard = security_group(aws, "guard")
    for public in (True, False):
        data = {"ImageId": IMAGE, "InstanceType": "t3.micro", "NetworkInterfaces": [interface([guard], public=public)]}
        ec2.create_launch_template_version(LaunchTemplateId=template_id, LaunchTemplateData=data)
        told = {"LaunchTemplateId": template_id, "Version": "$Latest"}
        asg.update_auto_scaling_group(AutoScalingGroupName="group", DesiredCapacity=0, LaunchTemplate=told)
        asg.update_auto_scaling_group(AutoScalingGroupName="group", DesiredCapacity=3)
        made = asg.describe_auto_scaling_groups()["AutoScalingGroups"][0]["Instances"]
        assert sorted(each["AvailabilityZone"][-1] for each in made) == ["a", "b", "c"]
        for each in made:
            found = instance(aws, each["InstanceId"])
            assert ("PublicIpAddress" in found) == public
            assert [one["GroupId"] for one in found["SecurityGroups"]] == [guard]
            assert [one["GroupId"] for one in found["NetworkInterfaces"][0]["Groups"]] == [guard]
    data = {"NetworkInterfaces": [interface([guard])], "SecurityGroupIds": [guard], "ImageId": IMAGE}
    ec2.create_launch_template_version(LaunchTemplateId=template_id, LaunchTemplateData=data)
    with pytest.raises(ClientError, match="instance-level security groups may not be specified"):
        ec2.run_instances(LaunchTemplate=told, MinCount=1, MaxCount=1)


@proves("ec2-template-interfaces-subnet")
def template_interfaces_subnet(aws: Account) -> None:
    ec2, (subnet,) = aws.client("ec2"), network(aws, "a")
    guard = security_group(aws, "guard")
    with pytest.raises(ClientError, match="an instance-level subnet ID may not be specified on the same request"):
        ec2.run_instances(**of_template(aws, NetworkInterfaces=[interface([guard])]), SubnetId=subnet)


def holders(aws: Account) -> dict[str, str]:
    """Return which instance has which address: as EC2 tells of the addresses, and, the same, of the instances."""
    ec2 = aws.client("ec2")
    addresses = ec2.describe_addresses()["Addresses"]
    found = {each["PublicIp"]: each.get("InstanceId", "") for each in addresses}
    for reservation in ec2.describe_instances()["Reservations"]:
        for each in reservation["Instances"]:
            public = each.get("PublicIpAddress")
            assert public not in found or found[public] == each["InstanceId"]
            assert found.get(public) == each["InstanceId"] or each["InstanceId"] not in found.values()
    return found


@proves("ec2-address-moves")
def address_moves(aws: Account) -> None:
    ec2, (subnet,) = aws.client("ec2"), network(aws, "a")
    old, new = launch(aws, subnet), launch(aws, subnet)
    first, second = (ec2.allocate_address(Domain="vpc") for _ in range(2))
    ec2.associate_address(InstanceId=old, AllocationId=first["AllocationId"])
    ec2.associate_address(InstanceId=new, AllocationId=second["AllocationId"])
    with pytest.raises(ClientError, match=r"Resource\.AlreadyAssociated"):
        ec2.associate_address(InstanceId=new, AllocationId=first["AllocationId"], AllowReassociation=False)
    ec2.associate_address(InstanceId=new, AllocationId=first["AllocationId"])
    assert holders(aws) == {first["PublicIp"]: new, second["PublicIp"]: ""}
    assert "PublicIpAddress" not in instance(aws, old)
    assert instance(aws, new)["PublicIpAddress"] == first["PublicIp"]


@proves("ec2-address-outlives-instance")
def address_outlives_instance(aws: Account) -> None:
    ec2, (subnet,) = aws.client("ec2"), network(aws, "a")
    made, address = launch(aws, subnet), ec2.allocate_address(Domain="vpc")
    ec2.associate_address(InstanceId=made, AllocationId=address["AllocationId"])
    ec2.terminate_instances(InstanceIds=[made])
    assert holders(aws) == {address["PublicIp"]: ""}
    found = ec2.describe_addresses()["Addresses"][0]
    assert (found.get("AssociationId", ""), found["AllocationId"]) == ("", address["AllocationId"])


@proves("ec2-interface-association")
def interface_association(aws: Account) -> None:
    (subnet,) = network(aws, "a")
    found = instance(aws, launch(aws, subnet))["NetworkInterfaces"][0]
    assert "Association" not in found
    assert "Association" not in aws.client("ec2").describe_network_interfaces()["NetworkInterfaces"][0]


@proves("ec2-health-checker-lists")
def health_checker_lists(aws: Account) -> None:
    ec2 = aws.client("ec2")
    for name, family, start in (
        ("com.amazonaws.eu-west-1.route53-healthchecks", "IPv4", "15.177."),
        ("com.amazonaws.eu-west-1.ipv6.route53-healthchecks", "IPv6", "2600:"),
    ):
        found = ec2.describe_managed_prefix_lists(Filters=[{"Name": "prefix-list-name", "Values": [name]}])[
            "PrefixLists"
        ]
        assert [(each["OwnerId"], each["AddressFamily"]) for each in found] == [("AWS", family)]
        entries = ec2.get_managed_prefix_list_entries(PrefixListId=found[0]["PrefixListId"])["Entries"]
        assert entries[0]["Cidr"].startswith(start)
