"""One instance: its image, type, first boot and disk."""

from typing import Annotated

from .constraints import Many, between, count
from .section import Section
from .types import (
    AmiId,
    AmiNameFilter,
    AmiOwner,
    InstanceType,
    KeyName,
    KmsKeyArn,
    PackageName,
    Port,
    Script,
    ServiceName,
    SsmParameter,
)

USER_DATA_BYTES = 16 * 1024
"""AWS's limit on user data before it is encoded (ec2 RequestLaunchTemplateData UserData)."""

USER_DATA_OWN_BYTES = 2 * 1024
"""Head-room of that for what the project puts around a stack's own part: environment file, update, wrapper."""

USER_DATA_IDENTITY_BYTES = 4 * 1024
"""Head-room for the steps by which an instance takes over an address and a volume."""

USER_DATA_RELEASE_BYTES = 5 * 1024
"""Head-room for the steps by which an instance fetches and starts a release, and tells of boots that failed."""

VOLUME_GIB = (1, 65536)
VOLUME_IOPS = (3000, 80000)
VOLUME_THROUGHPUT_MIB = (125, 2000)
"""Ranges of a gp3 volume (ec2 LaunchTemplateEbsBlockDeviceRequest VolumeSize, Iops, Throughput)."""

EGRESS_PORTS = 50
"""A security group takes 60 rules a direction (VPC quotas); the rest is for the project's own."""


class Ami(Section):
    """Which image an instance starts from: one way of naming it, or none for the latest Amazon Linux 2023 of the
    instance type's architecture."""

    id: AmiId | None = None
    """One image for good: `ami-…`. It never changes by itself, security updates included."""

    ssm_parameter: SsmParameter | None = None
    """Name of an SSM parameter that holds the image's id, such as the public ones of AWS. Looked up at every
    deployment; a new image is then rolled out."""

    name_filter: AmiNameFilter | None = None
    """Name of the image, with `*` and `?` for what varies; the newest of `owners` that is named so is taken, at every
    deployment. Needs `owners`: names are free for anybody to use."""

    owners: Many[AmiOwner] = ()
    """Whose images `name_filter` may find: account ids, `self`, `amazon` or `aws-marketplace`."""


class UserData(Section):
    """What an instance does at its first boot, in this order; the first step that fails ends it. Nothing secret."""

    update_system: bool = True
    """Whether all packages of the system are updated first."""

    packages: Many[PackageName] = ()
    """Packages to install, by the system's own package manager."""

    services: Many[ServiceName] = ()
    """systemd services to start, now and at every boot; with `artifacts.release`, after it."""

    script: Script | None = None
    """A shell script to run after that, as root; one that starts with `#!` chooses its own interpreter. With the
    packages and services at most 14 KiB: AWS takes 16 KiB of user data, and the project adds its part (4 KiB more with
    `availability.stable_address` or `data_volume`, and 5 KiB more with `artifacts.release`, which comes last)."""


class RootVolume(Section):
    """The encrypted gp3 volume that an instance starts from."""

    size_gib: Annotated[int, between(*VOLUME_GIB, "GiB", "gp3")] = 8
    """Size in GiB, at least that of the image's own volume (Amazon Linux 2023: 8)."""

    iops: Annotated[int, between(*VOLUME_IOPS, "operations a second", "gp3")] = 3000
    """Operations a second. 3000 cost nothing extra; beyond them at most 500 for each GiB."""

    throughput_mib: Annotated[int, between(*VOLUME_THROUGHPUT_MIB, "MiB/s", "gp3")] = 125
    """Throughput in MiB/s. 125 cost nothing extra; at most 0.25 for each of `iops`."""

    kms_key_arn: KmsKeyArn | None = None
    """KMS key that encrypts the volume; it must let the service-linked role of Auto Scaling use it. By default the
    key that AWS keeps for EBS."""


class Instance(Section):
    """What one instance is: image, type, first boot, disk."""

    ami: Ami = Ami()
    """Which image an instance starts from. By default the latest Amazon Linux 2023. With the strategies `auto_recovery`
    and `dns_failover` the one that is found at the first deployment stays, and another `id` alone replaces the
    instances."""

    instance_type: InstanceType = "t3.micro"
    """Type of the instances, such as `t3.micro`; a Graviton type (`t4g.micro`) gets an arm64 image. Instances that stay
    (`auto_recovery`, `dns_failover`) keep their image: with a type of the other architecture, name one as `ami.id`."""

    key_name: KeyName | None = None
    """EC2 key pair for SSH. Left out, there is none: Session Manager opens a shell without one, and no port is open
    for SSH in any case."""

    user_data: UserData = UserData(packages=("nginx",), services=("nginx",))
    """What an instance does at its first boot. By default it installs and starts nginx, so that a new stack answers;
    a `user_data` of your own replaces that whole. A release that listens on port 80 itself needs one without nginx,
    such as `{}`."""

    root_volume: RootVolume = RootVolume()
    """The volume an instance starts from."""

    detailed_monitoring: bool = True
    """Whether CloudWatch has the instances' metrics every minute instead of every five; scaling reacts to them."""

    egress_ports: Annotated[
        Many[Port], count(0, EGRESS_PORTS, "ports", "a security group takes 60 rules a direction")
    ] = (80, 443)
    """TCP ports that instances may connect to anywhere: packages, AWS's own services. All others are closed."""
