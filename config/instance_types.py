"""What an instance type's name says about it, without asking AWS.

Families follow one pattern (EC2 user guide, "Instance type naming conventions"); what the name does not say is not
guessed.
"""

import re

_MULTIPLES = {"nano": 1 / 16, "micro": 1 / 8, "small": 1 / 4, "medium": 1 / 2, "large": 1, "xlarge": 2}
_LARGE_GIB = {"t": 8, "m": 8, "c": 4, "r": 16}
"""Memory of the `large` size of the families that can hibernate; other sizes are multiples of it."""

_WITH_DISKS = (
    r"(?:c1|m1|m2|cc2|cg1|cr1|h1|hi1|hs1|dl1)$"  # the first generations, throughput, Gaudi
    r"|[df]\d|i[ms]?\d|trn\d"  # dense storage, FPGA, storage, Trainium
    r"|gr?[5-9](?!g)|p[4-9]"  # graphics (not g5g) and GPU
    r"|[a-z]+\d+[a-z]*d"  # a `d` among the options: m5d, r6idn, p3dn
)
"""Families with disks in the host, from the beginning of their names."""

_RECOVERED = ("c3", "m3", "r3", "x1", "x1e", "x2idn", "x2iedn")
"""Families with disks in the host that EC2 recovers all the same; what is on those disks is lost."""

_NOT_RECOVERED = ("dl2q", "inf2")
"""Families that EC2 does not recover, although they have no disks in the host."""


def architecture(instance_type: str) -> str:
    """Return `arm64` for AWS's own processors (Graviton; Grace of p6e-gb), else `x86_64`."""
    family = instance_type.partition(".")[0]
    return "arm64" if re.match(r"a1$|[a-z]+\d+g|p6e-gb", family) else "x86_64"


def memory_gib(instance_type: str) -> float | None:
    """Return the memory, or None for a family whose sizes are not regular."""
    match = re.match(r"([tmcr])\d+[a-z]*(?:-flex)?\.(\d*)([a-z]+)$", instance_type)
    if not match or match[3] not in _MULTIPLES:
        return None
    return _LARGE_GIB[match[1]] * _MULTIPLES[match[3]] * int(match[2] or 1)


def recoverable(instance_type: str) -> str | None:
    """Return why EC2 cannot recover the type on another host (`ec2:recover`); None when it can.

    The names follow what DescribeInstanceTypes says (`AutoRecoverySupported`).
    """
    family, _, size = instance_type.partition(".")
    if family in _RECOVERED:
        return None
    if family.startswith("mac"):
        return "a Mac runs on a Dedicated Host of its own"
    if family in _NOT_RECOVERED or (family == "g5g" and size == "metal"):
        return f"{instance_type} is one of the accelerated types that it does not recover"
    if re.match(_WITH_DISKS, family):
        return f"{family} has disks in its host, which would not come along"
    return None
