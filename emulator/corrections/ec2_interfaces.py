"""Amazon EC2: the network interfaces that a launch template has."""

from collections.abc import Callable
from typing import Any

from ._correction import Correction, Patches

_Method = Callable[..., Any]
_TOGETHER = "Network interfaces and an instance-level {} may not be specified on the same request"


def _is_true(value: object) -> bool:
    return str(value).lower() == "true"


def _of_template(backend: Any, template: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Return the interfaces that a template's version has, as a launch takes them."""
    if not template:
        return []
    given = backend._get_template_from_args(template).data.get("NetworkInterfaces") or []
    interfaces = []
    for each in given:
        interface = {"DeviceIndex": int(each.get("DeviceIndex", 0)), "Groups": list(each.get("Groups") or [])}
        for flag in ("AssociatePublicIpAddress", "DeleteOnTermination"):
            if flag in each:
                interface[flag] = _is_true(each[flag])
        for name in ("Description", "SubnetId", "PrivateIpAddress"):
            if name in each:
                interface[name] = each[name]
        interfaces.append(interface)
    return interfaces


def _refuse_both(backend: Any, groups: Any, template: dict[str, Any]) -> None:
    from moto.ec2.exceptions import InvalidParameterCombination

    data = backend._get_template_from_args(template).data
    if groups or data.get("SecurityGroupIds") or data.get("SecurityGroups"):
        raise InvalidParameterCombination(_TOGETHER.format("security groups"))


def _launch_with_the_templates_interfaces(patches: Patches) -> None:
    from moto.ec2.models.instances import InstanceBackend

    def wrapper(original: _Method) -> _Method:
        def run_instances(self: Any, image_id: str, count: int, user_data: Any, groups: Any, **kwargs: Any) -> Any:
            template = kwargs.get("launch_template")
            interfaces = [] if kwargs.get("nics") else _of_template(self, template)
            if not interfaces or template is None:
                return original(self, image_id, count, user_data, groups, **kwargs)
            _refuse_both(self, groups or kwargs.get("security_group_ids"), template)
            # Auto Scaling names the subnet, and has it for the primary interface.
            if subnet := kwargs.get("subnet_id"):
                interfaces[0]["SubnetId"] = subnet
            reservation = original(self, image_id, count, user_data, groups, **{**kwargs, "nics": interfaces})
            for instance in reservation.instances:
                instance.security_groups = [self.get_security_group_from_id(each) for each in interfaces[0]["Groups"]]
            return reservation

        return run_instances

    patches.wrap(InstanceBackend, "run_instances", wrapper)


def _no_subnet_beside_interfaces(patches: Patches) -> None:
    from moto.ec2.exceptions import InvalidParameterCombination
    from moto.ec2.responses.instances import InstanceResponse

    def wrapper(original: _Method) -> _Method:
        def run_instances(self: Any) -> Any:
            if self._get_param("SubnetId") and _of_template(self.ec2_backend, self._get_param("LaunchTemplate")):
                raise InvalidParameterCombination(_TOGETHER.format("subnet ID"))
            return original(self)

        return run_instances

    patches.wrap(InstanceResponse, "run_instances", wrapper)


CORRECTIONS = (
    Correction(
        name="ec2-template-interfaces",
        rule="An instance has the network interfaces of its launch template: whether a public address comes with the "
        "primary one, and which security groups it is in, is theirs to say, and theirs alone.",
        source="Amazon EC2 API Reference: LaunchTemplateInstanceNetworkInterfaceSpecificationRequest",
        make=_launch_with_the_templates_interfaces,
    ),
    Correction(
        name="ec2-template-interfaces-subnet",
        rule="A launch from a template with network interfaces takes no subnet beside theirs.",
        source="Amazon EC2 API Reference: RunInstances (SubnetId)",
        make=_no_subnet_beside_interfaces,
    ),
)
