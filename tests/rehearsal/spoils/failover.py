"""Ways to spoil a name that moves from one instance to the other, and the page behind both."""

import json
from functools import partial
from typing import Any

from . import case
from .case import Account
from .recovering import inside, own_group, rewrite

spoils = partial(case.spoils, stack="switched")
HOST, ORIGIN = "www.example.com", "origin.www.example.com"
PAGE = {"Bucket": HOST}


def records(aws: Account, host: str) -> dict[str, Any]:
    """Return the two records of a name."""
    zone = aws.out("FailoverRecord", "zone_id")
    found = aws.route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    return {each["Failover"]: each for each in found if each["Name"] == f"{host}." and "Failover" in each}


def put(aws: Account, *changed: Any, action: str = "UPSERT") -> None:
    """Write records, in one batch."""
    changes = [{"Action": action, "ResourceRecordSet": each} for each in changed]
    zone = aws.out("FailoverRecord", "zone_id")
    aws.route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})


def check_of(aws: Account, role: str) -> str:
    """Return the health check of a record."""
    return str(aws.out("FailoverRecord", f"{role}_health_check_id"))


@spoils("failover.records", "both instances are in eu-west-1a")
def both_instances_are_in_one_zone(aws: Account) -> None:
    inside(aws.out("RecoveringInstance", "instance_id", "-secondary"))._placement.zone = "eu-west-1a"


@spoils("failover.records", "both answer ")
@spoils("failover.health-checks", "SECONDARY answers ")
def both_records_answer_the_same(aws: Account) -> None:
    found = records(aws, ORIGIN)
    put(aws, {**found["SECONDARY"], "ResourceRecords": found["PRIMARY"]["ResourceRecords"]})


@spoils("failover.records", "(SECONDARY) is stopped")
@spoils("instance.runs", "it is stopped")
def the_second_one_sleeps(aws: Account) -> None:
    aws.ec2.stop_instances(InstanceIds=[aws.out("RecoveringInstance", "instance_id", "-secondary")])


@spoils("failover.records", f"{ORIGIN} has no SECONDARY record")
@spoils("failover.health-checks", f"{ORIGIN} has no SECONDARY record")
@spoils("failover.question", f"{ORIGIN} has no SECONDARY record")
@spoils("failover.ttl", f"{ORIGIN} has no SECONDARY record")
@spoils("failover.switch-time", f"{ORIGIN} has no SECONDARY record")
@spoils("failover.admitted", f"{ORIGIN} has no SECONDARY record")
def the_second_answer_is_dropped(aws: Account) -> None:
    put(aws, records(aws, ORIGIN)["SECONDARY"], action="DELETE")


@spoils("failover.health-checks", "its health check asks ")
def the_health_checks_are_swapped(aws: Account) -> None:
    found = records(aws, ORIGIN)
    first, second = found["PRIMARY"], found["SECONDARY"]
    put(
        aws,
        {**first, "HealthCheckId": second["HealthCheckId"]},
        {**second, "HealthCheckId": first["HealthCheckId"]},
    )


@spoils("failover.health-checks", "the check of PRIMARY is inverted")
def what_is_well_counts_as_failed(aws: Account) -> None:
    aws.route53.update_health_check(HealthCheckId=check_of(aws, "primary"), Inverted=True)


@spoils("failover.question", "ResourcePath of PRIMARY is /other, not /health")
def another_page_is_asked_for(aws: Account) -> None:
    aws.route53.update_health_check(HealthCheckId=check_of(aws, "primary"), ResourcePath="/other")


@spoils("failover.question", "Port of SECONDARY is 81, not 80")
@spoils("failover.admitted", "(SECONDARY) lets no checker in on tcp 81")
def another_port_is_asked(aws: Account) -> None:
    aws.route53.update_health_check(HealthCheckId=check_of(aws, "secondary"), Port=81)


@spoils("failover.ttl", "SECONDARY may be kept for 3600 s")
@spoils("failover.switch-time", "3690 s (90 + 3600), 150 s are told")
def an_answer_is_kept_for_an_hour(aws: Account) -> None:
    put(aws, {**records(aws, ORIGIN)["SECONDARY"], "TTL": 3600})


@spoils("failover.switch-time", "360 s (300 + 60), 150 s are told")
@spoils("failover.question", "FailureThreshold of PRIMARY is 10, not 3")
def failures_are_borne_for_long(aws: Account) -> None:
    aws.route53.update_health_check(HealthCheckId=check_of(aws, "primary"), FailureThreshold=10)


@spoils("failover.zone", f"{HOST}. (")
def another_zone_is_nearer(aws: Account) -> None:
    aws.route53.create_hosted_zone(Name=HOST, CallerReference="nearer")


@spoils("failover.admitted", "(PRIMARY) lets no checker in on tcp 80")
@spoils("reach.instance", "does not reach tcp 80")
@spoils("tags.everywhere", "SecurityGroupIngressRule ha-web-test-instance-health-80 lacks")
def the_checkers_are_shut_out(aws: Account) -> None:
    rules = [aws.id("SecurityGroupIngressRule", "-health-80")]
    aws.ec2.revoke_security_group_ingress(GroupId=own_group(aws), SecurityGroupRuleIds=rules)


@spoils("maintenance.chain", f"PRIMARY ignores the health of {ORIGIN}")
def the_page_never_comes_up(aws: Account) -> None:
    found = records(aws, HOST)["PRIMARY"]
    put(aws, {**found, "AliasTarget": {**found["AliasTarget"], "EvaluateTargetHealth": False}})


@spoils("maintenance.chain", "SECONDARY leads to other.example.com, not to S3")
def the_last_resort_is_elsewhere(aws: Account) -> None:
    found = records(aws, HOST)["SECONDARY"]
    put(aws, {**found, "AliasTarget": {**found["AliasTarget"], "DNSName": "other.example.com"}})


@spoils("maintenance.page", "AWS answered NoSuchKey to GetObject")
def the_page_is_deleted(aws: Account) -> None:
    aws.s3.delete_object(**PAGE, Key="index.html")


@spoils("maintenance.page", "there is no error document")
def other_paths_have_no_page(aws: Account) -> None:
    aws.s3.put_bucket_website(**PAGE, WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}})


def admit(aws: Account, action: str, resource: str) -> None:
    """Let everybody do something with the page's bucket."""
    statement = {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": resource}
    aws.s3.put_bucket_policy(**PAGE, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))


@spoils("maintenance.readers", f"it opens arn:aws:s3:::{HOST}/*; nobody may read arn:aws:s3:::{HOST}/index.html")
def everything_in_its_bucket_is_public(aws: Account) -> None:
    admit(aws, "s3:GetObject", f"arn:aws:s3:::{HOST}/*")


@spoils("maintenance.readers", "it allows s3:*")
def everybody_may_change_the_page(aws: Account) -> None:
    admit(aws, "s3:*", f"arn:aws:s3:::{HOST}/index.html")


@spoils("maintenance.readers", "RestrictPublicBuckets is on")
def the_page_is_for_this_account_alone(aws: Account) -> None:
    blocked = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "RestrictPublicBuckets"), True)
    aws.s3.put_public_access_block(**PAGE, PublicAccessBlockConfiguration={**blocked, "BlockPublicPolicy": False})


@spoils("monitoring.health-checks", "ha-web-test-eu-west-1-dns-health-secondary watches other, which is not there")
def another_check_is_watched(aws: Account) -> None:
    cloudwatch = aws.deployment.client("cloudwatch", "us-east-1")
    rewrite(
        cloudwatch,
        "ha-web-test-eu-west-1-dns-health-secondary",
        Dimensions=[{"Name": "HealthCheckId", "Value": "other"}],
    )


@spoils(
    "monitoring.health-checks", "ha-web-test-eu-west-1-dns-health-primary does not go off when its health check fails"
)
def a_failed_check_is_no_alarm(aws: Account) -> None:
    rewrite(aws.deployment.client("cloudwatch", "us-east-1"), "ha-web-test-eu-west-1-dns-health-primary", Threshold=0.0)


@spoils("monitoring.actions", "ha-web-test-eu-west-1-dns-health-primary: its actions are off")
def nobody_hears_of_a_failed_check(aws: Account) -> None:
    cloudwatch = aws.deployment.client("cloudwatch", "us-east-1")
    cloudwatch.disable_alarm_actions(AlarmNames=["ha-web-test-eu-west-1-dns-health-primary"])
