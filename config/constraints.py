"""What a single value must be: annotations that check it, describe it to editors, and say what to do instead.

Each refusal is a `PydanticCustomError` whose context has a `rule` (what must hold) and a `remedy` (what to do).
What depends on two values is not here but in `rules.py`.
"""

import re
from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

T = TypeVar("T")

_COUNT_KEYWORDS = {
    "array": {"minCount": "minItems", "maxCount": "maxItems"},
    "object": {"minCount": "minProperties", "maxCount": "maxProperties"},
    "string": {"minCount": "minLength", "maxCount": "maxLength"},
}
"""How JSON schema calls the bounds of a size, by type."""


def refusal(rule: str, remedy: str) -> PydanticCustomError:
    """Return the error that says which rule a value breaks and what to do."""
    return PydanticCustomError("setting", "{rule}; {remedy}", {"rule": rule, "remedy": remedy})


@dataclass(frozen=True)
class Checked:
    """A value for which `check` returns; it raises `refusal` otherwise. `schema` tells editors the same, in part."""

    check: Callable[[Any], None]
    schema: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._accept, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        base = handler(schema)
        known = _COUNT_KEYWORDS.get(str(base.get("type")), {})
        return {**base, **{known.get(key, key): value for key, value in self.schema.items()}}

    def _accept(self, value: Any) -> Any:
        self.check(value)
        return value


def between(low: float, high: float, unit: str = "", why: str = "") -> Checked:
    """Accept a number of `low` to `high`; `why` names whose limit that is."""
    rule = f"must be {low} to {high}{f' {unit}' if unit else ''}{f' ({why})' if why else ''}"

    def check(value: float) -> None:
        if not low <= value <= high:
            raise refusal(rule, f"use at least {low}" if value < low else f"use at most {high}")

    return Checked(check, {"minimum": low, "maximum": high})


def matches(pattern: str, rule: str, remedy: str, max_length: int | None = None) -> Checked:
    """Accept a text that `pattern` (of the kind that both Python and JSON schema know) covers in full."""
    compiled = re.compile(pattern)

    def check(value: str) -> None:
        if not compiled.fullmatch(value) or (max_length is not None and len(value) > max_length):
            raise refusal(rule, remedy)

    schema = {"pattern": f"^(?:{pattern})$", "patternErrorMessage": rule}
    return Checked(check, schema | ({"maxLength": max_length} if max_length else {}))


def one_of(*allowed: int) -> Checked:
    """Accept one of these numbers. (pydantic's `Literal` would take `true` for 1.)"""

    def check(value: int) -> None:
        if value not in allowed:
            nearest = min(allowed, key=lambda number: abs(number - value))
            raise refusal(f"must be one of {', '.join(map(str, allowed))}", f"use {nearest}")

    return Checked(check, {"enum": list(allowed)})


def count(low: int, high: int, what: str, why: str) -> Checked:
    """Accept a list, mapping or text of `low` to `high` entries or characters."""

    def check(value: Sized) -> None:
        if not low <= len(value) <= high:
            remedy = f"add {low - len(value)}" if len(value) < low else f"remove {len(value) - high}"
            raise refusal(f"must have {low} to {high} {what} ({why})", remedy)

    return Checked(check, {"minCount": low, "maxCount": high})


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _distinct(value: tuple[object, ...]) -> None:
    seen: list[object] = []
    for item in value:
        comparable = item.casefold() if isinstance(item, str) else item
        if comparable in seen:
            raise refusal(f"must have each entry once, has {item!r} twice", "remove one of the two")
        seen.append(comparable)


Many = Annotated[tuple[T, ...], BeforeValidator(_as_tuple), Checked(_distinct, {"uniqueItems": True})]
"""A list of distinct entries (texts compared without regard to case); YAML's list becomes a tuple."""
