"""The launch template's promises, read from the version that a group would launch."""

import base64
import subprocess
from typing import Any

from ._outcome import NotKeptError, NotMadeError, refuse, some
from ._promise import Topic
from ._view import View, count, in_words, tags_of

TOPIC = Topic("ha-web:index:LaunchTemplate")

USER_DATA_BYTES = 16 * 1024
"""AWS's limit on user data before it is encoded (EC2 user guide, "Run commands at launch")."""

TAGGED_AT_LAUNCH = ("instance", "volume", "network-interface")


def _template(view: View) -> Any:
    found = view.aws.all(
        "ec2", "describe_launch_templates", "LaunchTemplates", LaunchTemplateIds=[view.output("template_id")]
    )
    return some(found, "launch template")[0]


def latest(view: View, template_id: str) -> Any:
    """Return what the newest version of a template says."""
    versions = view.aws.all(
        "ec2", "describe_launch_template_versions", "LaunchTemplateVersions", LaunchTemplateId=template_id
    )
    return max(some(versions, "version"), key=lambda each: each["VersionNumber"])["LaunchTemplateData"]


def _data(view: View) -> Any:
    return latest(view, view.output("template_id"))


def security_groups_of(data: Any) -> list[str]:
    """Return the security groups that a version names, for the instance or for its network interfaces."""
    interfaces = data.get("NetworkInterfaces", [])
    return [*data.get("SecurityGroupIds", []), *(group for each in interfaces for group in each.get("Groups", []))]


def declares_public_addresses(view: View, template_id: str) -> bool:
    """Return whether the program asked a template to give each instance a public address."""
    return any(
        str(interface.get("associatePublicIpAddress")).lower() == "true"
        for each in view.deployment.of_type("aws:ec2/launchTemplate:LaunchTemplate")
        if each.id == template_id
        for interface in each.inputs.get("networkInterfaces") or []
    )


def user_data_of(data: Any) -> str:
    """Return the script that a version hands over, as text."""
    return base64.b64decode(data.get("UserData", "")).decode(errors="replace")


def _image(view: View) -> Any:
    images = view.aws.all("ec2", "describe_images", "Images", ImageIds=[_data(view)["ImageId"]])
    return some(images, "image of the template")[0]


@TOPIC.promise(
    "template.latest-is-default",
    "The latest version is the default one",
    remedy="keep update_default_version true: whoever launches by hand takes the default version",
)
def latest_is_default(view: View) -> str:
    """Compare the two numbers."""
    template = _template(view)
    newest, default = template["LatestVersionNumber"], template["DefaultVersionNumber"]
    refuse([] if newest == default else [f"version {newest} is the latest, {default} the default"])
    return f"version {newest}"


@TOPIC.promise(
    "template.metadata",
    "IMDSv2 alone, and no further than the instance",
    remedy="set http_tokens=required and http_put_response_hop_limit=1 in the template's metadata options",
)
def metadata(view: View) -> str:
    """Read the metadata options."""
    options = _data(view).get("MetadataOptions", {})
    wanted = {"HttpEndpoint": "enabled", "HttpTokens": "required", "HttpPutResponseHopLimit": 1}
    refuse(f"{key} is {options.get(key, 'not set')}" for key, value in wanted.items() if options.get(key) != value)
    return "tokens required, hop limit 1"


@TOPIC.promise(
    "template.root-volume",
    "The root volume is an encrypted gp3",
    remedy="map the image's own root device to an encrypted gp3 volume with delete_on_termination",
)
def root_volume(view: View) -> str:
    """Read the block devices, and compare with the image's root device: any other name adds a second disk."""
    devices = {each["DeviceName"]: each.get("Ebs", {}) for each in _data(view).get("BlockDeviceMappings", [])}
    device = _image(view)["RootDeviceName"]
    if device not in devices:
        raise NotKeptError(f"the image's root device {device} is not mapped, but {in_words(devices) or 'nothing'} is")
    root = devices[device]
    problems = [f"{name} is not encrypted" for name, volume in devices.items() if not volume.get("Encrypted")]
    problems += [] if root.get("VolumeType") == "gp3" else [f"{device} is {root.get('VolumeType', 'gp2 by default')}"]
    problems += [] if root.get("DeleteOnTermination") else [f"{device} outlives its instance"]
    refuse(problems)
    return f"{device}: {root.get('VolumeSize', 'image-sized')} GiB {root['VolumeType']}, encrypted"


@TOPIC.promise(
    "template.image",
    "The image is there and fits the instance type",
    remedy="choose an image of the instance type's architecture (x86_64, or arm64 for Graviton)",
)
def image(view: View) -> str:
    """Compare the image's architecture with those of the type."""
    found, kind = _image(view), _data(view)["InstanceType"]
    refuse([f"{found['ImageId']} is {found['State']}"] if found["State"] != "available" else [])
    if any("image" in sentence for sentence in view.deployment.assumptions):
        raise NotMadeError(f"the image is assumed to exist: whether it fits {kind} is not to be seen here")
    types = view.aws.all("ec2", "describe_instance_types", "InstanceTypes", InstanceTypes=[kind])
    known = some(types, f"instance type {kind}")[0]["ProcessorInfo"]["SupportedArchitectures"]
    own = found["Architecture"]
    refuse([] if own in known else [f"{found['ImageId']} is for {own}, {kind} for {in_words(known)}"])
    return f"{found['ImageId']} ({own}) on {kind}"


@TOPIC.promise(
    "template.instance-profile",
    "Instances have the role",
    remedy="keep the template's instance profile, with exactly the template's role in it",
)
def instance_profile(view: View) -> str:
    """Follow the profile to its role."""
    profile = _data(view).get("IamInstanceProfile", {})
    name = profile.get("Name") or profile.get("Arn", "").rpartition("/")[2]
    if not name:
        raise NotKeptError("the template has no instance profile")
    roles = view.aws.ask("iam", "get_instance_profile", InstanceProfileName=name)["InstanceProfile"]["Roles"]
    names = [role["RoleName"] for role in roles]
    refuse([] if names == [view.output("role_name")] else [f"profile {name} holds {in_words(names) or 'no role'}"])
    return f"profile {name} holds {names[0]}"


@TOPIC.promise(
    "template.user-data",
    "The first-boot script is one that bash can read",
    remedy="correct the script; long things go into the artifact bucket, and the script fetches them",
)
def user_data(view: View) -> str:
    """Decode the script, measure it, and let bash read it without running it."""
    encoded = _data(view).get("UserData")
    if not encoded:
        raise NotKeptError("the template has no user data")
    script = base64.b64decode(encoded)
    size = len(script)
    refuse([f"it has {size} bytes, at most {USER_DATA_BYTES}"] if size > USER_DATA_BYTES else [])
    if not script.startswith((b"#!/bin/bash\n", b"#!/bin/sh\n", b"#!/usr/bin/env bash\n")):
        first = script.decode(errors="replace").partition("\n")[0][:60]
        raise NotKeptError(f"it does not start as a bash script, but with {first!r}")
    return f"{size} bytes, {_read_by_bash(script)}"


def _read_by_bash(script: bytes) -> str:
    try:
        read = subprocess.run(["bash", "-n"], input=script, capture_output=True, timeout=10, check=False)  # noqa: S607
    except FileNotFoundError:
        return "not read: this machine has no bash"
    complaint = read.stderr.decode(errors="replace").strip().partition("\n")[0]
    refuse([f"bash cannot read it: {complaint}"] if read.returncode else [])
    return "bash reads it"


@TOPIC.promise(
    "template.security-group",
    "The template has its own security group alone",
    remedy="give the template exactly the security group that LaunchTemplate makes",
)
def security_group(view: View) -> str:
    """Compare the template's groups with the component's."""
    own, worn = view.output("security_group_id"), security_groups_of(_data(view))
    refuse([] if worn == [own] else [f"the template names {in_words(worn) or 'none'}, not {own} alone"])
    groups = view.aws.ec2("describe_security_groups", "SecurityGroups", group_id=[own])
    return f"{own} in {some(groups, f'security group {own}')[0]['VpcId']}"


@TOPIC.promise(
    "template.key-pair",
    "The key pair is there",
    remedy="import the key pair under this name, or leave it out: Session Manager gives a shell without one",
)
def key_pair(view: View) -> str:
    """Look for the named key pair."""
    name = _data(view).get("KeyName")
    if not name:
        raise NotMadeError("no key pair was asked for: Session Manager gives a shell without one")
    return f"{some(view.aws.ec2('describe_key_pairs', 'KeyPairs', key_name=[name]), f'key pair {name}')[0]['KeyName']}"


@TOPIC.promise(
    "template.tags-at-launch",
    "Instances, disks and interfaces are tagged at launch",
    remedy="list instance, volume and network-interface among the template's tag specifications, with all tags",
)
def tags_at_launch(view: View) -> str:
    """Compare each kind's tags with the template's own."""
    if not view.declared("aws:ec2/launchTemplate:LaunchTemplate")[0].inputs.get("tagSpecifications"):
        raise NotMadeError("tags were left to what launches the instances")
    own = {key: value for key, value in tags_of(_template(view)).items() if key != "Name"}
    given = {each["ResourceType"]: tags_of(each) for each in _data(view).get("TagSpecifications", [])}
    problems = []
    for kind in TAGGED_AT_LAUNCH:
        missing = [key for key in sorted((*own, "Name")) if key not in given.get(kind, {})]
        wrong = [key for key, value in sorted(own.items()) if given.get(kind, {}).get(key, value) != value]
        problems += [f"{kind} lacks {in_words(missing)}"] if missing else []
        problems += [f"{kind} has another {in_words(wrong)}"] if wrong else []
    refuse(problems)
    return f"{in_words(TAGGED_AT_LAUNCH)}: {count(len(own) + 1, 'tag')} each"
