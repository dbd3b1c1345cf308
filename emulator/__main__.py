"""`python -m emulator`: the server in the foreground."""

import argparse
import sys

from .errors import EmulatorError
from .in_process import DEFAULT_ACCOUNT_ID
from .server import DEFAULT_PORT, serve


def main() -> int:
    """Serve until told to end; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m emulator", description="An emulated AWS account on this machine, for as long as this runs."
    )
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--account", default=DEFAULT_ACCOUNT_ID, help="number of the account")
    parser.add_argument("--journal", action="store_true", help="write a line for each request to standard error")
    given = parser.parse_args()
    try:
        serve(given.port, given.account, journal=given.journal)
    except EmulatorError as error:
        print(error, flush=True)  # on standard output, where whoever started this reads the address
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
