"""Amazon Route 53: records, and looking up a hosted zone."""

from typing import Any

from ._cloud import Cloud
from ._filled import filled
from ._inputs import ArgumentError, Inputs
from ._registry import Made, invoke, resource


@resource(
    "aws:route53/record:Record",
    filled(text="healthCheckId setIdentifier", number="ttl", flag="multivalueAnswerRoutingPolicy"),
    regional=False,
)
def record(cloud: Cloud, inputs: Inputs) -> Made:
    """Create a record: values with a time to live, or an alias."""
    zone, given, kind = inputs.need("zoneId"), str(inputs.need("name")), inputs.need("type")
    name = given.rstrip(".")
    zone = cloud.assumptions.hosted_zone_by_id(zone, name)
    asked: dict[str, Any] = {"Name": name, "Type": kind}
    if aliases := inputs.blocks("aliases"):
        alias = aliases[0]
        asked["AliasTarget"] = {
            "DNSName": alias.need("name"),
            "HostedZoneId": alias.need("zoneId"),
            "EvaluateTargetHealth": alias.need("evaluateTargetHealth"),
        }
    if ("AliasTarget" in asked) == inputs.has("records"):
        raise ArgumentError("exactly one of records and aliases must be given")
    if inputs.has("records"):
        asked |= {"TTL": inputs.need("ttl"), "ResourceRecords": [{"Value": each} for each in inputs.need("records")]}
    asked |= _routing(inputs)
    action = "UPSERT" if inputs.get("allowOverwrite", False) else "CREATE"
    cloud.client("route53").change_resource_record_sets(
        HostedZoneId=zone, ChangeBatch={"Changes": [{"Action": action, "ResourceRecordSet": asked}]}
    )
    own_id = "_".join([zone, given, kind, *([asked["SetIdentifier"]] if "SetIdentifier" in asked else [])])
    return Made(own_id, {"fqdn": name, "name": name})


def _routing(inputs: Inputs) -> dict[str, Any]:
    """Return a record's part among others of its name: its place in a failover, and what says whether it is well."""
    asked = inputs.renamed("setIdentifier", "healthCheckId")
    if policies := inputs.blocks("failoverRoutingPolicies"):
        asked["Failover"] = policies[0].need("type")
    if ("Failover" in asked) != ("SetIdentifier" in asked):
        raise ArgumentError("setIdentifier and failoverRoutingPolicies must be given together")
    return asked


@invoke("aws:route53/getZone:getZone")
def get_zone(cloud: Cloud, inputs: Inputs) -> dict[str, Any]:
    """Find a hosted zone by id or by name."""
    route53, private = cloud.client("route53"), inputs.get("privateZone", False)
    if private:
        raise ArgumentError("privateZone: the rehearsal knows public zones alone")
    if (zone_id := inputs.get("zoneId")) is not None:
        zone_id = cloud.assumptions.hosted_zone_by_id(zone_id)
    else:
        zone_id = cloud.assumptions.hosted_zone_by_name(inputs.need("name"))
    made = route53.get_hosted_zone(Id=zone_id)
    servers = made.get("DelegationSet", {}).get("NameServers", [])
    return {
        "arn": f"arn:{cloud.partition}:route53:::hostedzone/{zone_id}",
        "callerReference": made["HostedZone"].get("CallerReference", ""),
        "comment": made["HostedZone"].get("Config", {}).get("Comment", ""),
        "id": zone_id,
        "name": made["HostedZone"]["Name"].rstrip("."),
        "nameServers": servers,
        "primaryNameServer": servers[0] if servers else "",
        "privateZone": False,
        "resourceRecordSetCount": made["HostedZone"]["ResourceRecordSetCount"],
        "tags": {},
        "zoneId": zone_id,
    }
