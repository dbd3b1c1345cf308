"""Files cut into parts, of every size that S3 takes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_ha_web.artifacts.parts import (
    MAX_BYTES,
    MAX_PART_BYTES,
    MIB,
    PART_BYTES,
    UNDER_WAY_BYTES,
    WHOLE_BYTES,
    Part,
    part_bytes,
    parts,
)

LEAST_PART_BYTES = 5 * MIB
"""S3 user guide, "Amazon S3 multipart upload limits": of every part but the last."""
EDGES = [edge + step for edge in (PART_BYTES, WHOLE_BYTES, 10_000 * PART_BYTES, MAX_BYTES - 1) for step in (-1, 0, 1)]


@settings(max_examples=60)
@given(st.one_of(st.integers(1, MAX_BYTES), st.sampled_from(EDGES)))
def test_parts_cover_a_file_exactly_and_keep_the_limits_of_s3(size: int) -> None:
    each = part_bytes(size)
    assert size <= 10_000 * each, "more of them than S3 takes"
    cut = list(parts(size, each))
    assert [part.number for part in cut] == list(range(1, len(cut) + 1)), "S3 counts from 1"
    assert [part.offset for part in cut] == [at * each for at in range(len(cut))], "one begins where another ends"
    assert sum(part.size for part in cut) == size
    assert all(part.size == each for part in cut[:-1])
    assert 0 < cut[-1].size <= each
    assert len(cut) <= 10_000
    assert LEAST_PART_BYTES <= each <= MAX_PART_BYTES


def test_the_largest_object_is_fifty_terabytes() -> None:
    assert MAX_BYTES == 10_000 * 5 * 1024**3
    assert part_bytes(MAX_BYTES) == MAX_PART_BYTES


def test_an_empty_file_has_one_empty_part() -> None:
    assert list(parts(0, PART_BYTES)) == [Part(1, 0, 0)]


@pytest.mark.parametrize(("size", "each"), [(0, PART_BYTES), (10_000 * PART_BYTES, PART_BYTES)])
def test_parts_are_as_small_as_their_number_allows(size: int, each: int) -> None:
    assert part_bytes(size) == each


def test_one_byte_more_than_ten_thousand_parts_makes_them_larger() -> None:
    assert part_bytes(10_000 * PART_BYTES + 1) == PART_BYTES + MIB


def test_four_parts_of_most_files_may_be_under_way() -> None:
    assert UNDER_WAY_BYTES >= 4 * PART_BYTES
