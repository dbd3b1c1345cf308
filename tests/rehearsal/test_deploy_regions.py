"""What a program makes or looks up through a provider of another region is there, and not in the stack's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearsal import Deployment, Resource, deploy

PROGRAM = Path(__file__).parent / "programs" / "regions"


@pytest.fixture
def made() -> Iterator[Deployment]:
    with deploy(PROGRAM, "dev", config={"aws:region": "eu-west-1"}, project="test") as deployment:
        yield deployment


def named(made: Deployment, name: str) -> Resource:
    return next(each for each in made.resources if each.name == name)


def topics(made: Deployment, region: str | None = None) -> list[str]:
    return [each["TopicArn"] for each in made.client("sns", region).list_topics()["Topics"]]


def test_each_resource_is_in_the_region_of_its_provider(made: Deployment) -> None:
    assert topics(made) == topics(made, "eu-west-1") == [made.outputs["home"]]
    assert topics(made, "us-east-1") == [made.outputs["watch"]]
    assert made.outputs["watch"].startswith("arn:aws:sns:us-east-1:123456789012:watch-")
    far = made.client("ec2", "us-east-1").describe_vpcs(VpcIds=[named(made, "far").id])["Vpcs"]
    assert [each["CidrBlock"] for each in far] == ["10.0.0.0/16"]
    assert (named(made, "far").outputs["region"], named(made, "home").outputs["region"]) == ("us-east-1", "eu-west-1")


def test_a_lookup_is_answered_by_the_region_of_its_provider(made: Deployment) -> None:
    assert made.outputs["region"] == "us-east-1"
    assert made.outputs["parameter"].startswith("arn:aws:ssm:us-east-1:")


def test_the_provider_is_on_record_as_the_engine_has_it(made: Deployment) -> None:
    provider = named(made, "east")
    assert (provider.urn, provider.type) == ("urn:pulumi:dev::test::pulumi:providers:aws::east", "pulumi:providers:aws")
    assert provider.inputs["secretKey"] == "not a secret"
    assert named(made, "far").options.provider == f"{provider.urn}::{provider.id}"
    assert named(made, "watch").options.provider == named(made, "far").options.provider
    assert named(made, "home").options.provider == ""


def test_what_is_assumed_is_one_list_and_names_are_counted_on(made: Deployment) -> None:
    assert made.assumptions == ("parameter `/far/image` with an image's id in it is assumed to exist in the account",)
    endings = sorted(each.outputs["name"].rpartition("-")[2] for each in made.of_type("aws:sns/topic:Topic"))
    assert endings == ["0000001", "0000002"]


def test_the_account_closes_for_every_region() -> None:
    with deploy(PROGRAM, "dev", config={"aws:region": "eu-west-1"}, project="test") as deployment:
        far = deployment.account.in_region("us-east-1")
        assert (far.is_open, far.account_id, far.in_region("us-east-1") is far) == (True, "123456789012", True)
    assert not far.is_open
