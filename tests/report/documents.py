"""The comments that previews in `previews/` lead to: each as a golden file, and those of real changes in the documents.

python -m tests.report.documents           write all of them anew
python -m tests.report.documents --check   only say which are not current

A part of a document stands between `<!-- name: written by make generate -->` and `<!-- end of name -->`.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from pulumi_ha_web.report import page, previews
from tests.analysis.documents import PART
from tests.program import ROOT

FOLDER = Path(__file__).parent
PREVIEWS = tuple(sorted(FOLDER.glob("previews/*.json")))
DOCUMENT = ROOT / "docs" / "pull-requests.md"
SHOWN = {"user_data": "user-data", "zone_added": "zone-added", "https": "https"}
"""Parts of the document, and the preview of each."""


def comment(file: Path) -> str:
    """Return the comment about a preview."""
    # Its stack is told by what is in it, or else, as of a file that a person names, by the file's name.
    return page.page(page.subjects([previews.read(file)]))


def golden(file: Path) -> Path:
    """Return where the comment about a preview is kept."""
    return FOLDER / "golden" / f"{file.stem}.md"


def quoted(text: str) -> str:
    """Return Markdown as a quotation, which it is rendered in as it is anywhere else."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def renewed(text: str) -> str:
    """Return the document with each of its parts written anew.

    Raises:
        ValueError: its parts are not those that it must have, in whatever order.
    """
    there = [match[2] for match in PART.finditer(text) if match[2] == match[4]]
    if sorted(there) != sorted(SHOWN):
        raise ValueError(f"{DOCUMENT.name}: must have the parts {', '.join(sorted(SHOWN))} once each, has {there}")
    shown = {part: quoted(comment(FOLDER / "previews" / f"{name}.json")) for part, name in SHOWN.items()}
    return PART.sub(lambda match: f"{match[1]}\n{shown[match[2]]}\n\n{match[3]}", text)


def stale() -> Iterator[tuple[Path, str]]:
    """Yield files that are not current, each with what it must say."""
    current = {golden(file): comment(file) for file in PREVIEWS}
    current[DOCUMENT] = renewed(DOCUMENT.read_text("utf-8"))
    for file, text in current.items():
        if not file.exists() or file.read_text("utf-8") != text:
            yield file, text


def main() -> int:
    """Write the files, or say which are not current."""
    parser = argparse.ArgumentParser(prog="python -m tests.report.documents", description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is not current")
    only_check = parser.parse_args().check
    found = list(stale())
    for file, text in found:
        name = file.relative_to(ROOT)
        if only_check:
            print(f"{name}: is not current; run `make generate`", file=sys.stderr)
        else:
            file.write_text(text, "utf-8")
            print(f"written: {name}")
    return int(only_check and bool(found))


if __name__ == "__main__":
    sys.exit(main())
