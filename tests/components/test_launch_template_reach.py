"""An instance that is reached without a load balancer: its open ports, its address, its first boot."""

import base64
from collections.abc import Mapping
from typing import Any

import pytest
from pulumi_aws import ec2

from components import LaunchTemplate
from components._instance_metadata import wait_for_address
from components._user_data import render
from tests.recording import NAME, Recording, build, pulumi, record

TEMPLATE, INGRESS = "ec2/launchTemplate:LaunchTemplate", "vpc/securityGroupIngressRule:SecurityGroupIngressRule"
LIST = "aws:ec2/getManagedPrefixList:getManagedPrefixList"
LISTS = {LIST: lambda args: {"id": f"id of {args['name']}"}}


def built(**changes: Any) -> Recording:
    return build(LaunchTemplate, {"vpc_id": "vpc-1", **changes}, invokes=LISTS)


def template(**changes: Any) -> Mapping[str, Any]:
    return built(**changes).one(TEMPLATE).inputs


def user_data(recording: Recording) -> str:
    return base64.b64decode(recording.one(TEMPLATE).inputs["userData"]).decode()


def rule(name: str, port: int, description: str, **source: str) -> dict[str, Any]:
    return {
        "securityGroupId": "SecurityGroup web-test-instance",
        "description": description,
        "ipProtocol": "tcp",
        "fromPort": port,
        "toPort": port,
        "tags": {"Name": name},
        **source,
    }


def opened(port: int, cidr: str, key: str = "cidrIpv4") -> tuple[str, dict[str, Any]]:
    name = f"web-test-instance-in-{port}-{cidr.replace('::', ':0:')}"
    return name, rule(name, port, f"Allowed ranges reach TCP port {port}", **{key: cidr})


def checked(port: int, region: str = "eu-west-1") -> tuple[str, dict[str, Any]]:
    name = f"web-test-instance-health-{port}"
    source = f"id of com.amazonaws.{region}.route53-healthchecks"
    return name, rule(name, port, f"Route 53's health checkers reach TCP port {port}", prefixListId=source)


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"open_ports": [80]}, [opened(80, "0.0.0.0/0")]),
        (
            {"open_ports": [80, 443], "allowed_cidr_blocks": ["203.0.113.0/24", "10.0.0.0/8"]},
            [opened(port, cidr) for port in (80, 443) for cidr in ("203.0.113.0/24", "10.0.0.0/8")],
        ),
        (
            {"open_ports": [80], "allowed_cidr_blocks": ["0.0.0.0/0", "2001:db8::/32"]},
            [opened(80, "0.0.0.0/0"), opened(80, "2001:db8::/32", "cidrIpv6")],
        ),
        ({"open_ports": [80, 80], "allowed_cidr_blocks": ["10.0.0.0/8"] * 2}, [opened(80, "10.0.0.0/8")]),
        ({"allowed_cidr_blocks": ["10.0.0.0/8"]}, []),
        ({"open_ports": [80], "allowed_cidr_blocks": []}, []),
        ({"admits_health_checkers": [80, 8080, 80]}, [checked(80), checked(8080)]),
        ({"open_ports": [443], "admits_health_checkers": [80]}, [opened(443, "0.0.0.0/0"), checked(80)]),
    ],
    ids=["everyone", "some", "IPv6", "once", "no port", "no range", "health checkers", "both"],
)
def test_an_instance_is_reached_on_these_ports_from_there_and_not_otherwise(
    changes: dict[str, Any], rules: list[tuple[str, dict[str, Any]]]
) -> None:
    assert built(**changes).inputs(INGRESS) == dict(rules)


def test_health_checkers_are_those_of_the_region_and_asked_for_only_when_they_are_let_in() -> None:
    args = {"vpc_id": "vpc-1", "admits_health_checkers": [80]}
    elsewhere = build(LaunchTemplate, args, invokes=LISTS, config={"aws:region": "us-west-2"})
    assert elsewhere.inputs(INGRESS) == dict([checked(80, "us-west-2")])
    assert LIST not in [token for token, _ in built(open_ports=[80]).invokes]


def test_ways_in_change_nothing_of_the_group_itself() -> None:
    """AWS would replace a group whose description changes, under a name that is taken."""
    kind = "ec2/securityGroup:SecurityGroup"
    assert built(open_ports=[80], admits_health_checkers=[80]).one(kind).inputs == built().one(kind).inputs


def test_a_public_address_is_asked_for_on_the_interface_which_then_holds_the_group() -> None:
    """AWS refuses a template that names groups beside its interfaces."""
    private, public = dict(template()), dict(template(public_address=True))
    assert private.pop("vpcSecurityGroupIds") == ["SecurityGroup web-test-instance"]
    assert public.pop("networkInterfaces") == [
        {
            "deviceIndex": 0,
            "associatePublicIpAddress": "true",
            "securityGroups": ["SecurityGroup web-test-instance"],
            "deleteOnTermination": "true",
        }
    ]
    assert public == private


def test_the_callers_tags_are_on_the_ways_in() -> None:
    recording = built(open_ports=[80], admits_health_checkers=[80], tags={"Owner": "web"})
    for name, inputs in recording.inputs(INGRESS).items():
        assert inputs["tags"] == {"Owner": "web", "Name": name}


def test_steps_stand_around_the_first_boot_and_the_wait_for_an_address_before_all_of_them() -> None:
    changes: dict[str, Any] = {"first_steps": ["first"], "last_steps": ["last"], "user_data_script": "echo"}
    assert user_data(built(**changes)) == render("echo", first_steps=["first"], last_steps=["last"])
    assert user_data(built(**changes, wait_for_address=True)) == render(
        "echo", first_steps=[wait_for_address(), "first"], last_steps=["last"]
    )
    assert user_data(built(power_off_on_failure=True)) == render(power_off_on_failure=True)


def test_steps_may_be_known_only_later_one_by_one_or_all_together() -> None:
    def program() -> None:
        late = pulumi.Output.from_input
        LaunchTemplate(
            NAME, {"vpc_id": "vpc-1", "first_steps": (late("first"), "second"), "last_steps": late(["last"])}
        )

    assert user_data(record(program)) == render(first_steps=["first", "second"], last_steps=["last"])


def test_an_instance_starts_only_when_what_its_steps_name_is_there() -> None:
    def program() -> None:
        address = ec2.Eip("address", domain="vpc")
        LaunchTemplate(NAME, {"vpc_id": "vpc-1", "last_steps": [pulumi.Output.concat("take ", address.id)]})

    assert "Eip address" in record(program).one(TEMPLATE).dependencies


def test_what_launches_instances_may_be_left_to_tag_them() -> None:
    """A tag in the template is another version of it, and for an instance that stays, another instance."""
    left = built(tags_at_launch=False, tags={"Owner": "web"}).one(TEMPLATE).inputs
    assert "tagSpecifications" not in left
    assert left["tags"]["Owner"] == "web"


@pytest.mark.parametrize(
    ("image", "kept"),
    [
        ({}, True),
        ({"ami_ssm_parameter": "/golden/image"}, True),
        ({"ami_name_filter": "app-*", "ami_owners": ["self"]}, True),
        ({"ami_id": "ami-1"}, False),
    ],
)
def test_an_image_that_was_found_may_be_kept_and_one_that_is_named_is_taken(image: dict[str, Any], kept: bool) -> None:
    assert built(**image, newer_images=False).one(TEMPLATE).ignore_changes == (("imageId",) if kept else ())
    assert built(**image).one(TEMPLATE).ignore_changes == ()
