"""One instance that stays the same: AWS moves it to another host."""

import pulumi

from config import AutoRecovery, Settings

from .parts import alarm_topic, artifact_bucket, direct_url, export, kept_template, network, recovering


def auto_recovery(settings: Settings, chosen: AutoRecovery) -> None:
    """One instance that AWS moves to another host when its own fails."""
    net, bucket = network(settings), artifact_bucket(settings)
    template = kept_template(settings, chosen, net, bucket)
    topic = alarm_topic(settings)
    instance = recovering(settings, chosen, "primary", settings.instance_zone, net, template, topic)
    export(settings, bucket, instance=instance.instance_id)
    pulumi.export("address", instance.public_ip)
    pulumi.export("url", direct_url(instance.public_ip, chosen.ports[0]))
