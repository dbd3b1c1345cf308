"""What every section of the settings has in common."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """Frozen, without unknown keys, without guessed types; a field's docstring is its description everywhere."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        validate_default=True,
        use_attribute_docstrings=True,
    )

    def flat(self) -> dict[str, Any]:
        """Return the fields under the names that component arguments have.

        A section nested in this one is joined by `_` (`health_check.path` becomes `health_check_path`). One that may
        be absent, or is kept in a list or by name, becomes plain data.
        """
        flat: dict[str, Any] = {}
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
                flat |= {f"{name}_{key}": inner for key, inner in value.flat().items()}
            else:
                flat[name] = _plain(value)
        return flat


def _plain(value: Any) -> Any:
    if isinstance(value, Section):
        return value.model_dump()
    if isinstance(value, tuple):
        return tuple(_plain(item) for item in value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
