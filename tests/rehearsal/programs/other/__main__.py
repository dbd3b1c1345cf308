"""A program whose own module has the name of another program's."""

import parts  # type: ignore[import-not-found]  # beside this file: the program folder is on the path when it runs
import pulumi

pulumi.export("whose", parts.WHOSE)
