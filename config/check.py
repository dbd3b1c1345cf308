"""Finds every problem of a stack's settings in one go.

pydantic reports all wrong fields together, but runs no check across fields as long as one is wrong. So the wrong ones
are taken out (their defaults step in) and the rules run on what is left, without those that read a wrong one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from .explain import explained
from .places import Location, path_of, written
from .problems import ConfigError, Problem
from .rules import broken

if TYPE_CHECKING:
    from .settings import Settings

STAND_INS: dict[Location, Any] = {
    ("region",): "eu-west-1",
    ("stack",): "dev",
    ("availability", "record"): {"name": "www.example.com", "new_zone_name": "example.com"},
}
"""Used for a required value that is missing or wrong, so that the rules on other settings can still be looked at."""

MAX_ROUNDS = 10
"""Taking out a wrong value can make what is around it wrong; nothing is nested deeper than this."""


def checked(
    model: type[BaseModel], data: Any, validate: Callable[[Any], Settings], already_bad: Collection[str] = ()
) -> Settings:
    """Return the settings that `validate` makes of `data` when nothing is wrong with them.

    Args:
        model: the settings' class, for the names it has.
        data: what the user gave.
        validate: pydantic's own validation.
        already_bad: paths known to be wrong, which rules must not look at.

    Raises:
        ConfigError: something is wrong; it carries every problem.
    """
    problems: list[Problem] = []
    bad = set(already_bad)
    values = _copied(data)
    settings: Settings | None = None
    for attempt in range(MAX_ROUNDS):
        try:
            settings = validate(values)
            break
        except ValidationError as error:
            locations = []
            for detail in error.errors(include_url=False):
                problem, related = explained(detail, model)
                locations.append(written(detail, model))
                bad |= {path_of(locations[-1]), *related}
                if attempt == 0:  # later ones come of what was taken out
                    problems.append(problem)
            _take_out(values, locations)
    if settings is not None:
        problems += broken(settings, bad)
    if problems or settings is None:
        raise ConfigError(problems)
    return settings


def _copied(data: Any) -> Any:
    """Copy mappings and lists, which are going to be changed; nothing else."""
    if isinstance(data, dict):
        return {key: _copied(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_copied(value) for value in data]
    return data


def _take_out(values: Any, locations: Iterable[Location]) -> None:
    # The last entries of a list first, so that the places of the others stay right.
    for location in sorted(set(locations), key=lambda each: [(isinstance(p, str), p) for p in each], reverse=True):
        where, parents = values, []
        for part in (part for part in location if part != "[key]"):
            if not _has(where, part):
                break  # missing, or taken out already: then what should have it goes
            parents.append((where, part))
            where = where[part]
        else:
            del parents[-1][0][parents[-1][1]]
            continue
        if location in STAND_INS:
            where[location[-1]] = STAND_INS[location]
        else:
            container, key = parents[-1]
            del container[key]


def _has(container: Any, part: str | int) -> bool:
    if isinstance(container, dict):
        return part in container
    return isinstance(container, list) and isinstance(part, int) and part < len(container)
