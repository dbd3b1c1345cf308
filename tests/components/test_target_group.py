"""The target group: how instances are asked, how requests are shared, and a name that lets it be replaced."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components import LoadBalancer
from tests.recording import build, record

TARGETS = "lb/targetGroup:TargetGroup"


def arguments(**changes: Any) -> dict[str, Any]:
    return {"vpc_id": "vpc-1", "subnet_ids": ["subnet-a", "subnet-b"], "access_logs_enabled": False, **changes}


def inputs(**changes: Any) -> Mapping[str, Any]:
    return build(LoadBalancer, arguments(**changes)).one(TARGETS).inputs


HEALTH_CHECK = {
    "enabled": True,
    "path": "/",
    "port": "traffic-port",
    "protocol": "HTTP",
    "matcher": "200",
    "interval": 15,
    "timeout": 5,
    "healthyThreshold": 2,
    "unhealthyThreshold": 2,
}


def test_instances_are_asked_for_their_front_page_over_http_on_the_port_that_serves() -> None:
    assert inputs() == {
        # printf 'vpc-1\00080\0HTTP' | sha256sum: another name would replace every target group there is.
        "name": "web-test-tg-ec462f",
        "vpcId": "vpc-1",
        "targetType": "instance",
        "port": 80,
        "protocol": "HTTP",
        "deregistrationDelay": 60,
        "slowStart": 0,
        "loadBalancingAlgorithmType": "round_robin",
        "stickiness": {"type": "lb_cookie", "enabled": False},
        "healthCheck": HEALTH_CHECK,
        "tags": {"Name": "web-test-tg"},
    }


def test_it_is_a_child_of_the_component() -> None:
    assert build(LoadBalancer, arguments()).one(TARGETS).urn == (
        "urn:pulumi:test::ha-web::ha-web:index:LoadBalancer$aws:lb/targetGroup:TargetGroup::web-test-tg"
    )


def test_the_health_check_can_differ_from_the_traffic_in_everything() -> None:
    own = inputs(
        health_check_path="/up",
        health_check_port=9000,
        health_check_protocol="HTTPS",
        health_check_matcher="200-299",
        health_check_interval_seconds=30,
        health_check_timeout_seconds=6,
        health_check_healthy_threshold=3,
        health_check_unhealthy_threshold=4,
    )
    assert own["healthCheck"] == {
        "enabled": True,
        "path": "/up",
        "port": "9000",
        "protocol": "HTTPS",
        "matcher": "200-299",
        "interval": 30,
        "timeout": 6,
        "healthyThreshold": 3,
        "unhealthyThreshold": 4,
    }
    assert (own["port"], own["protocol"]) == (80, "HTTP")


def test_the_health_check_speaks_the_protocol_of_the_traffic_unless_told_otherwise() -> None:
    assert inputs(target_protocol="HTTPS")["healthCheck"] == {**HEALTH_CHECK, "protocol": "HTTPS"}
    assert inputs(target_protocol="HTTPS", health_check_protocol="HTTP")["healthCheck"] == HEALTH_CHECK


def test_a_user_stays_with_one_instance_only_if_asked() -> None:
    assert inputs(stickiness_seconds=3600)["stickiness"] == {
        "type": "lb_cookie",
        "enabled": True,
        "cookieDuration": 3600,
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"deregistration_delay_seconds": 0}, {"deregistrationDelay": 0}),
        ({"slow_start_seconds": 30}, {"slowStart": 30}),
        (
            {"algorithm": "least_outstanding_requests"},
            {"loadBalancingAlgorithmType": "least_outstanding_requests"},
        ),
    ],
)
def test_how_requests_are_shared_can_be_chosen(changes: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    assert inputs(**changes) == {**inputs(), **expected}


identities = st.tuples(
    st.sampled_from(["vpc-1", "vpc-10", "vpc-2"]), st.integers(1, 65535), st.sampled_from(["HTTP", "HTTPS"])
)


@settings(max_examples=40, deadline=None)
@given(one=identities, other=identities)
def test_old_and_new_stand_side_by_side_when_aws_must_replace_it(
    one: tuple[str, int, str], other: tuple[str, int, str]
) -> None:
    """Neither VPC nor port nor protocol can be changed in place: with the old name, creation would collide."""
    names = [
        inputs(vpc_id=vpc, target_port=port, target_protocol=protocol)["name"] for vpc, port, protocol in (one, other)
    ]
    assert (names[0] == names[1]) == (one == other)
    assert all(re.fullmatch(r"web-test-tg-[0-9a-f]{6}", each) for each in names)


@pytest.mark.parametrize(
    "changes",
    [
        {"subnet_ids": ["subnet-c"]},
        {"target_security_group_ids": {"instances": "sg-1"}},
        {"scheme": "internal", "allowed_cidr_blocks": ["10.0.0.0/8"]},
        {"ipv6": True},
        {"http_port": 8080},
        {"certificate_arn": "c"},
        {"certificate_arn": "c", "https_port": 8443},
        {"certificate_arn": "c", "ssl_policy": "other"},
        {"allowed_cidr_blocks": ["192.0.2.0/24"]},
        {"alias_name": "www.example.org", "alias_zone_id": "Z"},
        {"algorithm": "least_outstanding_requests"},
        {"health_check_path": "/up"},
        {"health_check_port": 9000},
        {"health_check_protocol": "HTTPS"},
        {"health_check_matcher": "204"},
        {"health_check_interval_seconds": 30},
        {"health_check_timeout_seconds": 6},
        {"health_check_healthy_threshold": 3},
        {"health_check_unhealthy_threshold": 3},
        {"stickiness_seconds": 60},
        {"deregistration_delay_seconds": 0},
        {"slow_start_seconds": 30},
        {"idle_timeout_seconds": 30},
        {"access_logs_enabled": True},
        {"deletion_protection": False},
        {"zonal_shift": False},
        {"web_acl_arn": "arn of an acl"},
        {"tags": {"Owner": "web"}},
    ],
    ids=str,
)
def test_what_aws_changes_in_place_keeps_the_name(changes: Mapping[str, Any]) -> None:
    """A new name is a new target group, which starts without a single healthy instance."""
    assert inputs(**changes)["name"] == "web-test-tg-ec462f"


def test_the_name_of_the_longest_component_that_a_load_balancer_takes_fits_too() -> None:
    recording = record(lambda: LoadBalancer("a" * 21, arguments()))
    assert len(recording.one(TARGETS).inputs["name"]) == 31
