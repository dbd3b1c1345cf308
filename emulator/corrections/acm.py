"""AWS Certificate Manager: a certificate is issued when its names are proven, not when a minute has passed."""

from collections.abc import Callable
from typing import Any

from ._correction import Correction, Patches


def _published(account_id: str) -> set[tuple[str, str]]:
    """Return every record of the account's zones, as name and value without the final dots."""
    from moto.backends import get_backend

    zones = get_backend("route53")[account_id]["aws"].zones.values()
    return {
        (record.name.rstrip("."), value.rstrip("."))
        for zone in zones
        for record in zone.rrsets
        for value in (each if isinstance(each, str) else each["Value"] for each in record.records)
    }


def _issued_when_proven(patches: Patches) -> None:
    from moto.acm.models import CertBundle

    def wrapper(original: Callable[[Any], None]) -> Callable[[Any], None]:
        def check(self: Any) -> None:
            waiting = self.type == "AMAZON_ISSUED" and self.status == "PENDING_VALIDATION"
            original(self)
            if not waiting or self.status == "EXPIRED":
                return
            self.status = "PENDING_VALIDATION"
            options = self.describe()["Certificate"]["DomainValidationOptions"]
            wanted = {
                (option["ResourceRecord"]["Name"].rstrip("."), option["ResourceRecord"]["Value"].rstrip("."))
                for option in options
            }
            if wanted <= _published(self.arn.split(":")[4]):
                self.status = "ISSUED"

        return check

    patches.wrap(CertBundle, "check", wrapper)


CORRECTIONS = (
    Correction(
        name="acm-issued-when-proven",
        rule="A certificate under DNS validation is issued once the record of every name is in DNS, and not before.",
        source="AWS Certificate Manager User Guide: AWS Certificate Manager DNS validation",
        make=_issued_when_proven,
    ),
)
