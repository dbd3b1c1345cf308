"""What an instance type's name says about it, without asking AWS.

Families follow one pattern (EC2 user guide, "Instance type naming conventions"); what the name does not say is not
guessed.
"""

import re

_MULTIPLES = {"nano": 1 / 16, "micro": 1 / 8, "small": 1 / 4, "medium": 1 / 2, "large": 1, "xlarge": 2}
_LARGE_GIB = {"t": 8, "m": 8, "c": 4, "r": 16}
"""Memory of the `large` size of the families that can hibernate; other sizes are multiples of it."""


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
