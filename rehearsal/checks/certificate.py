"""The certificate's promises: issued, and proven for as long as its records stand."""

from ._outcome import refuse, some
from ._promise import Topic
from ._view import View, in_words
from .listeners import records_of

TOPIC = Topic("ha-web:index:Certificate")


@TOPIC.promise(
    "certificate.issued",
    "The certificate is issued, and AWS can renew it",
    remedy="keep every validation record in the public zone of its name",
)
def issued(view: View) -> str:
    """Read the certificate's state, and look each of its proofs up in DNS."""
    arn = view.output("certificate_arn")
    certificate = view.aws.ask("acm", "describe_certificate", CertificateArn=arn)["Certificate"]
    refuse([] if certificate["Status"] == "ISSUED" else [f"it is {certificate['Status']}"])
    options = some(certificate.get("DomainValidationOptions", []), "name that is proven by DNS")
    for option in options:
        record = option["ResourceRecord"]
        found = [
            value["Value"].rstrip(".")
            for each in records_of(view, record["Name"])
            if each["Type"] == record["Type"]
            for value in each.get("ResourceRecords", [])
        ]
        proven = record["Value"].rstrip(".") in found
        refuse([] if proven else [f"{option['DomainName']} is not proven: {record['Name']} has no such record"])
    return in_words(option["DomainName"] for option in options)
