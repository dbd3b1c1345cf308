"""`ha-web artifacts create-bucket`, `delete-bucket` and `describe-bucket`."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from .errors import ArtifactError
from .stack_options import STATUSES, Bucket, EndpointUrl, Profile, Program, Region, Stack, say, status_of

LACKING = 1
"""Exit status of `describe-bucket` when a protection is missing."""

_YOURS = "that of your environment"

Name = Annotated[str, typer.Argument(help="Name of the bucket.")]
OwnRegion = Annotated[str | None, typer.Option("--region", help="AWS region.", show_default=_YOURS)]
OwnProfile = Annotated[str | None, typer.Option("--profile", help="AWS profile.", show_default=_YOURS)]
OwnEndpoint = Annotated[
    str | None, typer.Option("--endpoint-url", help="URL of an emulated AWS.", show_default="AWS itself")
]

_CREATE_EXAMPLES = f"""\b
Examples:
  ha-web artifacts create-bucket shop-artifacts-7f3a --region eu-west-1
  ha-web artifacts create-bucket shop-artifacts-7f3a --tag team=shop --noncurrent-retention-days 30

\b
Names are shared by all AWS accounts: 3 to 63 lower-case letters, digits, hyphens and full stops.

{STATUSES}"""


def create_bucket(
    name: Name,
    kms_key_arn: Annotated[
        str | None, typer.Option(metavar="ARN", help="Customer-managed key.", show_default="S3's own keys")
    ] = None,
    noncurrent_retention_days: Annotated[
        int, typer.Option(min=1, help="Days an overwritten or deleted object stays recoverable.")
    ] = 90,
    abort_upload_days: Annotated[
        int, typer.Option(min=1, help="Days the parts of an upload that never completed are kept.")
    ] = 7,
    tag: Annotated[list[str] | None, typer.Option(metavar="KEY=VALUE", help="Tag; may be said again.")] = None,
    region: OwnRegion = None,
    profile: OwnProfile = None,
    endpoint_url: OwnEndpoint = None,
) -> None:
    """Create a bucket as safe as a stack's own: it keeps versions, is encrypted, private, and reached over TLS alone.

    If one of its settings is refused, the bucket is removed again.
    """

    def do() -> int:
        from .artifacts.buckets import create_bucket as created
        from .artifacts.clients import Aws

        aws = Aws(region, profile, endpoint_url)
        created(
            aws,
            name,
            kms_key_arn=kms_key_arn,
            noncurrent_retention_days=noncurrent_retention_days,
            abort_upload_days=abort_upload_days,
            tags=_tags(tag or []),
        )
        say(f"{name}: created in {aws.region}; it keeps versions, is encrypted, private, and reached over TLS alone")
        return 0

    raise typer.Exit(status_of(do, "A bucket that was not finished is removed again."))


_DELETE_EXAMPLES = f"""\b
Examples:
  ha-web artifacts delete-bucket shop-artifacts-7f3a                          if it is empty
  ha-web artifacts delete-bucket shop-artifacts-7f3a --with-contents          asks for its name first
  ha-web artifacts delete-bucket shop-artifacts-7f3a --with-contents --yes    in a script

{STATUSES}"""


def delete_bucket(
    name: Name,
    with_contents: Annotated[
        bool, typer.Option("--with-contents", help="Delete every version of everything in it first.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for the name of a bucket that is not empty.")] = False,
    region: OwnRegion = None,
    profile: OwnProfile = None,
    endpoint_url: OwnEndpoint = None,
) -> None:
    """Delete a bucket. One with anything in it, old versions included, is deleted only --with-contents.

    The bucket of a stack goes with `pulumi destroy`, if its settings allow that.
    """

    def do() -> int:
        from .artifacts import buckets
        from .artifacts.clients import Aws

        aws = Aws(region, profile, endpoint_url)
        if with_contents and not yes and not buckets.is_empty(aws, name):
            _confirm(name)
        with _counting("versions deleted") as deleted:
            buckets.delete_bucket(aws, name, with_contents=with_contents, deleted=deleted)
        say(f"{name}: deleted")
        return 0

    raise typer.Exit(status_of(do, f"What was deleted until then is gone; bucket {name} stands, with the rest."))


_DESCRIBE_EXAMPLES = """\b
Examples:
  ha-web artifacts describe-bucket --bucket shop-artifacts-7f3a
  ha-web artifacts describe-bucket --stack dev --json | jq .lacks

\b
Exit status: 0 it has all the protections of a new one, 1 it lacks one, 2 it cannot be looked at, 130 Ctrl-C.
"""


def describe_bucket(
    bucket: Bucket = None,
    stack: Stack = None,
    program: Program = Path(),
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON to stdout, and nothing else.")] = False,
    region: Region = None,
    profile: Profile = None,
    endpoint_url: EndpointUrl = None,
) -> None:
    """Show where a bucket is, how it is protected, and what it lacks of what `create-bucket` makes."""

    def do() -> int:
        import json
        from dataclasses import asdict

        from .artifacts.bucket_state import describe
        from .artifacts.stack_bucket import place

        where = place(bucket, stack, program, region=region, profile=profile, endpoint=endpoint_url)
        found = describe(where.aws, where.bucket)
        if as_json:
            print(json.dumps(asdict(found) | {"lacks": found.lacks}, indent=2))
        else:
            for name, value in asdict(found).items():
                print(f"{name.replace('_', ' ')}: {_words(name, value)}")
            for lack in found.lacks:
                print(f"lacking: {lack}")
        return LACKING if found.lacks else 0

    raise typer.Exit(status_of(do, "Nothing was changed."))


def register(app: typer.Typer) -> None:
    """Make the three commands of an app."""
    app.command(epilog=_CREATE_EXAMPLES, short_help="Create a bucket that is safe.")(create_bucket)
    app.command(epilog=_DELETE_EXAMPLES, short_help="Delete a bucket, with all that is in it if asked.")(delete_bucket)
    app.command(epilog=_DESCRIBE_EXAMPLES, short_help="Show how a bucket is protected.")(describe_bucket)


def _tags(given: list[str]) -> dict[str, str]:
    pairs = [each.partition("=") for each in given]
    if wrong := [key + equals for key, equals, _ in pairs if not (key and equals)]:
        raise ArtifactError(f"--tag {wrong[0]}: must be KEY=VALUE, such as team=shop")
    return {key: value for key, _, value in pairs}


def _words(name: str, value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case None:
            return "none" if name == "encryption" else "never"
        case int():
            return f"{value} days"
    return str(value)


def _confirm(name: str) -> None:
    """Have a person type the name of a bucket that is not empty.

    Raises:
        ArtifactError: nobody is there to be asked, or the answer is another one.
    """
    if not _is_asked():
        raise ArtifactError(
            f"deleting bucket {name}: it is not empty, and nobody is there to be asked; say --yes to delete everything "
            "in it"
        )
    answer = typer.prompt(
        f"Every version of everything in {name} will be gone for good.\nType the bucket's name to go on",
        default="",
        show_default=False,
        err=True,
    )
    if answer.strip() != name:
        raise ArtifactError(f"deleting bucket {name}: its name was not given, so nothing was deleted; do it again")


def _is_asked() -> bool:
    """Say whether a person sits at standard input."""
    return sys.stdin.isatty()


@contextmanager
def _counting(what: str) -> Iterator[Callable[[int], object]]:
    """Show a count on standard error while it grows, if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} {task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(what, total=None)
        yield lambda count: shown.advance(task, count)
