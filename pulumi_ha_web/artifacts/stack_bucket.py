"""Where the artifacts of a stack are: the bucket that its program exported, in the account of its settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import ArtifactError
from ..stack import Stack
from .clients import Aws
from .names import check_bucket_name
from .settings_file import SettingsFile

SERVICES = ("s3", "autoscaling", "ec2", "elbv2")
"""What is asked about a stack, as the provider calls it in `aws:endpoints`."""

INSTANCES = ("instance", "primary", "secondary")
"""Outputs that name one instance each, by its role."""


class DeployedStack:
    """A stack that stands: what its program exported, its settings file, and its account."""

    def __init__(
        self,
        name: str,
        program: Path,
        region: str | None = None,
        profile: str | None = None,
        endpoint: str | None = None,
    ) -> None:
        """Name a stack; Pulumi is asked when something of it is needed.

        Args:
            name: Name of the stack; `organisation/project/stack` too.
            program: Folder of its Pulumi program.
            region: Region, by default `aws:region` of the stack's settings, and only then that of the environment.
            profile: AWS profile, by default the settings' `aws:profile`.
            endpoint: URL of every service, by default that of the settings' `aws:endpoints`.
        """
        self.name, self.program = name, program
        self._region, self._profile, self._endpoint = region, profile, endpoint

    @cached_property
    def outputs(self) -> Mapping[str, Any]:
        """What its program exported.

        Raises:
            HaWebError: Pulumi cannot say.
        """
        return Stack(self.name, self.program).outputs()

    @cached_property
    def settings_file(self) -> SettingsFile:
        """Its `Pulumi.<stack>.yaml`.

        Raises:
            ArtifactError: there is none.
        """
        return SettingsFile.of(self.name, self.program)

    @property
    def bucket(self) -> str:
        """Name of its artifact bucket.

        Raises:
            ArtifactError: it was never deployed, or has none.
        """
        return self._output("artifact_bucket")

    @property
    def strategy(self) -> str:
        """How it stays up."""
        return self._output("strategy")

    @property
    def group(self) -> str | None:
        """Name of its Auto Scaling group, where it has one."""
        return self._text("scaling_group")

    @property
    def instances(self) -> dict[str, str]:
        """Ids of its instances by role, where there is no group."""
        return {role: found for role in INSTANCES if (found := self._text(role))}

    @cached_property
    def aws(self) -> Aws:
        """Clients that reach what the stack's own provider reaches.

        Raises:
            ArtifactError: the settings cannot be read, have several endpoints, or credentials that only Pulumi can use.
        """
        found = SettingsFile.find(self.name, self.program)
        said = found.config() if found else {}
        if found and self._profile is None:
            _check_usable(said, found)
        profile = self._profile or _plain(said.get("aws:profile"))
        endpoint = self._endpoint or _endpoint(said.get("aws:endpoints"), self.name)
        region = self._region or _plain(said.get("aws:region"))
        access, secret, token = (_plain(said.get(f"aws:{name}")) for name in ("accessKey", "secretKey", "token"))
        keys = (access, secret, token) if access and secret and profile is None else None
        return Aws(region, profile, endpoint, keys=keys)

    def _output(self, key: str) -> str:
        found = self._text(key)
        if found is None:
            raise ArtifactError(
                f"{self.name}: has no output `{key}`; deploy it first: pulumi up --stack {self.name}"
                if not self.outputs
                else f"{self.name}: has no output `{key}`, got {', '.join(sorted(self.outputs))}; is this a stack of a "
                "ha-web program? --bucket names any other bucket"
            )
        return found

    def _text(self, key: str) -> str | None:
        found = self.outputs.get(key)
        return found if isinstance(found, str) and found else None


@dataclass(frozen=True)
class Place:
    """A bucket, and the account that it is in."""

    aws: Aws
    bucket: str
    stack: DeployedStack | None = None
    """The stack whose bucket it is, where one was named."""


def place(
    bucket: str | None,
    stack: str | None,
    program: Path = Path(),
    *,
    region: str | None = None,
    profile: str | None = None,
    endpoint: str | None = None,
) -> Place:
    """Return the bucket that a person named, by its own name or as that of a stack.

    With both, the name is taken, and the stack says account and region: Pulumi is not asked.

    Raises:
        ArtifactError: neither is named, the name is none, or the stack has no bucket.
        HaWebError: Pulumi cannot say.
    """
    if bucket is not None:
        check_bucket_name(bucket)
    if stack is not None:
        deployed = DeployedStack(stack, program, region, profile, endpoint)
        return Place(deployed.aws, bucket or deployed.bucket, deployed)
    if bucket is None:
        raise ArtifactError("no bucket is named; name one with --bucket, or the stack whose bucket it is with --stack")
    return Place(Aws(region, profile, endpoint), bucket)


def _plain(value: object) -> str | None:
    """Return a setting that is a text; an encrypted one is none that could be used here."""
    return value if isinstance(value, str) and value else None


def _check_usable(said: Mapping[str, Any], settings: SettingsFile) -> None:
    """Refuse credentials that would be passed over here, so that another account might be changed than the stack's.

    Raises:
        ArtifactError: a role is assumed, or keys that count are encrypted.
    """
    roles = [name for name in ("aws:assumeRole", "aws:assumeRoles") if said.get(name)]
    keys = () if _plain(said.get("aws:profile")) else ("aws:accessKey", "aws:secretKey", "aws:token")
    encrypted = [name for name in keys if isinstance(said.get(name), Mapping)]
    if roles or encrypted:
        why = f"{roles[0]}: a role" if roles else f"{encrypted[0]}: an encrypted value"
        raise ArtifactError(
            f"{settings.path}: {why} is used by Pulumi alone; name a profile of the same account with --profile"
        )


def _endpoint(blocks: object, stack: str) -> str | None:
    named: dict[str, str] = {}
    for block in blocks if isinstance(blocks, list) else []:
        named |= block if isinstance(block, dict) else {}
    urls = {named[service] for service in SERVICES if service in named}
    if len(urls) > 1:
        raise ArtifactError(
            f"{stack}: aws:endpoints: has {len(urls)} different ones for {', '.join(SERVICES)}; name the one to use "
            "with --endpoint-url"
        )
    return urls.pop() if urls else None
