"""Every lookup, exported as the engine hands its answer over: nothing typed has left a key out."""

from typing import Any

import pulumi
from pulumi_aws import _utilities

PUBLIC_IMAGE = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"


def export_lookups(config: pulumi.Config) -> None:
    """Export each lookup under its token and what is special about it."""
    lookups: dict[str, tuple[str, dict[str, Any]]] = {
        "caller": ("aws:index/getCallerIdentity:getCallerIdentity", {}),
        "partition": ("aws:index/getPartition:getPartition", {}),
        "region": ("aws:index/getRegion:getRegion", {}),
        "zones": ("aws:index/getAvailabilityZones:getAvailabilityZones", {}),
        "available zones": ("aws:index/getAvailabilityZones:getAvailabilityZones", {"state": "available"}),
        "image": ("aws:ec2/getAmi:getAmi", {"filters": [{"name": "image-id", "values": [config.require("image")]}]}),
        "newest image": (
            "aws:ec2/getAmi:getAmi",
            {"owners": ["amazon"], "mostRecent": True, "filters": [{"name": "name", "values": ["al2023-ami-2*"]}]},
        ),
        "zone by name": ("aws:route53/getZone:getZone", {"name": "example.com"}),
        "zone by id": ("aws:route53/getZone:getZone", {"zoneId": config.require("zone")}),
        "checkers": (
            "aws:ec2/getManagedPrefixList:getManagedPrefixList",
            {"name": "com.amazonaws.eu-west-1.route53-healthchecks"},
        ),
        "parameter": ("aws:ssm/getParameter:getParameter", {"name": PUBLIC_IMAGE}),
    }
    # The version that the SDK's own lookups ask for; another one would be another provider process.
    options = pulumi.InvokeOptions(version=str(_utilities.get_version()))  # type: ignore[no-untyped-call]
    for label, (token, arguments) in lookups.items():
        answer = pulumi.runtime.invoke(token, arguments, options).value
        pulumi.export(f"{token} {label}", answer)
