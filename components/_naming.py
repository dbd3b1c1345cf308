"""Physical names: how a resource is called in the AWS console.

A physical name follows from the component's name and the resource's role in it, so that a person recognises it and
an interrupted deployment finds it again. It is refused when it is too long, never cut: two names cut to the same
letters would be one resource.
"""

import hashlib
import re
from typing import Literal

# AWS's limits, from the API models: elbv2 CreateLoadBalancer and CreateTargetGroup Name, iam roleNameType,
# ec2 LaunchTemplateName, autoscaling XmlStringMaxLen255, sns topic names, S3's bucket naming rules.
LIMITS = {
    "load_balancer": 32,
    "target_group": 32,
    "role": 64,
    "launch_template": 128,
    "auto_scaling_group": 255,
    "topic": 256,
    "bucket": 63,
    "log_group": 512,
    "security_group": 255,
    "alarm": 255,
}
Kind = Literal[
    "load_balancer",
    "target_group",
    "role",
    "launch_template",
    "auto_scaling_group",
    "topic",
    "bucket",
    "log_group",
    "security_group",
    "alarm",
]

# The narrowest alphabet of all kinds: a load balancer and a bucket take no underscore, no dot, no capitals together.
_LABEL = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_NAME = re.compile(_LABEL)
# The last label of a host has a letter; a bucket named like an IPv4 address is refused.
_HOST = re.compile(rf"({_LABEL}\.)+(?=[0-9-]*[a-z]){_LABEL}")
DIGEST_LENGTH = 6

RESERVED = {
    "load_balancer": ("internal-",),
    "target_group": ("internal-",),
    "security_group": ("sg-",),
    "bucket": ("xn--", "sthree-", "amzn-s3-demo-"),
}
"""Beginnings that AWS keeps to itself, by kind."""


def physical_name(kind: Kind, *parts: str) -> str:
    """Join `parts` with hyphens into a name that is valid for a resource of this kind.

    Raises:
        ValueError: the name is too long for the kind, or has a character that it does not take.
    """
    name = "-".join(parts)
    limit = LIMITS[kind]
    if len(name) > limit:
        raise ValueError(
            f"name {name!r} of a {kind.replace('_', ' ')}: must have at most {limit} characters, got {len(name)}; "
            f"shorten the component's name {parts[0]!r} by {len(name) - limit}"
        )
    reserved = next((start for start in RESERVED.get(kind, ()) if name.startswith(start)), None)
    if not _NAME.fullmatch(name) or reserved:
        rule = f"not start with `{reserved}`" if reserved else "have lowercase letters, digits and inner hyphens only"
        raise ValueError(f"name {name!r} of a {kind.replace('_', ' ')}: must {rule}; rename the component {parts[0]!r}")
    return name


def replaceable_name(kind: Kind, *parts: str, replaced_by: tuple[str, ...]) -> str:
    """Return a name that changes with every value that makes AWS replace the resource.

    The new resource then exists beside the old one until nothing uses the old one any more; with one fixed name its
    creation would fail (`DuplicateTargetGroupName`), and deleting first would be an outage.
    """
    digest = hashlib.sha256("\0".join(replaced_by).encode()).hexdigest()[:DIGEST_LENGTH]
    return physical_name(kind, *parts, digest)


def website_bucket_name(host: str) -> str:
    """Return the name of the bucket whose website answers for `host`: the host itself, by which S3 finds the bucket.

    Raises:
        ValueError: no bucket can have this name.
    """
    limit, what = LIMITS["bucket"], f"name {host!r} of a website's bucket"
    if len(host) > limit:
        raise ValueError(
            f"{what}: must have at most {limit} characters, got {len(host)}; choose a host shorter by "
            f"{len(host) - limit}, or no website"
        )
    reserved = next((start for start in RESERVED["bucket"] if host.startswith(start)), None)
    if not _HOST.fullmatch(host) or reserved:
        rule = f"not start with `{reserved}`" if reserved else "be a host in lowercase, such as www.example.org"
        raise ValueError(f"{what}: must {rule}; choose another host, or no website")
    return host
