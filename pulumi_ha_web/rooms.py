"""Where the other rooms of the project are: inside this package once installed, folders beside it in a checkout."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from .errors import HaWebError


def room(name: str, module: str) -> ModuleType:
    """Return a module of the rehearsal or the emulator.

    Raises:
        HaWebError: that room is not part of this installation.
    """
    for package in (f"{__package__}.{name}", name):
        if find_spec(package) is not None:
            return import_module(f"{package}.{module}")
    raise HaWebError(f"ha-web: the {name} is not part of this installation; run it in a checkout of the project")
