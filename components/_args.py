"""Component arguments: a frozen dataclass, or the mapping that users of other languages hand over.

Every component calls `args_as` first, so that both forms mean the same and a misspelt key is refused in one way.
"""

import dataclasses
import difflib
import typing
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


def args_as(kind: type[T], args: T | Mapping[str, Any], path: str | None = None) -> T:
    """Return `args` as the dataclass `kind`, the dataclasses nested in it included.

    `path` is how messages name these arguments; by default the class's name without `Args`.

    Raises:
        ValueError: arguments are unknown or missing; the message names all of them, and what is allowed.
        TypeError: `args` is neither a `kind` nor a mapping.
    """
    path = path or kind.__name__.removesuffix("Args")
    if isinstance(args, kind):
        given = {f.name: getattr(args, f.name) for f in dataclasses.fields(kind)}  # type: ignore[arg-type]
    elif isinstance(args, Mapping):
        given = dict(args)
    else:
        raise TypeError(f"{path}: must be {kind.__name__} or a mapping, got {type(args).__name__}")
    _refuse_wrong_keys(kind, given, path)
    # Not `get_type_hints`: pulumi.Input holds a forward reference that resolves in Pulumi's own module alone.
    hints = {f.name: f.type for f in dataclasses.fields(kind)}  # type: ignore[arg-type]
    return kind(**{key: _nested(hints[key], value, f"{path}.{key}") for key, value in given.items()})


def one_of(path: str, value: str, allowed: Collection[str]) -> str:
    """Return `value` when it is one of `allowed`.

    Raises:
        ValueError: it is not; the message lists what is.
    """
    if value not in allowed:
        raise ValueError(f"{path}: must be one of {', '.join(sorted(allowed))}, got {value!r}")
    return value


def _refuse_wrong_keys(kind: type[Any], given: Mapping[str, Any], path: str) -> None:
    fields = {f.name: f for f in dataclasses.fields(kind)}
    problems = []
    for key in given:
        if key not in fields:
            nearest = difflib.get_close_matches(key, fields, n=1)
            hint = f"did you mean `{nearest[0]}`?" if nearest else f"allowed: {', '.join(fields)}"
            problems.append(f"{path}.{key}: is not an argument; {hint}")
    problems.extend(
        f"{path}.{name}: is missing; give it a value"
        for name, field in fields.items()
        if name not in given and field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    )
    if problems:
        raise ValueError("\n".join(problems))


def _nested(hint: Any, value: Any, path: str) -> Any:
    """Turn mappings into the dataclass that the annotation asks for: itself, in a list, or by name."""
    kind = _dataclass_in(hint)
    if kind is None or value is None:
        return value
    if _has(hint, Mapping):
        if not isinstance(value, Mapping):
            raise TypeError(f"{path}: must be a mapping by name, got {type(value).__name__}")
        return {key: args_as(kind, item, f"{path}.{key}") for key, item in value.items()}
    if _has(hint, Sequence):
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise TypeError(f"{path}: must be a list, got {type(value).__name__}")
        return tuple(args_as(kind, item, f"{path}[{index}]") for index, item in enumerate(value))
    return args_as(kind, value, path)


def _dataclass_in(hint: Any) -> type[Any] | None:
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return hint
    return next((found for part in typing.get_args(hint) if (found := _dataclass_in(part))), None)


def _has(hint: Any, container: type) -> bool:
    return typing.get_origin(hint) is container or any(_has(part, container) for part in typing.get_args(hint))
