"""`ha-web emulator`: an emulated AWS on the loopback, for the engine, the AWS command line, or anything else."""

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Annotated, Any

import typer

from .rooms import room

NOT_RUNNING, NOT_DONE = 1, 2
"""Exit statuses of `status` when nothing runs, and of any command that could not do what was asked."""

_EXAMPLES = """\b
Examples:
  ha-web emulator start                          on its own port, until it is stopped
  ha-web emulator start --port 5600              on another one
  aws --endpoint-url http://127.0.0.1:5580 ec2 describe-vpcs
  ha-web emulator stop

\b
The account is in the server's memory: it is empty at the start, and gone after the end.
"""

app = typer.Typer(
    help="An emulated AWS account on this machine, as a server.",
    epilog=_EXAMPLES,
    no_args_is_help=True,
    rich_markup_mode=None,
)

DEFAULT_PORT = 5580
"""The emulator's own default, kept here as well so that `--help` need not load it; a test holds the two together."""

Port = Annotated[int, typer.Option(help="Port on 127.0.0.1.")]


@app.command(epilog=_EXAMPLES)
def start(port: Port = DEFAULT_PORT) -> None:
    """Start it in the background; one that runs already is left as it is."""
    running = _control(lambda control: control.start(port))
    print(f"{running.endpoint}  account {running.account_id}, process {running.pid}")


@app.command(epilog=_EXAMPLES)
def status(port: Port = DEFAULT_PORT) -> None:
    """Say whether it runs; exit status 1 if not."""
    running = _control(lambda control: control.status(port))
    if running is None:
        print(f"nothing listens on port {port}")
        raise typer.Exit(NOT_RUNNING)
    print(f"{running.endpoint}  account {running.account_id}, process {running.pid}")


@app.command(epilog=_EXAMPLES)
def stop(port: Port = DEFAULT_PORT) -> None:
    """End it, and the account with it."""
    ended = _control(lambda control: control.stop(port))
    print("ended" if ended else f"nothing listens on port {port}")


def _control(do: Callable[[ModuleType], Any]) -> Any:
    """Do something with the emulator, or say in one sentence why not."""
    try:
        return do(room("emulator", "control"))
    except Exception as error:
        if type(error).__name__ not in {"EmulatorError", "HaWebError"}:
            raise
        print(error, file=sys.stderr)
        raise typer.Exit(NOT_DONE) from None
