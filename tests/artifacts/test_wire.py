"""Which way requests are made, and what the C library's own failures are called."""

import importlib.util
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import pytest

from pulumi_ha_web.artifacts import wire
from pulumi_ha_web.artifacts.clients import Aws
from pulumi_ha_web.artifacts.parts import MAX_BYTES, UNDER_WAY_BYTES, part_bytes
from pulumi_ha_web.artifacts.upload import upload
from pulumi_ha_web.artifacts.wire import ENGINE, open_wire
from pulumi_ha_web.artifacts.wire_crt import CrtWire
from pulumi_ha_web.artifacts.wire_python import PythonWire
from pulumi_ha_web.errors import ArtifactError
from tests.artifacts.conftest import KEYS, REGION
from tests.artifacts.faults import refused
from tests.artifacts.faulty import Middleman
from tests.artifacts.transfers import IN_PARTS, Bucket, file

PROXIES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE")
ENDPOINTS = ("AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*PROXIES, *ENDPOINTS, "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", ENGINE):
        monkeypatch.delenv(name, raising=False)


def here(endpoint: str = "http://127.0.0.1:1", region: str = REGION) -> Aws:
    """An account that nothing is sent to."""
    return Aws(region, endpoint=endpoint, keys=KEYS)


def kind(aws: Aws, part: int = 0) -> type[Any]:
    with open_wire(aws, part) as opened:
        return type(opened)


@pytest.mark.parametrize(("asked", "expected"), [("", CrtWire), ("crt", CrtWire), ("python", PythonWire)])
def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch, asked: str, expected: type[Any]) -> None:
    monkeypatch.setenv(ENGINE, asked)
    assert kind(here()) is expected


def test_another_engine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENGINE, "fast")
    with pytest.raises(ArtifactError) as error:
        kind(here())
    assert str(error.value) == "HA_WEB_TRANSFERS: must be crt or python, got fast; or leave it unset"


def test_without_the_library_requests_go_through_boto3(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec

    def without(name: str) -> ModuleSpec | None:
        return None if name == "awscrt" else found(name)

    monkeypatch.setattr(wire, "find_spec", without)
    assert kind(here()) is PythonWire
    monkeypatch.setenv(ENGINE, "crt")
    with pytest.raises(ArtifactError, match="crt is not installed; `pip install 'pulumi-ha-web"):
        kind(here())


def test_parts_that_are_too_large_for_memory_are_read_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    for asked in ("", "crt"):
        monkeypatch.setenv(ENGINE, asked)
        assert kind(here(), UNDER_WAY_BYTES) is CrtWire
        assert kind(here(), UNDER_WAY_BYTES + 1) is PythonWire
        assert kind(here(), part_bytes(MAX_BYTES)) is PythonWire


@pytest.mark.parametrize("name", [*PROXIES, *ENDPOINTS])
def test_what_only_boto3_knows_is_left_to_it(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    aws = here("https://127.0.0.1:1")
    assert kind(aws) is CrtWire
    monkeypatch.setenv(name, "true")
    assert kind(aws) is PythonWire


@pytest.mark.parametrize(("region", "expected"), [("cn-north-1", CrtWire), ("us-iso-east-1", PythonWire)])
def test_partitions_with_hosts_of_their_own_are_left_to_boto3(region: str, expected: type[Any]) -> None:
    assert kind(here("https://127.0.0.1:1", region)) is expected


def test_a_test_cannot_reach_aws_through_the_c_library() -> None:
    with pytest.raises(AssertionError, match="the C library would send this test's requests to AWS"):
        kind(Aws(REGION, keys=KEYS))


@pytest.mark.parametrize(
    ("status", "code", "text"),
    [
        (503, "SlowDown", "AWS asks to slow down, and still did at attempt 8"),
        (500, "InternalError", "AWS itself failed, and still did at attempt 8"),
        (400, "RequestTimeout", "the connection stood still for too long"),
        (403, "RequestTimeTooSkewed", "the clock of this machine is more than 15 minutes off"),
        (400, "ExpiredToken", "the AWS credentials have expired"),
        (403, "AccessDenied", "access denied: these credentials may not s3:PutObject on arn:aws:s3:::"),
        (409, "ConditionalRequestConflict", "another writer is at app.tar in bucket "),
    ],
)
def test_both_ways_say_the_same_of_a_refusal(
    bucket: Bucket, between: Middleman, folder: Path, status: int, code: str, text: str
) -> None:
    between.does(refused(status, code), "PutObject", times=None)
    path = file(folder, 10)
    with pytest.raises(ArtifactError, match=f"^uploading {path}: {text}"):
        upload(bucket.aws, path, bucket.name, "app.tar")


def test_both_ways_say_that_nothing_answers(engine: str, folder: Path) -> None:
    with pytest.raises(ArtifactError, match=r"nothing answers at http://127\.0\.0\.1:1"):
        upload(here(), file(folder, 10), "artifacts", "app.tar")


def test_credentials_that_cannot_be_renewed_last_as_long_as_they_do(
    bucket: Bucket, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, found = list[Aws](), Aws.credentials

    def once(aws: Aws) -> Any:
        asked.append(aws)
        if len(asked) > 1:
            raise ArtifactError("looking for credentials: they cannot be renewed")
        return found(aws)

    monkeypatch.setattr(Aws, "credentials", once)
    path = file(folder, IN_PARTS)
    upload(bucket.aws, path, bucket.name, "app.tar")
    assert bucket.content() == path.read_bytes()
