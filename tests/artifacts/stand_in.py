"""What stands in for a deployed stack: a `pulumi` that knows its outputs, and an account that has its bucket."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from emulator import Account, account

PULUMI = f"""#!{sys.executable}
import os, pathlib, sys
words = sys.argv[1:]
with pathlib.Path(os.environ["PULUMI_CALLS"]).open("a") as calls:
    calls.write(os.getcwd() + ": " + " ".join(words) + chr(10))
if words[:3] != ["stack", "output", "--json"]:
    sys.exit("not expected: " + " ".join(words))
print(pathlib.Path(os.environ["PULUMI_OUTPUTS"]).read_text())
"""


class Pulumi:
    """The stand-in: what it answers, and what it was asked."""

    def __init__(self, folder: Path) -> None:
        self._outputs, self._calls = folder / "outputs.json", folder / "calls"
        self.exports()

    def exports(self, **outputs: Any) -> None:
        self._outputs.write_text(json.dumps(outputs))

    @property
    def calls(self) -> list[str]:
        return self._calls.read_text().splitlines() if self._calls.exists() else []


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Pulumi:
    """Put a `pulumi` on PATH for as long as a test takes."""
    folder.mkdir()
    executable = folder / "pulumi"
    executable.write_text(PULUMI)
    executable.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PULUMI_OUTPUTS", str(folder / "outputs.json"))
    monkeypatch.setenv("PULUMI_CALLS", str(folder / "calls"))
    return Pulumi(folder)


@contextmanager
def account_with(bucket: str) -> Iterator[Account]:
    """Have an emulated account with a bucket that keeps versions."""
    with account("eu-west-1") as opened:
        s3 = opened.client("s3")
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        yield opened
