"""Who may import whom: the arrows of DESIGN.md, read from the source of every room.

Source is parsed, never run, so an import inside a function or for the type checker alone counts like any other. A name
that is put together while the program runs is out of sight.
"""

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[1]
PROGRAM = "__main__"
ROOMS = {"components", "config", "strategies", "pulumi_ha_web", "emulator", "rehearsal"}
FIRST_PARTY = {*ROOMS, "tests", PROGRAM}
MAY_IMPORT = {
    "components": set[str](),
    "config": set[str](),
    "pulumi_ha_web": {"pulumi_ha_web", "rehearsal", "emulator"},
    "emulator": {"emulator"},
    "rehearsal": {"rehearsal"},
    "strategies": {"components", "config"},
    PROGRAM: {"config", "strategies"},
    "tests": FIRST_PARTY - {PROGRAM},
}
"""Room: what its absolute imports may name of this project. Two rooms name not even themselves: they are installed
under other names (`pulumi_ha_web.components`, …), where only relative imports find their way."""
EXCEPTIONS = {"rehearsal/_emulator.py": {"emulator"}}
"""Files that alone may import what the rest of their room may not."""
INSTALLED_NAMES = ("pulumi_ha_web.components", "pulumi_ha_web.config")
"""What consumers import; inside the repository each would be a second copy of the same classes."""
BANNED_NAMES = {"utils", "common", "lib", "helpers"}
LOADERS = {"import_module", "__import__", "run_module", "find_spec"}
NOT_OURS = {"__pycache__", "build", "dist", "node_modules"}


def violations(path: str, source: str) -> list[str]:
    """Return each import in the file that goes against an arrow, with its line."""
    file = PurePosixPath(path)
    room = file.stem if len(file.parts) == 1 else file.parts[0]
    allowed = MAY_IMPORT.get(room, set()) | EXCEPTIONS.get(path, set())
    found = []
    for line, level, module in imports(ast.parse(source)):
        if level >= len(file.parts):
            found.append(f"{path}:{line}: a relative import leaves the room")
        elif level == 0:
            top = module.partition(".")[0]
            if top in FIRST_PARTY and top not in allowed:
                found.append(f"{path}:{line}: {room} must not import {top}")
            elif any(f"{module}.".startswith(f"{name}.") for name in INSTALLED_NAMES):
                found.append(f"{path}:{line}: {module} is the name for consumers of the package")
    return found


def imports(tree: ast.Module) -> Iterator[tuple[int, int, str]]:
    """Return line, number of leading dots and module of every import, those by name of a string included."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, 0, each.name) for each in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                # `from pulumi_ha_web import config` may mean the module as well as a name in it.
                for each in names:
                    yield node.lineno, level, f"{module}.{each.name}" if module else each.name
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[ast.Constant(value=str(text)), *_]):
                if name in LOADERS:
                    yield node.lineno, len(text) - len(text.lstrip(".")), text.lstrip(".")


@cache
def tree() -> tuple[str, ...]:
    """Return every file and folder of the project, as text with slashes."""
    found = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [each for each in folders if not each.startswith(".") and each not in NOT_OURS]
        found += [Path(folder, each).relative_to(ROOT).as_posix() for each in (*folders, *files)]
    return tuple(sorted(found))


def sources() -> list[str]:
    return [path for path in tree() if path.endswith(".py")]


def test_every_room_is_there_to_be_looked_at() -> None:
    looked_at = {PurePosixPath(path).parts[0] for path in sources()}
    assert looked_at >= {*ROOMS, "tests", "__main__.py"}, "a room that is not found breaks no arrow"


@pytest.mark.parametrize("room", [*sorted(ROOMS), "tests", "__main__.py"])
def test_all_arrows_point_one_way(room: str) -> None:
    inside = [path for path in sources() if PurePosixPath(path).parts[0] == room]
    assert [each for path in inside for each in violations(path, (ROOT / path).read_text("utf-8"))] == []


def test_a_file_at_the_top_that_is_no_room_imports_nothing_of_the_project() -> None:
    """A new room is refused until its arrows are written down here."""
    others = [path for path in sources() if PurePosixPath(path).with_suffix("").parts[0] not in FIRST_PARTY]
    assert [each for path in others for each in violations(path, (ROOT / path).read_text("utf-8"))] == []


def banned(path: str) -> list[str]:
    """Return the parts of a path that say nothing about what is inside."""
    return [part for part in PurePosixPath(path).parts if part.partition(".")[0].strip("_").lower() in BANNED_NAMES]


def test_nothing_has_a_name_that_says_nothing() -> None:
    assert [path for path in tree() if banned(path)] == []


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        ("components/network.py", "import config", "components must not import config"),
        ("components/network.py", "from config.settings import Settings", "components must not import config"),
        ("components/network.py", "from components._tags import tagged", "components must not import components"),
        ("components/network.py", "import components._tags", "components must not import components"),
        ("components/network.py", "from pulumi_ha_web import errors", "components must not import pulumi_ha_web"),
        ("components/network.py", "import emulator", "components must not import emulator"),
        ("components/network.py", "import rehearsal.deploy", "components must not import rehearsal"),
        ("components/network.py", "from tests import recording", "components must not import tests"),
        ("components/network.py", "import __main__", "components must not import __main__"),
        ("components/network.py", "from ..config import Settings", "a relative import leaves the room"),
        ("components/network.py", "from .. import config", "a relative import leaves the room"),
        ("components/parts/one.py", "from ...config import Settings", "a relative import leaves the room"),
        ("components/network.py", "def f():\n    import config", "components must not import config"),
        ("components/network.py", "if TYPE_CHECKING:\n    import config", "components must not import config"),
        ("components/network.py", "import os, config", "components must not import config"),
        ("components/network.py", "import config as settings", "components must not import config"),
        ("components/network.py", "importlib.import_module('config')", "components must not import config"),
        ("components/network.py", "import_module('..config', __name__)", "a relative import leaves the room"),
        ("components/network.py", "__import__('config')", "components must not import config"),
        ("components/network.py", "runpy.run_module('config')", "components must not import config"),
        ("config/settings.py", "import components", "config must not import components"),
        ("config/settings.py", "from config.types import Port", "config must not import config"),
        ("config/settings.py", "from pulumi_ha_web import errors", "config must not import pulumi_ha_web"),
        ("config/settings.py", "from emulator import account", "config must not import emulator"),
        ("pulumi_ha_web/report/text.py", "import components", "pulumi_ha_web must not import components"),
        ("pulumi_ha_web/__main__.py", "from config import load", "pulumi_ha_web must not import config"),
        ("pulumi_ha_web/__main__.py", "from .. import config", "a relative import leaves the room"),
        ("pulumi_ha_web/__main__.py", "import __main__", "pulumi_ha_web must not import __main__"),
        (
            "pulumi_ha_web/cli.py",
            "from pulumi_ha_web.config import load",
            "pulumi_ha_web.config.load is the name for consumers of the package",
        ),
        (
            "tests/test_x.py",
            "from pulumi_ha_web import components",
            "pulumi_ha_web.components is the name for consumers of the package",
        ),
        ("emulator/in_process.py", "import rehearsal", "emulator must not import rehearsal"),
        ("emulator/in_process.py", "from components import Network", "emulator must not import components"),
        ("emulator/corrections/s3.py", "import config", "emulator must not import config"),
        ("rehearsal/deploy.py", "from emulator import account", "rehearsal must not import emulator"),
        ("rehearsal/resources/s3.py", "import emulator.errors", "rehearsal must not import emulator"),
        ("rehearsal/resources/_emulator.py", "import emulator", "rehearsal must not import emulator"),
        ("rehearsal/_emulator.py", "import config", "rehearsal must not import config"),
        ("rehearsal/deploy.py", "from components import Network", "rehearsal must not import components"),
        ("rehearsal/deploy.py", "from config import load", "rehearsal must not import config"),
        ("rehearsal/deploy.py", "from pulumi_ha_web import errors", "rehearsal must not import pulumi_ha_web"),
        ("rehearsal/program.py", "from __main__ import main", "rehearsal must not import __main__"),
        ("__main__.py", "import rehearsal", "__main__ must not import rehearsal"),
        ("__main__.py", "import components as ha", "__main__ must not import components"),
        ("strategies/self_healing.py", "import rehearsal", "strategies must not import rehearsal"),
        ("components/network.py", "import strategies", "components must not import strategies"),
        ("config/settings.py", "import strategies", "config must not import strategies"),
        ("__main__.py", "from pulumi_ha_web import errors", "__main__ must not import pulumi_ha_web"),
        ("__main__.py", "import emulator", "__main__ must not import emulator"),
        ("__main__.py", "from tests import recording", "__main__ must not import tests"),
        ("__main__.py", "from .components import Network", "a relative import leaves the room"),
        ("tests/test_program.py", "import __main__", "tests must not import __main__"),
        ("setup.py", "import config", "setup must not import config"),
    ],
)
def test_a_planted_violation_is_found(path: str, source: str, expected: str) -> None:
    line = source.count("\n") + 1
    assert violations(path, source) == [f"{path}:{line}: {expected}"]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("components/network.py", "import pulumi\nfrom ._tags import tagged\nfrom . import _place"),
        ("components/parts/one.py", "from .._tags import tagged"),
        ("components/network.py", "import configparser\nimport components_of_others"),
        ("config/settings.py", "from .types import Port"),
        ("pulumi_ha_web/__main__.py", "from rehearsal import deploy\nfrom pulumi_ha_web.errors import ArtifactError"),
        ("pulumi_ha_web/__main__.py", "from pulumi_ha_web import configuration"),
        ("emulator/corrections/s3.py", "from .. import errors\nimport emulator.errors"),
        ("rehearsal/_emulator.py", "from emulator import account"),
        ("rehearsal/resources/s3.py", "from .._emulator import Account"),
        ("__main__.py", "import strategies\nfrom config import Settings"),
        ("strategies/self_healing.py", "import components\nimport config\nfrom .parts import network"),
        ("tests/test_program.py", "import components, config, emulator, rehearsal, tests.recording"),
        ("components/network.py", "text = 'import config'\nprint('config')"),
    ],
)
def test_what_follows_the_arrows_is_let_through(path: str, source: str) -> None:
    assert violations(path, source) == []


@pytest.mark.parametrize(
    "path", ["components/utils.py", "config/_common.py", "lib/x.py", "tests/helpers/data.json", "docs/Utils.md"]
)
def test_a_name_that_says_nothing_is_found(path: str) -> None:
    assert banned(path)


@pytest.mark.parametrize("path", ["components/_tags.py", "config/commons.py", "library/calibre.py"])
def test_a_name_that_says_something_is_let_through(path: str) -> None:
    assert not banned(path)
