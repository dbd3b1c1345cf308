"""What a program refers to and does not create.

In an empty account none of it is there. It is put there when it is first met, and listed, so that a person can see
what a real account must have before `pulumi up`.
"""

from collections.abc import Sequence
from typing import Any

from ._emulator import Account, existing

_UNKNOWN_DOMAIN = "assumed.example.com"


class AssumptionError(ValueError):
    """What is referred to cannot exist as it is referred to."""


class Assumptions:
    """What is taken for granted in one account, as sentences."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._sentences: list[str] = []
        self._nameless_zones: set[str] = set()

    def in_region(self, account: Account) -> "Assumptions":
        """Return the same for another region of the account; the sentences are one list."""
        other = Assumptions(account)
        other._sentences, other._nameless_zones = self._sentences, self._nameless_zones
        return other

    def __iter__(self) -> Any:
        return iter(self._sentences)

    def _assume(self, was_missing: bool, what: str) -> None:
        if was_missing:
            self._sentences.append(f"{what} is assumed to exist in the account")

    def _in_region(self, arn: str, what: str) -> None:
        parts = arn.split(":")
        if len(parts) < 6 or parts[0] != "arn":
            raise AssumptionError(f"{what}: must be an ARN, got {arn!r}")
        if parts[3] != self._account.region:
            raise AssumptionError(
                f"{what}: must be in the stack's region, {self._account.region}, got {arn}; "
                "AWS takes no other region's here"
            )

    def key_pair(self, name: str) -> None:
        """Take an EC2 key pair for granted."""
        self._assume(existing.key_pair(self._account, name), f"key pair `{name}`")

    def image(self, image_id: str) -> None:
        """Take a machine image for granted; what it is (x86-64, root on /dev/xvda) is a guess."""
        self._assume(existing.image(self._account, image_id), f"image `{image_id}`")

    def image_like(self, filters: Sequence[dict[str, Any]], owners: Sequence[str]) -> None:
        """Take an image for granted that these filters find."""
        wanted = {each["Name"]: each["Values"][0] for each in filters}
        name = str(wanted.get("name", "assumed")).replace("*", "assumed").replace("?", "0")
        described = {"name": name, "architecture": wanted.get("architecture", "x86_64")}
        if owners[0].isdigit():
            described["owner_id"] = owners[0]
        existing.image(self._account, None, **described)
        self._assume(True, f"an image like `{wanted.get('name', '*')}` of {', '.join(owners)}")

    def image_parameter(self, name: str) -> None:
        """Take a parameter for granted that holds the id of an image."""
        image_id = "ami-0a55cafe0a55cafe0"
        existing.image(self._account, image_id)
        self._assume(existing.parameter(self._account, name, image_id), f"parameter `{name}` with an image's id in it")

    def certificate(self, arn: str) -> None:
        """Take an issued certificate for granted."""
        self._in_region(arn, "certificate")
        self._assume(existing.certificate(self._account, arn), f"certificate `{arn}`")

    def kms_key(self, arn: str) -> None:
        """Take a KMS key for granted."""
        self._assume(existing.kms_key(self._account, arn), f"KMS key `{arn}`")

    def topic(self, arn: str) -> None:
        """Take an SNS topic for granted."""
        self._in_region(arn, "topic")
        self._assume(existing.topic(self._account, arn), f"topic `{arn}`")

    def web_acl(self, arn: str) -> None:
        """Take a web ACL for granted."""
        self._in_region(arn, "web ACL")
        self._assume(existing.web_acl(self._account, arn), f"web ACL `{arn}`")

    def hosted_zone_by_name(self, name: str) -> str:
        """Take the public hosted zone of a domain for granted; return its id."""
        domain = name.rstrip(".")
        self._assume(existing.hosted_zone(self._account, None, domain), f"hosted zone `{domain}`")
        zones = self._account.client("route53").list_hosted_zones_by_name(DNSName=domain)["HostedZones"]
        return str(zones[0]["Id"]).removeprefix("/hostedzone/")

    def hosted_zone_by_id(self, zone_id: str, record: str | None = None) -> str:
        """Take a public hosted zone for granted; return its id without the prefix that some calls add.

        Its domain shows only with the first record: then it is taken to be that record's registered domain.
        """
        zone_id = zone_id.removeprefix("/hostedzone/")
        domain = ".".join(record.rstrip(".").split(".")[-2:]) if record else _UNKNOWN_DOMAIN
        if existing.hosted_zone(self._account, zone_id, domain):
            self._assume(True, f"hosted zone `{zone_id}`")
            if record is None:
                self._nameless_zones.add(zone_id)
        elif record and zone_id in self._nameless_zones:
            self._nameless_zones.discard(zone_id)
            existing.rename_hosted_zone(self._account, zone_id, domain)
        return zone_id
