"""Names and what guards them: certificates, records, web ACLs. Each is what its inputs say."""

from collections.abc import Iterator
from typing import Any

import pytest

from rehearsal.resources import ArgumentError
from tests.rehearsal.test_resources_support import Case, World, a_world, case

CASES: list[Case] = []
TAGS = {"Name": "thing"}
TAG_LIST = [{"Key": "Name", "Value": "thing"}]
WEB_ACL = "arn:aws:wafv2:eu-west-1:444455556666:regional/webacl/shop/12345678-1234-1234-1234-123456789012"
ZONE = "Z0123456789ABCDEFGHIJ"


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with a_world() as made:
        yield made


@case(
    CASES,
    "aws:acm/certificate:Certificate",
    lambda _: {
        "domainName": "www.example.com",
        "subjectAlternativeNames": ["api.example.com"],
        "validationMethod": "DNS",
        "tags": TAGS,
    },
)
def certificate(world: World, made: str, outputs: dict[str, Any]) -> None:
    acm = world.client("acm")
    found = acm.describe_certificate(CertificateArn=made)["Certificate"]
    assert sorted(found["SubjectAlternativeNames"]) == ["api.example.com", "www.example.com"]
    assert found["Status"] == "PENDING_VALIDATION"
    options = {each["domainName"]: each["resourceRecordName"] for each in outputs["domainValidationOptions"]}
    assert options == {each["DomainName"]: each["ResourceRecord"]["Name"] for each in found["DomainValidationOptions"]}
    assert acm.list_tags_for_certificate(CertificateArn=made)["Tags"] == TAG_LIST


def proven(world: World) -> dict[str, Any]:
    token = "aws:acm/certificate:Certificate"
    arn, outputs = world.create(token, domainName="www.example.org", validationMethod="DNS")
    proof = outputs["domainValidationOptions"][0]
    record = world.create(
        "aws:route53/record:Record",
        zoneId=ZONE,
        name=proof["resourceRecordName"],
        type=proof["resourceRecordType"],
        records=[proof["resourceRecordValue"]],
        ttl=60,
    )
    return {"certificateArn": arn, "validationRecordFqdns": [record[1]["fqdn"]]}


@case(CASES, "aws:acm/certificateValidation:CertificateValidation", proven)
def certificate_validation(world: World, made: str, outputs: dict[str, Any]) -> None:
    arn = outputs["certificateArn"]
    assert world.client("acm").describe_certificate(CertificateArn=arn)["Certificate"]["Status"] == "ISSUED"


@case(
    CASES,
    "aws:route53/record:Record",
    lambda world: {
        "zoneId": ZONE,
        "name": "shop.example.org",
        "type": "A",
        "aliases": [{"name": "lb.example.com", "zoneId": "Z32O12XQLNTSW2", "evaluateTargetHealth": True}],
        "allowOverwrite": True,
    },
)
def alias_record(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("route53").list_resource_record_sets(HostedZoneId=ZONE)["ResourceRecordSets"]
    record = next(each for each in found if each["Name"] == "shop.example.org.")
    assert record["AliasTarget"]["HostedZoneId"] == "Z32O12XQLNTSW2"
    assert record["AliasTarget"]["DNSName"].rstrip(".") == "lb.example.com"
    assert record["AliasTarget"]["EvaluateTargetHealth"] is True
    assert (made, outputs["fqdn"]) == (f"{ZONE}_shop.example.org_A", "shop.example.org")
    assert f"hosted zone `{ZONE}` is assumed to exist in the account" in list(world.cloud.assumptions)


@case(CASES, "aws:route53/zone:Zone", lambda _: {"name": "example.edu", "forceDestroy": False, "tags": TAGS})
def zone(world: World, made: str, outputs: dict[str, Any]) -> None:
    route53 = world.client("route53")
    found = route53.get_hosted_zone(Id=made)
    assert (found["HostedZone"]["Name"], found["HostedZone"]["Config"]["PrivateZone"]) == ("example.edu.", False)
    assert found["HostedZone"]["Config"]["Comment"] == outputs["comment"] == "Managed by Pulumi"
    assert outputs["nameServers"] == sorted(found["DelegationSet"]["NameServers"])
    tags = route53.list_tags_for_resource(ResourceType="hostedzone", ResourceId=made)["ResourceTagSet"]["Tags"]
    assert tags == TAG_LIST
    assert "region" not in outputs


@case(
    CASES,
    "aws:route53/healthCheck:HealthCheck",
    lambda _: {
        "type": "HTTPS_STR_MATCH",
        "ipAddress": "192.0.2.1",
        "fqdn": "www.example.edu",
        "port": 443,
        "resourcePath": "/up",
        "searchString": "well",
        "enableSni": True,
        "requestInterval": 10,
        "failureThreshold": 2,
        "measureLatency": False,
        "tags": TAGS,
    },
)
def health_check(world: World, made: str, outputs: dict[str, Any]) -> None:
    route53 = world.client("route53")
    config = route53.get_health_check(HealthCheckId=made)["HealthCheck"]["HealthCheckConfig"]
    expected = {
        "Type": "HTTPS_STR_MATCH",
        "IPAddress": "192.0.2.1",
        "FullyQualifiedDomainName": "www.example.edu",
        "Port": 443,
        "ResourcePath": "/up",
        "SearchString": "well",
        "EnableSNI": True,
        "RequestInterval": 10,
        "FailureThreshold": 2,
        "MeasureLatency": False,
    }
    assert {key: config[key] for key in expected} == expected
    tags = route53.list_tags_for_resource(ResourceType="healthcheck", ResourceId=made)["ResourceTagSet"]["Tags"]
    assert tags == TAG_LIST
    assert outputs["arn"] == f"arn:aws:route53:::healthcheck/{made}"


@case(
    CASES,
    "aws:route53/record:Record",
    lambda world: {
        "zoneId": world.get("zone"),
        "name": "www.made.example.net",
        "type": "A",
        "ttl": 30,
        "records": ["192.0.2.1"],
        "setIdentifier": "first",
        "healthCheckId": world.get("health-check"),
        "failoverRoutingPolicies": [{"type": "PRIMARY"}],
    },
)
def failover_record(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("route53").list_resource_record_sets(HostedZoneId=world.get("zone"))["ResourceRecordSets"]
    record = next(each for each in found if each["Name"] == "www.made.example.net.")
    got = [record[key] for key in ("TTL", "SetIdentifier", "Failover", "HealthCheckId")]
    assert got == [30, "first", "PRIMARY", world.get("health-check")]
    assert made == f"{world.get('zone')}_www.made.example.net_A_first"


@case(
    CASES,
    "aws:wafv2/webAclAssociation:WebAclAssociation",
    lambda world: {"resourceArn": world.get("balancer"), "webAclArn": WEB_ACL},
)
def web_acl_association(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("wafv2").get_web_acl_for_resource(ResourceArn=world.get("balancer"))["WebACL"]
    assert found["ARN"] == WEB_ACL


@pytest.mark.parametrize("each", CASES, ids=str)
def test_it_is_what_its_inputs_say(world: World, each: Case) -> None:
    made, outputs = world.create(each.token, **each.inputs(world))
    assert outputs["id"] == made
    each.check(world, made, outputs)


WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "a record with values and an alias": (
        "aws:route53/record:Record",
        {"zoneId": ZONE, "name": "x.example.org", "type": "A", "records": ["1"], "ttl": 1, "aliases": [{"name": "y"}]},
        "must be given",
    ),
    "a failover record without an identifier": (
        "aws:route53/record:Record",
        {
            "zoneId": ZONE,
            "name": "x.example.org",
            "type": "A",
            "records": ["1"],
            "ttl": 1,
            "failoverRoutingPolicies": [{"type": "PRIMARY"}],
        },
        "setIdentifier and failoverRoutingPolicies must be given together",
    ),
}


@pytest.mark.parametrize(("token", "inputs", "message"), WRONG.values(), ids=WRONG)
def test_what_the_provider_would_refuse_is_refused(
    world: World, token: str, inputs: dict[str, Any], message: str
) -> None:
    with pytest.raises(ArgumentError, match=message):
        world.create(token, **inputs)


def test_a_validation_without_its_records_is_refused(world: World) -> None:
    """AWS would wait for them until the provider gives up, an hour and a quarter later."""
    token = "aws:acm/certificate:Certificate"
    arn, _ = world.create(token, domainName="www.example.net", validationMethod="DNS")
    with pytest.raises(ArgumentError, match=r"must prove every name; missing _.*\.www\.example\.net"):
        world.create("aws:acm/certificateValidation:CertificateValidation", certificateArn=arn)
