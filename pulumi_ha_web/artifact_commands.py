"""`ha-web artifacts`: buckets, what is in them, and the releases among it; with or without a stack."""

import typer

from . import bucket_commands, object_commands, release_commands, transfer_commands

_EXAMPLES = """\b
Examples:
  ha-web artifacts create-bucket shop-artifacts-7f3a --region eu-west-1
  ha-web artifacts list --stack dev
  ha-web artifacts versions releases/ --bucket shop-artifacts-7f3a
  ha-web artifacts delete app.tar.gz --stack dev
  ha-web artifacts delete-bucket shop-artifacts-7f3a --with-contents

\b
A bucket is named by --bucket, or by --stack as the one that the stack's program exported. Region and credentials are
found as the AWS command line finds them, or as the stack's settings say.

Exit status: 0 done, 2 not done, 130 Ctrl-C.
"""

app = typer.Typer(
    help="What the instances run: buckets, objects and releases in S3.",
    epilog=_EXAMPLES,
    no_args_is_help=True,
    rich_markup_mode=None,
)

for commands in (bucket_commands, object_commands, transfer_commands, release_commands):
    commands.register(app)
