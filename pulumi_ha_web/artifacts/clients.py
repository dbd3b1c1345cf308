"""The account that artifacts are in: region, credentials and endpoint as the AWS command line finds them."""

from __future__ import annotations

import os
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from botocore.config import Config
from botocore.configprovider import ConfiguredEndpointProvider
from botocore.exceptions import BotoCoreError, ProfileNotFound, UnknownRegionError
from botocore.session import Session

from ..errors import ArtifactError
from .explain import explaining

if TYPE_CHECKING:
    from botocore.credentials import ReadOnlyCredentials

CONNECT_TIMEOUT, READ_TIMEOUT = 10, 60
"""Seconds. A host that does not answer a connect within ten never does; S3 may take most of a minute to join the parts
of a large upload before its answer begins."""
ATTEMPTS = 8
"""The first included, in botocore's mode "standard": waits that double, with jitter, up to 20 s; from 1 s on when AWS
asks to slow down, from 0.05 s on after anything else.

Measured with 1,500 small uploads by 16 threads at a server that takes 100 a second and answers 503 above that: all
arrive in 16.5 s in this mode, in 23.3 s in "adaptive", in 15.5 s in "legacy". Where one in twenty is refused whatever
the rate, this mode takes 4.5 s, "legacy" 5.3 s, and "adaptive" more than 120 s: it slows down all calls of a client on
the first refusal, and finds back slowly. What this mode does not do is to go on against a server that refuses half of
all calls: its budget of retries ends, and the upload with an error."""
CONNECTIONS = 32
"""Of one client: no fewer than the requests that any transfer makes at the same time."""

_ADDRESSING = ("addressing_style", "use_accelerate_endpoint", "use_dualstack_endpoint")
"""Settings in the section `s3` of a profile that change where a bucket is asked for."""
_ODD_REGIONS = ("us-iso", "eu-iso", "eusc")
"""Beginnings of regions whose endpoints end in neither amazonaws.com nor amazonaws.com.cn."""

Keys = tuple[str, str, str | None]
"""Access key, secret key, and the token of temporary ones."""


class Aws:
    """Clients of one account and region."""

    def __init__(
        self,
        region: str | None = None,
        profile: str | None = None,
        endpoint: str | None = None,
        *,
        keys: Keys | None = None,
    ) -> None:
        """Find out where to go; nothing is sent yet.

        Args:
            region: Region; by default AWS_REGION, AWS_DEFAULT_REGION, or that of the profile, in this order.
            profile: Profile of the AWS configuration files; by default AWS_PROFILE, or none.
            endpoint: URL that every service is reached at, such as that of an emulator; by default
                AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, that of the profile, or AWS itself.
            keys: Credentials that are known already; by default they are looked for, as the AWS command line does.

        Raises:
            ArtifactError: there is no such profile.
        """
        try:
            # Not boto3's, which takes half of the time that a small transfer takes to be loaded.
            self._session = Session(profile=profile)
            self._session.get_scoped_config()
        except ProfileNotFound:
            raise ArtifactError(
                f"profile {profile or os.environ.get('AWS_PROFILE')}: is not in your AWS configuration; "
                "`aws configure list-profiles` shows those that are"
            ) from None
        except BotoCoreError as error:
            raise ArtifactError(f"the AWS configuration files: {error}; correct them") from None
        if keys:
            self._session.set_credentials(*keys)
        self._region = region
        self._endpoint = endpoint
        self._clients: dict[tuple[str, str], Any] = {}
        self._making = Lock()

    @property
    def region(self) -> str:
        """Region of every client that is not asked for in another one.

        Raises:
            ArtifactError: none is named anywhere.
        """
        # boto3 reads AWS_DEFAULT_REGION only; every other SDK, and the AWS command line, read AWS_REGION first.
        found = self._region or os.environ.get("AWS_REGION") or self._session.get_config_variable("region")
        if not found:
            raise ArtifactError("no AWS region is set; name one with --region, or set AWS_REGION")
        return found

    @property
    def endpoint(self) -> str | None:
        """URL of S3, where it is not AWS's own.

        Raises:
            ArtifactError: the profile names endpoints that the configuration file does not have.
        """
        if self._endpoint:
            return self._endpoint
        if self._session.get_config_variable("ignore_configured_endpoint_urls"):
            return None
        # What botocore itself asks when it makes a client without an endpoint.
        with explaining("looking for the address of S3"):
            found = ConfiguredEndpointProvider(self._session.full_config, self._session.get_scoped_config(), "s3")
            return found.provide() or None

    @property
    def plain(self) -> bool:
        """Whether S3 is reached without anything, in environment or configuration file, that only boto3 knows.

        That is a proxy, a CA bundle, addresses of FIPS or dual-stack, a way to address buckets, or a partition of its
        own. Over plain HTTP neither CA bundle nor partition counts: there is no TLS, and the endpoint is named.
        """
        scheme, said = urlsplit(self.endpoint or "https://").scheme, self._session.get_config_variable
        if not getproxies().keys().isdisjoint({scheme, "all"}):
            return False
        of_s3 = said("s3") or {}
        if said("use_fips_endpoint") or said("use_dualstack_endpoint") or any(map(of_s3.get, _ADDRESSING)):
            return False
        bundle = said("ca_bundle") or os.environ.get("REQUESTS_CA_BUNDLE")
        return scheme == "http" or not (bundle or self.region.startswith(_ODD_REGIONS))

    def client(self, service: str, region: str | None = None) -> Any:
        """Return the client of a service; the same one each time."""
        where = (service, region or self.region)
        # A session is not made for several threads; its clients are.
        with self._making, explaining(f"reaching {service}"):
            if where not in self._clients:
                make_client: Any = self._session.create_client  # its stubs know one literal a service
                # Without an endpoint of ours, botocore looks for the service's own in environment and configuration.
                self._clients[where] = make_client(
                    service, region_name=where[1], endpoint_url=self._endpoint, config=self._config()
                )
        return self._clients[where]

    def partition(self, region: str | None = None) -> str:
        """Return the partition of a region, the second part of every ARN: `aws`, `aws-cn`, ….

        Raises:
            ArtifactError: no region is called so.
        """
        name = region or self.region
        try:
            return str(self._session.get_partition_for_region(name))
        except UnknownRegionError:
            raise ArtifactError(f"{name}: is no AWS region; name one such as eu-west-1") from None

    def _config(self) -> Config:
        return Config(
            connect_timeout=CONNECT_TIMEOUT,
            read_timeout=READ_TIMEOUT,
            max_pool_connections=CONNECTIONS,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            # An upload brings a SHA-256 of its own; a second checksum would cost time and protect nothing more.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )

    def credentials(self) -> ReadOnlyCredentials:
        """Return the credentials as they are now: key, secret, and token if they are temporary ones.

        Raises:
            ArtifactError: there are none, or they cannot be renewed.
        """
        from botocore.exceptions import NoCredentialsError

        with explaining("looking for credentials"):
            found = self._session.get_credentials()
            if found is None:
                raise NoCredentialsError
            return found.get_frozen_credentials()
