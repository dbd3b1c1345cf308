"""Proofs that a rule of AWS holds in an account: records, alarms across regions, and public buckets."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator import Account
from tests.emulator.proofs import proves


def zone(aws: Account) -> str:
    made = aws.client("route53").create_hosted_zone(Name="example.com", CallerReference="proof")["HostedZone"]["Id"]
    return str(made)


def address(name: str, value: str, **more: Any) -> dict[str, Any]:
    return {"Name": name, "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": value}], **more}


def change(aws: Account, zone_id: str, *changes: tuple[str, dict[str, Any]]) -> None:
    batch = {"Changes": [{"Action": action, "ResourceRecordSet": record} for action, record in changes]}
    aws.client("route53").change_resource_record_sets(HostedZoneId=zone_id, ChangeBatch=batch)


def records(aws: Account, zone_id: str) -> list[tuple[str, str]]:
    found = aws.client("route53").list_resource_record_sets(HostedZoneId=zone_id)["ResourceRecordSets"]
    return [(each["Name"], each.get("SetIdentifier", "")) for each in found if each["Type"] == "A"]


@proves("route53-records-told-apart")
def records_told_apart(aws: Account) -> None:
    made = zone(aws)
    www = address("www.example.com", "192.0.2.1", SetIdentifier="first", Weight=1)
    api = address("api.example.com", "192.0.2.1", SetIdentifier="first", Weight=1)
    change(aws, made, ("CREATE", www), ("CREATE", api))
    with pytest.raises(ClientError, match=r"InvalidChangeBatch.*but it already exists"):
        change(aws, made, ("CREATE", {**www, "TTL": 30}))
    with pytest.raises(ClientError, match="do not match the current values"):
        change(aws, made, ("DELETE", {**www, "TTL": 30}))
    change(aws, made, ("DELETE", www))
    assert records(aws, made) == [("api.example.com.", "first")]
    with pytest.raises(ClientError, match="but it was not found"):
        change(aws, made, ("DELETE", www))
    change(aws, made, ("CREATE", www))
    assert records(aws, made) == [("api.example.com.", "first"), ("www.example.com.", "first")]


@proves("route53-failover-pairs")
def failover_pairs(aws: Account) -> None:
    made = zone(aws)
    first = address("www.example.com", "192.0.2.1", SetIdentifier="first", Failover="PRIMARY")
    second = address("www.example.com", "192.0.2.2", SetIdentifier="second", Failover="SECONDARY")
    change(aws, made, ("CREATE", first), ("CREATE", second))
    third = {**second, "SetIdentifier": "third"}
    with pytest.raises(ClientError, match=r"InvalidChangeBatch.*a SECONDARY failover RRSet"):
        change(aws, made, ("CREATE", third))
    with pytest.raises(ClientError, match=r"InvalidChangeBatch.*other RRSets exist with the same name"):
        change(aws, made, ("CREATE", address("www.example.com", "192.0.2.3")))
    change(aws, made, ("DELETE", second), ("CREATE", third))
    change(aws, made, ("UPSERT", {**first, "TTL": 30}))
    assert records(aws, made) == [("www.example.com.", "first"), ("www.example.com.", "third")]


@proves("route53-health-check-there")
def health_check_there(aws: Account) -> None:
    made = zone(aws)
    record = address("www.example.com", "192.0.2.1", SetIdentifier="first", Failover="PRIMARY")
    with pytest.raises(ClientError, match="NoSuchHealthCheck"):
        change(aws, made, ("CREATE", {**record, "HealthCheckId": "00000000-0000-0000-0000-000000000000"}))
    check = aws.client("route53").create_health_check(
        CallerReference="proof", HealthCheckConfig={"Type": "TCP", "IPAddress": "192.0.2.1", "Port": 80}
    )["HealthCheck"]["Id"]
    change(aws, made, ("CREATE", {**record, "HealthCheckId": check}))


@proves("route53-alias-target-there")
def alias_target_there(aws: Account) -> None:
    made = zone(aws)
    own = {"HostedZoneId": made.rpartition("/")[2], "DNSName": "origin.example.com", "EvaluateTargetHealth": True}
    alias = {"Name": "www.example.com", "Type": "A", "AliasTarget": own}
    with pytest.raises(ClientError, match=r"InvalidChangeBatch.*but that target was not found"):
        change(aws, made, ("CREATE", alias))
    change(aws, made, ("CREATE", address("origin.example.com", "192.0.2.1")), ("CREATE", alias))
    assert [name for name, _ in records(aws, made)] == ["origin.example.com.", "www.example.com."]


@proves("cloudwatch-actions-of-the-region")
def actions_of_the_region(aws: Account) -> None:
    alarm: dict[str, Any] = {
        "AlarmName": "alarm",
        "Namespace": "AWS/EC2",
        "MetricName": "StatusCheckFailed_System",
        "ComparisonOperator": "GreaterThanThreshold",
        "EvaluationPeriods": 2,
        "Period": 60,
        "Statistic": "Maximum",
        "Threshold": 0,
    }
    cloudwatch = aws.client("cloudwatch")
    with pytest.raises(ClientError, match=r"Invalid region us-east-1 specified\. Only eu-west-1 is supported"):
        cloudwatch.put_metric_alarm(**alarm, AlarmActions=["arn:aws:automate:us-east-1:ec2:recover"])
    own = ["arn:aws:automate:eu-west-1:ec2:recover", "arn:aws:sns:eu-west-1:123456789012:alarms"]
    cloudwatch.put_metric_alarm(**alarm, AlarmActions=own)
    assert cloudwatch.describe_alarms()["MetricAlarms"][0]["AlarmActions"] == own


BUCKET = {"Bucket": "proof-of-a-public-bucket"}
PUBLIC = {
    "Effect": "Allow",
    "Principal": "*",
    "Action": "s3:GetObject",
    "Resource": f"arn:aws:s3:::{BUCKET['Bucket']}/*",
}


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def bucket(aws: Account, **blocked: bool) -> Any:
    s3 = aws.client("s3")
    s3.create_bucket(**BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    if blocked:
        s3.put_public_access_block(**BUCKET, PublicAccessBlockConfiguration=blocked)
    return s3


@proves("s3-public-policy-refused")
def public_policy_refused(aws: Account) -> None:
    s3 = bucket(aws, BlockPublicPolicy=True)
    with pytest.raises(ClientError, match=r"AccessDenied.*prevented by the BlockPublicPolicy setting"):
        s3.put_bucket_policy(**BUCKET, Policy=policy(PUBLIC))
    narrowed = {**PUBLIC, "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}
    refused = {**PUBLIC, "Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    for statement in (narrowed, refused, {**PUBLIC, "Principal": {"AWS": "123456789012"}}):
        s3.put_bucket_policy(**BUCKET, Policy=policy(statement))
    s3.put_public_access_block(**BUCKET, PublicAccessBlockConfiguration={"BlockPublicPolicy": False})
    s3.put_bucket_policy(**BUCKET, Policy=policy(PUBLIC))


@proves("s3-new-bucket-blocks-public")
def new_bucket_blocks_public(aws: Account) -> None:
    s3 = bucket(aws)
    blocked = s3.get_public_access_block(**BUCKET)["PublicAccessBlockConfiguration"]
    assert list(blocked.values()) == [True] * 4
    s3.delete_public_access_block(**BUCKET)
    with pytest.raises(ClientError, match="NoSuchPublicAccessBlockConfiguration"):
        s3.get_public_access_block(**BUCKET)
