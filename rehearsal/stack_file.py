"""Reads `Pulumi.yaml` and `Pulumi.<stack>.yaml`, for any program: what Pulumi itself would hand over.

Nothing of a program's own settings is known here. What is wrong with those, the program says itself.
"""

import difflib
import json
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .errors import RehearsalError

PROJECT_FILES = ("Pulumi.yaml", "Pulumi.yml")
ENTRY = "__main__.py"
ENCRYPTED = "[encrypted: a rehearsal has no key for it]"
"""Stands for an encrypted value, which only Pulumi can decrypt."""

TOP_LEVEL = ("config", "environment", "secretsprovider", "encryptionsalt", "encryptedkey")
"""What Pulumi knows at the top of a stack's file."""
ACCOUNT_KEYS = ("allowed_account_ids", "allowedAccountIds")
_STACK_FILE = re.compile(r"Pulumi\.(?P<stack>.+)\.ya?ml")
_EXAMPLE = "add `config:` and below it `aws:region: eu-west-1`"


@dataclass(frozen=True, kw_only=True)
class Stack:
    """A stack as its files describe it."""

    program: Path
    """Folder of the program."""
    project: str
    name: str
    config: Mapping[str, str]
    """As Pulumi hands it over: a text for each full key, JSON for what is structured."""
    encrypted: tuple[str, ...]
    """Keys that have a stand-in for an encrypted value."""
    account_id: str | None
    """The first account that the configuration allows, where it names any: the emulated one must pass for it."""


class _Loader(yaml.SafeLoader):
    """Plain values by YAML 1.2, as Pulumi reads them: by PyYAML's 1.1 `no` is false and `1:30` is 90."""

    yaml_implicit_resolvers = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Refuse a key given twice, as Pulumi does; PyYAML would take the last one and say nothing."""
        seen: set[Any] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"`{key.value}` is there twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


for _kind, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?(?:0|[1-9]\d*)", list("-+0123456789")),
    ("float", r"[-+]?(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][-+]?\d+)?", list("-+.0123456789")),
    ("merge", r"<<", ["<"]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(rf"(?:{_pattern})$"), _first)


def read_stack(program: Path | None, stack: str) -> Stack:
    """Read a stack's files.

    Args:
        program: Folder of the program; by default the one the stack's file stands in, or the nearest above it that
            holds a program, or this one.
        stack: Name of the stack, the path of its file, or a folder that holds the file of one stack alone.

    Raises:
        RehearsalError: a file is missing, cannot be read or is not what it should be; it names what there is.
    """
    file = _only_file(program, Path(stack)) if _is_folder(program, stack) else Path(stack)
    if file.suffix in (".yaml", ".yml"):
        match = _STACK_FILE.fullmatch(file.name)
        if match is None:
            raise RehearsalError(f"{file}: is not a stack's file; name one of the form Pulumi.<stack>.yaml")
        if not file.is_file():
            raise RehearsalError(f"{file}: is not there; name a stack of this folder, or the path of its file")
        program, name, found = program or _home_of(file.parent), match["stack"], file
    else:
        program = program or Path()
        name = stack.rpartition("/")[2]  # Pulumi's full names are organisation/project/stack
        _folder(program)
        found = _stack_file(program, name)
    _folder(program)
    config, encrypted = _config(found)
    return Stack(
        program=program,
        project=_project(program),
        name=name,
        config=config,
        encrypted=tuple(sorted(encrypted)),
        account_id=_allowed_account(config),
    )


def _is_folder(program: Path | None, stack: str) -> bool:
    """Return whether a folder is meant: a stack of the program that is called like one comes first."""
    if not stack or not Path(stack).is_dir():
        return False
    home = program or Path()
    return "/" in stack or not any((home / f"Pulumi.{stack}{suffix}").is_file() for suffix in (".yaml", ".yml"))


def _only_file(program: Path | None, folder: Path) -> Path:
    """Return the file of the one stack in a folder that belongs to a program above it."""
    files = [entry for entry in sorted(folder.iterdir()) if _matched(entry)]
    if program is None and _is_project(folder):
        stacks = f" ({', '.join(file.name for file in files)})" if files else ""
        raise RehearsalError(f"{folder}: is the folder of a program, not of a stack; name the stack's file{stacks}")
    if not files:
        raise RehearsalError(f"{folder}: has no stack file; {_EXAMPLE} in a new {folder / 'Pulumi.dev.yaml'}")
    if len(files) > 1:
        raise RehearsalError(f"{folder}: has several stacks; name one's file: {', '.join(map(str, files))}")
    if program is None and _program_above(folder) is None:
        raise RehearsalError(
            f"{folder}: no folder above it holds a program ({PROJECT_FILES[0]} and {ENTRY}); name one with --program"
        )
    return files[0]


def _is_project(folder: Path) -> bool:
    return any((folder / name).is_file() for name in PROJECT_FILES)


def _holds_a_program(folder: Path) -> bool:
    return _is_project(folder) and (folder / ENTRY).is_file()


def _home_of(folder: Path) -> Path:
    """Return the folder of the program that a stack's file belongs to."""
    return folder if _is_project(folder) else _program_above(folder) or folder


def _program_above(folder: Path) -> Path | None:
    """Return the nearest folder above that holds a program, relative to this one where it can be."""
    here = Path.cwd()
    for above in folder.resolve().parents:
        if _holds_a_program(above):
            return above.relative_to(here) if above.is_relative_to(here) else above
    return None


def _allowed_account(config: Mapping[str, str]) -> str | None:
    """Return the first account that some setting allows, whatever section it stands in."""
    for key, text in config.items():
        try:
            value = json.loads(text)
        except ValueError:
            continue
        holders = [{key.rpartition(":")[2]: value}, value if isinstance(value, dict) else {}]
        for holder in holders:
            for name in ACCOUNT_KEYS:
                allowed = holder.get(name)
                if isinstance(allowed, list) and allowed and re.fullmatch(r"\d{12}", str(allowed[0])):
                    return str(allowed[0])
    return None


def _folder(program: Path) -> None:
    if not program.is_dir():
        raise RehearsalError(f"{program}: is not a folder; name the folder of a Pulumi program")


def _stack_file(program: Path, name: str) -> Path:
    present = {match["stack"]: entry for entry in sorted(program.iterdir()) if (match := _matched(entry))}
    if name in present:
        return present[name]
    where = "this folder" if program == Path() else str(program)
    if not present:
        raise RehearsalError(f"{where}: has no stack file; {_EXAMPLE} in a new Pulumi.{name or 'dev'}.yaml")
    close = difflib.get_close_matches(name, present, n=1)
    hint = f"did you mean {close[0]!r}? " if close else ""
    raise RehearsalError(f"{where}: has no stack {name!r}; {hint}stacks here: {', '.join(present)}")


def _matched(entry: Path) -> re.Match[str] | None:
    return _STACK_FILE.fullmatch(entry.name) if entry.is_file() else None


def _project(program: Path) -> str:
    for name in PROJECT_FILES:
        if (program / name).is_file():
            content = _mapping(program / name)
            if not isinstance(content.get("name"), str):
                raise RehearsalError(f"{program / name}: has no `name:`, which names the project; add one")
            return str(content["name"])
    raise RehearsalError(f"{program / PROJECT_FILES[0]}: is not there; name the folder of a Pulumi program")


def _config(file: Path) -> tuple[dict[str, str], set[str]]:
    content = _mapping(file)
    if unknown := [key for key in content if key not in TOP_LEVEL]:
        raise RehearsalError(
            f"{file}: {unknown[0]}: is not a key of a stack's file; indent it below `config:`, or leave it out "
            f"(keys at the top: {', '.join(TOP_LEVEL)})"
        )
    if "config" not in content:
        raise RehearsalError(f"{file}: has no `config:`; {_EXAMPLE}")
    config = content["config"] if content["config"] is not None else {}
    if not isinstance(config, dict):
        raise RehearsalError(f"{file}: config: must be a mapping, got {config!r}; {_EXAMPLE}")
    encrypted = {str(key) for key, value in config.items() if _is_encrypted(value)}
    return {str(key): _as_pulumi_has_it(value) for key, value in config.items()}, encrypted


def _mapping(file: Path) -> dict[Any, Any]:
    try:
        content = yaml.load(file.read_bytes().decode("utf-8-sig"), Loader=_Loader)  # noqa: S506  # a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise RehearsalError(f"{file}: is not YAML{place} ({error.problem or error.context}); correct it") from None
    except yaml.YAMLError as error:
        raise RehearsalError(f"{file}: is not YAML ({' '.join(str(error).split())}); correct it") from None
    except UnicodeDecodeError as error:
        raise RehearsalError(f"{file}: is not UTF-8 (byte {error.start + 1}); save it as UTF-8") from None
    except OSError as error:
        raise RehearsalError(f"{file}: cannot be read ({error.strerror}); check its permissions") from None
    except RecursionError:
        raise RehearsalError(f"{file}: is nested too deeply; correct it") from None
    if content is None:
        raise RehearsalError(f"{file}: is empty; {_EXAMPLE}")
    if not isinstance(content, dict):
        raise RehearsalError(f"{file}: must be a mapping with `config:` at its top, got a {type(content).__name__}")
    return content


def _is_encrypted(value: object) -> bool:
    if isinstance(value, dict):
        return set(value) == {"secure"} or any(map(_is_encrypted, value.values()))
    return isinstance(value, list) and any(map(_is_encrypted, value))


def _as_pulumi_has_it(value: object) -> str:
    if _is_encrypted(value):
        return ENCRYPTED
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
