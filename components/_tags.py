"""Tags of a resource: those the caller gives to everything, and a `Name` to recognise it by."""

from collections.abc import Mapping

import pulumi

Tags = Mapping[str, pulumi.Input[str]]


def tagged(tags: Tags, name: str) -> dict[str, pulumi.Input[str]]:
    """Return `tags` with `Name` set; a `Name` among `tags` would make all resources look alike, so it gives way."""
    return {**tags, "Name": name}
