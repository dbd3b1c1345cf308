"""A value that is not the default for every setting, by strategy, and what each means something only together with."""

from collections.abc import Mapping
from typing import Any

Values = Mapping[str, Any]
"""Settings by dotted path."""

CERTIFICATE = "arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/12345678-1234-1234-1234-123456789012"
WEB_ACL = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/front/12345678-1234-1234-1234-123456789012"

RELEASE = {
    "version": "1.4.2",
    "key": "releases/1.4.2/app.tar.gz",
    "object_version": "PHtexPGjH2y.zBgT8LmB7wwLI2mpbz.k",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}

BASES: Mapping[str, Values] = {
    "load_balanced": {},
    "self_healing": {"availability.strategy": "self_healing", "availability.instance_warmup_seconds": 600},
    "auto_recovery": {"availability.strategy": "auto_recovery"},
    "dns_failover": {
        "availability.strategy": "dns_failover",
        "availability.record.name": "www.example.com",
        "availability.record.new_zone_name": "example.com",
    },
}
"""What a stack of each strategy says at least, when it may have a release."""

COMMON: Values = {
    "naming.application": "shop",
    "naming.environment": "staging",
    "naming.owner": "platform@example.com",
    "naming.cost_center": "4711",
    "naming.tags": {"Team": "web"},
    "network.cidr_block": "10.99.0.0/18",
    "network.zones": ["a", "b"],
    "network.session_manager_endpoints": True,
    "network.flow_logs.enabled": False,
    "network.flow_logs.retention_days": 7,
    "network.flow_logs.traffic_type": "ALL",
    "instance.ami.id": "ami-0123456789abcdef0",
    "instance.ami.ssm_parameter": "/golden/web",
    "instance.ami.name_filter": "al2023-ami-*",
    "instance.ami.owners": ["123456789012"],
    "instance.instance_type": "m7g.large",
    "instance.key_name": "ops",
    "instance.user_data.update_system": False,
    "instance.user_data.packages": ["httpd"],
    "instance.user_data.services": ["httpd"],
    "instance.user_data.script": "echo hello",
    "instance.root_volume.size_gib": 20,
    "instance.root_volume.iops": 4000,
    "instance.root_volume.throughput_mib": 200,
    "instance.root_volume.kms_key_arn": KEY,
    "instance.detailed_monitoring": False,
    "instance.egress_ports": [443, 5432],
    "artifacts.removable": True,
    "artifacts.noncurrent_retention_days": 10,
    "artifacts.abort_upload_days": 3,
    "artifacts.kms_key_arn": KEY,
    "artifacts.initial_object": {"key": "index.html", "content": "hello"},
    "artifacts.initial_object.key": "other.html",
    "artifacts.initial_object.content": "goodbye",
    "artifacts.release": RELEASE,
    "artifacts.release.key": "releases/1.4.2/app.tar",
    "artifacts.release.object_version": "another",
    "artifacts.release.sha256": "0" * 64,
    "monitoring.email_addresses": ["oncall@example.com"],
}
"""Settings that every strategy has."""

_GROUPED: Values = {
    "availability.health_check_grace_seconds": 240,
    "availability.instance_warmup_seconds": 60,
    "availability.auto_rollback": False,
    "availability.max_instance_lifetime_days": 30,
    "availability.lifecycle_hooks": {"drain": {"transition": "terminating"}},
}
_DIRECT: Values = {"availability.ports": [8080], "availability.allowed_cidr_blocks": ["203.0.113.0/24"]}
_KEPT: Values = {**_DIRECT, "availability.termination_protection": False}

OWN: Mapping[str, Values] = {
    "load_balanced": {
        **_GROUPED,
        "network.nat": "single",
        "network.ipv6": True,
        "availability.min_healthy_percent": 90,
        "availability.max_healthy_percent": 120,
        "availability.zone_distribution": "balanced-only",
        "availability.scale_in_protection": True,
        "scaling.min_size": 1,
        "scaling.desired_capacity": 3,
        "scaling.max_size": 9,
        "scaling.target_tracking": [{"metric": "network_in", "target_value": 1000000}],
        "scaling.schedules": {"night": {"cron": "0 20 * * *", "min_size": 1}},
        "scaling.predictive": {"metric": "cpu", "target_value": 50},
        "scaling.predictive.metric": "network_in",
        "scaling.predictive.target_value": 60,
        "scaling.predictive.mode": "forecast_and_scale",
        "scaling.predictive.scheduling_buffer_seconds": 60,
        "scaling.warm_pool": {},
        "scaling.warm_pool.min_size": 2,
        "scaling.warm_pool.max_prepared_capacity": 4,
        "scaling.warm_pool.state": "running",
        "scaling.warm_pool.reuse_on_scale_in": True,
        "scaling.mixed_instances": {"instance_types": ["t3.micro", "t3a.micro"]},
        "scaling.mixed_instances.instance_types": ["t3.micro", "t3.small"],
        "scaling.mixed_instances.on_demand_base": 2,
        "scaling.mixed_instances.spot_percent": 20,
        "scaling.mixed_instances.spot_allocation": "lowest-price",
        "load_balancer.scheme": "internal",
        "load_balancer.http_port": 8080,
        "load_balancer.https_port": 8443,
        "load_balancer.certificate_arn": CERTIFICATE,
        "load_balancer.domain": {"name": "shop.example.com", "hosted_zone_name": "example.com"},
        "load_balancer.domain.name": "web.example.com",
        "load_balancer.domain.alternative_names": ["*.example.com"],
        "load_balancer.domain.hosted_zone_id": "Z0123456789ABCDEFGHIJ",
        "load_balancer.domain.hosted_zone_name": "shop.example.com",
        "load_balancer.ssl_policy": "ELBSecurityPolicy-TLS13-1-3-2021-06",
        "load_balancer.allowed_cidr_blocks": ["203.0.113.0/24"],
        "load_balancer.target_port": 3000,
        "load_balancer.target_protocol": "HTTPS",
        "load_balancer.algorithm": "least_outstanding_requests",
        "load_balancer.health_check.path": "/healthz",
        "load_balancer.health_check.port": 9000,
        "load_balancer.health_check.protocol": "HTTPS",
        "load_balancer.health_check.matcher": "200-299",
        "load_balancer.health_check.interval_seconds": 30,
        "load_balancer.health_check.timeout_seconds": 3,
        "load_balancer.health_check.healthy_threshold": 5,
        "load_balancer.health_check.unhealthy_threshold": 5,
        "load_balancer.stickiness_seconds": 600,
        "load_balancer.deregistration_delay_seconds": 30,
        "load_balancer.slow_start_seconds": 60,
        "load_balancer.idle_timeout_seconds": 120,
        "load_balancer.access_logs.enabled": False,
        "load_balancer.access_logs.retention_days": 30,
        "load_balancer.access_logs.removable": True,
        "load_balancer.deletion_protection": False,
        "load_balancer.zonal_shift": False,
        "load_balancer.web_acl_arn": WEB_ACL,
        "monitoring.server_error_percent": 10,
    },
    "self_healing": {
        **_GROUPED,
        **_DIRECT,
        "availability.stable_address": True,
        "availability.data_volume": {},
        "availability.data_volume.size_gib": 50,
        "availability.data_volume.zone": "b",
        "availability.data_volume.mount_path": "/srv/uploads",
        "availability.data_volume.kms_key_arn": KEY,
        "availability.data_volume.removable": True,
    },
    "auto_recovery": {**_KEPT, "availability.zone": "b"},
    "dns_failover": {
        **_KEPT,
        "availability.primary_zone": "c",
        "availability.secondary_zone": "c",
        "availability.record.name": "shop.example.com",
        "availability.record.ttl_seconds": 30,
        "availability.record.hosted_zone_id": "Z0123456789ABCDEFGHIJ",
        "availability.record.hosted_zone_name": "www.example.com",
        "availability.record.new_zone_name": "www.example.com",
        "availability.health_check.protocol": "HTTPS",
        "availability.health_check.port": 8443,
        "availability.health_check.path": "/healthz",
        "availability.health_check.search_string": "well",
        "availability.health_check.interval_seconds": 10,
        "availability.health_check.failure_threshold": 2,
        "availability.maintenance_page": {"content": "<p>Back soon.</p>"},
        "availability.maintenance_page.content": "<p>Back at nine.</p>",
        "availability.maintenance_page.removable": False,
    },
}
"""Settings that only some strategies have, or that only mean something for them."""

NEEDS: Mapping[str, Values] = {
    "instance.ami.name_filter": {"instance.ami.owners": ["amazon"], "instance.ami.name_filter": "another-*"},
    "instance.ami.owners": {"instance.ami.name_filter": "al2023-ami-*", "instance.ami.owners": ["amazon"]},
    "instance.user_data.update_system": {"instance.user_data.packages": ["nginx"]},
    "instance.root_volume.iops": {"instance.root_volume.size_gib": 20},
    "artifacts.initial_object.": {"artifacts.initial_object": {"key": "index.html", "content": "hello"}},
    "artifacts.release.": {"artifacts.release": RELEASE},
    "scaling.predictive.": {"scaling.predictive": {"metric": "cpu", "target_value": 50}},
    "scaling.warm_pool.": {"scaling.warm_pool": {"state": "stopped"}},
    "scaling.mixed_instances.": {"scaling.mixed_instances": {"instance_types": ["t3.micro", "t3a.micro"]}},
    "load_balancer.domain.": {"load_balancer.domain": {"name": "shop.example.com", "hosted_zone_name": "example.com"}},
    "load_balancer.domain.hosted_zone_id": {
        "load_balancer.domain": {"name": "shop.example.com", "hosted_zone_id": "Z0000000000"}
    },
    "load_balancer.https_port": {"load_balancer.certificate_arn": CERTIFICATE},
    "load_balancer.ssl_policy": {"load_balancer.certificate_arn": CERTIFICATE},
    "availability.data_volume.": {"availability.data_volume": {"size_gib": 20}},
    "availability.maintenance_page.": {"availability.maintenance_page": {"content": "<p>Back soon.</p>"}},
    "availability.record.hosted_zone_id": {
        "availability.record": {"name": "www.example.com", "hosted_zone_id": "Z0000000000"}
    },
    "availability.record.hosted_zone_name": {
        "availability.record": {"name": "www.example.com", "hosted_zone_name": "example.com"}
    },
}
"""What a setting means something only together with, by its path or, with a dot at the end, by what it stands in. It is
set on both sides of the comparison."""

NOT_BUILT: Values = {
    "network.nat": "is refused but with a load balancer, and tried there",
    "network.ipv6": "is refused but with a load balancer, and tried there",
    "region": "is the provider's",
    "stack": "is Pulumi's; the golden names show it",
    "naming.allowed_account_ids": "refuses the wrong account (test_program.py)",
    "network.connected_cidr_blocks": "refuses an overlap (tests/config)",
    "availability.strategy": "chooses the program",
    "availability.static_stability": "refuses a group that is too small (tests/config)",
    "availability.static_stability.zones_lost": "as above",
    "availability.static_stability.instances_left": "as above",
    "availability.switch_target_seconds": "refuses a slower switch (tests/config)",
    "artifacts.release.version": "is refused but with a key that is below it (tests/components has both)",
    "monitoring.server_error_percent": "is refused without a load balancer",
}
"""Settings that reach no resource, and what they do instead."""
