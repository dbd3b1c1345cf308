"""Things that are in an account already, under identifiers that AWS chose.

No call lets one choose the id of an image or the ARN of a certificate, so what a deployment refers to and does not
create cannot be made through the API alone. Each function here makes sure that a thing with that identifier is in the
open account, and says whether it had to be put there.
"""

from typing import Any

from .in_process import Account

_PUBLIC_KEY = b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHUDMFSUYmEfGmpXMCOUaz0vhBLBDmTWNXzuDoVFhqxu emulated"
_VISIBILITY = {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": False, "MetricName": "existing"}


def _backend(account: Account, service: str, *, regional: bool = True) -> Any:
    from moto.backends import get_backend

    backends: Any = get_backend(service)
    return backends[account.account_id][account.region if regional else "aws"]


def _rekey(things: dict[str, Any], made: str, wanted: str) -> Any:
    things[wanted] = things.pop(made)
    return things[wanted]


def key_pair(account: Account, name: str) -> bool:
    """Have an EC2 key pair of this name."""
    ec2 = account.client("ec2")
    if any(pair["KeyName"] == name for pair in ec2.describe_key_pairs()["KeyPairs"]):
        return False
    ec2.import_key_pair(KeyName=name, PublicKeyMaterial=_PUBLIC_KEY)
    return True


def image(account: Account, image_id: str | None, **described: str) -> bool:
    """Have a machine image with this id (or any) that is described so: `name`, `architecture`, `owner_id`, ...

    It is an HVM image with its root on /dev/xvda, as Amazon Linux is.
    """
    ec2, images = account.client("ec2"), _backend(account, "ec2").amis
    if image_id in images:
        return False
    name = described.get("name") or f"existing-{image_id}"
    made = ec2.register_image(Name=name)["ImageId"]
    own = images[made]
    if image_id:
        own = _rekey(images, made, image_id)
        own.id = image_id
    own.virtualization_type, own.hypervisor = "hvm", "xen"
    own.root_device_type, own.root_device_name = "ebs", "/dev/xvda"
    own.architecture = "x86_64"
    for attribute, value in described.items():
        setattr(own, attribute, value)
    return True


def certificate(account: Account, arn: str) -> bool:
    """Have an issued ACM certificate with this ARN."""
    acm = account.client("acm")
    certificates = _backend(account, "acm")._certificates
    if arn in certificates:
        return False
    made = acm.request_certificate(DomainName="existing.example.com", ValidationMethod="DNS")["CertificateArn"]
    own = _rekey(certificates, made, arn)
    own.arn, own.status = arn, "ISSUED"
    return True


def hosted_zone(account: Account, zone_id: str | None, name: str) -> bool:
    """Have a public hosted zone with this id (or any) for this domain."""
    route53, zones = account.client("route53"), _backend(account, "route53", regional=False).zones
    if zone_id in zones or (zone_id is None and any(zone.name.rstrip(".") == name for zone in zones.values())):
        return False
    made = route53.create_hosted_zone(Name=name, CallerReference=f"existing-{zone_id}-{name}")["HostedZone"]
    if zone_id is not None:
        own = _rekey(zones, made["Id"].removeprefix("/hostedzone/"), zone_id)
        own.resource_id = zone_id
    return True


def rename_hosted_zone(account: Account, zone_id: str, name: str) -> None:
    """Give a hosted zone another domain: for one that was put there by id, before its domain was known."""
    _backend(account, "route53", regional=False).zones[zone_id].name = f"{name}."


def web_acl(account: Account, arn: str) -> bool:
    """Have a regional web ACL of AWS WAF with this ARN."""
    wafv2, acls = account.client("wafv2"), _backend(account, "wafv2").wacls
    if arn in acls:
        return False
    made = wafv2.create_web_acl(
        Name=arn.split("/")[-2],
        Scope="REGIONAL",
        DefaultAction={"Allow": {}},
        VisibilityConfig=_VISIBILITY,
    )["Summary"]
    own = _rekey(acls, made["ARN"], arn)
    own.arn, own.id = arn, arn.split("/")[-1]
    return True


def kms_key(account: Account, arn: str) -> bool:
    """Have a symmetric KMS key with this ARN, id or alias."""
    kms, name = account.client("kms"), arn.rpartition(":")[2]
    keys = _backend(account, "kms").keys
    if name.startswith("alias/"):
        if any(each["AliasName"] == name for each in kms.list_aliases()["Aliases"]):
            return False
        made = kms.create_key()["KeyMetadata"]["KeyId"]
        kms.create_alias(AliasName=name, TargetKeyId=made)
        return True
    key_id = name.removeprefix("key/")
    if key_id in keys:
        return False
    made = kms.create_key()["KeyMetadata"]["KeyId"]
    own = _rekey(keys, made, key_id)
    own.id = key_id
    if arn.startswith("arn:"):
        own.arn = arn
    return True


def topic(account: Account, arn: str) -> bool:
    """Have an SNS topic with this ARN."""
    sns, topics = account.client("sns"), _backend(account, "sns").topics
    if arn in topics:
        return False
    made = sns.create_topic(Name=arn.rpartition(":")[2])["TopicArn"]
    if made != arn:
        own = _rekey(topics, made, arn)
        own.arn = arn
    return True


def parameter(account: Account, name: str, value: str) -> bool:
    """Have a plain parameter of Systems Manager with this name; its value if it has to be put there."""
    ssm = account.client("ssm")
    if ssm.get_parameters(Names=[name])["Parameters"]:
        return False
    ssm.put_parameter(Name=name, Value=value, Type="String")
    return True
