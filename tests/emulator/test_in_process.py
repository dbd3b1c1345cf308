"""The account itself: empty, closed off, and without a trace."""

import asyncio
import os
import socket
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from emulator import Account, EmulatorError, LeavesTheProcessError, account

ROOT = Path(__file__).resolve().parents[2]


def test_loading_the_package_loads_neither_moto_nor_boto3() -> None:
    """Credentials are hidden when an account opens; whatever read them before that has them."""
    code = "import emulator, sys; print([name for name in ('moto', 'boto3', 'botocore') if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_an_account_is_empty_each_time() -> None:
    for _ in range(2):
        with account("eu-west-1") as aws:
            assert aws.client("s3").list_buckets()["Buckets"] == []
            aws.client("s3").create_bucket(
                Bucket="left-over", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
            )


def test_an_account_has_the_number_and_region_asked_for() -> None:
    with account("eu-central-1", "111122223333") as aws:
        assert aws.client("sts").get_caller_identity()["Account"] == "111122223333"
        zones = aws.client("ec2").describe_availability_zones()["AvailabilityZones"]
        assert [zone["ZoneName"] for zone in zones] == ["eu-central-1a", "eu-central-1b", "eu-central-1c"]


REAL = {
    "AWS_PROFILE": "production",
    "AWS_ACCESS_KEY_ID": "AKIAREALREALREALREAL",
    "AWS_SECRET_ACCESS_KEY": "real",
    "AWS_SESSION_TOKEN": "real",
    "AWS_SECURITY_TOKEN": "real",
    "AWS_ENDPOINT_URL": "https://proxy.example.com",
    "AWS_ENDPOINT_URL_S3": "https://proxy.example.com",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/token",
    "AWS_ROLE_ARN": "arn:aws:iam::444455556666:role/real",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/credentials",
    "AWS_CONFIG_FILE": "/home/me/.aws/config",
    "AWS_SHARED_CREDENTIALS_FILE": "/home/me/.aws/credentials",
    "HTTPS_PROXY": "http://proxy.example.com:3128",
    "https_proxy": "http://proxy.example.com:3128",
    "MOTO_ACCOUNT_ID": "999999999999",
    "TEST_SERVER_MODE": "TRUE",
}


def test_nothing_that_leads_to_a_real_account_is_visible_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in REAL.items():
        monkeypatch.setenv(name, value)
    before = dict(os.environ)
    with account("eu-west-1"):
        import boto3

        assert not set(REAL.values()) & set(os.environ.values())
        assert os.environ["AWS_EC2_METADATA_DISABLED"] == "true"
        assert os.environ["AWS_CONFIG_FILE"] == os.environ["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
        credentials = boto3.Session().get_credentials()
        assert credentials is not None
        assert credentials.access_key == "AKIAEMULATEDACCOUNT0"
        assert credentials.token is None
    assert dict(os.environ) == before


def test_the_environment_is_restored_when_the_block_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    before = dict(os.environ)
    with pytest.raises(KeyError), account("eu-west-1"):
        raise KeyError
    assert dict(os.environ) == before


def test_a_call_by_name_or_address_is_stopped_and_names_the_host(aws: Account) -> None:
    with pytest.raises(LeavesTheProcessError, match=r"^example\.com: nothing may leave"):
        socket.create_connection(("example.com", 443))
    with socket.socket() as plain, pytest.raises(LeavesTheProcessError, match=r"^192\.0\.2\.1:443: nothing may leave"):
        plain.connect(("192.0.2.1", 443))
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram,
        pytest.raises(LeavesTheProcessError, match=r"^192\.0\.2\.1:53: "),
    ):
        datagram.sendto(b"?", ("192.0.2.1", 53))


def test_a_call_that_the_emulation_passes_on_is_stopped(aws: Account) -> None:
    """A client of an endpoint that moto does not know goes to the network, and gets no further than the guard."""
    import boto3
    from botocore.config import Config
    from botocore.exceptions import HTTPClientError

    stray = boto3.client("s3", endpoint_url="http://127.0.0.1:9", config=Config(retries={"total_max_attempts": 1}))
    with pytest.raises(HTTPClientError, match=r"127\.0\.0\.1: nothing may leave this process"):
        stray.list_buckets()


def test_an_event_loop_works_inside(aws: Account) -> None:
    async def one() -> int:
        return await asyncio.get_running_loop().run_in_executor(None, lambda: 1)

    assert asyncio.run(one()) == 1


def test_the_network_is_open_again_afterwards() -> None:
    with account("eu-west-1"):
        pass
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())
        assert client.getpeername() == server.getsockname()


def test_a_client_outlives_its_account_only_to_say_so() -> None:
    with account("eu-west-1") as aws:
        ec2 = aws.client("ec2")
        assert aws.client("ec2") is ec2
    with pytest.raises(EmulatorError, match="that account is closed"):
        ec2.describe_vpcs()
    with pytest.raises(EmulatorError, match="this emulated account is closed"):
        aws.client("ec2")


def test_only_one_account_is_open_at_a_time(aws: Account) -> None:
    with pytest.raises(EmulatorError, match="already open"), account("eu-west-1"):
        pass
    assert aws.is_open


def test_another_version_of_moto_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", lambda _: "5.3.0")
    with pytest.raises(EmulatorError, match=r"moto: must be 5\.2\.5.*got 5\.3\.0; install"), account("eu-west-1"):
        pass


def test_a_missing_moto_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    with pytest.raises(EmulatorError, match="moto: not installed"), account("eu-west-1"):
        pass
