"""The strategy `self_healing`: a group of one."""

from typing import Annotated, Literal

from .availability_bases import Direct, Grouped
from .constraints import between
from .instance import VOLUME_GIB
from .section import Section
from .types import KmsKeyArn, MountPath, ZoneLetter


class DataVolume(Section):
    """An encrypted gp3 volume that follows from one instance to the next, within its zone."""

    size_gib: Annotated[int, between(*VOLUME_GIB, "GiB", "gp3")] = 20
    """Size in GiB. It can grow in place, never shrink; the file system on it (XFS) grows with the next instance."""

    zone: ZoneLetter | None = None
    """Letter of the zone that has the volume, and therefore the instance: a volume cannot leave its zone. By default
    the first of `network.zones`. Changing it, or which zone is first, makes another, empty volume."""

    mount_path: MountPath = "/data"
    """Where it is mounted."""

    kms_key_arn: KmsKeyArn | None = None
    """KMS key that encrypts the volume. By default the key that AWS keeps for EBS. Changing it makes another, empty
    volume."""

    removable: bool = False
    """Whether the volume may be destroyed with what is on it. True for a stack that comes and goes."""


class SelfHealing(Grouped, Direct):
    """One instance in an Auto Scaling group of min 1 / max 1 over all zones, which replaces it when it fails. Survives
    the loss of an instance, and without a data volume that of a zone, after the time that a start takes."""

    strategy: Literal["self_healing"]
    """How the application stays up: `self_healing` replaces the one instance when it fails."""

    stable_address: bool = False
    """Whether the instance has an Elastic IP, which its replacement takes over at the end of its first boot. Left out,
    each instance has an address of its own."""

    data_volume: DataVolume | None = None
    """A volume that follows from one instance to the next. The group then has that volume's zone alone, and a
    replacement serves only once the old instance is gone. Left out: none."""
