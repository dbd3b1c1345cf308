"""What stays the same while the instance behind it is replaced: its address, its data.

Owns the Elastic IP and the volume, and says how an instance takes them to itself. Deliberately does not attach either:
AWS replaces an instance of a group at any hour, when no deployment runs. The instance does it at first boot.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi_aws import ebs, ec2

from . import _identity_steps, _place
from ._args import args_as
from ._iam import attach_encrypted, document, use_of_one
from ._tags import tagged

_PATH = re.compile(r"(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+")


@dataclass(frozen=True, kw_only=True)
class DataVolumeArgs:
    """A disk for what must outlive an instance."""

    zone: str
    """Availability Zone of the volume, `eu-west-1a`. Instances can take it in this zone alone, so the group must be in
    no other; another zone replaces the volume by an empty one."""

    size_gib: pulumi.Input[int] = 20
    """Size in GiB. It may grow; the file system follows when the next instance boots. AWS never makes it smaller."""

    mount_path: str = "/data"
    """Where the file system is mounted. What the image has below this path is hidden."""

    kms_key_arn: pulumi.Input[str] | None = None
    """Customer-managed key; the volume is encrypted with the account's EBS key by default. Another one replaces it."""

    removable: bool = False
    """Lets a deployment delete the volume with all that is on it. By default it stops instead."""


@dataclass(frozen=True, kw_only=True)
class StableIdentityArgs:
    """What a stable identity needs to know: the instances that take it, and at least one thing to take."""

    instance_name: pulumi.Input[str]
    """`Name` tag of the instances and their network interfaces. Only such may take the address and the volume."""

    address: bool = False
    """Keeps one public IPv4 address (Elastic IP), which each new instance takes over when it is ready to serve."""

    volume: DataVolumeArgs | None = None
    """A volume that each new instance attaches and mounts, once the one before it is gone."""

    tags: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Tags for every child; `Name` is added per child."""


class StableIdentity(pulumi.ComponentResource):
    """An address and a volume that follow the instance (`ha-web:index:StableIdentity`).

    Creates an Elastic IP with `address`, and an encrypted gp3 volume with `volume`. An instance makes them its own with
    the shell steps that come out of here and the policy that allows just that; its image needs the AWS CLI, as Amazon
    Linux has it. The address moves last, so the old instance serves until the new one can. The volume has one owner at
    a time: from the end of the old instance to the boot of the new one nobody serves what is on it.
    """

    public_ip: pulumi.Output[str]
    """The address; empty without one."""
    allocation_id: pulumi.Output[str]
    """Id of the address; empty without one."""
    volume_id: pulumi.Output[str]
    """Id of the volume; empty without one."""
    first_steps: pulumi.Output[Sequence[str]]
    """Shell text for the beginning of the first boot: the volume, before anything can need it."""
    last_steps: pulumi.Output[Sequence[str]]
    """Shell text for the end of the first boot: the address, when the instance can serve."""
    policy: pulumi.Output[str]
    """Policy document that lets the instances take what is theirs."""

    def __init__(
        self,
        name: str,
        args: StableIdentityArgs | Mapping[str, Any],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("ha-web:index:StableIdentity", name, None, opts)
        self._name, self._args = name, args_as(StableIdentityArgs, args)
        _something(self._args)
        self._child = pulumi.ResourceOptions(parent=self)
        self._region = _place.region(self)
        address, volume = self._address(), self._volume()

        self.public_ip = address.public_ip if address else _nothing("")
        self.allocation_id = address.id if address else _nothing("")
        self.volume_id = volume.id if volume else _nothing("")
        self.first_steps = self._mounting(volume)
        self.last_steps = self._taking(address)
        self.policy = self._policy(address, volume)
        self.register_outputs(
            {
                "public_ip": self.public_ip,
                "allocation_id": self.allocation_id,
                "volume_id": self.volume_id,
                "first_steps": self.first_steps,
                "last_steps": self.last_steps,
                "policy": self.policy,
            }
        )

    def _address(self) -> ec2.Eip | None:
        if not self._args.address:
            return None
        logical = f"{self._name}-address"
        return ec2.Eip(logical, domain="vpc", tags=tagged(self._args.tags, logical), opts=self._child)

    def _volume(self) -> ebs.Volume | None:
        volume, logical = self._args.volume, f"{self._name}-data"
        if volume is None:
            return None
        return ebs.Volume(
            logical,
            availability_zone=volume.zone,
            size=volume.size_gib,
            type="gp3",
            encrypted=True,
            kms_key_id=volume.kms_key_arn,
            tags=tagged(self._args.tags, logical),
            opts=pulumi.ResourceOptions(parent=self, protect=not volume.removable),
        )

    def _mounting(self, volume: ebs.Volume | None) -> pulumi.Output[Sequence[str]]:
        if volume is None or self._args.volume is None:
            return _nothing([])
        path = self._args.volume.mount_path
        return pulumi.Output.all(volume.id, self._region).apply(
            lambda known: [_identity_steps.mount_volume(known[0], known[1], path)]
        )

    def _taking(self, address: ec2.Eip | None) -> pulumi.Output[Sequence[str]]:
        if address is None:
            return _nothing([])
        return pulumi.Output.all(address.id, self._region).apply(
            lambda known: [_identity_steps.take_address(known[0], known[1])]
        )

    def _policy(self, address: ec2.Eip | None, volume: ebs.Volume | None) -> pulumi.Output[str]:
        def allowed(known: Mapping[str, Any]) -> str:
            here, name, statements = ":".join(("arn", known["partition"], "ec2", *known["place"])), known["name"], []
            if known["address"]:
                takers = [f"{here}:instance/*", f"{here}:network-interface/*"]
                statements += use_of_one("TakeAddress", "ec2:AssociateAddress", known["address"], takers, name)
            if known["volume"]:
                takers = [f"{here}:instance/*"]
                statements += use_of_one("AttachVolume", "ec2:AttachVolume", known["volume"], takers, name)
            if known["key"]:
                statements += attach_encrypted(known["key"], known["place"][0])
            return document(*statements)

        return pulumi.Output.all(
            partition=_place.partition(self),
            place=[self._region, _place.account_id(self)],
            name=self._args.instance_name,
            address=address.arn if address else None,
            volume=volume.arn if volume else None,
            key=self._args.volume.kms_key_arn if self._args.volume else None,
        ).apply(allowed)


def _nothing(value: Any) -> pulumi.Output[Any]:
    return pulumi.Output.from_input(value)


def _something(args: StableIdentityArgs) -> None:
    """Refuse an identity of nothing, and a path that a line of fstab or a shell would read as something else."""
    if not args.address and args.volume is None:
        raise ValueError("StableIdentity: must have an address or a volume, got neither; give one, or leave it out")
    path = args.volume.mount_path if args.volume else None
    if path is not None and not _PATH.fullmatch(path):
        raise ValueError(
            "StableIdentity.volume.mount_path: must be an absolute path of letters, digits, `.`, `_` and `-`, "
            f"got {path!r}; give one like /data"
        )
