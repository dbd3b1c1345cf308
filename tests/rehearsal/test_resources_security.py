"""Security groups and their rules: each is what its inputs say, as the API tells."""

from collections.abc import Iterator
from typing import Any

import pytest

from rehearsal.resources import ArgumentError, look_up
from tests.rehearsal.test_resources_support import Case, World, a_world, case

CASES: list[Case] = []
TAGS = {"Name": "thing"}
TAG_LIST = [{"Key": "Name", "Value": "thing"}]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with a_world() as made:
        yield made


@case(
    CASES,
    "aws:ec2/securityGroup:SecurityGroup",
    lambda world: {"namePrefix": "web-", "description": "Web", "vpcId": world.get("vpc"), "tags": TAGS},
)
def security_group(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("ec2").describe_security_groups(GroupIds=[made])["SecurityGroups"][0]
    assert (found["Description"], found["VpcId"], found["Tags"]) == ("Web", world.get("vpc"), TAG_LIST)
    assert found["GroupName"] == outputs["name"]
    assert outputs["name"].startswith("web-")
    assert len(outputs["name"]) == len("web-") + 26
    assert (found["IpPermissions"], found["IpPermissionsEgress"]) == ([], [])


@case(
    CASES,
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    lambda world: {"vpcId": world.get("vpc"), "ingress": [], "egress": [], "tags": TAGS},
)
def default_security_group(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = world.client("ec2").describe_security_groups(GroupIds=[made])["SecurityGroups"][0]
    assert (found["GroupName"], found["VpcId"], found["Tags"]) == ("default", world.get("vpc"), TAG_LIST)
    assert (found["IpPermissions"], found["IpPermissionsEgress"]) == ([], [])


def rule(world: World, made: str) -> dict[str, Any]:
    found = world.client("ec2").describe_security_group_rules(SecurityGroupRuleIds=[made])["SecurityGroupRules"]
    answer: dict[str, Any] = found[0]
    return answer


@case(
    CASES,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    lambda world: {
        "securityGroupId": world.get("security-group"),
        "ipProtocol": "tcp",
        "fromPort": 80,
        "toPort": 81,
        "cidrIpv4": "10.0.0.0/8",
        "description": "Inside",
        "tags": TAGS,
    },
)
def ingress(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = rule(world, made)
    got = [found[key] for key in ("IsEgress", "IpProtocol", "FromPort", "ToPort", "CidrIpv4", "Description", "Tags")]
    assert got == [False, "tcp", 80, 81, "10.0.0.0/8", "Inside", TAG_LIST]


def checkers(world: World) -> str:
    name = "com.amazonaws.eu-west-1.route53-healthchecks"
    return str(look_up(world.cloud, "aws:ec2/getManagedPrefixList:getManagedPrefixList", {"name": name})["id"])


@case(
    CASES,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    lambda world: {
        "securityGroupId": world.get("security-group"),
        "ipProtocol": "tcp",
        "fromPort": 80,
        "toPort": 80,
        "prefixListId": checkers(world),
    },
)
def ingress_from_a_prefix_list(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = rule(world, made)
    assert (found["IsEgress"], found["FromPort"], found["PrefixListId"]) == (False, 80, checkers(world))


@case(
    CASES,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    lambda world: {
        "securityGroupId": world.get("security-group"),
        "ipProtocol": "-1",
        "referencedSecurityGroupId": world.get("security-group"),
    },
)
def egress_to_a_group(world: World, made: str, outputs: dict[str, Any]) -> None:
    found = rule(world, made)
    assert (found["IsEgress"], found["IpProtocol"]) == (True, "-1")
    assert found["ReferencedGroupInfo"]["GroupId"] == world.get("security-group")


@pytest.mark.parametrize("each", CASES, ids=str)
def test_it_is_what_its_inputs_say(world: World, each: Case) -> None:
    made, outputs = world.create(each.token, **each.inputs(world))
    assert outputs["id"] == made
    each.check(world, made, outputs)


WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "a rule for two peers": (
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        {"securityGroupId": "sg-1", "ipProtocol": "tcp", "cidrIpv4": "10.0.0.0/8", "cidrIpv6": "::/0"},
        "exactly one of",
    ),
    "a rule for every protocol and one port": (
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        {"securityGroupId": "sg-1", "ipProtocol": "-1", "fromPort": 80, "cidrIpv4": "10.0.0.0/8"},
        "fromPort, toPort: must not be given",
    ),
    "rules inside a group": (
        "aws:ec2/securityGroup:SecurityGroup",
        {"ingress": [{"fromPort": 80}]},
        "ingress: the rehearsal takes no rules inside a group",
    ),
}


@pytest.mark.parametrize(("token", "inputs", "message"), WRONG.values(), ids=WRONG)
def test_what_the_provider_would_refuse_is_refused(
    world: World, token: str, inputs: dict[str, Any], message: str
) -> None:
    with pytest.raises(ArgumentError, match=message):
        world.create(token, **inputs)
