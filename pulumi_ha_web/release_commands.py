"""`ha-web artifacts release`, `rollback` and `releases`: what a stack's instances run, and what ran before."""

import json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .errors import ArtifactError
from .stack_options import STATUSES, Bucket, EndpointUrl, Profile, Program, Region, Stack, options, status_of

if TYPE_CHECKING:
    from .artifacts.releases import Change, Release
    from .artifacts.settings_file import SettingsFile

_RELEASE_EXAMPLES = f"""\b
Examples:
  ha-web artifacts release dist/app.tar.gz --version 1.4.2 --stack dev
  pulumi up --stack dev && ha-web rollout wait --stack dev

\b
  ha-web artifacts release app.tar.gz --version 1.4.2 --bucket NAME --no-settings    in a pipeline of its own

\b
FILE is a .tar, .tar.gz, .tgz, .tar.xz or .tar.zst with an executable `install` at its top, which each instance runs in
the folder that it was unpacked into; or a single program, which each instance runs as a service.

{STATUSES}"""


def release(
    file: Annotated[Path, typer.Argument(help="What the instances shall run.")],
    version: Annotated[str, typer.Option(help="What it is called, such as 1.4.2; never used twice.")],
    stack: Stack = None,
    bucket: Bucket = None,
    program: Program = Path(),
    settings: Annotated[
        bool,
        typer.Option("--settings/--no-settings", help="Point the settings at it, or only show what they would say."),
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Show what settings say about it as JSON.")] = False,
    region: Region = None,
    profile: Profile = None,
    endpoint_url: EndpointUrl = None,
) -> None:
    """Upload a file as a release, for good, and point a stack's settings at it.

    A version that exists is never written over; run again with the same file, what is there is taken.
    """

    def do() -> int:
        from .artifacts.progress import on_terminal
        from .artifacts.releases import release as released
        from .artifacts.sizes import size_text
        from .artifacts.stack_bucket import place

        if settings and stack is None:
            raise ArtifactError(
                "no stack is named whose settings shall point at the release; name it with --stack, or say "
                "--no-settings"
            )
        where = place(bucket, stack, program, region=region, profile=profile, endpoint=endpoint_url)
        target = where.stack.settings_file if settings and where.stack else None
        if target:
            target.check()
        with on_terminal() as progress:
            found, is_new = released(where.aws, where.bucket, file, version, progress)
        state = "uploaded" if is_new else "there already, and the same"
        print(f"{version}: {state}: s3://{where.bucket}/{found.key}, {size_text(found.size)}", file=sys.stderr)
        if target is None or as_json:
            said = found.settings().as_dict()
            print(json.dumps(said, indent=2) if as_json else _as_settings(found))
        if target:
            _pointed(target, found, str(stack), program)
        return 0

    raise typer.Exit(status_of(do, "An upload that was begun goes on from there when it is started again."))


_ROLLBACK_EXAMPLES = f"""\b
Examples:
  ha-web artifacts rollback --stack dev               to the release uploaded before
  ha-web artifacts rollback --stack dev --to 1.4.1
  pulumi up --stack dev && ha-web rollout wait --stack dev

\b
Faster, while instances fail: ha-web rollout back --stack dev, and this afterwards.

{STATUSES}"""


def rollback(
    stack: Stack = None,
    to: Annotated[
        str | None, typer.Option(metavar="VERSION", help="Release.", show_default="the one uploaded before")
    ] = None,
    bucket: Bucket = None,
    program: Program = Path(),
    region: Region = None,
    profile: Profile = None,
    endpoint_url: EndpointUrl = None,
) -> None:
    """Point a stack's settings at the release before the one that they name.

    Which one was before is told by the times of upload in the bucket; version and digest are taken from there too.
    """

    def do() -> int:
        from .artifacts import releases
        from .artifacts.stack_bucket import place

        if stack is None:
            raise ArtifactError("no stack is named whose settings shall go back; name it with --stack")
        where = place(bucket, stack, program, region=region, profile=profile, endpoint=endpoint_url)
        assert where.stack is not None  # since it was named
        target = where.stack.settings_file
        _tell_change(target, releases.rollback(where.aws, where.bucket, target, to), stack, program)
        return 0

    raise typer.Exit(status_of(do, "The settings are as they were, or whole."))


_RELEASES_EXAMPLES = f"""\b
Examples:
  ha-web artifacts releases --stack dev       with what runs where
  ha-web artifacts releases --stack dev -v    with every instance
  ha-web artifacts releases --stack dev --json | jq '.instances[].release'
  ha-web artifacts releases --bucket NAME     of any bucket, without Pulumi

{STATUSES}"""


def releases(
    stack: Stack = None,
    bucket: Bucket = None,
    program: Program = Path(),
    limit: Annotated[int, typer.Option(min=0, help="Newest releases to show; 0 shows them all.")] = 20,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show every instance.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON document to stdout, nothing else.")] = False,
    region: Region = None,
    profile: Profile = None,
    endpoint_url: EndpointUrl = None,
) -> None:
    """List the releases, the newest first: which one the settings name, and how many instances run which."""

    def do() -> int:
        from .artifacts.releases_table import listing
        from .artifacts.stack_bucket import place

        where = place(bucket, stack, program, region=region, profile=profile, endpoint=endpoint_url)
        found = listing(where, limit, lambda trouble: print(trouble, file=sys.stderr))
        print(found.as_json() if as_json else found.as_text(verbose=verbose))
        return 0

    raise typer.Exit(status_of(do, "Nothing was changed."))


def register(app: typer.Typer) -> None:
    """Make the three commands of an app."""
    app.command(epilog=_RELEASE_EXAMPLES, short_help="Upload a release, and point a stack at it.")(release)
    app.command(epilog=_ROLLBACK_EXAMPLES, short_help="Point a stack at the release before.")(rollback)
    app.command(epilog=_RELEASES_EXAMPLES, short_help="List the releases, and what runs where.")(releases)


def _pointed(target: "SettingsFile", found: "Release", stack: str, program: Path) -> None:
    from .artifacts.releases import point

    try:
        change = point(target, found)
    except ArtifactError as error:
        raise ArtifactError(
            f"{error}\nThe upload stands, and the settings are as they were. Run the same command again once that is "
            f"mended, or write into {target.path} yourself, below `config:`\n\n{_as_settings(found)}"
        ) from None
    _tell_change(target, change, stack, program)


def _tell_change(target: "SettingsFile", change: "Change", stack: str, program: Path) -> None:
    if change.changed:
        print(f"{target.path}: {change.before or 'no release'} -> {change.after.version}")
    else:
        print(f"{target.path}: points at {change.after.version} already")
    there = "" if program == Path() else f" --cwd {shlex.quote(str(program))}"
    print(f"Next: pulumi up --stack {shlex.quote(stack)}{there}")
    print(f"Then: ha-web rollout wait {options(program, stack=stack)}")


def _as_settings(found: "Release") -> str:
    """Return what a stack's settings say about a release, as they are written there."""
    lines = [f"    {name}: {json.dumps(value)}" for name, value in found.settings().as_dict().items()]
    return "\n".join(["ha-web:artifacts:", "  release:", *lines])
