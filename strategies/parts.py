"""What strategies have in common: the parts that each of them is built from, and what a person needs next."""

from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

import components as ha
from config import AutoRecovery, DnsFailover, Settings
from config.section import Section


def fields(section: Section, *read_here: str) -> dict[str, Any]:
    """Return a section of the settings as component arguments: the names are the same on both sides.

    `read_here` are the fields that this program itself acts on. A name without a counterpart fails at once, and a test
    builds every setting.
    """
    return {key: value for key, value in section.flat().items() if key not in read_here}


def network(settings: Settings) -> ha.Network:
    """Return the addresses of the stack."""
    args = ha.NetworkArgs(
        zones=settings.zone_names,
        nat=settings.nat,
        cloudwatch_endpoint=settings.cloudwatch_endpoint,
        tags=settings.tags,
        **fields(settings.network, "zones", "nat", "connected_cidr_blocks"),
    )
    return ha.Network(settings.base_name, args)


def alarm_topic(settings: Settings) -> ha.Monitoring:
    """Return who is told by components that have alarms of their own, where no load balancer is to be watched."""
    return ha.Monitoring(
        settings.base_name,
        ha.MonitoringArgs(
            email_addresses=settings.monitoring.email_addresses,
            tags=settings.tags,
            **watched_boots(settings),
        ),
    )


def watched_boots(settings: Settings) -> dict[str, Any]:
    """Return whose failed boots Monitoring watches: instances that have a release to run tell of theirs."""
    release = settings.artifacts.release
    return {"boot_failures_of": settings.base_name, "boot_failures_version": release.version} if release else {}


def artifact_bucket(settings: Settings) -> ha.ArtifactBucket:
    """Return the bucket of what the instances run."""
    return ha.ArtifactBucket(
        settings.base_name, ha.ArtifactBucketArgs(tags=settings.tags, **fields(settings.artifacts, "release"))
    )


def launch_template(
    settings: Settings,
    net: ha.Network,
    bucket: ha.ArtifactBucket,
    policies: Mapping[str, pulumi.Input[str]] | None = None,
    **by_strategy: Any,
) -> ha.LaunchTemplate:
    """Return what an instance is; what only some strategies ask of it comes by name."""
    release = settings.artifacts.release
    return ha.LaunchTemplate(
        settings.base_name,
        ha.LaunchTemplateArgs(
            vpc_id=net.vpc_id,
            ipv6=settings.network.ipv6,
            environment={"HA_WEB_ARTIFACT_BUCKET": bucket.bucket_name},
            policies={"artifacts": bucket.read_policy(), **(policies or {})},
            release=ha.ReleaseArgs(bucket=bucket.bucket_name, **fields(release)) if release else None,
            tags=settings.tags,
            **by_strategy,
            **fields(settings.instance),
        ),
    )


def kept_template(
    settings: Settings, chosen: AutoRecovery | DnsFailover, net: ha.Network, bucket: ha.ArtifactBucket, **more: Any
) -> ha.LaunchTemplate:
    """Return the template of instances that stay: each has one address for good, which it gets after its start.

    What would replace them is left to those who write the settings: neither a newer image nor a tag does.
    """
    return launch_template(
        settings,
        net,
        bucket,
        wait_for_address=True,
        newer_images=False,
        tags_at_launch=False,
        open_ports=chosen.ports,
        allowed_cidr_blocks=chosen.allowed_cidr_blocks,
        **more,
    )


def recovering(
    settings: Settings,
    chosen: AutoRecovery | DnsFailover,
    role: str,
    zone: str,
    net: ha.Network,
    template: ha.LaunchTemplate,
    topic: ha.Monitoring,
) -> ha.RecoveringInstance:
    """Return an instance in the public subnet of a zone."""
    return ha.RecoveringInstance(
        f"{settings.base_name}-{role}",
        ha.RecoveringInstanceArgs(
            subnet_id=net.public_subnet_ids_by_zone.apply(lambda ids: ids[zone]),
            template_id=template.template_id,
            template_version=template.latest_version,
            user_data=template.user_data,
            termination_protection=chosen.termination_protection,
            alarm_topic_arn=topic.topic_arn,
            tags=settings.tags,
        ),
    )


def hosted_zone(zone_id: str | None, name: str | None) -> pulumi.Input[str] | None:
    """Return the id of a hosted zone that is there, named by either."""
    return zone_id or (aws.route53.get_zone_output(name=name).zone_id if name else None)


def direct_url(host: pulumi.Input[str], port: int, *, encrypted: bool = False) -> pulumi.Output[str]:
    """Return where an instance is reached without a load balancer; port 443 is taken for HTTPS in any case."""
    scheme, usual = ("https", 443) if encrypted or port == 443 else ("http", 80)
    place = "" if port == usual else f":{port}"
    return pulumi.Output.from_input(host).apply(lambda host: f"{scheme}://{host}{place}/")


def export(settings: Settings, bucket: ha.ArtifactBucket, **made: pulumi.Output[str]) -> None:
    """Say what a person needs next: what serves, what it runs, and where to look at both in the console."""
    console, where = f"https://{settings.region}.console.aws.amazon.com/ec2", f"home?region={settings.region}"
    pages = {
        "scaling_group": f"{console}/{where}#AutoScalingGroupDetails:id=",
        "targets": f"{console}/{where}#TargetGroup:targetGroupArn=",
        **dict.fromkeys(("instance", "primary", "secondary"), f"{console}/{where}#InstanceDetails:instanceId="),
    }
    links = {key: pulumi.Output.concat(pages[key], each) for key, each in made.items()}
    links["artifacts"] = pulumi.Output.concat(
        "https://s3.console.aws.amazon.com/s3/buckets/", bucket.bucket_name, f"?region={settings.region}"
    )
    pulumi.export("strategy", settings.availability.strategy)
    pulumi.export("artifact_bucket", bucket.bucket_name)
    for key, each in made.items():
        if key != "targets":
            pulumi.export(key, each)
    pulumi.export("console", links)
