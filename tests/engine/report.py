"""docs/engine-tests.md: what the engine proposed and did, and how long it took, as the tests saw it."""

from collections.abc import Iterable, Sequence

from tests.engine.workspace import Row

PROPERTY = "engine-operation"
"""What a line is called among a test's properties."""

HEAD = """# What the real engine did

<!-- Written by `make test-engine`; changes made here are lost. -->

Each line is one call of `pulumi` with the real AWS provider against the emulator, and the tests compared what it
proposed or did, resource by resource, with what it must. *Proposed* is of a preview, *done* is of what followed. Most
of the time is the provider's own waiting: a load balancer takes it a minute, a bucket's lifecycle rules as well. Up to
eight stacks were under way at a time, and share the processor.

| strategy | test | stack | operation | proposed | done | seconds |
|---|---|---|---|---|---|---:|
"""


def line(test: str, row: Row) -> Sequence[str]:
    """Return the cells of a table's line."""
    name, _, case = test.removeprefix("test_").partition("[")
    words = name.replace("_", " ") + (f" ({case.rstrip(']')})" if case else "")
    return (row.strategy, words, row.stack, row.operation, row.proposed, row.done, f"{row.seconds:.0f}")


def page(lines: Iterable[Sequence[str]]) -> str:
    """Return the page."""
    return HEAD + "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
