"""Memory of a process that does nothing but transfers."""

import ctypes
from contextlib import suppress

M_ARENA_MAX = -8
"""From glibc's malloc.h."""


def one_arena() -> None:
    """Have glibc keep one heap: with one for each thread of the transfers, freed parts stay behind in all of them.

    It is for good, and for the whole process: a command may do it, a library may not.
    """
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
