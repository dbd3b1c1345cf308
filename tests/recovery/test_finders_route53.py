"""What of Route 53 is taken for one's own where its tags, which come in a second call, are not there yet."""

from collections.abc import Iterator
from typing import Any, cast

import pytest

from emulator import Account as Emulated
from emulator import account
from pulumi_ha_web.recovery.account import Account
from pulumi_ha_web.recovery.finders import FINDERS

ZONE: dict[str, Any] = {"name": "example.com", "comment": "Managed by Pulumi", "tags": {"Name": "shop-zone"}}
CHECK: dict[str, Any] = {
    "type": "HTTP",
    "ipAddress": "192.0.2.1",
    "fqdn": "www.example.com",
    "port": 80,
    "resourcePath": "/",
    "tags": {"Name": "shop-primary"},
}


@pytest.fixture
def aws() -> Iterator[Emulated]:
    with account("eu-west-1") as opened:
        yield opened


def look(aws: Emulated, token: str, inputs: dict[str, Any]) -> list[str]:
    return list(FINDERS[token].find(cast(Account, aws), inputs))


def zone(aws: Emulated, comment: str = "Managed by Pulumi", **tags: str) -> str:
    route53 = aws.client("route53")
    made = route53.create_hosted_zone(
        Name="example.com", CallerReference=f"{comment}{tags}", HostedZoneConfig={"Comment": comment}
    )["HostedZone"]["Id"].rpartition("/")[2]
    if tags:
        pairs = [{"Key": key, "Value": value} for key, value in tags.items()]
        route53.change_tags_for_resource(ResourceType="hostedzone", ResourceId=made, AddTags=pairs)
    return str(made)


def fill(aws: Emulated, zone_id: str) -> None:
    record = {"Name": "a.example.com", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
    change = {"Action": "CREATE", "ResourceRecordSet": record}
    aws.client("route53").change_resource_record_sets(HostedZoneId=zone_id, ChangeBatch={"Changes": [change]})


def test_an_empty_zone_without_tags_has_only_just_been_made(aws: Emulated) -> None:
    made = zone(aws)
    assert look(aws, "aws:route53/zone:Zone", ZONE) == [made]
    fill(aws, made)
    assert look(aws, "aws:route53/zone:Zone", ZONE) == []


def test_a_zone_of_the_same_name_is_somebody_elses(aws: Emulated) -> None:
    zone(aws, comment="Mine")
    zone(aws, Name="other")
    assert look(aws, "aws:route53/zone:Zone", ZONE) == []


def test_a_zone_that_is_in_use_is_known_by_its_tags(aws: Emulated) -> None:
    made = zone(aws, Name="shop-zone", Owner="web")
    fill(aws, made)
    assert look(aws, "aws:route53/zone:Zone", ZONE) == [made]


def check(aws: Emulated, **changed: Any) -> str:
    config = {
        "Type": "HTTP",
        "IPAddress": "192.0.2.1",
        "FullyQualifiedDomainName": "www.example.com",
        "Port": 80,
        "ResourcePath": "/",
        **changed,
    }
    made = aws.client("route53").create_health_check(CallerReference=str(changed), HealthCheckConfig=config)
    return str(made["HealthCheck"]["Id"])


def test_a_health_check_without_tags_is_known_by_what_it_asks(aws: Emulated) -> None:
    made = check(aws)
    check(aws, IPAddress="192.0.2.2")
    check(aws, SearchString="well", Type="HTTP_STR_MATCH")
    assert look(aws, "aws:route53/healthCheck:HealthCheck", CHECK) == [made]


def test_an_alias_to_something_else_is_somebody_elses(aws: Emulated) -> None:
    made = zone(aws)
    fill(aws, made)
    target = {"HostedZoneId": made, "DNSName": "a.example.com", "EvaluateTargetHealth": True}
    record = {"Name": "www.example.com", "Type": "A", "AliasTarget": target}
    change = {"Action": "CREATE", "ResourceRecordSet": record}
    aws.client("route53").change_resource_record_sets(HostedZoneId=made, ChangeBatch={"Changes": [change]})
    inputs = {"zoneId": made, "name": "www.example.com", "type": "A", "aliases": [{"name": "A.example.com."}]}
    assert look(aws, "aws:route53/record:Record", inputs) == [f"{made}_www.example.com_A"]
    elsewhere = {**inputs, "aliases": [{"name": "b.example.com"}]}
    assert look(aws, "aws:route53/record:Record", elsewhere) == []
