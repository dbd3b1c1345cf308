"""Domain values, each named once.

Patterns are written for both Python and JSON schema, so that an editor refuses what the program would refuse.
"""

from typing import Annotated

from . import values
from .constraints import Checked, between, matches

_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_CIDR4 = rf"{_OCTET}(?:\.{_OCTET}){{3}}/(?:3[0-2]|[12]?\d)"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = rf"(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])?"
_ARN = r"arn:aws(?:-[a-z]+)*"

Region = Annotated[str, matches(r"[a-z]{2}(?:-[a-z]+){1,3}-\d", "must be an AWS region", "use e.g. eu-west-1")]
StackName = Annotated[
    str, matches(r"[A-Za-z0-9_.-]{1,100}", "must be a Pulumi stack's name", "use letters, digits, `-`, `_`, `.`")
]
Slug = Annotated[
    str,
    matches(
        r"[a-z0-9]+(?:-[a-z0-9]+)*",
        "must be lowercase letters and digits, with single hyphens between them",
        "use e.g. ha-web",
    ),
]
TagKey = Annotated[
    str, Checked(values.tag_key, {"pattern": "^(?![aA][wW][sS]:)", "maxLength": values.TAG_KEY_CHARACTERS})
]
TagValue = Annotated[str, Checked(values.tag_value, {"maxLength": values.TAG_VALUE_CHARACTERS})]
AccountId = Annotated[
    str, matches(r"\d{12}", "must be an account id of 12 digits", "write it in quotes, e.g. '123456789012'")
]
PrivateCidr = Annotated[str, Checked(values.private_cidr, {"pattern": f"^{_CIDR4}$"})]
Ipv4Cidr = Annotated[str, Checked(values.ipv4_cidr, {"pattern": f"^{_CIDR4}$"})]
Cidr = Annotated[str, Checked(values.cidr, {"pattern": "^[0-9a-fA-F.:]+/[0-9]+$"})]
ZoneLetter = Annotated[
    str,
    matches(
        f"[{values.ZONE_LETTERS[0]}-{values.ZONE_LETTERS[-1]}]",
        f"must be an Availability Zone's letter, {values.ZONE_LETTERS[0]} to {values.ZONE_LETTERS[-1]}",
        "use the last letter of its name: a for eu-west-1a",
    ),
]
InstanceType = Annotated[str, Checked(values.instance_type, {"pattern": f"^{values.INSTANCE_TYPE}$"})]
AmiId = Annotated[
    str, matches(r"ami-(?:[0-9a-f]{8}|[0-9a-f]{17})", "must be an AMI's id", "use e.g. ami-0123456789abcdef0")
]
SsmParameter = Annotated[
    str,
    matches(
        r"/?[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*",
        "must be the name of an SSM parameter",
        "use e.g. /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
        max_length=1011,
    ),
]
AmiNameFilter = Annotated[
    str,
    matches(
        r"[A-Za-z0-9()\[\] ./'@_*?-]{3,128}", "must be an AMI's name; * and ? stand for others", "use e.g. my-app-*"
    ),
]
AmiOwner = Annotated[
    str,
    matches(
        r"\d{12}|amazon|self|aws-marketplace",
        "must be an account id of 12 digits, amazon, self or aws-marketplace",
        "write an account id in quotes",
    ),
]
KeyName = Annotated[
    str, matches(r"[!-~](?:[ -~]{0,253}[!-~])?", "must be a key pair's name", "use the name that EC2 shows")
]
PackageName = Annotated[
    str,
    matches(
        r"[A-Za-z0-9][A-Za-z0-9+._:@~^=-]{0,127}", "must be the name of a package", "use e.g. nginx or nginx-1.28.0"
    ),
]
ServiceName = Annotated[
    str, matches(r"[A-Za-z0-9][A-Za-z0-9:_.@-]{0,127}", "must be the name of a systemd unit", "use e.g. nginx")
]
Script = Annotated[str, Checked(values.script)]
Port = Annotated[int, between(1, 65535)]
HookName = Annotated[
    str,
    matches(
        rf"[A-Za-z0-9][A-Za-z0-9_-]{{0,{values.NAME_CHARACTERS - 1}}}",
        f"must be named with 1 to {values.NAME_CHARACTERS} letters, digits, `-` or `_`",
        "rename it",
    ),
]
CronExpression = Annotated[str, Checked(values.cron, {"pattern": f"^{values.CRON}$"})]
TimeZone = Annotated[str, Checked(values.time_zone, {"pattern": "^(?:UTC|[A-Za-z_]+(?:/[A-Za-z0-9_+-]+)+)$"})]
DomainName = Annotated[
    str, matches(_HOST, "must be a domain name in lowercase", "use e.g. www.example.com", max_length=253)
]
CertificateDomain = Annotated[
    str,
    matches(rf"(?:\*\.)?{_HOST}", "must be a domain name in lowercase", "use e.g. example.com or *.example.com", 253),
]
HostedZoneId = Annotated[
    str, matches(r"Z[A-Z0-9]{1,31}", "must be a hosted zone's id", "use e.g. Z0123456789ABCDEFGHIJ")
]
CertificateArn = Annotated[
    str,
    matches(
        rf"{_ARN}:acm:[a-z0-9-]+:\d{{12}}:certificate/[A-Za-z0-9-]+|{_ARN}:iam::\d{{12}}:server-certificate/[\w+=,.@/-]+",
        "must be the ARN of a certificate in ACM or IAM",
        "use e.g. arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
    ),
]
KmsKeyArn = Annotated[
    str,
    matches(
        rf"{_ARN}:kms:[a-z0-9-]+:\d{{12}}:key/[A-Za-z0-9-]+",
        "must be the ARN of a KMS key (not of its alias)",
        "use e.g. arn:aws:kms:eu-west-1:123456789012:key/12345678-1234-1234-1234-123456789012",
    ),
]
WebAclArn = Annotated[
    str,
    matches(
        rf"{_ARN}:wafv2:[a-z0-9-]+:\d{{12}}:regional/webacl/[\w-]+/[A-Za-z0-9-]+",
        "must be the ARN of a regional web ACL (WAFv2)",
        "use e.g. arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/name/12345678-1234-1234-1234-123456789012",
    ),
]
UrlPath = Annotated[
    str,
    matches(
        r"/[!-~]{0,1023}", "must be a path that starts with a slash, of at most 1024 characters", "use e.g. /health"
    ),
]
CheckPath = Annotated[
    str,
    matches(
        r"/[!-~]{0,254}",
        "must be a path that starts with a slash, of at most 255 characters (Route 53)",
        "use e.g. /health",
    ),
]
MountPath = Annotated[
    str, Checked(values.mount_path, {"pattern": f"^{values.MOUNT_PATH}$", "maxLength": values.MOUNT_PATH_CHARACTERS})
]
StatusCodes = Annotated[str, Checked(values.status_codes, {"pattern": f"^{values.STATUS_CODES}$"})]
Email = Annotated[
    str,
    matches(
        r"[\w.+%-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", "must be an e-mail address", "use e.g. ops@example.com", 254
    ),
]
S3Key = Annotated[str, Checked(values.s3_key, {"minLength": 1, "maxLength": values.S3_KEY_BYTES})]
ReleaseVersion = Annotated[
    str,
    matches(
        values.RELEASE_VERSION,
        "must be 1 to 64 letters, digits, `.`, `_`, `+` or `-`, the first one a letter or digit",
        "use e.g. '1.4.2'",
    ),
]
ReleaseKey = Annotated[str, Checked(values.release_key, {"pattern": f"^{values.RELEASE_KEY}$"})]
ObjectVersion = Annotated[str, Checked(values.object_version, {"pattern": f"^(?!null$){values.OBJECT_VERSION}$"})]
Sha256 = Annotated[str, Checked(values.sha256, {"pattern": f"^{values.SHA256}$"})]
PublicText = Annotated[str, Checked(values.no_secret)]
