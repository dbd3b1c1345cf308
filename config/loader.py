"""From Pulumi's configuration, or a stack file, to settings that hold."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from .problems import ConfigError, Problem, suggestion
from .settings import SECTIONS, Settings
from .stack_file import PROJECT, StackFile, locate, parse

REGION = "aws:region"


def load(
    values: Mapping[str, str],
    *,
    stack: str,
    source: str,
    lines: Mapping[str, int] | None = None,
    secret: Collection[str] = (),
) -> Settings:
    """Return the settings in Pulumi's configuration.

    Args:
        values: a text for each key, JSON for mappings and lists. Keys of other namespaces are not looked at.
        stack: the stack's name.
        source: what messages call the place where the values come from.
        lines: line of each setting in that place, when it is known.
        secret: keys whose value is encrypted; for this project's own that is refused.

    Raises:
        ConfigError: something is wrong; it carries every problem.
    """
    problems: list[Problem] = []
    bad: list[str] = []
    data: dict[str, Any] = {"stack": stack}
    if REGION in values:
        data["region"] = values[REGION]
    for key in secret:
        if key.startswith(f"{PROJECT}:"):
            name = key.removeprefix(f"{PROJECT}:")
            bad.append(name)
            problems.append(_encrypted(name))
    for key, value in values.items():
        namespace, colon, name = key.partition(":")
        if not colon:
            problems.append(_without_namespace(key))
            bad.append(key)
        elif namespace == PROJECT and key not in secret:
            if name in SECTIONS:
                data[name] = _decoded(value)
            else:
                problems.append(_unknown_section(name))
                bad.extend(section for section in SECTIONS if f"`{section}`" in problems[-1].remedy)
    try:
        settings = Settings.model_validate(data, context={"bad": bad})
    except ConfigError as error:
        problems += error.problems
    else:
        if not problems:
            return settings
    raise ConfigError(_in_order(problems, lines or {}), source)


def load_stack_file(path: str | Path, stack: str | None = None) -> Settings:
    """Return the settings in a stack file, or in the file of `stack` in a folder.

    Raises:
        ConfigError: something is wrong with the file or the settings in it; it carries every problem.
    """
    file = _stack_file(path, stack)
    return load(file.values, stack=file.stack, source=file.source, lines=file.lines, secret=file.secret)


def read_stack_file(path: str | Path, stack: str | None = None) -> dict[str, str]:
    """Return a stack file's configuration as Pulumi would hand it to the program; nothing is checked but its form.

    Encrypted values of other namespaces are replaced by a placeholder.

    Raises:
        ConfigError: the file cannot be read, is not YAML, is not a stack's, or encrypts a setting of this project.
    """
    file = _stack_file(path, stack)
    if file.secret:
        problems = [_encrypted(key.removeprefix(f"{PROJECT}:")) for key in file.secret]
        raise ConfigError(_in_order(problems, file.lines), file.source)
    return file.values


def from_pulumi() -> Settings:
    """Return the settings of the running Pulumi program.

    Raises:
        ConfigError: something is wrong with them; it carries every problem, under the name of the stack's file.
    """
    # Imported here: whoever checks a file has no use for Pulumi, which takes longer to import than all the rest.
    import pulumi
    from pulumi.runtime import config

    stack = pulumi.get_stack()
    values = {**config.get_config_env(), **config.CONFIG.get()}
    secret = [key for key in values if config.is_config_secret(key)]
    return load(values, stack=stack, source=f"Pulumi.{stack}.yaml", secret=secret)


def _stack_file(path: str | Path, stack: str | None) -> StackFile:
    return parse(*locate(Path(path), stack))


def _decoded(text: object) -> object:
    """Return what JSON text says; a text that is none is a value of the wrong type, and reported as such."""
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text


def _encrypted(name: str) -> Problem:
    return Problem(
        name,
        "must not be encrypted (`secure:`): settings are shown in names, tags and reports",
        remedy="write it plainly, or keep the secret in Secrets Manager for the instances to fetch",
    )


def _without_namespace(key: str) -> Problem:
    remedy = f"write `{PROJECT}:{key}`" if key in SECTIONS else suggestion(key, SECTIONS, "sections")
    return Problem(key, "has no namespace", remedy=remedy)


def _unknown_section(name: str) -> Problem:
    return Problem(f"{PROJECT}:{name}", "is not a section", remedy=suggestion(name, SECTIONS, "sections"))


def _in_order(problems: Iterable[Problem], lines: Mapping[str, int]) -> list[Problem]:
    """Return the problems with their lines, in the order of the file."""
    placed = [dataclasses.replace(problem, line=problem.line or _line_of(problem.path, lines)) for problem in problems]
    return sorted(placed, key=lambda problem: problem.line or 0)


def _line_of(path: str, lines: Mapping[str, int]) -> int | None:
    """Return the line of a setting, or of what it would stand in."""
    path = path.removeprefix(f"{PROJECT}:")
    while path:
        if path in lines:
            return lines[path]
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return None
