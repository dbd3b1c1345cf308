"""Cases of the rules on what a strategy has, and on static stability."""

from tests.config.rule_case import UUID, Case, Sections

KEY = f"arn:aws:kms:us-east-1:123456789012:key/{UUID}"


def healing(**options: object) -> Sections:
    return {"availability": {"strategy": "self_healing", **options}}


def recovery(**options: object) -> Sections:
    return {"availability": {"strategy": "auto_recovery", **options}}


def stable(lost: int, left: int, **scaling: object) -> Sections:
    wanted = {"static_stability": {"zones_lost": lost, "instances_left": left}}
    return {"availability": wanted, "scaling": {"max_size": 20, **scaling}}


CASES = [
    Case(
        "sections_are_of_the_strategy",
        {"scaling": {}, "load_balancer": {}},
        # What stands in such a section does not matter: neither its bounds nor its range are spoken of.
        {
            **recovery(),
            "scaling": {"min_size": 4, "max_size": 3},
            "load_balancer": {"allowed_cidr_blocks": ["2001:db8::/32"]},
        },
        (
            "ha-web:scaling: is not for the strategy auto_recovery, which has a fixed number of instances; remove it, "
            "or choose the strategy load_balanced",
            "ha-web:load_balancer: is not for the strategy auto_recovery, which has no load balancer; remove it, or "
            "choose the strategy load_balanced",
        ),
    ),
    Case(
        "sections_are_of_the_strategy",
        healing(),
        {**healing(), "scaling": {}},
        (
            "ha-web:scaling: is not for the strategy self_healing, which has a fixed number of instances; remove it, "
            "or choose the strategy load_balanced",
        ),
    ),
    Case(
        "server_errors_are_counted_by_a_load_balancer",
        {**healing(), "monitoring": {"email_addresses": ["ops@example.com"]}},
        {**healing(), "monitoring": {"server_error_percent": 5}},
        (
            "monitoring.server_error_percent: is not for the strategy self_healing, which has no load balancer to "
            "count errors; remove it, or choose the strategy load_balanced",
        ),
    ),
    Case(
        "instance_can_be_recovered",
        {**recovery(), "instance": {"instance_type": "m5.large"}},
        {**recovery(), "instance": {"instance_type": "m5d.large"}},
        (
            "instance.instance_type: must be a type that EC2 can recover, for the strategy auto_recovery: m5d has "
            "disks in its host, which would not come along, got 'm5d.large'; use e.g. t3.micro or m7i.large, or the "
            "strategy self_healing or load_balanced, which replace instances",
        ),
    ),
    Case(
        "instance_can_be_recovered",
        {**healing(), "instance": {"instance_type": "inf2.xlarge"}},
        {
            "availability": {
                "strategy": "dns_failover",
                "record": {"name": "www.example.com", "new_zone_name": "example.com"},
            },
            "instance": {"instance_type": "inf2.xlarge"},
        },
        (
            "instance.instance_type: must be a type that EC2 can recover, for the strategy dns_failover: inf2.xlarge "
            "is one of the accelerated types that it does not recover, got 'inf2.xlarge'; use e.g. t3.micro or "
            "m7i.large, or the strategy self_healing or load_balanced, which replace instances",
        ),
    ),
    Case(
        "zones_are_of_the_network",
        {**recovery(zone="c"), "network": {"zones": ["b", "c"]}},
        {**recovery(zone="a"), "network": {"zones": ["b", "c"]}},
        ("availability.zone: must be one of network.zones (b, c), got 'a'; use one of them, or add it there",),
    ),
    Case(
        "zones_are_of_the_network",
        {**healing(data_volume={}), "network": {"zones": ["c"]}},
        healing(data_volume={"zone": "d"}),
        (
            "availability.data_volume.zone: must be one of network.zones (a, b, c), got 'd'; use one of them, or add "
            "it there",
        ),
    ),
    Case(
        "volume_waits_for_no_hook",
        healing(data_volume={}, lifecycle_hooks={"drain": {"transition": "terminating"}}),
        healing(data_volume={}, lifecycle_hooks={"warm": {"transition": "launching"}}),
        (
            "availability.lifecycle_hooks.warm.transition: must not be launching with data_volume: the old instance "
            "goes, and gives the volume free, only after the hook, and the new one boots no further without the "
            "volume, got 'launching'; remove the hook, or data_volume",
        ),
    ),
    Case(
        "volume_waits_for_no_hook",
        healing(lifecycle_hooks={"warm": {"transition": "launching"}}),
        healing(data_volume={"removable": True}, lifecycle_hooks={"warm": {"transition": "launching"}}),
        (
            "availability.lifecycle_hooks.warm.transition: must not be launching with data_volume: the old instance "
            "goes, and gives the volume free, only after the hook, and the new one boots no further without the "
            "volume, got 'launching'; remove the hook, or data_volume",
        ),
    ),
    Case(
        "volume_comes_before_patience_ends",
        healing(data_volume={}, instance_warmup_seconds=600),
        healing(data_volume={}, instance_warmup_seconds=601),
        (
            "availability.instance_warmup_seconds: must be at most 600 with data_volume: so long the old instance "
            "keeps the volume, and the new one gives up waiting for it, got 601; lower it",
        ),
    ),
    Case(
        "volume_comes_before_patience_ends",
        healing(
            data_volume={},
            lifecycle_hooks={
                "drain": {"transition": "terminating", "heartbeat_seconds": 480},
                "log": {"transition": "terminating", "heartbeat_seconds": 30},
            },
        ),
        healing(
            data_volume={},
            lifecycle_hooks={
                "drain": {"transition": "terminating", "heartbeat_seconds": 481},
                "log": {"transition": "terminating", "heartbeat_seconds": 30},
            },
        ),
        (
            "availability.instance_warmup_seconds: must be at most 600 with data_volume, together with the heartbeat "
            "of lifecycle_hooks.drain (481): so long the old instance keeps the volume, and the new one gives up "
            "waiting for it, got 120; lower it, or heartbeat_seconds of the hook",
        ),
    ),
    Case(
        "nothing_is_paid_for_private_subnets",
        {**healing(), "network": {"nat": "none"}},
        {**healing(), "network": {"nat": "per_zone", "ipv6": True}},
        (
            "network.nat: must be none, or left out, for the strategy self_healing: its instances have public "
            "addresses, and nothing is in the private subnets, got 'per_zone'; remove it",
            "network.ipv6: must be false, or left out, for the strategy self_healing, which is reached over IPv4 "
            "alone, got true; remove it, or choose the strategy load_balanced",
        ),
    ),
    Case(
        "ports_fit_a_security_group",
        recovery(ports=list(range(1, 31)), allowed_cidr_blocks=["10.1.0.0/16", "10.2.0.0/16"]),
        recovery(ports=list(range(1, 32)), allowed_cidr_blocks=["10.1.0.0/16", "10.2.0.0/16"]),
        (
            "availability.allowed_cidr_blocks: must make at most 60 rules with availability.ports, one for each port "
            "and range (AWS's limit of 60 for a security group), makes 62; join ranges, or open fewer ports",
        ),
    ),
    # 10 KiB are 10240 bytes: `echo ` and the byte between parts are six of them.
    Case(
        "user_data_fits",
        {**healing(stable_address=True), "instance": {"user_data": {"script": "echo " + "x" * 10234}}},
        {**healing(stable_address=True), "instance": {"user_data": {"script": "echo " + "x" * 10235}}},
        (
            "instance.user_data.script: must have at most 10240 bytes with the packages and services (16384 are AWS's "
            "limit, 6144 are the project's own part), has 10241; put what is long into the artifact bucket and fetch "
            "it from the script",
        ),
    ),
    Case(
        "keys_are_of_the_region",
        healing(data_volume={"kms_key_arn": KEY.replace("us-east-1", "eu-west-1")}),
        {**healing(data_volume={"kms_key_arn": KEY}), "artifacts": {"kms_key_arn": KEY}},
        (
            "artifacts.kms_key_arn: must be in the stack's region eu-west-1 (aws:region), is in us-east-1; use one of "
            "eu-west-1",
            "availability.data_volume.kms_key_arn: must be in the stack's region eu-west-1 (aws:region), is in "
            "us-east-1; use one of eu-west-1",
        ),
    ),
    Case(
        "a_zone_is_left",
        stable(2, 1, min_size=3),
        stable(3, 1, min_size=3),
        (
            "availability.static_stability.zones_lost: must be less than the number of network.zones (3): one has to "
            "be left, got 3; use at most 2, or add zones",
        ),
    ),
    # Six over three zones leave four; five leave three, as the lost zone has two of them.
    Case(
        "minimum_outlives_the_zones_lost",
        stable(1, 4, min_size=6, schedules={"night": {"cron": "0 20 * * *", "min_size": 6}}),
        stable(1, 4, min_size=5, schedules={"night": {"cron": "0 20 * * *", "min_size": 2}}),
        (
            "scaling.min_size: must be at least 6, for 4 instances to be left when 1 of 3 zones are lost "
            "(availability.static_stability); it leaves 3, got 5; use 6, or lower what static_stability asks for",
            "scaling.schedules.night.min_size: must be at least 6, for 4 instances to be left when 1 of 3 zones are "
            "lost (availability.static_stability); it leaves 1, got 2; use 6, or lower what static_stability asks for",
        ),
    ),
    Case(
        "minimum_outlives_the_zones_lost",
        stable(1, 666, min_size=999, max_size=999),
        stable(1, 667, min_size=999, max_size=999),
        (
            "availability.static_stability.instances_left: must need no more than 1000 instances (a load balancer's "
            "targets), needs 1001, got 667; lower it, or zones_lost, or add zones",
        ),
    ),
    Case(
        "replacement_keeps_the_minimum",
        stable(1, 1, min_size=2),
        {
            **stable(1, 1, min_size=2),
            "availability": {"static_stability": {"zones_lost": 1, "instances_left": 1}, "min_healthy_percent": 99},
        },
        (
            "availability.min_healthy_percent: must be 100 with static_stability: a zone may be lost while instances "
            "are replaced, got 99; use 100, or remove static_stability",
        ),
    ),
]
