"""Which image an instance starts from: by id, by parameter, by name and owner, or the latest Amazon Linux 2023."""

from collections.abc import Mapping
from typing import Any

import pytest

from components import LaunchTemplate
from components.launch_template import _architecture
from tests.recording import Recording, build, record

AMI, PARAMETER = "aws:ec2/getAmi:getAmi", "aws:ssm/getParameter:getParameter"
LATEST = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default"


def built(**changes: Any) -> Recording:
    return build(LaunchTemplate, {"vpc_id": "vpc-1", **changes})


def lookups(recording: Recording) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the lookups that decide on the image, in order."""
    return [each for each in recording.invokes if each[0] in (AMI, PARAMETER)]


def by_id(image: str) -> tuple[str, Mapping[str, Any]]:
    return AMI, {"filters": [{"name": "image-id", "values": [image]}]}


def image(recording: Recording) -> str:
    found: str = recording.one("ec2/launchTemplate:LaunchTemplate").inputs["imageId"]
    return found


@pytest.mark.parametrize(("instance_type", "architecture"), [("t3.micro", "x86_64"), ("t4g.micro", "arm64")])
def test_by_default_it_is_the_latest_amazon_linux_for_the_processor(instance_type: str, architecture: str) -> None:
    recording = built(instance_type=instance_type)
    assert image(recording) == f"ami in {LATEST}-{architecture}"
    assert lookups(recording) == [
        (PARAMETER, {"name": f"{LATEST}-{architecture}"}),
        by_id(f"ami in {LATEST}-{architecture}"),
    ]


def test_an_image_can_be_given_by_its_id_and_no_parameter_is_read() -> None:
    recording = built(ami_id="ami-1")
    assert (image(recording), lookups(recording)) == ("ami-1", [by_id("ami-1")])


def test_an_image_can_be_given_by_the_parameter_that_holds_its_id() -> None:
    recording = built(ami_ssm_parameter="/golden/image")
    assert image(recording) == "ami in /golden/image"
    assert lookups(recording) == [(PARAMETER, {"name": "/golden/image"}), by_id("ami in /golden/image")]


@pytest.mark.parametrize(("instance_type", "architecture"), [("t3.micro", "x86_64"), ("t4g.micro", "arm64")])
def test_an_image_can_be_the_newest_of_a_name_and_owner_for_the_processor(
    instance_type: str, architecture: str
) -> None:
    recording = built(ami_name_filter="app-*", ami_owners=["self", "123"], instance_type=instance_type)
    assert image(recording) == f"newest app-* of ['self', '123'] for {architecture}"
    assert lookups(recording) == [
        (
            AMI,
            {
                "owners": ["self", "123"],
                "mostRecent": True,
                "filters": [
                    {"name": "name", "values": ["app-*"]},
                    {"name": "state", "values": ["available"]},
                    {"name": "architecture", "values": [architecture]},
                ],
            },
        )
    ]


WAYS = {"ami_id": "ami-1", "ami_ssm_parameter": "/golden/image", "ami_name_filter": "app-*"}


@pytest.mark.parametrize(
    ("keys", "owners", "got"),
    [
        (["ami_id", "ami_ssm_parameter"], [], "ami_id, ami_ssm_parameter"),
        (["ami_id", "ami_name_filter"], ["self"], "ami_id, ami_name_filter"),
        (["ami_ssm_parameter", "ami_name_filter"], ["self"], "ami_ssm_parameter, ami_name_filter"),
        (list(WAYS), ["self"], "ami_id, ami_ssm_parameter, ami_name_filter"),
        (["ami_name_filter"], [], "ami_name_filter"),
        ([], ["self"], "ami_owners"),
        pytest.param(
            ["ami_id"],
            ["self"],
            "ami_id, ami_owners",
        ),
    ],
)
def test_two_ways_to_name_an_image_or_half_a_way_are_refused(keys: list[str], owners: list[str], got: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (the sentence is compared whole)
        built(**{key: WAYS[key] for key in keys}, ami_owners=owners)
    assert str(caught.value) == (
        "LaunchTemplate: takes at most one of ami_id, ami_ssm_parameter and ami_name_filter, and ami_owners with the "
        f"latter alone; got {got}"
    )


def test_two_ways_to_name_an_image_are_refused_before_anything_is_registered() -> None:
    caught: list[ValueError] = []

    def program() -> None:
        try:
            LaunchTemplate("web-test", {"vpc_id": "vpc-1", "ami_id": "ami-1", "ami_ssm_parameter": "/golden"})
        except ValueError as error:
            caught.append(error)

    recording = record(program)
    assert caught
    assert [each.name for each in recording.resources] == ["web-test"]


# By the list of AWS's instance types. A `g` before the generation says graphics, not Graviton.
GRAVITON = """
    a1 t4g m6g m6gd m7g m8gn c6gn c7gd c8gb r8gd x2gd x8g im4gn is4gen i4g i8g i8ge g5g hpc7g p6e-gb200
"""
INTEL_AND_AMD = """
    t2 t3a m4 m5dn m6idn m7i-flex m8a c7a r6in r8i-flex g3 g4ad g4dn g6 g6e gr6 p3dn p4de p6-b200 x2iedn x2iezn
    u-6tb1 u7i-12tb u7in-24tb hpc7a z1d inf2 trn1n dl2q vt1 f2 d3en h1 i4i i7ie
"""


@pytest.mark.parametrize(("families", "architecture"), [(GRAVITON, "arm64"), (INTEL_AND_AMD, "x86_64")])
def test_the_processor_follows_from_the_family_of_the_type(families: str, architecture: str) -> None:
    wrong = [each for each in families.split() if _architecture(f"{each}.large") != architecture]
    assert not wrong
