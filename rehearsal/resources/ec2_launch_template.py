"""Amazon EC2: launch templates."""

from typing import Any

from ._cloud import Cloud, tag_list, tag_specifications
from ._filled import filled
from ._inputs import Inputs
from ._registry import Made, resource


def _boolean(value: Any) -> bool:
    # The provider's schema has these as strings, so that "not given" differs from "false".
    return str(value).lower() == "true"


def _block_device(device: Inputs) -> dict[str, Any]:
    mapping = device.renamed("deviceName", "noDevice", "virtualName")
    if ebs := device.block("ebs"):
        mapping["Ebs"] = ebs.renamed("volumeType", "volumeSize", "iops", "throughput", "kmsKeyId", "snapshotId")
        for name in ("encrypted", "deleteOnTermination"):
            if ebs.has(name):
                mapping["Ebs"][name[0].upper() + name[1:]] = _boolean(ebs.get(name))
    return mapping


def _interface(interface: Inputs) -> dict[str, Any]:
    asked = interface.renamed("deviceIndex", "description", securityGroups="Groups")
    for name in ("associatePublicIpAddress", "deleteOnTermination"):
        if interface.has(name):
            asked[name[0].upper() + name[1:]] = _boolean(interface.get(name))
    return asked


def _blocks(inputs: Inputs) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if profile := inputs.block("iamInstanceProfile"):
        data["IamInstanceProfile"] = profile.renamed("arn", "name")
    if options := inputs.block("metadataOptions"):
        data["MetadataOptions"] = options.renamed(
            "httpEndpoint", "httpTokens", "httpPutResponseHopLimit", "httpProtocolIpv6", "instanceMetadataTags"
        )
    if monitoring := inputs.block("monitoring"):
        data["Monitoring"] = monitoring.renamed("enabled")
    if burst := inputs.block("creditSpecification"):
        data["CreditSpecification"] = burst.renamed("cpuCredits")
    if devices := inputs.blocks("blockDeviceMappings"):
        data["BlockDeviceMappings"] = [_block_device(device) for device in devices]
    if interfaces := inputs.blocks("networkInterfaces"):
        data["NetworkInterfaces"] = [_interface(interface) for interface in interfaces]
    if specifications := inputs.blocks("tagSpecifications"):
        data["TagSpecifications"] = [
            {"ResourceType": each.need("resourceType"), "Tags": tag_list(each.get("tags", {}))}
            for each in specifications
        ]
    return data


@resource(
    "aws:ec2/launchTemplate:LaunchTemplate",
    filled(
        text=(
            "blockDeviceMappings[].ebs.encrypted blockDeviceMappings[].ebs.kmsKeyId "
            "blockDeviceMappings[].ebs.snapshotId blockDeviceMappings[].ebs.volumeType "
            "blockDeviceMappings[].noDevice blockDeviceMappings[].virtualName description ebsOptimized "
            "iamInstanceProfile.arn iamInstanceProfile.name instanceInitiatedShutdownBehavior kernelId keyName "
            "metadataOptions.httpEndpoint metadataOptions.httpProtocolIpv6 metadataOptions.instanceMetadataTags "
            "namePrefix networkInterfaces[].associateCarrierIpAddress networkInterfaces[].description "
            "networkInterfaces[].interfaceType networkInterfaces[].networkInterfaceId networkInterfaces[].primaryIpv6 "
            "networkInterfaces[].privateIpAddress networkInterfaces[].subnetId ramDiskId userData"
        ),
        number=(
            "blockDeviceMappings[].ebs.iops blockDeviceMappings[].ebs.throughput "
            "blockDeviceMappings[].ebs.volumeInitializationRate metadataOptions.httpPutResponseHopLimit "
            "networkInterfaces[].ipv4AddressCount networkInterfaces[].ipv4PrefixCount "
            "networkInterfaces[].ipv6AddressCount networkInterfaces[].ipv6PrefixCount "
            "networkInterfaces[].networkCardIndex"
        ),
        flag="disableApiStop disableApiTermination",
        items=("blockDeviceMappings licenseSpecifications networkInterfaces tagSpecifications"),
    ),
)
def launch_template(cloud: Cloud, inputs: Inputs) -> Made:
    """Create a launch template with its first version."""
    data = inputs.renamed(
        "imageId",
        "instanceType",
        "keyName",
        "userData",
        "instanceInitiatedShutdownBehavior",
        "disableApiTermination",
        "disableApiStop",
        vpcSecurityGroupIds="SecurityGroupIds",
    )
    if inputs.has("ebsOptimized"):
        data["EbsOptimized"] = _boolean(inputs.get("ebsOptimized"))
    data |= _blocks(inputs)
    inputs.without_effect("updateDefaultVersion")  # the first version is the default one in any case
    if "KeyName" in data:
        cloud.assumptions.key_pair(data["KeyName"])
    for device in data.get("BlockDeviceMappings", []):
        if key := device.get("Ebs", {}).get("KmsKeyId"):
            cloud.assumptions.kms_key(key)
    made = cloud.client("ec2").create_launch_template(
        LaunchTemplateName=cloud.physical_name(inputs),
        LaunchTemplateData=data,
        **inputs.renamed(description="VersionDescription"),
        **tag_specifications("launch-template", inputs.tags()),
    )["LaunchTemplate"]
    template_id = made["LaunchTemplateId"]
    computed = {
        "arn": cloud.arn("ec2", f"launch-template/{template_id}"),
        "defaultVersion": made["DefaultVersionNumber"],
        "latestVersion": made["LatestVersionNumber"],
        "name": made["LaunchTemplateName"],
    }
    return Made(template_id, computed)
