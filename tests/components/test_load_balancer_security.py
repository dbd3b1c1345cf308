"""Who reaches whom: rules of the load balancer's security group, and of the instances' groups."""

from collections.abc import Mapping
from typing import Any

import pytest

from components import LoadBalancer
from tests.recording import Recording, build

GROUP = "ec2/securityGroup:SecurityGroup"
INGRESS = "vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "vpc/securityGroupEgressRule:SecurityGroupEgressRule"
BALANCER, INSTANCES = "SecurityGroup web-test-alb", "sg-instances"


def built(**changes: Any) -> Recording:
    return build(
        LoadBalancer,
        {
            "vpc_id": "vpc-1",
            "subnet_ids": ["subnet-a", "subnet-b"],
            "target_security_group_ids": {"instances": INSTANCES},
            "access_logs_enabled": False,
            **changes,
        },
    )


def listener_rule(port: int, **source: str) -> Mapping[str, Any]:
    return {
        "securityGroupId": BALANCER,
        "description": f"Allowed ranges reach the listener on {port}",
        "ipProtocol": "tcp",
        "fromPort": port,
        "toPort": port,
        "tags": {"Name": "web-test-alb"},
        **source,
    }


def between(owner: str, other: str, port: int, key: str, description: str) -> Mapping[str, Any]:
    return {
        "securityGroupId": owner,
        "referencedSecurityGroupId": other,
        "description": description,
        "ipProtocol": "tcp",
        "fromPort": port,
        "toPort": port,
        "tags": {"Name": f"web-test-alb-to-{key}-{port}"},
    }


def into_instances(port: int, key: str = "instances", instances: str = INSTANCES) -> Mapping[str, Any]:
    return between(instances, BALANCER, port, key, "Instances accept the load balancer")


def out_to_instances(port: int, key: str = "instances", instances: str = INSTANCES) -> Mapping[str, Any]:
    return between(BALANCER, instances, port, key, "Load balancer reaches the instances")


def test_the_group_has_no_rules_of_its_own_and_stands_in_the_vpc() -> None:
    assert built().one(GROUP).inputs == {
        "name": "web-test-alb",
        "description": "Load balancer: its listeners to the allowed ranges, itself to the instances alone",
        "vpcId": "vpc-1",
        "tags": {"Name": "web-test-alb"},
    }


def test_the_world_reaches_the_http_listener_and_the_load_balancer_alone_the_instances() -> None:
    assert built().inputs(INGRESS) == {
        "web-test-alb-80-0.0.0.0/0": listener_rule(80, cidrIpv4="0.0.0.0/0"),
        "web-test-alb-to-instances-80": into_instances(80),
    }


def test_the_load_balancer_reaches_the_instances_and_nothing_else() -> None:
    assert built().inputs(EGRESS) == {"web-test-alb-to-instances-80": out_to_instances(80)}


def test_with_a_certificate_each_range_reaches_both_listeners() -> None:
    recording = built(certificate_arn="c", allowed_cidr_blocks=["192.0.2.0/24", "2001:db8::/32"])
    assert recording.inputs(INGRESS) == {
        "web-test-alb-80-192.0.2.0/24": listener_rule(80, cidrIpv4="192.0.2.0/24"),
        "web-test-alb-80-2001:db8:0:/32": listener_rule(80, cidrIpv6="2001:db8::/32"),
        "web-test-alb-443-192.0.2.0/24": listener_rule(443, cidrIpv4="192.0.2.0/24"),
        "web-test-alb-443-2001:db8:0:/32": listener_rule(443, cidrIpv6="2001:db8::/32"),
        "web-test-alb-to-instances-80": into_instances(80),
    }


def test_an_internal_load_balancer_is_open_to_the_given_range_and_not_to_the_world() -> None:
    recording = built(scheme="internal", allowed_cidr_blocks=["10.20.0.0/16"])
    assert recording.inputs(INGRESS) == {
        "web-test-alb-80-10.20.0.0/16": listener_rule(80, cidrIpv4="10.20.0.0/16"),
        "web-test-alb-to-instances-80": into_instances(80),
    }


def test_without_a_certificate_the_https_port_stays_shut() -> None:
    ports = {rule["fromPort"] for rule in built(https_port=8443).inputs(INGRESS).values()}
    assert ports == {80}


def test_the_ports_opened_are_those_of_the_listeners_and_of_the_instances() -> None:
    recording = built(certificate_arn="c", http_port=8080, https_port=8443, target_port=3000)
    assert recording.inputs(INGRESS) == {
        "web-test-alb-8080-0.0.0.0/0": listener_rule(8080, cidrIpv4="0.0.0.0/0"),
        "web-test-alb-8443-0.0.0.0/0": listener_rule(8443, cidrIpv4="0.0.0.0/0"),
        "web-test-alb-to-instances-3000": into_instances(3000),
    }
    assert recording.inputs(EGRESS) == {"web-test-alb-to-instances-3000": out_to_instances(3000)}


def test_a_health_check_on_a_port_of_its_own_is_let_through() -> None:
    recording = built(health_check_port=9000, allowed_cidr_blocks=[])
    assert recording.inputs(INGRESS) == {
        "web-test-alb-to-instances-80": into_instances(80),
        "web-test-alb-to-instances-9000": into_instances(9000),
    }
    assert recording.inputs(EGRESS) == {
        "web-test-alb-to-instances-80": out_to_instances(80),
        "web-test-alb-to-instances-9000": out_to_instances(9000),
    }


def test_a_health_check_on_the_serving_port_needs_no_second_rule() -> None:
    """EC2 refuses two rules that say the same (InvalidPermission.Duplicate)."""
    assert built(health_check_port=80).inputs(INGRESS).keys() == built().inputs(INGRESS).keys()
    assert built(health_check_port=80).inputs(EGRESS).keys() == built().inputs(EGRESS).keys()


def test_another_port_is_another_rule_so_that_the_old_one_stays_until_nobody_needs_it() -> None:
    """With one logical name, the old instances would be shut off before the new ones serve."""
    before, after = (set(built(target_port=port).inputs(EGRESS)) for port in (80, 8080))
    assert before.isdisjoint(after)
    before, after = (set(built(target_port=port, allowed_cidr_blocks=[]).inputs(INGRESS)) for port in (80, 8080))
    assert before.isdisjoint(after)


def test_each_group_of_instances_is_opened_under_its_own_name() -> None:
    recording = built(target_security_group_ids={"blue": "sg-b", "green": "sg-g"}, allowed_cidr_blocks=[])
    assert recording.inputs(INGRESS) == {
        "web-test-alb-to-blue-80": into_instances(80, "blue", "sg-b"),
        "web-test-alb-to-green-80": into_instances(80, "green", "sg-g"),
    }
    assert recording.inputs(EGRESS) == {
        "web-test-alb-to-blue-80": out_to_instances(80, "blue", "sg-b"),
        "web-test-alb-to-green-80": out_to_instances(80, "green", "sg-g"),
    }


def test_without_instances_the_load_balancer_reaches_nothing() -> None:
    recording = built(target_security_group_ids={})
    assert recording.inputs(EGRESS) == {}
    assert recording.inputs(INGRESS) == {"web-test-alb-80-0.0.0.0/0": listener_rule(80, cidrIpv4="0.0.0.0/0")}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"certificate_arn": "c", "allowed_cidr_blocks": ["0.0.0.0/0", "::/0"]},
        {"scheme": "internal", "allowed_cidr_blocks": ["10.20.0.0/16"]},
        {"health_check_port": 9000},
        {"ipv6": True},
    ],
)
def test_no_rule_opens_the_instances_to_a_range_of_addresses_nor_the_load_balancer_outwards(
    changes: Mapping[str, Any],
) -> None:
    recording = built(**changes)
    into = [rule for rule in recording.inputs(INGRESS).values() if rule["securityGroupId"] == INSTANCES]
    out = list(recording.inputs(EGRESS).values())
    assert into, "the load balancer would reach no instance"
    assert out, "the load balancer would reach no instance"
    for rule in into:
        assert rule["referencedSecurityGroupId"] == BALANCER
        assert not {"cidrIpv4", "cidrIpv6", "prefixListId"} & rule.keys()
    for rule in out:
        assert rule["referencedSecurityGroupId"] == INSTANCES
        assert not {"cidrIpv4", "cidrIpv6", "prefixListId"} & rule.keys()


def test_over_ipv6_everyone_reaches_it_over_ipv6_too() -> None:
    rules = built(ipv6=True).inputs(INGRESS)
    assert rules["web-test-alb-80-:0:/0"]["cidrIpv6"] == "::/0"
    assert rules["web-test-alb-80-0.0.0.0/0"]["cidrIpv4"] == "0.0.0.0/0"


def test_a_range_given_twice_is_admitted_once() -> None:
    twice = built(allowed_cidr_blocks=["192.0.2.0/24", "192.0.2.0/24"]).inputs(INGRESS)
    assert [name for name in twice if "192.0.2.0" in name] == ["web-test-alb-80-192.0.2.0/24"]
