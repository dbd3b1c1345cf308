"""One name for two addresses: the records, and the checks that decide between them."""

from collections.abc import Mapping
from typing import Any

import pulumi_aws as aws
import pytest

from components.failover_record import FailoverRecord
from tests.recording import NAME, Recording, build, pulumi, record

CHECK, RECORD, ZONE = "route53/healthCheck:HealthCheck", "route53/record:Record", "route53/zone:Zone"
REQUIRED: dict[str, Any] = {
    "record_name": "www.example.org",
    "hosted_zone_id": "ZONE",
    "primary_address": "198.51.100.1",
    "secondary_address": "198.51.100.2",
}
ADDRESSES = {"primary": "198.51.100.1", "secondary": "198.51.100.2"}
ROLES = pytest.mark.parametrize("role", ADDRESSES)


def built(**changes: Any) -> Recording:
    return build(FailoverRecord, {**REQUIRED, **changes})


def outputs(**changes: Any) -> Mapping[str, Any]:
    return built(**changes).outputs["ha-web:index:FailoverRecord"]


def check(role: str, **what: Any) -> dict[str, Any]:
    """Return what both health checks have in common."""
    return {
        "type": "HTTP",
        "ipAddress": ADDRESSES[role],
        "fqdn": "www.example.org",
        "port": 80,
        "resourcePath": "/",
        "requestInterval": 30,
        "failureThreshold": 3,
        "measureLatency": False,
        "tags": {"Name": f"web-test-{role}"},
        **what,
    }


def test_it_is_exactly_two_checks_and_two_records() -> None:
    assert sorted((each.type.rpartition(":")[2], each.name) for each in built().resources) == [
        ("FailoverRecord", "web-test"),
        ("HealthCheck", "web-test-primary"),
        ("HealthCheck", "web-test-secondary"),
        ("Record", "web-test-primary"),
        ("Record", "web-test-secondary"),
    ]


@ROLES
def test_each_address_answers_under_the_name_while_its_own_check_is_healthy(role: str) -> None:
    found = built().of(RECORD)[f"web-test-{role}"]
    assert found.inputs == {
        "zoneId": "ZONE",
        "name": "www.example.org",
        "type": "A",
        "setIdentifier": f"web-test-{role}",
        "failoverRoutingPolicies": [{"type": role.upper()}],
        "records": [ADDRESSES[role]],
        "ttl": 60,
        "healthCheckId": f"HealthCheck web-test-{role}",
    }
    assert found.dependencies == {f"HealthCheck web-test-{role}"}


@ROLES
def test_each_address_is_asked_over_http_by_the_name_that_users_ask_for(role: str) -> None:
    assert built().inputs(CHECK)[f"web-test-{role}"] == check(role)


@ROLES
def test_over_https_a_checker_names_the_host_in_its_handshake(role: str) -> None:
    """An instance with several certificates, or one that insists on a name, would otherwise be called unhealthy."""
    found = built(protocol="HTTPS", port=443).inputs(CHECK)[f"web-test-{role}"]
    assert found == check(role, type="HTTPS", port=443, enableSni=True)


@ROLES
def test_over_tcp_nothing_is_asked_but_a_connection(role: str) -> None:
    found = dict(built(protocol="TCP", port=5432).inputs(CHECK)[f"web-test-{role}"])
    expected = check(role, type="TCP", port=5432)
    assert found == {key: value for key, value in expected.items() if key not in {"fqdn", "resourcePath"}}


@pytest.mark.parametrize("protocol", ["HTTP", "HTTPS"])
def test_a_search_string_makes_it_a_check_of_the_answer(protocol: str) -> None:
    found = built(protocol=protocol, search_string="all is well", path="/up").inputs(CHECK).values()
    assert [(each["type"], each["searchString"], each["resourcePath"]) for each in found] == [
        (f"{protocol}_STR_MATCH", "all is well", "/up")
    ] * 2


def test_with_a_search_string_too_the_host_is_named_in_the_handshake() -> None:
    found = built(protocol="HTTPS", search_string="all is well").inputs(CHECK).values()
    assert [each["enableSni"] for each in found] == [True, True]


def test_how_often_and_how_many_times_apply_to_both_checks() -> None:
    found = built(interval_seconds=10, failure_threshold=2).inputs(CHECK).values()
    assert [(each["requestInterval"], each["failureThreshold"]) for each in found] == [(10, 2), (10, 2)]


def test_a_zone_that_is_there_is_used_and_none_is_created() -> None:
    assert built().of(ZONE) == {}
    assert (outputs()["zone_id"], outputs()["name_servers"]) == ("ZONE", [])


def test_a_new_zone_is_created_and_its_name_servers_are_said() -> None:
    recording = built(hosted_zone_id=None, new_zone_name="example.org", tags={"Owner": "web"})
    assert recording.inputs(ZONE) == {
        "web-test-zone": {
            "name": "example.org",
            "comment": "Managed by Pulumi",
            "tags": {"Owner": "web", "Name": "web-test-zone"},
        }
    }
    assert [each["zoneId"] for each in recording.inputs(RECORD).values()] == ["Zone web-test-zone"] * 2
    found = recording.outputs["ha-web:index:FailoverRecord"]
    assert (found["zone_id"], found["name_servers"]) == ("Zone web-test-zone", ["ns-1.example.net", "ns-2.example.org"])


def test_a_new_zone_with_records_of_others_is_not_deleted_with_them() -> None:
    """Route 53 refuses that by itself, and the provider would do it when forced."""
    recording = built(hosted_zone_id=None, new_zone_name="example.org")
    assert "forceDestroy" not in recording.one(ZONE).inputs


def test_a_name_may_be_the_new_zones_own() -> None:
    recording = built(hosted_zone_id=None, new_zone_name="example.org", record_name="example.org")
    assert [each["name"] for each in recording.inputs(RECORD).values()] == ["example.org"] * 2


@pytest.mark.parametrize(
    ("interval", "threshold", "ttl", "seconds"), [(30, 3, 60, 150), (10, 1, 10, 20), (30, 10, 300, 600)]
)
def test_the_worst_case_is_all_checks_of_the_threshold_and_then_the_ttl(
    interval: int, threshold: int, ttl: int, seconds: int
) -> None:
    found = outputs(interval_seconds=interval, failure_threshold=threshold, ttl_seconds=ttl)
    assert found["worst_case_switch_seconds"] == seconds


def test_the_outputs_are_the_annotated_attributes() -> None:
    assert outputs() == {
        "record_name": "www.example.org",
        "zone_id": "ZONE",
        "name_servers": [],
        "primary_health_check_id": "HealthCheck web-test-primary",
        "secondary_health_check_id": "HealthCheck web-test-secondary",
        "worst_case_switch_seconds": 150,
    }
    assert set(outputs()) == set(FailoverRecord.__annotations__)


def test_its_name_is_known_once_both_records_stand() -> None:
    class Tenant(pulumi.CustomResource):
        def __init__(self, name: str, value: pulumi.Input[str]) -> None:
            super().__init__("test:index:Tenant", name, {"value": value})

    def program() -> None:
        own = FailoverRecord(NAME, REQUIRED)
        Tenant("name", own.record_name)

    both = {"Record web-test-primary", "Record web-test-secondary"}
    assert [each.dependencies for each in record(program).of("test:index:Tenant").values()] == [both]


def test_it_asks_aws_for_nothing() -> None:
    assert built().invokes == []


def test_every_resource_is_a_child_of_the_component() -> None:
    found = [
        each
        for each in built(hosted_zone_id=None, new_zone_name="example.org", maintenance_page="<h1>").resources
        if each.type.startswith("aws:")
    ]
    assert len(found) == 14
    assert [each.urn for each in found] == [
        f"urn:pulumi:test::ha-web::ha-web:index:FailoverRecord${each.type}::{each.name}" for each in found
    ]


def test_everything_that_takes_tags_has_the_stacks_and_a_name_of_its_own() -> None:
    recording = built(tags={"Owner": "web", "Name": "gives way"})
    assert [each.inputs["tags"] for each in recording.of(CHECK).values()] == [
        {"Owner": "web", "Name": each.name} for each in recording.of(CHECK).values()
    ]


def test_the_callers_options_go_to_the_component() -> None:
    options = pulumi.ResourceOptions(protect=True)
    assert record(lambda: FailoverRecord(NAME, REQUIRED, options)).one("ha-web:index:FailoverRecord").protect


def test_a_component_for_another_account_builds_there() -> None:
    def program() -> None:
        there = pulumi.ResourceOptions(provider=aws.Provider("there", region="eu-west-1"))
        FailoverRecord(NAME, {**REQUIRED, "maintenance_page": "<h1>"}, there)

    found = [each.provider for each in record(program).resources if each.type.startswith("aws:")]
    assert [each.partition("::there::")[1] for each in found] == ["::there::"] * 13


def test_two_of_them_stand_side_by_side() -> None:
    def program() -> None:
        for name in ("one", "two"):
            FailoverRecord(name, {**REQUIRED, "record_name": f"{name}.example.org"})

    assert len(record(program).of(RECORD)) == 4
