"""AWS Certificate Manager: certificates, and the wait until one is issued."""

from ._cloud import Cloud, tags_argument, timestamp
from ._filled import filled
from ._inputs import ArgumentError, Inputs
from ._registry import Made, resource


@resource(
    "aws:acm/certificate:Certificate",
    filled(text="certificateAuthorityArn earlyRenewalDuration", items="validationOptions"),
)
def certificate(cloud: Cloud, inputs: Inputs) -> Made:
    """Request a certificate; answer the DNS records that prove the names."""
    acm, domain = cloud.client("acm"), inputs.need("domainName")
    others = [name for name in inputs.get("subjectAlternativeNames", []) if name != domain]
    method = inputs.need("validationMethod")
    if method != "DNS":
        raise ArgumentError(f"validationMethod: the rehearsal knows DNS alone, got {method}")
    asked = inputs.renamed("keyAlgorithm")
    if others:
        asked["SubjectAlternativeNames"] = others
    arn = acm.request_certificate(DomainName=domain, ValidationMethod=method, **asked, **tags_argument(inputs.tags()))[
        "CertificateArn"
    ]
    made = acm.describe_certificate(CertificateArn=arn)["Certificate"]
    computed = {
        "arn": arn,
        "domainValidationOptions": [
            {
                "domainName": option["DomainName"],
                "resourceRecordName": option["ResourceRecord"]["Name"],
                "resourceRecordType": option["ResourceRecord"]["Type"],
                "resourceRecordValue": option["ResourceRecord"]["Value"],
            }
            for option in made["DomainValidationOptions"]
        ],
        "keyAlgorithm": asked.get("KeyAlgorithm", "RSA_2048"),
        "notAfter": timestamp(made.get("NotAfter")),
        "notBefore": timestamp(made.get("NotBefore")),
        "options": {
            "certificateTransparencyLoggingPreference": made["Options"]["CertificateTransparencyLoggingPreference"]
        },
        "pendingRenewal": False,
        "renewalEligibility": "INELIGIBLE",
        "renewalSummaries": [],
        "status": "PENDING_VALIDATION",
        "subjectAlternativeNames": [domain, *others],
        "type": "AMAZON_ISSUED",
        "validationEmails": [],
        "validationMethod": method,
    }
    return Made(arn, computed)


@resource("aws:acm/certificateValidation:CertificateValidation")
def certificate_validation(cloud: Cloud, inputs: Inputs) -> Made:
    """Refuse a validation whose records do not prove every name; AWS would wait for them until it times out."""
    arn = inputs.need("certificateArn")
    given = {name.rstrip(".") for name in inputs.get("validationRecordFqdns", [])}
    certificate = cloud.client("acm").describe_certificate(CertificateArn=arn)["Certificate"]
    wanted = {option["ResourceRecord"]["Name"].rstrip(".") for option in certificate["DomainValidationOptions"]}
    if missing := sorted(wanted - given):
        raise ArgumentError(f"validationRecordFqdns: must prove every name; missing {', '.join(missing)}")
    # The time at which it was issued, as Go writes one, is what the provider has for an id.
    issued = certificate.get("IssuedAt") or certificate["CreatedAt"]
    return Made(f"{issued:%Y-%m-%d %H:%M:%S} +0000 UTC", {})
