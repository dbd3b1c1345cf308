"""Proofs that a rule of AWS holds in an account: every service but Auto Scaling."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from emulator import Account

Proof = Callable[[Account], None]
PROOFS: dict[str, Proof] = {}
IMAGE = "ami-0abcdef1234567890"


def proves(name: str) -> Callable[[Proof], Proof]:
    """Register the proof of a correction."""

    def register(proof: Proof) -> Proof:
        PROOFS[name] = proof
        return proof

    return register


def network(aws: Account, zones: str = "abc") -> list[str]:
    ec2 = aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    return [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{at}.0/24", AvailabilityZone=f"eu-west-1{zone}")["Subnet"][
            "SubnetId"
        ]
        for at, zone in enumerate(zones)
    ]


def template(aws: Account, **data: Any) -> str:
    made = aws.client("ec2").create_launch_template(
        LaunchTemplateName="template", LaunchTemplateData={"ImageId": IMAGE, "InstanceType": "t3.micro", **data}
    )
    return str(made["LaunchTemplate"]["LaunchTemplateId"])


def group(aws: Account, name: str = "group", template_id: str | None = None, **given: Any) -> dict[str, Any]:
    asg = aws.client("autoscaling")
    if "MixedInstancesPolicy" not in given:
        given["LaunchTemplate"] = {"LaunchTemplateId": template_id or template(aws), "Version": "1"}
    given = {"MinSize": 0, "MaxSize": 9, **given}
    asg.create_auto_scaling_group(AutoScalingGroupName=name, VPCZoneIdentifier=",".join(network(aws)), **given)
    found: dict[str, Any] = asg.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"][0]
    return found


@proves("core-missing-call")
def missing_call(aws: Account) -> None:
    with pytest.raises(
        ClientError, match=r"UnsupportedOperation.*the emulation has no autoscaling:RollbackInstanceRefresh"
    ):
        aws.client("autoscaling").rollback_instance_refresh(AutoScalingGroupName="any")


@proves("s3-secure-transport")
def secure_transport(aws: Account) -> None:
    s3, name = aws.client("s3"), "tls-only"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    s3.put_object(Bucket=name, Key="key", Body=b"over TLS")
    assert s3.get_object(Bucket=name, Key="key")["Body"].read() == b"over TLS"
    import boto3

    in_the_clear = boto3.client("s3", use_ssl=False, config=Config(retries={"total_max_attempts": 1}))
    with pytest.raises(ClientError, match=r"\(403\)|Forbidden|AccessDenied"):
        in_the_clear.get_object(Bucket=name, Key="key")


@proves("ec2-launch-from-template")
def launch_from_template(aws: Account) -> None:
    from emulator import existing

    ec2, iam = aws.client("ec2"), aws.client("iam")
    existing.image(aws, IMAGE)
    arn = iam.create_instance_profile(InstanceProfileName="profile")["InstanceProfile"]["Arn"]
    kinds = ("instance", "volume", "network-interface")
    template_id = template(
        aws,
        KeyName="ops",
        UserData=base64.b64encode(b"#!/bin/sh").decode(),
        MetadataOptions={"HttpTokens": "required", "HttpPutResponseHopLimit": 1},
        Monitoring={"Enabled": True},
        EbsOptimized=True,
        IamInstanceProfile={"Arn": arn},
        BlockDeviceMappings=[
            {
                "DeviceName": "/dev/xvda",
                "Ebs": {"VolumeSize": 12, "VolumeType": "gp3", "Encrypted": True, "Iops": 4000, "Throughput": 250},
            }
        ],
        TagSpecifications=[{"ResourceType": kind, "Tags": [{"Key": "of", "Value": kind}]} for kind in kinds],
    )
    made = ec2.run_instances(
        LaunchTemplate={"LaunchTemplateId": template_id}, MinCount=1, MaxCount=1, SubnetId=network(aws)[0]
    )["Instances"][0]
    instance = ec2.describe_instances(InstanceIds=[made["InstanceId"]])["Reservations"][0]["Instances"][0]
    assert instance["MetadataOptions"]["HttpTokens"] == "required"
    assert instance["Monitoring"]["State"] == "enabled"
    assert instance["EbsOptimized"] is True
    assert instance["IamInstanceProfile"]["Arn"] == arn
    assert instance["KeyName"] == "ops"
    assert [device["DeviceName"] for device in instance["BlockDeviceMappings"]] == ["/dev/xvda"]
    volume = ec2.describe_volumes()["Volumes"][0]
    got = [volume[key] for key in ("Size", "VolumeType", "Encrypted", "Iops", "Throughput")]
    assert got == [12, "gp3", True, 4000, 250]
    assert {"Key": "of", "Value": "volume"} in volume["Tags"]
    assert {"Key": "of", "Value": "instance"} in instance["Tags"]
    interface = instance["NetworkInterfaces"][0]["NetworkInterfaceId"]
    found = ec2.describe_network_interfaces(NetworkInterfaceIds=[interface])["NetworkInterfaces"][0]
    assert found["TagSet"] == [{"Key": "of", "Value": "network-interface"}]


@proves("ec2-regional-nat-gateway")
def regional_nat_gateway(aws: Account) -> None:
    ec2 = aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    try:
        made = ec2.create_nat_gateway(AvailabilityMode="regional", VpcId=vpc)["NatGateway"]["NatGatewayId"]
    except AttributeError as error:
        raise AssertionError("a subnet is demanded") from error
    found = ec2.describe_nat_gateways(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["NatGateways"]
    assert [(each["NatGatewayId"], each["AvailabilityMode"], each["VpcId"]) for each in found] == [
        (made, "regional", vpc)
    ]
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=made)


@proves("elbv2-two-zones")
def two_zones(aws: Account) -> None:
    elb = aws.client("elbv2")
    with pytest.raises(ClientError, match="two different Availability Zones"):
        elb.create_load_balancer(Name="one-zone", Subnets=network(aws, "aa"))
    assert elb.create_load_balancer(Name="two-zones", Subnets=network(aws, "ab"))["LoadBalancers"]


@proves("acm-issued-when-proven")
def issued_when_proven(aws: Account) -> None:
    acm, route53 = aws.client("acm"), aws.client("route53")
    arn = acm.request_certificate(DomainName="www.example.com", ValidationMethod="DNS")["CertificateArn"]
    made = acm.describe_certificate(CertificateArn=arn)["Certificate"]
    assert made["Status"] == "PENDING_VALIDATION"
    proof = made["DomainValidationOptions"][0]["ResourceRecord"]
    zone = route53.create_hosted_zone(Name="example.com", CallerReference="x")["HostedZone"]["Id"]
    record = {"Name": proof["Name"], "Type": "CNAME", "TTL": 60, "ResourceRecords": [{"Value": proof["Value"]}]}
    change = {"Action": "CREATE", "ResourceRecordSet": record}
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": [change]})
    assert acm.describe_certificate(CertificateArn=arn)["Certificate"]["Status"] == "ISSUED"
