"""`ha-web artifacts list`, `versions` and `delete`: what is in a bucket."""

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from .stack_options import STATUSES, Bucket, EndpointUrl, Profile, Program, Region, Stack, options, say, status_of

Prefix = Annotated[str, typer.Argument(help="Beginning of the keys.", show_default="all of them")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON to stdout, and nothing else.")]

_LIST_EXAMPLES = f"""\b
Examples:
  ha-web artifacts list --stack dev
  ha-web artifacts list releases/ --bucket shop-artifacts-7f3a
  ha-web artifacts list --stack dev | sort -k2n                       the largest last
  ha-web artifacts list --stack dev --json | jq 'map(.size) | add'

\b
In a pipe, each line has time (UTC), bytes and key, with tabs between them.

{STATUSES}"""


def list_(
    prefix: Prefix = "",
    bucket: Bucket = None,
    stack: Stack = None,
    program: Program = Path(),
    as_json: Json = False,
    region: Region = None,
    profile: Profile = None,
    endpoint_url: EndpointUrl = None,
) -> None:
    """List the objects in a bucket, by key."""

    def do() -> int:
        from .artifacts.listings import OBJECTS, show
        from .artifacts.objects import list_objects
        from .artifacts.stack_bucket import place

        where = place(bucket, stack, program, region=region, profile=profile, endpoint=endpoint_url)
        if not show(list_objects(where.aws, where.bucket, prefix), OBJECTS, as_json=as_json):
            _tell_none("object", where.bucket, prefix)
        return 0

    raise typer.Exit(status_of(do, "Nothing was changed."))


_VERSIONS_EXAMPLES = f"""\b
Examples:
  ha-web artifacts versions app.tar.gz --stack dev
  ha-web artifacts versions --bucket shop-artifacts-7f3a --json

\b
An object that is deleted has a delete marker as its latest version. Deleting the marker brings the object back:
  ha-web artifacts delete app.tar.gz --version-id MARKER --stack dev

\b
In a pipe, each line has time (UTC), bytes, state, version id and key, with tabs between them.

{STATUSES}"""


def versions(
    prefix: Prefix = "",
    bucket: Bucket = None,
    stack: Stack = None,
    program: Program = Path(),
    as_json: Json = False,
    region: Region = None,
    profile: Profile = None,
    endpoint_url: EndpointUrl = None,
) -> None:
    """List every version of the objects in a bucket, by key, the latest first, with those that are deleted."""

    def do() -> int:
        from .artifacts import objects
        from .artifacts.listings import VERSIONS, show
        from .artifacts.stack_bucket import place

        where = place(bucket, stack, program, region=region, profile=profile, endpoint=endpoint_url)
        if not show(objects.versions(where.aws, where.bucket, prefix), VERSIONS, as_json=as_json):
            _tell_none("version", where.bucket, prefix)
        return 0

    raise typer.Exit(status_of(do, "Nothing was changed."))


_DELETE_EXAMPLES = f"""\b
Examples:
  ha-web artifacts delete app.tar.gz --stack dev                         hides it; `versions` still shows it
  ha-web artifacts delete app.tar.gz --stack dev --version-id VERSION    one version, for good
  ha-web artifacts delete app.tar.gz --stack dev --version-id MARKER     brings it back

{STATUSES}"""


def delete(
    key: Annotated[str, typer.Argument(help="Key of the object.")],
    version_id: Annotated[str | None, typer.Option(help="Version to delete for good.", show_default="none")] = None,
    bucket: Bucket = None,
    stack: Stack = None,
    program: Program = Path(),
    region: Region = None,
    profile: Profile = None,
    endpoint_url: EndpointUrl = None,
) -> None:
    """Delete an object.

    In a bucket that keeps versions it is only hidden, behind a delete marker, and can be brought back; with
    --version-id, that one version is gone for good. A bucket without versions forgets it at once.
    """

    def do() -> int:
        from .artifacts.objects import delete_object
        from .artifacts.stack_bucket import place

        where = place(bucket, stack, program, region=region, profile=profile, endpoint=endpoint_url)
        done = delete_object(where.aws, where.bucket, key, version_id)
        same = options(program, bucket=bucket, stack=stack, region=region, profile=profile, endpoint_url=endpoint_url)
        if done.marked:
            say(f"{key}: deleted; a delete marker hides it, and its versions are kept. To bring it back:")
            say(f"  ha-web artifacts delete {shlex.quote(key)} --version-id {shlex.quote(str(done.version_id))} {same}")
        elif done.brought_back:
            say(f"{key}: its delete marker is gone, and it is back")
        elif version_id:
            say(f"{key}: version {version_id} is deleted for good")
        else:
            say(f"{key}: deleted for good; bucket {where.bucket} keeps no versions")
        return 0

    raise typer.Exit(status_of(do, "`ha-web artifacts versions` shows whether it was deleted."))


def register(app: typer.Typer) -> None:
    """Make the three commands of an app."""
    app.command("list", epilog=_LIST_EXAMPLES, short_help="List the objects in a bucket.")(list_)
    app.command(epilog=_VERSIONS_EXAMPLES, short_help="List what was overwritten and deleted, too.")(versions)
    app.command(epilog=_DELETE_EXAMPLES, short_help="Delete an object, or one version of it.")(delete)


def _tell_none(what: str, bucket: str, prefix: str) -> None:
    said = f" whose key begins with {prefix}" if prefix else ""
    print(f"there is no {what} in bucket {bucket}{said}", file=sys.stderr)
