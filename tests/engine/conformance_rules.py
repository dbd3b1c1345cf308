"""What a comparison of two accounts has to know: what AWS makes up, and what the engine's older provider has not."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """Something that AWS or the provider makes up, other than the id, ARN or name of a resource of the stack."""

    name: str
    pattern: str


SHAPES = (
    Shape("time", r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)| \d\d:\d\d:\d\d \+0000 UTC)"),
    Shape("uuid", r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
    Shape("unique suffix", r"(?<=-)20\d{16,}(?:[0-9a-f]{8})?"),
    Shape("random suffix", r"(?<=-)[0-9a-f]{6,8}(?![0-9a-z])"),
    Shape("EC2 id in a device's name", r"(?<=_vol)[0-9a-f]{17}(?![0-9a-z])"),
    Shape("EC2 id", r"(?<=-)[0-9a-f]{17}(?![0-9a-z])"),
    Shape("balancer id", r"(?<=/)[0-9a-f]{16}(?![0-9a-z])"),
    Shape("zone id", r"(?<![0-9A-Za-z])[0-9A-Z]{22}(?![0-9A-Za-z])"),
    Shape("public address", r"(?<![\d.])127\.\d+\.\d+\.\d+(?![\d.])"),
    Shape("public name", r"ec2-127-\d+-\d+-\d+(?=\.)"),
)
"""Looked for in every text, in this order. Public addresses of the emulation are those that no network has."""

ADDRESS = r"10\.\d+\.\d+\.\d+"
BY_SHAPE: dict[tuple[str, str], re.Pattern[str]] = {
    ("aws:ec2/eipAssociation:EipAssociation", "privateIpAddress"): re.compile(ADDRESS),
    ("aws:ec2/instance:Instance", "privateDns"): re.compile(r"ip-10-\d+-\d+-\d+\.eu-west-1\.compute\.internal"),
    ("aws:ec2/instance:Instance", "privateIp"): re.compile(ADDRESS),
    ("aws:ec2/natGateway:NatGateway", "privateIp"): re.compile(ADDRESS),
    ("aws:ec2/subnet:Subnet", "ipv6CidrBlock"): re.compile(r"2400:6500:[0-9a-f:]+/64"),
    ("aws:ec2/vpc:Vpc", "ipv6CidrBlock"): re.compile(r"2400:6500:[0-9a-f:]+/56"),
    ("aws:ec2/vpcEndpoint:VpcEndpoint", "dnsEntries[].hostedZoneId"): re.compile(r"[0-9A-F]{13}"),
    ("aws:ec2/vpcEndpoint:VpcEndpoint", "subnetConfigurations[].ipv4"): re.compile(ADDRESS),
    (
        "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
        "id",
    ): re.compile(r"a-<VpcEndpoint [^>]+>\d+"),  # the number is made of the table's id
    ("aws:iam/instanceProfile:InstanceProfile", "uniqueId"): re.compile(r"[0-9A-Za-z]{20}"),
    ("aws:iam/role:Role", "uniqueId"): re.compile(r"AROA[0-9A-Z]{17}"),
    ("aws:route53/getZone:getZone", "callerReference"): re.compile(r".+"),  # whatever its maker said
    ("aws:route53/getZone:getZone", "resourceRecordSetCount"): re.compile(r"\d+"),  # at that moment
}
"""Single values that are made up, by type and key."""

SETS: frozenset[tuple[str, str]] = frozenset(
    {
        ("aws:acm/certificate:Certificate", "domainValidationOptions"),
        ("aws:acm/certificate:Certificate", "subjectAlternativeNames"),
        ("aws:acm/certificateValidation:CertificateValidation", "validationRecordFqdns"),
        ("aws:autoscaling/group:Group", "enabledMetrics"),
        ("aws:autoscaling/group:Group", "tags"),
        ("aws:autoscaling/group:Group", "vpcZoneIdentifiers"),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", "metricQueries"),
        ("aws:ec2/getManagedPrefixList:getManagedPrefixList", "entries"),
        ("aws:ec2/vpcEndpoint:VpcEndpoint", "subnetConfigurations"),
        ("aws:ec2/vpcEndpoint:VpcEndpoint", "subnetIds"),
        ("aws:lb/loadBalancer:LoadBalancer", "subnetMappings"),
        ("aws:lb/loadBalancer:LoadBalancer", "subnets"),
    }
)
"""Sets in the provider's schema: their order in a list is that of hashes, and means nothing."""


@dataclass(frozen=True)
class Allowed:
    """A difference that stays, and why."""

    type: str
    """A type's token, or `*` for any."""
    key: str
    engine: str
    """A pattern of what the provider answers, as JSON, or `ABSENT`."""
    rehearsal: str
    reason: str


ABSENT = "has no such key"
NEW = "provider 7 has it, the engine's 5.100 does not"
OLD = "the engine's provider 5.100 still has it, provider 7 does not"
BRIDGED = "this engine's bridge keeps a list, under its plural, where the SDK has an object or nothing"
ZONE = "the emulation answers one zone for all regions, the rehearsal AWS's own for the region"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
ANY = r".*"
ALLOWED = (
    Allowed("*", "region", ABSENT, '"eu-west-1"|"us-east-1"', NEW),
    Allowed("aws:ec2/instance:Instance", "forceDestroy", ABSENT, "true", NEW),
    Allowed("aws:ec2/natGateway:NatGateway", "availabilityMode", ABSENT, '"zonal"', NEW),
    Allowed("aws:ec2/natGateway:NatGateway", "vpcId", ABSENT, r'"<Vpc .*:id>"', NEW),
    Allowed("aws:s3/bucket:Bucket", "bucketRegion", ABSENT, '"eu-west-1"', NEW),
    Allowed("aws:ec2/eip:Eip", "vpc", "true", ABSENT, OLD),
    Allowed("aws:ec2/flowLog:FlowLog", "logGroupName", '""', ABSENT, OLD),
    Allowed("aws:ec2/launchTemplate:LaunchTemplate", "elasticGpuSpecifications", r"\[\]", ABSENT, OLD),
    Allowed(
        "aws:s3/bucketObjectv2:BucketObjectv2",
        "id",
        ANY,
        r'"<BucketObjectv2 .*:id>"|".*/.*"',
        "5.100 has the key for an id, 7 the bucket as well",
    ),
    Allowed(
        "aws:lb/targetGroup:TargetGroup",
        "deregistrationDelay",
        r'"\d+"',
        r"\d+",
        "the bridge takes the provider's number-or-nothing for a text, the SDK for a number",
    ),
    Allowed("aws:lb/loadBalancer:LoadBalancer", "zoneId", '"Z2P70J7EXAMPLE"', '"Z32O12XQLNTSW2"', ZONE),
    Allowed("aws:route53/record:Record", "aliases[].zoneId", '"Z2P70J7EXAMPLE"', '"Z32O12XQLNTSW2"', ZONE),
    Allowed("aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration", "routingRule", r"\[\]", ABSENT, BRIDGED),
    Allowed(LIFECYCLE, "rules[].abortIncompleteMultipartUploads", r"\[\]", ABSENT, BRIDGED),
    Allowed(LIFECYCLE, "rules[].expirations", r"\[\]", ABSENT, BRIDGED),
    Allowed(LIFECYCLE, "rules[].noncurrentVersionExpirations", r"\[\]", ABSENT, BRIDGED),
    Allowed(LIFECYCLE, "rules[].filter.ands", r"\[\]", ABSENT, BRIDGED),
    Allowed(LIFECYCLE, "rules[].filter.tags", r"\[\]", ABSENT, BRIDGED),
)


NOT_COMPARED = {
    "a regional NAT gateway (`availabilityMode`)": NEW,
    "an instance without user data": "AWS answers none, the emulation an empty text, of which the provider keeps a sum",
    "a key of KMS": "no stack of the comparison has one: `Pulumi.local.yaml` has no endpoint for KMS",
}
"""What the rehearsal knows of a type and the engine's provider cannot make."""

BRIDGE_PREFIX = "__"
"""How the keys begin in which the bridge keeps its own books."""
BRIDGE_DELTA = "__pulumi_raw_state_delta"
"""The key by which it tells what it has renamed; Terraform's `id` gets a second name made of the type."""
