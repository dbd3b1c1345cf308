"""Files that a report is made from: their JSON, or what is wrong with them, and the stack that their names tell of."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class Unusable(Exception):  # noqa: N818  (not an error: a report says so)
    """A file is not what it should be. Its text goes on where a sentence has begun with the file's name."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What a file should hold."""

    noun: str
    """`preview`."""
    writes: str
    """What is told of an empty file to have stopped."""
    step: str
    """What a step of a pipeline does that makes one: "the step that …"."""
    hint: str
    """How one is made."""
    named: re.Pattern[str]
    """What of a file's name says what it holds, and not of which stack."""
    not_json: Callable[[json.JSONDecodeError], str]
    """What is wrong with a text that is no JSON."""

    def data(self, path: Path, largest: int) -> bytes:
        """Return what is in a file.

        Args:
            path: The file.
            largest: Bytes that it may have.

        Raises:
            Unusable: it is too large, is not there, or cannot be read.
        """
        try:
            if path.is_file() and path.stat().st_size > largest:
                raise Unusable(f"has more than {largest:,} bytes, which no {self.noun} has")
            return path.read_bytes()
        except FileNotFoundError:
            raise Unusable(f"is not there; did the step that {self.step} run? {self.hint}") from None
        except (OSError, ValueError) as error:
            raise Unusable(f"cannot be read: {getattr(error, 'strerror', None) or type(error).__name__}") from None

    def document(self, data: bytes) -> Any:
        """Return what was read as JSON.

        Raises:
            Unusable: it is none.
        """
        if not data.strip():
            raise Unusable(f"is empty: {self.writes} stopped before it wrote anything; its own output says why")
        try:
            return json.loads(data)
        except UnicodeDecodeError:
            raise Unusable(f"is not text; {self.hint}") from None
        except json.JSONDecodeError as error:
            raise Unusable(self.not_json(error)) from None
        except (ValueError, RecursionError) as error:
            raise Unusable(f"is no JSON of a {self.noun}: {type(error).__name__}; {self.hint}") from None

    def stack_of(self, path: Path) -> str:
        """Return the stack that a file's name tells of, or its folder's, where that is named for it."""
        for name in (path.name.removesuffix(".json"), path.parent.name):
            rest = self.named.sub("", name).strip("-_.")
            if rest:
                return rest
        return path.name or self.noun
