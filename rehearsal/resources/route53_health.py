"""Amazon Route 53: hosted zones and health checks."""

from ._cloud import Cloud, tag_list
from ._filled import filled
from ._inputs import Inputs
from ._registry import Made, resource


def _tag(cloud: Cloud, kind: str, own_id: str, tags: dict[str, str]) -> None:
    if tags:
        cloud.client("route53").change_tags_for_resource(ResourceType=kind, ResourceId=own_id, AddTags=tag_list(tags))


@resource("aws:route53/zone:Zone", filled(text="delegationSetId", flag="forceDestroy", items="vpcs"), regional=False)
def zone(cloud: Cloud, inputs: Inputs) -> Made:
    """Create a public hosted zone."""
    name, comment = str(inputs.need("name")), inputs.get("comment", "Managed by Pulumi")
    inputs.without_effect("forceDestroy")
    answer = cloud.client("route53").create_hosted_zone(
        Name=name, CallerReference=cloud.unique_id("zone-"), HostedZoneConfig={"Comment": comment}
    )
    own_id = answer["HostedZone"]["Id"].removeprefix("/hostedzone/")
    _tag(cloud, "hostedzone", own_id, inputs.tags())
    servers = sorted(answer["DelegationSet"]["NameServers"])
    computed = {
        "arn": cloud.arn("route53", f"hostedzone/{own_id}", region=False, account=False),
        "comment": comment,
        "name": name.rstrip("."),
        "nameServers": servers,
        "primaryNameServer": servers[0],
        "zoneId": own_id,
    }
    return Made(own_id, computed)


@resource(
    "aws:route53/healthCheck:HealthCheck",
    filled(
        text="fqdn insufficientDataHealthStatus ipAddress resourcePath routingControlArn searchString",
        number="childHealthThreshold",
        flag="disabled invertHealthcheck measureLatency",
        others={"triggers": {}},
    ),
    regional=False,
)
def health_check(cloud: Cloud, inputs: Inputs) -> Made:
    """Have Route 53's checkers ask an address for a sign of life."""
    asked = inputs.renamed(
        "type",
        "port",
        "resourcePath",
        "searchString",
        "requestInterval",
        "failureThreshold",
        "measureLatency",
        ipAddress="IPAddress",
        fqdn="FullyQualifiedDomainName",
        enableSni="EnableSNI",
    )
    made = cloud.client("route53").create_health_check(
        CallerReference=cloud.unique_id("check-"), HealthCheckConfig=asked
    )["HealthCheck"]
    own_id = made["Id"]
    _tag(cloud, "healthcheck", own_id, inputs.tags())
    config = made["HealthCheckConfig"]
    computed = {
        "arn": cloud.arn("route53", f"healthcheck/{own_id}", region=False, account=False),
        "disabled": config["Disabled"],
        "enableSni": config["EnableSNI"],
        "failureThreshold": config["FailureThreshold"],
        "port": config["Port"],
        "requestInterval": config["RequestInterval"],
    }
    return Made(own_id, computed)
