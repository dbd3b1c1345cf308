"""Rules on the release that the instances run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .problems import NOTHING, Problem
from .rule import rule

if TYPE_CHECKING:
    from .settings import Settings

HTTPS = 443


@rule("artifacts.release.version", "artifacts.release.key")
def release_key_is_of_its_version(settings: Settings) -> Iterator[Problem]:
    """`artifacts.release.key` is below `releases/<version>/` of `artifacts.release.version`."""
    release = settings.artifacts.release
    if release is None:
        return
    own, file = f"releases/{release.version}/", release.key.rpartition("/")[2]
    if release.key != own + file:
        yield Problem(
            "artifacts.release.key",
            f"must be below {own}, which artifacts.release.version is",
            release.key,
            f"use {own}{file}, or correct the version",
        )


@rule("artifacts.release", "instance.egress_ports")
def release_can_be_fetched(settings: Settings) -> Iterator[Problem]:
    """`instance.egress_ports` has 443 with `artifacts.release`: S3 and CloudWatch are reached over HTTPS alone."""
    ports = settings.instance.egress_ports
    if settings.artifacts.release is not None and HTTPS not in ports:
        yield Problem(
            "instance.egress_ports",
            f"must have {HTTPS} with artifacts.release, which instances fetch over HTTPS",
            ", ".join(map(str, ports)) if ports else NOTHING,
            f"add {HTTPS}",
        )
