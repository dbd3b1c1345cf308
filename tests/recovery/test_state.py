"""What is missing from a state, and the state with what was found; no engine and no account."""

from typing import Any

from pulumi_ha_web.pulumi_values import UNKNOWN
from pulumi_ha_web.recovery.state import Missing, interrupted, known, planned, with_found

ABOVE = "urn:pulumi:dev::shop::"
PROVIDER = f"{ABOVE}pulumi:providers:aws::default"
VPC, SUBNET, TABLE = (
    f"{ABOVE}{kind}::{name}"
    for kind, name in (
        ("aws:ec2/vpc:Vpc", "vpc"),
        ("aws:ec2/subnet:Subnet", "a"),
        ("aws:ec2/routeTableAssociation:RouteTableAssociation", "a"),
    )
)
NO_NEEDS: dict[str, Any] = {"dependencies": [], "propertyDependencies": {}}


def record(urn: str, **more: Any) -> dict[str, Any]:
    return {"urn": urn, "custom": True, "type": urn.split("::")[-2].rpartition("$")[2], **more}


def state(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"version": 3, "deployment": {"resources": list(resources), **more}}


def test_what_was_being_created_is_noted_by_the_engine() -> None:
    begun = record(VPC, inputs={"cidrBlock": "10.0.0.0/16"})
    exported = state(
        pending_operations=[
            {"type": "creating", "resource": begun},
            {"type": "updating", "resource": record(SUBNET)},
            {"type": "deleting", "resource": record(TABLE)},
        ]
    )
    (found,) = interrupted(exported)
    assert (found.urn, found.type, found.name, found.inputs) == (VPC, "aws:ec2/vpc:Vpc", "vpc", begun["inputs"])


def test_nothing_is_noted_in_an_empty_stack() -> None:
    assert interrupted({"version": 3, "deployment": None}) == []
    assert known({"version": 3}) == frozenset()


def test_what_would_be_created_is_told_with_what_is_known_of_it() -> None:
    reference = f"{PROVIDER}::{UNKNOWN}"
    half = {"vpcId": UNKNOWN, "tags": {"Name": "a"}, "routes": [{"gatewayId": UNKNOWN}]}
    previewed = {
        "steps": [
            {"op": "create", "newState": record(SUBNET, provider=reference, inputs=half)},
            {"op": "update", "newState": record(TABLE, provider=reference, inputs={})},
            {"op": "create", "newState": {"urn": f"{ABOVE}shop:index:Site::shop", "custom": False}},
            {"op": "same"},
        ]
    }
    (found,) = planned(previewed, state(record(PROVIDER, id="own")))
    assert found.urn == SUBNET
    assert found.inputs == {"tags": {"Name": "a"}}
    assert found.unknown == frozenset({"vpcId", "routes"})
    assert found.record["provider"] == f"{PROVIDER}::own", "the provider of the state, not of the preview"


def test_without_a_provider_in_the_state_nothing_can_have_been_made() -> None:
    previewed = {"steps": [{"op": "create", "newState": record(VPC, provider=f"{PROVIDER}::{UNKNOWN}", inputs={})}]}
    assert planned(previewed, state()) == []


def test_what_is_found_is_put_behind_what_is_there_and_nothing_is_under_way() -> None:
    provider = record(PROVIDER, id="own")
    exported = state(provider, pending_operations=[{"type": "creating", "resource": record(VPC)}], secrets={"a": 1})
    begun = Missing(record(VPC, inputs={"cidrBlock": "10.0.0.0/16", "ipv4IpamPoolId": UNKNOWN}))
    made = with_found(exported, [(begun, "vpc-1")])
    assert made["deployment"] == {
        "resources": [provider, record(VPC, id="vpc-1", inputs=begun.inputs, outputs={}, **NO_NEEDS)],
        "secrets": {"a": 1},
    }
    assert known(made) == {("pulumi:providers:aws", "own"), ("aws:ec2/vpc:Vpc", "vpc-1")}
    assert "pending_operations" in exported["deployment"], "what was given is left alone"


def test_what_the_provider_imports_by_other_words_is_written_in_them() -> None:
    route = f"{ABOVE}aws:ec2/route:Route::out"
    table = {"routeTableId": "rtb-1"}
    found = [
        (Missing(record(TABLE, inputs={**table, "subnetId": "subnet-1"})), "rtbassoc-1"),
        (Missing(record(route, inputs={**table, "destinationCidrBlock": "0.0.0.0/0"})), "r-rtb-11"),
        (
            Missing(record(f"{route}6", inputs={**table, "destinationIpv6CidrBlock": "::/0"})),
            "r-rtb-12",
        ),
    ]
    made = with_found(state(), found)["deployment"]["resources"]
    assert [each["id"] for each in made] == ["subnet-1/rtb-1", "rtb-1_0.0.0.0/0", "rtb-1_::/0"]


def test_a_state_names_nothing_that_is_still_missing() -> None:
    needs = {"dependencies": [VPC, TABLE], "propertyDependencies": {"vpcId": [VPC], "tags": None, "other": [TABLE]}}
    found = [(Missing(record(VPC)), "vpc-1"), (Missing(record(SUBNET, **needs)), "subnet-1")]
    subnet = with_found(state(), found)["deployment"]["resources"][1]
    assert subnet["dependencies"] == [VPC]
    assert subnet["propertyDependencies"] == {"vpcId": [VPC], "tags": [], "other": []}


def test_what_is_already_there_is_not_put_in_twice() -> None:
    exported = state(record(VPC, id="vpc-1"))
    assert with_found(exported, [(Missing(record(VPC)), "vpc-2")]) == exported
