"""`ha-web emulator` as a person runs it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import boto3
import pytest

from emulator import EmulatorError, control
from emulator.server import DEFAULT_PORT
from pulumi_ha_web import emulator_commands

ROOT = Path(__file__).resolve().parents[1]


def emulator(*words: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pulumi_ha_web", "emulator", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def port() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = int(probe.getsockname()[1])
    yield free
    with suppress(EmulatorError):
        control.stop(free)


def test_it_starts_answers_and_ends(port: int, tmp_path: Path) -> None:
    started = emulator("start", "--port", str(port), folder=tmp_path)
    assert started.returncode == 0, started.stderr
    assert started.stdout.startswith(f"http://127.0.0.1:{port}  account 123456789012, process ")
    sts = boto3.client(
        "sts",
        region_name="eu-west-1",
        endpoint_url=f"http://127.0.0.1:{port}",
        aws_access_key_id="dummy",
        aws_secret_access_key="dummy",
    )
    assert sts.get_caller_identity()["Account"] == "123456789012"
    assert emulator("status", "--port", str(port)).stdout == started.stdout
    assert emulator("stop", "--port", str(port)).stdout == "ended\n"
    after = emulator("status", "--port", str(port))
    assert (after.returncode, after.stdout) == (1, f"nothing listens on port {port}\n")


def test_starting_it_twice_leaves_the_first_one_with_what_it_holds(port: int) -> None:
    assert emulator("start", "--port", str(port)).stdout == emulator("start", "--port", str(port)).stdout


def test_a_port_that_is_taken_by_something_else_is_a_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        refused = emulator("start", "--port", str(taken))
    assert refused.returncode == 2
    assert refused.stderr == f"port {taken}: something that is not this emulator answers there; choose another port\n"


def test_stopping_what_does_not_run_is_no_failure(port: int) -> None:
    done = emulator("stop", "--port", str(port))
    assert (done.returncode, done.stdout) == (0, f"nothing listens on port {port}\n")


def test_a_call_that_the_emulation_lacks_is_an_error_that_names_it(port: int) -> None:
    running = control.start(port)
    autoscaling = boto3.client(
        "autoscaling",
        region_name="eu-west-1",
        endpoint_url=running.endpoint,
        aws_access_key_id="dummy",
        aws_secret_access_key="dummy",
    )
    with pytest.raises(autoscaling.exceptions.ClientError) as refused:
        autoscaling.describe_account_limits()
    assert refused.value.response["Error"]["Code"] == "UnsupportedOperation"
    assert "DescribeAccountLimits" in refused.value.response["Error"]["Message"]


def test_the_port_in_the_help_is_the_emulators_own() -> None:
    assert emulator_commands.DEFAULT_PORT == DEFAULT_PORT
