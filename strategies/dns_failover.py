"""Two instances in two zones, and a name that moves from one to the other."""

import pulumi

import components as ha
from config import DnsFailover, Settings

from .parts import (
    alarm_topic,
    artifact_bucket,
    direct_url,
    export,
    fields,
    hosted_zone,
    kept_template,
    network,
    recovering,
)


def dns_failover(settings: Settings, chosen: DnsFailover) -> None:
    """Two instances in two zones, and a name that Route 53 moves to the second when the first fails."""
    name, tags, check, record = settings.base_name, settings.tags, chosen.health_check, chosen.record
    net, bucket = network(settings), artifact_bucket(settings)
    template = kept_template(settings, chosen, net, bucket, admits_health_checkers=chosen.health_checker_ports)
    topic, page = alarm_topic(settings), chosen.maintenance_page
    # The first one is called as in the strategy auto_recovery: a stack that moves on keeps it.
    primary, secondary = (
        recovering(settings, chosen, role, zone, net, template, topic)
        for role, zone in zip(("primary", "secondary"), settings.failover_zones, strict=True)
    )
    failover = ha.FailoverRecord(
        name,
        ha.FailoverRecordArgs(
            record_name=record.name,
            hosted_zone_id=hosted_zone(record.hosted_zone_id, record.hosted_zone_name),
            new_zone_name=record.new_zone_name,
            ttl_seconds=record.ttl_seconds,
            primary_address=primary.public_ip,
            secondary_address=secondary.public_ip,
            port=chosen.checked_port,
            maintenance_page=page.content if page else None,
            maintenance_page_removable=page.removable if page else True,
            tags=tags,
            **fields(check, "port"),
        ),
    )
    ha.Monitoring(
        # In us-east-1 the stacks of all regions meet.
        f"{name}-{settings.region}-dns",
        ha.MonitoringArgs(
            health_check_ids={
                "primary": failover.primary_health_check_id,
                "secondary": failover.secondary_health_check_id,
            },
            email_addresses=settings.monitoring.email_addresses,
            tags=tags,
        ),
        # Route 53 reports its health checks there alone.
        pulumi.ResourceOptions(provider=ha.us_east_1_provider(name)),
    )
    export(settings, bucket, primary=primary.instance_id, secondary=secondary.instance_id)
    # Not at the port that is checked: that may be open to Route 53's checkers alone.
    encrypted = check.protocol == "HTTPS" and chosen.checked_port == chosen.ports[0]
    pulumi.export("url", direct_url(failover.record_name, chosen.ports[0], encrypted=encrypted))
    pulumi.export("addresses", [primary.public_ip, secondary.public_ip])
    pulumi.export("worst_case_switch_seconds", failover.worst_case_switch_seconds)
    pulumi.export("name_servers", failover.name_servers)
