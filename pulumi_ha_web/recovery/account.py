"""The account that a stack's AWS provider is configured for, through boto3."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

import boto3
from botocore.config import Config

from ..errors import HaWebError

SERVICES = {"elbv2": ("elbv2", "elb"), "logs": ("cloudwatchlogs", "logs")}
"""What the provider calls the endpoint of a service where boto3 says otherwise."""


class Account:
    """Clients that reach what the provider reaches: same region, credentials and endpoints."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self._settings = settings
        region = settings.get("aws:region")
        if not region:
            raise HaWebError("aws:region: is not set for this stack; set it in its Pulumi.<stack>.yaml")
        self._endpoints: dict[str, str] = {}
        for block in json.loads(settings.get("aws:endpoints", "[]")):
            self._endpoints |= block
        self._session = boto3.Session(
            aws_access_key_id=settings.get("aws:accessKey"),
            aws_secret_access_key=settings.get("aws:secretKey"),
            aws_session_token=settings.get("aws:token"),
            profile_name=settings.get("aws:profile"),
            region_name=region,
        )
        self._clients: dict[str, Any] = {}

    def client(self, service: str) -> Any:
        """Return a client of a service.

        Raises:
            HaWebError: other services have an endpoint of their own, and this one does not: the real AWS must not be
                asked about an account that is elsewhere.
        """
        if service not in self._clients:
            names = SERVICES.get(service, (service,))
            endpoint = next((self._endpoints[name] for name in names if name in self._endpoints), None)
            if self._endpoints and endpoint is None:
                raise HaWebError(
                    f"aws:endpoints: has none for {names[0]}, though it has some; name one for every service"
                )
            make_client: Any = self._session.client  # its stubs know one literal a service
            style: Literal["path", "auto"] = "path" if self._settings.get("aws:s3UsePathStyle") == "true" else "auto"
            config = Config(s3={"addressing_style": style})
            self._clients[service] = make_client(service, endpoint_url=endpoint, config=config)
        return self._clients[service]
