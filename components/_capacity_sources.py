"""What a group launches: the template's one type, a mix of types with spot, and instances prepared beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import autoscaling

from ._args import one_of

SPOT_ALLOCATIONS = ("price-capacity-optimized", "capacity-optimized", "lowest-price")
POOL_STATES = {"stopped": "Stopped", "running": "Running", "hibernated": "Hibernated"}


@dataclass(frozen=True, kw_only=True)
class WarmPoolArgs:
    """Instances that are prepared beforehand and join the group faster than new ones."""

    min_size: pulumi.Input[int] = 0
    """Instances that the pool always holds."""

    max_prepared_capacity: pulumi.Input[int] | None = None
    """Instances prepared at the most, the group's own included; by default the group's maximum."""

    state: str = "stopped"
    """What they are while they wait: `stopped`, `running` or `hibernated`."""

    reuse_on_scale_in: pulumi.Input[bool] = False
    """Returns instances to the pool on scale-in instead of terminating them."""


@dataclass(frozen=True, kw_only=True)
class MixedInstancesArgs:
    """Several instance types, and spot beside on-demand."""

    instance_types: Sequence[str]
    """Types in order of preference, of one processor architecture."""

    on_demand_base: pulumi.Input[int] = 1
    """Instances that are always on-demand."""

    spot_percent: int = 50
    """Share of what is above the base that is spot, 0 to 100. AWS takes spot back with two minutes' notice."""

    spot_allocation: str = "price-capacity-optimized"
    """How spot pools are chosen: `price-capacity-optimized`, `capacity-optimized` or `lowest-price`."""


def sources(
    template_id: pulumi.Input[str],
    template_version: pulumi.Input[int],
    mixed: MixedInstancesArgs | None,
    warm_pool: WarmPoolArgs | None,
) -> dict[str, Any]:
    """Return the arguments of a group that say what it launches.

    Raises:
        ValueError: a warm pool goes with mixed instances, or has a state that AWS does not know.
    """
    if warm_pool and mixed:
        raise ValueError("ScalingGroup: AWS has no warm pool for mixed instances; leave one of the two out")
    version = pulumi.Output.from_input(template_version).apply(str)
    launched: dict[str, Any] = {"launch_template": {"id": template_id, "version": version}}
    if mixed:
        launched = _mix(template_id, version, mixed)
    if warm_pool:
        pool: autoscaling.GroupWarmPoolArgsDict = {
            "min_size": warm_pool.min_size,
            "max_group_prepared_capacity": warm_pool.max_prepared_capacity,
            "pool_state": POOL_STATES[one_of("ScalingGroup.warm_pool.state", warm_pool.state, POOL_STATES)],
            "instance_reuse_policy": {"reuse_on_scale_in": warm_pool.reuse_on_scale_in},
        }
        launched["warm_pool"] = pool
    return launched


def _mix(template_id: pulumi.Input[str], version: pulumi.Input[str], mixed: MixedInstancesArgs) -> dict[str, Any]:
    policy: autoscaling.GroupMixedInstancesPolicyArgsDict = {
        "launch_template": {
            "launch_template_specification": {"launch_template_id": template_id, "version": version},
            "overrides": [{"instance_type": kind} for kind in mixed.instance_types],
        },
        "instances_distribution": {
            "on_demand_base_capacity": mixed.on_demand_base,
            "on_demand_percentage_above_base_capacity": 100 - mixed.spot_percent,
            "spot_allocation_strategy": one_of(
                "ScalingGroup.mixed_instances.spot_allocation", mixed.spot_allocation, SPOT_ALLOCATIONS
            ),
        },
    }
    # Capacity rebalancing replaces a spot instance when AWS warns that it will be taken back, before it is.
    return {"mixed_instances_policy": policy, "capacity_rebalance": mixed.spot_percent > 0}
