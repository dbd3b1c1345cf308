"""The real engine on a copy of the program: a folder, a backend and an emulated account of its own."""

import copy
import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from config import read_stack_file
from config.availability import DEFAULT_STRATEGY
from emulator import control
from emulator.control import Running
from emulator.server import DEFAULT_PORT, HOST
from tests.engine import plan
from tests.engine.account import Emulated
from tests.engine.call import PATIENCE_SECONDS, Call, Ran
from tests.engine.plan import Moment, Plan
from tests.program import FOLDERS

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Row:
    """A line of the table in docs/engine-tests.md."""

    strategy: str
    stack: str
    operation: str
    proposed: str
    done: str
    seconds: float


@dataclass
class Workspace:
    """A stack of the program, and the account that it is deployed to."""

    folder: Path
    stack: str
    emulator: Running
    config: dict[str, Any]
    """The stack file's `config:`; what a test changes here stands in the file at the next call."""
    rows: list[Row] = field(default_factory=list)
    deployed: dict[str, Any] | None = None
    """The settings that the last `up` was of; none before the first, and after one that failed."""
    _good: dict[str, Any] = field(default_factory=dict)
    _calls: int = 0
    _written: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.aws = Emulated(self.emulator.endpoint)

    @property
    def base(self) -> str:
        """The start of every name in the stack."""
        naming = self.config.get("ha-web:naming", {})
        return f"{naming.get('application', 'ha-web')}-{naming.get('environment') or self.stack}"

    @property
    def strategy(self) -> str:
        """The strategy that the settings name, or mean."""
        return str(self.config.get("ha-web:availability", {}).get("strategy", DEFAULT_STRATEGY))

    def section(self, name: str) -> dict[str, Any]:
        """Return a section of the settings, to be changed in place."""
        found: dict[str, Any] = self.config.setdefault(f"ha-web:{name}", {})
        return found

    def prepare(self) -> None:
        """Put a copy of the program into the folder, and make the stack."""
        self.folder.mkdir(parents=True)
        for name in ("__main__.py", "Pulumi.yaml"):
            shutil.copy2(ROOT / name, self.folder)
        for name in ("components", "config", "strategies"):
            shutil.copytree(ROOT / name, self.folder / name)
        # Where Pulumi.yaml says that the program's interpreter is.
        (self.folder / ".venv").symlink_to(sys.prefix, target_is_directory=True)
        for name in ("state", "home", "calls"):
            (self.folder / name).mkdir()
        self.run("stack", "init", self.stack)
        # How Pulumi encrypts is kept in the stack file as well.
        told = yaml.safe_load((self.folder / f"Pulumi.{self.stack}.yaml").read_text("utf-8"))
        self._written = {key: value for key, value in told.items() if key != "config"}

    def preview(self, operation: str = "preview") -> Plan:
        """Return what `pulumi up` would do."""
        ran = self.run("preview", "--json", "--stack", self.stack)
        # The CLI writes its JSON over several lines, and nothing else to standard output.
        proposed = plan.from_preview(json.loads(ran.output), self.base)
        self._record(operation, proposed, None, ran)
        return proposed

    def up(self, operation: str = "up", patience: int = PATIENCE_SECONDS, targets: Iterable[str] = ()) -> Ran:
        """Deploy the settings, or what they change of some resources alone."""
        self.deployed = None
        only = [word for each in targets for word in ("--target", each)]
        ran = self.run("up", "--yes", "--skip-preview", "--stack", self.stack, *only, patience=patience)
        self.deployed = self._good = copy.deepcopy(self.config)
        self._record(operation, None, plan.from_events(ran.events, self.base), ran)
        return ran

    def settle(self) -> None:
        """Go back to the settings that were deployed last; deploy them again if an `up` failed since."""
        self.config = copy.deepcopy(self._good)
        if self.deployed is None:
            self.up("mend")

    def change(self, expected: Plan, proposed: Plan | None = None) -> Ran:
        """Deploy what a test has changed: exactly as expected, with nothing left to do, and proposed alike.

        `proposed` is for what a preview cannot know.
        """
        assert self.preview() == (expected if proposed is None else proposed)
        ran = self.up()
        assert self.done(ran) == expected
        assert self.preview("second preview") == {}
        return ran

    def refresh_plan(self) -> Plan:
        """Return how the account differs from the state."""
        ran = self.run("refresh", "--preview-only", "--stack", self.stack)
        found = plan.drift(ran.events, self.base)
        self._record("refresh, preview", found, None, ran)
        return found

    def refresh(self) -> Plan:
        """Take the account's state over, and return what was different."""
        ran = self.run("refresh", "--yes", "--skip-preview", "--stack", self.stack)
        found = plan.drift(ran.events, self.base)
        self._record("refresh", None, found, ran)
        return found

    def destroy(self) -> Plan:
        """Delete everything in the stack; return what was deleted."""
        # With its preview, which refuses to begin when something is protected.
        ran = self.run("destroy", "--yes", "--stack", self.stack)
        gone = plan.from_events(ran.events, self.base)
        self._record("destroy", None, gone, ran)
        return gone

    def outputs(self) -> dict[str, Any]:
        """Return what the program exports."""
        found: dict[str, Any] = json.loads(self.run("stack", "output", "--json", "--stack", self.stack).output)
        return found

    def resources(self) -> list[str]:
        """Return the short name of everything in the state, providers and the stack itself left out."""
        return sorted(self.inputs())

    def inputs(self) -> dict[str, dict[str, Any]]:
        """Return the arguments of everything in the state, by short name."""
        state = json.loads(self.run("stack", "export", "--stack", self.stack).output)
        found = [each for each in state["deployment"].get("resources") or [] if "::pulumi:" not in each["urn"]]
        return {plan.short_name(each["urn"], self.base): each.get("inputs", {}) for each in found}

    def done(self, ran: Ran) -> Plan:
        """Return what a call did."""
        return plan.from_events(ran.events, self.base)

    def order(self, ran: Ran) -> list[Moment]:
        """Return the beginnings and ends of a call's steps, in order."""
        return plan.order(ran.events, self.base)

    def run(self, *words: str, patience: int = PATIENCE_SECONDS, check: bool = True) -> Ran:
        """Call `pulumi` and wait for it.

        Raises:
            EngineError: it failed, or took longer than `patience` seconds and was ended.
        """
        return self.call(*words).ended(patience, check=check)

    def call(self, *words: str) -> Call:
        """Begin a call of `pulumi`."""
        self._write()
        self._calls += 1
        return Call(self.folder, self._calls, *words)

    def _record(self, operation: str, proposed: Plan | None, done: Plan | None, ran: Ran) -> None:
        texts = ["—" if each is None else plan.summary(each) for each in (proposed, done)]
        self.rows.append(Row(self.strategy, self.stack, operation, texts[0], texts[1], ran.seconds))

    def _write(self) -> None:
        # JSON is YAML.
        text = json.dumps({**self._written, "config": self.config}, indent=2)
        (self.folder / f"Pulumi.{self.stack}.yaml").write_text(text, "utf-8")


@contextmanager
def emulator(log: Path) -> Iterator[Running]:
    """Have an emulated account of its own, behind a free port of the loopback."""
    running = control.start(0, log=log)
    try:
        yield running
    finally:
        control.stop(running.port)


def provider_settings(running: Running) -> dict[str, Any]:
    """Return the provider's settings of Pulumi.local.yaml, pointed at an emulator."""
    told = decoded(read_stack_file(ROOT, "local"))
    own = {key: value for key, value in told.items() if key.startswith("aws:") and key != "aws:region"}
    text = json.dumps(own).replace(f"http://{HOST}:{DEFAULT_PORT}", running.endpoint)
    found: dict[str, Any] = json.loads(text)
    return found


def decoded(values: Mapping[str, str]) -> dict[str, Any]:
    """Return the `config:` of a stack file, with mappings and lists as such."""
    return {key: json.loads(value) if value.startswith(("{", "[")) else value for key, value in values.items()}


def workspace(folder: Path, stack: str, running: Running, committed: str | None = None) -> Workspace:
    """Return a stack with the settings of a committed stack file, to be deployed to an emulator."""
    like = committed or stack
    config = {**decoded(read_stack_file(FOLDERS[like], like)), **provider_settings(running)}
    made = Workspace(folder, stack, running, config)
    made.prepare()
    return made
