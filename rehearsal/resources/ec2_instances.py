"""Amazon EC2: single instances, and volumes that outlive them."""

import base64
import hashlib
from typing import Any

from ._cloud import Cloud, tag_list, tag_specifications, timestamp
from ._filled import filled
from ._inputs import ArgumentError, Inputs
from ._registry import Made, resource


def _template(cloud: Cloud, block: Inputs | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the launch is told of its template, and what the provider answers of it."""
    if block is None:
        raise ArgumentError("launchTemplate: must be given; the rehearsal launches single instances by template alone")
    asked = block.renamed("version", id="LaunchTemplateId", name="LaunchTemplateName")
    which = {key: value for key, value in asked.items() if key != "Version"}
    found = cloud.client("ec2").describe_launch_template_versions(Versions=[asked.get("Version", "$Default")], **which)
    made = found["LaunchTemplateVersions"][0]
    answer = {
        "id": made["LaunchTemplateId"],
        "name": made["LaunchTemplateName"],
        "version": asked.get("Version", "$Default"),
    }
    return asked, answer


@resource(
    "aws:ec2/instance:Instance",
    filled(
        text="hostId instanceLifecycle outpostArn passwordData placementGroup spotInstanceRequestId",
        number="ipv6AddressCount placementPartitionNumber",
        flag="getPasswordData hibernation userDataReplaceOnChange",
        items="ephemeralBlockDevices ipv6Addresses networkInterfaces secondaryPrivateIps securityGroups",
    ),
)
def instance(cloud: Cloud, inputs: Inputs) -> Made:
    """Launch an instance by its template."""
    ec2 = cloud.client("ec2")
    template, answered = _template(cloud, inputs.block("launchTemplate"))
    asked = inputs.renamed("subnetId", "userData", "disableApiTermination")
    if maintenance := inputs.block("maintenanceOptions"):
        asked["MaintenanceOptions"] = maintenance.renamed("autoRecovery")
    inputs.without_effect("forceDestroy")
    made = ec2.run_instances(
        MinCount=1, MaxCount=1, LaunchTemplate=template, **asked, **tag_specifications("instance", inputs.tags())
    )["Instances"][0]["InstanceId"]
    found = ec2.describe_instances(InstanceIds=[made])["Reservations"][0]["Instances"][0]
    if volume_tags := inputs.get("volumeTags"):
        volumes = [each["Ebs"]["VolumeId"] for each in found["BlockDeviceMappings"]]
        ec2.create_tags(Resources=volumes, Tags=tag_list(volume_tags))
    devices = _devices(cloud, found, tagged=not volume_tags)
    answers = (_described(cloud, found), _place(found), _attributes(cloud, made), devices)
    return Made(
        made, {key: value for answer in answers for key, value in answer.items()} | {"launchTemplate": answered}
    )


def _described(cloud: Cloud, found: dict[str, Any]) -> dict[str, Any]:
    metadata = found["MetadataOptions"]
    return {
        "ami": found["ImageId"],
        "arn": cloud.arn("ec2", f"instance/{found['InstanceId']}"),
        "ebsOptimized": found["EbsOptimized"],
        "iamInstanceProfile": found.get("IamInstanceProfile", {}).get("Arn", "").rpartition("/")[2],
        "instanceState": found["State"]["Name"],
        "instanceType": found["InstanceType"],
        "keyName": found.get("KeyName", ""),
        "maintenanceOptions": {"autoRecovery": found["MaintenanceOptions"]["AutoRecovery"]},
        "metadataOptions": {
            "httpEndpoint": metadata["HttpEndpoint"],
            "httpProtocolIpv6": metadata["HttpProtocolIpv6"],
            "httpPutResponseHopLimit": metadata["HttpPutResponseHopLimit"],
            "httpTokens": metadata["HttpTokens"],
            "instanceMetadataTags": metadata["InstanceMetadataTags"],
        },
        "monitoring": found["Monitoring"]["State"] in ("enabled", "pending"),
        "sourceDestCheck": found["SourceDestCheck"],
    }


def _place(found: dict[str, Any]) -> dict[str, Any]:
    interface = found["NetworkInterfaces"][0]
    return {
        "associatePublicIpAddress": "Association" in interface,
        "availabilityZone": found["Placement"]["AvailabilityZone"],
        "primaryNetworkInterfaceId": interface["NetworkInterfaceId"],
        "privateDns": found["PrivateDnsName"],
        "privateIp": found["PrivateIpAddress"],
        "publicDns": found.get("PublicDnsName", ""),
        "publicIp": found.get("PublicIpAddress", ""),
        "subnetId": found["SubnetId"],
        "tenancy": found["Placement"]["Tenancy"],
        "vpcSecurityGroupIds": sorted(group["GroupId"] for group in found["SecurityGroups"]),
    }


def _attributes(cloud: Cloud, made: str) -> dict[str, Any]:
    """Return what AWS tells of an instance in calls of their own."""
    ec2 = cloud.client("ec2")

    def ask(name: str) -> Any:
        answer = ec2.describe_instance_attribute(InstanceId=made, Attribute=name)
        return answer[name[0].upper() + name[1:]].get("Value")

    names = ("disableApiStop", "disableApiTermination", "instanceInitiatedShutdownBehavior")
    text = ask("userData")
    credit = ec2.describe_instance_credit_specifications(InstanceIds=[made])["InstanceCreditSpecifications"][0]
    return {
        **{name: ask(name) for name in names},
        "creditSpecification": {"cpuCredits": credit["CpuCredits"]},
        # Of what the template says the provider keeps a sum.
        "userData": hashlib.sha1(base64.b64decode(text)).hexdigest() if text else "",  # noqa: S324  (no secret in it)
    }


def _devices(cloud: Cloud, found: dict[str, Any], *, tagged: bool) -> dict[str, Any]:
    """Return the instance's volumes: the root of its image, and the others.

    The provider tells their tags one by one, or, where it was given them for all, together and not here.
    """
    attached = {each["DeviceName"]: each["Ebs"] for each in found["BlockDeviceMappings"]}
    ids = [ebs["VolumeId"] for ebs in attached.values()]
    volumes = {each["VolumeId"]: each for each in cloud.client("ec2").describe_volumes(VolumeIds=ids)["Volumes"]}
    devices = [_device(name, ebs, volumes[ebs["VolumeId"]], tagged) for name, ebs in attached.items()]
    root = [each for each in devices if each["deviceName"] == found["RootDeviceName"]]
    others = [
        {**each, "snapshotId": volumes[each["volumeId"]].get("SnapshotId", "")} for each in devices if each not in root
    ]
    return {"rootBlockDevice": root[0] if root else None, "ebsBlockDevices": others}


def _device(name: str, ebs: dict[str, Any], volume: dict[str, Any], tagged: bool) -> dict[str, Any]:
    tags = {tag["Key"]: tag["Value"] for tag in volume.get("Tags", [])} if tagged else {}
    return {
        "deleteOnTermination": ebs["DeleteOnTermination"],
        "deviceName": name,
        "encrypted": volume["Encrypted"],
        "iops": volume.get("Iops", 0),
        "kmsKeyId": volume.get("KmsKeyId", ""),
        "tags": tags,
        "tagsAll": tags,
        "throughput": volume.get("Throughput", 0),
        "volumeId": volume["VolumeId"],
        "volumeSize": volume["Size"],
        "volumeType": volume["VolumeType"],
    }


@resource("aws:ebs/volume:Volume", filled(text="outpostArn snapshotId", flag="finalSnapshot multiAttachEnabled"))
def volume(cloud: Cloud, inputs: Inputs) -> Made:
    """Create a volume."""
    ec2 = cloud.client("ec2")
    asked = inputs.renamed("availabilityZone", "encrypted", "iops", "kmsKeyId", "size", "throughput", type="VolumeType")
    inputs.without_effect("finalSnapshot")
    if "KmsKeyId" in asked:
        cloud.assumptions.kms_key(asked["KmsKeyId"])
    made = ec2.create_volume(**asked, **tag_specifications("volume", inputs.tags()))["VolumeId"]
    found = ec2.describe_volumes(VolumeIds=[made])["Volumes"][0]
    computed = {
        "arn": cloud.arn("ec2", f"volume/{made}"),
        "createTime": timestamp(found["CreateTime"]),
        "encrypted": found["Encrypted"],
        "iops": found.get("Iops", 0),
        "kmsKeyId": found.get("KmsKeyId", ""),
        "size": found["Size"],
        "throughput": found.get("Throughput", 0),
        "type": found["VolumeType"],
    }
    return Made(made, computed)


@resource("aws:ec2/eipAssociation:EipAssociation")
def eip_association(cloud: Cloud, inputs: Inputs) -> Made:
    """Lead an Elastic IP address to an instance."""
    ec2 = cloud.client("ec2")
    asked = inputs.renamed("allocationId", "instanceId")
    # The provider names it when it is true, and AWS takes it for true when it is not named.
    if inputs.get("allowReassociation"):
        asked["AllowReassociation"] = True
    made = ec2.associate_address(**asked)["AssociationId"]
    found = ec2.describe_addresses(Filters=[{"Name": "association-id", "Values": [made]}])["Addresses"][0]
    computed = {
        "allocationId": found["AllocationId"],
        "instanceId": found["InstanceId"],
        "networkInterfaceId": found["NetworkInterfaceId"],
        "privateIpAddress": found["PrivateIpAddress"],
        "publicIp": found["PublicIp"],
    }
    return Made(made, computed)
