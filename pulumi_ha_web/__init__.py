"""The `ha-web` command, and the root of the installed package.

Imports neither the components nor the settings: what a command needs of either, it is given by the program that uses
them. Loading this package loads nothing else, so that the command answers at once.
"""

DISTRIBUTION = "pulumi-ha-web"


def version() -> str:
    """Return the installed version, or what a checkout that is not installed says of itself."""
    from importlib import metadata  # a tenth of a second, which only this question is worth

    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return "checkout"
