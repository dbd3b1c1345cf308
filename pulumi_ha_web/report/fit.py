"""A comment that GitHub takes: what a reviewer misses least is left out first, and the comment says so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..errors import HaWebError
from .markdown import plain
from .model import Block

LIMIT = 65_536
"""Characters of a comment's body; GitHub refuses more ("body is too long")."""
SUMMARY_LIMIT = 340_000
"""Characters of a job's summary: GitHub's limit of 1 MiB, of which a character may take three bytes."""


@dataclass(frozen=True)
class Part:
    """What a comment says about one stack."""

    marker: str
    name: str
    verdict: str
    brief: str
    blocks: tuple[Block, ...]


def size(text: str) -> int:
    """Return the length of a text as the most careful reader counts it: a symbol beyond 16 bits is two characters."""
    return len(text.encode("utf-16-le", "replace")) // 2


def fitted(title: str, parts: Sequence[Part], limit: int, elsewhere: str = "") -> str:
    """Return title, verdicts and blocks as one text of at most that many characters.

    Args:
        title: Heading of all, and what follows it before the verdicts.
        parts: The stacks.
        limit: Characters that there is room for.
        elsewhere: Where all of it is, as a sentence, in case that something is left out.

    Raises:
        HaWebError: not even the verdicts have room.
    """
    shown = [dict(enumerate(each.blocks)) for each in parts]
    left_out: list[dict[str, str]] = [{} for _ in parts]
    text = _text(title, parts, shown, left_out, elsewhere)
    for part, at, smaller in _reductions(parts):
        if size(text) <= limit:
            return text
        title_of = shown[part].pop(at).title
        if smaller:
            shown[part][at] = smaller
        left_out[part][title_of] = f"{title_of} (in part)" if smaller else title_of
        text = _text(title, parts, shown, left_out, elsewhere)
    if size(text) <= limit:
        return text
    for verdicts in ([each.verdict for each in parts], [each.brief for each in parts]):
        text = f"{_head(title, parts, verdicts)}\n\n{_told([], elsewhere)}\n"
        if size(text) <= limit:
            return text
    raise HaWebError(
        f"{len(parts)} stacks: their verdicts alone have {size(text):,} characters, of which a comment may have "
        f"{limit:,}; report on fewer of them at a time"
    )


def _reductions(parts: Sequence[Part]) -> Iterator[tuple[int, int, Block | None]]:
    """Yield what to leave out, one after the other: number of the part and of its block, and what remains of that."""
    blocks = [(part, at, block) for part, each in enumerate(parts) for at, block in enumerate(each.blocks)]
    # The lightest first; of equal ones the longest, which makes the most room.
    for part, at, block in sorted(blocks, key=lambda each: (each[2].weight, -size(each[2].text))):
        if block.short:
            yield part, at, replace(block, text=block.short)
        yield part, at, None


def _text(
    title: str,
    parts: Sequence[Part],
    shown: Sequence[Mapping[int, Block]],
    left_out: Sequence[Mapping[str, str]],
    elsewhere: str,
) -> str:
    found = [_head(title, parts, [each.verdict for each in parts])]
    for part, blocks, missing in zip(parts, shown, left_out, strict=True):
        if blocks or missing:
            found.append(f"### {part.name}")
        for _, block in sorted(blocks.items()):
            found += [f"#### {plain(block.title)}"] * bool(block.title) + [block.text]
        if missing:
            found.append(_told(list(missing.values()), elsewhere))
    return "\n\n".join(found) + "\n"


def _head(title: str, parts: Sequence[Part], verdicts: Sequence[str]) -> str:
    markers = "\n".join(each.marker for each in parts)
    lines = "\n".join(f"- {each}" for each in verdicts)
    return f"{markers}\n\n## {title}\n\n{lines}"


def _told(missing: Sequence[str], elsewhere: str) -> str:
    """Return that something was left out, and where it is."""
    what = plain(", ".join(missing)) if missing else "everything but the verdicts"
    where = f" {elsewhere}" if elsewhere else ""
    return f"*Left out, since a comment has room for {LIMIT:,} characters: {what}.{where}*"
