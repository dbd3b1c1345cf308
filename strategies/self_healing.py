"""One instance in a group of one: what fails is replaced, and what has to stay follows."""

import pulumi

import components as ha
from config import SelfHealing, Settings

from .parts import alarm_topic, artifact_bucket, direct_url, export, fields, launch_template, network, watched_boots


def self_healing(settings: Settings, chosen: SelfHealing) -> None:
    """One instance in an Auto Scaling group, replaced when it fails, with what follows it to its replacement."""
    name, tags = settings.base_name, settings.tags
    net, bucket = network(settings), artifact_bucket(settings)
    identity = followed(settings, chosen)
    template = launch_template(
        settings,
        net,
        bucket,
        policies={"identity": identity.policy} if identity else {},
        public_address=True,
        power_off_on_failure=True,
        open_ports=chosen.ports,
        allowed_cidr_blocks=chosen.allowed_cidr_blocks,
        first_steps=identity.first_steps if identity else (),
        last_steps=identity.last_steps if identity else (),
    )
    topic = alarm_topic(settings)
    home = settings.data_volume_zone
    group = ha.ScalingGroup(
        name,
        ha.ScalingGroupArgs(
            subnet_ids=net.public_subnet_ids_by_zone.apply(lambda ids: [ids[home]] if home else list(ids.values())),
            template_id=template.template_id,
            template_version=template.latest_version,
            min_size=1,
            max_size=1,
            target_tracking=(),
            min_healthy_percent=100,
            max_healthy_percent=200,
            # None, not an empty list: a group without alarms is not told of any.
            rollback_alarm_names=topic.rollback_alarm_names if watched_boots(settings) else None,
            notification_topic_arn=topic.topic_arn,
            alarm_topic_arn=topic.topic_arn,
            tags=tags,
            **fields(chosen, "strategy", "ports", "allowed_cidr_blocks", "stable_address", "data_volume"),
        ),
    )
    export(settings, bucket, scaling_group=group.group_name)
    if identity and chosen.stable_address:
        pulumi.export("address", identity.public_ip)
        pulumi.export("url", direct_url(identity.public_ip, chosen.ports[0]))


def followed(settings: Settings, chosen: SelfHealing) -> ha.StableIdentity | None:
    """Return what follows from one instance to the next, where anything does."""
    volume = chosen.data_volume
    if not (chosen.stable_address or volume):
        return None
    zone = settings.data_volume_zone
    return ha.StableIdentity(
        settings.base_name,
        ha.StableIdentityArgs(
            instance_name=settings.base_name,
            address=chosen.stable_address,
            volume=ha.DataVolumeArgs(zone=zone, **fields(volume, "zone")) if volume and zone else None,
            tags=settings.tags,
        ),
    )
