"""The arguments of one resource, each of which must be asked for.

A handler takes what it knows; whatever nobody took is an argument that the rehearsal does not know, and an error. So
no argument is ever passed over in silence, at any depth.
"""

from collections.abc import Mapping
from typing import Any


class ArgumentError(ValueError):
    """An argument that is missing, that the rehearsal does not know, or that AWS's provider would refuse."""


class Inputs:
    """A strict view of arguments: remembers which were read."""

    def __init__(self, values: Mapping[str, Any], logical_name: str = "", path: str = "") -> None:
        self._values = {key: value for key, value in values.items() if value is not None}
        self._path = path
        self._read: set[str] = set()
        self._nested: list[Inputs] = []
        self.logical_name = logical_name
        self.tagged = False

    def get(self, name: str, default: Any = None) -> Any:
        """Return an argument with everything below it, or the default."""
        self._read.add(name)
        return self._values.get(name, default)

    def need(self, name: str) -> Any:
        """Return an argument that must be given."""
        self._read.add(name)
        if name not in self._values:
            raise ArgumentError(f"{self._where(name)}: must be given")
        return self._values[name]

    def has(self, name: str) -> bool:
        """Say whether an argument is given; does not count as reading it."""
        return name in self._values

    def block(self, name: str) -> "Inputs | None":
        """Return a nested object, whose own arguments must be read in turn; None if it is not given."""
        value = self.get(name)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise ArgumentError(f"{self._where(name)}: must be an object, got {value!r}")
        return self._view(value, self._where(name))

    def blocks(self, name: str) -> "list[Inputs]":
        """Return a list of nested objects, each as `block` would."""
        values = self.get(name, [])
        return [self._view(value, f"{self._where(name)}[{at}]") for at, value in enumerate(values)]

    def renamed(self, *names: str, **others: str) -> dict[str, Any]:
        """Return the given ones of these arguments under AWS's names.

        A bare name gets a capital first letter (`imageId` -> `ImageId`), which is what AWS calls most of them; the
        others are named (`vpcId="VpcId"`).
        """
        aws = {name: name[0].upper() + name[1:] for name in names} | others
        return {target: self.get(name) for name, target in aws.items() if self._mark(name)}

    def without_effect(self, *names: str) -> None:
        """Accept arguments that speak to the provider (waiting, deleting) and change nothing at AWS on creation."""
        self._read.update(names)

    def tags(self) -> dict[str, str]:
        """Return the tags; the resource then answers `tagsAll` as well."""
        self.tagged = True
        return dict(self.get("tags", {}))

    def plain(self) -> dict[str, Any]:
        """Return everything that was given. Does not count as reading it."""
        return dict(self._values)

    def unread(self) -> list[str]:
        """Return the paths of the arguments that nobody asked for."""
        own = [self._where(name) for name in self._values if name not in self._read]
        return own + [path for view in self._nested for path in view.unread()]

    def _mark(self, name: str) -> bool:
        self._read.add(name)
        return name in self._values

    def _where(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def _view(self, value: Mapping[str, Any], path: str) -> "Inputs":
        view = Inputs(value, self.logical_name, path)
        self._nested.append(view)
        return view
