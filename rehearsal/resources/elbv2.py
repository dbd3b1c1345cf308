"""Elastic Load Balancing: load balancers and target groups."""

from typing import Any

from ._cloud import Cloud, tags_argument
from ._filled import filled
from ._inputs import ArgumentError, Inputs
from ._registry import Made, resource

# The zones that an Application Load Balancer's names are in, fixed by AWS: "Elastic Load Balancing endpoints and
# quotas" in the AWS General Reference. A region that is not here answers what the emulation answers.
ALIAS_ZONES = {
    "eu-central-1": "Z215JYRZR1TBD5",
    "eu-north-1": "Z23TAZ6LKFMNIO",
    "eu-west-1": "Z32O12XQLNTSW2",
    "eu-west-2": "ZHURV8PSTC4K8",
    "eu-west-3": "Z3Q77PNBQS71R4",
    "us-east-1": "Z35SXDOTRQ7X7K",
    "us-east-2": "Z3AADJGX6KTTL2",
    "us-west-1": "Z368ELLRRE2KJ0",
    "us-west-2": "Z1H1FL5HABSF5",
}

_BALANCER_ATTRIBUTES = {
    "desyncMitigationMode": "routing.http.desync_mitigation_mode",
    "dropInvalidHeaderFields": "routing.http.drop_invalid_header_fields.enabled",
    "enableDeletionProtection": "deletion_protection.enabled",
    "enableHttp2": "routing.http2.enabled",
    "enableWafFailOpen": "waf.fail_open.enabled",
    "enableZonalShift": "zonal_shift.config.enabled",
    "idleTimeout": "idle_timeout.timeout_seconds",
    "preserveHostHeader": "routing.http.preserve_host_header.enabled",
    "xffHeaderProcessingMode": "routing.http.xff_header_processing.mode",
}
_TARGET_ATTRIBUTES = {
    "deregistrationDelay": "deregistration_delay.timeout_seconds",
    "loadBalancingAlgorithmType": "load_balancing.algorithm.type",
    "slowStart": "slow_start.duration_seconds",
}
_CHECK = {
    "enabled": "HealthCheckEnabled",
    "healthyThreshold": "HealthyThresholdCount",
    "interval": "HealthCheckIntervalSeconds",
    "path": "HealthCheckPath",
    "port": "HealthCheckPort",
    "protocol": "HealthCheckProtocol",
    "timeout": "HealthCheckTimeoutSeconds",
    "unhealthyThreshold": "UnhealthyThresholdCount",
}
_CHECK_DEFAULTS = {
    "HealthCheckEnabled": True,
    "HealthCheckIntervalSeconds": 30,
    "HealthCheckPort": "traffic-port",
    "HealthCheckProtocol": "HTTP",
    "HealthyThresholdCount": 3,
    "UnhealthyThresholdCount": 3,
}
"""What the provider sends of a health check that says less; without any health check it sends nothing."""
_NAME_LIMIT = 32


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _attributes(inputs: Inputs, names: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"Key": attribute, "Value": _text(inputs.get(name))} for name, attribute in names.items() if inputs.has(name)
    ]


def _access_logs(inputs: Inputs) -> list[dict[str, str]]:
    logs = inputs.block("accessLogs")
    if logs is None:
        return []
    values = {"enabled": logs.get("enabled", False), "bucket": logs.need("bucket"), "prefix": logs.get("prefix")}
    return [
        {"Key": f"access_logs.s3.{name}", "Value": _text(value)} for name, value in values.items() if value is not None
    ]


def _name(cloud: Cloud, inputs: Inputs) -> str:
    name = cloud.physical_name(inputs)
    if len(name) > _NAME_LIMIT:
        raise ArgumentError(f"name: must have at most {_NAME_LIMIT} characters, got {name!r}")
    return name


@resource(
    "aws:lb/loadBalancer:LoadBalancer",
    filled(
        text=(
            "accessLogs.prefix customerOwnedIpv4Pool enforceSecurityGroupInboundRulesOnPrivateLinkTraffic namePrefix"
        ),
        flag=(
            "dropInvalidHeaderFields enableCrossZoneLoadBalancing enableDeletionProtection "
            "enableTlsVersionAndCipherSuiteHeaders enableWafFailOpen enableXffClientPort enableZonalShift "
            "preserveHostHeader"
        ),
        others={
            "accessLogs": {"bucket": "", "enabled": False, "prefix": ""},
            "clientKeepAlive": 3600,
            "connectionLogs": {"bucket": "", "enabled": False, "prefix": ""},
            "desyncMitigationMode": "defensive",
            "enableHttp2": True,
            "idleTimeout": 60,
            "xffHeaderProcessingMode": "append",
        },
    ),
)
def load_balancer(cloud: Cloud, inputs: Inputs) -> Made:
    """Create a load balancer, and then set its attributes as the provider does."""
    elb = cloud.client("elbv2")
    internal = inputs.get("internal", False)
    made = elb.create_load_balancer(
        Name=_name(cloud, inputs),
        Scheme="internal" if internal else "internet-facing",
        **tags_argument(inputs.tags()),
        **inputs.renamed("subnets", "securityGroups", "ipAddressType", loadBalancerType="Type"),
    )["LoadBalancers"][0]
    arn = made["LoadBalancerArn"]
    attributes = _attributes(inputs, _BALANCER_ATTRIBUTES) + _access_logs(inputs)
    if attributes:
        elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=attributes)
    subnets = [zone["SubnetId"] for zone in made["AvailabilityZones"]]
    computed = {
        "arn": arn,
        "arnSuffix": arn.partition(":loadbalancer/")[2],
        "dnsName": made["DNSName"],
        "internal": internal,
        "ipAddressType": made.get("IpAddressType", "ipv4"),
        "loadBalancerType": made.get("Type", "application"),
        "name": made["LoadBalancerName"],
        "securityGroups": made.get("SecurityGroups", []),
        "subnetMappings": [
            {"allocationId": "", "ipv6Address": "", "outpostId": "", "privateIpv4Address": "", "subnetId": subnet}
            for subnet in subnets
        ],
        "subnets": subnets,
        "vpcId": made["VpcId"],
        "zoneId": ALIAS_ZONES.get(cloud.region, made["CanonicalHostedZoneId"]),
    }
    return Made(arn, computed)


def _health_check(inputs: Inputs) -> dict[str, Any]:
    check = inputs.block("healthCheck")
    if check is None:
        return {}
    asked = _CHECK_DEFAULTS | check.renamed(**_CHECK)
    if check.has("matcher"):
        asked["Matcher"] = {"HttpCode": check.get("matcher")}
    return asked


def _check_found(made: dict[str, Any]) -> dict[str, Any]:
    found = {name: made.get(key) for name, key in _CHECK.items()}
    return found | {"matcher": made.get("Matcher", {}).get("HttpCode", "")}


def _stickiness(inputs: Inputs) -> list[dict[str, str]]:
    block = inputs.block("stickiness")
    if block is None:
        return []
    kind = block.need("type")
    values = {"stickiness.enabled": block.get("enabled", True), "stickiness.type": kind}
    if block.has("cookieDuration"):
        values[f"stickiness.{kind}.duration_seconds"] = block.get("cookieDuration")
    return [{"Key": key, "Value": _text(value)} for key, value in values.items()]


@resource(
    "aws:lb/targetGroup:TargetGroup",
    filled(
        text="namePrefix stickiness.cookieName",
        number="slowStart",
        flag="lambdaMultiValueHeadersEnabled proxyProtocolV2",
        others={
            "stickiness.cookieDuration": 86400,
            "stickiness.enabled": True,
            "deregistrationDelay": 300,
            "loadBalancingAlgorithmType": "round_robin",
            "loadBalancingCrossZoneEnabled": "use_load_balancer_configuration",
            "stickiness": {"cookieDuration": 0, "cookieName": "", "enabled": False, "type": "lb_cookie"},
            "targetFailovers": [{}],
            "targetGroupHealth": {"dnsFailover": {}, "unhealthyStateRouting": {}},
            "targetHealthStates": [{}],
        },
    ),
)
def target_group(cloud: Cloud, inputs: Inputs) -> Made:
    """Create a target group, and then set its attributes as the provider does."""
    elb = cloud.client("elbv2")
    made = elb.create_target_group(
        Name=_name(cloud, inputs),
        **tags_argument(inputs.tags()),
        **inputs.renamed("port", "protocol", "protocolVersion", "vpcId", "targetType", "ipAddressType"),
        **_health_check(inputs),
    )["TargetGroups"][0]
    arn = made["TargetGroupArn"]
    attributes = _attributes(inputs, _TARGET_ATTRIBUTES) + _stickiness(inputs)
    if attributes:
        elb.modify_target_group_attributes(TargetGroupArn=arn, Attributes=attributes)
    computed = {
        "arn": arn,
        "arnSuffix": arn.rpartition(":")[2],
        "healthCheck": _check_found(made),
        "ipAddressType": made.get("IpAddressType", "ipv4"),
        "loadBalancerArns": [],
        "name": made["TargetGroupName"],
        "protocolVersion": made.get("ProtocolVersion", "HTTP1"),
        "targetType": made.get("TargetType", "instance"),
    }
    return Made(arn, computed)
