"""Where the clients go, and with what: region, credentials and endpoint as the AWS command line finds them."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest

from emulator.environment import DUMMY_ACCESS_KEY, DUMMY_SECRET_KEY, emulated
from pulumi_ha_web.artifacts.clients import Aws
from pulumi_ha_web.errors import ArtifactError

FILE = """\
[default]
region = eu-north-1

[profile shop]
region = eu-west-3
aws_access_key_id = AKIAOFTHEPROFILE0000
aws_secret_access_key = secret
"""


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No account at all, and the configuration file of a person."""
    with emulated("eu-west-1", "123456789012"):
        for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"):
            monkeypatch.delenv(name)
        (tmp_path / "config").write_text(FILE)
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
        yield


def test_the_region_is_what_is_said_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of the AWS command line (its user guide, "Command line options" and "Environment variables")."""
    assert Aws().region == "eu-north-1"
    assert Aws(profile="shop").region == "eu-west-3"
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    assert Aws(profile="shop").region == "eu-central-1"
    monkeypatch.setenv("AWS_REGION", "eu-south-1")
    assert Aws(profile="shop").region == "eu-south-1"
    assert Aws("eu-west-2", "shop").region == "eu-west-2"


def test_without_a_region_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    with pytest.raises(ArtifactError) as caught:
        Aws().client("s3")
    assert str(caught.value) == "no AWS region is set; name one with --region, or set AWS_REGION"


@pytest.mark.parametrize("by_variable", [True, False])
def test_a_profile_that_is_not_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch, by_variable: bool) -> None:
    if by_variable:
        monkeypatch.setenv("AWS_PROFILE", "nobody")
    with pytest.raises(ArtifactError) as caught:
        Aws(profile=None if by_variable else "nobody")
    assert str(caught.value) == (
        "profile nobody: is not in your AWS configuration; `aws configure list-profiles` shows those that are"
    )


def test_a_broken_configuration_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("[default\n")
    with pytest.raises(ArtifactError, match=r"^the AWS configuration files: Unable to parse config file: .*; correct"):
        Aws()


def test_credentials_come_from_where_they_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Aws().credentials()
    assert (found.access_key, found.secret_key, found.token) == (DUMMY_ACCESS_KEY, DUMMY_SECRET_KEY, None)
    assert Aws(profile="shop").credentials().access_key == "AKIAOFTHEPROFILE0000"
    given = Aws(keys=("AKIAGIVEN00000000000", "secret", "token")).credentials()
    assert (given.access_key, given.secret_key, given.token) == ("AKIAGIVEN00000000000", "secret", "token")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(ArtifactError, match=r"^looking for credentials: no AWS credentials were found; sign in "):
        Aws().credentials()


def test_the_endpoint_is_what_is_said_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the AWS SDKs and Tools Reference Guide, "Service-specific endpoints"."""
    assert (Aws().endpoint, url(Aws())) == (None, "https://s3.eu-north-1.amazonaws.com")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    assert Aws().endpoint == url(Aws()) == url(Aws(), "autoscaling") == "http://127.0.0.1:1"
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:2")
    assert Aws().endpoint == url(Aws()) == "http://127.0.0.1:2"
    assert url(Aws(), "autoscaling") == "http://127.0.0.1:1"
    given = Aws(endpoint="http://127.0.0.1:3")
    assert given.endpoint == url(given) == url(given, "autoscaling") == "http://127.0.0.1:3"
    monkeypatch.setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")
    assert (Aws().endpoint, url(Aws())) == (None, "https://s3.eu-north-1.amazonaws.com")


def url(aws: Aws, service: str = "s3") -> Any:
    return aws.client(service).meta.endpoint_url


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        (None, "https://shop-artifacts.s3.eu-north-1.amazonaws.com/key"),
        ("http://localhost:5580", "http://localhost:5580/shop-artifacts/key"),
    ],
)
def test_a_bucket_is_part_of_the_path_where_its_name_has_no_address(endpoint: str | None, expected: str) -> None:
    """As botocore has it, and as an emulator needs it: few machines find a `shop-artifacts.localhost`."""
    client = Aws(endpoint=endpoint).client("s3")

    def stop(request: AWSPreparedRequest, **_: object) -> None:
        raise RuntimeError(request.url)

    client.meta.events.register("before-send.s3", stop)
    with pytest.raises(RuntimeError) as caught:
        client.head_object(Bucket="shop-artifacts", Key="key")
    assert str(caught.value) == expected


def test_a_client_is_made_once_a_service_and_region_from_whatever_thread() -> None:
    aws, found = Aws(), list[Any]()
    threads = [Thread(target=lambda: found.append(aws.client("s3"))) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert set(map(id, found)) == {id(aws.client("s3"))}
    assert aws.client("s3", "eu-west-2") is not aws.client("s3")
    assert aws.client("s3", "eu-west-2").meta.region_name == "eu-west-2"


def test_a_client_is_patient_but_not_for_ever() -> None:
    config = Aws().client("s3").meta.config
    assert (config.connect_timeout, config.read_timeout, config.max_pool_connections) == (10, 60, 32)
    assert config.retries == {"mode": "standard", "total_max_attempts": 8}
    assert (config.request_checksum_calculation, config.response_checksum_validation) == ("when_required",) * 2


def test_the_partition_is_that_of_the_region() -> None:
    assert [Aws().partition(each) for each in (None, "cn-north-1", "us-gov-west-1")] == ["aws", "aws-cn", "aws-us-gov"]
    with pytest.raises(ArtifactError) as caught:
        Aws().partition("mars")
    assert str(caught.value) == "mars: is no AWS region; name one such as eu-west-1"


def test_the_endpoint_of_the_profile_counts(tmp_path: Path) -> None:
    """For all services, and for one."""
    (tmp_path / "config").write_text(FILE + "endpoint_url = http://127.0.0.1:4\n")
    assert Aws(profile="shop").endpoint == url(Aws(profile="shop")) == "http://127.0.0.1:4"
    of_s3 = "services = here\n[services here]\ns3 =\n  endpoint_url = http://127.0.0.1:5\n"
    (tmp_path / "config").write_text(FILE + of_s3)
    assert Aws(profile="shop").endpoint == url(Aws(profile="shop")) == "http://127.0.0.1:5"
    (tmp_path / "config").write_text(FILE + "services = gone\n")
    with pytest.raises(ArtifactError, match=r"^looking for the address of S3: The profile is configured to use"):
        _ = Aws(profile="shop").endpoint


@pytest.mark.parametrize(
    ("said", "variable", "region", "plain"),
    [
        ("", "", None, True),
        ("ca_bundle = /x.pem", "", None, False),
        ("ca_bundle = /x.pem\nendpoint_url = http://127.0.0.1:4", "", None, True),
        ("use_fips_endpoint = true", "", None, False),
        ("use_fips_endpoint = false", "", None, True),
        ("use_dualstack_endpoint = true", "", None, False),
        ("s3 =\n  addressing_style = path", "", None, False),
        ("", "HTTPS_PROXY", None, False),
        ("", "REQUESTS_CA_BUNDLE", None, False),
        ("", "", "us-iso-east-1", False),
        ("", "", "eusc-de-east-1", False),
    ],
)
def test_what_only_boto3_knows_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, variable: str, region: str | None, plain: bool
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "REQUESTS_CA_BUNDLE", "AWS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    if variable:
        monkeypatch.setenv(variable, "http://127.0.0.1:1")
    (tmp_path / "config").write_text(f"{FILE}{said}\n")
    assert Aws(region, "shop").plain is plain
