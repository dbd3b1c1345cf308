"""What holds for every component alike: its arguments, its children and its outputs."""

import dataclasses
import typing
from collections.abc import Callable, Mapping
from typing import Any

import pulumi_aws as aws
import pytest

import components
from components import ArtifactBucket, Certificate, LaunchTemplate, Network, StableIdentity
from tests import recording
from tests.recording import NAME, Recorded, Recording, build, pulumi, record

Component = Callable[..., pulumi.ComponentResource]

REQUIRED: dict[Component, dict[str, Any]] = {
    Network: {"zones": ["eu-west-1a", "eu-west-1b"]},
    LaunchTemplate: {"vpc_id": "vpc-1"},
    ArtifactBucket: {},
    Certificate: {"domain_name": "example.org", "hosted_zone_id": "ZONE"},
    StableIdentity: {"instance_name": "web"},
}
RELEASE = {"bucket": "b", "version": "1", "key": "releases/1/app", "object_version": "v", "sha256": "0" * 64}
OTHER_THAN_DEFAULT: dict[Component, dict[str, Any]] = {
    Network: {
        "zones": ["eu-west-1a", "eu-west-1c"],
        "cidr_block": "10.30.0.0/16",
        "nat": "single",
        "ipv6": True,
        "session_manager_endpoints": True,
        "cloudwatch_endpoint": True,
        "flow_logs_enabled": False,
        "flow_logs_retention_days": 7,
        "flow_logs_traffic_type": "ALL",
        "tags": {"Owner": "web"},
    },
    LaunchTemplate: {
        "vpc_id": "vpc-2",
        "instance_type": "t3.small",
        "ami_id": "ami-1",
        "ami_ssm_parameter": "/golden/image",
        "ami_name_filter": "app-*",
        "ami_owners": ["self"],
        "key_name": "ops",
        "user_data_script": "echo",
        "user_data_packages": ["nginx"],
        "user_data_services": ["nginx"],
        "user_data_update_system": False,
        "environment": {"BUCKET": "b"},
        "root_volume_size_gib": 20,
        "root_volume_iops": 4000,
        "root_volume_throughput_mib": 250,
        "root_volume_kms_key_arn": "arn of a key",
        "hibernation": True,
        "detailed_monitoring": False,
        "egress_ports": [443],
        "ipv6": True,
        "open_ports": [8080],
        "allowed_cidr_blocks": ["10.0.0.0/8"],
        "admits_health_checkers": [8080],
        "public_address": True,
        "wait_for_address": True,
        "release": RELEASE,
        "first_steps": ["first"],
        "last_steps": ["last"],
        "power_off_on_failure": True,
        "newer_images": False,
        "tags_at_launch": False,
        "policies": {"artifacts": "a document"},
        "tags": {"Owner": "web"},
    },
    ArtifactBucket: {
        "removable": True,
        "noncurrent_retention_days": 14,
        "abort_upload_days": 1,
        "kms_key_arn": "arn of a key",
        "initial_object": {"key": "index.html", "content": "<h1>"},
        "tags": {"Owner": "web"},
    },
    Certificate: {
        "domain_name": "example.com",
        "hosted_zone_id": "OTHER",
        "alternative_names": ["www.example.org"],
        "tags": {"Owner": "web"},
    },
    StableIdentity: {
        "instance_name": "other",
        "address": True,
        "volume": {"zone": "eu-west-1a"},
        "tags": {"Owner": "web"},
    },
}
# A name filter is taken with owners alone, and the other way round.
NEWEST_OF_OTHERS = {"ami_name_filter": "other-*", "ami_owners": ["amazon"]}
BESIDE: dict[str, dict[str, Any]] = {
    "ami_name_filter": NEWEST_OF_OTHERS,
    "ami_owners": NEWEST_OF_OTHERS,
    "allowed_cidr_blocks": {"open_ports": [80]},
}
# An identity of nothing is refused.
BESIDE_OF: dict[Component, dict[str, dict[str, Any]]] = {
    StableIdentity: {
        "instance_name": {"address": True},
        "address": {"volume": {"zone": "eu-west-1b"}},
        "volume": {"address": True},
        "tags": {"address": True},
    }
}
FIELDS = [(component, each) for component, values in OTHER_THAN_DEFAULT.items() for each in values]
# With every option on that adds a resource, so that all of a component's children are looked at.
FULL: dict[Component, dict[str, Any]] = {
    Network: {**REQUIRED[Network], "ipv6": True, "session_manager_endpoints": True, "cloudwatch_endpoint": True},
    LaunchTemplate: {
        **REQUIRED[LaunchTemplate],
        "ipv6": True,
        "open_ports": [80],
        "admits_health_checkers": [80],
        "policies": {"artifacts": "a document"},
        "release": RELEASE,
    },
    ArtifactBucket: OTHER_THAN_DEFAULT[ArtifactBucket],
    Certificate: OTHER_THAN_DEFAULT[Certificate],
    StableIdentity: OTHER_THAN_DEFAULT[StableIdentity],
}
every_component = pytest.mark.parametrize("component", REQUIRED, ids=lambda each: each.__name__)


def args_class(component: Component) -> Any:
    return getattr(components, f"{component.__name__}Args")


def everything(of: Recording) -> tuple[dict[str, Recorded], list[str], Mapping[str, Any]]:
    """Return a recording in a form that compares equal whatever the order of what happened at once."""
    return {each.urn: each for each in of.resources}, sorted(map(repr, of.invokes)), of.outputs


@every_component
def test_every_argument_is_among_those_tried_here(component: Component) -> None:
    assert OTHER_THAN_DEFAULT[component].keys() == {each.name for each in dataclasses.fields(args_class(component))}


@pytest.mark.parametrize(("component", "name"), FIELDS, ids=lambda each: getattr(each, "__name__", each))
def test_every_argument_reaches_a_resource(component: Component, name: str) -> None:
    base = {**REQUIRED[component], **BESIDE.get(name, {}), **BESIDE_OF.get(component, {}).get(name, {})}
    changed = {**base, name: OTHER_THAN_DEFAULT[component][name]}
    before, after = (everything(build(component, each))[::2] for each in (base, changed))  # resources and outputs
    assert before != after, f"{name} changes nothing"


@every_component
def test_a_dataclass_and_a_mapping_build_the_same(component: Component) -> None:
    as_mapping, as_dataclass = FULL[component], args_class(component)(**FULL[component])
    assert everything(build(component, as_mapping)) == everything(build(component, as_dataclass))


@every_component
def test_a_misspelt_argument_is_refused_under_the_components_name(component: Component) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (the sentence is compared whole)
        build(component, {**REQUIRED[component], "tagz": {}})
    assert str(caught.value) == f"{component.__name__}.tagz: is not an argument; did you mean `tags`?"


@every_component
def test_all_missing_arguments_are_named_at_once(component: Component) -> None:
    if not REQUIRED[component]:
        build(component, {})
        return
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (the sentence is compared whole)
        build(component, {})
    assert sorted(str(caught.value).splitlines()) == [
        f"{component.__name__}.{each}: is missing; give it a value" for each in sorted(REQUIRED[component])
    ]


@every_component
def test_the_component_is_registered_under_its_own_type_without_inputs(component: Component) -> None:
    own = build(component, FULL[component]).one(f"ha-web:index:{component.__name__}")
    assert (own.name, dict(own.inputs)) == (NAME, {})


@every_component
def test_every_child_is_below_the_component_and_bears_its_name(component: Component) -> None:
    kind = f"ha-web:index:{component.__name__}"
    children = [each for each in build(component, FULL[component]).resources if each.type != kind]
    assert children
    for each in children:
        assert each.urn == f"urn:pulumi:test::ha-web::{kind}${each.type}::{each.name}"
        assert each.name.startswith(f"{NAME}-"), "two components of a kind would collide"


@every_component
def test_outputs_are_the_annotated_attributes(component: Component) -> None:
    outputs = build(component, FULL[component]).outputs[f"ha-web:index:{component.__name__}"]
    assert outputs.keys() == vars(component)["__annotations__"].keys()
    assert all(value not in (None, "") for value in outputs.values())
    assert {typing.get_origin(each) for each in vars(component)["__annotations__"].values()} == {pulumi.Output}


@every_component
def test_the_attributes_hold_what_is_registered(component: Component) -> None:
    def program() -> None:
        own = component(NAME, FULL[component])
        for name in vars(component)["__annotations__"]:
            pulumi.export(name, getattr(own, name))

    outputs = record(program).outputs
    assert outputs["pulumi:pulumi:Stack"] == outputs[f"ha-web:index:{component.__name__}"]


@pytest.mark.parametrize(
    ("component", "args"),
    [*FULL.items(), (LaunchTemplate, {**REQUIRED[LaunchTemplate], **NEWEST_OF_OTHERS})],
    ids=lambda each: getattr(each, "__name__", None),
)
def test_options_of_the_caller_reach_the_component_and_its_provider_all_children_and_lookups(
    component: Component, args: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A component given a provider for another region must neither build nor ask in the stack's own."""
    asked: list[tuple[str, str]] = []
    mocks = recording._Mocks
    new_resource, call = mocks.new_resource, mocks.call

    def spy_on_resource(self: Any, args: Any) -> Any:
        asked.append((args.typ, args.provider or ""))
        return new_resource(self, args)

    def spy_on_call(self: Any, args: Any) -> Any:
        asked.append((args.token, args.provider or ""))
        return call(self, args)

    monkeypatch.setattr(mocks, "new_resource", spy_on_resource)
    monkeypatch.setattr(mocks, "call", spy_on_call)

    def program() -> None:
        provider = aws.Provider("elsewhere", region="us-east-1")
        component(NAME, args, pulumi.ResourceOptions(provider=provider))

    result = record(program)
    of_aws = [(kind, provider) for kind, provider in asked if kind.startswith("aws:")]
    assert len(of_aws) == len([each for each in result.resources if each.type.startswith("aws:")]) + len(result.invokes)
    assert [kind for kind, provider in of_aws if "::elsewhere::" not in provider] == []


@every_component
def test_two_of_a_kind_stand_side_by_side(component: Component) -> None:
    def program() -> None:
        for name in ("one", "two"):
            component(name, FULL[component])

    names = [each.name for each in record(program).resources]
    assert len([name for name in names if name.startswith("one")]) * 2 == len(names)
