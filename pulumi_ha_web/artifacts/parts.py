"""How a file is cut into parts, and how many bytes are under way at once: decisions only."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

MIB = 1024 * 1024
WHOLE_BYTES = 8 * MIB
"""Up to this size a file goes in one request: a second one would cost more than a repetition of the first."""
PART_BYTES = 5 * MIB
"""Size of a part, as long as that leaves no more than the maximum number of them. The smallest that S3 takes: the
smaller a part, the less is repeated after a failure, and the less is held in memory."""
RANGE_BYTES = 8 * MIB
"""Of a download's ranges: AWS's advice is 8 to 16 MB (S3 user guide, "Performance guidelines")."""
MAX_PARTS = 10_000
MAX_PART_BYTES = 5 * 1024 * MIB
"""Limits of S3 (S3 user guide, "Amazon S3 multipart upload limits")."""
MAX_BYTES = MAX_PARTS * MAX_PART_BYTES
UNDER_WAY_BYTES = 20 * MIB
"""Bytes of the file that may be held in memory at once, whatever the file's size. Four parts keep a link busy; more
would be more memory than the AWS command line takes (`make bench-artifacts`)."""
UNDER_WAY_REQUESTS = 32
"""Requests at once; many small files are slow for their round trips, not for their bytes."""


@dataclass(frozen=True)
class Part:
    """A piece of a file."""

    number: int
    """From 1 on, as S3 counts."""
    offset: int
    size: int
    """In bytes; the last one alone may be smaller than the others, and one of an empty file is empty."""


def part_bytes(size: int) -> int:
    """Return the size of the parts of a file of `size` bytes, in bytes; a whole number of MiB."""
    return max(PART_BYTES, math.ceil(size / MAX_PARTS / MIB) * MIB)


def parts(size: int, each: int) -> Iterator[Part]:
    """Cut a file of `size` bytes into parts of `each` bytes."""
    for number in range(1, max(1, math.ceil(size / each)) + 1):
        offset = (number - 1) * each
        yield Part(number, offset, min(each, size - offset))
