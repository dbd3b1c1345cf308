"""Reads a `Pulumi.<stack>.yaml` as Pulumi itself would, and knows on which line each setting stands.

Values come out as Pulumi hands them to a program: texts, mappings and lists as JSON. YAML is read by the rules of
version 1.2, as Pulumi does (`yes` is a text, `1:30` too), not by PyYAML's 1.1.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from .problems import ConfigError, Problem, nearest, suggestion

PROJECT = "ha-web"
"""Namespace of this project's settings: its name in Pulumi.yaml."""

TOP_LEVEL = ("config", "environment", "secretsprovider", "encryptedkey", "encryptionsalt")
"""Keys that Pulumi knows in a stack file."""

HIDDEN = "[secret]"
"""Stands for an encrypted value of another namespace, which only Pulumi can decrypt."""

_STACK_FILE = re.compile(r"Pulumi\.(?P<stack>.+)\.ya?ml")
_EXAMPLE = "add `config:` and below it `aws:region: eu-west-1`"


@dataclass(frozen=True)
class StackFile:
    """What a stack file says."""

    source: str
    """The file, as the user named it."""
    stack: str
    values: dict[str, str]
    """Pulumi's configuration: a text for each key, JSON for mappings and lists."""
    lines: dict[str, int] = field(default_factory=dict)
    """Line of each setting, by the path that messages use."""
    secret: tuple[str, ...] = ()
    """Keys of this project that have an encrypted value; they are not among `values`."""


class _Loader(yaml.SafeLoader):
    """YAML 1.2's plain values."""

    yaml_implicit_resolvers = {}  # PyYAML's own way; filled below


_PLAIN = {
    "null": (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    "bool": (r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    "int": (r"[-+]?(?:0|[1-9]\d*)", list("-+0123456789")),
    "float": (r"[-+]?(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][-+]?\d+)?", list("-+0123456789.")),
    "merge": (r"<<", ["<"]),
}
for _kind, (_pattern, _first) in _PLAIN.items():
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(rf"(?:{_pattern})$"), _first)


def locate(path: Path, stack: str | None = None) -> tuple[Path, str]:
    """Return the stack file that a folder or a file and a stack's name mean, and the stack's name.

    Raises:
        ConfigError: there is no such folder, file or stack; it names those that there are.
    """
    if path.is_dir():
        return _in_folder(path, stack)
    match = _STACK_FILE.fullmatch(path.name)
    if not match and path.name in ("Pulumi.yaml", "Pulumi.yml"):
        raise _whole(path, "is the project's file, not a stack's", "use one of Pulumi.<stack>.yaml")
    if not path.exists() and path.parent.is_dir():
        folder = str(path.parent)
        present = _stacks(path.parent)
        if match and present:
            raise _whole(path, "is not there", suggestion(match["stack"], present, f"stacks in {folder}"))
        raise _whole(path, "is not there", f"stacks in {folder}: {', '.join(present) or 'none'}")
    return path, stack or (match["stack"] if match else path.stem)


def parse(path: Path, stack: str) -> StackFile:
    """Read a stack file.

    Raises:
        ConfigError: it cannot be read, is not YAML, or is not a stack's settings.
    """
    source = str(path)
    text = _text(path)
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        if root is None:
            raise _whole(path, "is empty", _EXAMPLE)
        lines: dict[str, int] = {}
        problems = list(_walk(root, "", lines, ()))
        content = loader.construct_document(root) if not problems else None
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(path, error) from None
    except yaml.YAMLError as error:
        raise _whole(path, f"is not YAML ({' '.join(str(error).split())[:120]})", "correct or remove it") from None
    if problems:
        raise ConfigError(problems, source)
    config = _config(path, content, lines)
    values, secret = {}, []
    for key, value in config.items():
        name = str(key)
        if name.startswith(f"{PROJECT}:") and _has_secure(value):
            secret.append(name)
        else:
            values[name] = _as_pulumi_has_it(value)
    return StackFile(source, stack, values, lines, tuple(secret))


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _whole(path, f"is not UTF-8 (byte {error.start + 1})", "save it as UTF-8") from None
    except FileNotFoundError:
        raise _whole(path, "is not there", "check its folder's name") from None
    except OSError as error:
        raise _whole(path, f"cannot be read ({error.strerror})", "check its permissions") from None


def _in_folder(folder: Path, stack: str | None) -> tuple[Path, str]:
    present = _stacks(folder)
    if not present:
        raise _whole(folder, "has no stack file", "add one, e.g. Pulumi.dev.yaml")
    if stack is None:
        raise _whole(folder, "is a folder", f"name one of its stacks: {', '.join(present)}")
    name = stack.rpartition("/")[2]  # organisation/project/stack
    if name not in present:
        raise _whole(folder, f"has no stack {name!r}", suggestion(name, present, "there are"))
    found = folder / f"Pulumi.{name}.yaml"
    return (found if found.exists() else folder / f"Pulumi.{name}.yml"), name


def _stacks(folder: Path) -> list[str]:
    matches = (_STACK_FILE.fullmatch(entry.name) for entry in sorted(folder.iterdir()) if entry.is_file())
    return [match["stack"] for match in matches if match]


def _whole(path: Path, rule: str, remedy: str) -> ConfigError:
    return ConfigError([Problem("", rule, remedy=remedy)], "this folder" if path == Path() else str(path))


def _not_yaml(path: Path, error: yaml.MarkedYAMLError) -> ConfigError:
    mark = error.problem_mark or error.context_mark
    place = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
    what = " ".join(part for part in (error.problem, error.context if not error.problem else "") if part)
    remedy = "correct the line"
    if "'\\t'" in what:
        what, remedy = "a tab", "indent with spaces"
    return _whole(path, f"is not YAML{place} ({what})", remedy)


def _walk(node: yaml.Node, path: str, lines: dict[str, int], above: tuple[yaml.Node, ...]) -> Iterator[Problem]:
    """Note each setting's line, and find keys that are given twice (PyYAML would silently take the last)."""
    if any(node is one for one in above):
        yield Problem(path, "must not contain itself", remedy="write it without an alias", line=lines.get(path))
        return
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            inner = f"{path}[{index}]"
            lines[inner] = _line(item)
            yield from _walk(item, inner, lines, (*above, node))
    elif isinstance(node, yaml.MappingNode):
        first: dict[str, int] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            inner = _joined(path, name)
            if name in first and name != "<<":
                twice = f"is given twice (first on line {first[name]})"
                yield Problem(inner, twice, remedy="remove one of the two", line=_line(key))
            else:
                first[name] = _line(key)
                lines[inner] = _line(key)
            yield from _walk(value, inner, lines, (*above, node))


def _joined(path: str, name: str) -> str:
    """Return the path that messages use: without `config` and the project's namespace."""
    if path == "config":
        return name.removeprefix(f"{PROJECT}:")
    return f"{path}.{name}" if path else name


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _config(path: Path, content: Any, lines: dict[str, int]) -> dict[Any, Any]:
    if content is None:
        raise _whole(path, "is empty", _EXAMPLE)
    if not isinstance(content, dict):
        raise _whole(path, "must be a mapping with `config:` at its top", _EXAMPLE)
    unknown = [str(key) for key in content if key not in TOP_LEVEL]
    if unknown:
        raise ConfigError([_unknown_at_top(key, lines.get(key)) for key in unknown], str(path))
    if "config" not in content:
        raise _whole(path, "has no `config:`", _EXAMPLE)
    config = content["config"]
    if config is None:
        remedy = "add `aws:region: eu-west-1` below it"
        raise ConfigError([Problem("config", "is empty", remedy=remedy, line=lines["config"])], str(path))
    if not isinstance(config, dict):
        remedy = "write one `ha-web:<section>:` a line, indented below it"
        problem = Problem("config", "must be a mapping of sections", config, remedy, lines["config"])
        raise ConfigError([problem], str(path))
    return config


def _unknown_at_top(key: str, line: int | None) -> Problem:
    if ":" in key:
        return Problem(key, "stands at the top", remedy="indent it below `config:`", line=line)
    meant = nearest(key, TOP_LEVEL)
    remedy = f"did you mean `{meant}`?" if meant else f"allowed: {', '.join(TOP_LEVEL)}"
    return Problem(key, "is not a key of a stack file", remedy=remedy, line=line)


def _has_secure(value: object) -> bool:
    if isinstance(value, dict):
        return set(value) == {"secure"} or any(map(_has_secure, value.values()))
    return isinstance(value, list) and any(map(_has_secure, value))


def _as_pulumi_has_it(value: object) -> str:
    if _has_secure(value):
        return HIDDEN
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
