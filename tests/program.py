"""The real program, `__main__.py`, under the recording engine."""

import json
import runpy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config import read_stack_file
from tests.recording import Recording, record

ROOT = Path(__file__).resolve().parent.parent


def _stacks(pattern: str) -> dict[str, Path]:
    found = sorted(ROOT.glob(f"{pattern}Pulumi.*.yaml"))
    return {path.name.removeprefix("Pulumi.").removesuffix(".yaml"): path.parent for path in found}


STACKS = tuple(_stacks(""))
"""Every environment that is committed."""

EXAMPLES = tuple(_stacks("examples/*/"))
"""The example of each strategy."""

FOLDERS: Mapping[str, Path] = {**_stacks(""), **_stacks("examples/*/")}
"""Where the file of each of them is."""


def record_config(config: Mapping[str, str], stack: str = "test", **options: Any) -> Recording:
    """Run the program with Pulumi's configuration, a text for each key."""
    return record(
        lambda: runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__"), config=config, stack=stack, **options
    )


def record_stack(stack: str) -> Recording:
    """Run the program with a committed stack file."""
    return record_config(read_stack_file(FOLDERS[stack], stack), stack)


def as_texts(config: Mapping[str, object]) -> dict[str, str]:
    """Return the `config` of a stack file as Pulumi hands it over: a text for each key."""
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}


def config_of(sections: Mapping[str, object]) -> dict[str, str]:
    """Return settings by section as Pulumi hands them over."""
    return as_texts({"aws:region": "eu-west-1", **{f"ha-web:{name}": section for name, section in sections.items()}})


def urns(recording: Recording) -> str:
    """Return the names by which Pulumi knows a stack's resources, a line each."""
    return "".join(f"{each.urn}\n" for each in sorted(recording.resources, key=lambda each: each.urn))


def write_golden() -> None:
    """Write the golden names of every committed stack anew."""
    for stack in FOLDERS:
        (ROOT / "tests" / "golden" / f"{stack}.urns").write_text(urns(record_stack(stack)))


if __name__ == "__main__":
    write_golden()
