"""One correction of moto, and the means to make it and to take it back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

_ABSENT = object()


@dataclass
class Patches:
    """The attributes that one correction replaced, with what was there before."""

    _originals: list[tuple[Any, str, Any]] = field(default_factory=list)

    def replace(self, owner: Any, name: str, value: Any) -> None:
        """Put `value` in the place of an attribute of a class or module, or add it."""
        self._originals.append((owner, name, vars(owner).get(name, _ABSENT)))
        setattr(owner, name, value)

    def wrap(self, owner: Any, name: str, wrapper: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
        """Put in the place of a method what `wrapper` makes of it."""
        self.replace(owner, name, wrapper(getattr(owner, name)))

    def undo(self) -> None:
        """Give each attribute back, the last one first."""
        while self._originals:
            owner, name, original = self._originals.pop()
            if original is _ABSENT:
                delattr(owner, name)
            else:
                setattr(owner, name, original)


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A place where the emulation did not do as AWS does, and what is done about it."""

    name: str
    """What it corrects, for messages and tests: `<service>-<behaviour>`."""

    rule: str
    """What AWS does, in one sentence."""

    source: str
    """The AWS document that says so."""

    make: Callable[[Patches], None]
    """Replaces what has to be replaced in moto, loading the modules that it needs."""
