"""What commands about a stack and its bucket are told alike, and how they end."""

import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from .errors import HaWebError

NOT_DONE, INTERRUPTED = 2, 130
"""Exit statuses: it could not be done; Ctrl-C, as shells count it."""

STATUSES = "Exit status: 0 done, 2 not done, 130 Ctrl-C."
"""What the help of commands says that end in no other way."""

_STACKS = "that of the stack, or your environment's"

Stack = Annotated[str | None, typer.Option(help="Name of the stack.")]
Bucket = Annotated[str | None, typer.Option(help="Name of the bucket.", show_default="that of the stack")]
Program = Annotated[Path, typer.Option(help="Folder of the stack's Pulumi program.")]
Region = Annotated[str | None, typer.Option(help="AWS region.", show_default=_STACKS)]
Profile = Annotated[str | None, typer.Option(help="AWS profile.", show_default=_STACKS)]
EndpointUrl = Annotated[
    str | None, typer.Option(help="URL of an emulated AWS.", show_default="that of the stack, or AWS itself")
]


def status_of(do: Callable[[], int], interrupted: str) -> int:
    """Return the exit status of what a command does; what goes wrong is told in its own words.

    `interrupted` is what holds after Ctrl-C, as a sentence.
    """
    try:
        return do()
    except KeyboardInterrupt:
        print(f"\nInterrupted. {interrupted}", file=sys.stderr)
        return INTERRUPTED
    except HaWebError as error:
        print(error, file=sys.stderr)
        return NOT_DONE


def options(program: Path = Path(), **given: str | None) -> str:
    """Return the options that a person gave, for another command that is about the same thing.

    Args:
        program: Folder of the stack's program.
        **given: Values by the options' names (`endpoint_url` of `--endpoint-url`); None where one was not given.
    """
    wanted = given | {"program": None if program == Path() else str(program)}
    return " ".join(f"--{name.replace('_', '-')} {shlex.quote(value)}" for name, value in wanted.items() if value)


def say(text: str) -> None:
    """Tell a step at once, so that it is known even if the next one fails."""
    print(text, flush=True)
