"""How to find something of Route 53: a zone by its name, a health check by what it asks, a record by what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .account import Account
from .finder import Inputs, finder, ours

_ASKED = {
    "type": "Type",
    "ipAddress": "IPAddress",
    "fqdn": "FullyQualifiedDomainName",
    "port": "Port",
    "resourcePath": "ResourcePath",
    "searchString": "SearchString",
}
NEW_ZONE_RECORDS = 2
"""NS and SOA."""


def _tags(account: Account, kind: str, own_id: str) -> list[Mapping[str, str]]:
    answer = account.client("route53").list_tags_for_resource(ResourceType=kind, ResourceId=own_id)
    tags: list[Mapping[str, str]] = answer["ResourceTagSet"]["Tags"]
    return tags


@finder("aws:route53/zone:Zone", "name", "tags")
def _zone(account: Account, inputs: Inputs) -> Iterator[str]:
    name, comment = str(inputs["name"]).rstrip("."), inputs.get("comment", "Managed by Pulumi")
    found = account.client("route53").list_hosted_zones_by_name(DNSName=name)["HostedZones"]
    for each in [one for one in found if one["Name"].rstrip(".") == name]:
        own_id = each["Id"].rpartition("/")[2]
        tags = _tags(account, "hostedzone", own_id)
        # Its tags come in a second call. One without any has only just been made if nothing is in it, and if it has
        # the comment that it was begun with; any other may be somebody's of the same name.
        new = each["ResourceRecordSetCount"] == NEW_ZONE_RECORDS and each["Config"].get("Comment", "") == comment
        if ours(tags, inputs) if tags else new:
            yield own_id


@finder("aws:route53/healthCheck:HealthCheck", "tags", *_ASKED)
def _health_check(account: Account, inputs: Inputs) -> Iterator[str]:
    for page in account.client("route53").get_paginator("list_health_checks").paginate():
        for each in page["HealthChecks"]:
            config: Mapping[str, Any] = each["HealthCheckConfig"]
            same = all(config.get(aws) == inputs.get(name) for name, aws in _ASKED.items())
            # Its tags come in a second call. One without any has only just been made.
            if same and (not (tags := _tags(account, "healthcheck", each["Id"])) or ours(tags, inputs)):
                yield str(each["Id"])


@finder("aws:route53/record:Record", "zoneId", "name", "type", "setIdentifier", "records", "aliases")
def _record(account: Account, inputs: Inputs) -> Iterator[str]:
    zone, name, kind = inputs["zoneId"], str(inputs["name"]).rstrip("."), inputs["type"]
    own = inputs.get("setIdentifier")
    wanted = {"values": sorted(inputs.get("records") or []), "leads to": [_host(each) for each in _aliases(inputs)]}
    answer = account.client("route53").list_resource_record_sets(
        HostedZoneId=zone, StartRecordName=name, StartRecordType=kind
    )
    for each in answer["ResourceRecordSets"]:
        alias = each.get("AliasTarget")
        says = {
            "values": sorted(one["Value"] for one in each.get("ResourceRecords", [])),
            "leads to": [_host({"name": alias["DNSName"]})] if alias else [],
        }
        same = (each["Name"].rstrip("."), each["Type"], each.get("SetIdentifier")) == (name, kind, own)
        # One that says something else is somebody else's.
        if same and says == wanted:
            yield "_".join([zone, name, kind, *([own] if own else [])])


def _aliases(inputs: Inputs) -> list[Mapping[str, Any]]:
    return list(inputs.get("aliases") or [])


def _host(alias: Mapping[str, Any]) -> str:
    return str(alias["name"]).rstrip(".").lower()
