"""Transfers side by side with the AWS command line, against an S3 server on this machine.

make bench-artifacts            a file of 1 GiB and 2,000 files of 100 KiB, five runs of each
make bench-artifacts RUNS=9     more runs
VERSITYGW=/path/to/versitygw    a server that is built already

The server is versitygw (https://github.com/versity/versitygw, a Go module), built with `go install` at the version
below and started with `--keep-alive` and `--data-integrity-etag`: an MD5 of everything, which entity tags need
otherwise, would take more of the machine than either client. It keeps its objects, and the clients their files, in
memory where there is enough of it: what is compared is neither a disk nor a network.
"""

import filecmp
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import botocore.session
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
RUNS = int(os.environ.get("RUNS", "5"))
SERVER, VERSION = "github.com/versity/versitygw/cmd/versitygw", "v1.8.0"
MIB = 1024 * 1024
LARGE_BYTES, SMALL_FILES, SMALL_BYTES = 1024 * MIB, 2000, 100 * 1024
LARGE_GOAL, SMALL_GOAL = 1.5, 3.0
"""How many times as fast as `aws s3`."""
SPACE_BYTES = 8 * LARGE_BYTES
"""Of objects, of parts before they are joined, and of files on the clients' side."""
KEY = "benchmark-only"
"""Both credentials of a server that lives for these minutes on the loopback."""


LAUNCHER = """
import json, os, subprocess, sys, time
began = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, used = os.wait4(process.pid, 0)
seconds = time.perf_counter() - began
print(json.dumps([status, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""
"""Runs a command and tells what it took. A process's peak memory begins with that of the one that started it, which has
to be a small one therefore."""


@dataclass
class Runs:
    """One tool doing one thing, several times."""

    command: list[str]
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    """Peak of each run in MiB."""

    def run(self, environment: dict[str, str]) -> None:
        """Do it once more."""
        launched = [sys.executable, "-I", "-S", "-c", LAUNCHER, *self.command]
        ran = subprocess.run(launched, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
        status, seconds, processor, memory = json.loads(ran.stdout.splitlines()[-1])
        if status:
            raise SystemExit(f"`{' '.join(self.command)}` ended with {status}")
        self.seconds.append(seconds)
        self.processor.append(processor)
        # In KiB, on macOS in bytes (getrusage(2) of each).
        self.memory.append(memory / (MIB if sys.platform == "darwin" else 1024))

    @property
    def median(self) -> float:
        """Of the seconds."""
        return statistics.median(self.seconds)

    def told(self) -> tuple[str, str, str]:
        """Return seconds, processor seconds and memory as the table has them."""
        seconds = f"{min(self.seconds):.2f} / {self.median:.2f} / {max(self.seconds):.2f}"
        return seconds, f"{statistics.median(self.processor):.2f}", f"{max(self.memory):.0f}"


def server_program() -> str:
    """Return the server's program; build it the first time."""
    if given := os.environ.get("VERSITYGW"):
        return given
    built = ROOT / "build" / "bench" / f"versitygw-{VERSION}"
    if not built.exists():
        if shutil.which("go") is None:
            raise SystemExit(
                "bench: Go builds the S3 server: install it, or name a built one as VERSITYGW=/path/to/versitygw"
            )
        print(f"Building {SERVER}@{VERSION}, once; this takes some minutes", file=sys.stderr)
        built.parent.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, "GOBIN": str(built.parent)}
        subprocess.run(["go", "install", f"{SERVER}@{VERSION}"], check=True, env=environment)
        (built.parent / "versitygw").rename(built)
    return str(built)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Have the server run on the loopback; it ends with the context."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{probe.getsockname()[1]}"
    words = [server_program(), "--port", place, "--keep-alive", "--quiet", "--region", "eu-west-1"]
    words += ["posix", "--data-integrity-etag", str(folder)]
    environment = {**os.environ, "ROOT_ACCESS_KEY": KEY, "ROOT_SECRET_KEY": KEY}
    log = folder.with_suffix(".log")
    with log.open("wb") as told:
        process = subprocess.Popen(words, env=environment, stdout=told, stderr=told)
    try:
        await_answer(place, process, log)
        yield f"http://{place}"
    finally:
        process.terminate()
        process.wait()


def await_answer(place: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return once the server takes connections."""
    host, _, port = place.partition(":")
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex((host, int(port))) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit(f"bench: the server does not answer at {place}:\n{log.read_text('utf-8', 'replace')}")


def clients(endpoint: str) -> dict[str, str]:
    """Return the environment of both tools: nothing of this machine's own settings or credentials."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": KEY,
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def make_files(folder: Path) -> tuple[Path, Path]:
    """Write the large file and the folder of small ones; random, so that nothing on the way gains by their content."""
    made = random.Random(20261125)
    large, small = folder / "large", folder / "small"
    with large.open("wb") as file:
        for _ in range(LARGE_BYTES // (64 * MIB)):
            file.write(made.randbytes(64 * MIB))
    small.mkdir()
    for number in range(SMALL_FILES):
        (small / f"{number:04}.bin").write_bytes(made.randbytes(SMALL_BYTES))
    return large, small


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(dir=place_with_room()) as name:
        folder = Path(name)
        (folder / "server").mkdir()
        large, small = make_files(folder)
        with served(folder / "server") as endpoint:
            environment = clients(endpoint)
            session = botocore.session.Session()
            session.set_credentials(KEY, KEY)
            s3: Any = session.create_client("s3", "eu-west-1", endpoint_url=endpoint)
            s3.create_bucket(Bucket="bench", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
            if not show(measure(large, small, folder, environment), folder):
                sys.exit(1)


def place_with_room() -> Path:
    """Return a folder in memory if it has room, else one on disk."""
    for place in (Path("/dev/shm"), Path(tempfile.gettempdir())):
        if place.is_dir() and shutil.disk_usage(place).free >= SPACE_BYTES:
            return place
    raise SystemExit(f"bench: needs {SPACE_BYTES // MIB} MiB of free space in /dev/shm or {tempfile.gettempdir()}")


def measure(large: Path, small: Path, folder: Path, environment: dict[str, str]) -> dict[str, tuple[Runs, Runs, float]]:
    """Run both tools in turn, the first one by turns, and compare what they fetched with what was sent."""
    ours, aws = [sys.executable, "-m", "pulumi_ha_web", "artifacts"], [str(Path(sys.executable).with_name("aws")), "s3"]
    back = {tool: (folder / f"{tool}-large", folder / f"{tool}-small") for tool in ("ours", "aws")}
    (ours_large, ours_small), (aws_large, aws_small) = back["ours"], back["aws"]
    in_bucket = ["--bucket", "bench"]
    steps = {
        "upload of 1 GiB": (
            Runs([*ours, "upload", str(large), "--key", "ours/large", *in_bucket]),
            Runs([*aws, "cp", "--quiet", str(large), "s3://bench/aws/large"]),
            LARGE_GOAL,
        ),
        "download of 1 GiB": (
            Runs([*ours, "download", "ours/large", str(ours_large), *in_bucket]),
            Runs([*aws, "cp", "--quiet", "s3://bench/aws/large", str(aws_large)]),
            LARGE_GOAL,
        ),
        f"upload of {SMALL_FILES} x 100 KiB": (
            Runs([*ours, "copy", str(small), "s3://bench/ours/small/"]),
            Runs([*aws, "sync", "--quiet", str(small), "s3://bench/aws/small"]),
            SMALL_GOAL,
        ),
        f"download of {SMALL_FILES} x 100 KiB": (
            Runs([*ours, "copy", "s3://bench/ours/small/", str(ours_small)]),
            Runs([*aws, "sync", "--quiet", "s3://bench/aws/small", str(aws_small)]),
            SMALL_GOAL,
        ),
    }
    for number in range(RUNS):
        for what, (first, second, _) in steps.items():
            print(f"run {number + 1} of {RUNS}: {what}", file=sys.stderr)
            for runs in (first, second) if number % 2 == 0 else (second, first):
                runs.run(environment)
        for fetched_large, fetched_small in back.values():
            check_same(large, fetched_large)
            check_same(small, fetched_small)
            fetched_large.unlink()
            shutil.rmtree(fetched_small)
        # An upload that finds its object there, or skips it as the same, would be another measurement.
        empty(environment)
    return steps


def empty(environment: dict[str, str]) -> None:
    """Delete all objects."""
    aws = str(Path(sys.executable).with_name("aws"))
    subprocess.run([aws, "s3", "rm", "--quiet", "--recursive", "s3://bench"], check=True, env=environment)


def check_same(sent: Path, fetched: Path) -> None:
    """End the run if what was fetched is not what was sent."""
    if sent.is_file():
        same = filecmp.cmp(sent, fetched, shallow=False)
    else:
        names = [each.name for each in sent.iterdir()]
        same = filecmp.cmpfiles(sent, fetched, names, shallow=False)[0] == names and len(
            list(fetched.iterdir())
        ) == len(names)
    if not same:
        raise SystemExit(f"bench: {fetched} is not what was sent")


def show(steps: dict[str, tuple[Runs, Runs, float]], folder: Path) -> bool:
    """Print the table, and which goals are met; return whether all are."""
    aws = subprocess.run(
        [str(Path(sys.executable).with_name("aws")), "--version"], capture_output=True, text=True, check=True
    )
    print(f"{aws.stdout.strip()}; {SERVER} {VERSION} in {folder.parent}; {os.cpu_count()} cores; {RUNS} runs in turn")
    table = Table()
    for column in ("", "seconds: min / median / max", "processor s", "peak MiB", "ratio", "goal"):
        table.add_column(column, justify="left" if not column else "right")
    met: dict[str, bool] = {}
    for what, (ours, theirs, goal) in steps.items():
        ratio = theirs.median / ours.median
        met[what] = ratio >= goal and max(ours.memory) <= max(theirs.memory)
        table.add_row(what, *ours.told(), f"{ratio:.2f}", f"{goal}")
        table.add_row("  aws s3", *theirs.told(), "", "", end_section=True)
    console: Callable[..., None] = Console(width=120).print
    console(table)
    console(
        "ratio: the median of `aws s3` by that of ha-web; memory: the largest of all runs, ha-web's at most as much as "
        "`aws s3` takes"
    )
    console("goals: " + ", ".join(f"{what} {'met' if good else 'MISSED'}" for what, good in met.items()))
    return all(met.values())


if __name__ == "__main__":
    main()
