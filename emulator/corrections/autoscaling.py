"""Amazon EC2 Auto Scaling: what a group is told and then forgets, and where it puts its instances."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from ._autoscaling import API, GUIDE, Method, group_of
from ._correction import Correction, Patches

_KEPT_ON_CREATE = {
    "DefaultInstanceWarmup": "default_instance_warmup",
    "MaxInstanceLifetime": "max_instance_lifetime",
    "InstanceMaintenancePolicy": "instance_maintenance_policy",
    "AvailabilityZoneDistribution": "availability_zone_distribution",
    "HealthCheckGracePeriod": "health_check_grace_period",
}
_KEPT_ON_UPDATE = {
    **_KEPT_ON_CREATE,
    "DefaultCooldown": "default_cooldown",
    "TerminationPolicies": "termination_policies",
    "CapacityRebalance": "capacity_rebalance",
}


def _keep_fields(patches: Patches) -> None:
    from moto.autoscaling.responses import AutoScalingResponse

    def keeping(fields: dict[str, str]) -> Callable[[Method], Method]:
        def wrapper(original: Method) -> Method:
            def action(self: Any) -> Any:
                result = original(self)
                group = group_of(self)
                for parameter, attribute in fields.items():
                    if (value := self._get_param(parameter)) is not None:
                        setattr(group, attribute, value)
                return result

            return action

        return wrapper

    patches.wrap(AutoScalingResponse, "create_auto_scaling_group", keeping(_KEPT_ON_CREATE))
    patches.wrap(AutoScalingResponse, "update_auto_scaling_group", keeping(_KEPT_ON_UPDATE))


def _sizes_in_order(patches: Patches) -> None:
    from moto.autoscaling.exceptions import ValidationError
    from moto.autoscaling.responses import AutoScalingResponse

    def wrapper(original: Method) -> Method:
        def create_auto_scaling_group(self: Any) -> Any:
            least, most = self._get_int_param("MinSize"), self._get_int_param("MaxSize")
            desired = self._get_int_param("DesiredCapacity")
            if least > most:
                raise ValidationError("Max bound must be greater than or equal to min bound")
            if desired is not None and not least <= desired <= most:
                raise ValidationError(
                    f"Desired capacity:{desired} must be between the specified min size:{least} and max size:{most}"
                )
            return original(self)

        return create_auto_scaling_group

    patches.wrap(AutoScalingResponse, "create_auto_scaling_group", wrapper)


def _whole_share(patches: Patches) -> None:
    from moto.autoscaling.models import FakeAutoScalingGroup

    def wrapper(original: Method) -> Method:
        def set_desired_capacity(self: Any, new_capacity: int | None) -> None:
            policy = self.mixed_instances_policy or {}
            overrides = policy.get("LaunchTemplate", {}).get("Overrides", [])
            if any("WeightedCapacity" in override for override in overrides):
                original(self, new_capacity)  # counts weights, not instances: moto's own reckoning
                return
            # moto rounds both shares down, and so launches fewer than desired; without a policy it counts right.
            self.mixed_instances_policy = None
            try:
                original(self, new_capacity)
            finally:
                self.mixed_instances_policy = policy or None

        return set_desired_capacity

    patches.wrap(FakeAutoScalingGroup, "set_desired_capacity", wrapper)


def _next_subnet(group: Any) -> Any:
    """Choose the subnet of the zone with the fewest of the group's instances, the first of equals."""
    backend = group.autoscaling_backend.ec2_backend
    subnets = [backend.get_subnet(subnet_id) for subnet_id in group.vpc_zone_identifier.split(",")]
    in_zone = Counter(state.availability_zone for state in group.instance_states)
    in_subnet = Counter(state.instance.subnet_id for state in group.instance_states)
    return min(subnets, key=lambda subnet: (in_zone[subnet.availability_zone], in_subnet[subnet.id]))


def _launch_one(group: Any, subnet: Any, propagated_tags: dict[str, str]) -> None:
    from moto.autoscaling.models import ASG_NAME_TAG, InstanceState

    reservation = group.ec2_backend.run_instances(
        group.image_id,
        1,
        group.user_data,
        group.security_groups,
        instance_type=group.instance_type,
        # A tag of the group wins over the same tag of the template.
        tags={"instance": {**group.instance_tags, **propagated_tags, ASG_NAME_TAG: group.name}},
        placement=subnet.availability_zone,
        launch_config=None,
        launch_template={
            "LaunchTemplateId": group.ec2_launch_template.id,
            "Version": group.launch_template_version,
        },
        is_instance_type_default=False,
        region_name=group.region,
        associate_public_ip=None,
        subnet_id=subnet.id,
    )
    for instance in reservation.instances:
        instance.autoscaling_group = group
        group.instance_states.append(
            InstanceState(instance, protected_from_scale_in=group.new_instances_protected_from_scale_in)
        )


def _spread_over_zones(patches: Patches) -> None:
    from moto.autoscaling.models import FakeAutoScalingGroup

    def wrapper(original: Method) -> Method:
        def launch(self: Any, count_needed: int, propagated_tags: dict[str, str]) -> None:
            if not (self.vpc_zone_identifier and self.ec2_launch_template):
                original(self, count_needed, propagated_tags)
                return
            for _ in range(count_needed):
                _launch_one(self, _next_subnet(self), propagated_tags)

        return launch

    patches.wrap(FakeAutoScalingGroup, "replace_autoscaling_group_instances", wrapper)


def _own_template_version(patches: Patches) -> None:
    from moto.autoscaling.models import InstanceState

    def wrapper(original: property) -> property:
        def launch_template(self: Any) -> dict[str, Any] | None:
            answer: dict[str, Any] | None = original.__get__(self)
            if answer is not None:
                number = getattr(self.instance, "launch_template_number", answer["Version"])
                answer["Version"] = str(number)
            return answer

        return property(launch_template)

    patches.replace(InstanceState, "launch_template", wrapper(vars(InstanceState)["launch_template"]))


CORRECTIONS = (
    Correction(
        name="autoscaling-group-fields",
        rule="A group answers the warm-up, lifetime, maintenance policy and zone distribution it was given.",
        source=API + "CreateAutoScalingGroup, UpdateAutoScalingGroup",
        make=_keep_fields,
    ),
    Correction(
        name="autoscaling-sizes",
        rule="A group's desired capacity lies between its minimum and its maximum.",
        source=GUIDE + "Set scaling limits for your Auto Scaling group",
        make=_sizes_in_order,
    ),
    Correction(
        name="autoscaling-mixed-capacity",
        rule="A mixed group has its whole desired capacity; the on-demand share is rounded up, spot takes the rest.",
        source=GUIDE + "Auto Scaling groups with multiple instance types and purchase options",
        make=_whole_share,
    ),
    Correction(
        name="autoscaling-zone-balance",
        rule="A new instance goes to the enabled zone with the fewest instances of the group.",
        source=GUIDE + "Auto Scaling group Availability Zone distribution",
        make=_spread_over_zones,
    ),
    Correction(
        name="autoscaling-instance-template-version",
        rule="An instance answers the number of the template version that it was launched from.",
        source=API + "Instance",
        make=_own_template_version,
    ),
)
