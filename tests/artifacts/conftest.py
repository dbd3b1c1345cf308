"""What every test of artifacts is kept from, and the account as a server that those of transfers share."""

import gc
import itertools
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from awscrt import s3
from botocore.retries.standard import ExponentialBackoff

from emulator import control
from emulator.control import Running
from emulator.environment import DUMMY_ACCESS_KEY, DUMMY_SECRET_KEY, emulated
from emulator.in_process import DEFAULT_ACCOUNT_ID
from emulator.server import HOST
from pulumi_ha_web.artifacts.clients import Aws
from pulumi_ha_web.artifacts.wire import ENGINE
from pulumi_ha_web.artifacts.wire_crt import CrtWire
from tests.artifacts.faulty import Middleman, middleman
from tests.artifacts.transfers import Bucket

REGION = "eu-west-1"
KEYS = (DUMMY_ACCESS_KEY, DUMMY_SECRET_KEY, None)
_NUMBERS = itertools.count(1)


@pytest.fixture(autouse=True)
def nothing_leaves(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Transfer through boto3, which the emulation stops; through the C library, which it cannot, on this machine alone.

    Uploads under way are noted in a folder of the test's own.
    """
    made = CrtWire.__init__

    def on_this_machine(wire: CrtWire, aws: Aws) -> None:
        host = urlsplit(aws.endpoint or "").hostname
        assert host == HOST, f"the C library would send this test's requests to {host or 'AWS'}"
        made(wire, aws)

    monkeypatch.setattr(CrtWire, "__init__", on_this_machine)
    monkeypatch.setenv(ENGINE, "python")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The emulated account as a server; its tests share it, each with buckets of its own."""
    running = control.start(0, log=tmp_path_factory.mktemp("emulator") / "journal")
    yield running
    control.stop(running.port)


@pytest.fixture(scope="session")
def straight(server: Running) -> Any:
    """A client that reaches the account with nothing in between."""
    return Aws(REGION, endpoint=server.endpoint, keys=KEYS).client("s3")


@pytest.fixture(scope="session")
def standing(server: Running) -> Iterator[tuple[Middleman, Aws]]:
    """What stands between transfers and the account, and the account as it is reached through it."""
    with middleman(server) as between:
        yield between, Aws(REGION, endpoint=between.endpoint, keys=KEYS)


@pytest.fixture
def between(standing: tuple[Middleman, Aws]) -> Iterator[Middleman]:
    """What stands in between, with nothing in the way yet."""
    standing[0].forget()
    standing[1]._clients.clear()  # each of boto3's repeats requests until its budget ends; only the session is costly
    with emulated(REGION, DEFAULT_ACCOUNT_ID):
        yield standing[0]


@pytest.fixture(params=["python", "crt"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each way in which requests are made. Both repeat them as often as ever, without the waits."""
    monkeypatch.setenv(ENGINE, request.param)
    monkeypatch.setattr(ExponentialBackoff, "delay_amount", lambda *_: 0.0)
    monkeypatch.setattr(s3, "S3RetryConfig", partial(s3.S3RetryConfig, backoff_scale_factor_ms=1))
    return str(request.param)


@pytest.fixture
def bucket(straight: Any, standing: tuple[Middleman, Aws], between: Middleman, engine: str) -> Bucket:
    """A bucket behind what stands in between, for each way of making requests."""
    made = Bucket(f"transfers-{next(_NUMBERS)}", standing[1], straight)
    made.s3.create_bucket(Bucket=made.name, CreateBucketConfiguration={"LocationConstraint": REGION})
    made.s3.put_bucket_versioning(Bucket=made.name, VersioningConfiguration={"Status": "Enabled"})
    return made


@pytest.fixture
def collected() -> Iterator[None]:
    """Have what a test has left behind noticed within that test."""
    yield
    gc.collect()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder that nothing but the test's own files are in."""
    made = tmp_path / "files"
    made.mkdir()
    return made
