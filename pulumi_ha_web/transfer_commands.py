"""`ha-web artifacts upload`, `download` and `copy`: files and folders, into a bucket and out of it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .errors import ArtifactError
from .stack_options import STATUSES, Bucket, EndpointUrl, Profile, Program, Region, Stack, say, status_of

if TYPE_CHECKING:
    from .artifacts.progress import Progress
    from .artifacts.stack_bucket import Place
    from .artifacts.stored import Stored

S3 = "s3://"
_STATUSES = "Exit status: 0 done, 2 not done, 130 Ctrl-C."
_AsJson = Annotated[bool, typer.Option("--json", help="Say what was done as JSON.")]

_UPLOAD_EXAMPLES = f"""\b
Examples:
  ha-web artifacts upload index.html --stack dev
  ha-web artifacts upload dist/app.tar.gz --key builds/77/app.tar.gz --bucket NAME
  ha-web artifacts upload app.tar.gz --only-new --bucket NAME    never over what is there

\b
Interrupted, it goes on from the parts that arrived when it is started again.
{STATUSES}"""


def upload(
    file: Annotated[Path, typer.Argument(help="The file.")],
    key: Annotated[str | None, typer.Option(help="Name of the object.", show_default="the file's")] = None,
    only_new: Annotated[bool, typer.Option("--only-new", help="Refuse if there is an object of that name.")] = False,
    bucket: Bucket = None,
    stack: Stack = None,
    program: Program = Path(),
    as_json: _AsJson = False,
    region: Region = None,
    profile: Profile = None,
    endpoint_url: EndpointUrl = None,
) -> None:
    """Put a file into a bucket, with the SHA-256 that S3 verifies and records.

    If somebody else writes to the same place meanwhile, theirs stays and this fails.
    """

    def do() -> int:
        from .artifacts.upload import upload as uploaded

        with _transfers(bucket, stack, program, region, profile, endpoint_url) as (where, progress):
            done = uploaded(where.aws, file, where.bucket, key or file.name, only_new=only_new, progress=progress)
        _tell(done, as_json=as_json)
        return 0

    raise typer.Exit(status_of(do, "An upload that was begun goes on from there when it is started again."))


_DOWNLOAD_EXAMPLES = f"""\b
Examples:
  ha-web artifacts download index.html --stack dev
  ha-web artifacts download builds/77/app.tar.gz /tmp/app.tar.gz --bucket NAME
  ha-web artifacts download index.html old.html --version-id ID --stack dev    `versions` lists the ids

{STATUSES}"""


def download(
    key: Annotated[str, typer.Argument(help="Name of the object.")],
    target: Annotated[Path, typer.Argument(help="File to write, or folder to write it into.")] = Path(),
    version_id: Annotated[str | None, typer.Option(help="Version of the object.", show_default="the newest")] = None,
    bucket: Bucket = None,
    stack: Stack = None,
    program: Program = Path(),
    as_json: _AsJson = False,
    region: Region = None,
    profile: Profile = None,
    endpoint_url: EndpointUrl = None,
) -> None:
    """Fetch an object; the file appears, or changes, only when it is whole and verified."""

    def do() -> int:
        from .artifacts.download import download as downloaded

        with _transfers(bucket, stack, program, region, profile, endpoint_url) as (where, progress):
            done = downloaded(where.aws, where.bucket, key, target, version_id=version_id, progress=progress)
        _tell(done, as_json=as_json)
        return 0

    raise typer.Exit(status_of(do, "What was at the target is untouched."))


_COPY_EXAMPLES = f"""\b
Examples:
  ha-web artifacts copy dist s3://NAME/site/            every file below dist
  ha-web artifacts copy s3://NAME/site/ restored
  ha-web artifacts copy dist s3:///site/ --stack dev    in the bucket of the stack

\b
Nothing is deleted on either side.
{STATUSES}"""


def copy(
    source: Annotated[str, typer.Argument(help="A folder, or s3://BUCKET/PREFIX.")],
    destination: Annotated[str, typer.Argument(help="The other one of the two.")],
    bucket: Bucket = None,
    stack: Stack = None,
    program: Program = Path(),
    as_json: _AsJson = False,
    region: Region = None,
    profile: Profile = None,
    endpoint_url: EndpointUrl = None,
) -> None:
    """Copy a folder into a bucket, or what is below a prefix into a folder, many files at once."""

    def do() -> int:
        from .artifacts.folders import download_folder, upload_folder

        if source.startswith(S3) == destination.startswith(S3):
            raise ArtifactError(
                f"{source} {destination}: one must be a folder, the other s3://BUCKET/PREFIX; "
                "for a single file there are `upload` and `download`"
            )
        named, _, prefix = (source if source.startswith(S3) else destination).removeprefix(S3).partition("/")
        if named and (bucket or stack):
            raise ArtifactError(
                f"{S3}{named}: names a bucket, and so does --bucket or --stack; say s3:///{prefix} for the latter's"
            )
        with _transfers(named or bucket, stack, program, region, profile, endpoint_url) as (where, progress):
            if source.startswith(S3):
                done = download_folder(where.aws, where.bucket, prefix, Path(destination), progress=progress)
            else:
                done = upload_folder(where.aws, Path(source), where.bucket, prefix, progress=progress)
        if as_json:
            say(json.dumps([asdict(each) for each in done.objects], indent=2))
        else:
            from .artifacts.sizes import size_text

            say(f"{len(done.objects)} objects, {size_text(done.bytes)}: {source} -> {destination}")
        return 0

    raise typer.Exit(status_of(do, "What was copied until then is there; start it again for the rest."))


@contextmanager
def _transfers(
    bucket: str | None,
    stack: str | None,
    program: Path,
    region: str | None,
    profile: str | None,
    endpoint_url: str | None,
) -> Iterator[tuple["Place", "Progress"]]:
    """Return the bucket that was named, and who is told how far a transfer is, in a process that does nothing else."""
    from .artifacts.memory import one_arena
    from .artifacts.progress import on_terminal
    from .artifacts.stack_bucket import place

    one_arena()
    where = place(bucket, stack, program, region=region, profile=profile, endpoint=endpoint_url)
    with on_terminal() as progress:
        yield where, progress


def _tell(done: "Stored", *, as_json: bool) -> None:
    if as_json:
        say(json.dumps(asdict(done), indent=2))
        return
    from .artifacts.sizes import size_text

    version = f", version {done.version_id}" if done.version_id else ""
    verified = f"SHA-256 {done.checksum}" if done.checksum else "not verified: its upload recorded no SHA-256"
    say(f"s3://{done.bucket}/{done.key}: {size_text(done.size)}{version}, {verified}")


def register(app: typer.Typer) -> None:
    """Add the commands to those about artifacts."""
    app.command(epilog=_UPLOAD_EXAMPLES, short_help="A file into a bucket.")(upload)
    app.command(epilog=_DOWNLOAD_EXAMPLES, short_help="An object into a file.")(download)
    app.command(epilog=_COPY_EXAMPLES, short_help="A folder into a bucket, or out of it.")(copy)
