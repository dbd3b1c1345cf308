"""SHA-256 as S3 records it, of objects that came whole and in parts."""

import base64
import hashlib
import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_ha_web.artifacts.digest import PartsDigest, WholeDigest, of_parts, recorded
from tests.artifacts.transfers import digest, digest_of_parts

HELLO = b"hello"
HELLO_HEX = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
HELLO_TOLD = "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="
"""Both are what `sha256sum` and `openssl dgst -sha256 -binary | base64` print of it."""


@given(st.binary(max_size=200), st.integers(1, 50), st.lists(st.integers(0, 200), max_size=6))
def test_parts_are_digested_wherever_the_pieces_of_what_arrives_begin(
    content: bytes, each: int, cuts: list[int]
) -> None:
    found = PartsDigest(each)
    edges = [0, *sorted(min(cut, len(content)) for cut in cuts), len(content)]
    for begin, end in itertools.pairwise(edges):
        found.update(content[begin:end])
    assert found.value() == digest_of_parts(content, each)


def test_the_digest_of_the_whole_is_what_the_tools_print() -> None:
    found = WholeDigest()
    found.update(b"hel")
    found.update(memoryview(b"lo"))
    assert found.value() == HELLO_TOLD == digest(HELLO)


def test_the_digest_of_parts_names_their_number() -> None:
    parts = [hashlib.sha256(part).digest() for part in (b"he", b"ll", b"o")]
    assert of_parts(parts) == f"{base64.b64encode(hashlib.sha256(b''.join(parts)).digest()).decode()}-3"


@pytest.mark.parametrize(
    "head",
    [
        {"Metadata": {"sha256": HELLO_HEX}},
        {"Metadata": {"sha256": HELLO_HEX.upper()}},
        {"ChecksumSHA256": HELLO_TOLD},
        {"Metadata": {"sha256": HELLO_HEX}, "ChecksumSHA256": digest_of_parts(HELLO, 2)},
        {"Metadata": {"sha256": "unknown"}, "ChecksumSHA256": HELLO_TOLD},
    ],
)
def test_an_object_is_verified_by_the_digest_of_the_whole_where_there_is_one(head: dict[str, Any]) -> None:
    found = recorded(head)
    assert found
    own, told = found
    own.update(HELLO)
    assert own.value() == told == HELLO_TOLD


def test_an_object_that_came_in_parts_is_verified_by_them() -> None:
    told = digest_of_parts(HELLO, 2)
    found = recorded({"Metadata": {"part-bytes": "2"}, "ChecksumSHA256": told})
    assert found
    own, expected = found
    own.update(HELLO)
    assert own.value() == expected == told


@pytest.mark.parametrize(
    "head",
    [
        {},
        {"Metadata": {}},
        {"Metadata": {"sha256": "of something else"}},
        {"Metadata": {"sha256": ""}},
        {"Metadata": {"part-bytes": "2"}},
        {"ChecksumSHA256": digest_of_parts(HELLO, 2)},
        {"ChecksumSHA256": digest_of_parts(HELLO, 2), "Metadata": {"part-bytes": "0"}},
        {"ChecksumSHA256": digest_of_parts(HELLO, 2), "Metadata": {"part-bytes": "8 MiB"}},
        {"ChecksumSHA256": digest_of_parts(HELLO, 2), "Metadata": {"part-bytes": ""}},
    ],
)
def test_what_something_else_uploaded_may_have_nothing_to_verify_it_by(head: dict[str, Any]) -> None:
    assert recorded(head) is None
