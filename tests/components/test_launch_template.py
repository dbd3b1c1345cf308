"""What an instance is: the template, its disk, its role and what it may reach.

Which image it starts from is tested in test_launch_template_image.py, what its first boot does in test_user_data.py.
"""

import base64
import json
from collections.abc import Mapping
from typing import Any

import pytest

from components import LaunchTemplate
from components._user_data import render
from tests.recording import NAME, Recording, build, pulumi, record

TEMPLATE, GROUP = "ec2/launchTemplate:LaunchTemplate", "ec2/securityGroup:SecurityGroup"
EGRESS = "vpc/securityGroupEgressRule:SecurityGroupEgressRule"
ROLE, POLICY, PROFILE = "iam/role:Role", "iam/rolePolicy:RolePolicy", "iam/instanceProfile:InstanceProfile"


def built(**changes: Any) -> Recording:
    return build(LaunchTemplate, {"vpc_id": "vpc-1", **changes})


def template(**changes: Any) -> Mapping[str, Any]:
    return built(**changes).one(TEMPLATE).inputs


def user_data(**changes: Any) -> str:
    return base64.b64decode(template(**changes)["userData"]).decode()


VOLUME = {
    "volumeType": "gp3",
    "volumeSize": 8,
    "iops": 3000,
    "throughput": 125,
    "encrypted": "true",
    "deleteOnTermination": "true",
}


def test_an_instance_is_small_encrypted_watched_every_minute_and_keeps_its_credentials_to_itself() -> None:
    assert template() == {
        "name": "web-test-template",
        "description": "Instances of web-test",
        "imageId": "ami in /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
        "instanceType": "t3.micro",
        "userData": base64.b64encode(render().encode()).decode(),
        "iamInstanceProfile": {"arn": "arn of InstanceProfile web-test-instance"},
        "vpcSecurityGroupIds": ["SecurityGroup web-test-instance"],
        "metadataOptions": {"httpEndpoint": "enabled", "httpTokens": "required", "httpPutResponseHopLimit": 1},
        "blockDeviceMappings": [{"deviceName": "/dev/xvda", "ebs": VOLUME}],
        "monitoring": {"enabled": True},
        "tagSpecifications": [
            {"resourceType": "instance", "tags": {"Name": "web-test"}},
            {"resourceType": "volume", "tags": {"Name": "web-test"}},
            {"resourceType": "network-interface", "tags": {"Name": "web-test"}},
        ],
        "updateDefaultVersion": True,
        "tags": {"Name": "web-test-template"},
    }


def test_it_is_exactly_these_resources() -> None:
    recording = built()
    assert sorted((each.type.rpartition(":")[2], each.name) for each in recording.resources) == [
        ("InstanceProfile", "web-test-instance"),
        ("LaunchTemplate", "web-test"),
        ("LaunchTemplate", "web-test-template"),
        ("Role", "web-test-instance"),
        ("RolePolicy", "web-test-instance-session-manager"),
        ("SecurityGroup", "web-test-instance"),
        ("SecurityGroupEgressRule", "web-test-instance-443"),
        ("SecurityGroupEgressRule", "web-test-instance-80"),
    ]
    assert not any(each.protect or each.ignore_changes for each in recording.resources)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"instance_type": "m7i.large"}, {"instanceType": "m7i.large"}),
        ({"key_name": "ops"}, {"keyName": "ops"}),
        ({"detailed_monitoring": False}, {"monitoring": {"enabled": False}}),
        ({"hibernation": True}, {"hibernationOptions": {"configured": True}}),
        (
            {"root_volume_size_gib": 20},
            {"blockDeviceMappings": [{"deviceName": "/dev/xvda", "ebs": {**VOLUME, "volumeSize": 20}}]},
        ),
        (
            {"root_volume_iops": 4000},
            {"blockDeviceMappings": [{"deviceName": "/dev/xvda", "ebs": {**VOLUME, "iops": 4000}}]},
        ),
        (
            {"root_volume_throughput_mib": 250},
            {"blockDeviceMappings": [{"deviceName": "/dev/xvda", "ebs": {**VOLUME, "throughput": 250}}]},
        ),
        (
            {"root_volume_kms_key_arn": "arn of a key"},
            {"blockDeviceMappings": [{"deviceName": "/dev/xvda", "ebs": {**VOLUME, "kmsKeyId": "arn of a key"}}]},
        ),
    ],
    ids=lambda changes: ", ".join(changes),
)
def test_a_choice_changes_one_thing_of_the_template(changes: dict[str, Any], expected: dict[str, Any]) -> None:
    assert template(**changes) == {**template(), **expected}


def test_the_disk_that_is_described_is_the_one_the_image_starts_from() -> None:
    """Under another name it would be a second, empty disk beside an unencrypted root."""
    invokes = {"aws:ec2/getAmi:getAmi": lambda _: {"id": "ami-1", "rootDeviceName": "/dev/sda1"}}
    own = build(LaunchTemplate, {"vpc_id": "vpc-1", "ami_id": "ami-1"}, invokes=invokes).one(TEMPLATE).inputs
    assert own["blockDeviceMappings"] == [{"deviceName": "/dev/sda1", "ebs": VOLUME}]


def test_no_instance_gets_a_public_address_from_its_template() -> None:
    """A template that names interfaces could ask for one, whatever its subnet says."""
    assert "networkInterfaces" not in template()


def test_first_boot_does_what_is_asked_for() -> None:
    assert user_data(
        user_data_script="echo",
        user_data_packages=["nginx"],
        user_data_services=["app"],
        user_data_update_system=False,
        environment={"BUCKET": "b"},
    ) == render("echo", ["nginx"], ["app"], False, {"BUCKET": "b"})


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"user_data_script": "echo hello"}, "echo hello"),
        ({"user_data_packages": ["nginx"]}, '"$manager" install -y nginx'),
        ({"user_data_services": ["nginx"]}, "systemctl enable --now nginx"),
        ({"environment": {"BUCKET": "b"}}, "printf %s 'BUCKET=b"),
    ],
)
def test_first_boot_does_only_what_is_asked_for(changes: dict[str, Any], line: str) -> None:
    assert line in user_data(**changes).splitlines()
    assert line not in user_data().splitlines()


def test_first_boot_leaves_the_system_as_it_is_if_asked() -> None:
    assert "upgrade" in user_data()
    assert "upgrade" not in user_data(user_data_update_system=False)


def test_user_data_over_the_limit_of_ec2_is_refused() -> None:
    with pytest.raises(ValueError, match=r"user data: must have at most 16384 bytes, got 16\d\d\d; "):
        built(user_data_script="x" * 16384)


def test_nobody_reaches_an_instance_unless_somebody_else_adds_a_rule() -> None:
    recording = built()
    assert recording.one(GROUP).inputs == {
        "name": "web-test-instance",
        "description": "Instances: reached by what stands before them alone",
        "vpcId": "vpc-1",
        "tags": {"Name": "web-test-instance"},
    }
    assert not any("Ingress" in each.type for each in recording.resources)


def egress(port: int, **destination: str) -> dict[str, Any]:
    return {
        "securityGroupId": "SecurityGroup web-test-instance",
        "description": f"Instances reach TCP port {port}",
        "ipProtocol": "tcp",
        "fromPort": port,
        "toPort": port,
        "tags": {"Name": "web-test-instance"},
        **destination,
    }


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({}, {"80": egress(80, cidrIpv4="0.0.0.0/0"), "443": egress(443, cidrIpv4="0.0.0.0/0")}),
        ({"egress_ports": [5432]}, {"5432": egress(5432, cidrIpv4="0.0.0.0/0")}),
        ({"egress_ports": []}, {}),
        (
            {"egress_ports": [443], "ipv6": True},
            {"443": egress(443, cidrIpv4="0.0.0.0/0"), "443-ipv6": egress(443, cidrIpv6="::/0")},
        ),
    ],
    ids=["web", "database", "nothing", "over IPv6 too"],
)
def test_an_instance_reaches_these_ports_and_nothing_else(changes: dict[str, Any], rules: dict[str, Any]) -> None:
    assert built(**changes).inputs(EGRESS) == {f"web-test-instance-{key}": rule for key, rule in rules.items()}


def test_the_role_is_for_instances_and_carries_the_region_because_iam_is_one_for_all() -> None:
    recording = built()
    own = dict(recording.one(ROLE).inputs)
    assert json.loads(own.pop("assumeRolePolicy")) == {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
    }
    assert own == {
        "name": "web-test-eu-west-1-instance",
        "description": "Instances: a Session Manager shell and their own artifacts",
        "tags": {"Name": "web-test-instance"},
    }
    assert recording.one(PROFILE).inputs == {
        "name": "web-test-eu-west-1-instance",
        "role": "web-test-eu-west-1-instance",
        "tags": {"Name": "web-test-instance"},
    }


def test_an_instance_may_open_a_session_manager_shell_and_nothing_else() -> None:
    own = dict(built().one(POLICY).inputs)
    assert json.loads(own.pop("policy")) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": [
                    "ssm:UpdateInstanceInformation",
                    "ssmmessages:CreateControlChannel",
                    "ssmmessages:CreateDataChannel",
                    "ssmmessages:OpenControlChannel",
                    "ssmmessages:OpenDataChannel",
                ],
                "Resource": "*",
            }
        ],
    }
    assert own == {"name": "session-manager", "role": "web-test-eu-west-1-instance"}


def test_policies_that_are_given_stand_beside_session_manager_under_their_own_names() -> None:
    policies = built(policies={"artifacts": "a document"}).inputs(POLICY)
    assert policies.keys() == {"web-test-instance-session-manager", "web-test-instance-artifacts"}
    assert policies["web-test-instance-artifacts"] == {
        "name": "artifacts",
        "role": "web-test-eu-west-1-instance",
        "policy": "a document",
    }


def test_policies_and_environment_may_be_known_only_later() -> None:
    def program() -> None:
        document, bucket = (pulumi.Output.from_input(each) for each in ("a document", "b"))
        args = {"vpc_id": "vpc-1", "policies": {"artifacts": document}, "environment": {"BUCKET": bucket}}
        LaunchTemplate(NAME, args)

    now = built(policies={"artifacts": "a document"}, environment={"BUCKET": "b"})
    assert record(program).arguments() == now.arguments()


def test_no_instance_starts_before_its_role_has_every_policy() -> None:
    """A first boot that asks for an artifact too early would be refused, and the instance would be useless."""
    assert built(policies={"artifacts": "a document"}).one(TEMPLATE).dependencies == {
        "InstanceProfile web-test-instance",
        "RolePolicy web-test-instance-session-manager",
        "RolePolicy web-test-instance-artifacts",
        "SecurityGroup web-test-instance",
    }


def test_the_callers_tags_are_on_the_resources_and_on_what_is_launched() -> None:
    recording = built(tags={"Owner": "web", "Name": "gives way"}, ipv6=True)
    for each in recording.resources:
        if each.type.rpartition(":")[2] != "RolePolicy" and not each.type.startswith("ha-web:"):
            assert each.inputs["tags"]["Owner"] == "web", f"{each.type} {each.name} has no owner"
            assert each.inputs["tags"]["Name"].startswith("web-test-")
    assert recording.one(TEMPLATE).inputs["tagSpecifications"] == [
        {"resourceType": kind, "tags": {"Owner": "web", "Name": "web-test"}}
        for kind in ("instance", "volume", "network-interface")
    ]


def test_the_outputs_name_the_template_with_the_number_of_its_version() -> None:
    """`$Latest` in its place would hide every change from the group's plan."""
    assert built().outputs["ha-web:index:LaunchTemplate"] == {
        "template_id": "LaunchTemplate web-test-template",
        "latest_version": 7,
        "security_group_id": "SecurityGroup web-test-instance",
        "role_name": "web-test-eu-west-1-instance",
        "user_data": render(),
        "release": {},
    }


def test_a_component_whose_name_leaves_no_room_for_the_role_is_refused() -> None:
    record(lambda: LaunchTemplate("a" * 45, {"vpc_id": "vpc-1"}))
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (the sentence is compared whole)
        record(lambda: LaunchTemplate("a" * 46, {"vpc_id": "vpc-1"}))
    assert str(caught.value).rpartition(" has risen: ")[2] == (
        f"name '{'a' * 46}-eu-west-1-instance' of a role: must have at most 64 characters, got 65; shorten the "
        f"component's name '{'a' * 46}' by 1"
    )
