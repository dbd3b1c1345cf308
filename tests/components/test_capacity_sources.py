"""What a group launches: one type from the template, a mix with spot, and a warm pool."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from components import MixedInstancesArgs, ScalingGroup, WarmPoolArgs
from tests.recording import build

GROUP = "autoscaling/group:Group"
REQUIRED: dict[str, Any] = {"subnet_ids": ["subnet-a", "subnet-b"], "template_id": "lt-1", "template_version": 3}
SOURCES = ("launchTemplate", "mixedInstancesPolicy", "capacityRebalance", "warmPool")
TYPES = ["m7g.large", "m6g.large"]


def sources(**changes: Any) -> Mapping[str, Any]:
    inputs = build(ScalingGroup, {**REQUIRED, **changes}).one(GROUP).inputs
    return {key: inputs[key] for key in SOURCES if key in inputs}


def test_by_default_the_template_says_it_all() -> None:
    assert sources() == {"launchTemplate": {"id": "lt-1", "version": "3"}}


def test_a_mix_has_an_on_demand_base_and_half_of_the_rest_on_spot_and_takes_the_place_of_the_template() -> None:
    """AWS takes either a launch template or a mix, which names the template itself."""
    assert sources(mixed_instances=MixedInstancesArgs(instance_types=TYPES)) == {
        "mixedInstancesPolicy": {
            "launchTemplate": {
                "launchTemplateSpecification": {"launchTemplateId": "lt-1", "version": "3"},
                "overrides": [{"instanceType": "m7g.large"}, {"instanceType": "m6g.large"}],
            },
            "instancesDistribution": {
                "onDemandBaseCapacity": 1,
                "onDemandPercentageAboveBaseCapacity": 50,
                "spotAllocationStrategy": "price-capacity-optimized",
            },
        },
        "capacityRebalance": True,
    }


@pytest.mark.parametrize(
    ("spot", "on_demand", "rebalance"),
    [(0, 100, False), (1, 99, True), (30, 70, True), (100, 0, True)],
)
def test_spot_is_what_is_not_on_demand_and_is_replaced_before_aws_takes_it_back(
    spot: int, on_demand: int, rebalance: bool
) -> None:
    mix = MixedInstancesArgs(
        instance_types=TYPES, on_demand_base=3, spot_percent=spot, spot_allocation="capacity-optimized"
    )
    launched = sources(mixed_instances=mix)
    assert launched["mixedInstancesPolicy"]["instancesDistribution"] == {
        "onDemandBaseCapacity": 3,
        "onDemandPercentageAboveBaseCapacity": on_demand,
        "spotAllocationStrategy": "capacity-optimized",
    }
    assert launched["capacityRebalance"] is rebalance


def test_a_warm_pool_holds_stopped_instances_up_to_the_groups_maximum() -> None:
    assert sources(warm_pool=WarmPoolArgs()) == {
        "launchTemplate": {"id": "lt-1", "version": "3"},
        "warmPool": {"minSize": 0, "poolState": "Stopped", "instanceReusePolicy": {"reuseOnScaleIn": False}},
    }


@pytest.mark.parametrize(
    ("state", "expected"), [("stopped", "Stopped"), ("running", "Running"), ("hibernated", "Hibernated")]
)
def test_a_warm_pool_can_be_shaped(state: str, expected: str) -> None:
    pool = WarmPoolArgs(min_size=2, max_prepared_capacity=8, state=state, reuse_on_scale_in=True)
    assert sources(warm_pool=pool)["warmPool"] == {
        "minSize": 2,
        "maxGroupPreparedCapacity": 8,
        "poolState": expected,
        "instanceReusePolicy": {"reuseOnScaleIn": True},
    }


OTHERS: Mapping[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "warm_pool": (
        {},
        {"min_size": 2, "max_prepared_capacity": 8, "state": "running", "reuse_on_scale_in": True},
    ),
    "mixed_instances": (
        {"instance_types": TYPES},
        {
            "instance_types": ["t3.small"],
            "on_demand_base": 2,
            "spot_percent": 20,
            "spot_allocation": "lowest-price",
        },
    ),
}
"""By argument of the group: what must be said, and another value for everything that can be."""
KINDS: Mapping[str, Any] = {"warm_pool": WarmPoolArgs, "mixed_instances": MixedInstancesArgs}


@pytest.mark.parametrize("argument", OTHERS)
def test_the_table_of_fields_is_complete(argument: str) -> None:
    assert set(OTHERS[argument][1]) == set(KINDS[argument].__dataclass_fields__)


@pytest.mark.parametrize(("argument", "field"), [(key, field) for key in OTHERS for field in OTHERS[key][1]])
def test_every_field_reaches_the_group(argument: str, field: str) -> None:
    least, other = OTHERS[argument]
    assert sources(**{argument: KINDS[argument](**least)}) != sources(
        **{argument: KINDS[argument](**{**least, field: other[field]})}
    )


@pytest.mark.parametrize("argument", OTHERS)
def test_a_mapping_means_the_same_as_the_dataclass(argument: str) -> None:
    everything = OTHERS[argument][1]
    assert sources(**{argument: everything}) == sources(**{argument: KINDS[argument](**everything)})


@pytest.mark.parametrize("argument", OTHERS)
def test_arguments_are_frozen_and_named(argument: str) -> None:
    (least, other), kind = OTHERS[argument], KINDS[argument]
    with pytest.raises(AttributeError, match="cannot assign to field"):
        setattr(kind(**least), next(iter(other)), "other")
    with pytest.raises(TypeError, match="positional argument"):
        kind(*other.values())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"warm_pool": {}, "mixed_instances": {"instance_types": TYPES}},
            "ScalingGroup: AWS has no warm pool for mixed instances; leave one of the two out",
        ),
        (
            {"warm_pool": {"state": "frozen"}},
            "ScalingGroup.warm_pool.state: must be one of hibernated, running, stopped, got 'frozen'",
        ),
        (
            {"warm_pool": {"minsize": 1}},
            "ScalingGroup.warm_pool.minsize: is not an argument; did you mean `min_size`?",
        ),
        (
            {"mixed_instances": {"instances_types": TYPES}},
            "ScalingGroup.mixed_instances.instances_types: is not an argument; did you mean `instance_types`?\n"
            "ScalingGroup.mixed_instances.instance_types: is missing; give it a value",
        ),
    ],
)
def test_what_cannot_work_is_refused_in_one_sentence(changes: Mapping[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        build(ScalingGroup, {**REQUIRED, **changes})


def test_an_unknown_way_to_choose_spot_pools_is_refused() -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (the sentence is compared whole)
        sources(mixed_instances={"instance_types": ["t3.micro"], "spot_allocation": "cheapest"})
    assert str(caught.value) == (
        "ScalingGroup.mixed_instances.spot_allocation: must be one of capacity-optimized, lowest-price, "
        "price-capacity-optimized, got 'cheapest'"
    )
