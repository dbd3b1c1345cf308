"""What a rehearsal does with a program: every resource really made, and everything about it on record."""

import contextlib
import gc
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from rehearsal import Deployment, Invoke, Progress, deploy

PROGRAMS = Path(__file__).parent / "programs"
CONFIG = {"aws:region": "eu-west-1", "test:settings": json.dumps({"a": [1, 2.5, None]}), "test:password": "hunter2"}
ABOVE = "urn:pulumi:dev::test::"


def rehearse(program: str = "site", **options: Any) -> Deployment:
    return deploy(PROGRAMS / program, "dev", config=CONFIG, project="test", **options)


@pytest.fixture
def site() -> Any:
    with rehearse() as deployment:
        yield deployment


def named(deployment: Deployment, name: str) -> Any:
    found: list[Any] = [*deployment.resources, *deployment.components]
    return next(each for each in found if each.name == name)


def test_every_resource_is_really_there(site: Deployment) -> None:
    ec2 = site.client("ec2")
    vpc = ec2.describe_vpcs(VpcIds=[named(site, "shop-vpc").id])["Vpcs"][0]
    assert (vpc["CidrBlock"], vpc["Tags"]) == ("10.0.0.0/16", [{"Key": "Name", "Value": "shop"}])
    subnet = ec2.describe_subnets(SubnetIds=[named(site, "shop-subnet").id])["Subnets"][0]
    assert (subnet["VpcId"], subnet["CidrBlock"]) == (vpc["VpcId"], "10.0.1.0/24")
    buckets = site.client("s3").list_buckets()["Buckets"]
    assert [bucket["Name"] for bucket in buckets] == [named(site, "shop-bucket").id]
    assert len(site.client("sns").list_topics()["Topics"]) == 1


def test_the_record_has_each_resource_after_what_it_needs(site: Deployment) -> None:
    names = [resource.name for resource in site.resources]
    assert sorted(names) == ["shop-bucket", "shop-subnet", "shop-vpc", "topic"]
    assert names.index("shop-vpc") < names.index("shop-subnet")
    assert names.index("shop-vpc") < names.index("shop-bucket")


def test_names_are_those_of_the_real_engine(site: Deployment) -> None:
    """The stack is in no URN; a component's type is in those of its children."""
    assert {resource.urn for resource in site.resources} == {
        f"{ABOVE}test:index:Site$aws:ec2/vpc:Vpc::shop-vpc",
        f"{ABOVE}test:index:Site$aws:ec2/subnet:Subnet::shop-subnet",
        f"{ABOVE}test:index:Site$aws:s3/bucket:Bucket::shop-bucket",
        f"{ABOVE}aws:sns/topic:Topic::topic",
    }
    assert [component.urn for component in site.components] == [f"{ABOVE}test:index:Site::shop"]


def test_the_record_has_inputs_outputs_parent_and_dependencies(site: Deployment) -> None:
    vpc, subnet, component = named(site, "shop-vpc"), named(site, "shop-subnet"), named(site, "shop")
    assert subnet.type == "aws:ec2/subnet:Subnet"
    assert subnet.parent == component.urn
    assert subnet.inputs == {"vpcId": vpc.id, "cidrBlock": "10.0.1.0/24"}
    assert subnet.outputs["arn"] == f"arn:aws:ec2:eu-west-1:123456789012:subnet/{subnet.id}"
    assert subnet.dependencies == (vpc.urn,)
    assert subnet.property_dependencies == {"vpcId": (vpc.urn,)}
    assert named(site, "shop-bucket").dependencies == (vpc.urn,)
    assert vpc.dependencies == ()
    assert vpc.outputs["tagsAll"] == {"Name": "shop"}
    assert vpc.outputs["region"] == "eu-west-1"


def test_the_record_has_the_options(site: Deployment) -> None:
    subnet, bucket, vpc = (named(site, f"shop-{role}").options for role in ("subnet", "bucket", "vpc"))
    assert (subnet.ignore_changes, subnet.delete_before_replace) == (("cidrBlock",), True)
    assert bucket.protect is True
    assert bucket.aliases[0] == "name=old"  # the others are the provider's own
    assert (vpc.protect, vpc.delete_before_replace, vpc.ignore_changes, vpc.aliases) == (None, None, (), ())


def test_components_carry_what_they_registered(site: Deployment) -> None:
    vpc = named(site, "shop-vpc")
    assert named(site, "shop").outputs == {"vpc_id": vpc.id, "labels": ["a", None], "count": 2}
    assert {child.name for child in site.children_of(named(site, "shop").urn)} == {
        "shop-vpc",
        "shop-subnet",
        "shop-bucket",
    }


def test_the_stacks_outputs_are_plain_values(site: Deployment) -> None:
    outputs = dict(site.outputs)
    assert outputs.pop("vpc") == named(site, "shop-vpc").id
    assert outputs.pop("place")["stack"] == "dev"
    assert outputs.pop("topic").startswith("topic-")
    assert outputs == {
        "whose": "site",
        "account": "123456789012",
        "zones": ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
        "settings": {"a": [1, 2.5, None]},
        "display_name": "hunter2",
    }


def test_a_secret_argument_comes_out_as_a_secret(site: Deployment) -> None:
    """`display_name` is exported from the resource, not from the configuration: the mark went with the value."""
    assert site.secret_outputs == {"display_name"}
    topic = named(site, "topic")
    assert topic.inputs["displayName"] == "hunter2"
    attributes = site.client("sns").get_topic_attributes(TopicArn=topic.id)["Attributes"]
    assert attributes["DisplayName"] == "hunter2"


def test_lookups_are_on_record(site: Deployment) -> None:
    assert sorted(each.token for each in site.invokes) == [
        "aws:index/getAvailabilityZones:getAvailabilityZones",
        "aws:index/getCallerIdentity:getCallerIdentity",
    ]
    zones = next(each for each in site.invokes if "Zones" in each.token)
    assert isinstance(zones, Invoke)
    assert zones.arguments == {"state": "available"}
    assert zones.answer["names"] == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]


def test_the_program_runs_at_home_and_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps({"test:leftover": "from the shell"}))
    gc.enable()
    before = Path.cwd(), list(sys.path), list(sys.argv), dict(os.environ), gc.isenabled()
    with rehearse() as site:
        folder = str(PROGRAMS / "site")
        assert site.outputs["place"] == {"folder": folder, "path": folder, "stack": "dev"}
        assert "leftover" not in site.outputs
    assert (Path.cwd(), list(sys.path), list(sys.argv), dict(os.environ), gc.isenabled()) == before


def test_two_rehearsals_in_one_process_are_alike_and_apart() -> None:
    def shape(deployment: Deployment) -> list[object]:
        return [(each.urn, sorted(each.outputs), each.options) for each in deployment.resources]

    with rehearse() as first:
        ids = {resource.id for resource in first.resources}
        first_shape, bucket = shape(first), named(first, "shop-bucket").id
    with rehearse() as second:
        assert shape(second) == first_shape
        assert named(second, "shop-bucket").id == bucket
        assert named(second, "shop-vpc").id not in ids
        assert len(second.client("sns").list_topics()["Topics"]) == 1


def test_each_program_gets_its_own_modules() -> None:
    for program in ("site", "other", "site"):
        with rehearse(program) as deployment:
            assert deployment.outputs["whose"] == program


def test_progress_is_told_before_and_after_each_resource() -> None:
    steps: list[Progress] = []
    with rehearse(on_progress=steps.append) as site:
        pass
    assert [(step.event, step.name) for step in steps] == [
        (event, resource.name) for resource in site.resources for event in ("creating", "created")
    ]
    assert [step.count for step in steps] == [0, 1, 1, 2, 2, 3, 3, 4]


def test_the_account_has_the_number_asked_for() -> None:
    with rehearse(account_id="111122223333") as site:
        assert site.outputs["account"] == "111122223333"


def test_the_account_closes_with_the_deployment() -> None:
    site = rehearse()
    assert site.account.is_open
    site.close()
    assert not site.account.is_open
    with contextlib.closing(rehearse()) as again:
        assert again.account.is_open


def test_the_time_is_that_of_the_program() -> None:
    started = time.perf_counter()
    with rehearse() as site:
        assert 0 < site.seconds <= time.perf_counter() - started
