"""Where in the settings an error is: pydantic's own places, and those that the user wrote.

pydantic puts the name of a union's member between the union and its keys; no stack file has that.
"""

import types
import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, Tag
from pydantic_core import ErrorDetails

from .secrets import has_secret

Location = tuple[int | str, ...]

UNION_ERRORS = ("union_tag_invalid", "union_tag_not_found")
"""What pydantic says when no member of a union is named so, or none is named."""

TELLS_APART = "strategy"
"""The setting that names a union's member."""

_ROOT_NAMES = {"region": "aws:region"}
"""How the user writes what is not in a section of this project."""


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


def written(detail: ErrorDetails, model: type[BaseModel]) -> Location:
    """Return the place of an error without the names of unions' members; a wrong name of one is an error there."""
    place = tuple(part for part, is_tag in _steps(detail["loc"], model) if not is_tag)
    return (*place, TELLS_APART) if detail["type"] in UNION_ERRORS else place


def model_at(model: type[BaseModel], location: Location) -> type[BaseModel] | None:
    """Return the model whose keys stand at pydantic's `location`, through lists, mappings, unions and `| None`."""
    found: Any = model
    for part in location:
        found = _inside(found, part)
    return found if _is_model(found) else None


def _steps(location: Location, model: type[BaseModel]) -> Iterator[tuple[int | str, bool]]:
    """Yield each part of a location, and whether it is the name of a union's member."""
    found: Any = model
    for part in location:
        is_tag = isinstance(found, dict)
        yield part, is_tag
        # Beyond a key that is no setting, or the mark of a mapping's key, there is nothing to go on into.
        known = not _is_model(found) or part in found.model_fields
        found = _inside(found, part) if known and part != "[key]" else str


def _inside(found: Any, part: int | str) -> Any:
    """Return what stands at `part` of a model, a list, a mapping or a union (a dict of its members)."""
    if isinstance(found, dict):
        return found.get(part)
    if _is_model(found):
        return _bare(found.model_fields[str(part)].annotation)
    arguments = typing.get_args(found)
    return _bare(arguments[-1 if typing.get_origin(found) is dict else 0]) if arguments else found


def _bare(annotation: Any) -> Any:
    """Strip `Annotated` and `| None`; a union of models becomes a dict of them by name."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _bare(typing.get_args(annotation)[0])
    if origin in (types.UnionType, typing.Union):
        members = [part for part in typing.get_args(annotation) if part is not type(None)]
        return _bare(members[0]) if len(members) == 1 else {_tag(member): _bare(member) for member in members}
    return annotation


def _tag(member: Any) -> str:
    return next(str(each.tag) for each in typing.get_args(member)[1:] if isinstance(each, Tag))


def _is_model(found: Any) -> typing.TypeGuard[type[BaseModel]]:
    return isinstance(found, type) and issubclass(found, BaseModel)
