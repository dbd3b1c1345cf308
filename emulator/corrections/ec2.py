"""Amazon EC2: what an instance takes from its launch template, and regional NAT gateways."""

from collections.abc import Callable, Mapping
from typing import Any

from ._correction import Correction, Patches

DEFAULT_ROOT_GIB = 8


def _devices(root_device: str, template: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lay the template's block devices over the image's root device, by device name."""
    root = {"VolumeSize": DEFAULT_ROOT_GIB, "DeleteOnTermination": True}
    devices: dict[str, dict[str, Any]] = {root_device: root}
    for device in template:
        inherited = devices.get(device["DeviceName"], {"DeleteOnTermination": True})
        devices[device["DeviceName"]] = {**inherited, **device.get("Ebs", {})}
    for ebs in devices.values():
        if "VolumeSize" in ebs:
            ebs["VolumeSize"] = int(ebs["VolumeSize"])
    return [{"DeviceName": name, "Ebs": ebs} for name, ebs in devices.items()]


def _tags_by_type(data: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    return {
        specification["ResourceType"]: {tag["Key"]: tag["Value"] for tag in specification.get("Tags", [])}
        for specification in data.get("TagSpecifications", [])
    }


def _from_template(backend: Any, image_id: str, kwargs: dict[str, Any], data: Mapping[str, Any]) -> None:
    """Complete the arguments of a launch with those that its template has and moto forgets."""
    if not kwargs.get("metadata_options"):
        kwargs["metadata_options"] = data.get("MetadataOptions", {})
    if kwargs.get("monitoring_state", "disabled") == "disabled" and _is_true(data.get("Monitoring", {}).get("Enabled")):
        kwargs["monitoring_state"] = "enabled"
    kwargs["ebs_optimized"] = kwargs.get("ebs_optimized") or _is_true(data.get("EbsOptimized"))
    if "block_device_mappings" not in kwargs:
        images = backend.describe_images(filters={"image-id": image_id or data.get("ImageId")})
        root = images[0].root_device_name if images else "/dev/sda1"
        kwargs["block_device_mappings"] = _devices(root, data.get("BlockDeviceMappings", []))
    template_tags = _tags_by_type(data)
    asked = kwargs.get("tags", {})
    kwargs["tags"] = {kind: {**template_tags.get(kind, {}), **asked.get(kind, {})} for kind in {*template_tags, *asked}}


def _is_true(value: object) -> bool:
    return str(value).lower() == "true"


def _finish(backend: Any, instance: Any, mappings: list[dict[str, Any]], tags: dict[str, Any]) -> None:
    """Set what moto takes no argument for: throughput and tags of what came with the instance."""
    for mapping in mappings:
        attachment = instance.block_device_mapping.get(mapping["DeviceName"])
        if attachment is None:
            continue
        volume = backend.volumes[attachment.volume_id]
        volume.iops = mapping["Ebs"].get("Iops", volume.iops)
        volume.throughput = mapping["Ebs"].get("Throughput", volume.throughput)
    for interface in instance.nics.values():
        interface.add_tags(tags.get("network-interface", {}))


def _profile(data: Mapping[str, Any]) -> dict[str, str]:
    profile = data.get("IamInstanceProfile") or {}
    keys = {"Name": "iam_instance_profile_name", "Arn": "iam_instance_profile_arn"}
    return {keys[key]: value for key, value in profile.items()}


def _launch_as_the_template_says(patches: Patches) -> None:
    from moto.ec2.models.instances import InstanceBackend

    def wrapper(original: Callable[..., Any]) -> Callable[..., Any]:
        def run_instances(self: Any, image_id: str, count: int, *args: Any, **kwargs: Any) -> Any:
            if not kwargs.get("launch_template"):
                return original(self, image_id, count, *args, **kwargs)
            version = self._get_template_from_args(kwargs["launch_template"])
            _from_template(self, image_id, kwargs, version.data)
            tags, mappings = dict(kwargs["tags"]), kwargs["block_device_mappings"]
            reservation = original(self, image_id, count, *args, **kwargs)
            named = kwargs.get("iam_instance_profile_name") or kwargs.get("iam_instance_profile_arn")
            for instance in reservation.instances:
                instance.launch_template_number = version.number
                _finish(self, instance, mappings, tags)
                if not named and (profile := _profile(version.data)):
                    self.associate_iam_instance_profile(instance_id=instance.id, **profile)
            return reservation

        return run_instances

    patches.wrap(InstanceBackend, "run_instances", wrapper)


def _regional_nat_gateway(backend: Any, vpc_id: str, tags: dict[str, str]) -> Any:
    from moto.core.utils import utcnow
    from moto.ec2.models.nat_gateways import NatGateway
    from moto.ec2.utils import random_nat_gateway_id

    # Its own constructor wants a subnet and makes an interface in it, which is what a regional one has not.
    gateway = NatGateway.__new__(NatGateway)
    gateway.ec2_backend = backend
    gateway.id = random_nat_gateway_id()
    gateway.vpc_id = backend.get_vpc(vpc_id).id
    gateway.subnet_id, gateway.private_ip = None, None
    gateway.state, gateway.connectivity_type = "available", "public"
    gateway.availability_mode = "regional"
    gateway.auto_provision_zones = gateway.auto_scaling_ips = "enabled"
    gateway.address_set = []
    gateway._created_at = utcnow()
    gateway.add_tags(tags)
    backend.nat_gateways[gateway.id] = gateway
    return gateway


def _nat_gateways_can_be_regional(patches: Patches) -> None:
    from moto.core.responses import ActionResult
    from moto.ec2.exceptions import InvalidParameterCombination
    from moto.ec2.responses.nat_gateways import NatGateways
    from moto.ec2.utils import add_tag_specification

    def wrapper(original: Callable[..., Any]) -> Callable[..., Any]:
        def create_nat_gateway(self: Any) -> Any:
            if self._get_param("AvailabilityMode") != "regional":
                result = original(self)
                result.result["NatGateway"].availability_mode = "zonal"
                return result
            if self._get_param("SubnetId"):
                raise InvalidParameterCombination("A regional NAT gateway takes a VpcId and no SubnetId")
            tags = add_tag_specification(self._get_param("TagSpecifications", []))
            gateway = _regional_nat_gateway(self.ec2_backend, self._get_param("VpcId"), tags)
            return ActionResult({"NatGateway": gateway})

        return create_nat_gateway

    patches.wrap(NatGateways, "create_nat_gateway", wrapper)


CORRECTIONS = (
    Correction(
        name="ec2-launch-from-template",
        rule="An instance takes every parameter that its launch does not give from the launch template's version: "
        "metadata options, monitoring, instance profile, volumes laid over the image's, and all tags.",
        source="Amazon EC2 User Guide: Store instance launch parameters in Amazon EC2 launch templates",
        make=_launch_as_the_template_says,
    ),
    Correction(
        name="ec2-regional-nat-gateway",
        rule="A NAT gateway with AvailabilityMode regional belongs to a VPC, not to a subnet.",
        source="Amazon VPC User Guide: Regional NAT gateways for automatic multi-AZ expansion",
        make=_nat_gateways_can_be_regional,
    ),
)
