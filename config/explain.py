"""Turns pydantic's errors into problems that say what to do, in words of the stack file."""

import re
import types
import typing
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from .problems import NOTHING, Problem, nearest, suggestion
from .secrets import has_secret

Location = tuple[int | str, ...]

_WRONG_TYPE = {
    "int_type": ("must be a whole number", "write a number"),
    "int_from_float": ("must be a whole number", "write it without a fraction"),
    "float_type": ("must be a number", "write a number"),
    "finite_number": ("must be a finite number", "write a number"),
    "bool_type": ("must be true or false", "write true or false, without quotes"),
    "string_type": ("must be a text", "write it in quotes"),
    "tuple_type": ("must be a list", "write it as [a, b], or one entry a line after `- `"),
    "dict_type": ("must be a mapping of names to values", "write one `name: …` a line, indented below it"),
    "model_type": ("must be a mapping of settings", "write one `name: …` a line, indented below it"),
}
"""What pydantic calls a value of the wrong type: the rule, and what to do."""

_ROOT_NAMES = {"region": "aws:region"}
"""How the user writes what is not in a section of this project."""

_EXAMPLES = {"aws:region": "add `aws:region: eu-west-1` under `config:`"}


def path_of(location: Location) -> str:
    """Return a place as the user writes it: `scaling.target_tracking[0].metric`."""
    path = ""
    for part in location:
        if part == "[key]":
            continue
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            name = "(a secret)" if has_secret(part) else _ROOT_NAMES.get(part, part) if not path else part
            path += f".{name}" if path else name
    return path


def explained(detail: ErrorDetails, model: type[BaseModel]) -> tuple[Problem, tuple[str, ...]]:
    """Return the problem that pydantic found, and further paths that it makes doubtful.

    A misspelt key makes the setting it was meant for doubtful: its default is not what the user wanted.
    """
    kind, location = detail["type"], detail["loc"]
    path, value, context = path_of(location), detail["input"], detail.get("ctx", {})
    if kind == "setting":
        return Problem(path, context["rule"], _showable(path, value), context["remedy"]), ()
    if kind == "missing":
        return Problem(path, "is missing", remedy=_EXAMPLES.get(path, "give it a value")), ()
    if kind == "extra_forbidden":
        return _unknown(location, model)
    if kind == "literal_error":
        return _wrong_choice(path, value, str(context["expected"])), ()
    rule, remedy = _WRONG_TYPE.get(kind, (f"is not accepted ({detail['msg']})", "see docs/settings.md"))
    if value is None or value == "":
        remedy = _EXAMPLES.get(path, "give it a value, or remove the line for its default")
    return Problem(path, rule, value, _remedy_for(rule, value, remedy)), ()


def _showable(path: str, value: object) -> object:
    """Scripts and contents are never shown, not even in part."""
    return NOTHING if path.endswith((".script", ".content")) else value


def _remedy_for(rule: str, value: object, remedy: str) -> str:
    if isinstance(value, str) and "number" in rule and re.fullmatch(r"-?\d+(\.\d+)?", value):
        return "write it without quotes"
    return remedy


def _unknown(location: Location, model: type[BaseModel]) -> tuple[Problem, tuple[str, ...]]:
    """A key that is not a setting: its value is never shown, as it may be anything."""
    path, name = path_of(location), str(location[-1])
    owner = _model_at(model, location[:-1])
    allowed = (
        [key for key in owner.model_fields if len(location) > 1 or key not in ("region", "stack")] if owner else []
    )
    meant = nearest(name, allowed)
    what = "is not a setting" if len(location) > 1 else "is not a section"
    related = (path_of((*location[:-1], meant)),) if meant else ()
    return Problem(path if len(location) > 1 else f"ha-web:{path}", what, remedy=suggestion(name, allowed)), related


def _wrong_choice(path: str, value: object, expected: str) -> Problem:
    choices = re.findall(r"'([^']*)'", expected)
    rule = f"must be {choices[0]}" if len(choices) == 1 else f"must be one of {', '.join(choices)}"
    meant = nearest(value, choices) if isinstance(value, str) else None
    return Problem(path, rule, value, f"did you mean {meant}?" if meant else f"use e.g. {choices[0]}")


def _model_at(model: type[BaseModel], location: Location) -> type[BaseModel] | None:
    """Return the model whose keys stand at `location`, through lists, mappings and `| None`."""
    found: Any = model
    for part in location:
        if isinstance(found, type) and issubclass(found, BaseModel):
            found = found.model_fields[str(part)].annotation
        else:
            found = typing.get_args(_bare(found))[-1 if typing.get_origin(_bare(found)) is dict else 0]
        found = _bare(found)
    return found if isinstance(found, type) and issubclass(found, BaseModel) else None


def _bare(annotation: Any) -> Any:
    """Strip `Annotated` and `| None`."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _bare(typing.get_args(annotation)[0])
    if origin in (types.UnionType, typing.Union):
        return _bare(next(part for part in typing.get_args(annotation) if part is not type(None)))
    return annotation
