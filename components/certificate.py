"""A TLS certificate, issued by AWS and proven by a record in the domain's own zone.

Owns the certificate and the records that prove it. Deliberately does not own the hosted zone, which outlives any stack.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi_aws import acm, route53

from ._args import args_as
from ._tags import tagged

VALIDATION_TTL_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class CertificateArgs:
    """What a certificate needs to know."""

    domain_name: str
    """Name that the certificate is for."""

    hosted_zone_id: pulumi.Input[str]
    """Public Route 53 zone that answers for the name and the alternative names."""

    alternative_names: Sequence[str] = ()
    """Further names in the same zone; 10 names in all unless AWS raised the account's quota."""

    tags: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Tags for the certificate; `Name` is added."""


class Certificate(pulumi.ComponentResource):
    """A certificate validated through DNS (`ha-web:index:Certificate`).

    Creates the certificate, one validation record per name, and waits until AWS has issued it. AWS renews it for as
    long as the records stand.
    """

    certificate_arn: pulumi.Output[str]
    """ARN of the certificate, known once it is issued."""

    def __init__(
        self,
        name: str,
        args: CertificateArgs | Mapping[str, Any],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("ha-web:index:Certificate", name, None, opts)
        args = args_as(CertificateArgs, args)
        child = pulumi.ResourceOptions(parent=self)
        # ACM answers in small letters, whatever it was asked in.
        names = [each.lower() for each in (args.domain_name, *args.alternative_names)]
        certificate = acm.Certificate(
            f"{name}-certificate",
            domain_name=names[0],
            subject_alternative_names=names[1:],
            validation_method="DNS",
            tags=tagged(args.tags, f"{name}-certificate"),
            opts=child,
        )
        # A name and its wildcard are proven by one and the same record.
        records = [
            self._record(name, domain, certificate, args.hosted_zone_id, child)
            for domain in dict.fromkeys(each.removeprefix("*.") for each in names)
        ]
        validation = acm.CertificateValidation(
            f"{name}-certificate",
            certificate_arn=certificate.arn,
            validation_record_fqdns=[record.fqdn for record in records],
            opts=child,
        )
        self.certificate_arn = validation.certificate_arn
        self.register_outputs({"certificate_arn": self.certificate_arn})

    def _record(
        self,
        name: str,
        domain: str,
        certificate: acm.Certificate,
        zone_id: pulumi.Input[str],
        child: pulumi.ResourceOptions,
    ) -> route53.Record:
        def of_domain(options: Sequence[Any]) -> Any:
            return next(option for option in options if option.domain_name.removeprefix("*.") == domain)

        proof = certificate.domain_validation_options.apply(of_domain)
        return route53.Record(
            f"{name}-certificate-{domain}",
            zone_id=zone_id,
            name=proof.resource_record_name,
            type=proof.resource_record_type,
            records=[proof.resource_record_value],
            ttl=VALIDATION_TTL_SECONDS,
            # Another stack may prove the same name: ACM asks every certificate of a name for the same record.
            allow_overwrite=True,
            opts=child,
        )
