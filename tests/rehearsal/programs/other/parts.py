"""Has the name of a module of another program."""

WHOSE = "other"
