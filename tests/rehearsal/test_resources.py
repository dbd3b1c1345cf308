"""All resource types and lookups: none passes over an argument, each is tried, and what is assumed is said."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from rehearsal.resources import INVOKES, RESOURCES, ArgumentError, Cloud, look_up
from rehearsal.resources._inputs import Inputs
from tests.rehearsal import (
    test_resources_domain,
    test_resources_instances,
    test_resources_monitoring,
    test_resources_network,
    test_resources_scaling,
    test_resources_security,
    test_resources_serving,
    test_resources_storage,
)
from tests.rehearsal.test_resources_support import Case, World, a_world

MODULES = (
    test_resources_domain,
    test_resources_instances,
    test_resources_monitoring,
    test_resources_network,
    test_resources_scaling,
    test_resources_security,
    test_resources_serving,
    test_resources_storage,
)
CASES = [case for module in MODULES for case in module.CASES]
FREE = ("tags", "dimensions", "metadata")
"""Arguments whose keys are the user's own."""


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with a_world() as made:
        yield made


def with_unknown_everywhere(values: dict[str, Any], path: str = "") -> tuple[dict[str, Any], list[str]]:
    """Put an argument that no resource has into every object; return where."""
    changed, where = copy.deepcopy(values), [f"{path}bogus"]
    for key, value in changed.items():
        if key in FREE and isinstance(value, dict):
            continue
        if isinstance(value, dict):
            changed[key], below = with_unknown_everywhere(value, f"{path}{key}.")
            where += below
        elif isinstance(value, list):
            for at, item in enumerate(value):
                if isinstance(item, dict):
                    value[at], below = with_unknown_everywhere(item, f"{path}{key}[{at}].")
                    where += below
    changed["bogus"] = "x"
    return changed, where


@pytest.mark.parametrize("each", CASES, ids=str)
def test_an_unknown_argument_is_named_at_every_depth(world: World, each: Case) -> None:
    inputs, where = with_unknown_everywhere(each.inputs(world))
    with pytest.raises(ArgumentError, match="does not know the argument") as caught:
        world.create(each.token, **inputs)
    named = str(caught.value).partition("argument")[2].removeprefix("s ").removeprefix(" ").partition(";")[0]
    assert sorted(named.split(", ")) == sorted(where)
    assert str(caught.value).startswith(f"{each.token}: ")


def test_every_resource_type_is_tried() -> None:
    assert {each.token for each in CASES} == set(RESOURCES)


def test_an_unknown_type_is_named(world: World) -> None:
    with pytest.raises(ArgumentError, match=r"^aws:sqs/queue:Queue: the rehearsal does not know this resource type"):
        world.create("aws:sqs/queue:Queue")


def test_a_name_is_the_one_given_or_made_of_its_prefix_or_of_the_logical_name(world: World) -> None:
    own = World(world.aws, Cloud(world.aws))
    given = own.create("aws:sns/topic:Topic", name="alarms")[1]["name"]
    prefixed = own.create("aws:sns/topic:Topic", namePrefix="alarms-")[1]["name"]
    neither = own.create("aws:sns/topic:Topic")[1]["name"]
    assert (given, prefixed, neither) == ("alarms", "alarms-20260101000000000000000001", "thing-0000002")


def test_reading_a_view_counts_and_looking_does_not() -> None:
    view = Inputs({"a": 1, "b": {"c": 2, "d": 3}, "e": [{"f": 4}], "none": None})
    assert view.has("a")
    assert not view.has("none")
    assert view.unread() == ["a", "b", "e"]
    block = view.block("b")
    assert block is not None
    assert (view.get("a"), block.get("c"), view.blocks("e")[0].unread()) == (1, 2, ["e[0].f"])
    assert view.unread() == ["b.d", "e[0].f"]
    assert view.renamed("a", "missing") == {"A": 1}
    with pytest.raises(ArgumentError, match=r"^x: must be given"):
        view.need("x")
    with pytest.raises(ArgumentError, match=r"^a: must be an object, got 1"):
        view.block("a")


LOOKUPS: dict[str, tuple[str, dict[str, Any], Mapping[str, Any]]] = {
    "the caller": ("aws:index/getCallerIdentity:getCallerIdentity", {}, {"accountId": "123456789012"}),
    "the partition": ("aws:index/getPartition:getPartition", {}, {"partition": "aws", "dnsSuffix": "amazonaws.com"}),
    "the region": ("aws:index/getRegion:getRegion", {}, {"id": "eu-west-1", "region": "eu-west-1"}),
    "zones": (
        "aws:index/getAvailabilityZones:getAvailabilityZones",
        {"state": "available"},
        {"names": ["eu-west-1a", "eu-west-1b", "eu-west-1c"]},
    ),
    "zones but one": (
        "aws:index/getAvailabilityZones:getAvailabilityZones",
        {"excludeNames": ["eu-west-1b"]},
        {"names": ["eu-west-1a", "eu-west-1c"]},
    ),
    "a public parameter": (
        "aws:ssm/getParameter:getParameter",
        {"name": "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"},
        {"type": "String"},
    ),
    "an image by id": (
        "aws:ec2/getAmi:getAmi",
        {"filters": [{"name": "image-id", "values": ["ami-0123456789abcdef0"]}]},
        {"id": "ami-0123456789abcdef0", "rootDeviceName": "/dev/xvda"},
    ),
    "the newest of many images": (
        "aws:ec2/getAmi:getAmi",
        {"owners": ["amazon"], "mostRecent": True, "filters": [{"name": "name", "values": ["al2023-ami-2*"]}]},
        {"imageOwnerAlias": "amazon", "rootDeviceName": "/dev/xvda"},
    ),
    "somebody's image": (
        "aws:ec2/getAmi:getAmi",
        {"owners": ["444455556666"], "mostRecent": True, "filters": [{"name": "name", "values": ["shop-*"]}]},
        {"name": "shop-assumed", "ownerId": "444455556666"},
    ),
    "AWS's own prefix list": (
        "aws:ec2/getManagedPrefixList:getManagedPrefixList",
        {"name": "com.amazonaws.eu-west-1.route53-healthchecks"},
        {"ownerId": "AWS", "addressFamily": "IPv4", "name": "com.amazonaws.eu-west-1.route53-healthchecks"},
    ),
    "a zone by name": ("aws:route53/getZone:getZone", {"name": "example.com."}, {"name": "example.com"}),
    "a zone by id": ("aws:route53/getZone:getZone", {"zoneId": "Z0ABC"}, {"zoneId": "Z0ABC", "privateZone": False}),
}


@pytest.mark.parametrize(("token", "arguments", "expected"), LOOKUPS.values(), ids=LOOKUPS)
def test_a_lookup_is_answered_from_the_account(
    world: World, token: str, arguments: dict[str, Any], expected: Mapping[str, Any]
) -> None:
    answer = look_up(world.cloud, token, arguments)
    assert {key: answer[key] for key in expected} == expected
    with pytest.raises(ArgumentError, match="does not know the argument bogus"):
        look_up(world.cloud, token, {**arguments, "bogus": 1})


def test_every_lookup_is_tried() -> None:
    assert {token for token, _, _ in LOOKUPS.values()} == set(INVOKES)


def test_an_unknown_lookup_is_named(world: World) -> None:
    with pytest.raises(ArgumentError, match=r"^aws:ec2/getVpc:getVpc: the rehearsal does not know this lookup"):
        look_up(world.cloud, "aws:ec2/getVpc:getVpc", {})


def test_many_images_without_asking_for_the_newest_are_an_error(world: World) -> None:
    filters = [{"name": "name", "values": ["al2023-ami-*"]}]
    with pytest.raises(ArgumentError, match=r"your query returned \d+ images; set mostRecent"):
        look_up(world.cloud, "aws:ec2/getAmi:getAmi", {"owners": ["amazon"], "filters": filters})


def test_a_public_parameter_that_aws_does_not_have_is_an_error(world: World) -> None:
    with pytest.raises(ArgumentError, match="/aws/service/nonsense: AWS has no such public parameter in eu-west-1"):
        look_up(world.cloud, "aws:ssm/getParameter:getParameter", {"name": "/aws/service/nonsense"})


def test_what_is_taken_for_granted_is_said_once(world: World) -> None:
    own = Cloud(world.aws)
    for _ in range(2):
        own.assumptions.key_pair("deploy")
        own.assumptions.image("ami-0fedcba9876543210")
        own.assumptions.hosted_zone_by_name("example.info")
        look_up(own, "aws:ssm/getParameter:getParameter", {"name": "/shop/image"})
    assert list(own.assumptions) == [
        "key pair `deploy` is assumed to exist in the account",
        "image `ami-0fedcba9876543210` is assumed to exist in the account",
        "hosted zone `example.info` is assumed to exist in the account",
        "parameter `/shop/image` with an image's id in it is assumed to exist in the account",
    ]


def test_a_zone_known_by_id_alone_gets_its_domain_from_the_first_record(world: World) -> None:
    own = Cloud(world.aws)
    own.assumptions.hosted_zone_by_id("/hostedzone/Z0LATER")
    own.assumptions.hosted_zone_by_id("Z0LATER", "www.example.biz.")
    assert world.client("route53").get_hosted_zone(Id="Z0LATER")["HostedZone"]["Name"] == "example.biz."
    assert list(own.assumptions) == ["hosted zone `Z0LATER` is assumed to exist in the account"]
