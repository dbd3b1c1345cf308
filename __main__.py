"""The Pulumi program: settings in, components wired, outputs. `pulumi up` and the rehearsal run it alike."""

from typing import Any

import pulumi
import pulumi_aws as aws

import components as ha
from config import ConfigError, Settings, from_pulumi
from config.section import Section


def main() -> None:
    """Build the stack that the settings describe."""
    try:
        settings = from_pulumi()
    except ConfigError as error:
        # Pulumi shows the text of a RunError alone, and a traceback for any other exception.
        raise pulumi.RunError(str(error)) from None
    refuse_other_accounts(settings)
    refuse_missing_zones(settings)
    match settings.availability.strategy:
        case "load_balanced":
            load_balanced(settings)


def refuse_other_accounts(settings: Settings) -> None:
    """Stop before anything is made when the credentials lead to an account that the settings do not allow."""
    allowed = settings.naming.allowed_account_ids
    if allowed and (account := aws.get_caller_identity().account_id) not in allowed:
        raise pulumi.RunError(
            f"Pulumi.{settings.stack}.yaml: naming.allowed_account_ids: the credentials are of account {account}, "
            f"allowed: {', '.join(allowed)}; use credentials of an allowed account, or add this one"
        )


def refuse_missing_zones(settings: Settings) -> None:
    """Stop before anything is made when a zone is not one of this account: which ones it has, only AWS can say."""
    present = aws.get_availability_zones(state="available").names
    if missing := [zone for zone in settings.zone_names if zone not in present]:
        letters = ", ".join(zone.removeprefix(settings.region) for zone in present)
        raise pulumi.RunError(
            f"Pulumi.{settings.stack}.yaml: network.zones: {', '.join(missing)} is not a zone of this account; "
            f"use some of [{letters}]"
        )


def load_balanced(settings: Settings) -> None:
    """Instances over several zones in an Auto Scaling group behind an Application Load Balancer."""
    name, tags, ipv6, pool = settings.base_name, settings.tags, settings.network.ipv6, settings.scaling.warm_pool
    network = ha.Network(
        name,
        ha.NetworkArgs(
            zones=settings.zone_names, tags=tags, **fields(settings.network, "zones", "connected_cidr_blocks")
        ),
    )
    bucket = ha.ArtifactBucket(name, ha.ArtifactBucketArgs(tags=tags, **fields(settings.artifacts)))
    template = ha.LaunchTemplate(
        name,
        ha.LaunchTemplateArgs(
            vpc_id=network.vpc_id,
            ipv6=ipv6,
            hibernation=pool is not None and pool.state == "hibernated",
            environment={"HA_WEB_ARTIFACT_BUCKET": bucket.bucket_name},
            policies={"artifacts": bucket.read_policy()},
            tags=tags,
            **fields(settings.instance),
        ),
    )
    internal, allowed = settings.load_balancer.scheme == "internal", settings.load_balancer.allowed_cidr_blocks
    balancer = ha.LoadBalancer(
        name,
        ha.LoadBalancerArgs(
            vpc_id=network.vpc_id,
            subnet_ids=network.private_subnet_ids if internal else network.public_subnet_ids,
            target_security_group_ids={"instances": template.security_group_id},
            ipv6=ipv6,
            allowed_cidr_blocks=(settings.network.cidr_block,) if internal and allowed is None else allowed,
            tags=tags,
            **domain(settings),
            **fields(settings.load_balancer, "domain", "certificate_arn", "allowed_cidr_blocks"),
        ),
    )
    monitoring = ha.Monitoring(
        name,
        ha.MonitoringArgs(
            load_balancer_dimension=balancer.load_balancer_dimension,
            target_group_dimension=balancer.target_group_dimension,
            tags=tags,
            **fields(settings.monitoring),
        ),
    )
    group = ha.ScalingGroup(
        name,
        ha.ScalingGroupArgs(
            subnet_ids=network.private_subnet_ids,
            template_id=template.template_id,
            template_version=template.latest_version,
            target_group_arns={"web": balancer.target_group_arn},
            request_count_label=balancer.request_count_label,
            rollback_alarm_names=monitoring.rollback_alarm_names,
            notification_topic_arn=monitoring.topic_arn,
            tags=tags,
            **fields(settings.scaling),
            **fields(settings.availability, "strategy"),
        ),
    )
    export(settings, balancer, bucket, group)


def fields(section: Section, *read_here: str) -> dict[str, Any]:
    """Return a section of the settings as component arguments: the names are the same on both sides.

    `read_here` are the fields that this program itself acts on. A name without a counterpart fails at once, and a test
    builds every setting.
    """
    return {key: value for key, value in section.flat().items() if key not in read_here}


def domain(settings: Settings) -> dict[str, Any]:
    """Return the load balancer's certificate and alias; the certificate is issued where none is given."""
    wanted, certificate = settings.load_balancer.domain, settings.load_balancer.certificate_arn
    if wanted is None:
        return {"certificate_arn": certificate}
    zone_id = wanted.hosted_zone_id or aws.route53.get_zone_output(name=wanted.hosted_zone_name).zone_id
    if certificate is None:
        issued = ha.Certificate(
            settings.base_name,
            ha.CertificateArgs(
                domain_name=wanted.name,
                alternative_names=wanted.alternative_names,
                hosted_zone_id=zone_id,
                tags=settings.tags,
            ),
        )
        return {"certificate_arn": issued.certificate_arn, "alias_name": wanted.name, "alias_zone_id": zone_id}
    return {"certificate_arn": certificate, "alias_name": wanted.name, "alias_zone_id": zone_id}


def export(settings: Settings, balancer: ha.LoadBalancer, bucket: ha.ArtifactBucket, group: ha.ScalingGroup) -> None:
    """Say what a person needs next."""
    pulumi.export("url", balancer.url)
    pulumi.export("load_balancer_dns_name", balancer.dns_name)
    pulumi.export("artifact_bucket", bucket.bucket_name)
    pulumi.export("scaling_group", group.group_name)
    console, where = f"https://{settings.region}.console.aws.amazon.com", f"home?region={settings.region}"
    pulumi.export(
        "console",
        {
            "scaling_group": pulumi.Output.concat(
                f"{console}/ec2/{where}#AutoScalingGroupDetails:id=", group.group_name
            ),
            "targets": pulumi.Output.concat(
                f"{console}/ec2/{where}#TargetGroup:targetGroupArn=", balancer.target_group_arn
            ),
            "artifacts": pulumi.Output.concat(
                "https://s3.console.aws.amazon.com/s3/buckets/", bucket.bucket_name, f"?region={settings.region}"
            ),
        },
    )


main()
