"""What is in a bucket, for a person's terminal as a table, for a pipe as lines, or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from .objects import Entry, Version
from .sizes import size_text

Item = TypeVar("Item")


@dataclass(frozen=True)
class Column(Generic[Item]):
    """One thing to tell about each item."""

    name: str
    """Its name in JSON, and in capitals above a table."""
    value: Callable[[Item], str | int | bool | None]
    """For programs, in lines and JSON: whole numbers in bytes, times as ISO 8601 in UTC."""
    shown: Callable[[Item], str] | None = None
    """For persons, in tables; by default as it is for programs."""
    only_json: bool = False
    right: bool = False


def printable(text: str) -> str:
    """Return a text without what would move a terminal's cursor or break a line: keys may have such characters."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def _state(version: Version) -> str:
    if version.is_marker:
        return "deleted" if version.is_latest else "delete marker"
    return "latest" if version.is_latest else "older"


OBJECTS: Sequence[Column[Entry]] = (
    Column("modified", lambda each: each.modified.isoformat(), lambda each: f"{each.modified:%Y-%m-%d %H:%M:%S}"),
    Column("size", lambda each: each.size, lambda each: size_text(each.size), right=True),
    Column("key", lambda each: each.key),
    Column("etag", lambda each: each.etag, only_json=True),
)
VERSIONS: Sequence[Column[Version]] = (
    Column("modified", lambda each: each.modified.isoformat(), lambda each: f"{each.modified:%Y-%m-%d %H:%M:%S}"),
    Column("size", lambda each: each.size, lambda each: "" if each.is_marker else size_text(each.size), right=True),
    Column("state", _state),
    Column("version_id", lambda each: each.version_id),
    Column("key", lambda each: each.key),
    Column("is_latest", lambda each: each.is_latest, only_json=True),
    Column("is_marker", lambda each: each.is_marker, only_json=True),
)


def show(items: Iterable[Item], columns: Sequence[Column[Item]], *, as_json: bool) -> bool:
    """Write items to standard output; say whether there was one.

    As they arrive: an array of JSON, or lines whose values are separated by tabs; on a terminal, a table once all are
    known.
    """
    found = iter(items)
    first = next(found, None)
    if as_json:
        _write_json(_again(first, found), columns)
    elif sys.stdout.isatty():
        _write_table(_again(first, found), columns)
    else:
        told = [each for each in columns if not each.only_json]
        for item in _again(first, found):
            print("\t".join(printable(str(each.value(item))) for each in told))
    return first is not None


def _again(first: Item | None, rest: Iterator[Item]) -> Iterator[Item]:
    if first is not None:
        yield first
        yield from rest


def _write_json(items: Iterator[Item], columns: Sequence[Column[Item]]) -> None:
    before = "["
    for item in items:
        print(before, json.dumps({each.name: each.value(item) for each in columns}), sep="\n  ", end="")
        before = ","
    print("\n]" if before == "," else "[]")


def _write_table(items: Iterator[Item], columns: Sequence[Column[Item]]) -> None:
    # As wide as it comes: an id that a terminal's width cut in two could not be taken over into a command.
    told = [each for each in columns if not each.only_json]
    rows = [[_text(each, item) for each in told] for item in items]
    if not rows:
        return
    rows.insert(0, [each.name.replace("_", " ").upper() for each in told])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            cell.rjust(width) if each.right else cell.ljust(width)
            for each, cell, width in zip(told, row, widths, strict=True)
        )
        print("  ".join(cells).rstrip())


def _text(column: Column[Item], item: Item) -> str:
    return printable(column.shown(item) if column.shown else str(column.value(item)))
