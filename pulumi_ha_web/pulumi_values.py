"""How Pulumi writes, in states and previews, what is no plain JSON: secrets, and what only a deployment will tell."""

from typing import Any

SIGNATURE = "4dabf18193072939515e22adb298388d"
"""Key by which Pulumi's JSON tells a value that is more than JSON (its SDK, `resource/sig`)."""
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105  (Pulumi's public mark of a secret, not one)
"""What stands by that key in a mapping that stands for a secret."""
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""How Pulumi writes a value that only a deployment will tell (its SDKs' `UnknownStringValue`)."""
PLACEHOLDER = "[secret]"
"""What Pulumi's command line prints in a secret's place, and so do we."""


def is_secret(value: Any) -> bool:
    """Return whether a value of a state stands for a secret."""
    return isinstance(value, dict) and value.get(SIGNATURE) == SECRET
