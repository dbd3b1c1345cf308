"""What stays while instances come and go: the address, the volume, and who may take them.

That an instance really takes them is shown by running the steps, in test_stable_identity_run.py.
"""

import json
from collections.abc import Mapping
from typing import Any

import pulumi_aws as aws
import pytest

from components._identity_steps import mount_volume, take_address
from components.stable_identity import DataVolumeArgs, StableIdentity, StableIdentityArgs
from tests.recording import NAME, Recording, build, pulumi, record

TYPE, ADDRESS, VOLUME = "ha-web:index:StableIdentity", "ec2/eip:Eip", "ebs/volume:Volume"
ZONE = "eu-west-1a"
HERE = "arn:aws:ec2:eu-west-1:123456789012"
BOTH: dict[str, Any] = {"instance_name": "web", "address": True, "volume": {"zone": ZONE}}


def built(**changes: Any) -> Recording:
    return build(StableIdentity, {**BOTH, **changes})


def outputs(**changes: Any) -> Mapping[str, Any]:
    return built(**changes).outputs[TYPE]


def statements(**changes: Any) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(outputs(**changes)["policy"])["Statement"]
    return listed


def test_the_address_is_one_of_a_vpc() -> None:
    assert built().inputs(ADDRESS) == {"web-test-address": {"domain": "vpc", "tags": {"Name": "web-test-address"}}}


VOLUME_INPUTS = {
    "availabilityZone": ZONE,
    "size": 20,
    "type": "gp3",
    "encrypted": True,
    "tags": {"Name": "web-test-data"},
}


def test_the_volume_is_encrypted_and_in_the_zone_that_the_instances_are_in() -> None:
    assert built().inputs(VOLUME) == {"web-test-data": VOLUME_INPUTS}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"zone": "eu-west-1c"}, {"availabilityZone": "eu-west-1c"}),
        ({"size_gib": 100}, {"size": 100}),
        ({"kms_key_arn": "arn of a key"}, {"kmsKeyId": "arn of a key"}),
    ],
)
def test_a_choice_changes_one_thing_of_the_volume(changes: dict[str, Any], expected: dict[str, Any]) -> None:
    assert built(volume={"zone": ZONE, **changes}).one(VOLUME).inputs == {**VOLUME_INPUTS, **expected}


def test_no_deployment_deletes_the_data_unless_they_are_said_to_be_removable() -> None:
    assert built().one(VOLUME).protect
    assert not built(volume={"zone": ZONE, "removable": True}).one(VOLUME).protect
    assert not built().one(ADDRESS).protect, "an address can be had again, if not the same"


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({}, ["web-test-address", "web-test-data"]),
        ({"volume": None}, ["web-test-address"]),
        ({"address": False}, ["web-test-data"]),
    ],
    ids=["both", "address", "volume"],
)
def test_what_is_not_asked_for_is_not_created(changes: dict[str, Any], names: list[str]) -> None:
    children = [each for each in built(**changes).resources if each.type != TYPE]
    assert sorted(each.name for each in children) == names
    assert [each.urn for each in children] == [
        f"urn:pulumi:test::ha-web::{TYPE}${each.type}::{each.name}" for each in children
    ]


def test_the_outputs_say_what_there_is_and_how_an_instance_takes_it() -> None:
    assert {key: value for key, value in outputs().items() if key != "policy"} == {
        "public_ip": "address of web-test-address",
        "allocation_id": "Eip web-test-address",
        "volume_id": "Volume web-test-data",
        "first_steps": [mount_volume("Volume web-test-data", "eu-west-1", "/data")],
        "last_steps": [take_address("Eip web-test-address", "eu-west-1")],
    }


def test_what_is_not_there_is_empty() -> None:
    volume = outputs(address=False)
    assert (volume["public_ip"], volume["allocation_id"], volume["last_steps"]) == ("", "", [])
    address = outputs(volume=None)
    assert (address["volume_id"], address["first_steps"]) == ("", [])


def test_the_volume_is_mounted_where_it_is_asked_for() -> None:
    steps = outputs(volume={"zone": ZONE, "mount_path": "/srv/db-1"})["first_steps"]
    assert steps == [mount_volume("Volume web-test-data", "eu-west-1", "/srv/db-1")]


NAMED = {"StringEquals": {"aws:ResourceTag/Name": "web"}}
MAY_TAKE_ADDRESS = [
    {
        "Sid": "TakeAddress",
        "Effect": "Allow",
        "Action": "ec2:AssociateAddress",
        "Resource": "arn of Eip web-test-address",
    },
    {
        "Sid": "TakeAddressInstances",
        "Effect": "Allow",
        "Action": "ec2:AssociateAddress",
        "Resource": [f"{HERE}:instance/*", f"{HERE}:network-interface/*"],
        "Condition": NAMED,
    },
]
MAY_ATTACH = [
    {
        "Sid": "AttachVolume",
        "Effect": "Allow",
        "Action": "ec2:AttachVolume",
        "Resource": "arn of Volume web-test-data",
    },
    {
        "Sid": "AttachVolumeInstances",
        "Effect": "Allow",
        "Action": "ec2:AttachVolume",
        "Resource": [f"{HERE}:instance/*"],
        "Condition": NAMED,
    },
]


def test_only_instances_of_that_name_take_this_address_and_this_volume_and_they_list_nothing() -> None:
    assert statements() == [*MAY_TAKE_ADDRESS, *MAY_ATTACH]
    assert statements(volume=None) == MAY_TAKE_ADDRESS
    assert statements(address=False) == MAY_ATTACH


def test_a_key_of_the_customer_may_be_used_by_ec2_for_the_volume_alone() -> None:
    granted, used = statements(volume={"zone": ZONE, "kms_key_arn": "arn of a key"})[4:]
    through_ec2 = {"StringLike": {"kms:ViaService": "ec2.eu-west-1.amazonaws.com*"}}
    assert granted == {
        "Sid": "GrantKey",
        "Effect": "Allow",
        "Action": "kms:CreateGrant",
        "Resource": "arn of a key",
        "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}, **through_ec2},
    }
    assert used == {
        "Sid": "UseKey",
        "Effect": "Allow",
        "Action": ["kms:Decrypt", "kms:DescribeKey"],
        "Resource": "arn of a key",
        "Condition": through_ec2,
    }


def test_the_arns_are_those_of_the_place() -> None:
    china = {"aws:index/getPartition:getPartition": lambda _: {"partition": "aws-cn"}}
    found = build(StableIdentity, BOTH, invokes=china, config={"aws:region": "cn-north-1"}).outputs[TYPE]
    assert '"arn:aws-cn:ec2:cn-north-1:123456789012:instance/*"' in found["policy"]
    assert "--region cn-north-1 " in found["first_steps"][0]
    assert "--region cn-north-1 " in found["last_steps"][0]


def test_the_name_of_the_instances_and_the_key_may_be_known_only_later() -> None:
    def program() -> None:
        name, key = (pulumi.Output.from_input(each) for each in ("web", "arn of a key"))
        volume = DataVolumeArgs(zone=ZONE, kms_key_arn=key)
        StableIdentity(NAME, StableIdentityArgs(instance_name=name, address=True, volume=volume))

    now = built(volume={"zone": ZONE, "kms_key_arn": "arn of a key"})
    later = record(program)
    assert (later.arguments(), later.outputs[TYPE]) == (now.arguments(), now.outputs[TYPE])


def test_the_callers_tags_are_on_both() -> None:
    recording = built(tags={"Owner": "web", "Name": "gives way"})
    assert recording.one(ADDRESS).inputs["tags"] == {"Owner": "web", "Name": "web-test-address"}
    assert recording.one(VOLUME).inputs["tags"] == {"Owner": "web", "Name": "web-test-data"}


def test_whoever_uses_the_steps_waits_for_what_they_take() -> None:
    """The template that carries them must not launch an instance before the address and the volume are there."""

    def program() -> None:
        own = StableIdentity(NAME, BOTH)
        for key in StableIdentity.__annotations__:
            value = getattr(own, key).apply(str)
            aws.ssm.Parameter(key, type="String", value="-", description=value)

    waits = {name: set(each.dependencies) for name, each in record(program).of("ssm/parameter:Parameter").items()}
    address, volume = {"Eip web-test-address"}, {"Volume web-test-data"}
    assert waits == {
        "public_ip": address,
        "allocation_id": address,
        "last_steps": address,
        "volume_id": volume,
        "first_steps": volume,
        "policy": address | volume,
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"address": False, "volume": None},
            "StableIdentity: must have an address or a volume, got neither; give one, or leave it out",
        ),
        *(
            (
                {"volume": {"zone": ZONE, "mount_path": path}},
                "StableIdentity.volume.mount_path: must be an absolute path of letters, digits, `.`, `_` and `-`, "
                f"got {path!r}; give one like /data",
            )
            for path in ("", "/", "data", "/data/", "/my data", "/data;reboot", "/..", "/data\n", "/$HOME")
        ),
        ({"volume": {}}, "StableIdentity.volume.zone: is missing; give it a value"),
        (
            {"volume": {"zone": ZONE, "size": 5}},
            "StableIdentity.volume.size: is not an argument; did you mean `size_gib`?",
        ),
    ],
)
def test_what_cannot_work_is_refused_in_one_sentence(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (the sentence is compared whole)
        built(**changes)
    assert str(caught.value) == message


def test_arguments_are_frozen_and_named() -> None:
    with pytest.raises(AttributeError, match="cannot assign to field 'zone'"):
        DataVolumeArgs(zone=ZONE).zone = "b"  # type: ignore[misc]
    with pytest.raises(TypeError, match="positional argument"):
        StableIdentityArgs("web")  # type: ignore[call-arg]
