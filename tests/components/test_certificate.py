"""A certificate that proves itself through the domain's own zone."""

from typing import Any

import pytest

from components import Certificate
from tests import recording
from tests.recording import NAME, Recording, build, pulumi, record

CERTIFICATE, RECORD = "acm/certificate:Certificate", "route53/record:Record"
VALIDATION = "acm/certificateValidation:CertificateValidation"


def built(*names: str, **changes: Any) -> Recording:
    args = {"domain_name": "example.org", "alternative_names": names, "hosted_zone_id": "ZONE", **changes}
    return build(Certificate, args)


def proof(domain: str) -> dict[str, Any]:
    return {
        "zoneId": "ZONE",
        "name": f"proof.{domain}",
        "type": "CNAME",
        "records": [f"value for {domain}"],
        "ttl": 60,
        "allowOverwrite": True,
    }


def test_it_is_exactly_a_certificate_its_proof_and_the_wait_for_it() -> None:
    assert sorted((each.type.rpartition(":")[2], each.name) for each in built().resources) == [
        ("Certificate", "web-test"),
        ("Certificate", "web-test-certificate"),
        ("CertificateValidation", "web-test-certificate"),
        ("Record", "web-test-certificate-example.org"),
    ]


def test_the_certificate_is_for_all_names_and_proven_through_dns() -> None:
    assert built("www.example.org", "api.example.org", tags={"Owner": "web"}).one(CERTIFICATE).inputs == {
        "domainName": "example.org",
        "subjectAlternativeNames": ["www.example.org", "api.example.org"],
        "validationMethod": "DNS",
        "tags": {"Owner": "web", "Name": "web-test-certificate"},
    }


def test_each_name_is_proven_by_a_record_of_its_own_in_the_zone() -> None:
    recording = built("www.example.org")
    assert recording.inputs(RECORD) == {
        "web-test-certificate-example.org": proof("example.org"),
        "web-test-certificate-www.example.org": proof("www.example.org"),
    }


@pytest.mark.parametrize(
    ("domain", "alternative", "value"),
    [
        ("example.org", "*.example.org", "value for example.org"),
        ("*.example.org", "example.org", "value for *.example.org"),
    ],
)
def test_a_name_and_its_wildcard_share_one_record(domain: str, alternative: str, value: str) -> None:
    """ACM asks both for the same one; a second would fight over its name."""
    recording = built(alternative, domain_name=domain)
    assert recording.inputs(RECORD) == {
        "web-test-certificate-example.org": {**proof("example.org"), "records": [value]}
    }


def test_a_name_given_twice_is_proven_once() -> None:
    assert built("example.org", "www.example.org", "www.example.org").inputs(RECORD).keys() == {
        "web-test-certificate-example.org",
        "web-test-certificate-www.example.org",
    }


def test_it_counts_as_issued_only_once_every_name_is_proven() -> None:
    validation = built("www.example.org").one(VALIDATION)
    assert validation.inputs == {
        "certificateArn": "arn of Certificate web-test-certificate",
        "validationRecordFqdns": ["proof.example.org", "proof.www.example.org"],
    }
    assert validation.dependencies == {
        "Certificate web-test-certificate",
        "Record web-test-certificate-example.org",
        "Record web-test-certificate-www.example.org",
    }


def test_its_arn_is_known_once_it_is_issued() -> None:
    """A listener that came earlier would be refused: UnsupportedCertificate."""

    class Tenant(pulumi.CustomResource):
        def __init__(self, arn: pulumi.Input[str]) -> None:
            super().__init__("test:index:Tenant", "tenant", {"arn": arn})

    def program() -> None:
        Tenant(Certificate(NAME, {"domain_name": "example.org", "hosted_zone_id": "ZONE"}).certificate_arn)

    tenant = record(program).one("test:index:Tenant")
    assert tenant.inputs == {"arn": "arn of Certificate web-test-certificate"}
    assert tenant.dependencies == {"CertificateValidation web-test-certificate"}


def test_the_output_is_the_arn() -> None:
    assert built().outputs["ha-web:index:Certificate"] == {"certificate_arn": "arn of Certificate web-test-certificate"}


def test_a_name_in_capitals_is_taken_as_acm_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    computed = recording._computed
    monkeypatch.setattr(
        recording,
        "_computed",
        lambda kind, name, inputs: computed(
            kind, name, {**inputs, "domainName": inputs["domainName"].lower()} if "domainName" in inputs else inputs
        ),
    )
    assert built(domain_name="Example.org").inputs(RECORD).keys() == {"web-test-certificate-example.org"}
