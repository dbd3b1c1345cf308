"""Instances over several zones behind a load balancer."""

from typing import Any

import pulumi

import components as ha
from config import LoadBalanced, Settings

from .parts import artifact_bucket, export, fields, hosted_zone, launch_template, network, watched_boots


def load_balanced(settings: Settings, chosen: LoadBalanced) -> None:
    """Instances over several zones in an Auto Scaling group behind an Application Load Balancer."""
    name, tags, ipv6, pool = settings.base_name, settings.tags, settings.network.ipv6, settings.scaling.warm_pool
    net, bucket = network(settings), artifact_bucket(settings)
    template = launch_template(
        settings,
        net,
        bucket,
        hibernation=pool is not None and pool.state == "hibernated",
        power_off_on_failure=settings.artifacts.release is not None,
    )
    internal, allowed = settings.load_balancer.scheme == "internal", settings.load_balancer.allowed_cidr_blocks
    balancer = ha.LoadBalancer(
        name,
        ha.LoadBalancerArgs(
            vpc_id=net.vpc_id,
            subnet_ids=net.private_subnet_ids if internal else net.public_subnet_ids,
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
            **watched_boots(settings),
            **fields(settings.monitoring),
        ),
    )
    group = ha.ScalingGroup(
        name,
        ha.ScalingGroupArgs(
            subnet_ids=net.private_subnet_ids,
            template_id=template.template_id,
            template_version=template.latest_version,
            target_group_arns={"web": balancer.target_group_arn},
            request_count_label=balancer.request_count_label,
            rollback_alarm_names=monitoring.rollback_alarm_names,
            notification_topic_arn=monitoring.topic_arn,
            tags=tags,
            **fields(settings.scaling),
            **fields(chosen, "strategy", "static_stability"),
        ),
    )
    export(settings, bucket, scaling_group=group.group_name, targets=balancer.target_group_arn)
    pulumi.export("url", balancer.url)
    pulumi.export("load_balancer_dns_name", balancer.dns_name)


def domain(settings: Settings) -> dict[str, Any]:
    """Return the load balancer's certificate and alias; the certificate is issued where none is given."""
    wanted = settings.load_balancer.domain
    certificate: pulumi.Input[str] | None = settings.load_balancer.certificate_arn
    if wanted is None:
        return {"certificate_arn": certificate}
    zone_id = hosted_zone(wanted.hosted_zone_id, wanted.hosted_zone_name)
    if certificate is None and zone_id is not None:
        certificate = ha.Certificate(
            settings.base_name,
            ha.CertificateArgs(
                domain_name=wanted.name,
                alternative_names=wanted.alternative_names,
                hosted_zone_id=zone_id,
                tags=settings.tags,
            ),
        ).certificate_arn
    return {"certificate_arn": certificate, "alias_name": wanted.name, "alias_zone_id": zone_id}
