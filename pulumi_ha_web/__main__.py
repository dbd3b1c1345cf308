"""`ha-web`: what a person does with a stack beside `pulumi` itself.

Every command imports what it needs when it runs: Pulumi, boto3 and the emulation take seconds to load, and `--help`
shall not.
"""

import gc
import sys
from pathlib import Path
from traceback import print_exception
from types import ModuleType
from typing import Annotated

import typer

from . import (
    artifact_commands,
    drift_commands,
    emulator_commands,
    preview_commands,
    report_commands,
    rollout_commands,
    version,
)
from .errors import HaWebError
from .rooms import room

OK, NOT_KEPT, NOT_DONE, INTERRUPTED = 0, 1, 2, 130
"""Exit statuses: all held; a check failed; the settings are bad or the program failed; Ctrl-C, as shells count it."""

_EXAMPLES = """\b
Examples:
  ha-web rehearse          deploy the stack dev of this folder into an emulated AWS, and check it
  ha-web rehearse prod     another stack
  ha-web emulator start    an emulated AWS on this machine, for `pulumi up --stack local`
  ha-web artifacts --help  buckets, files and releases in S3: what the instances run
  ha-web recover dev       after a deployment that was killed
  ha-web rehearse --help   everything about a command
"""

app = typer.Typer(
    name="ha-web",
    help="Rehearse a highly available web stack before it is deployed.",
    epilog=_EXAMPLES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich takes half of the time that help may take
)

app.add_typer(artifact_commands.app, name="artifacts")
app.add_typer(emulator_commands.app, name="emulator")
app.add_typer(rollout_commands.app, name="rollout")

_REHEARSE_EXAMPLES = """\b
Examples:
  ha-web rehearse                              the stack dev of this folder
  ha-web rehearse prod                         another stack
  ha-web rehearse ../shop/Pulumi.qa.yaml       a stack's file, of the program beside it
  ha-web rehearse qa --program ../shop         the same
  ha-web rehearse examples/dns_failover        the one stack's file in a folder, of the program above it
  ha-web rehearse --json | jq '.checks[] | select(.status == "failed")'

\b
Exit status: 0 all promises hold, 1 a check failed, 2 the settings are bad or the program failed.
"""


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"ha-web {version()}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Rehearse a highly available web stack before it is deployed."""


@app.command(epilog=_REHEARSE_EXAMPLES, short_help="Deploy into an emulated AWS account, and check.")
def rehearse(
    stack: Annotated[
        str, typer.Argument(help="Name of the stack, or the path of its Pulumi.<stack>.yaml or folder.")
    ] = "dev",
    program: Annotated[
        Path | None, typer.Option(help="Folder of the Pulumi program.", show_default="the stack's file's, or this one")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Write one JSON document to stdout, and nothing else.")] = False,
    color: Annotated[bool, typer.Option("--color/--no-color", help="Colours, where stdout is a terminal.")] = True,
    traceback: Annotated[bool, typer.Option("--traceback", help="Show where in the code a failure arose.")] = False,
) -> None:
    """Deploy the real program into an emulated AWS account in this process, and check what it promises.

    Needs no AWS account, no credentials and no Pulumi CLI: a call that would leave this process fails.
    """
    try:
        status = _rehearse(program, stack, as_json=json, color=color)
    except KeyboardInterrupt:
        print("\nInterrupted. The emulated account went with this process; nothing is left of it.", file=sys.stderr)
        status = INTERRUPTED
    except Exception as error:
        if traceback:
            print_exception(error)
        status = _tell(error, stack, as_json=json)
    raise typer.Exit(status)


_RECOVER_EXAMPLES = """\b
Examples:
  ha-web recover dev             after a deployment of dev that was interrupted
  ha-web recover dev --cancel    the same when it was killed, and left its lock behind
"""


@app.command(epilog=_RECOVER_EXAMPLES, short_help="Take in what an interrupted `pulumi up` left.")
def recover(
    stack: Annotated[str, typer.Argument(help="Name of the stack.")],
    program: Annotated[Path, typer.Option(help="Folder of the Pulumi program.")] = Path(),
    cancel: Annotated[
        bool,
        typer.Option("--cancel", help="Take the stack's lock first. Only when no deployment of it is running."),
    ] = False,
) -> None:
    """Take what a killed or cut-off deployment made, without being able to note it, into the stack's state.

    Looks in the account for everything that the next `pulumi up` would create, by name and tags. Without that, it would
    make it a second time, or fail because a name is taken. Nothing is created, changed or deleted in AWS.
    """
    from .recovery.recover import recover as recovered
    from .stack import Stack

    try:
        count = recovered(
            Stack(stack, program),
            cancel=cancel,
            tell=lambda found, own_id: print(f"{found.type.rpartition(':')[2]} {found.name}: {own_id}", flush=True),
        )
    except HaWebError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(NOT_DONE) from None
    if count:
        print(f"{stack}: {count} taken into the state; `pulumi up` goes on from here")
    else:
        print(f"{stack}: nothing is in the account that the state lacks")


preview_commands.register(app)
report_commands.register(app)
drift_commands.register(app)


def _rehearse(program: Path | None, stack: str, *, as_json: bool, color: bool) -> int:
    run, console, report_json = (_room(name) for name in ("rehearse", "console", "report_json"))
    told, answer = sys.stderr if as_json else sys.stdout, sys.stdout
    screen = console.console_on(told, color=color)
    if as_json:
        # What the program prints is not part of the document.
        sys.stdout = sys.stderr
    try:
        with console.watching(screen, stack, quiet=as_json) as on_step:
            rehearsal = run.rehearse(program, stack, on_step=on_step)
    finally:
        sys.stdout = answer
    if as_json:
        print(report_json.report(rehearsal))
    else:
        console.show(screen, rehearsal)
    return OK if rehearsal.ok else NOT_KEPT


def _tell(error: Exception, stack: str, *, as_json: bool) -> int:
    """Tell a failure as one message."""
    text = _text(error)
    if as_json:
        print(_room("report_json").report_error(stack, text))
    else:
        print(text, file=sys.stderr)
    return NOT_DONE


def _text(error: Exception) -> str:
    """Return what an exception says to a person; one that was not written for persons brings its name along."""
    said = {"RunError", "RehearsalError", "EmulatorError", "LeavesTheProcessError", "HaWebError"}
    name, text = type(error).__name__, str(error)
    if name in said:
        return text
    return f"the program failed: {name}: {text or 'without a message'}\n(--traceback shows where)"


def _room(module: str) -> ModuleType:
    """Return a module of the rehearsal."""
    return room("rehearsal", module)


def main() -> None:
    """Run the command."""
    # The process lives for one command, whose objects live as long. Looking for garbage among those of Pulumi and the
    # emulation, again and again and once more at the end, takes a third of the time of a rehearsal.
    gc.disable()
    try:
        app(prog_name="ha-web")
    except KeyboardInterrupt:  # before a command began
        sys.exit(INTERRUPTED)
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
