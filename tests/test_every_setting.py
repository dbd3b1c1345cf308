"""Every setting means something: another value of it changes what is registered, or what is refused."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings

from config import ConfigError, Settings, load
from config.section import Section
from tests.program import as_texts, config_of, record_config
from tests.strategies import stack_configs

CERTIFICATE = "arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/12345678-1234-1234-1234-123456789012"
WEB_ACL = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/front/12345678-1234-1234-1234-123456789012"
FILTER = {"instance.ami.name_filter": "al2023-ami-*", "instance.ami.owners": ["amazon"]}

OTHER_VALUES: Mapping[str, Any] = {
    "naming.application": "shop",
    "naming.environment": "staging",
    "naming.owner": "platform@example.com",
    "naming.cost_center": "4711",
    "naming.tags": {"Team": "web"},
    "network.cidr_block": "10.99.0.0/18",
    "network.zones": ["a", "b"],
    "network.nat": "single",
    "network.ipv6": True,
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
    "availability.health_check_grace_seconds": 240,
    "availability.instance_warmup_seconds": 60,
    "availability.min_healthy_percent": 90,
    "availability.max_healthy_percent": 120,
    "availability.auto_rollback": False,
    "availability.zone_distribution": "balanced-only",
    "availability.scale_in_protection": True,
    "availability.max_instance_lifetime_days": 30,
    "availability.lifecycle_hooks": {"drain": {"transition": "terminating"}},
    "scaling.min_size": 1,
    "scaling.desired_capacity": 3,
    "scaling.max_size": 9,
    "scaling.target_tracking": [{"metric": "network_in", "target_value": 1000000}],
    "scaling.schedules": {"night": {"cron": "0 20 * * *", "min_size": 1}},
    "scaling.predictive": {"metric": "cpu", "target_value": 50},
    "scaling.warm_pool": {"min_size": 1},
    "scaling.mixed_instances": {"instance_types": ["t3.micro", "t3a.micro"]},
    "load_balancer.scheme": "internal",
    "load_balancer.http_port": 8080,
    "load_balancer.https_port": 8443,
    "load_balancer.certificate_arn": CERTIFICATE,
    "load_balancer.domain": {"name": "shop.example.com", "hosted_zone_name": "example.com"},
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
    "artifacts.removable": True,
    "artifacts.noncurrent_retention_days": 10,
    "artifacts.abort_upload_days": 3,
    "artifacts.kms_key_arn": KEY,
    "artifacts.initial_object": {"key": "index.html", "content": "hello"},
    "monitoring.email_addresses": ["oncall@example.com"],
    "monitoring.server_error_percent": 10,
}
"""A value that is not the default, for each setting."""

NEEDS: Mapping[str, Mapping[str, Any]] = {
    "instance.ami.name_filter": {"instance.ami.owners": ["amazon"], "instance.ami.name_filter": "another-*"},
    "instance.ami.owners": FILTER,
    "instance.user_data.update_system": {"instance.user_data.packages": ["nginx"]},
    "instance.root_volume.iops": {"instance.root_volume.size_gib": 20},
    "load_balancer.https_port": {"load_balancer.certificate_arn": CERTIFICATE},
    "load_balancer.ssl_policy": {"load_balancer.certificate_arn": CERTIFICATE},
}
"""What a setting means something only together with; it is set on both sides of the comparison."""

NOT_BUILT = {
    "region": "is the provider's",
    "stack": "is Pulumi's; the golden names show it",
    "naming.allowed_account_ids": "refuses the wrong account (test_program.py)",
    "network.connected_cidr_blocks": "refuses an overlap (tests/config)",
    "availability.strategy": "chooses the program; there is one so far",
}
"""Settings that reach no resource, and what they do instead."""


def leaves(model: type[Section], prefix: str = "") -> set[str]:
    """Return the dotted path of every setting."""
    found = set()
    for name, info in model.model_fields.items():
        kind = info.annotation
        if isinstance(kind, type) and issubclass(kind, Section):
            found |= leaves(kind, f"{prefix}{name}.")
        else:
            found.add(f"{prefix}{name}")
    return found


def sections(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings given by dotted path as nested sections."""
    nested: dict[str, Any] = {}
    for path, value in values.items():
        *parents, last = path.split(".")
        place = nested
        for parent in parents:
            place = place.setdefault(parent, {})
        place[last] = value
    return nested


def test_this_table_knows_every_setting() -> None:
    assert leaves(Settings) == set(OTHER_VALUES) | set(NOT_BUILT)


@pytest.mark.parametrize("path", OTHER_VALUES)
def test_a_setting_reaches_a_resource(path: str) -> None:
    needed = NEEDS.get(path, {})
    without = record_config(config_of(sections(needed))).arguments()
    changed = record_config(config_of(sections({**needed, path: OTHER_VALUES[path]}))).arguments()
    assert changed != without, f"{path} is accepted and does nothing"


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stack_configs())
def test_whatever_the_settings_accept_is_built(config: Mapping[str, Any]) -> None:
    """The components' own limits are stated a second time in `config`; this is what keeps the two together."""
    recording = record_config(as_texts(config), "dev")
    assert len(recording.of("autoscaling/group:Group")) == 1
    assert len(recording.of("lb/loadBalancer:LoadBalancer")) == 1
    names = [each.urn for each in recording.resources]
    assert len(set(names)) == len(names)


def test_the_two_line_stack_file_is_a_good_one() -> None:
    """Three zones, a way out per zone, at least two instances, scaling, logs, protection: without saying so."""
    recording = record_config({"aws:region": "eu-west-1"})
    assert len(recording.of("ec2/subnet:Subnet")) == 6
    assert len(recording.of("ec2/natGateway:NatGateway")) == 3
    group = recording.one("autoscaling/group:Group").inputs
    assert (group["minSize"], group["maxSize"], group["healthCheckType"]) == (2, 6, "ELB")
    assert len(recording.of("autoscaling/policy:Policy")) == 1
    balancer = recording.one("lb/loadBalancer:LoadBalancer").inputs
    assert balancer["enableDeletionProtection"] is True
    assert balancer["accessLogs"]["enabled"] is True


@pytest.mark.parametrize("path", sorted(set(OTHER_VALUES) | {"availability.strategy"}))
def test_a_wrong_type_names_its_setting(path: str) -> None:
    wrong = [1.5] if not isinstance(OTHER_VALUES.get(path), list) else 1.5
    texts = {name: json.dumps(section) for name, section in sections({path: wrong}).items()}
    config = {"aws:region": "eu-west-1", **{f"ha-web:{name}": text for name, text in texts.items()}}
    with pytest.raises(ConfigError) as refused:
        load(config, stack="test", source="Pulumi.test.yaml")
    assert any(problem.path.startswith(path) for problem in refused.value.problems), str(refused.value)
