"""Amazon EC2: looking up a machine image."""

from typing import Any

from ._cloud import Cloud
from ._inputs import ArgumentError, Inputs
from ._registry import invoke


def _image(cloud: Cloud, inputs: Inputs) -> dict[str, Any]:
    filters = [
        {"Name": each.need("name"), "Values": [str(value) for value in each.need("values")]}
        for each in inputs.blocks("filters")
    ]
    newest_first = inputs.get("mostRecent", False)
    owners = inputs.get("owners", [])
    for condition in filters:
        if condition["Name"] == "image-id":
            for image_id in condition["Values"]:
                cloud.assumptions.image(image_id)
    found = cloud.client("ec2").describe_images(Filters=filters, **({"Owners": owners} if owners else {}))["Images"]
    if not found and owners:
        # Somebody else's images are unknown to an empty account; what is asked for is taken for granted.
        cloud.assumptions.image_like(filters, owners)
        found = cloud.client("ec2").describe_images(Filters=filters)["Images"]
    if not found:
        raise ArgumentError("your query returned no results; change the filters or owners")
    if len(found) > 1 and not newest_first:
        raise ArgumentError(f"your query returned {len(found)} images; set mostRecent, or ask more precisely")
    newest: dict[str, Any] = max(found, key=lambda image: image["CreationDate"])
    return newest


def _volume(ebs: dict[str, Any]) -> dict[str, str]:
    # A map of texts in the provider's schema, so its keys stay Terraform's.
    if not ebs:
        return {}
    return {
        "delete_on_termination": str(ebs.get("DeleteOnTermination", False)).lower(),
        "encrypted": str(ebs.get("Encrypted", False)).lower(),
        "iops": str(ebs.get("Iops", 0)),
        "snapshot_id": ebs.get("SnapshotId", ""),
        "throughput": str(ebs.get("Throughput", 0)),
        "volume_initialization_rate": str(ebs.get("VolumeInitializationRate", 0)),
        "volume_size": str(ebs.get("VolumeSize", 0)),
        "volume_type": ebs.get("VolumeType", ""),
    }


def _root_snapshot(image: dict[str, Any]) -> str:
    for device in image.get("BlockDeviceMappings", []):
        if device.get("DeviceName") == image.get("RootDeviceName"):
            return str(device.get("Ebs", {}).get("SnapshotId", ""))
    return ""


@invoke("aws:ec2/getAmi:getAmi")
def get_ami(cloud: Cloud, inputs: Inputs) -> dict[str, Any]:
    """Find one image, by id or by name and owners."""
    image = _image(cloud, inputs)
    image_id = image["ImageId"]
    return {
        "includeDeprecated": False,
        "mostRecent": inputs.get("mostRecent", False),
        "architecture": image.get("Architecture", ""),
        "arn": f"arn:{cloud.partition}:ec2:{cloud.region}::image/{image_id}",
        "blockDeviceMappings": [
            {
                "deviceName": device.get("DeviceName", ""),
                "ebs": _volume(device.get("Ebs", {})),
                "noDevice": device.get("NoDevice", ""),
                "virtualName": device.get("VirtualName", ""),
            }
            for device in image.get("BlockDeviceMappings", [])
        ],
        "bootMode": image.get("BootMode", ""),
        "creationDate": image["CreationDate"],
        "deprecationTime": "",
        "description": image.get("Description", ""),
        "enaSupport": image.get("EnaSupport", False),
        "hypervisor": image.get("Hypervisor", "xen"),
        "id": image_id,
        "imageId": image_id,
        "imageLocation": image.get("ImageLocation", ""),
        "imageOwnerAlias": image.get("ImageOwnerAlias", ""),
        "imageType": image.get("ImageType", "machine"),
        "imdsSupport": image.get("ImdsSupport", ""),
        "kernelId": "",
        "lastLaunchedTime": "",
        "name": image.get("Name", ""),
        "ownerId": image.get("OwnerId", ""),
        "platform": image.get("Platform", ""),
        "platformDetails": image.get("PlatformDetails", ""),
        "productCodes": [],
        "public": image.get("Public", False),
        "ramdiskId": "",
        "region": cloud.region,
        "rootDeviceName": image.get("RootDeviceName", ""),
        "rootDeviceType": image.get("RootDeviceType", ""),
        "rootSnapshotId": _root_snapshot(image),
        "sriovNetSupport": image.get("SriovNetSupport", ""),
        "state": image.get("State", ""),
        "stateReason": {"code": "UNSET", "message": "UNSET"},  # the provider's words for none
        "tags": {},
        "tpmSupport": "",
        "usageOperation": image.get("UsageOperation", ""),
        "virtualizationType": image.get("VirtualizationType", "hvm"),
    }
