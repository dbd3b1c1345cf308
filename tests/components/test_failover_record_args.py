"""The failover record's arguments: each reaches a resource, in either form, and what cannot work is refused."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from components.failover_record import FailoverRecord, FailoverRecordArgs
from tests.recording import build

CHECK, RECORD, ZONE = "route53/healthCheck:HealthCheck", "route53/record:Record", "route53/zone:Zone"
BUCKET, OBJECT = "s3/bucket:Bucket", "s3/bucketObjectv2:BucketObjectv2"
REQUIRED: dict[str, Any] = {
    "record_name": "www.example.org",
    "primary_address": "198.51.100.1",
    "secondary_address": "198.51.100.2",
}
EVERYTHING: dict[str, Any] = {**REQUIRED, "hosted_zone_id": "ZONE", "maintenance_page": "<h1>Soon</h1>"}
LANDINGS: dict[str, tuple[object, str, str, str, object]] = {
    "record_name": ("shop.example.org", RECORD, "web-test-primary", "name", "shop.example.org"),
    "primary_address": ("192.0.2.1", RECORD, "web-test-origin-primary", "records.0", "192.0.2.1"),
    "secondary_address": ("192.0.2.2", CHECK, "web-test-secondary", "ipAddress", "192.0.2.2"),
    "hosted_zone_id": ("ZONE-2", RECORD, "web-test-secondary", "zoneId", "ZONE-2"),
    "new_zone_name": ("example.org", ZONE, "web-test-zone", "name", "example.org"),
    "protocol": ("TCP", CHECK, "web-test-primary", "type", "TCP"),
    "port": (8080, CHECK, "web-test-secondary", "port", 8080),
    "path": ("/up", CHECK, "web-test-primary", "resourcePath", "/up"),
    "search_string": ("well", CHECK, "web-test-secondary", "searchString", "well"),
    "interval_seconds": (10, CHECK, "web-test-primary", "requestInterval", 10),
    "failure_threshold": (5, CHECK, "web-test-secondary", "failureThreshold", 5),
    "ttl_seconds": (30, RECORD, "web-test-origin-secondary", "ttl", 30),
    "maintenance_page": ("<h1>Later</h1>", OBJECT, "web-test-maintenance", "content", "<h1>Later</h1>"),
    "maintenance_page_removable": (False, BUCKET, "web-test-maintenance", "forceDestroy", False),
    "tags": ({"Owner": "web"}, CHECK, "web-test-primary", "tags.Owner", "web"),
}
"""Field: another value than in EVERYTHING, and the argument that it must arrive in, as what."""


def at(arguments: Any, path: str) -> Any:
    for key in path.split("."):
        arguments = arguments[int(key)] if key.isdigit() else arguments.get(key)
    return arguments


def test_the_table_of_fields_is_complete() -> None:
    assert set(LANDINGS) == set(FailoverRecordArgs.__dataclass_fields__)


@pytest.mark.parametrize("field", LANDINGS)
def test_every_field_reaches_a_resource(field: str) -> None:
    value, kind, name, path, expected = LANDINGS[field]
    instead = {"hosted_zone_id": None} if field == "new_zone_name" else {}
    inputs = build(FailoverRecord, {**EVERYTHING, **instead, field: value}).inputs(kind)[name]
    assert at(inputs, path) == expected
    assert build(FailoverRecord, EVERYTHING).inputs(kind).get(name) != inputs, "the table repeats what was there before"


def test_a_mapping_means_the_same_as_the_dataclass() -> None:
    one, other = build(FailoverRecord, EVERYTHING), build(FailoverRecord, FailoverRecordArgs(**EVERYTHING))
    assert (one.arguments(), one.outputs) == (other.arguments(), other.outputs)


def test_arguments_are_frozen_and_named() -> None:
    with pytest.raises(AttributeError, match="cannot assign to field 'port'"):
        FailoverRecordArgs(**EVERYTHING).port = 81  # type: ignore[misc]
    with pytest.raises(TypeError, match="positional argument"):
        FailoverRecordArgs("www.example.org", "198.51.100.1", "198.51.100.2")  # type: ignore[call-arg]


NEITHER_OR_BOTH = "FailoverRecord: hosted_zone_id and new_zone_name exclude each other; give exactly one"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"hosted_zone_id": None}, NEITHER_OR_BOTH),
        ({"new_zone_name": "example.org"}, NEITHER_OR_BOTH),
        ({"protocol": "UDP"}, "FailoverRecord.protocol: must be one of HTTP, HTTPS, TCP, got 'UDP'"),
        (
            {"protocol": "HTTP_STR_MATCH"},
            "FailoverRecord.protocol: must be one of HTTP, HTTPS, TCP, got 'HTTP_STR_MATCH'",
        ),
        ({"interval_seconds": 20}, "FailoverRecord.interval_seconds: must be one of 10, 30, got 20"),
        (
            {"hosted_zone_id": None, "new_zone_name": "example.com"},
            "FailoverRecord.record_name: must be example.com or end in .example.com, got 'www.example.org'; "
            "only then does the new zone answer for it",
        ),
        (
            {"hosted_zone_id": None, "new_zone_name": "ample.org"},
            "FailoverRecord.record_name: must be ample.org or end in .ample.org, got 'www.example.org'; "
            "only then does the new zone answer for it",
        ),
        (
            {"protocol": "TCP", "path": "/"},
            "FailoverRecord.path: is nothing that a TCP check can ask; leave it out, or choose HTTP or HTTPS",
        ),
        (
            {"protocol": "TCP", "search_string": "well"},
            "FailoverRecord.search_string: is nothing that a TCP check can ask; leave it out, or choose HTTP or HTTPS",
        ),
        (
            {"protocol": "HTTPS", "maintenance_page": "<h1>"},
            "FailoverRecord.maintenance_page: must not be given with HTTPS, which a website of S3 does not speak; "
            "leave it out, or choose HTTP",
        ),
        (
            {"maintenance_page": "<h1>", "record_name": f"{'a' * 52}.example.org"},
            f"name '{'a' * 52}.example.org' of a website's bucket: must have at most 63 characters, got 64; "
            "choose a host shorter by 1, or no website",
        ),
    ],
)
def test_what_cannot_work_is_refused_in_one_sentence(changes: Mapping[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        build(FailoverRecord, {**REQUIRED, "hosted_zone_id": "ZONE", **changes})


def test_a_long_name_is_fine_without_a_page() -> None:
    record_name = f"{'a' * 60}.example.org"
    recording = build(FailoverRecord, {**REQUIRED, "hosted_zone_id": "ZONE", "record_name": record_name})
    assert {each["name"] for each in recording.inputs(RECORD).values()} == {record_name}


def test_all_that_is_missing_or_misspelt_is_said_at_once() -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (the sentences are compared whole)
        build(FailoverRecord, {"record_nam": "www.example.org"})
    assert str(caught.value).splitlines() == [
        "FailoverRecord.record_nam: is not an argument; did you mean `record_name`?",
        *(f"FailoverRecord.{each}: is missing; give it a value" for each in REQUIRED),
    ]
