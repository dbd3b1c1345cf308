"""The last resort: a page in S3, and how the name's records come to lead to it."""

import json
from typing import Any

import pytest

from components.failover_record import FailoverRecord
from tests.recording import Recorded, Recording, build

CHECK, RECORD, BUCKET = "route53/healthCheck:HealthCheck", "route53/record:Record", "s3/bucket:Bucket"
PAGE = "<!doctype html><title>Soon</title><p>Back soon, grüezi</p>"
REQUIRED: dict[str, Any] = {
    "record_name": "www.example.org",
    "hosted_zone_id": "ZONE",
    "primary_address": "198.51.100.1",
    "secondary_address": "198.51.100.2",
}
ADDRESSES = {"primary": "198.51.100.1", "secondary": "198.51.100.2"}
OWN = "Bucket web-test-maintenance"


def built(page: str | None = PAGE, **changes: Any) -> Recording:
    return build(FailoverRecord, {**REQUIRED, "maintenance_page": page, **changes})


def setting(kind: str) -> Recorded:
    found = built().of(f"s3/{kind}")
    assert list(found) == ["web-test-maintenance"]
    return found["web-test-maintenance"]


def test_the_page_adds_a_bucket_with_all_its_settings_and_the_instances_own_records() -> None:
    names = [{(each.type, each.name) for each in built(page).resources} for page in (None, PAGE)]
    assert names[0] < names[1], "what stands without a page must stand with it: nothing is exchanged"
    assert sorted((kind.rpartition(":")[2], name) for kind, name in names[1] - names[0]) == [
        ("Bucket", "web-test-maintenance"),
        ("BucketObjectv2", "web-test-maintenance"),
        ("BucketOwnershipControls", "web-test-maintenance"),
        ("BucketPolicy", "web-test-maintenance"),
        ("BucketPublicAccessBlock", "web-test-maintenance"),
        ("BucketServerSideEncryptionConfiguration", "web-test-maintenance"),
        ("BucketWebsiteConfiguration", "web-test-maintenance"),
        ("Record", "web-test-origin-primary"),
        ("Record", "web-test-origin-secondary"),
    ]


@pytest.mark.parametrize("role", ADDRESSES)
def test_the_instances_answer_under_a_name_below_each_with_its_own_check(role: str) -> None:
    assert built().inputs(RECORD)[f"web-test-origin-{role}"] == {
        "zoneId": "ZONE",
        "name": "origin.www.example.org",
        "type": "A",
        "setIdentifier": f"web-test-{role}",
        "failoverRoutingPolicies": [{"type": role.upper()}],
        "records": [ADDRESSES[role]],
        "ttl": 60,
        "healthCheckId": f"HealthCheck web-test-{role}",
    }


def test_the_name_leads_to_the_instances_while_either_is_healthy() -> None:
    found = built().of(RECORD)["web-test-primary"]
    assert found.inputs == {
        "zoneId": "ZONE",
        "name": "www.example.org",
        "type": "A",
        "setIdentifier": "web-test-primary",
        "failoverRoutingPolicies": [{"type": "PRIMARY"}],
        "aliases": [{"name": "origin.www.example.org", "zoneId": "ZONE", "evaluateTargetHealth": True}],
    }
    assert found.dependencies == {"Record web-test-origin-primary", "Record web-test-origin-secondary"}


def test_the_name_leads_to_the_page_when_neither_is() -> None:
    found = built().of(RECORD)["web-test-secondary"]
    assert found.inputs == {
        "zoneId": "ZONE",
        "name": "www.example.org",
        "type": "A",
        "setIdentifier": "web-test-secondary",
        "failoverRoutingPolicies": [{"type": "SECONDARY"}],
        "aliases": [{"name": "s3-website.example.amazonaws.com", "zoneId": "Z-OF-S3", "evaluateTargetHealth": False}],
    }


def test_the_page_takes_its_place_only_once_it_can_be_read_and_the_instances_have_theirs() -> None:
    assert built().of(RECORD)["web-test-secondary"].dependencies == {
        "Record web-test-primary",
        OWN,
        "BucketObjectv2 web-test-maintenance",
        "BucketPolicy web-test-maintenance",
        "BucketWebsiteConfiguration web-test-maintenance",
    }


@pytest.mark.parametrize("page", [None, PAGE])
def test_with_or_without_a_page_the_names_records_are_the_same_two(page: str | None) -> None:
    """Route 53 tells them apart by name, type and identifier: with these alike, a change is a change in place."""
    found = built(page).inputs(RECORD)
    kept = [(each, found[each]) for each in ("web-test-primary", "web-test-secondary")]
    assert [(name, each["name"], each["type"], each["setIdentifier"]) for name, each in kept] == [
        (f"web-test-{role}", "www.example.org", "A", f"web-test-{role}") for role in ADDRESSES
    ]


def test_the_checks_ask_for_the_name_that_users_ask_for() -> None:
    assert built().inputs(CHECK) == built(None).inputs(CHECK)


@pytest.mark.parametrize("removable", [True, False])
def test_the_bucket_is_called_like_the_name_by_which_s3_finds_it(removable: bool) -> None:
    found = built(maintenance_page_removable=removable, tags={"Owner": "web"}).one(BUCKET)
    assert found.inputs == {
        "bucket": "www.example.org",
        "forceDestroy": removable,
        "tags": {"Owner": "web", "Name": "web-test-maintenance"},
    }
    assert found.protect is not removable


def test_the_page_can_be_taken_away_unless_it_is_asked_to_stay() -> None:
    found = built().one(BUCKET)
    assert (found.inputs["forceDestroy"], found.protect) == (True, False)


def test_everybody_may_read_the_page_and_do_nothing_else() -> None:
    policy = setting("bucketPolicy:BucketPolicy")
    assert {**policy.inputs, "policy": json.loads(policy.inputs["policy"])} == {
        "bucket": OWN,
        "policy": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "EverybodyReadsThePage",
                    "Effect": "Allow",
                    "Principal": "*",
                    "Action": "s3:GetObject",
                    "Resource": f"arn of {OWN}/index.html",
                }
            ],
        },
    }


def test_the_bucket_is_opened_to_a_policy_and_never_to_acls() -> None:
    assert setting("bucketPublicAccessBlock:BucketPublicAccessBlock").inputs == {
        "bucket": OWN,
        "blockPublicAcls": True,
        "ignorePublicAcls": True,
        "blockPublicPolicy": False,
        "restrictPublicBuckets": False,
    }
    assert setting("bucketOwnershipControls:BucketOwnershipControls").inputs == {
        "bucket": OWN,
        "rule": {"objectOwnership": "BucketOwnerEnforced"},
    }


def test_the_policy_comes_once_the_bucket_takes_public_ones() -> None:
    """S3 closes a new bucket to them, and would answer AccessDenied."""
    assert setting("bucketPolicy:BucketPolicy").dependencies == {
        OWN,
        "BucketPublicAccessBlock web-test-maintenance",
    }


def test_the_page_is_encrypted_with_s3s_own_keys() -> None:
    """Under a KMS key a reader without credentials would be refused."""
    encryption = setting("bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration")
    assert encryption.inputs == {
        "bucket": OWN,
        "rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}],
    }


def test_the_page_is_html_that_no_browser_keeps() -> None:
    found = setting("bucketObjectv2:BucketObjectv2")
    assert found.inputs == {
        "bucket": OWN,
        "key": "index.html",
        "content": PAGE,
        "contentType": "text/html; charset=utf-8",
        "cacheControl": "no-store",
    }


def test_every_path_shows_the_page() -> None:
    assert setting("bucketWebsiteConfiguration:BucketWebsiteConfiguration").inputs == {
        "bucket": OWN,
        "indexDocument": {"suffix": "index.html"},
        "errorDocument": {"key": "index.html"},
    }
