"""Turns pydantic's errors into problems that say what to do, in words of the stack file."""

import re

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from .availability import DEFAULT_STRATEGY, STRATEGIES
from .places import TELLS_APART, UNION_ERRORS, Location, model_at, path_of, written
from .problems import NOTHING, Problem, nearest, suggestion

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

_EXAMPLES = {"aws:region": "add `aws:region: eu-west-1` under `config:`"}


def explained(detail: ErrorDetails, model: type[BaseModel]) -> tuple[Problem, tuple[str, ...]]:
    """Return the problem that pydantic found, and further paths that it makes doubtful.

    A misspelt key makes the setting it was meant for doubtful: its default is not what the user wanted.
    """
    kind, location = detail["type"], written(detail, model)
    path, value, context = path_of(location), detail["input"], detail.get("ctx", {})
    if kind == "setting":
        return Problem(path, context["rule"], _showable(path, value), context["remedy"]), ()
    if kind == "missing":
        return Problem(path, "is missing", remedy=_EXAMPLES.get(path, "give it a value")), ()
    if kind == "extra_forbidden":
        return _unknown(detail["loc"], location, model)
    if kind in UNION_ERRORS:
        return _wrong_choice(path, detail["input"][TELLS_APART], list(STRATEGIES)), ()
    if kind == "literal_error":
        return _wrong_choice(path, value, re.findall(r"'([^']*)'", str(context["expected"]))), ()
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


def _unknown(place: Location, location: Location, model: type[BaseModel]) -> tuple[Problem, tuple[str, ...]]:
    """A key that is not a setting: its value is never shown, as it may be anything."""
    path, name = path_of(location), str(location[-1])
    owner = model_at(model, place[:-1])
    if owner in STRATEGIES.values() and (found := _option_of_another(name, path, str(place[-2]))):
        return found
    allowed = (
        [key for key in owner.model_fields if len(location) > 1 or key not in ("region", "stack")] if owner else []
    )
    meant = nearest(name, allowed)
    what = "is not a setting" if len(location) > 1 else "is not a section"
    related = (path_of((*location[:-1], meant)),) if meant else ()
    return Problem(path if len(location) > 1 else f"ha-web:{path}", what, remedy=suggestion(name, allowed)), related


def _option_of_another(name: str, path: str, strategy: str) -> tuple[Problem, tuple[str, ...]] | None:
    """A key that other strategies have. It makes the default strategy doubtful: another may have been meant."""
    others = [other for other, options in STRATEGIES.items() if name in options.model_fields]
    if not others:
        return None
    remedy = (
        f"it is one of {', '.join(others)}: remove it, or choose {'that' if len(others) == 1 else 'such a'} strategy"
    )
    related = (f"{path.rpartition('.')[0]}.{TELLS_APART}",) if strategy == DEFAULT_STRATEGY else ()
    return Problem(path, f"is not an option of the strategy {strategy}", remedy=remedy), related


def _wrong_choice(path: str, value: object, choices: list[str]) -> Problem:
    rule = f"must be {choices[0]}" if len(choices) == 1 else f"must be one of {', '.join(choices)}"
    meant = nearest(value, choices) if isinstance(value, str) else None
    return Problem(path, rule, value, f"did you mean {meant}?" if meant else f"use e.g. {choices[0]}")
