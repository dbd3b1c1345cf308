"""Real previews for the reports' tests and documents, made anew by the real engine.

python -m tests.report.record            all of them; takes minutes, and needs `pulumi` on PATH
python -m tests.report.record drift      only those

They are written to `previews/`; what is another one each time is normalised, so that a second run changes nothing.
"""

import argparse
import copy
import shutil
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from emulator import DEFAULT_ACCOUNT_ID, environment
from emulator.control import Running
from tests.engine.workspace import Workspace, emulator, workspace
from tests.report import changes
from tests.report.normalised import normalised

FOLDER = Path(__file__).parent / "previews"
FAIL = ("bad-settings", "provider-failure")
OF_DEV = ("zone-added", *changes.CHANGES, "drift")
ALL = ("creation", *OF_DEV, "tiers")


def record(stack: Workspace, name: str, *words: str) -> None:
    """Write a preview of a stack as it is to be."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "preview.json"
        ran = changes.previewed(stack, file, *words)
        if ran.returncode != (name in FAIL):
            raise SystemExit(f"{name}: ended with {ran.returncode}\n{ran.stdout}\n{ran.stderr}")
        (FOLDER / f"{name}.json").write_text(normalised(changes.read(file)), "utf-8")
    print(f"{name}: {ran.stdout.strip() or 'failed, as it is to'}", flush=True)


@contextmanager
def changed(stack: Workspace, change: Callable[[Workspace], None]) -> Iterator[None]:
    """Have settings changed for a while."""
    before = copy.deepcopy(stack.config)
    change(stack)
    yield
    stack.config = before


Make = Callable[[str], Workspace]
"""Makes a stack with the settings of a committed one."""


def record_creation(make: Make, _: Collection[str]) -> None:
    record(make("prod"), "creation")


def record_changes(make: Make, wanted: Collection[str]) -> None:
    dev = make("dev")
    dev.section("network")["zones"] = changes.FEW_ZONES
    dev.up()
    changes.add_a_zone(dev)
    if "zone-added" in wanted:
        record(dev, "zone-added")
    dev.up()
    for name, change in changes.CHANGES.items():
        if name in wanted:
            with changed(dev, change):
                record(dev, name)
    if "drift" in wanted:
        changes.drift(dev)
        record(dev, "drift", "--refresh")


def record_tiers(make: Make, _: Collection[str]) -> None:
    stack = make("dev")
    changes.with_tiers(stack, later=False)
    stack.up(patience=60 * changes.MINUTES)
    changes.with_tiers(stack, later=True)
    record(stack, "tiers")


RECORDS: dict[tuple[str, ...], Callable[[Make, Collection[str]], None]] = {
    ("creation",): record_creation,
    OF_DEV: record_changes,
    ("tiers",): record_tiers,
}


def _made(folder: Path, running: Running, stack: str) -> Workspace:
    return workspace(folder, stack, running)


def main() -> int:
    """Record what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.report.record", description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {', '.join(ALL)}")
    wanted = parser.parse_args().names or ALL
    if unknown := set(wanted) - set(ALL):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    if shutil.which("pulumi") is None:
        parser.error("`pulumi` is not on PATH")
    with environment.emulated("eu-west-1", DEFAULT_ACCOUNT_ID), TemporaryDirectory() as folder:
        for names, recorded in RECORDS.items():
            if not set(names).isdisjoint(wanted):
                own = Path(folder) / names[0]
                own.mkdir()
                with emulator(own / "emulator.log") as running:
                    recorded(partial(_made, own / "program", running), wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
