"""What is at a key, and the condition that it is still so: S3 stores an object only where it is met.

Source: S3 user guide, "Conditional writes".
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from ..errors import ArtifactError
from .explain import code_of
from .refusals import DENIED, NOT_THERE, OVERTAKEN
from .wire import Reply, Wire


def look(wire: Wire, place: Mapping[str, str]) -> Reply | None:
    """Return what S3 tells of the object, its checksum included; None if there is none."""
    try:
        return wire.send("HeadObject", **place, ChecksumMode="ENABLED").result()
    except Exception as error:
        if code_of(error) in NOT_THERE:
            return None
        raise


def as_it_is(wire: Wire, place: Mapping[str, str]) -> dict[str, str]:
    """Return the condition that the place is still as it is now; that it is free, for who may not look at it."""
    try:
        head = look(wire, place)
    except Exception as error:
        if code_of(error) not in DENIED:  # who may write need not be one who may read
            raise
        head = None
    return {"IfMatch": str(head["ETag"])} if head else {"IfNoneMatch": "*"}


def only_if_free(wire: Wire, place: Mapping[str, str]) -> dict[str, str]:
    """Return the condition that the place is free.

    It is looked at now as well: S3 looks once it has everything, which of a large file is late.

    Raises:
        ArtifactError: it is not free.
    """
    try:
        head = look(wire, place)
    except Exception as error:
        if code_of(error) not in DENIED:  # who may write need not be one who may read
            raise
        head = None
    if head:
        raise ArtifactError(
            f"{place['Key']}: is in bucket {place['Bucket']} already, and was to be new; choose another key"
        )
    return {"IfNoneMatch": "*"}


def done_before(wire: Wire, place: Mapping[str, str], checksum: str) -> Reply | None:
    """Return what is there after a refusal, if it is what was to be stored.

    A request whose answer was lost is repeated, and meets what it has done itself.
    """
    with suppress(Exception):
        head = look(wire, place)
        if head and head.get("ChecksumSHA256") == checksum:
            return head
    return None


def put(wire: Wire, parameters: Mapping[str, Any]) -> Reply:
    """Store an object in one request."""
    try:
        return wire.send("PutObject", **parameters).result()
    except Exception as error:
        place = {"Bucket": parameters["Bucket"], "Key": parameters["Key"]}
        if code_of(error) in OVERTAKEN and (head := done_before(wire, place, parameters["ChecksumSHA256"])):
            return head
        raise
