"""Markdown of texts that come from outside: names, values, messages.

Whatever such a text holds, it stays in its place: it ends no table, opens no HTML, mentions nobody, closes no code.
`code`, `plain`, `prose` and `bold` give one line that may stand in a sentence, a list, a heading, a table's cell or a
`<summary>`; `fence`, `details` and `table` give a block, which needs a blank line before and after it.
"""

import re
from collections.abc import Iterable, Sequence

_BREAKS = re.compile(r"[\s\x1c-\x1f\x85\u2028\u2029]+")
_UNSEEN = re.compile(
    # Controls, and characters that have no width or turn the writing around: what follows would not be what is read.
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ud800-\udfff]"
)
_SIMPLE = re.compile(r"[^`|\\]+")
_OWN_MEANING = re.compile(r"[\\`*\[\]<>&|~$]|(?<![^\W_])_|_(?![^\W_])|:(?=//)|(?<=www)\.(?=\w)|^[-+=#]")
_NUMBERED = re.compile(r"^(\d+)([.)])")
_REFERENCE = re.compile(r"(@(?=\w)|#(?=\d)|\bGH-(?=\d))", re.IGNORECASE)
_NO_WIDTH = "\u200b"


def visible(text: str) -> str:
    """Return a text whose unseen characters are shown as �; its lines end in a line feed each."""
    return _UNSEEN.sub("�", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Return a text on one line, without unseen characters."""
    return visible(_BREAKS.sub(" ", text)).strip()


def plain(text: str) -> str:
    """Return text that reads as it is, on one line."""
    # GitHub looks for @names and #numbers once entities are decoded; a space without width keeps it from finding any.
    line = _REFERENCE.sub(rf"\1{_NO_WIDTH}", one_line(text))
    line = _NUMBERED.sub(lambda found: f"{found[1]}{_entity(found[2])}", _OWN_MEANING.sub(_entity, line))
    return line.replace(_NO_WIDTH, _entity(_NO_WIDTH))


def prose(text: str) -> str:
    """Return a sentence on one line, with what stands between backticks in it as code."""
    parts = one_line(text).split("`")
    if len(parts) % 2 == 0 or not all(part.strip() for part in parts[1::2]):
        return plain(text)
    return "".join(code(part) if at % 2 else _inner(part) for at, part in enumerate(parts))


def _inner(text: str) -> str:
    """Return plain text that keeps the spaces around it."""
    start, end = (" " if text[:1] == " " else ""), (" " if text[-1:] == " " and text.strip() else "")
    return f"{start}{plain(text)}{end}"


def bold(text: str) -> str:
    """Return text that stands out."""
    return f"**{plain(text)}**" if one_line(text) else ""


def code(text: str) -> str:
    """Return text in the typewriter's type, on one line."""
    line = one_line(text)
    return f"`{line}`" if _SIMPLE.fullmatch(line) else html_code(line)


def html_code(text: str) -> str:
    """Return the same as HTML, which a `<summary>` needs: Markdown is not read in it."""
    # A tag of HTML does not keep Markdown from being read after it; only as entities are its characters left alone.
    return "<code>" + re.sub(r"[^\w\s.,;=/-]|_", _entity, one_line(text)) + "</code>"


def _entity(character: str | re.Match[str]) -> str:
    return f"&#{ord(character[0])};"


def fence(text: str, language: str = "") -> str:
    """Return a block of code. `language` is ours, never from outside."""
    shown = visible(text).rstrip("\n")
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    marks = "`" * max(3, longest + 1)
    return f"{marks}{language}\n{shown}\n{marks}"


def details(summary: str, body: str) -> str:
    """Return a block that opens when its summary (HTML or plain text, escaped) is clicked."""
    return f"<details>\n<summary>{summary}</summary>\n\n{body}\n\n</details>"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of cells that are Markdown already."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def count_of(count: int, one: str, more: str = "") -> str:
    """Return `1 resource`, `2 resources`."""
    return f"{count} {one if count == 1 else more or f'{one}s'}"
