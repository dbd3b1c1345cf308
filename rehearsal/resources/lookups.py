"""Lookups that name the place: account, partition, region, zones, and parameters of Systems Manager."""

from typing import Any

from ._cloud import Cloud
from ._inputs import ArgumentError, Inputs
from ._registry import invoke

_LONG_NAME = "/aws/service/global-infrastructure/regions/{}/longName"


@invoke("aws:index/getCallerIdentity:getCallerIdentity")
def get_caller_identity(cloud: Cloud, inputs: Inputs) -> dict[str, Any]:
    """Say whose account it is."""
    inputs.without_effect("id")
    identity = cloud.client("sts").get_caller_identity()
    account = identity["Account"]
    return {"accountId": account, "arn": identity["Arn"], "id": account, "userId": identity["UserId"]}


@invoke("aws:index/getPartition:getPartition")
def get_partition(cloud: Cloud, inputs: Inputs) -> dict[str, Any]:
    """Say which partition it is: the world's, China's or a government's."""
    inputs.without_effect("id")
    return {
        "dnsSuffix": "amazonaws.com",
        "id": cloud.partition,
        "partition": cloud.partition,
        "reverseDnsPrefix": "com.amazonaws",
    }


@invoke("aws:index/getRegion:getRegion")
def get_region(cloud: Cloud, inputs: Inputs) -> dict[str, Any]:
    """Say which region it is."""
    inputs.without_effect("id", "endpoint", "name")
    return {
        "description": cloud.client("ssm").get_parameter(Name=_LONG_NAME.format(cloud.region))["Parameter"]["Value"],
        "endpoint": f"ec2.{cloud.region}.amazonaws.com",
        "id": cloud.region,
        "name": cloud.region,
        "region": cloud.region,
    }


@invoke("aws:index/getAvailabilityZones:getAvailabilityZones")
def get_availability_zones(cloud: Cloud, inputs: Inputs) -> dict[str, Any]:
    """List the zones of the region."""
    filters = [{"Name": each.need("name"), "Values": each.need("values")} for each in inputs.blocks("filters")]
    if state := inputs.get("state"):
        filters.append({"Name": "state", "Values": [state]})
    inputs.without_effect("allAvailabilityZones")
    left_out, left_out_ids = inputs.get("excludeNames", []), inputs.get("excludeZoneIds", [])
    zones = sorted(
        (
            zone
            for zone in cloud.client("ec2").describe_availability_zones(Filters=filters)["AvailabilityZones"]
            if zone["ZoneName"] not in left_out and zone["ZoneId"] not in left_out_ids
        ),
        key=lambda zone: str(zone["ZoneName"]),
    )
    return {
        "groupNames": sorted({zone.get("GroupName", "") for zone in zones}),
        "id": cloud.region,
        "names": [zone["ZoneName"] for zone in zones],
        "region": cloud.region,
        "zoneIds": [zone["ZoneId"] for zone in zones],
    }


@invoke("aws:ec2/getManagedPrefixList:getManagedPrefixList")
def get_managed_prefix_list(cloud: Cloud, inputs: Inputs) -> dict[str, Any]:
    """Find a prefix list by name: AWS's own of a service's addresses, or one of the account's."""
    ec2, name = cloud.client("ec2"), inputs.need("name")
    found = ec2.describe_managed_prefix_lists(Filters=[{"Name": "prefix-list-name", "Values": [name]}])["PrefixLists"]
    if len(found) != 1:
        raise ArgumentError(f"name: {len(found)} prefix lists of {cloud.region} are called {name}")
    made = found[0]
    entries = ec2.get_managed_prefix_list_entries(PrefixListId=made["PrefixListId"])["Entries"]
    return {
        "addressFamily": made["AddressFamily"],
        "arn": made["PrefixListArn"],
        "entries": [{"cidr": each["Cidr"], "description": each.get("Description", "")} for each in entries],
        "id": made["PrefixListId"],
        "maxEntries": made.get("MaxEntries", 0),
        "name": name,
        "ownerId": made["OwnerId"],
        "region": cloud.region,
        "tags": {},
        "version": made.get("Version", 0),
    }


@invoke("aws:ssm/getParameter:getParameter")
def get_parameter(cloud: Cloud, inputs: Inputs) -> dict[str, Any]:
    """Read a parameter: AWS's own of public images, or one that is assumed to exist."""
    name = inputs.need("name")
    decrypt = inputs.get("withDecryption", True)
    ssm = cloud.client("ssm")
    try:
        parameter = ssm.get_parameter(Name=name, WithDecryption=decrypt)["Parameter"]
    except ssm.exceptions.ParameterNotFound:
        if name.startswith("/aws/"):
            raise ArgumentError(f"{name}: AWS has no such public parameter in {cloud.region}") from None
        cloud.assumptions.image_parameter(name)
        parameter = ssm.get_parameter(Name=name)["Parameter"]
    value = parameter["Value"]
    return {
        "arn": parameter["ARN"],
        "id": name,
        "insecureValue": value,
        "region": cloud.region,
        "type": parameter["Type"],
        "value": value,
        "version": parameter["Version"],
        "withDecryption": decrypt,
    }
