"""The load balancer's arguments: each reaches a resource, in either form, and what cannot work is refused."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from components import LoadBalancer, LoadBalancerArgs
from tests.recording import Recording, build

BALANCER, LISTENER = "lb/loadBalancer:LoadBalancer", "lb/listener:Listener"
TARGETS, SECURITY_GROUP = "lb/targetGroup:TargetGroup", "ec2/securityGroup:SecurityGroup"
INGRESS = "vpc/securityGroupIngressRule:SecurityGroupIngressRule"
RECORD, FIREWALL = "route53/record:Record", "wafv2/webAclAssociation:WebAclAssociation"
EVERYTHING: dict[str, Any] = {
    "vpc_id": "vpc-1",
    "subnet_ids": ["subnet-a", "subnet-b"],
    "target_security_group_ids": {"instances": "sg-instances"},
    "certificate_arn": "arn of a certificate",
    "alias_name": "www.example.org",
    "alias_zone_id": "ZONE",
    "web_acl_arn": "arn of a web acl",
}
LANDINGS: dict[str, tuple[object, str, str, str]] = {
    "vpc_id": ("vpc-2", SECURITY_GROUP, "web-test-alb", "vpcId"),
    "subnet_ids": (["subnet-c", "subnet-d"], BALANCER, "web-test-alb", "subnets"),
    "target_security_group_ids": ({"workers": "sg-w"}, INGRESS, "web-test-alb-to-workers-80", "securityGroupId"),
    "scheme": ("internal", BALANCER, "web-test-alb", "internal"),
    "ipv6": (True, RECORD, "web-test-alias-aaaa", "type"),
    "http_port": (8080, LISTENER, "web-test-http", "port"),
    "https_port": (8443, LISTENER, "web-test-https", "port"),
    "certificate_arn": ("arn of another", LISTENER, "web-test-https", "certificateArn"),
    "ssl_policy": ("ELBSecurityPolicy-TLS13-1-3-2021-06", LISTENER, "web-test-https", "sslPolicy"),
    "allowed_cidr_blocks": (["192.0.2.0/24"], INGRESS, "web-test-alb-443-192.0.2.0/24", "cidrIpv4"),
    "alias_name": ("shop.example.org", RECORD, "web-test-alias-a", "name"),
    "alias_zone_id": ("ZONE-2", RECORD, "web-test-alias-a", "zoneId"),
    "target_port": (8080, TARGETS, "web-test-tg", "port"),
    "target_protocol": ("HTTPS", TARGETS, "web-test-tg", "protocol"),
    "algorithm": ("least_outstanding_requests", TARGETS, "web-test-tg", "loadBalancingAlgorithmType"),
    "health_check_path": ("/up", TARGETS, "web-test-tg", "healthCheck.path"),
    "health_check_port": (9000, TARGETS, "web-test-tg", "healthCheck.port"),
    "health_check_protocol": ("HTTPS", TARGETS, "web-test-tg", "healthCheck.protocol"),
    "health_check_matcher": ("200-299", TARGETS, "web-test-tg", "healthCheck.matcher"),
    "health_check_interval_seconds": (31, TARGETS, "web-test-tg", "healthCheck.interval"),
    "health_check_timeout_seconds": (7, TARGETS, "web-test-tg", "healthCheck.timeout"),
    "health_check_healthy_threshold": (4, TARGETS, "web-test-tg", "healthCheck.healthyThreshold"),
    "health_check_unhealthy_threshold": (3, TARGETS, "web-test-tg", "healthCheck.unhealthyThreshold"),
    "stickiness_seconds": (3600, TARGETS, "web-test-tg", "stickiness.cookieDuration"),
    "deregistration_delay_seconds": (90, TARGETS, "web-test-tg", "deregistrationDelay"),
    "slow_start_seconds": (45, TARGETS, "web-test-tg", "slowStart"),
    "idle_timeout_seconds": (120, BALANCER, "web-test-alb", "idleTimeout"),
    "access_logs_enabled": (False, BALANCER, "web-test-alb", "accessLogs.enabled"),
    "access_logs_retention_days": (
        30,
        "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        "web-test-logs",
        "rules.0.expiration.days",
    ),
    "access_logs_removable": (True, "s3/bucket:Bucket", "web-test-logs", "forceDestroy"),
    "deletion_protection": (False, BALANCER, "web-test-alb", "enableDeletionProtection"),
    "zonal_shift": (False, BALANCER, "web-test-alb", "enableZonalShift"),
    "web_acl_arn": ("arn of another acl", FIREWALL, "web-test-web-acl", "webAclArn"),
    "tags": ({"Owner": "web"}, BALANCER, "web-test-alb", "tags.Owner"),
}
"""Field: another value than in EVERYTHING, and the argument that it must arrive in."""
ARRIVES_AS = {
    "target_security_group_ids": "sg-w",
    "scheme": True,
    "ipv6": "AAAA",
    "allowed_cidr_blocks": "192.0.2.0/24",
    "health_check_port": "9000",
    "tags": "web",
}
"""Where the value of the argument is not the field's own."""


def at(arguments: Any, path: str) -> Any:
    for key in path.split("."):
        arguments = arguments[int(key)] if key.isdigit() else arguments.get(key)
    return arguments


def test_the_table_of_fields_is_complete() -> None:
    assert set(LANDINGS) == set(LoadBalancerArgs.__dataclass_fields__)


@cache
def with_another(field: str | None) -> Recording:
    # An internal load balancer must be told who may connect.
    needed = {"allowed_cidr_blocks": ["10.0.0.0/8"]} if field == "scheme" else {}
    return build(LoadBalancer, {**EVERYTHING, **needed, **({} if field is None else {field: LANDINGS[field][0]})})


@pytest.mark.parametrize("field", LANDINGS)
def test_every_field_reaches_a_resource(field: str) -> None:
    value, kind, name, path = LANDINGS[field]
    inputs = with_another(field).inputs(kind)[name]
    assert at(inputs, path) == ARRIVES_AS.get(field, value)
    assert with_another(None).inputs(kind).get(name) != inputs, "the table repeats the value that was there before"


@pytest.mark.parametrize("field", LANDINGS)
def test_its_name_changes_with_what_makes_aws_replace_it_and_with_nothing_else(field: str) -> None:
    name = with_another(field).one(BALANCER).inputs["name"]
    assert re.fullmatch(r"web-test-alb-[0-9a-f]{6}", name)
    assert (name != "web-test-alb-7bb8a5") == (field in {"vpc_id", "scheme"})


def test_a_mapping_means_the_same_as_the_dataclass() -> None:
    one, other = build(LoadBalancer, EVERYTHING), build(LoadBalancer, LoadBalancerArgs(**EVERYTHING))
    assert one.arguments() == other.arguments()
    assert one.outputs == other.outputs


def test_arguments_are_frozen_and_named() -> None:
    with pytest.raises(AttributeError, match="cannot assign to field 'scheme'"):
        LoadBalancerArgs(**EVERYTHING).scheme = "internal"  # type: ignore[misc]
    with pytest.raises(TypeError, match="positional argument"):
        LoadBalancerArgs("vpc-1", ["subnet-a"])  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"scheme": "internal"},
            "LoadBalancer.allowed_cidr_blocks: is missing; say who reaches an internal load balancer",
        ),
        ({"target_protocol": "TCP"}, "LoadBalancer.target_protocol: must be one of HTTP, HTTPS, got 'TCP'"),
        ({"health_check_protocol": "TCP"}, "LoadBalancer.health_check_protocol: must be one of HTTP, HTTPS, got 'TCP'"),
        ({"scheme": "public"}, "LoadBalancer.scheme: must be one of internal, internet-facing, got 'public'"),
        (
            {"algorithm": "random"},
            "LoadBalancer.algorithm: must be one of least_outstanding_requests, round_robin, got 'random'",
        ),
        (
            {"alias_name": "www.example.org"},
            "LoadBalancer: alias_name and alias_zone_id go together; give both or neither",
        ),
        ({"alias_zone_id": "ZONE"}, "LoadBalancer: alias_name and alias_zone_id go together; give both or neither"),
        ({"htpp_port": 80}, "LoadBalancer.htpp_port: is not an argument; did you mean `http_port`?"),
    ],
)
def test_what_cannot_work_is_refused_in_one_sentence(changes: Mapping[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        build(LoadBalancer, {"vpc_id": "vpc-1", "subnet_ids": ["subnet-a", "subnet-b"], **changes})


def test_all_that_is_missing_is_said_at_once() -> None:
    with pytest.raises(ValueError, match=r"vpc_id: is missing") as error:
        build(LoadBalancer, {})
    assert str(error.value).splitlines() == [
        "LoadBalancer.vpc_id: is missing; give it a value",
        "LoadBalancer.subnet_ids: is missing; give it a value",
    ]
