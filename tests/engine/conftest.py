"""The real engine or a skip with its remedy, an emulated account for each stack, and the table of what was done."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from emulator import DEFAULT_ACCOUNT_ID, environment
from tests.engine.report import PROPERTY, line, page
from tests.engine.workspace import ROOT, Workspace, emulator, workspace

REMEDY = (
    "`pulumi` is not on PATH; install Pulumi's CLI (https://www.pulumi.com/docs/install/), or use `make rehearse`, "
    "which needs none"
)
LONGEST = ("test_moves", "test_faults")
Make = Callable[..., Workspace]
Table = Callable[..., None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine-report", type=Path, help="file to write the table of operations to")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.engine)
    # What takes longest begins first; whatever is left for the end is then short.
    items.sort(key=lambda item: item.path.stem not in LONGEST)


@pytest.fixture(scope="session", autouse=True)
def engine() -> Iterator[None]:
    """Whether there is an engine; and no credentials of this machine in sight of anything that the tests start."""
    if shutil.which("pulumi") is None:
        if os.environ.get("REQUIRE_ENGINE") == "1":
            pytest.fail(REMEDY, pytrace=False)
        pytest.skip(REMEDY)
    with environment.emulated("eu-west-1", DEFAULT_ACCOUNT_ID):
        yield


@pytest.fixture(scope="module")
def make_workspace(engine: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Make]:
    """Make stacks, each with an emulator of its own unless one is named; both end with the module's tests."""
    with ExitStack() as ending:

        def make(stack: str, *, beside: Workspace | None = None, committed: str | None = None) -> Workspace:
            folder = tmp_path_factory.mktemp(stack) / "program"
            if beside is not None:
                return workspace(folder, stack, beside.emulator, committed)
            running = ending.enter_context(emulator(folder.parent / "emulator.log"))
            return workspace(folder, stack, running, committed)

        yield make


@pytest.fixture
def table(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Iterator[Table]:
    """Put what a test's stacks did into the table: `table(workspace)` at its beginning."""
    watched: list[tuple[Workspace, int]] = []
    yield lambda *stacks: watched.extend((each, len(each.rows)) for each in stacks)
    for each, before in watched:
        for row in each.rows[before:]:
            record_property(PROPERTY, line(request.node.name, row))


@pytest.fixture(scope="module")
def deployed(request: pytest.FixtureRequest, make_workspace: Make) -> Workspace:
    """The stack that the module names as its `STACK`, by default dev, up for all its tests; each changes it further."""
    made = make_workspace(getattr(request.module, "STACK", "dev"))
    made.up()
    return made


@pytest.fixture
def stack(deployed: Workspace, table: Table) -> Workspace:
    """The stack as the last change left it: deployed, and its settings those that it was deployed with."""
    table(deployed)
    deployed.settle()
    return deployed


@pytest.fixture
def dev(stack: Workspace) -> Workspace:
    """The stack of a module that names none."""
    return stack


_lines: list[tuple[Any, ...]] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    # Also of another worker of pytest-xdist: a test's properties come with its report.
    if report.when == "teardown":
        _lines.extend((report.location[:2], value) for key, value in report.user_properties if key == PROPERTY)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    target = session.config.getoption("--engine-report", None)
    whole = exitstatus == 0 and _lines and not session.config.getoption("keyword")
    if target is not None and whole and not hasattr(session.config, "workerinput"):
        # Strategy by strategy, and in each as the tests stand.
        ordered = [cells for _, cells in sorted(_lines, key=lambda each: (each[1][0], each[0]))]
        (ROOT / target).write_text(page(ordered), "utf-8")
