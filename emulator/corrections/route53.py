"""Amazon Route 53: which record a change is about, and which records may stand beside each other."""

from collections.abc import Callable
from typing import Any, NamedTuple

from ._correction import Correction, Patches

_Key = tuple[str, str, str | None]
_Method = Callable[..., Any]


def _key(record: dict[str, Any]) -> _Key:
    return (str(record["Name"]).strip(".").lower(), record["Type"], record.get("SetIdentifier"))


def _there(zone: Any) -> dict[_Key, Any]:
    return {(each.name.strip(".").lower(), each.type, each.set_identifier): each for each in zone.rrsets}


class _Batch(NamedTuple):
    """Changes of a zone, while they are looked at one by one."""

    backend: Any
    zone_id: str
    there: dict[_Key, Any]
    """The records as they are after the changes before."""


def _in_words(key: _Key) -> str:
    name, kind, own = key
    return f"[name='{name}.', type='{kind}'" + (f", set identifier='{own}']" if own else "]")


def _refusing(check: Callable[["_Batch", dict[str, Any]], str | None]) -> Callable[[_Method], _Method]:
    """Return a wrapper that refuses a batch in which a change, after those before it, is wrong."""

    def wrapper(original: _Method) -> _Method:
        def change_resource_record_sets(self: Any, zoneid: str, change_list: list[dict[str, Any]]) -> None:
            from moto.route53.exceptions import Route53ClientError

            batch = _Batch(self, zoneid.rpartition("/")[2], _there(self.get_hosted_zone(zoneid)))
            for change in change_list:
                record = change["ResourceRecordSet"]
                if (wrong := check(batch, change)) is not None:
                    code, _, message = wrong.partition(": ")
                    raise Route53ClientError(code, message)
                if change["Action"] == "DELETE":
                    batch.there.pop(_key(record), None)
                else:
                    batch.there[_key(record)] = record
            original(self, zoneid, change_list)

        return change_resource_record_sets

    return wrapper


def _says(record: Any) -> tuple[str, list[str], str]:
    """Return what a record answers: its time to live, its values, or the name that it is an alias of."""
    if not isinstance(record, dict):
        record = {"TTL": record.ttl, "ResourceRecords": record.records, "AliasTarget": record.alias_target}
    values = [each["Value"] if isinstance(each, dict) else each for each in record.get("ResourceRecords") or []]
    alias = (record.get("AliasTarget") or {}).get("DNSName", "")
    return str(record.get("TTL") or ""), sorted(values), alias.strip(".").lower()


def _told_apart(batch: _Batch, change: dict[str, Any]) -> str | None:
    there, record = batch.there, change["ResourceRecordSet"]
    key, action = _key(record), change["Action"]
    if action == "CREATE" and key in there:
        return f"InvalidChangeBatch: [Tried to create resource record set {_in_words(key)} but it already exists]"
    if action == "DELETE" and key not in there:
        return f"InvalidChangeBatch: [Tried to delete resource record set {_in_words(key)} but it was not found]"
    if action == "DELETE" and _says(record) != _says(there[key]):
        return (
            f"InvalidChangeBatch: [Tried to delete resource record set {_in_words(key)} but the values provided do not "
            "match the current values]"
        )
    return None


def _records_told_apart(patches: Patches) -> None:
    from moto.route53.models import ChangeList, Route53Backend

    def wrapper(original: _Method) -> _Method:
        def change_resource_record_sets(self: Any, zoneid: str, change_list: list[dict[str, Any]]) -> None:
            zone = self.get_hosted_zone(zoneid)
            for change in change_list:
                # moto refuses by a journal of changes, which knows nothing of what went since.
                zone.rr_changes = ChangeList()
                if change["Action"] == "DELETE":
                    gone = _there(zone)[_key(change["ResourceRecordSet"])]
                    zone.rrsets = [each for each in zone.rrsets if each is not gone]
                else:
                    original(self, zoneid, [change])

        return change_resource_record_sets

    patches.wrap(Route53Backend, "change_resource_record_sets", wrapper)
    patches.wrap(Route53Backend, "change_resource_record_sets", _refusing(_told_apart))


def _policy_of(record: Any) -> tuple[str | None, str | None]:
    """Return a record's set identifier and its place in a failover."""
    if isinstance(record, dict):
        return record.get("SetIdentifier"), record.get("Failover")
    return record.set_identifier, record.failover


def _one_of_each(batch: _Batch, change: dict[str, Any]) -> str | None:
    if change["Action"] == "DELETE":
        return None
    key = _key(change["ResourceRecordSet"])
    own, place = _policy_of(change["ResourceRecordSet"])
    for other, record in batch.there.items():
        if other[:2] != key[:2] or other == key:
            continue
        its_own, its_place = _policy_of(record)
        start = f"InvalidChangeBatch: [RRSet with DNS name {key[0]}., type {key[1]}"
        if (own is None) != (its_own is None):
            return f"{start} cannot be created as other RRSets exist with the same name and type.]"
        if place is not None and place == its_place:
            return (
                f"{start}, SetIdentifier {own} cannot be created because a {place} failover RRSet with the same name "
                "and type already exists.]"
            )
    return None


def _failover_pairs(patches: Patches) -> None:
    from moto.route53.models import Route53Backend

    patches.wrap(Route53Backend, "change_resource_record_sets", _refusing(_one_of_each))


def _checked_by(batch: _Batch, change: dict[str, Any]) -> str | None:
    wanted = change["ResourceRecordSet"].get("HealthCheckId")
    if change["Action"] == "DELETE" or wanted is None or wanted in batch.backend.health_checks:
        return None
    return f"NoSuchHealthCheck: No health check exists with the specified ID: {wanted}"


def _health_check_there(patches: Patches) -> None:
    from moto.route53.models import Route53Backend

    patches.wrap(Route53Backend, "change_resource_record_sets", _refusing(_checked_by))


def _leads_somewhere(batch: _Batch, change: dict[str, Any]) -> str | None:
    record = change["ResourceRecordSet"]
    alias = record.get("AliasTarget") or {}
    if change["Action"] == "DELETE" or alias.get("HostedZoneId") != batch.zone_id:
        return None
    target = alias["DNSName"].strip(".").lower()
    if any(key[:2] == (target, record["Type"]) for key in batch.there):
        return None
    return (
        f"InvalidChangeBatch: [Tried to create an alias that targets {target}., type {record['Type']} in zone "
        f"{batch.zone_id}, but that target was not found]"
    )


def _alias_of_what_is_there(patches: Patches) -> None:
    from moto.route53.models import Route53Backend

    patches.wrap(Route53Backend, "change_resource_record_sets", _refusing(_leads_somewhere))


CORRECTIONS = (
    Correction(
        name="route53-records-told-apart",
        rule="A record is told apart by its name, type and set identifier: it is created where there is none such, and "
        "deleting it takes that one away.",
        source="Amazon Route 53 API Reference: ChangeResourceRecordSets, ResourceRecordSet (SetIdentifier)",
        make=_records_told_apart,
    ),
    Correction(
        name="route53-failover-pairs",
        rule="Of one name and type there is one PRIMARY and one SECONDARY record, and no other beside them.",
        source="Amazon Route 53 API Reference: ResourceRecordSet (Failover)",
        make=_failover_pairs,
    ),
    Correction(
        name="route53-health-check-there",
        rule="A record names a health check that exists.",
        source="Amazon Route 53 API Reference: ChangeResourceRecordSets, Errors (NoSuchHealthCheck)",
        make=_health_check_there,
    ),
    Correction(
        name="route53-alias-target-there",
        rule="An alias to a record of its own zone is of one that exists, of the same type.",
        source="Amazon Route 53 API Reference: AliasTarget (DNSName: another record in this hosted zone)",
        make=_alias_of_what_is_there,
    ),
)
