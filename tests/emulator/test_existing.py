"""What is put into an account under an identifier of AWS's choosing is found there by the API."""

import pytest

from emulator import Account, existing

ACCOUNT = "444455556666"  # somebody else's number: the identifiers come from a real account
CERTIFICATE = f"arn:aws:acm:eu-west-1:{ACCOUNT}:certificate/12345678-1234-1234-1234-123456789012"
WEB_ACL = f"arn:aws:wafv2:eu-west-1:{ACCOUNT}:regional/webacl/shop/12345678-1234-1234-1234-123456789012"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/12345678-1234-1234-1234-123456789012"
TOPIC = f"arn:aws:sns:eu-west-1:{ACCOUNT}:alarms"
IMAGE = "ami-0abcdef1234567890"


def test_a_key_pair(aws: Account) -> None:
    assert existing.key_pair(aws, "ops") is True
    assert existing.key_pair(aws, "ops") is False
    assert [pair["KeyName"] for pair in aws.client("ec2").describe_key_pairs()["KeyPairs"]] == ["ops"]


def test_an_image(aws: Account) -> None:
    assert existing.image(aws, IMAGE, architecture="arm64", name="shop-1") is True
    assert existing.image(aws, IMAGE) is False
    found = aws.client("ec2").describe_images(ImageIds=[IMAGE])["Images"][0]
    assert [found[key] for key in ("ImageId", "Name", "Architecture", "RootDeviceName", "VirtualizationType")] == [
        IMAGE,
        "shop-1",
        "arm64",
        "/dev/xvda",
        "hvm",
    ]


def test_a_certificate(aws: Account) -> None:
    assert existing.certificate(aws, CERTIFICATE) is True
    assert existing.certificate(aws, CERTIFICATE) is False
    found = aws.client("acm").describe_certificate(CertificateArn=CERTIFICATE)["Certificate"]
    assert (found["CertificateArn"], found["Status"]) == (CERTIFICATE, "ISSUED")


@pytest.mark.parametrize("zone_id", ["Z0123456789ABCDEFGHIJ", None])
def test_a_hosted_zone(aws: Account, zone_id: str | None) -> None:
    assert existing.hosted_zone(aws, zone_id, "example.com") is True
    assert existing.hosted_zone(aws, zone_id, "example.com") is False
    zones = aws.client("route53").list_hosted_zones()["HostedZones"]
    assert [zone["Name"] for zone in zones] == ["example.com."]
    if zone_id:
        assert aws.client("route53").get_hosted_zone(Id=zone_id)["HostedZone"]["Id"].endswith(zone_id)


def test_a_hosted_zone_gets_its_domain_later(aws: Account) -> None:
    existing.hosted_zone(aws, "Z0123456789ABCDEFGHIJ", "unknown.example.com")
    existing.rename_hosted_zone(aws, "Z0123456789ABCDEFGHIJ", "example.org")
    assert aws.client("route53").list_hosted_zones()["HostedZones"][0]["Name"] == "example.org."


def test_a_web_acl(aws: Account) -> None:
    assert existing.web_acl(aws, WEB_ACL) is True
    assert existing.web_acl(aws, WEB_ACL) is False
    found = aws.client("wafv2").list_web_acls(Scope="REGIONAL")["WebACLs"]
    assert [(acl["Name"], acl["ARN"]) for acl in found] == [("shop", WEB_ACL)]


def test_a_kms_key_by_arn_and_by_alias(aws: Account) -> None:
    kms = aws.client("kms")
    assert existing.kms_key(aws, KEY) is True
    assert existing.kms_key(aws, KEY) is False
    assert kms.describe_key(KeyId=KEY.rpartition("/")[2])["KeyMetadata"]["Arn"] == KEY
    assert existing.kms_key(aws, "alias/shop") is True
    assert existing.kms_key(aws, "alias/shop") is False
    assert "alias/shop" in [each["AliasName"] for each in kms.list_aliases()["Aliases"]]


def test_a_topic(aws: Account) -> None:
    assert existing.topic(aws, TOPIC) is True
    assert existing.topic(aws, TOPIC) is False
    assert [topic["TopicArn"] for topic in aws.client("sns").list_topics()["Topics"]] == [TOPIC]


def test_a_parameter(aws: Account) -> None:
    assert existing.parameter(aws, "/shop/image", IMAGE) is True
    assert existing.parameter(aws, "/shop/image", "other") is False
    assert aws.client("ssm").get_parameter(Name="/shop/image")["Parameter"]["Value"] == IMAGE
