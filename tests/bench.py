"""Times that the README states: several runs of each, as whole processes, with minimum, median and maximum.

make bench              every figure
make bench RUNS=9       more runs of each
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
RUNS = int(os.environ.get("RUNS", "5"))
ZONES = "abcdef"
LARGE_PREVIEW = ROOT / "tests" / "report" / "previews" / "tiers.json"
REGION_OF_SIX_ZONES = "us-east-1"

LOADING = """
import time
from config import load_stack_file
start = time.perf_counter()
load_stack_file({folder!r}, {stack!r})
print(time.perf_counter() - start)
"""


def command(*words: str) -> Callable[[], float]:
    """Return a measurement: seconds of a whole process, start to end."""

    def seconds() -> float:
        start = time.perf_counter()
        subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - start

    return seconds


def loading(stack: str) -> Callable[[], float]:
    """Return a measurement: seconds that reading and checking a stack file takes in a fresh process, imports aside."""
    code = LOADING.format(folder=str(ROOT), stack=stack)

    def seconds() -> float:
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
        return float(done.stdout)

    return seconds


def resources_in(preview: Path) -> int:
    """Return how many resources a preview is about; components and the stack itself are none."""
    steps = json.loads(preview.read_text("utf-8"))["steps"]
    custom = {each["urn"] for each in steps if (each.get("newState") or each.get("oldState") or {}).get("custom")}
    return sum("::pulumi:" not in urn for urn in custom)


def show_preview() -> None:
    """Print where the time of a preview of prod goes, where there is an engine."""
    if shutil.which("pulumi") is None:
        print("`pulumi` is not on PATH: no measurement of `pulumi preview`")
        return
    from tests.engine.preview_time import SHARES, fresh, preview_times

    table = Table(title=f"`pulumi preview` of prod against the emulator: seconds of {RUNS} runs, after one")
    for column in ("what", "min", "median", "max"):
        table.add_column(column, justify="left" if column == "what" else "right")
    with Console(stderr=True).status("pulumi preview"), fresh("prod") as stack:
        preview_times(stack)
        runs = [preview_times(stack) for _ in range(RUNS)]
    for what in ("whole", *SHARES):
        times = [run[what] for run in runs]
        name = "start to end" if what == "whole" else f"processor time of the {what}"
        table.add_row(name, *(f"{each:.2f}" for each in (min(times), statistics.median(times), max(times))))
    Console().print(table)


def rehearsal_over(zones: int, folder: Path) -> Callable[[], float]:
    """Return a measurement: seconds that deploying and checking takes over so many zones, without process start."""
    network = {"zones": list(ZONES[:zones])}
    group = {"min_size": zones, "max_size": 2 * zones}
    stack = folder / f"Pulumi.zones{zones}.yaml"
    config = {"aws:region": REGION_OF_SIX_ZONES, "ha-web:network": network, "ha-web:scaling": group}
    stack.write_text(json.dumps({"config": config}))

    def seconds() -> float:
        words = [sys.executable, "-m", "pulumi_ha_web", "rehearse", str(stack), "--program", str(ROOT), "--json"]
        done = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True)
        return float(json.loads(done.stdout)["seconds"])

    return seconds


def main() -> None:
    """Measure everything and print one table."""
    table = Table(title=f"seconds of {RUNS} runs each, after one that is not counted")
    for column in ("what", "min", "median", "max"):
        table.add_column(column, justify="left" if column == "what" else "right")
    with tempfile.TemporaryDirectory() as folder:
        measurements = {
            "make rehearse (dev)": command("make", "rehearse"),
            "make rehearse STACK=prod": command("make", "rehearse", "STACK=prod"),
            "loading and checking dev's settings": loading("dev"),
            "loading and checking prod's settings": loading("prod"),
            "ha-web --help": command(sys.executable, "-m", "pulumi_ha_web", "--help"),
            f"ha-web report of {resources_in(LARGE_PREVIEW)} resources": command(
                sys.executable, "-m", "pulumi_ha_web", "report", str(LARGE_PREVIEW)
            ),
            "make, with nothing to set up": command("make", "setup"),
        } | {f"rehearsal over {zones} zones": rehearsal_over(zones, Path(folder)) for zones in range(2, len(ZONES) + 1)}
        console = Console(stderr=True)
        for what, measure in measurements.items():
            with console.status(what):
                measure()
                times = [measure() for _ in range(RUNS)]
            table.add_row(what, *(f"{each:.2f}" for each in (min(times), statistics.median(times), max(times))))
    Console().print(table)
    show_preview()


if __name__ == "__main__":
    main()
