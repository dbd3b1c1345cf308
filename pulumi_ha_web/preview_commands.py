"""`ha-web preview` and `ha-web masked-state`: what `pulumi up` would do, for a report, without the stack's secrets."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from .errors import HaWebError
from .stack_options import Program, status_of

FAILED = 1
"""Exit status of a preview that did not run to its end; what it says is written all the same."""

Name = Annotated[str, typer.Argument(help="Name of the stack.")]

_PREVIEW_EXAMPLES = """\b
Examples:
  ha-web preview dev --output dev.json && ha-web report dev.json
  ha-web preview dev --refresh --output dev.json      what was changed in the account by hand as well

\b
Where the stack's state, passphrase and key must not be seen, as in a pull request:
  ha-web masked-state prod --output prod.state.json   where they may be
  ha-web preview prod --state prod.state.json --output prod.json

\b
Exit status: 0 done, 1 the preview failed (its file says why), 2 no file was written, 130 Ctrl-C.
"""

_STATE_EXAMPLES = """\b
Examples:
  ha-web masked-state prod --output prod.state.json
  ha-web masked-state prod | jq .deployed

\b
Exit status: 0 done (of a stack that was never deployed too), 2 not done, 130 Ctrl-C.
"""


def preview(
    stack: Name,
    output: Annotated[Path, typer.Option(help="File to write its JSON to.")],
    program: Program = Path(),
    state: Annotated[
        Path | None,
        typer.Option(help="Masked state to compare with, of `ha-web masked-state`.", show_default="the stack's own"),
    ] = None,
    refresh: Annotated[bool, typer.Option("--refresh", help="Read everything in the account anew first.")] = False,
) -> None:
    """Write what `pulumi up` would do to a stack as a file for `ha-web report`, also when the preview fails.

    With --state, in a backend that ends with the command, and with placeholders for all secrets: the program then sees
    neither the stack's own state nor its passphrase, and secrets are taken to be unchanged. The file written has no
    settings in it.
    """

    def do() -> int:
        from .preview.cleaned import as_text
        from .preview.propose import propose

        _refuse_unwritable(output)
        proposal = propose(stack, program, state=state, refresh=refresh)
        _write(output, as_text(proposal.document))
        if proposal.complete:
            print(f"{stack}: {_summary(proposal.document['changeSummary'])}; written to {output}")
            return 0
        print(*proposal.errors, f"{stack}: the preview failed; what it says is in {output}", sep="\n", file=sys.stderr)
        return FAILED

    raise typer.Exit(status_of(do, "Nothing was changed."))


def masked_state(
    stack: Name,
    program: Program = Path(),
    output: Annotated[Path | None, typer.Option(help="File to write to.", show_default="stdout")] = None,
) -> None:
    """Write the state of a stack with a placeholder for every secret, for `ha-web preview --state`.

    Needs access to the stack's backend, but neither its passphrase nor its key: nothing is decrypted. What Pulumi does
    not hold as a secret (names, addresses, user data, tags) stays. Of a stack that is not there yet, it says so.
    """

    def do() -> int:
        from .preview.masked_state import masked
        from .stack import Stack

        if output is not None:
            _refuse_unwritable(output)
        found = masked(stack, Stack(stack, program).export_if_there())
        if output is None:
            print(found.as_json())
        else:
            _write(output, f"{found.as_json()}\n")
        if found.state is None:
            print(f"{stack}: was never deployed, or holds nothing", file=sys.stderr)
        return 0

    raise typer.Exit(status_of(do, "Nothing was changed."))


def register(app: typer.Typer) -> None:
    """Put both among the commands."""
    app.command(epilog=_PREVIEW_EXAMPLES, short_help="Write what `pulumi up` would do, for a report.")(preview)
    app.command("masked-state", epilog=_STATE_EXAMPLES, short_help="Write a stack's state without its secrets.")(
        masked_state
    )


def _summary(counted: dict[str, int]) -> str:
    told = [f"{count} {op}" for op, count in counted.items() if count]
    return ", ".join(told) or "nothing"


def _refuse_unwritable(file: Path) -> None:
    """Find out at once what would be found out at the end."""
    if file.is_dir() or not file.parent.is_dir():
        raise HaWebError(f"{file}: cannot be written: {'is a folder' if file.is_dir() else 'its folder is not there'}")


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise HaWebError(f"{file}: cannot be written: {error.strerror or error}") from None
