"""The provider of us-east-1 follows the stack's own, but for the region."""

import inspect
import json
from typing import Any

import pulumi_aws as aws
import pytest

from components._us_east_1 import STRUCTURED, TEXT, us_east_1_provider
from tests.recording import Recorded, record

PROVIDER = "pulumi:providers:aws"
ENDPOINTS = [{"cloudwatch": "http://127.0.0.1:5580", "sns": "http://127.0.0.1:5580", "sts": "http://127.0.0.1:5580"}]
DEFAULTS = {"region": "us-east-1", "skipCredentialsValidation": "false", "skipRegionValidation": "true"}
"""What the SDK says where nothing is configured. It hands everything but text over as JSON."""
NESTED: dict[str, Any] = {
    "allowedAccountIds": ["123456789012"],
    "assumeRoleWithWebIdentity": {"roleArn": "arn of a role", "webIdentityTokenFile": "token"},
    "assumeRoles": [{"roleArn": "arn of a role", "sessionName": "deploy"}],
    "defaultTags": {"tags": {"CostCenter": "42"}},
    "endpoints": ENDPOINTS,
    "forbiddenAccountIds": ["210987654321"],
    "ignoreTags": {"keyPrefixes": ["aws-backup-"]},
    "insecure": True,
    "maxRetries": 2,
    "s3UsePathStyle": True,
    "sharedConfigFiles": ["config"],
    "sharedCredentialsFiles": ["credentials"],
    "skipCredentialsValidation": True,
    "skipMetadataApiCheck": True,
    "skipRegionValidation": False,
    "skipRequestingAccountId": True,
    "tokenBucketRateLimiterCapacity": 100,
    "useDualstackEndpoint": True,
    "useFipsEndpoint": True,
    "userAgents": [{"productName": "ha-web"}],
}
WORDS = {
    "accessKey": "AKIAEXAMPLE",
    "customCaBundle": "ca.pem",
    "ec2MetadataServiceEndpoint": "http://127.0.0.1:1",
    "ec2MetadataServiceEndpointMode": "IPv4",
    "httpProxy": "http://127.0.0.1:2",
    "httpsProxy": "http://127.0.0.1:3",
    "noProxy": "127.0.0.1",
    "profile": "web",
    "retryMode": "adaptive",
    "s3UsEast1RegionalEndpoint": "regional",
    "secretKey": "not-a-secret",
    "stsRegion": "eu-west-1",
    "tagPolicyCompliance": "warning",
    "token": "not-a-token",
}


def built(config: dict[str, str], *secret_keys: str) -> Recorded:
    return record(
        lambda: us_east_1_provider("web-test"), config={"aws:region": "eu-west-1", **config}, secret_keys=secret_keys
    ).one(PROVIDER)


def readable(inputs: Any) -> dict[str, Any]:
    """Return arguments without the mark that says that they are secret."""
    return {key: value["value"] if isinstance(value, dict) else value for key, value in inputs.items()}


def secret(provider: Recorded) -> set[str]:
    return {key for key, value in provider.inputs.items() if isinstance(value, dict)}


def test_it_is_a_provider_for_us_east_1_whatever_the_stacks_region() -> None:
    provider = built({})
    assert (provider.name, dict(provider.inputs)) == ("web-test-us-east-1", DEFAULTS)


def test_every_argument_of_a_provider_is_followed_but_the_region() -> None:
    """One that a new SDK brings, and that is missing here, would apply to one half of the stack."""
    offered = set(inspect.signature(aws.Provider._internal_init).parameters)
    assert offered - {"__self__", "resource_name", "args", "opts", "__props__", "region"} == {*TEXT, *STRUCTURED}
    assert len(WORDS) == len(TEXT)
    assert len(NESTED) == len(STRUCTURED)


@pytest.mark.parametrize("key", NESTED)
def test_what_is_structured_arrives_as_it_is_configured(key: str) -> None:
    arrived = json.loads(readable(built({f"aws:{key}": json.dumps(NESTED[key])}).inputs)[key])
    assert arrived == NESTED[key]
    assert type(arrived) is type(NESTED[key])


@pytest.mark.parametrize("key", WORDS)
def test_text_arrives_as_it_is_configured(key: str) -> None:
    assert readable(built({f"aws:{key}": WORDS[key]}).inputs) == {**DEFAULTS, key: WORDS[key]}


def test_text_that_looks_like_a_number_stays_text() -> None:
    assert readable(built({"aws:token": "123456789012"}).inputs)["token"] == "123456789012"


def test_all_of_it_at_once() -> None:
    config = {f"aws:{key}": json.dumps(value) for key, value in NESTED.items()}
    inputs = built(config | {f"aws:{key}": value for key, value in WORDS.items()}).inputs
    assert inputs.keys() == {*NESTED, *WORDS, "region"}
    assert inputs["region"] == "us-east-1"


def test_credentials_are_secret_whether_the_configuration_says_so_or_not() -> None:
    """They stand in the stack's state, which is encrypted for secrets alone."""
    provider = built({f"aws:{key}": value for key, value in WORDS.items()})
    assert secret(provider) == {"accessKey", "secretKey", "token"}


@pytest.mark.parametrize(
    ("key", "value"), [("httpProxy", WORDS["httpProxy"]), ("assumeRoles", json.dumps(NESTED["assumeRoles"]))]
)
def test_what_the_configuration_keeps_secret_stays_secret(key: str, value: str) -> None:
    assert secret(built({f"aws:{key}": value}, f"aws:{key}")) == {key}
    assert secret(built({f"aws:{key}": value})) == set()
