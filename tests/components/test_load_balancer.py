"""The load balancer itself: what it answers, on which ports, and what it tells the rest of the stack.

Its security groups, target group and access logs have test files of their own. What these tests do not prove is that
AWS takes the arguments; the rehearsal does.
"""

from collections.abc import Mapping
from typing import Any

import pulumi_aws as aws
import pytest

from components import LoadBalancer, LoadBalancerArgs
from tests.recording import NAME, Recorded, Recording, build, pulumi, record

BALANCER, LISTENER = "lb/loadBalancer:LoadBalancer", "lb/listener:Listener"
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
FORWARD = {"type": "forward", "targetGroupArn": "arn of TargetGroup web-test-tg"}


def given(**changes: Any) -> dict[str, Any]:
    return {"vpc_id": "vpc-1", "subnet_ids": ["subnet-a", "subnet-b"], "access_logs_enabled": False, **changes}


def built(**changes: Any) -> Recording:
    return build(LoadBalancer, LoadBalancerArgs(**given(**changes)))


def children(recording: Recording) -> list[Recorded]:
    return [each for each in recording.resources if each.type.startswith("aws:")]


def outputs(**changes: Any) -> Mapping[str, Any]:
    return built(**changes).outputs["ha-web:index:LoadBalancer"]


def test_it_is_an_application_load_balancer_that_faces_the_internet_and_is_hard_to_lose_or_to_trick() -> None:
    assert built().one(BALANCER).inputs == {
        # printf 'internet-facing\0vpc-1' | sha256sum: another name would replace every load balancer there is.
        "name": "web-test-alb-7bb8a5",
        "loadBalancerType": "application",
        "internal": False,
        "ipAddressType": "ipv4",
        "securityGroups": ["SecurityGroup web-test-alb"],
        "subnets": ["subnet-a", "subnet-b"],
        "dropInvalidHeaderFields": True,
        "desyncMitigationMode": "defensive",
        "enableDeletionProtection": True,
        "enableZonalShift": True,
        "idleTimeout": 60,
        "accessLogs": {"bucket": "", "enabled": False},
        "tags": {"Name": "web-test-alb"},
    }


def test_an_internal_one_has_no_public_address() -> None:
    internal = built(scheme="internal", allowed_cidr_blocks=["10.0.0.0/8"])
    assert internal.one(BALANCER).inputs["internal"] is True


def test_over_ipv6_it_answers_as_well_as_over_ipv4() -> None:
    assert built(ipv6=True).one(BALANCER).inputs["ipAddressType"] == "dualstack"


def test_without_a_certificate_http_forwards_and_there_is_no_https() -> None:
    assert built().inputs(LISTENER) == {
        "web-test-http": {
            "loadBalancerArn": "arn of LoadBalancer web-test-alb",
            "port": 80,
            "protocol": "HTTP",
            "defaultActions": [FORWARD],
            "tags": {"Name": "web-test-http"},
        }
    }


def test_with_a_certificate_https_forwards_and_http_only_redirects() -> None:
    assert built(certificate_arn="arn of a certificate").inputs(LISTENER) == {
        "web-test-http": {
            "loadBalancerArn": "arn of LoadBalancer web-test-alb",
            "port": 80,
            "protocol": "HTTP",
            "defaultActions": [
                {"type": "redirect", "redirect": {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}}
            ],
            "tags": {"Name": "web-test-http"},
        },
        "web-test-https": {
            "loadBalancerArn": "arn of LoadBalancer web-test-alb",
            "port": 443,
            "protocol": "HTTPS",
            "certificateArn": "arn of a certificate",
            "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
            "defaultActions": [FORWARD],
            "tags": {"Name": "web-test-https"},
        },
    }


def test_http_redirects_to_the_port_on_which_https_is_served() -> None:
    listeners = built(certificate_arn="c", http_port=8080, https_port=8443).inputs(LISTENER)
    assert {name: each["port"] for name, each in listeners.items()} == {"web-test-http": 8080, "web-test-https": 8443}
    assert listeners["web-test-http"]["defaultActions"][0]["redirect"]["port"] == "8443"


@pytest.mark.parametrize(
    ("changes", "url"),
    [
        ({}, "http://lb.example.amazonaws.com/"),
        ({"http_port": 8080}, "http://lb.example.amazonaws.com:8080/"),
        ({"http_port": 443}, "http://lb.example.amazonaws.com:443/"),
        ({"certificate_arn": "c"}, "https://lb.example.amazonaws.com/"),
        ({"certificate_arn": "c", "https_port": 8443}, "https://lb.example.amazonaws.com:8443/"),
        ({"certificate_arn": "c", "alias_name": "www.example.org", "alias_zone_id": "Z"}, "https://www.example.org/"),
    ],
)
def test_the_url_is_what_a_browser_can_open(changes: Mapping[str, Any], url: str) -> None:
    assert outputs(**changes)["url"] == url


def test_the_outputs_are_the_annotated_attributes() -> None:
    assert set(outputs()) == set(LoadBalancer.__annotations__)
    assert outputs(certificate_arn="c") == {
        "load_balancer_arn": "arn of LoadBalancer web-test-alb",
        "dns_name": "lb.example.amazonaws.com",
        "url": "https://lb.example.amazonaws.com/",
        "target_group_arn": "arn of TargetGroup web-test-tg",
        "security_group_id": "SecurityGroup web-test-alb",
        # Application Auto Scaling's form: app/<name>/<id>/targetgroup/<name>/<id>.
        "request_count_label": "app/lb/1/targetgroup/tg/2",
        "load_balancer_dimension": "app/lb/1",
        "target_group_dimension": "targetgroup/tg/2",
    }


@pytest.mark.parametrize(
    ("changes", "listener"),
    [({}, "Listener web-test-http"), ({"certificate_arn": "c"}, "Listener web-test-https")],
)
def test_requests_are_counted_only_once_a_listener_forwards(changes: Mapping[str, Any], listener: str) -> None:
    """AWS refuses a request-count policy for a target group that no load balancer uses yet."""

    def program() -> None:
        balancer = LoadBalancer(NAME, given(**changes))
        for key in LoadBalancer.__annotations__:
            aws.ssm.Parameter(key, type="String", value="-", description=getattr(balancer, key))

    alb, targets = "LoadBalancer web-test-alb", "TargetGroup web-test-tg"
    assert {name: set(each.dependencies) for name, each in record(program).of("ssm/parameter:Parameter").items()} == {
        "load_balancer_arn": {alb},
        "dns_name": {alb},
        "url": {alb},
        "target_group_arn": {targets},
        "security_group_id": {"SecurityGroup web-test-alb"},
        "request_count_label": {alb, targets, listener},
        "load_balancer_dimension": {alb},
        "target_group_dimension": {targets},
    }


@pytest.mark.parametrize(("ipv6", "kinds"), [(False, ["A"]), (True, ["A", "AAAA"])])
def test_the_alias_leads_to_the_load_balancer_over_each_protocol_it_speaks(ipv6: bool, kinds: list[str]) -> None:
    assert built(alias_name="www.example.org", alias_zone_id="ZONE", ipv6=ipv6).inputs(RECORD) == {
        f"web-test-alias-{kind.lower()}": {
            "zoneId": "ZONE",
            "name": "www.example.org",
            "type": kind,
            "aliases": [{"name": "lb.example.amazonaws.com", "zoneId": "Z-OF-ELB", "evaluateTargetHealth": True}],
        }
        for kind in kinds
    }


def test_a_web_acl_is_put_in_front() -> None:
    assert built(web_acl_arn="arn of a web acl").inputs(FIREWALL) == {
        "web-test-web-acl": {"resourceArn": "arn of LoadBalancer web-test-alb", "webAclArn": "arn of a web acl"}
    }


def test_what_is_not_asked_for_is_not_created() -> None:
    assert sorted((each.type, each.name) for each in children(built())) == [
        ("aws:ec2/securityGroup:SecurityGroup", "web-test-alb"),
        ("aws:lb/listener:Listener", "web-test-http"),
        ("aws:lb/loadBalancer:LoadBalancer", "web-test-alb"),
        ("aws:lb/targetGroup:TargetGroup", "web-test-tg"),
        ("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "web-test-alb-80-0.0.0.0/0"),
    ]


def test_every_resource_is_a_child_of_the_component() -> None:
    found = children(build(LoadBalancer, {**EVERYTHING, "ipv6": True}))
    # Load balancer, group of targets, 2 listeners, security group, 6 rules (everyone over IPv4
    # and IPv6 on two ports, and a pair to the instances), 2 records, web ACL, and the log bucket's 7.
    assert len(found) == 21
    assert [each.urn for each in found] == [
        f"urn:pulumi:test::ha-web::ha-web:index:LoadBalancer${each.type}::{each.name}" for each in found
    ]


def test_the_callers_options_go_to_the_component() -> None:
    options = pulumi.ResourceOptions(protect=True)
    recording = record(lambda: LoadBalancer(NAME, given(), options))
    assert recording.one("ha-web:index:LoadBalancer").protect


def test_everything_that_takes_tags_has_the_stacks_and_a_name_of_its_own() -> None:
    tags = {"Owner": "web", "Name": "gives way"}
    tagged = {
        f"{each.type.rpartition(':')[2]} {each.name}": each.inputs["tags"]
        for each in build(LoadBalancer, {**EVERYTHING, "tags": tags}).resources
        if "tags" in each.inputs
    }
    assert tagged == {
        title: {"Owner": "web", "Name": name}
        for title, name in {
            "LoadBalancer web-test-alb": "web-test-alb",
            "TargetGroup web-test-tg": "web-test-tg",
            "Listener web-test-http": "web-test-http",
            "Listener web-test-https": "web-test-https",
            "Bucket web-test-logs": "web-test-logs",
            "SecurityGroup web-test-alb": "web-test-alb",
            "SecurityGroupIngressRule web-test-alb-80-0.0.0.0/0": "web-test-alb",
            "SecurityGroupIngressRule web-test-alb-443-0.0.0.0/0": "web-test-alb",
            "SecurityGroupIngressRule web-test-alb-to-instances-80": "web-test-alb-to-instances-80",
            "SecurityGroupEgressRule web-test-alb-to-instances-80": "web-test-alb-to-instances-80",
        }.items()
    }


def test_the_longest_name_that_settings_allow_fits_into_elbs_32_characters() -> None:
    longest = "a" * 21
    recording = record(lambda: LoadBalancer(longest, given()))
    assert len(recording.one(BALANCER).inputs["name"]) == 32
    with pytest.raises(ValueError, match=r"must have at most 32 characters, got 33; shorten .* by 1"):
        record(lambda: LoadBalancer(longest + "a", given()))
