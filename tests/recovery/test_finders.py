"""Everything that the program makes is found again in the account, by the id that the provider keeps."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from config.loader import read_stack_file
from pulumi_ha_web.errors import HaWebError
from pulumi_ha_web.pulumi_values import UNKNOWN
from pulumi_ha_web.recovery.account import Account
from pulumi_ha_web.recovery.finders import FINDERS, REPEATABLE
from pulumi_ha_web.recovery.recover import look
from pulumi_ha_web.recovery.state import Missing
from rehearsal import Deployment, Resource, deploy

ROOT = Path(__file__).resolve().parents[2]
STACKS = {name: read_stack_file(ROOT, name) for name in ("dev", "prod")}
for name in ("self-healing", "auto-recovery", "dns-failover"):
    STACKS[name] = read_stack_file(ROOT / "examples" / name.replace("-", "_"), name)
VOLUME = {"strategy": "self_healing", "stable_address": True, "data_volume": {"removable": True}}
STACKS["with-a-volume"] = {**STACKS["self-healing"], "ha-web:availability": json.dumps(VOLUME)}
RELEASE = {"version": "1", "key": "releases/1/app", "object_version": "V1", "sha256": "0" * 64}
STACKS["with-a-release"] = {
    **STACKS["dev"],
    "ha-web:network": json.dumps({"zones": ["a", "b"], "nat": "none"}),
    "ha-web:artifacts": json.dumps({"release": RELEASE}),
}
PARTS = ("SecurityGroupIngressRule", "SecurityGroupEgressRule", "Listener")
"""Tagged types that are found by what they are a part of, and that is ours."""


@pytest.fixture(scope="module", params=STACKS)
def deployed(request: pytest.FixtureRequest) -> Iterator[Deployment]:
    with deploy(ROOT, request.param, config=STACKS[request.param], project="ha-web") as deployment:
        yield deployment


def account(deployment: Deployment) -> Account:
    """Return the deployment's account in place of that of a stack's settings: both have clients."""
    return cast(Account, deployment)


def missing(resource: Resource, **inputs: Any) -> Missing:
    return Missing({"urn": resource.urn, "type": resource.type, "inputs": {**resource.inputs, **inputs}})


def own(deployment: Deployment) -> list[Resource]:
    return [each for each in deployment.resources if each.type in FINDERS]


def test_everything_is_found_by_its_id(deployed: Deployment) -> None:
    found = {each.urn: look(missing(each), frozenset(), account(deployed)) for each in own(deployed)}
    assert len(found) > 20
    assert found == {each.urn: each.id for each in own(deployed)}


def test_what_is_still_unknown_is_not_looked_for(deployed: Deployment) -> None:
    for each in own(deployed):
        for key in FINDERS[each.type].needs:
            assert look(missing(each, **{key: UNKNOWN}), frozenset(), account(deployed)) is None, (each.urn, key)


def test_what_it_is_not_found_by_may_be_unknown(deployed: Deployment) -> None:
    for each in own(deployed):
        others = {key: UNKNOWN for key in each.inputs if key not in FINDERS[each.type].needs}
        assert look(missing(each, **others), frozenset(), account(deployed)) == each.id, each.urn


def test_what_the_state_holds_is_not_found(deployed: Deployment) -> None:
    held = frozenset((each.type, each.id) for each in deployed.resources)
    assert {look(missing(each), held, account(deployed)) for each in own(deployed)} == {None}


def test_what_has_other_tags_is_somebody_elses(deployed: Deployment) -> None:
    tagged = [each for each in own(deployed) if each.inputs.get("tags") and not each.type.endswith(PARTS)]
    assert len(tagged) > 10
    for each in tagged:
        tags = each.inputs["tags"]
        one_more = {"key": "Environment", "value": "another", "propagateAtLaunch": True}
        others = [*tags, one_more] if isinstance(tags, list) else {**tags, "Environment": "another"}
        assert look(missing(each, tags=others), frozenset(), account(deployed)) is None, each.urn


def test_every_type_of_the_program_is_covered(deployed: Deployment) -> None:
    assert {each.type for each in deployed.resources} <= FINDERS.keys() | REPEATABLE.keys()
    assert not FINDERS.keys() & REPEATABLE.keys()


def test_two_that_could_be_it_are_told(deployed: Deployment) -> None:
    vpc = next(each for each in deployed.resources if each.type == "aws:ec2/vpc:Vpc")
    tags = [{"Key": key, "Value": value} for key, value in vpc.inputs["tags"].items()]
    ec2 = deployed.client("ec2")
    second = ec2.create_vpc(CidrBlock="10.9.0.0/16", TagSpecifications=[{"ResourceType": "vpc", "Tags": tags}])["Vpc"][
        "VpcId"
    ]
    try:
        with pytest.raises(HaWebError, match=rf"2 in the account could be it.*{second}"):
            look(missing(vpc), frozenset(), account(deployed))
        assert look(missing(vpc), frozenset({(vpc.type, second)}), account(deployed)) == vpc.id
    finally:
        ec2.delete_vpc(VpcId=second)


def test_a_type_that_nobody_knows_is_told_with_the_way_out(deployed: Deployment) -> None:
    stranger = Missing({"urn": "urn:pulumi:dev::shop::aws:sqs/queue:Queue::jobs", "type": "aws:sqs/queue:Queue"})
    with pytest.raises(HaWebError, match="pulumi import aws:sqs/queue:Queue jobs"):
        look(stranger, frozenset(), account(deployed))
