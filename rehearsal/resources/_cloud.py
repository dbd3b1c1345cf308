"""What a handler may use: the account's clients, names that nobody gave, and what is taken for granted."""

import copy
import itertools
from datetime import UTC, datetime
from typing import Any

from .._emulator import Account
from ..assumptions import Assumptions
from ._inputs import Inputs


class Cloud:
    """The emulated account as a handler sees it."""

    partition = "aws"

    def __init__(self, account: Account) -> None:
        self._account = account
        self.assumptions = Assumptions(account)
        self._suffixes = itertools.count(1)

    def in_region(self, region: str) -> "Cloud":
        """Return the same account as a handler sees it from a region; names and assumptions go on as one."""
        other = copy.copy(self)
        other._account = self._account.in_region(region)
        other.assumptions = self.assumptions.in_region(other._account)
        return other

    @property
    def region(self) -> str:
        """Region in which things are created."""
        return self._account.region

    @property
    def account_id(self) -> str:
        """Number of the account."""
        return self._account.account_id

    def client(self, service: str) -> Any:
        """Return a boto3 client of the account."""
        return self._account.client(service)

    def physical_name(self, inputs: Inputs, name: str = "name", prefix: str = "namePrefix") -> str:
        """Return the name given, or one from the prefix given, or one from the logical name, as the provider does.

        The suffixes count up instead of telling the time, so that two rehearsals of one program give the same names.
        """
        given, start = inputs.get(name), inputs.get(prefix)
        if given is not None:
            return str(given)
        if start is not None:
            return self.unique_id(start)
        return f"{inputs.logical_name}-{next(self._suffixes):07x}"

    def unique_id(self, prefix: str) -> str:
        """Return the prefix and 26 characters that this deployment has not used, as the provider does."""
        return f"{prefix}20260101{next(self._suffixes):018d}"

    def arn(self, service: str, resource: str, *, region: bool = True, account: bool = True) -> str:
        """Return an ARN in this account and region, or without either."""
        where = self.region if region else ""
        who = self.account_id if account else ""
        return f"arn:{self.partition}:{service}:{where}:{who}:{resource}"


def timestamp(moment: datetime | None) -> str:
    """Return a time as the provider writes it; nothing for none."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""


def tag_list(tags: dict[str, str]) -> list[dict[str, str]]:
    """Return tags as most of AWS's APIs take them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def tags_argument(tags: dict[str, str]) -> dict[str, Any]:
    """Return the argument by which most of AWS's calls tag what they create; none without tags."""
    return {"Tags": tag_list(tags)} if tags else {}


def tag_specifications(kind: str, tags: dict[str, str]) -> dict[str, Any]:
    """Return the argument by which EC2's calls tag what they create; none without tags."""
    if not tags:
        return {}
    return {"TagSpecifications": [{"ResourceType": kind, "Tags": tag_list(tags)}]}
