"""Rules on names and tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .naming import MAX_BASE_NAME, OWN_TAGS
from .problems import Problem
from .rule import rule

if TYPE_CHECKING:
    from .settings import Settings

BUCKET_RESERVED_PREFIXES = ("xn--", "sthree-", "amzn-s3-demo-")
"""S3 user guide, "Bucket naming rules"."""

RESERVED_PREFIXES = ("internal-", *BUCKET_RESERVED_PREFIXES)
"""elbv2 CreateLoadBalancer refuses the first."""

_SETTING_OF_TAG = {
    "application": "set naming.application",
    "environment": "set naming.environment",
    "owner": "set naming.owner",
    "costcenter": "set naming.cost_center",
}


@rule("naming.environment", "stack")
def stack_name_serves_as_environment(settings: Settings) -> Iterator[Problem]:
    """The stack's name, when it stands in for `naming.environment`, is of lowercase letters, digits and hyphens."""
    if settings.naming.environment is None and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", settings.stack):
        yield Problem(
            "naming.environment",
            "is by default the stack's name, which must be lowercase letters and digits, with single hyphens between "
            "them",
            settings.stack,
            "set naming.environment",
        )


@rule("naming.application", "naming.environment", "stack")
def base_name_fits(settings: Settings) -> Iterator[Problem]:
    """`<application>-<environment>` has at most 21 characters and no start that AWS keeps for itself."""
    name = settings.base_name
    from_stack = settings.naming.environment is None
    remedy = (
        f"set naming.environment, which is by default the stack's name {settings.stack!r}, or shorten "
        "naming.application"
        if from_stack
        else "shorten one of the two"
    )
    if len(name) > MAX_BASE_NAME:
        yield Problem(
            "naming.environment" if from_stack else "naming.application",
            f"must make a name <application>-<environment> of at most {MAX_BASE_NAME} characters, has {len(name)} (a "
            "load balancer's name has at most 32 with what the project adds)",
            name,
            remedy,
        )
    for prefix in RESERVED_PREFIXES:
        if name.startswith(prefix):
            yield Problem(
                "naming.application",
                f"must make a name <application>-<environment> that does not start with `{prefix}`, which AWS refuses",
                name,
                "rename the application",
            )


@rule("naming.tags")
def tags_are_not_the_projects_own(settings: Settings) -> Iterator[Problem]:
    """`naming.tags` has no key that the project sets itself, and none twice in different case (IAM refuses that)."""
    own = {tag.lower(): tag for tag in OWN_TAGS}
    seen: dict[str, str] = {}
    for key in settings.naming.tags:
        folded = key.lower()
        path = f"naming.tags.{key}"
        if folded in own:
            remedy = _SETTING_OF_TAG.get(folded, "remove it")
            yield Problem(path, f"must not be the tag {own[folded]}, which the project sets itself", remedy=remedy)
        elif folded in seen:
            yield Problem(path, f"must differ from the tag {seen[folded]} by more than case", remedy="remove one")
        seen.setdefault(folded, key)
