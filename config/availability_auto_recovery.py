"""The strategy `auto_recovery`: one instance that AWS moves to another host."""

from typing import Literal

from .availability_bases import Kept
from .types import ZoneLetter


class AutoRecovery(Kept):
    """One instance with an Elastic IP, recovered by a CloudWatch alarm with its id, address and volumes. Survives the
    loss of its host; what is broken inside the instance is rebooted, and not replaced."""

    strategy: Literal["auto_recovery"]
    """How the application stays up: `auto_recovery` moves the one instance to another host when its own fails."""

    zone: ZoneLetter | None = None
    """Letter of the zone that has the instance. By default the first of `network.zones`. Changing it replaces the
    instance."""
