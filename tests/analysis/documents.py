"""The documents that state figures: parts of them are written from rehearsals of the stacks that they are about.

A part stands between `<!-- name: written by make generate -->` and `<!-- end of name -->`.

python -m tests.analysis.documents           write every part anew
python -m tests.analysis.documents --check   only say which documents are not current
"""

import argparse
import re
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from pulumi_ha_web.analysis import Analysis, analyse, markdown
from rehearsal.rehearse import Rehearsal, rehearse
from tests.program import ROOT

STRATEGIES = ("self_healing", "auto_recovery", "dns_failover", "load_balanced")
"""The strategies in rising order."""

PART = re.compile(r"(<!-- (\w+): written by make generate -->\n).*?(<!-- end of (\w+) -->)", re.DOTALL)


def example(strategy: str) -> Path:
    """Return the stack file of a strategy's example."""
    return ROOT / "examples" / strategy / f"Pulumi.{strategy.replace('_', '-')}.yaml"


@cache
def rehearsed(stack: str) -> tuple[Rehearsal, Analysis]:
    """Return the rehearsal of a stack's file, in which every promise was kept, and what its resources say."""
    done = rehearse(ROOT, stack)
    if not done.ok:
        broken = [f"{check.id}: {check.found}" for check in done.checks if check.status == "failed"]
        raise SystemExit(f"{stack}: does not keep its promises: {'; '.join(broken)}")
    return done, analyse(done.resources)


def of_example(strategy: str) -> tuple[Rehearsal, Analysis]:
    """Return the rehearsal of a strategy's example, and what its resources say."""
    return rehearsed(str(example(strategy)))


def comparison(pages: str) -> str:
    """Return the table of the strategies, whose pages are in this folder."""
    columns = []
    for strategy in STRATEGIES:
        done, analysis = of_example(strategy)
        title = f"[`{strategy}`]({pages}{strategy}.md)"
        columns.append(markdown.Rehearsed(title=title, analysis=analysis, promises_kept=done.counted("passed")))
    return f"{markdown.comparison(columns)}\n\n{markdown.prices_note()}"


def environments() -> str:
    """Return what the committed environments cost."""
    return markdown.cost_summary({name: rehearsed(name)[1].cost for name in ("dev", "prod")})


def costs_of(strategy: str) -> str:
    """Return what a strategy's example costs."""
    return f"{markdown.costs(of_example(strategy)[1].cost)}\n\n{markdown.prices_note()}"


def file_of(strategy: str) -> str:
    """Return the stack file of a strategy's example, as it stands."""
    return f"```yaml\n{example(strategy).read_text(encoding='utf-8')}```"


def page(strategy: str) -> dict[str, Callable[[], str]]:
    """Return how the parts of a strategy's page are written."""
    return {
        "survives": lambda: markdown.survival(of_example(strategy)[1]),
        "costs": lambda: costs_of(strategy),
        "example": lambda: file_of(strategy),
    }


DOCUMENTS: Mapping[str, Mapping[str, Callable[[], str]]] = {
    "README.md": {"strategies": lambda: comparison("docs/strategies/"), "costs": environments},
    "docs/strategies.md": {"strategies": lambda: comparison("strategies/")},
    **{f"docs/strategies/{strategy}.md": page(strategy) for strategy in STRATEGIES},
}
"""Documents, and how each of their parts is written."""


def renewed(document: str, text: str) -> str:
    """Return a document's text with each of its parts written anew.

    Raises:
        ValueError: its parts are not those that it must have, in whatever order.
    """
    parts, there = DOCUMENTS[document], [match[2] for match in PART.finditer(text) if match[2] == match[4]]
    if sorted(there) != sorted(parts):
        raise ValueError(f"{document}: must have the parts {', '.join(sorted(parts))} once each, has {there}")
    return PART.sub(lambda match: f"{match[1]}\n{parts[match[2]]()}\n\n{match[3]}", text)


def main() -> int:
    """Write the documents, or say which are not current."""
    parser = argparse.ArgumentParser(prog="python -m tests.analysis.documents", description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a document is not current")
    only_check = parser.parse_args().check
    stale = 0
    for document in DOCUMENTS:
        path = ROOT / document
        text = path.read_text(encoding="utf-8")
        current = renewed(document, text)
        if current == text:
            continue
        stale += 1
        if only_check:
            print(f"{document}: is not current; run `make generate`", file=sys.stderr)
        else:
            path.write_text(current, encoding="utf-8")
            print(f"written: {document}")
    return int(only_check and stale > 0)


if __name__ == "__main__":
    sys.exit(main())
